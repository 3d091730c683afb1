#include "dmn/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "feel/operators.hpp"

namespace evenhand::dmn {

namespace {

using feel::Value;

/// The caller's environment and the value under test.
class CellEnvironment final : public feel::Environment {
 public:
  explicit CellEnvironment(const feel::Environment& outer) : outer_(outer) {}
  [[nodiscard]] const Value* find(std::string_view name) const override {
    return name == "?" ? value_ : outer_.find(name);
  }
  [[nodiscard]] Instant now() const override { return outer_.now(); }
  [[nodiscard]] std::optional<bool> is_instance(const Value& value, std::string_view type) const override {
    return outer_.is_instance(value, type);
  }
  void set(const Value& value) { value_ = &value; }

 private:
  const feel::Environment& outer_;
  const Value* value_ = nullptr;
};

Value output_of(const Table& table, const Rule& rule, const feel::Environment& environment) {
  if (table.outputs.size() == 1) return rule.outputs.front().evaluate(environment);
  feel::Context out;
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    out.emplace_back(table.outputs[i].name, rule.outputs[i].evaluate(environment));
  }
  return out;
}

/// Place of a value among the allowed ones, in order of priority; those that are not there come last.
std::size_t priority_of(const Output& output, const Value& value) {
  const auto found = std::find_if(output.allowed.begin(), output.allowed.end(),
                                  [&](const Value& allowed) { return allowed.equals(value).value_or(false); });
  return static_cast<std::size_t>(found - output.allowed.begin());
}

std::vector<std::size_t> priorities_of(const Table& table, const Value& result) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    const bool single = table.outputs.size() == 1;
    const feel::Context* context = result.as_context();
    out.push_back(priority_of(table.outputs[i], single ? result : (*context)[i].second));
  }
  return out;
}

Value otherwise(const Table& table, const feel::Environment& environment) {
  const bool given = std::any_of(table.outputs.begin(), table.outputs.end(),
                                 [](const Output& output) { return output.otherwise.has_value(); });
  if (!given) {
    const bool lists = table.policy == HitPolicy::collect && table.aggregation == Aggregation::count;
    return lists ? Value(0) : Value::null("no row of the table matches");
  }
  feel::Context out;
  for (const Output& output : table.outputs) {
    out.emplace_back(output.name, output.otherwise ? output.otherwise->evaluate(environment) : Value{});
  }
  return out.size() == 1 ? out.front().second : Value(std::move(out));
}

Value aggregated(const Table& table, const feel::List& results) {
  if (table.aggregation == Aggregation::none) return results;
  if (table.aggregation == Aggregation::count) return static_cast<std::int64_t>(results.size());
  Value out = results.front();
  for (const Value& one : std::span(results).subspan(1)) {
    if (table.aggregation == Aggregation::sum) {
      out = feel::add(out, one);
      continue;
    }
    const auto found = feel::order(one, out);
    if (!found) return Value::null("the outputs of the matching rows cannot be compared");
    if (table.aggregation == Aggregation::min ? *found < 0 : *found > 0) out = one;
  }
  return out;
}

std::string row_list(const std::vector<std::size_t>& rules) {
  constexpr std::size_t shown_max = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(rules.size(), shown_max); ++i) {
    out += fmt::format("{}{}", i == 0 ? "" : ", ", rules[i] + 1);
  }
  return rules.size() > shown_max ? out + ", …" : out;
}

std::vector<std::size_t> matching_rules(const Table& table, const feel::Environment& environment) {
  std::vector<Value> inputs;
  inputs.reserve(table.inputs.size());
  for (const Input& input : table.inputs) inputs.push_back(input.expression.evaluate(environment));
  CellEnvironment cells(environment);
  std::vector<std::size_t> out;
  for (std::size_t r = 0; r < table.rules.size(); ++r) {
    const Rule& rule = table.rules[r];
    bool all = true;
    for (std::size_t c = 0; all && c < rule.tests.size(); ++c) {
      cells.set(inputs[c]);
      all = rule.tests[c].evaluate(cells).is_true();
    }
    if (!all) continue;
    out.push_back(r);
    if (table.policy == HitPolicy::first) break;
  }
  return out;
}

}  // namespace

Decision evaluate(const Table& table, const feel::Environment& environment) {
  Decision out;
  out.rules = matching_rules(table, environment);
  if (out.rules.empty()) {
    out.value = otherwise(table, environment);
    return out;
  }
  feel::List results;
  results.reserve(out.rules.size());
  for (const std::size_t r : out.rules) results.push_back(output_of(table, table.rules[r], environment));
  switch (table.policy) {
    case HitPolicy::unique:
      if (results.size() > 1) {
        out.value = Value::null(fmt::format("rows {} match at once, and only one may", row_list(out.rules)));
        return out;
      }
      break;
    case HitPolicy::any:
      for (const Value& one : results) {
        if (one == results.front()) continue;
        out.value = Value::null(fmt::format("rows {} match and do not agree", row_list(out.rules)));
        return out;
      }
      break;
    case HitPolicy::first:
      break;
    case HitPolicy::priority: {
      std::size_t best = 0;
      for (std::size_t i = 1; i < results.size(); ++i) {
        if (priorities_of(table, results[i]) < priorities_of(table, results[best])) best = i;
      }
      out.rules = {out.rules[best]};
      out.value = results[best];
      return out;
    }
    case HitPolicy::output_order:
      std::stable_sort(results.begin(), results.end(), [&](const Value& a, const Value& b) {
        return priorities_of(table, a) < priorities_of(table, b);
      });
      [[fallthrough]];
    case HitPolicy::rule_order:
      out.value = std::move(results);
      return out;
    case HitPolicy::collect:
      out.value = aggregated(table, results);
      return out;
  }
  out.value = results.front();
  return out;
}

}  // namespace evenhand::dmn
