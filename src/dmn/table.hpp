/// @file table.hpp
/// @brief Decision tables of DMN 1.5: inputs, rules, outputs, a hit policy. A table is compiled once from parsed FEEL and
/// evaluated many times; `analyse` finds gaps, overlaps and rules that can never match, each with an example.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "feel/budget.hpp"
#include "feel/expression.hpp"

namespace evenhand::dmn {

enum class HitPolicy { unique, any, priority, first, rule_order, output_order, collect };
enum class Aggregation { none, sum, count, min, max };

struct Input {
  std::string label;
  feel::Expression expression;
  std::vector<feel::Value> allowed;  ///< every value the input can take, when that is a finite list; else empty
  std::vector<feel::Range> within;   ///< where there is no such list: every value lies in one of these; empty: anywhere
  bool is_boolean = false;
  bool is_number = false;
};
struct Output {
  std::string name;
  std::vector<feel::Value> allowed;           ///< in order of priority, for the policies that need it
  std::optional<feel::Expression> otherwise;  ///< the value when no rule matches
};
struct Rule {
  std::vector<feel::Expression> tests;    ///< one unary test per input
  std::vector<feel::Expression> outputs;  ///< one expression per output
  std::vector<Span> test_spans;           ///< where each cell stands in the source, when known
  Span span;                              ///< the row in the source, when known
};
struct Table {
  HitPolicy policy = HitPolicy::unique;
  Aggregation aggregation = Aggregation::none;
  std::vector<Input> inputs;
  std::vector<Output> outputs;
  std::vector<Rule> rules;
};

struct Decision {
  feel::Value value;  ///< a context when there are several outputs; null with a reason when no rule matched
  std::vector<std::size_t>
      rules;  ///< indexes from 0 of the rules that matched; for first and priority the deciding one
};
/// All cells together take at most `dmn_steps_max` steps. When they take more, or any of them passes a limit of its own, the
/// value is a null that says so (`is_limit`), and no rule matched.
[[nodiscard]] Decision evaluate(const Table& table, const feel::Environment& environment);
/// The same with the steps that are left of a larger evaluation.
[[nodiscard]] Decision evaluate(const Table& table, const feel::Environment& environment, feel::Budget& budget);

/// `EH0401` gap (with a counter-example row), `EH0402` overlap (for unique and any; with an example), `EH0403` rule that
/// can never be reached or decide, `EH0404` duplicate rule (an error for unique), `EH0420` output that is not among its
/// column's values, `EH0421` priority without values, `EH0422` aggregation of several outputs. Cells it cannot reason about are taken to match nothing surely and
/// everything possibly, so a finding is always real. Bounded: gives up silently past 200,000 boxes.
[[nodiscard]] Diagnostics analyse(const Table& table);

}  // namespace evenhand::dmn
