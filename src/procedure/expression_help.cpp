#include "procedure/expression_help.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "feel/function.hpp"
#include "procedure/table_reader.hpp"

namespace evenhand::procedure {

namespace {

using Kind = FactType::Kind;

std::vector<std::string_view> lines_of(std::string_view source) {
  return text::split(source, '\n');
}

/// Byte offset of a column; the line's size when it ends before.
std::size_t offset_of(std::string_view line, std::uint32_t column) {
  std::size_t at = 0;
  for (std::uint32_t c = 1; c < column && at < line.size(); ++c) (void)text::next_code_point(line, at);
  return std::min(at, line.size());
}
std::uint32_t column_of(std::string_view line, std::size_t offset) {
  return static_cast<std::uint32_t>(1 + text::count_code_points(line.substr(0, offset)));
}

struct Place {
  std::size_t first = 0, last = 0;  ///< bytes of the line
};

/// The code between backticks around an offset; up to the line's end while it is not closed yet.
std::optional<Place> code_at(std::string_view line, std::size_t offset) {
  for (std::size_t at = line.find('`'); at != std::string_view::npos; at = line.find('`', at)) {
    std::size_t marks = 0;
    while (at + marks < line.size() && line[at + marks] == '`') ++marks;
    const std::size_t first = at + marks;
    const std::size_t end = std::min(line.find(std::string(marks, '`'), first), line.size());
    if (offset >= first && offset <= end) return Place{first, end};
    if (end >= line.size()) break;
    at = end + marks;
  }
  return std::nullopt;
}

/// The cell around an offset, with the number of its column.
std::optional<std::pair<Place, std::size_t>> cell_at(std::string_view line, std::size_t offset) {
  const std::string_view trimmed = text::trim(line);
  if (!trimmed.starts_with('|')) return std::nullopt;
  std::size_t first = line.find('|') + 1;
  for (std::size_t column = 0; first <= line.size(); ++column) {
    std::size_t end = first;
    while (end < line.size() && line[end] != '|') end += line[end] == '\\' && end + 1 < line.size() ? 2 : 1;
    if (offset >= first && offset <= end) {
      Place place{first, std::min(end, line.size())};
      while (place.first < place.last && line[place.first] == ' ') ++place.first;
      while (place.last > place.first && line[place.last - 1] == ' ') --place.last;
      return std::pair{place, column};
    }
    first = end + 1;
  }
  return std::nullopt;
}

bool is_delimiter(std::string_view line) {
  return line.find('-') != std::string_view::npos && line.find_first_not_of(" |:-\r") == std::string_view::npos;
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> out;
  std::string_view trimmed = text::trim(line);
  if (trimmed.starts_with('|')) trimmed.remove_prefix(1);
  if (trimmed.ends_with('|')) trimmed.remove_suffix(1);
  for (const std::string_view part : text::split(trimmed, '|')) out.emplace_back(text::trim(part));
  return out;
}

/// The decision table around a line: the sentence that names what it decides, and its headings.
struct DecisionTable {
  std::string_view sentence;
  std::vector<std::string> headings;
};
std::optional<DecisionTable> table_at(const std::vector<std::string_view>& lines, std::size_t line) {
  std::size_t top = line;
  while (top > 0 && text::trim(lines[top - 1]).starts_with('|')) --top;
  if (line < top + 2 || top + 1 >= lines.size() || !is_delimiter(lines[top + 1])) return std::nullopt;
  for (std::size_t i = top; i-- > 0;) {
    const std::string_view above = text::trim(lines[i]);
    if (above.empty()) continue;
    const bool decides = above.starts_with("- ") && text::starts_with_ignoring_case(above.substr(2), "decide ");
    return decides ? std::optional(DecisionTable{above, cells_of(lines[top])}) : std::nullopt;
  }
  return std::nullopt;
}

feel::Value value_of(const json::Value& json, const FactType* type) {
  const std::string* words = json.as_string();
  if (words == nullptr || type == nullptr) return feel::from_json(json).value_or(feel::Value{});
  switch (type->kind) {
    case Kind::number:
    case Kind::money: {
      const auto number = Decimal::parse(*words);
      return number ? feel::Value(*number) : feel::Value{};
    }
    case Kind::date:
      return feel::parse_date(*words);
    case Kind::time:
      return feel::parse_time(*words);
    case Kind::date_time:
      return feel::parse_date_time(*words);
    case Kind::duration:
      return feel::parse_duration(*words);
    case Kind::yes_no:
      return text::equals_ignoring_case(*words, "yes") || *words == "true";
    default:
      return feel::Value(*words);
  }
}

/// A row of the Facts table without the action that gives the fact: that stands in a step, and the steps may be what is wrong.
std::string fact_row_alone(std::string_view line) {
  if (!text::trim(line).starts_with('|') || is_delimiter(line)) return std::string(line);
  std::vector<std::string> cells = cells_of(line);
  if (cells.size() < 3 || text::equals_ignoring_case(cells[2], "from")) return std::string(line);
  cells[2] = "customer";
  std::string out = "|";
  for (const std::string& cell : cells) (out += ' ' + cell) += " |";
  return out;
}

/// The procedure around the expression: with the expression made harmless, or, when other things are wrong too, the front
/// matter and the Facts table alone.
ProcedurePtr surroundings(const std::vector<std::string_view>& lines, std::size_t line, Place place,
                          const Resolver& resolver) {
  std::string whole, head;
  bool in_head = true;
  bool in_facts = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view one = lines[i];
    if (one.starts_with("## ")) {
      in_head = in_head && !(one.size() > 3 && one[3] >= '0' && one[3] <= '9');
      in_facts = text::trim(one.substr(3)) == "Facts";
    }
    if (in_head) (head += in_facts ? fact_row_alone(one) : std::string(one)) += '\n';
    if (i == line) {
      (whole += one.substr(0, place.first)) += "true";
      const std::string_view rest = one.substr(place.last);
      (whole += rest.empty() && one.find('`') != std::string_view::npos ? "`" : rest) += '\n';
    } else {
      (whole += one) += '\n';
    }
  }
  if (const Compiled compiled = compile(lines[line].starts_with('|') ? head : whole, resolver); compiled.procedure)
    return compiled.procedure;
  return compile(head + "\n## 1. Step\n\n- [ ] Step.\n", resolver).procedure;
}

class Helper {
 public:
  Helper(const Procedure* procedure, const json::Value& facts, Instant now) : procedure_(procedure), now_(now) {
    if (procedure == nullptr) return;
    for (const Fact& fact : procedure->facts) names_.push_back(fact.name);
    for (std::string& name : names_in_scope(*procedure)) names_.push_back(std::move(name));
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    if (facts.as_object() == nullptr) return;
    for (const auto& [name, json] : *facts.as_object()) {
      feel::Value value = value_of(json, type_of(name));
      if (!value.is_null()) given_.emplace_back(name, std::move(value));
    }
  }

