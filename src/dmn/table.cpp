#include "dmn/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>

#include "base/limits.hpp"
#include "dmn/cells.hpp"
#include "feel/operators.hpp"

namespace evenhand::dmn {

namespace {

using feel::Value;

Value output_of(const Table& table, const Rule& rule, const feel::Environment& environment, feel::Budget& budget) {
  if (table.outputs.size() == 1) return feel::evaluate(rule.outputs.front(), environment, budget);
  feel::Context out;
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    Value value = feel::evaluate(rule.outputs[i], environment, budget);
    if (value.is_limit()) return value;
    out.emplace_back(table.outputs[i].name, std::move(value));
  }
  return out;
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

Value otherwise(const Table& table, const feel::Environment& environment, feel::Budget& budget) {
  const bool given = std::any_of(table.outputs.begin(), table.outputs.end(),
                                 [](const Output& output) { return output.otherwise.has_value(); });
  if (!given) {
    const bool lists = table.policy == HitPolicy::collect && table.aggregation == Aggregation::count;
    return lists ? Value(0) : Value::null("no row of the table matches");
  }
  feel::Context out;
  for (const Output& output : table.outputs) {
    Value value = output.otherwise ? feel::evaluate(*output.otherwise, environment, budget) : Value{};
    if (value.is_limit()) return value;
    out.emplace_back(output.name, std::move(value));
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

/// The rows that match go into `out`. A null by a limit when one was passed: then nobody knows which they are.
Value find_matching(const Table& table, const feel::Environment& environment, feel::Budget& budget,
                    std::vector<std::size_t>& out) {
  std::vector<Value> inputs;
  inputs.reserve(table.inputs.size());
  for (const Input& input : table.inputs) {
    inputs.push_back(feel::evaluate(input.expression, environment, budget));
    if (inputs.back().is_limit()) return inputs.back();
  }
  CellEnvironment cells(environment);
  for (std::size_t r = 0; r < table.rules.size(); ++r) {
    const Rule& rule = table.rules[r];
    bool all = true;
    for (std::size_t c = 0; all && c < rule.tests.size(); ++c) {
      cells.set(inputs[c]);
      Value holds = feel::evaluate(rule.tests[c], cells, budget);
      if (holds.is_limit()) return holds;
      all = holds.is_true();
    }
    if (!all) continue;
    out.push_back(r);
    if (table.policy == HitPolicy::first) break;
  }
  return {};
}

/// The results of the matching rules in order of priority; the same priority in order of the rules.
std::vector<std::size_t> by_priority(const Table& table, const feel::List& results) {
  std::vector<std::vector<std::size_t>> priorities;
  priorities.reserve(results.size());
  for (const Value& result : results) priorities.push_back(priorities_of(table, result));
  std::vector<std::size_t> out(results.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) { return priorities[a] < priorities[b]; });
  return out;
}

Value value_of(const Table& table, Decision& decision, feel::List results) {
  switch (table.policy) {
    case HitPolicy::unique:
      if (results.size() > 1)
        return Value::null(fmt::format("rows {} match at once, and only one may", row_list(decision.rules)));
      break;
    case HitPolicy::any:
      for (const Value& one : results) {
        if (!(one == results.front()))
          return Value::null(fmt::format("rows {} match and do not agree", row_list(decision.rules)));
      }
      break;
    case HitPolicy::first:
      break;
    case HitPolicy::priority: {
      const std::size_t best = by_priority(table, results).front();
      decision.rules = {decision.rules[best]};
      return results[best];
    }
    case HitPolicy::output_order: {
      feel::List ordered;
      ordered.reserve(results.size());
      for (const std::size_t i : by_priority(table, results)) ordered.push_back(results[i]);
      return ordered;
    }
    case HitPolicy::rule_order:
      return results;
    case HitPolicy::collect:
      return aggregated(table, results);
  }
  return results.front();
}

/// The value of the matching rows, or of the rest; null by a limit where one was passed anywhere on the way.
Value decided(const Table& table, const feel::Environment& environment, feel::Budget& budget, Decision& decision) {
  if (Value limit = find_matching(table, environment, budget, decision.rules); limit.is_limit()) return limit;
  if (decision.rules.empty()) return otherwise(table, environment, budget);
  feel::List results;
  results.reserve(decision.rules.size());
  for (const std::size_t r : decision.rules) {
    results.push_back(output_of(table, table.rules[r], environment, budget));
    if (results.back().is_limit()) return results.back();
  }
  return feel::bounded(value_of(table, decision, std::move(results)));
}

}  // namespace

std::size_t priority_of(const Output& output, const Value& value) {
  const auto found = std::find_if(output.allowed.begin(), output.allowed.end(),
                                  [&](const Value& allowed) { return allowed.equals(value).value_or(false); });
  return static_cast<std::size_t>(found - output.allowed.begin());
}

Decision evaluate(const Table& table, const feel::Environment& environment) {
  feel::Budget budget{limits::dmn_steps_max};
  return evaluate(table, environment, budget);
}

Decision evaluate(const Table& table, const feel::Environment& environment, feel::Budget& budget) {
  Decision out;
  out.value = decided(table, environment, budget, out);
  if (budget.is_spent()) out.value = too_many_steps();
  if (out.value.is_limit()) out.rules.clear();
  return out;
}

feel::Value too_many_steps() {
  return Value::limit(fmt::format("the decision takes more than {} steps", limits::dmn_steps_max));
}

}  // namespace evenhand::dmn
