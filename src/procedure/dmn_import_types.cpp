#include "procedure/dmn_import_types.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "feel/shape.hpp"

namespace evenhand::procedure {

using dmn::Aggregation;
using dmn::HitPolicy;

namespace {

/// A fact's type as a Facts table has it; empty for what an SOP has no type for.
std::string fact_type(std::string_view type) {
  static const std::map<std::string_view, std::string_view> names = {{"number", "number"},
                                                                     {"string", "text"},
                                                                     {"boolean", "yes or no"},
                                                                     {"date", "date"},
                                                                     {"time", "time"},
                                                                     {"dateTime", "date and time"},
                                                                     {"date and time", "date and time"},
                                                                     {"dayTimeDuration", "duration"},
                                                                     {"days and time duration", "duration"},
                                                                     {"yearMonthDuration", "duration"},
                                                                     {"years and months duration", "duration"}};
  const auto found = names.find(type);
  return found == names.end() ? std::string{} : std::string(found->second);
}

/// A fact's type for values that are all of one; empty for what an SOP has no type for, and where there are none.
std::string type_of(const std::vector<feel::Value>& values) {
  const auto name = [](const feel::Value& value) -> std::string {
    switch (value.type()) {
      case feel::Type::number:
        return "number";
      case feel::Type::string:
        return "text";
      case feel::Type::boolean:
        return "yes or no";
      case feel::Type::date:
        return "date";
      case feel::Type::time:
        return "time";
      case feel::Type::date_time:
        return "date and time";
      case feel::Type::years_months:
      case feel::Type::days_time:
        return "duration";
      default:
        return {};
    }
  };
  const std::string first = values.empty() ? std::string{} : name(values.front());
  const bool one = std::all_of(values.begin(), values.end(), [&](const auto& value) { return name(value) == first; });
  return one ? first : std::string{};
}

}  // namespace

bool is_plain(std::string_view words) {
  return !words.empty() && words == text::collapse_spaces(words) && words != "-" &&
         std::all_of(words.begin(), words.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-' ||
                  c == '\'' || static_cast<unsigned char>(c) >= 0x80;
         });
}

std::optional<std::string> one_of(const std::vector<feel::Value>& values) {
  std::string out;
  for (const feel::Value& value : values) {
    const std::string* words = value.as_string();
    if (words == nullptr || !is_plain(*words)) return std::nullopt;
    out += (out.empty() ? "one of: " : ", ") + *words;
  }
  return values.size() < 2 ? std::nullopt : std::optional(out);
}

std::string ImportedTypes::named(const std::string& type, const std::vector<feel::Value>& allowed) const {
  if (const auto list = one_of(allowed)) return *list;
  const auto [definition, home] = dmn::find_type(content_, type);
  if (definition == nullptr) return fact_type(type);
  if (!definition->components.empty() || definition->is_collection || definition->is_function) return {};
  if (definition->allowed) {
    const auto shape = feel::shape_of(*definition->allowed);
    std::vector<feel::Value> values;
    if (shape && !shape->negated)
      for (const feel::Range& range : shape->ranges) values.push_back(range.low);
    if (const auto list = one_of(values); list && fact_type(definition->type) == "text") return *list;
  }
  return fact_type(definition->type);
}

std::string ImportedTypes::tested(const std::string& name,
                                  const std::vector<const dmn::DecisionNode*>& decisions) const {
  std::vector<feel::Value> values;
  for (const dmn::DecisionNode* decision : decisions) {
    const dmn::Table& table = decision->logic->table;
    for (std::size_t c = 0; c < table.inputs.size(); ++c) {
      if (table.inputs[c].expression.print() != name) continue;
      for (const dmn::Rule& rule : table.rules) {
        const auto shape = feel::shape_of(rule.tests[c]);
        if (!shape) continue;
        values.insert(values.end(), shape->values.begin(), shape->values.end());
        for (const feel::Range& range : shape->ranges) values.push_back(range.low.is_null() ? range.high : range.low);
      }
    }
  }
  return type_of(values);
}

std::string ImportedTypes::output(const dmn::DecisionNode& decision, const dmn::Boxed& logic,
                                  std::size_t column) const {
  const dmn::Table& table = logic.table;
  if (table.aggregation == Aggregation::count) return "number";
  const bool list = table.policy == HitPolicy::rule_order || table.policy == HitPolicy::output_order ||
                    (table.policy == HitPolicy::collect && table.aggregation == Aggregation::none);
  const std::string one = value(decision, logic, column, list);
  if (!list) return one;
  return one.empty() ? one : "list of " + (one.starts_with("one of") ? "text" : one);
}

std::string ImportedTypes::value(const dmn::DecisionNode& decision, const dmn::Boxed& logic, std::size_t column,
                                 bool in_list) const {
  const dmn::Table& table = logic.table;
  const dmn::Output& output = table.outputs[column];
  const std::string& declared = logic.rows.outputs[column].type;
  const bool whole = declared.empty() && table.outputs.size() == 1 && !in_list;
  const std::string known = named(whole ? decision.type : declared, output.allowed);
  // The order of options is one of priority, where priority counts.
  const bool ordered = table.policy == HitPolicy::priority && output.allowed.empty();
  if (ordered && known.starts_with("one of")) return "text";
  if (!known.empty() && known != "text") return known;
  std::vector<feel::Value> values;
  const auto add = [&](const feel::Expression& expression) {
    const auto literal = feel::literal_of(expression);
    if (literal && std::find(values.begin(), values.end(), *literal) == values.end()) values.push_back(*literal);
    return literal.has_value();
  };
  for (const dmn::Rule& rule : table.rules)
    if (!add(rule.outputs[column])) return known;
  if (output.otherwise && !add(*output.otherwise)) return known;
  if (const auto list = ordered ? std::nullopt : one_of(values)) return *list;
  return known.empty() ? type_of(values) : known;
}

}  // namespace evenhand::procedure
