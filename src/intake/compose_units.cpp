// What single items and tables become.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "intake/compose.hpp"

namespace evenhand::intake {

namespace {

bool is_question(std::string_view plain) {
  while (!plain.empty() && (plain.back() == ' ' || plain.back() == '.')) plain.remove_suffix(1);
  return plain.ends_with('?');
}

}  // namespace

bool is_bare_link(std::string_view text) {
  const std::string_view t = text::trim(text);
  return t.starts_with('[') && t.ends_with(')') && t.find("](") != std::string_view::npos &&
         t.find("](") == t.rfind("](") && plain_words(t).size() + 4 < t.size();
}

Entry entry_of(const Part& part) {
  Entry entry;
  entry.line = part.line;
  entry.ordered_item = part.kind == Part::Kind::item && part.ordered;
  std::string words = plain_words(part.text);
  if (part.kind == Part::Kind::table && !part.rows.empty())
    for (const std::string& cell : part.rows.front()) words += (words.empty() ? "" : " | ") + plain_words(cell);
  if (part.kind == Part::Kind::code) words = text::collapse_spaces(part.text);
  if (part.kind == Part::Kind::quote && !part.children.empty()) words = plain_words(part.children.front().text);
  entry.words = std::string(text::prefix(words, excerpt_bytes_max));
  return entry;
}

Unit unit_of_item(const Part& item, bool acted_on) {
  Unit unit;
  unit.entry = entry_of(item);
  unit.text = item.text;
  const std::string plain = plain_words(item.text);
  unit.rule = "item-guidance";
  unit.forms = {Form::item, Form::advice, Form::code};
  if (!acted_on) return unit;
  if (item.task) {
    unit.rule = "box";
    unit.forms = {Form::box, Form::advice, Form::code};
    return unit;
  }
  const bool is_words = is_question(plain) || is_bare_link(item.text) || plain.empty() ||
                        text::starts_with_ignoring_case(plain, "note:") ||
                        text::starts_with_ignoring_case(plain, "note that");
  if (is_words || (!item.ordered && !is_imperative(plain) && !recognise(plain))) return unit;
  unit.guessed = true;
  unit.rule = "item-box";
  unit.forms = {Form::box, Form::advice, Form::code};
  const bool marked = item.text.find("](") != std::string::npos || item.text.find('`') != std::string::npos;
  if (const auto phrase = marked ? std::nullopt : recognise(plain)) {
    unit.phrase = *phrase;
    const Form form = phrase->rule == "if"          ? Form::choice
                      : phrase->rule == "otherwise" ? Form::otherwise
                      : phrase->rule == "say"       ? Form::said
                                                    : Form::sentence;
    unit.forms.insert(unit.forms.begin(), form);
  }
  return unit;
}

Unit unit_of_table(const Part& table, bool in_step) {
  Unit unit;
  unit.entry = entry_of(table);
  unit.rows = table.rows;
  unit.rule = "table";
  unit.forms = {Form::table, Form::code};
  constexpr std::size_t rows_min = 3, rows_max = 30, columns_max = 5, cell_bytes_max = 40;
  if (!in_step || table.rows.size() < rows_min || table.rows.size() > rows_max || table.rows[0].size() < 2 ||
      table.rows[0].size() > columns_max)
    return unit;
  const std::size_t last = table.rows[0].size() - 1;
  const std::string decides = text::to_lower_ascii(plain_words(table.rows[0][last]));
  constexpr std::array decided{"action",     "decision",   "outcome", "result", "then",
                               "resolution", "what to do", "do this", "answer"};
  const bool is_decided = std::any_of(decided.begin(), decided.end(), [&](std::string_view d) {
    return decides == d || decides.ends_with(" " + std::string(d)) || decides.starts_with(std::string(d) + " ");
  });
  if (!is_decided) return unit;
  std::set<std::vector<std::string>> seen;
  std::vector<FactGuess> facts;
  for (std::size_t c = 0; c <= last; ++c) {
    FactGuess fact;
    fact.name = text::to_lower_ascii(plain_words(table.rows[0][c]));
    if (fact.name == "then" || fact.name == "do this") fact.name = "what is done";
    if (fact.name.starts_with("if ")) fact.name = fact.name.substr(3);
    if (fact.name == "if") fact.name = "case";
    fact.source = c == last ? "decision" : "customer";
    std::vector<std::string> options;
    for (std::size_t r = 1; r < table.rows.size(); ++r) {
      if (table.rows[r].size() != last + 1) return unit;
      const std::string cell = text::to_lower_ascii(plain_words(table.rows[r][c]));
      if (cell.empty() || cell.size() > cell_bytes_max || cell.find_first_of(",:;\"`|*<>=[](){}") != std::string::npos)
        return unit;
      if ((cell == "-" || cell == "any") && c != last) continue;
      if (std::find(options.begin(), options.end(), cell) == options.end()) options.push_back(cell);
    }
    if (!is_fact_name(fact.name) || options.size() < 2) return unit;
    const bool yes_no = options.size() == 2 &&
                        ((options[0] == "yes" && options[1] == "no") || (options[0] == "no" && options[1] == "yes"));
    fact.type = yes_no ? "yes or no" : fmt::format("one of: {}", fmt::join(options, ", "));
    if (std::any_of(facts.begin(), facts.end(), [&](const FactGuess& f) { return f.name == fact.name; })) return unit;
    facts.push_back(std::move(fact));
  }
  unit.facts = std::move(facts);
  unit.rule = "table-decision";
  unit.guessed = true;
  unit.forms = {Form::decision, Form::table, Form::code};
  return unit;
}

}  // namespace evenhand::intake
