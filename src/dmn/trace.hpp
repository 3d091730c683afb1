/// @file trace.hpp
/// @brief Why a decision came out as it did: what was computed on the way, in order, and for every decision table which rows
/// matched and which cell kept the others from it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "dmn/table.hpp"
#include "feel/value.hpp"

namespace evenhand::dmn {

struct TableTrace {
  struct Row {
    bool matched = false;
    std::size_t column = 0;  ///< from 0: the first cell that did not hold, when it did not match
    std::string cell;        ///< that cell's text
  };
  std::vector<std::string> labels;  ///< of the inputs
  std::vector<feel::Value> inputs;
  std::vector<Row> rows;
  std::vector<std::size_t> deciding;  ///< rows whose outputs are in the result, from 0
};

struct TraceStep {
  enum class Kind { input, decision, knowledge, service, table };
  Kind kind = Kind::decision;
  std::string id, name;  ///< of the element; of a table its owner's
  Span span;             ///< in the file, when known
  feel::Value value;
  TableTrace table;
};

struct Trace {
  std::vector<TraceStep> steps;  ///< in the order they were finished
  bool is_cut = false;           ///< there were more than limits::dmn_trace_max
};

/// Runs the rows of a table again and says for each why it matched or not, up to the first that passes a limit.
[[nodiscard]] TableTrace explain(const Table& table, const feel::Environment& environment);
[[nodiscard]] TableTrace explain(const Table& table, const feel::Environment& environment, feel::Budget& budget);
/// For a person, a line each; and for programs.
[[nodiscard]] std::string to_text(const Trace& trace);
[[nodiscard]] json::Value to_json(const Trace& trace);

}  // namespace evenhand::dmn