  [[nodiscard]] std::vector<CompletionItem> completions() const {
    std::vector<CompletionItem> out;
    for (const std::string& name : names_) {
      const FactType* type = type_of(name);
      const bool is_fact = procedure_->find_fact(name) != nullptr;
      out.push_back({name, is_fact ? CompletionItem::Kind::fact : CompletionItem::Kind::name,
                     type == nullptr ? std::string{} : type->str()});
    }
    for (const feel::Signature& signature : feel::builtin_signatures())
      out.push_back({signature.name, CompletionItem::Kind::function, signature.text});
    return out;
  }

  void evaluate(ExpressionHelp& help, const std::string& tested) const {
    const feel::Parsed parsed =
        help.is_test ? feel::parse_unary_tests(help.text, names_, true) : feel::parse(help.text, names_, true);
    for (Diagnostic problem : parsed.diagnostics) {
      if (problem.span.line == 1) problem.span.column += help.span.column - 1;
      if (problem.span.end_line == 1) problem.span.end_column += help.span.column - 1;
      problem.span.line = problem.span.end_line = help.span.line;
      help.problems.push_back(std::move(problem));
    }
    if (!parsed.ok()) return;
    feel::Context with_samples = given_;
    const auto note = [&](const std::string& name) {
      const bool given =
          std::any_of(given_.begin(), given_.end(), [&](const auto& entry) { return entry.first == name; });
      if (given || name == "?") return;
      if (std::find(help.missing.begin(), help.missing.end(), name) == help.missing.end()) help.missing.push_back(name);
      if (const FactType* type = type_of(name)) with_samples.emplace_back(name, sample_value(*type));
    };
    for (const std::string& name : parsed.expression.reads()) note(name);
    const feel::Parsed column = feel::parse(tested, names_);
    if (help.is_test)
      for (const std::string& name : column.expression.reads()) note(name);
    const auto run = [&](feel::Context facts) {
      if (help.is_test) {
        feel::Value under_test = column.expression.evaluate(feel::MapEnvironment(facts, now_));
        facts.emplace_back("?", std::move(under_test));
      }
      return parsed.expression.evaluate(feel::MapEnvironment(std::move(facts), now_));
    };
    help.value = run(given_);
    const feel::Value sample = help.missing.empty() ? help.value : run(std::move(with_samples));
    if (!sample.is_null()) help.type = feel::type_name(sample.type());
  }

