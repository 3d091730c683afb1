#include "print/flow.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace evenhand::print {
namespace {

/// Past it words are set in several parts: what Pango does with a line grows faster than the line.
constexpr std::size_t part_bytes_max = 8u << 10;

}  // namespace

bool is_changed(const Line& line) {
  return std::any_of(line.begin(), line.end(), [](const Words& words) { return words.change != Change::none; });
}
bool has_links(const Line& line) {
  return std::any_of(line.begin(), line.end(), [](const Words& words) { return !words.link.empty(); });
}
Line under(Line line, Change change) {
  for (Words& words : line)
    if (words.change == Change::none) words.change = change;
  return line;
}

Flow::Flow(const Setter& setter, double x, double width, double page_height, const Deadline& deadline)
    : setter_(setter), page_height_(page_height), deadline_(deadline), page_{x, width, {element("Document")}} {}

Result<void> Flow::add(const std::vector<Block>& blocks) {
  add(blocks, page_);
  return fate_;
}

bool Flow::is_over() {
  if (!fate_) return true;
  const bool too_long = height_ > page_height_ * static_cast<double>(limits::print_pages_max) ||
                        texts_ > limits::print_texts_max || deadline_.has_passed();
  if (too_long)
    fate_ = fail(ErrorKind::too_large, "print/too-large", "This is too long to be printed as one document.",
                 "Print its parts one by one.");
  return too_long;
}

SetPtr Flow::set(Line line, double width, const Look& look) {
  ++texts_;
  SetPtr set = setter_.set(std::move(line), width, look);
  unknown_characters += set->unknown_characters();
  return set;
}

int Flow::element(const char* tag) {
  elements.push_back({tag});
  return static_cast<int>(elements.size()) - 1;
}

Place Flow::inside(const Place& place, const char* tag) {
  Place inner = place;
  inner.path.push_back(element(tag));
  return inner;
}

Piece& Flow::put(Piece piece, double before) {
  piece.before = flush_ || pieces.empty() ? 0 : std::max(gap_, before);
  flush_ = false;
  gap_ = 0;
  height_ += piece.before + piece.height;
  piece.anchors.insert(piece.anchors.end(), anchors_.begin(), anchors_.end());
  anchors_.clear();
  pieces.push_back(std::move(piece));
  return pieces.back();
}

/// The bar at the margin that says where something changed.
void Flow::bar(std::size_t first, const Place& place) {
  if (first >= pieces.size()) return;
  const style::Colour& colour = place.change == Change::deleted ? style::deleted : style::inserted;
  panels.push_back({page_.x - 14, 1.6, colour, first, pieces.size() - 1});
}

void Flow::add(const std::vector<Block>& blocks, const Place& place) {
  for (const Block& block : blocks) {
    if (is_over()) return;
    add(block, place);
  }
}

void Flow::add(const Block& block, const Place& outer) {
  Place place = outer;
  if (block.change != Change::none) place.change = block.change;
  if (!block.anchor.empty()) anchors_.push_back(block.anchor);
  const std::size_t first = pieces.size();
  switch (block.kind) {
    case Block::Kind::heading:
      heading(block, place);
      break;
    case Block::Kind::paragraph:
      paragraph(block, place);
      break;
    case Block::Kind::list:
      list(block, place);
      break;
    case Block::Kind::item:
      item(block, place, block.first_number);
      break;
    case Block::Kind::quote:
      quote(block, place);
      break;
    case Block::Kind::table:
      table(block, place);
      break;
    case Block::Kind::code:
      code(block, place);
      break;
    case Block::Kind::rule:
      rule(place);
      break;
    case Block::Kind::picture:
      picture(block, place);
      break;
  }
  const bool is_outermost_change = block.change != Change::none && outer.change == Change::none;
  if (is_outermost_change || (place.change == Change::none && is_changed(block.words))) bar(first, place);
}

void Flow::lines(Line words, const Place& place, const Look& look, const char* tag, double before, bool keep) {
  for (const Words& one : words)
    if (!one.anchor.empty()) anchors_.push_back(one.anchor);
  words = under(std::move(words), place.change);
  bool is_first = true;
  const Place inner = inside(place, tag);
  elements[static_cast<std::size_t>(inner.path.back())].in_spans = has_links(words);
  for (Line& part : in_parts(std::move(words), part_bytes_max)) {
    if (is_over()) return;
    const SetPtr set = this->set(std::move(part), place.width, look);
    const std::size_t count = set->lines();
    for (std::size_t i = 0; i < count; ++i) {
      const bool keeps = keep || (count > 1 && (i == 0 || i + 2 == count));
      put({.height = set->height(i),
           .keep_with_next = keeps,
           .path = inner.path,
           .draw = [set, i, x = place.x](Painter& painter, double top) { set->draw(painter, x, top, i, i + 1); }},
          is_first ? before : 0);
      is_first = false;
    }
  }
}

