// What can be wrong with a decision table's outputs, whatever its inputs.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "dmn/cells.hpp"
#include "feel/shape.hpp"

namespace evenhand::dmn {

namespace {

constexpr std::size_t findings_max = 20;

std::string called(const Table& table, std::size_t column) {
  const std::string& name = table.outputs[column].name;
  return name.empty() ? "the output" : fmt::format("\"{}\"", name);
}

std::string list_of(const std::vector<feel::Value>& values) {
  constexpr std::size_t shown_max = 8;
  std::string out;
  for (std::size_t i = 0; i < std::min(values.size(), shown_max); ++i)
    out += (i == 0 ? "" : ", ") + feel::to_feel(values[i]);
  return values.size() > shown_max ? out + ", …" : out;
}

void check_values(const Table& table, Diagnostics& out) {
  std::size_t found = 0;
  for (std::size_t r = 0; r < table.rules.size(); ++r) {
    const Rule& rule = table.rules[r];
    for (std::size_t c = 0; c < std::min(rule.outputs.size(), table.outputs.size()); ++c) {
      const Output& output = table.outputs[c];
      const auto value = feel::literal_of(rule.outputs[c]);
      if (output.allowed.empty() || !value || value->is_null()) continue;
      if (priority_of(output, *value) < output.allowed.size() || ++found > findings_max) continue;
      out.push_back({Severity::warning, "EH0420",
                     fmt::format("Row {} gives {}, which is not among the values of {}.", r + 1,
                                 text::prefix(feel::to_feel(*value), 100), called(table, c)),
                     fmt::format("They are {}.", list_of(output.allowed)), rule.span});
    }
  }
}

}  // namespace

void check_outputs(const Table& table, Diagnostics& out) {
  check_values(table, out);
  const bool ordered = table.policy == HitPolicy::priority || table.policy == HitPolicy::output_order;
  if (ordered && std::all_of(table.outputs.begin(), table.outputs.end(),
                             [](const Output& output) { return output.allowed.empty(); }))
    out.push_back({Severity::warning,
                   "EH0421",
                   "Rows are chosen by priority, and no output lists its values in order of priority.",
                   "List the output's values, the most important first; without them the rows count in their order.",
                   {}});
  const bool computes = table.policy == HitPolicy::collect && table.aggregation != Aggregation::none &&
                        table.aggregation != Aggregation::count;
  if (computes && table.outputs.size() > 1)
    out.push_back({Severity::error,
                   "EH0422",
                   fmt::format("The outputs of the matching rows are put together, and there are {} of them.",
                               table.outputs.size()),
                   "Only a table of one output has a sum, a smallest or a largest match: give each output its own.",
                   {}});
}

}  // namespace evenhand::dmn
