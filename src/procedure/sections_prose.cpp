// Prose outside the steps: whatever no section's reader acts on, so that none of the words is lost.
#include <algorithm>

#include "base/text.hpp"
#include "procedure/printer.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

using Kind = Section::Kind;
using Place = Prose::Place;

Place place_of(Kind kind) {
  switch (kind) {
    case Kind::facts:
      return Place::facts;
    case Kind::targets:
      return Place::targets;
    case Kind::messages:
      return Place::messages;
    case Kind::escalation:
      return Place::escalation;
    case Kind::actions:
      return Place::actions;
    case Kind::records:
      return Place::records;
    case Kind::training:
      return Place::training;
    case Kind::translation:
      return Place::translation;
    case Kind::overlay:
      return Place::overlay;
    case Kind::step:
    case Kind::guidance:
      break;
  }
  return Place::own;
}

class ProseReader {
 public:
  ProseReader(Reading& r, const std::vector<Block>& blocks) : r_(r), blocks_(blocks) {}

  std::optional<Prose> opening(std::size_t end) {
    bool title = false, summary = false;
    for (std::size_t i = 0; i < end; ++i) {
      const Block& b = blocks_[i];
      const bool is_title = !title && b.kind == Block::Kind::heading && plain_text(b.tokens) == r_.procedure.title;
      const bool is_summary = !summary && b.kind == Block::Kind::paragraph;
      title = title || is_title;
      summary = summary || is_summary;
      if (!is_title && !is_summary) add(b);
    }
    return take(Place::opening, {});
  }

  std::optional<Prose> section(const Section& s) {
    const Block* part = nullptr;  // the `###` this stands under
    const Block* told = nullptr;  // the last of them that prose was found under
    for (std::size_t i = s.from; i < s.to; ++i) {
      const Block& b = blocks_[i];
      if (is_part(s.kind, b)) {
        part = &b;
        continue;
      }
      if (acted_on(s, i, part)) {
        acted_ = true;
        continue;
      }
      if (part != nullptr && part != told) add(*part);
      told = part;
      add(b, s.kind == Kind::actions ? "Actions" : "");
    }
    return take(place_of(s.kind), s.kind == Kind::translation ? s.language : plain_text(s.heading->tokens));
  }

 private:
  static bool is_part(Kind kind, const Block& b) {
    if (b.kind != Block::Kind::heading || b.level != 3) return false;
    if (kind == Kind::training) return text::starts_with_ignoring_case(plain_text(b.tokens), "Scenario");
    return kind == Kind::messages || kind == Kind::actions || kind == Kind::translation;
  }

  bool acted_on(const Section& s, std::size_t i, const Block* part) const {
    const Block& b = blocks_[i];
    const bool is_list = b.kind == Block::Kind::list;
    switch (s.kind) {
      case Kind::facts:
        return b.kind == Block::Kind::table;
      case Kind::targets:
      case Kind::escalation:
      case Kind::records:
      case Kind::overlay:
        return is_list;
      case Kind::messages:
        return part != nullptr && (b.kind == Block::Kind::quote || (b.kind == Block::Kind::heading && b.level > 3));
      case Kind::actions:
        return b.kind == Block::Kind::table || (part != nullptr && is_list);
      case Kind::training:
        if (part != nullptr) return is_list;
        if (is_list && !b.ordered)
          return std::all_of(b.children.begin(), b.children.end(),
                             [&](const Block& item) { return r_.read_rules.contains(item.head()); });
        return is_list || r_.read_rules.contains(&b);
      case Kind::translation:
        return part != nullptr || r_.read_rules.contains(&b);
      case Kind::guidance:
        return r_.used_tables.contains(&b);
      case Kind::step:
        break;
    }
    return true;
  }

  /// @param here  the section whose reader refuses lines of its own that stand in prose
  void add(const Block& b, std::string_view here = {}) {
    if (b.kind == Block::Kind::rule) return;
    if (b.kind == Block::Kind::paragraph) check_guidance(r_, b.run, b.tokens, 0, here);
    if (prose_.text.empty())
      prose_.span = r_.source.span(b.range);
    else
      prose_.text += "\n\n";
    // A title inside of a page stands no higher than its parts.
    const bool is_title = b.kind == Block::Kind::heading && b.level < 3;
    prose_.text += is_title ? "### " + text::collapse_spaces(b.run.text) : print_block(r_.source, b, true);
    r_.understand(b.range, "guidance", "shown as written; nothing is enforced");
  }

  std::optional<Prose> take(Place place, std::string heading) {
    // A heading of the author's own is words as well, unless it only names a decision table.
    if (prose_.text.empty() && (place != Place::own || acted_)) return std::nullopt;
    prose_.place = place;
    prose_.heading = std::move(heading);
    return std::move(prose_);
  }

  Reading& r_;
  const std::vector<Block>& blocks_;
  Prose prose_;
  bool acted_ = false;
};

}  // namespace

void read_prose(Reading& reading, const std::vector<Block>& blocks, const std::vector<Section>& sections) {
  std::vector<Prose>& all = reading.procedure.prose;
  if (std::optional<Prose> prose = ProseReader(reading, blocks).opening(opening_end(blocks)))
    all.push_back(std::move(*prose));
  for (const Section& s : sections) {
    // The title opens a section of its own in the outline, and what follows it is the opening.
    const bool is_opening = s.heading < blocks.data() + opening_end(blocks);
    if (s.kind == Section::Kind::step || s.kind == Section::Kind::overlay || is_opening) continue;
    std::optional<Prose> prose = ProseReader(reading, blocks).section(s);
    if (prose && prose->span.line == 0) prose->span = reading.source.span(s.heading->range);
    if (prose) all.push_back(std::move(*prose));
  }
}

std::optional<Prose> read_prose(Reading& reading, const std::vector<Block>& blocks, const Section& section) {
  return ProseReader(reading, blocks).section(section);
}

}  // namespace evenhand::procedure
