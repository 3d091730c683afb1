#include "procedure/table_reader.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace evenhand::procedure {

namespace {

using Kind = FactType::Kind;

bool is_words(Kind kind) noexcept {
  return kind == Kind::text || kind == Kind::pattern || kind == Kind::email || kind == Kind::phone ||
         kind == Kind::one_of || kind == Kind::yes_no || kind == Kind::file;
}

std::string quoted(std::string_view words) {
  std::string out = "\"";
  for (const char c : words) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool is_iso_date(std::string_view s) noexcept {
  if (s.size() != 10 || s[4] != '-' || s[7] != '-') return false;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
    if (s[i] < '0' || s[i] > '9') return false;
  return true;
}

/// `2026-01-31` becomes `date("2026-01-31")` wherever it stands outside quotes.
std::string with_dates(std::string_view cell) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] == '"') in_string = !in_string;
    if (!in_string && is_iso_date(cell.substr(i, 10))) {
      out += "date(\"" + std::string(cell.substr(i, 10)) + "\")";
      i += 9;
      continue;
    }
    out += cell[i];
  }
  return out;
}

/// Words of a cell that could only be FEEL: a comparison, a range, a quoted text, a call.
bool looks_like_feel(std::string_view cell) noexcept {
  return cell.find_first_of("\"<>=?[]()") != std::string_view::npos;
}

class DecisionReader {
 public:
  DecisionReader(Reading& r, const Block& block, const std::vector<std::string>& outputs, PolicyWords policy)
      : r_(r), block_(block), outputs_(outputs) {
    table_->policy = policy.policy;
    table_->aggregation = policy.aggregation;
  }

  std::shared_ptr<const dmn::Table> read() {
    columns();
    if (block_.rows.size() < 2) {
      r_.error("EH0245", block_.range, "This decision table has no rows.",
               "Add a row for each case, and `-` for anything.");
      bad_ = true;
    }
    if (bad_) return nullptr;
    for (std::size_t i = 1; i < block_.rows.size(); ++i) row(block_.rows[i]);
    if (bad_) return nullptr;
    for (Diagnostic d : dmn::analyse(in_any_case())) {
      if (d.span.line == 0) d.span = r_.source.span(block_.rows[0].range);
      r_.report(d.severity, d.code, d.span, d.message, d.hint);
    }
    return table_;
  }

 private:
  struct Column {
    bool output = false;
    std::size_t index = 0;
    const FactType* type = nullptr;  ///< null: an expression of unknown type
    std::string name;
  };

  /// A case may be opened without a state, for no product and on no channel: what has a list there may be missing too.
  [[nodiscard]] dmn::Table in_any_case() const {
    dmn::Table out = *table_;
    for (dmn::Input& input : out.inputs) {
      const auto& reads = input.expression.reads();
      const bool selects = reads.size() == 1 && input.expression.print() == reads[0] &&
                           (reads[0] == "state" || reads[0] == "channel" || reads[0] == "product");
      if (selects && !input.allowed.empty()) input.allowed.emplace_back();
    }
    return out;
  }

  void columns() {
    std::vector<bool> seen(outputs_.size(), false);
    for (const std::string& name : outputs_) {
      dmn::Output o;
      o.name = name;
      if (const Fact* f = r_.fact(name))
        for (const std::string& option : (f->type.element ? *f->type.element : f->type).options)
          o.allowed.emplace_back(option);
      table_->outputs.push_back(std::move(o));
    }
    for (const Cell& cell : block_.rows[0].cells) {
      Column column;
      const bool code = cell.tokens.size() == 1 && cell.tokens[0].kind == Token::Kind::code;
      const std::string name =
          cell.tokens.size() == 1 ? text::collapse_spaces(cell.tokens[0].text) : plain_text(cell.tokens);
      column.name = name;
      const auto output = std::find(outputs_.begin(), outputs_.end(), name);
      if (!code && output != outputs_.end()) {
        column.output = true;
        column.index = static_cast<std::size_t>(output - outputs_.begin());
        seen[column.index] = true;
        if (const Fact* f = r_.fact(name); f != nullptr && !f->implicit) column.type = cell_type(*f, cell.range);
      } else {
        input(cell, name, code, column);
      }
      columns_.push_back(std::move(column));
    }
    for (std::size_t i = 0; i < seen.size(); ++i)
      if (!seen[i]) {
        r_.error("EH0242", block_.rows[0].range,
                 "No column of this table is headed \"" + outputs_[i] + "\", which it should decide.",
                 "Head one column with the decided fact's name.");
        bad_ = true;
      }
    if (table_->inputs.empty() && !bad_) {
      r_.error("EH0242", block_.rows[0].range, "This table has no input column.", "Head a column with a fact's name.");
      bad_ = true;
    }
  }

