#include "print/setter.hpp"

#include <algorithm>

#include "base/printable.hpp"
#include "print/painter.hpp"

namespace evenhand::print {
namespace {

int to_pango(double points) {
  return static_cast<int>(points * PANGO_SCALE + 0.5);
}
double to_points(int units) {
  return static_cast<double>(units) / PANGO_SCALE;
}

void add(PangoAttrList* list, PangoAttribute* attribute, std::size_t begin, std::size_t end) {
  attribute->start_index = static_cast<guint>(begin);
  attribute->end_index = static_cast<guint>(end);
  pango_attr_list_insert(list, attribute);
}

struct AttributesFree {
  void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
};
struct IterFree {
  void operator()(PangoLayoutIter* iter) const { pango_layout_iter_free(iter); }
};
struct FontFree {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
using FontDescription = std::unique_ptr<PangoFontDescription, FontFree>;

style::Colour colour_of(const Words& words, const Look& look) {
  if (words.change == Change::inserted) return style::inserted;
  if (words.change == Change::deleted) return style::deleted;
  if (words.tone == Words::Tone::quiet) return style::quiet_ink;
  if (words.tone == Words::Tone::origin) return style::accent;
  return look.colour;
}

}  // namespace

Setter::Setter(const std::string& language)
    : fonts_(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)),
      context_(pango_font_map_create_context(fonts_.get())) {
  pango_cairo_context_set_resolution(context_.get(), 72);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  pango_context_set_language(context_.get(), pango_language_from_string(language.c_str()));
}

bool Setter::has_fonts() const {
  const FontDescription font(pango_font_description_from_string("sans-serif 10"));
  const Owned<PangoFont> loaded(pango_font_map_load_font(fonts_.get(), context_.get(), font.get()));
  return loaded != nullptr;
}

SetPtr Setter::set(Line line, double width, const Look& look) const {
  auto set = std::make_shared<Set>();
  set->look_ = look;
  std::string text;
  for (Words& words : line) {
    words.text = text::printable(words.text);
    set->starts_.push_back(text.size());
    text += words.text;
  }
  set->line_ = std::move(line);
  set->layout_.reset(pango_layout_new(context_.get()));
  PangoLayout* layout = set->layout_.get();
  const FontDescription font(pango_font_description_new());
  pango_font_description_set_family(font.get(), style::body_family);
  pango_font_description_set_size(font.get(), to_pango(look.size));
  pango_font_description_set_weight(font.get(), look.strong ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style(font.get(), look.emphasis ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_layout_set_font_description(layout, font.get());
  if (look.to_the_right) pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));

  const std::unique_ptr<PangoAttrList, AttributesFree> attributes(pango_attr_list_new());
  for (std::size_t i = 0; i < set->line_.size(); ++i) {
    const Words& words = set->line_[i];
    const std::size_t begin = set->starts_[i], end = begin + words.text.size();
    const auto put = [&](PangoAttribute* attribute) { add(attributes.get(), attribute, begin, end); };
    // Never seen: it keeps the runs of neighbours apart, so that each is drawn in its own look.
    put(pango_attr_foreground_new(static_cast<guint16>(i & 0xffff), static_cast<guint16>(i >> 16), 0));
    if (words.strong || words.tone == Words::Tone::origin) put(pango_attr_weight_new(PANGO_WEIGHT_BOLD));
    if (words.emphasis) put(pango_attr_style_new(PANGO_STYLE_ITALIC));
    if (words.code) put(pango_attr_family_new(style::code_family));
    double scale = words.code ? style::code_size / style::body_size : 1.0;
    if (words.tone == Words::Tone::quiet || words.tone == Words::Tone::origin)
      scale *= style::small_size / style::body_size;
    if (words.raised) {
      scale *= 0.7;
      put(pango_attr_rise_new(to_pango(look.size * 0.33)));
    }
    if (scale < 1.0) put(pango_attr_size_new(to_pango(look.size * scale)));
  }
  pango_layout_set_attributes(layout, attributes.get());
  pango_layout_set_wrap(layout, width == 0 ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width(layout, width < 0 ? -1 : to_pango(width));

  const std::unique_ptr<PangoLayoutIter, IterFree> iter(pango_layout_get_iter(layout));
  double bottom = 0;
  do {
    int top_of_line = 0, bottom_of_line = 0;
    pango_layout_iter_get_line_yrange(iter.get(), &top_of_line, &bottom_of_line);
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(iter.get(), nullptr, &logical);
    set->tops_.push_back(to_points(top_of_line));
    set->baselines_.push_back(to_points(pango_layout_iter_get_baseline(iter.get())));
    set->width_ = std::max(set->width_, to_points(logical.width));
    bottom = to_points(bottom_of_line);
  } while (pango_layout_iter_next_line(iter.get()));
  set->tops_.push_back(bottom);
  set->unknown_ = static_cast<std::size_t>(std::max(0, pango_layout_get_unknown_glyphs_count(layout)));
  return set;
}

void Set::draw(Painter& painter, double x, double y, std::size_t from, std::size_t to) const {
  const char* text = pango_layout_get_text(layout_.get());
  const std::unique_ptr<PangoLayoutIter, IterFree> iter(pango_layout_get_iter(layout_.get()));
  std::size_t number = 0;
  do {
    if (number < from || number >= to) continue;
    PangoLayoutLine* line = pango_layout_iter_get_line_readonly(iter.get());
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(iter.get(), nullptr, &logical);
    double at = x + to_points(logical.x);
    const double baseline = y - tops_[from] + baselines_[number];
    for (GSList* node = line->runs; node != nullptr; node = node->next) {
      auto* run = static_cast<PangoGlyphItem*>(node->data);
      const double width = to_points(pango_glyph_string_get_width(run->glyphs));
      const auto next = std::upper_bound(starts_.begin(), starts_.end(), static_cast<std::size_t>(run->item->offset));
      const Words& words = line_[static_cast<std::size_t>(next - starts_.begin()) - 1];
      painter.run({.item = run,
                   .text = text,
                   .words = &words,
                   .colour = colour_of(words, look_),
                   .size = look_.size,
                   .x = at,
                   .baseline = baseline - to_points(run->y_offset),
                   .width = width});
      at += width;
    }
  } while (++number < to && pango_layout_iter_next_line(iter.get()));
}

namespace {
/// Where no line may be broken for so long, looking for a place costs the square of it. Scripts without blanks break anywhere.
constexpr std::size_t unbroken_max = 1u << 10;

bool is_unbroken(std::string_view text) {
  return text.size() > unbroken_max && std::all_of(text.begin(), text.begin() + unbroken_max, [](char c) {
           return static_cast<unsigned char>(c) < 0x80 && c != ' ' && c != '\n' && c != '-';
         });
}
}  // namespace

std::vector<Line> in_parts(Line line, std::size_t bytes_max) {
  std::size_t bytes = 0;
  for (const Words& words : line) bytes += words.text.size();
  std::vector<Line> parts;
  if (bytes <= std::min(bytes_max, unbroken_max)) {
    parts.push_back(std::move(line));
    return parts;
  }
  Line part;
  std::size_t room = bytes_max;
  const auto finish = [&] {
    if (!part.empty()) parts.push_back(std::move(part));
    part.clear();
    room = bytes_max;
  };
  for (Words& words : line) {
    std::string_view left = words.text;
    while (left.size() > room || is_unbroken(left)) {
      std::size_t cut = is_unbroken(left) ? std::string_view::npos : left.rfind(' ', room);
      if (is_unbroken(left)) room = std::min(room, unbroken_max);
      cut = cut == std::string_view::npos ? room : cut + 1;
      while (cut > 0 && cut < left.size() && (static_cast<unsigned char>(left[cut]) & 0xc0) == 0x80) --cut;
      if (cut == 0 && part.empty()) break;  // no character is longer than what a part has room for
      Words head = words;
      head.text = std::string(left.substr(0, cut));
      if (cut > 0) part.push_back(std::move(head));
      left.remove_prefix(cut);
      finish();
    }
    Words rest = words;
    rest.text = std::string(left);
    room -= std::min(room, rest.text.size());
    if (!rest.text.empty()) part.push_back(std::move(rest));
  }
  finish();
  return parts;
}

}  // namespace evenhand::print