void Flow::heading(const Block& block, const Place& place) {
  static constexpr const char* tags[] = {"H1", "H2", "H3", "H4"};
  const std::size_t level = static_cast<std::size_t>(std::clamp(block.level, 1, 4)) - 1;
  bookmarks.push_back({static_cast<int>(level) + 1, plain_words(block.words), pieces.size()});
  Look look{.size = style::heading_sizes[level], .strong = true, .colour = style::accent};
  if (level >= 2) look.colour = style::ink;
  lines(block.words, place, look, tags[level], style::heading_before[level], true);
  if (level == 1) {  // a hair under it
    put({.height = 2.5,
         .keep_with_next = true,
         .path = place.path,
         .draw = [place](
                     Painter& painter,
                     double top) { painter.line(place.x, top + 2, place.x + place.width, top + 2, style::hair, 0.7); }},
        0);
  }
  gap_ = style::heading_after[level];
}

void Flow::paragraph(const Block& block, const Place& place) {
  Look look;
  double after = style::paragraph_gap;
  const bool leads = block.style == Block::Style::lead || block.style == Block::Style::caption;
  if (block.style == Block::Style::summary) look.size = 11, look.colour = style::quiet_ink, after = 9;
  if (block.style == Block::Style::caption) look.size = style::small_size, look.colour = style::quiet_ink, after = 2.5;
  if (block.style == Block::Style::lead) after = 2.5;
  lines(block.words, place, look, "P", style::item_gap, leads);
  gap_ = std::max(gap_, after);
}

void Flow::list(const Block& block, const Place& place) {
  const Place inner = inside(place, "L");
  int number = block.first_number;
  for (const Block& one : block.blocks) {
    if (is_over()) return;
    const std::size_t first = pieces.size();
    Place held = inner;
    if (one.change != Change::none) held.change = one.change;
    if (!one.anchor.empty()) anchors_.push_back(one.anchor);
    item(one, held, number++);
    if (one.change != Change::none && place.change == Change::none) bar(first, held);
  }
  gap_ = std::max(gap_, style::paragraph_gap);
}

void Flow::item(const Block& block, const Place& place, int number) {
  const Place li = inside(place, "LI");
  std::string sign;
  if (block.mark == Block::Mark::bullet) sign = "•";
  if (block.mark == Block::Mark::number) sign = std::to_string(number) + ".";
  if (block.mark == Block::Mark::box) sign = "☐";
  if (block.mark == Block::Mark::ticked_box) sign = "☑";
  double indent = style::item_indent;
  SetPtr label;
  if (!sign.empty()) {
    Look look;
    if (block.mark == Block::Mark::bullet) look.colour = style::quiet_ink;
    label = set({{.text = sign, .change = place.change}}, -1, look);
    indent = std::max(indent, label->width() + 5);
    // Of no height: it stands beside the first line of the item. Fonts of signs sit on other lines than those of words.
    const double own = label->baseline(), usual = set({{.text = "x"}}, -1, {})->baseline();
    put({.keep_with_next = true,
         .path = inside(li, "Lbl").path,
         .draw = [label, x = place.x, lift = usual - own](Painter& painter,
                                                          double top) { label->draw(painter, x, top + lift, 0, 1); }},
        style::item_gap);
    flush_ = true;
  }
  Place body = inside(li, "LBody");
  const double room = place.width - indent;
  if (room >= style::text_width_min) body.x += indent, body.width = room;
  const std::size_t first = pieces.size();
  add(block.blocks, body);
  if (pieces.size() == first) put({.height = style::body_size * 1.36, .path = body.path, .draw = nullptr}, 0);
  gap_ = std::max(style::item_gap, std::min(gap_, style::paragraph_gap));
}

void Flow::quote(const Block& block, const Place& place) {
  Place inner = inside(place, "BlockQuote");
  const double room = place.width - 2 * style::quote_indent;
  if (room >= style::text_width_min) inner.x += style::quote_indent, inner.width = room;
  const std::size_t first = pieces.size();
  put({.height = style::quote_padding, .keep_with_next = true, .path = inner.path, .draw = nullptr}, style::item_gap);
  flush_ = true;
  add(block.blocks, inner);
  pieces.back().keep_with_next = true;
  gap_ = 0;
  put({.height = style::quote_padding, .path = inner.path, .draw = nullptr}, 0);
  panels.push_back({place.x, place.width, style::quote_fill, first, pieces.size() - 1});
  panels.push_back({place.x, 2.2, style::quote_bar, first, pieces.size() - 1});
  gap_ = style::paragraph_gap;
}

void Flow::code(const Block& block, const Place& place) {
  Place inner = place;
  inner.x += style::quote_indent, inner.width -= 2 * style::quote_indent;
  const std::size_t first = pieces.size();
  put({.height = style::quote_padding, .keep_with_next = true, .path = place.path, .draw = nullptr}, style::item_gap);
  flush_ = true;
  lines(block.words, inner, {.size = style::code_size}, "Code", 0, false);
  gap_ = 0;
  pieces.back().keep_with_next = true;
  put({.height = style::quote_padding, .path = place.path, .draw = nullptr}, 0);
  panels.push_back({place.x, place.width, style::code_fill, first, pieces.size() - 1});
  gap_ = style::paragraph_gap;
}

void Flow::rule(const Place& place) {
  put({.height = 1,
       .path = place.path,
       .draw = [place](Painter& painter,
                       double top) { painter.line(place.x, top, place.x + place.width, top, style::hair, 0.7); }},
      10);
  gap_ = 10;
}

}  // namespace evenhand::print