  /// What one row says of the fact: where the table gathers, an element of its list.
  const FactType* cell_type(const Fact& fact, Range range) {
    if (!gathers(*table_)) return &fact.type;
    if (fact.type.kind == Kind::list) return fact.type.element.get();
    r_.error("EH0246", range,
             "All rows that match are gathered, so \"" + fact.name + "\" becomes a list, and it is declared as " +
                 fact.type.str() + ".",
             "Declare it as `list of " + fact.type.str() + "`, or say which row counts: first match wins.");
    bad_ = true;
    return &fact.type;
  }

  void input(const Cell& cell, const std::string& name, bool code, Column& column) {
    dmn::Input in;
    in.label = name;
    column.index = table_->inputs.size();
    if (const Fact* f = r_.fact(name))
      column.type = &f->type;
    else
      column.type = builtin_type(name);
    if (!code && (cell.tokens.empty() || (column.type == nullptr && !in_scope(name) && !r_.follows_unknown))) {
      r_.error(
          "EH0242", cell.range, name.empty() ? "This column has no heading." : "No fact is called \"" + name + "\".",
          name.empty() ? "Head it with a fact's name, or with an expression in code." : did_you_mean(name, r_.names));
      bad_ = true;
      return;
    }
    if (code)
      in.expression = r_.condition(cell.run, cell.tokens[0]).expression;
    else
      in.expression = r_.expression(cell.run, cell.tokens[0].inner, name);
    if (column.type != nullptr) {
      if (const auto* listed = listed_for(r_.procedure, name); listed != nullptr && !listed->empty())
        in.allowed.assign(listed->begin(), listed->end());
      else if (column.type->kind == Kind::one_of)
        for (const std::string& option : column.type->options) in.allowed.emplace_back(option);
      in.is_boolean = column.type->kind == Kind::yes_no;
      if (in.is_boolean) in.allowed = {feel::Value(true), feel::Value(false)};
      in.is_number = column.type->kind == Kind::number || column.type->kind == Kind::money;
    }
    table_->inputs.push_back(std::move(in));
  }

  bool in_scope(const std::string& name) const { return std::binary_search(r_.names.begin(), r_.names.end(), name); }

  void row(const Row& row) {
    if (row.cells.size() != columns_.size()) {
      r_.error("EH0244", row.range,
               "This row has " + std::to_string(row.cells.size()) + " cells, the heading has " +
                   std::to_string(columns_.size()) + ".",
               "Give every column a cell; `-` means anything.");
      bad_ = true;
      return;
    }
    dmn::Rule rule;
    rule.span = r_.source.span(row.range);
    rule.tests.resize(table_->inputs.size());
    rule.test_spans.resize(table_->inputs.size());
    rule.outputs.resize(table_->outputs.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = columns_[i];
      const Cell& cell = row.cells[i];
      if (column.output) {
        rule.outputs[column.index] = output_cell(cell, column);
      } else {
        rule.tests[column.index] = input_cell(cell, column);
        rule.test_spans[column.index] = r_.source.span(cell.range);
      }
    }
    table_->rules.push_back(std::move(rule));
  }

  /// Parses FEEL made from a cell. Problems are reported at the cell: its text and the FEEL differ.
  feel::Expression made(const Cell& cell, const std::string& feel_text, bool tests) {
    auto& cache = tests ? tests_ : values_;
    if (const auto known = cache.find(feel_text); known != cache.end()) return known->second;
    const feel::Parsed parsed = r_.parse(feel_text, tests);
    if (!parsed.ok()) {
      const Diagnostic& d = parsed.diagnostics.front();
      r_.error(d.code == "EH0301" ? "EH0501" : "EH0243", cell.range, "This cell cannot be read: " + d.message,
               "Use -, a value, a comparison such as <= 30, a range such as [31..60], or words of the fact.");
      bad_ = true;
    }
    for (const std::string& name : parsed.expression.reads()) r_.read_names.insert(name);
    cache.emplace(feel_text, parsed.expression);
    return parsed.expression;
  }

