#include "dmn/trace.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"
#include "dmn/cells.hpp"
#include "dmn/model.hpp"

namespace evenhand::dmn {

namespace {

std::string_view kind_name(TraceStep::Kind kind) {
  switch (kind) {
    case TraceStep::Kind::input:
      return "input";
    case TraceStep::Kind::decision:
      return "decision";
    case TraceStep::Kind::knowledge:
      return "knowledge";
    case TraceStep::Kind::service:
      return "service";
    case TraceStep::Kind::table:
      return "table";
  }
  return "";
}

std::string shown(const feel::Value& value) {
  constexpr std::size_t shown_max = 500;
  std::string out = feel::to_excerpt(value, shown_max);
  if (value.is_null() && !value.null_reason().empty()) out += fmt::format(" ({})", value.null_reason());
  return out;
}

}  // namespace

TableTrace explain(const Table& table, const feel::Environment& environment) {
  feel::Budget budget{limits::dmn_steps_max};
  return explain(table, environment, budget);
}

TableTrace explain(const Table& table, const feel::Environment& environment, feel::Budget& budget) {
  TableTrace out;
  for (const Input& input : table.inputs) {
    out.labels.push_back(input.label.empty() ? input.expression.source() : input.label);
    out.inputs.push_back(feel::evaluate(input.expression, environment, budget));
    if (out.inputs.back().is_limit()) return out;
  }
  CellEnvironment cells(environment);
  for (const Rule& rule : table.rules) {
    TableTrace::Row row{true, 0, {}};
    for (std::size_t c = 0; row.matched && c < rule.tests.size(); ++c) {
      cells.set(out.inputs[c]);
      const feel::Value holds = feel::evaluate(rule.tests[c], cells, budget);
      if (holds.is_limit()) return out;
      if (!holds.is_true()) row = {false, c, rule.tests[c].source()};
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

std::string to_text(const Trace& trace) {
  std::string out;
  for (const TraceStep& step : trace.steps) {
    out += step.kind == TraceStep::Kind::table ? fmt::format("table of {}", step.name)
                                               : fmt::format("{} {}", kind_name(step.kind), step.name);
    if (step.span.line > 0) out += fmt::format(" (line {})", step.span.line);
    out += fmt::format(" = {}\n", shown(step.value));
    for (std::size_t i = 0; i < step.table.inputs.size(); ++i)
      out += fmt::format("    {} = {}\n", step.table.labels[i], shown(step.table.inputs[i]));
    for (std::size_t r = 0; r < step.table.rows.size(); ++r) {
      const TableTrace::Row& row = step.table.rows[r];
      out += row.matched
                 ? fmt::format("    row {} matches\n", r + 1)
                 : fmt::format("    row {} does not: {} is not {}\n", r + 1, step.table.labels[row.column], row.cell);
    }
  }
  if (trace.is_cut) out += fmt::format("(cut after {} steps)\n", trace.steps.size());
  return out;
}

json::Value to_json(const Trace& trace) {
  json::Array steps;
  for (const TraceStep& step : trace.steps) {
    json::Value value;
    value.set("kind", kind_name(step.kind)).set("id", step.id).set("name", step.name).set("line", step.span.line);
    value.set("value", to_plain_json(step.value));
    if (step.value.is_null()) value.set("reason", step.value.null_reason());
    if (step.kind == TraceStep::Kind::table) {
      json::Array inputs, rows, deciding;
      for (std::size_t i = 0; i < step.table.inputs.size(); ++i) {
        json::Value input;
        input.set("label", step.table.labels[i]).set("value", to_plain_json(step.table.inputs[i]));
        inputs.push_back(std::move(input));
      }
      for (const TableTrace::Row& row : step.table.rows) {
        json::Value one;
        one.set("matched", row.matched);
        if (!row.matched) one.set("failed", step.table.labels[row.column]).set("cell", row.cell);
        rows.push_back(std::move(one));
      }
      for (const std::size_t r : step.table.deciding) deciding.emplace_back(static_cast<std::int64_t>(r + 1));
      value.set("inputs", std::move(inputs)).set("rows", std::move(rows)).set("deciding", std::move(deciding));
    }
    steps.push_back(std::move(value));
  }
  json::Value out;
  out.set("steps", std::move(steps)).set("cut", trace.is_cut);
  return out;
}

}  // namespace evenhand::dmn