 private:
  [[nodiscard]] const FactType* type_of(const std::string& name) const {
    const Fact* fact = procedure_ == nullptr ? nullptr : procedure_->find_fact(name);
    return fact != nullptr ? &fact->type : builtin_type(name);
  }

  const Procedure* procedure_;
  Instant now_;
  std::vector<std::string> names_;
  feel::Context given_;
};

/// Words of a cell that stand for a text, `yes` or `no`.
std::string as_feel(const std::string& cell, const FactType* type) {
  if (type == nullptr || cell == "-" || cell.find_first_of("\"<>=?[]()`") != std::string::npos) return cell;
  if (type->kind == Kind::yes_no) return cell == "yes" ? "true" : cell == "no" ? "false" : cell;
  const bool words = type->kind == Kind::one_of || type->kind == Kind::text || type->kind == Kind::pattern ||
                     type->kind == Kind::email || type->kind == Kind::phone;
  if (!words) return cell;
  std::string out;
  for (const std::string_view part : text::split(cell, ',')) {
    if (!out.empty()) out += ", ";
    out += feel::to_feel(feel::Value(text::trim(part)));
  }
  return out;
}

std::string without_code_marks(std::string_view heading) {
  while (heading.size() >= 2 && heading.front() == '`' && heading.back() == '`')
    heading = heading.substr(1, heading.size() - 2);
  return std::string(text::trim(heading));
}

}  // namespace

CursorHelp help_at(std::string_view source, std::uint32_t line, std::uint32_t column, const json::Value& facts,
                   Instant now, const Resolver& resolver) {
  CursorHelp out;
  const std::vector<std::string_view> lines = lines_of(source);
  if (!text::is_valid_utf8(source) || line == 0 || line > lines.size()) return out;
  const std::string_view text_line = lines[line - 1];
  const std::size_t offset = offset_of(text_line, column);
  std::optional<Place> place = code_at(text_line, offset);
  const auto cell = cell_at(text_line, offset);
  const auto table = cell ? table_at(lines, line - 1) : std::nullopt;
  if (!place && (!table || cell->second >= table->headings.size())) return out;
  if (!place) place = cell->first;

  const ProcedurePtr procedure = surroundings(lines, line - 1, *place, resolver);
  const Helper helper(procedure.get(), facts, now);
  out.completions = helper.completions();
  ExpressionHelp help;
  help.text = std::string(text_line.substr(place->first, place->last - place->first));
  help.span = {line, column_of(text_line, place->first), line, column_of(text_line, place->last)};
  std::string tested;
  if (table && cell->second < table->headings.size()) {
    const std::string& heading = table->headings[cell->second];
    help.is_test = table->sentence.find("**" + heading + "**") == std::string_view::npos;
    tested = without_code_marks(heading);
    const Fact* fact = procedure ? procedure->find_fact(heading) : nullptr;
    if (!code_at(text_line, offset))
      help.text = as_feel(help.text, fact == nullptr ? builtin_type(heading) : &fact->type);
  }
  if (!text::trim(help.text).empty()) helper.evaluate(help, tested);
  out.expression = std::move(help);
  return out;
}

}  // namespace evenhand::procedure
