#include <algorithm>
#include <array>
#include <span>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/sections.hpp"

namespace evenhand::procedure {

namespace {

/// Finds the names that directives will make, before any expression is parsed: FEEL needs to know all names with blanks to
/// find where one ends. Only where directives are acted on; whether one really makes the name is checked at the end.
class NameCollector {
 public:
  explicit NameCollector(Reading& r) : r_(r) {}

  void blocks(std::span<const Block> all) {
    for (const Block& b : all) {
      if (b.kind == Block::Kind::item)
        if (const Block* head = b.head()) item(head->tokens);
      blocks(b.children);
    }
  }

  void item(const std::vector<Token>& t) {
    const auto word = [&](std::size_t i, std::string_view w) {
      return i < t.size() && t[i].kind == Token::Kind::word && text::equals_ignoring_case(t[i].text, w);
    };
    const auto is_bold = [&](std::size_t i) { return i < t.size() && t[i].kind == Token::Kind::bold; };
    bool directive = false;
    for (std::size_t i = 0; i < t.size(); ++i) {
      // A directive begins the item, or follows the colon or comma of what it belongs to.
      if (i == 0 || t[i - 1].is_mark(':') || t[i - 1].is_mark(','))
        directive = directive || verb_at(t, i) != Verb::none || (i == 0 && word(i, "gives"));
      if (t[i].is_mark('.')) directive = false;
      if (!directive) continue;
      if (word(i, "record") && is_bold(i + 1) && word(i + 2, "as"))
        add(t[i + 1].text);
      else if (word(i, "each") && is_bold(i + 1))
        add(t[i + 1].text);
      else if (word(i, "do") && is_bold(i + 1))
        add(t[i + 1].text + " done");
      else if (word(i, "follow") && i + 1 < t.size() && t[i + 1].kind == Token::Kind::link)
        follow(t[i + 1].url);
      else if (word(i, "giving") || word(i, "decide") || word(i, "gives"))
        names_after(t, i + 1);
    }
  }

  void add(std::string name) { names_.insert(std::move(name)); }

  void finish() {
    for (const Fact& f : r_.procedure.facts) {
      add(f.name);
      if (f.source == Fact::Source::action) add(f.source_detail + " done");
    }
    for (const std::string& name : built_in_names()) add(name);
    r_.names.assign(names_.begin(), names_.end());
    if (r_.names.size() <= limits::sop_names_max) return;
    r_.error("EH0110", r_.source.line(0),
             "This procedure uses more than " + std::to_string(limits::sop_names_max) + " names.",
             "Split it into procedures that follow one another.");
    r_.names.resize(limits::sop_names_max);
  }

 private:
  void names_after(const std::vector<Token>& t, std::size_t i) {
    for (; i < t.size(); ++i) {
      if (t[i].kind == Token::Kind::bold) {
        const bool renamed =
            i + 2 < t.size() && text::equals_ignoring_case(t[i + 1].text, "as") && t[i + 2].kind == Token::Kind::bold;
        add(t[renamed ? i + 2 : i].text);
        if (renamed) i += 2;
      } else if (!t[i].is_mark(',') && !text::equals_ignoring_case(t[i].text, "and")) {
        return;
      }
    }
  }

  void follow(const std::string& link) {
    if (link.empty() || r_.followed.contains(link)) return;
    const ProcedurePtr target = r_.resolver ? r_.resolver(link) : nullptr;
    r_.followed[link] = target;
    r_.follows_unknown = r_.follows_unknown || !target;
    if (!target) return;
    for (const Fact& f : target->facts)
      if (f.source == Fact::Source::result) add(f.name);
  }

  Reading& r_;
  std::set<std::string> names_;
};

}  // namespace

const std::vector<std::string>& built_in_names() {
  static const std::vector<std::string> names = names_in_scope(Procedure{});
  return names;
}

bool Reading::is_free_name(const std::string& name, Range range) {
  // Placeholders that are filled in from the case, and words of FEEL that would be read instead of the name.
  static constexpr std::array<std::string_view, 5> filled_in{"company", "agent", "customer", "case", "today"};
  static constexpr std::array<std::string_view, 18> feel_words{
      "true", "false", "null", "and",   "or",     "not",       "if",      "then",     "else",
      "for",  "in",    "some", "every", "return", "satisfies", "between", "instance", "function"};
  const auto is_in = [&](const auto& list) { return std::find(list.begin(), list.end(), name) != list.end(); };
  std::string what;
  if (is_in(built_in_names()) || is_in(filled_in))
    what = "is set by the case itself";
  else if (name.ends_with(" done"))
    what = "says that an action is done";
  else if (is_in(feel_words))
    what = "is a word of FEEL";
  if (what.empty()) return true;
  error("EH0146", range, "\"" + name + "\" " + what + ", so no fact can be called so.",
        "Give the fact another name; a condition could not tell the two apart.");
  return false;
}

void collect_names(Reading& reading, const std::vector<Block>& blocks, const std::vector<Section>& sections) {
  NameCollector collector(reading);
  for (const Section& s : sections) {
    using Kind = Section::Kind;
    if (s.kind == Kind::step || s.kind == Kind::overlay || s.kind == Kind::escalation || s.kind == Kind::actions)
      collector.blocks(std::span(blocks).subspan(s.from, s.to - s.from));
    if (s.kind != Kind::actions) continue;
    for (std::size_t i = s.from; i < s.to; ++i) {
      const Block& b = blocks[i];
      if (b.kind == Block::Kind::heading && b.level == 3) collector.add(plain_text(b.tokens) + " done");
      if (b.kind != Block::Kind::table || b.rows.empty()) continue;
      for (std::size_t column = 0; column < b.rows[0].cells.size(); ++column) {
        const std::string heading = text::to_lower_ascii(plain_text(b.rows[0].cells[column].tokens));
        for (std::size_t row = 1; row < b.rows.size(); ++row) {
          if (column >= b.rows[row].cells.size()) continue;
          const std::string words = plain_text(b.rows[row].cells[column].tokens);
          if (heading == "action") collector.add(words + " done");
          if (heading == "gives")
            for (const std::string_view name : text::split(words, ',')) collector.add(std::string(text::trim(name)));
        }
      }
    }
  }
  collector.finish();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].kind != Block::Kind::heading) continue;
    for (std::size_t j = i + 1; j < blocks.size() && blocks[j].kind != Block::Kind::heading; ++j)
      if (blocks[j].kind == Block::Kind::table) {
        reading.named_tables.emplace(text::slug(plain_text(blocks[i].tokens)), &blocks[j]);
        break;
      }
  }
}

}  // namespace evenhand::procedure
