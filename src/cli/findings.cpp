#include "cli/findings.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cli/output.hpp"

namespace evenhand::cli {
namespace {

json::Value as_json(const Diagnostic& d) {
  const std::string_view severity = d.severity == Severity::error     ? "error"
                                    : d.severity == Severity::warning ? "warning"
                                                                      : "note";
  json::Value value;
  value.set("severity", severity).set("code", d.code).set("message", d.message).set("hint", d.hint);
  value.set("line", d.span.line)
      .set("column", d.span.column)
      .set("end_line", d.span.end_line)
      .set("end_column", d.span.end_column);
  return value;
}

}  // namespace

void print(const Diagnostics& diagnostics, const std::string& file, std::string_view source) {
  for (const Diagnostic& d : diagnostics) std::fputs((render(d, file, source) + "\n").c_str(), stderr);
}

std::string count_of(std::size_t count, std::string_view one, std::string_view ending) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : ending);
}

void Findings::add(const Diagnostics& diagnostics, const std::string& file, std::string_view source) {
  for (const Diagnostic& d : diagnostics) {
    errors_ += d.severity == Severity::error ? 1 : 0;
    warnings_ += d.severity == Severity::warning ? 1 : 0;
    if (options_.json) {
      json::Value value = as_json(d);
      value.set("file", file);
      all_.push_back(std::move(value));
    } else if (!options_.quiet || d.severity == Severity::error) {
      fmt::print("{}\n", render(d, file, source));
    }
  }
}

int Findings::finish(std::string_view what, json::Value answer) {
  if (options_.json) {
    answer.set("errors", static_cast<std::int64_t>(errors_))
        .set("warnings", static_cast<std::int64_t>(warnings_))
        .set("diagnostics", std::move(all_));
    fmt::print("{}\n", json::write_pretty(answer));
  } else if (!options_.quiet) {
    fmt::print("{}: {}, {}\n", what, count_of(errors_, "error"), count_of(warnings_, "warning"));
  }
  return errors_ > 0 || (options_.warnings_are_errors && warnings_ > 0) ? exit_no : exit_ok;
}

}  // namespace evenhand::cli