  const Token* only_code(const Cell& cell) const {
    return cell.tokens.size() == 1 && cell.tokens[0].kind == Token::Kind::code ? &cell.tokens[0] : nullptr;
  }

  feel::Expression input_cell(const Cell& cell, const Column& column) {
    if (const Token* code = only_code(cell)) return made(cell, code->text, true);
    const std::string words = plain_text(cell.tokens);
    if (words.empty()) {
      r_.error("EH0243", cell.range, "This cell is empty.", "Write - where anything will do.");
      bad_ = true;
      return {};
    }
    if (words == "-" || column.type == nullptr || !is_words(column.type->kind))
      return made(cell, column.type != nullptr && column.type->kind == Kind::date ? with_dates(words) : words, true);
    std::string_view inner = words;
    const bool negated = words.starts_with("not(") && words.ends_with(")");
    // The tokens of `not(a, b)` may have got a blank before the bracket.
    const bool spaced = words.starts_with("not (") && words.ends_with(")");
    if (negated)
      inner = inner.substr(4, inner.size() - 5);
    else if (spaced)
      inner = inner.substr(5, inner.size() - 6);
    if (looks_like_feel(inner)) return made(cell, words, true);
    std::string list;
    for (const std::string_view part : text::split(inner, ',')) {
      if (!list.empty()) list += ", ";
      list += word_value(cell, text::trim(part), *column.type);
    }
    return made(cell, negated || spaced ? "not(" + list + ")" : list, true);
  }

  std::string word_value(const Cell& cell, std::string_view word, const FactType& type) {
    if (type.kind == Kind::yes_no) {
      if (text::equals_ignoring_case(word, "yes") || word == "true") return "true";
      if (text::equals_ignoring_case(word, "no") || word == "false") return "false";
      r_.error("EH0509", cell.range, "\"" + std::string(word) + "\" is neither yes nor no.", "Write yes, no or -.");
      bad_ = true;
      return "true";
    }
    if (type.kind == Kind::one_of && std::find(type.options.begin(), type.options.end(), word) == type.options.end()) {
      r_.error("EH0509", cell.range, "\"" + std::string(word) + "\" is not one of: " + join_names(type.options) + ".",
               did_you_mean(word, type.options));
      bad_ = true;
    }
    return quoted(word);
  }

  feel::Expression output_cell(const Cell& cell, const Column& column) {
    if (const Token* code = only_code(cell)) return made(cell, code->text, false);
    const std::string words = plain_text(cell.tokens);
    if (words.empty() || words == "-") {
      r_.error("EH0247", cell.range, "This row does not say what \"" + column.name + "\" is.",
               "An output cell holds a value, or `null` in code.");
      bad_ = true;
      return {};
    }
    if (words.starts_with('"')) return made(cell, words, false);
    if (column.type != nullptr && is_words(column.type->kind))
      return made(cell, word_value(cell, words, *column.type), false);
    if (column.type != nullptr) return made(cell, with_dates(words), false);
    if (words == "yes" || words == "no") return made(cell, words == "yes" ? "true" : "false", false);
    return made(cell, Decimal::parse(words) ? words : quoted(words), false);
  }

  Reading& r_;
  const Block& block_;
  const std::vector<std::string>& outputs_;
  std::shared_ptr<dmn::Table> table_ = std::make_shared<dmn::Table>();
  std::vector<Column> columns_;
  std::map<std::string, feel::Expression> tests_, values_;
  bool bad_ = false;
};

}  // namespace

std::shared_ptr<const dmn::Table> read_decision(Reading& reading, const Block& table,
                                                const std::vector<std::string>& outputs, PolicyWords policy) {
  return DecisionReader(reading, table, outputs, policy).read();
}

}  // namespace evenhand::procedure
