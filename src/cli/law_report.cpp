#include "cli/law_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.hpp"
#include "base/text.hpp"

namespace evenhand::cli {
namespace {

using procedure::LawFinding;
using procedure::Verdict;

void print_lines(const LawFinding& finding, std::string_view source, const procedure::Procedure& procedure,
                 const law::Law& law) {
  const auto edit = procedure::addition_for(source, procedure, law, finding.requirement);
  if (!edit) return;
  fmt::print("      add at line {}:\n", edit->span.line);
  for (const std::string_view line : text::split(text::trim(edit->text), '\n'))
    fmt::print("      | {}\n", text::printable(line));
}

void print_finding(const LawFinding& finding) {
  const std::string place = finding.span.line > 0 ? fmt::format("line {}", finding.span.line) : finding.where;
  fmt::print("  {:<12} {} ({}){}\n", name_of(finding.verdict), text::printable(finding.title), finding.requirement,
             place.empty() ? "" : ", " + text::printable(place));
  if (finding.verdict == Verdict::met) return;
  fmt::print("      {}\n", text::printable(finding.message));
  if (!finding.hint.empty()) fmt::print("      {}\n", text::printable(finding.hint));
}

void print_matrix(const procedure::StateMatrix& matrix) {
  std::size_t width = 0;
  for (const auto& row : matrix.rows) width = std::max(width, text::count_code_points(row.title));
  fmt::print("{:<{}}", "Steps", width + 2);
  for (const std::string& state : matrix.states) fmt::print(" {:<8}", state);
  fmt::print("\n");
  for (const auto& row : matrix.rows) {
    fmt::print("{}{:<{}}", text::printable(row.title), "", width + 2 - text::count_code_points(row.title));
    for (const procedure::StepInState step : row.states) fmt::print(" {:<8}", name_of(step));
    fmt::print("\n");
  }
}

}  // namespace

void print_report(const procedure::LawCheck& check, std::string_view source, const procedure::Procedure& procedure,
                  const law::Law& law) {
  fmt::print("{}\n", text::printable(procedure.title));
  std::vector<std::string> states;
  for (const LawFinding& finding : check.findings)
    if (std::find(states.begin(), states.end(), finding.state) == states.end()) states.push_back(finding.state);
  if (states.empty()) fmt::print("\nNo requirement of a pack applies to it.\n");
  for (const std::string& state : states) {
    fmt::print("\n{}\n", state.empty() ? "Under federal law" : state);
    for (const LawFinding& finding : check.findings) {
      if (finding.state != state) continue;
      print_finding(finding);
      if (finding.verdict == Verdict::missing) print_lines(finding, source, procedure, law);
    }
  }
  if (!check.matrix.states.empty()) {
    fmt::print("\n");
    print_matrix(check.matrix);
  }
  fmt::print("\nWhat the packs of law facts ask, not legal advice.\n");
}

json::Value report_as_json(const procedure::LawCheck& check, const std::string& file) {
  json::Array findings;
  for (const LawFinding& finding : check.findings) findings.push_back(procedure::to_json(finding));
  json::Value value;
  value.set("file", file).set("findings", std::move(findings)).set("matrix", procedure::to_json(check.matrix));
  return value;
}

}  // namespace evenhand::cli
