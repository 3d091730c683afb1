#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "dmn/content.hpp"
#include "feel/shape.hpp"
#include "procedure/decisions.hpp"
#include "procedure/dmn_import_types.hpp"
#include "procedure/table_reader.hpp"

namespace evenhand::procedure {

namespace {

using dmn::Aggregation;
using dmn::HitPolicy;

tl::unexpected<Error> no_sop(const std::string& decision, const std::string& why, const std::string& hint = {}) {
  return fail(ErrorKind::invalid, "dmn/no-sop", "The decision \"" + decision + "\" does not fit an SOP: " + why, hint);
}

/// FEEL that Markdown leaves alone: numbers, comparisons, ranges.
bool is_plain_feel(std::string_view source) {
  return !source.empty() && std::all_of(source.begin(), source.end(), [](char c) {
    return (c >= '0' && c <= '9') || std::string_view(" .,<>=[]()-").find(c) != std::string_view::npos;
  }) && source.find("--") == std::string_view::npos;
}

/// Code in a table cell or a sentence. Line ends would end both, and a bar the cell: bars stand in FEEL's texts only.
std::string code(const feel::Expression& expression, std::string_view source) {
  const std::string one_line =
      source.find_first_of("\n\r\t") == std::string_view::npos ? std::string(text::trim(source)) : expression.print();
  std::string out = one_line.find('`') == std::string::npos ? "`" : "`` ";
  for (const char c : one_line) { out += c == '|' ? std::string("\\u007C") : std::string(1, c); }
  return out + (one_line.find('`') == std::string::npos ? "`" : " ``");
}

std::string policy_words(const dmn::Table& table, bool with_default) {
  switch (table.policy) {
    case HitPolicy::unique:
      return with_default ? ", first match wins" : "";
    case HitPolicy::first:
      return ", first match wins";
    case HitPolicy::any:
      return with_default ? ", first match wins" : ", all matches agree";
    case HitPolicy::priority:
      return ", by priority";
    case HitPolicy::rule_order:
      return ", all matches";
    case HitPolicy::output_order:
      return ", all matches by priority";
    case HitPolicy::collect:
      break;
  }
  switch (table.aggregation) {
    case Aggregation::none:
      return ", collect";
    case Aggregation::sum:
      return ", sum of matches";
    case Aggregation::count:
      return ", count of matches";
    case Aggregation::min:
      return ", smallest match";
    case Aggregation::max:
      return ", largest match";
  }
  return "";
}

std::string row_of(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

class Importer {
 public:
  Importer(const dmn::Model& model, const DmnImport& options) : content_(model.content()), options_(options) {}

  Result<std::string> run() {
    for (const dmn::DecisionNode& decision : content_.decisions)
      if (options_.decision.empty() || decision.name == options_.decision) decisions_.push_back(&decision);
    if (decisions_.empty())
      return fail(ErrorKind::not_found, "dmn/not-found",
                  options_.decision.empty() ? "The model has no decision."
                                            : "The model has no decision \"" + options_.decision + "\".");
    if (decisions_.size() > limits::sop_steps_max)
      return fail(ErrorKind::too_large, "dmn/no-sop", "The model has more decisions than an SOP has steps.",
                  "Import them one by one.");
    order();
    for (const dmn::DecisionNode* decision : decisions_) {
      const auto done = step(*decision);
      if (!done) return fail(done.error());
    }
    return options_.table_only ? steps_ : document();
  }

 private:
  /// What is needed comes first.
  void order() {
    std::vector<const dmn::DecisionNode*> sorted;
    std::set<std::string_view> done;
    while (sorted.size() < decisions_.size()) {
      const std::size_t before = sorted.size();
      for (const dmn::DecisionNode* one : decisions_) {
        const bool ready = std::all_of(one->needs.begin(), one->needs.end(), [&](const dmn::Requirement& need) {
          const bool here = std::any_of(decisions_.begin(), decisions_.end(),
                                        [&](const auto* other) { return other->id == need.href; });
          return !here || done.contains(need.href);
        });
        if (!ready || done.contains(one->id)) continue;
        sorted.push_back(one);
        done.insert(one->id);
      }
      if (sorted.size() == before) return;  // a circle, which read_model has refused
    }
    decisions_ = std::move(sorted);
  }

  Result<void> step(const dmn::DecisionNode& decision) {
    const dmn::Boxed& logic = *decision.logic;
    if (!logic.problem.empty()) return no_sop(decision.name, logic.problem + ".");
    std::string body;
    asked_.clear();
    if (logic.kind == dmn::Boxed::Kind::table) {
      auto table = table_of(decision, logic);
      if (!table) return fail(table.error());
      body = std::move(*table);
    } else if (logic.kind == dmn::Boxed::Kind::literal) {
      if (!is_plain(decision.name)) return no_sop(decision.name, "its name has signs that facts may not have.");
      if (const auto good = read(decision, logic.expression); !good) return fail(good.error());
      body = "- Record **" + decision.name + "** as " + code(logic.expression, logic.text) + ".\n";
      declare(decision.name, types_.named(decision.type, {}), "computed");
    } else {
      return no_sop(decision.name, "it is neither a decision table nor a literal expression.",
                    "Keep it in DMN, or turn it into a table.");
    }
    if (options_.table_only) {
      steps_ += (steps_.empty() ? "" : "\n") + body;
      return {};
    }
    ++number_;
    const std::string number = std::to_string(number_);
    steps_ += "\n## " + number + ". " + (is_plain(decision.name) ? decision.name : "Decision " + number) + "\n\n";
    std::string list;
    for (std::size_t i = 0; i < asked_.size(); ++i) list += (i == 0 ? "**" : ", **") + asked_[i] + "**";
    if (!list.empty()) steps_ += "- Ask for " + list + ".\n";
    steps_ += body;
    return {};
  }

  /// Declares what an expression reads as facts that the customer or the agent gives.
  Result<void> read(const dmn::DecisionNode& decision, const feel::Expression& expression) {
    for (const std::string& name : expression.reads()) {
      if (name == "?" || builtin_type(name) != nullptr || facts_.contains(name)) continue;
      if (!is_plain(name)) return no_sop(decision.name, "the name \"" + name + "\" has signs that facts may not have.");
      std::string type;
      for (const dmn::InputData& input : content_.inputs)
        if (input.name == name) type = input.type;
      for (const dmn::DecisionNode& other : content_.decisions)
        if (other.name == name) type = other.type;
      for (const dmn::KnowledgeModel& other : content_.knowledge)
        if (other.name == name)
          return no_sop(decision.name, "it calls the knowledge model \"" + name + "\".", "Write the formula out.");
      const std::string known = types_.named(type, {});
      if (known.empty() && !type.empty() && type != "Any")
        return no_sop(decision.name, "the input \"" + name + "\" is a structure or a list (" + type + ").",
                      "Facts are single values; give each part an input of its own.");
      const std::string asked = known.empty() ? types_.tested(name, decisions_) : known;
      if (asked.empty())
        return no_sop(decision.name, "what kind of value the input \"" + name + "\" is cannot be told.",
                      "Give it a type in DMN (typeRef).");
      declare(name, asked, "agent");
      asked_.push_back(name);
    }
    return {};
  }

  /// What has no type is a fact all the same, by its decision; the Facts table leaves it out.
  void declare(const std::string& name, const std::string& type, const std::string& from) {
    const auto [place, is_new] = facts_.emplace(name, Declared{type, from});
    if (is_new && !type.empty()) order_.push_back(name);
  }

  /// An SOP's priority is the order of the options of a fact, and its lists have none.
  Result<void> check_priority(const dmn::DecisionNode& decision, const dmn::Table& table, std::size_t column,
                              const std::string& name) const {
    const bool ordered = table.policy == HitPolicy::priority || table.policy == HitPolicy::output_order;
    if (!ordered || table.outputs[column].allowed.empty()) return {};
    const auto options = one_of(table.outputs[column].allowed);
    if (table.policy == HitPolicy::priority && options && facts_.find(name)->second.type == *options) return {};
    return no_sop(decision.name, "the priority of its output \"" + name + "\" is not the order of a fact's options.",
                  table.policy == HitPolicy::priority ? "Priorities are words, such as \"high\", \"low\"."
                                                      : "Use the hit policy RULE ORDER, with the rows in order.");
  }

  /// A cell with a text in it: bare words where the column's fact takes them.
  static std::string cell(const feel::Expression& expression, std::string_view source, const std::string& type) {
    const std::string_view trimmed = text::trim(source);
    if (trimmed.empty() || trimmed == "-") return "-";
    const bool words = type == "text" || type.starts_with("one of");
    if (const auto shape = words ? feel::shape_of(expression) : std::nullopt;
        shape && !shape->negated && !shape->any && !shape->null && shape->values.empty()) {
      std::string out;
      for (const feel::Range& range : shape->ranges) {
        const std::string* word = range.low.as_string();
        if (word == nullptr || !range.low.equals(range.high).value_or(false) || !is_plain(*word) || *word == "null")
          return code(expression, source);
        out += (out.empty() ? "" : ", ") + *word;
      }
      if (!out.empty()) return out;
    }
    return !words && !type.empty() && is_plain_feel(trimmed) ? std::string(trimmed) : code(expression, source);
  }

  static std::string output_cell(const feel::Expression& expression, std::string_view source, const std::string& type) {
    const auto literal = feel::literal_of(expression);
    const std::string* word = literal ? literal->as_string() : nullptr;
    if (word != nullptr && is_plain(*word) && (type == "text" || type.starts_with("one of"))) return *word;
    if (literal && literal->as_number() != nullptr && is_plain_feel(text::trim(source)))
      return std::string(text::trim(source));
    return code(expression, source);
  }

  Result<std::string> table_of(const dmn::DecisionNode& decision, const dmn::Boxed& logic) {
    const dmn::Table& table = logic.table;
    const bool with_default = std::any_of(table.outputs.begin(), table.outputs.end(),
                                          [](const dmn::Output& output) { return output.otherwise.has_value(); });
    if (const auto good = check_default(decision, table, with_default); !good) return fail(good.error());
    if (table.inputs.empty()) return no_sop(decision.name, "its table has no input column.");
    std::vector<std::string> header, rule, types;
    for (std::size_t c = 0; c < table.inputs.size(); ++c) {
      const feel::Expression& expression = table.inputs[c].expression;
      const bool is_name = expression.reads().size() == 1 && expression.print() == expression.reads()[0];
      if (is_name && builtin_type(expression.reads()[0]) == nullptr && !facts_.contains(expression.reads()[0]) &&
          is_plain(expression.reads()[0]) && is_input_of_text(expression.reads()[0])) {
        if (const auto list = one_of(table.inputs[c].allowed)) {
          declare(expression.reads()[0], *list, "agent");
          asked_.push_back(expression.reads()[0]);
        }
      }
      if (const auto good = read(decision, expression); !good) return fail(good.error());
      const auto fact = is_name ? facts_.find(expression.reads()[0]) : facts_.end();
      types.push_back(fact == facts_.end() ? "" : fact->second.type);
      header.push_back(fact != facts_.end() ? fact->first : code(expression, logic.rows.inputs[c].expression));
      rule.emplace_back("---");
    }
    std::string names;
    for (std::size_t c = 0; c < table.outputs.size(); ++c) {
      const std::string name = table.outputs.size() == 1 ? decision.name : table.outputs[c].name;
      if (!is_plain(name))
        return no_sop(decision.name, "its output \"" + name + "\" has no name that a fact may have.");
      names += (c == 0 ? "**" : c + 1 == table.outputs.size() ? " and **" : ", **") + name + "**";
      types.push_back(types_.output(decision, logic, c));
      declare(name, types.back(), "decision");
      if (const auto good = check_priority(decision, table, c, name); !good) return fail(good.error());
      header.push_back(name);
      rule.emplace_back("---");
    }
    std::string rows = row_of(header) + row_of(rule);
    for (std::size_t r = 0; r < table.rules.size(); ++r) {
      std::vector<std::string> cells;
      const dmn::TableText::Row& row = logic.rows.rows[r];
      for (std::size_t c = 0; c < table.inputs.size(); ++c) {
        if (const auto good = read(decision, table.rules[r].tests[c]); !good) return fail(good.error());
        cells.push_back(cell(table.rules[r].tests[c], row.tests[c], types[c]));
      }
      for (std::size_t c = 0; c < table.outputs.size(); ++c) {
        if (const auto good = read(decision, table.rules[r].outputs[c]); !good) return fail(good.error());
        cells.push_back(output_cell(table.rules[r].outputs[c], row.outputs[c], types[table.inputs.size() + c]));
      }
      rows += row_of(cells);
    }
    if (with_default) rows += default_row(logic, types);
    return "- Decide " + names + " by the table" + policy_words(table, with_default) + ".\n\n" + rows;
  }

  [[nodiscard]] bool is_input_of_text(const std::string& name) const {
    return std::any_of(content_.inputs.begin(), content_.inputs.end(), [&](const dmn::InputData& input) {
      return input.name == name &&
             (input.type.empty() || input.type == "Any" || types_.named(input.type, {}) == "text");
    });
  }

  /// A default becomes a last row that everything matches, so that the first match has to win.
  static Result<void> check_default(const dmn::DecisionNode& decision, const dmn::Table& table, bool with_default) {
    if (!with_default || table.policy == HitPolicy::first) return {};
    const Diagnostics found = dmn::analyse(table);
    const bool overlaps =
        std::any_of(found.begin(), found.end(), [](const Diagnostic& one) { return one.code == "EH0402"; });
    if ((table.policy == HitPolicy::unique || table.policy == HitPolicy::any) && !overlaps) return {};
    return no_sop(decision.name, "its default output goes with a hit policy that lets several rows count.",
                  "Use the hit policy FIRST, or write the rest out as rows.");
  }

  static std::string default_row(const dmn::Boxed& logic, const std::vector<std::string>& types) {
    std::vector<std::string> cells(logic.table.inputs.size(), "-");
    for (std::size_t c = 0; c < logic.table.outputs.size(); ++c) {
      const auto& otherwise = logic.table.outputs[c].otherwise;
      cells.push_back(
          otherwise ? output_cell(*otherwise, logic.rows.outputs[c].otherwise, types[logic.table.inputs.size() + c])
                    : "`null`");
    }
    return row_of(cells);
  }

  [[nodiscard]] std::string document() const {
    const std::string title = is_plain(content_.name) ? content_.name : "Decisions";
    const std::string id = text::slug(title);
    std::string out =
        "---\nid: " + (id.empty() ? "decisions" : id) + "\ntitle: " + title + "\n---\n\n# " + title + "\n";
    if (const std::string words = text::collapse_spaces(content_.description); is_plain(words))
      out += "\n" + words + "\n";
    out += "\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n";
    for (const std::string& name : order_) {
      const Declared& fact = facts_.find(name)->second;
      out += row_of({name, fact.type, fact.from});
    }
    return out + steps_;
  }

  struct Declared {
    std::string type, from;
  };

  const dmn::ModelContent& content_;
  const ImportedTypes types_{content_};
  const DmnImport& options_;
  std::vector<const dmn::DecisionNode*> decisions_;
  std::map<std::string, Declared> facts_;
  std::vector<std::string> order_, asked_;
  std::string steps_;
  int number_ = 0;
};

}  // namespace

Result<std::string> from_dmn(const dmn::Model& model, const DmnImport& options) {
  return Importer(model, options).run();
}

}  // namespace evenhand::procedure
