#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"
#include "casework/simulate.hpp"
#include "cli/commands.hpp"
#include "cli/findings.hpp"
#include "cli/output.hpp"
#include "cli/sop_files.hpp"
#include "connect/table_connector.hpp"

namespace evenhand::cli {
namespace {

constexpr std::size_t csv_bytes_max = 64u << 20;

struct Failure {
  std::string file, scenario, problem;
};

/// A CSV cell as FEEL: what parses as the type the fact has; text otherwise.
feel::Expression cell_expression(const procedure::Fact* fact, const std::string& cell) {
  const bool is_text =
      fact == nullptr || fact->type.kind == procedure::FactType::Kind::text ||
      fact->type.kind == procedure::FactType::Kind::one_of || fact->type.kind == procedure::FactType::Kind::pattern ||
      fact->type.kind == procedure::FactType::Kind::email || fact->type.kind == procedure::FactType::Kind::phone;
  if (!is_text) {
    const std::string lower = text::to_lower_ascii(cell);
    if (lower == "yes" || lower == "no") return feel::parse(lower == "yes" ? "true" : "false", {}).expression;
    const feel::Value checked = casework::check_fact(*fact, feel::Value(cell)).value_or(feel::Value());
    if (!checked.is_null()) return feel::parse(feel::to_feel(checked), {}).expression;
  }
  return feel::parse(feel::to_feel(feel::Value(cell)), {}).expression;
}

/// Each row is a scenario. Columns: facts; `outcome` and `expect FACT` hold what must come out; `name`, `state`, `channel`,
/// `product`, `language`, `reply` set the stage; `ACTION: FACT` is what an action gives.
Result<std::vector<procedure::Scenario>> scenarios_of_csv(const procedure::Procedure& procedure,
                                                          const std::string& file) {
  const auto text = read_file(file, csv_bytes_max);
  if (!text) return fail(text.error());
  const auto rows = connect::parse_csv(*text);
  if (!rows) return fail(rows.error());
  if (rows->size() < 2)
    return fail(ErrorKind::invalid, "csv/empty", "The file " + file + " has no row to play.",
                "The first row names facts, `outcome` and the like; every row after it is a scenario.");
  std::vector<procedure::Scenario> scenarios;
  for (std::size_t r = 1; r < rows->size(); ++r) {
    procedure::Scenario scenario;
    scenario.name = "row " + std::to_string(r + 1);
    scenario.no_reply = true;
    for (std::size_t c = 0; c < std::min((*rows)[r].size(), rows->front().size()); ++c) {
      const std::string& head = rows->front()[c];
      const std::string& cell = (*rows)[r][c];
      if (cell.empty()) continue;
      if (head == "name")
        scenario.name = cell;
      else if (head == "state")
        scenario.state = cell;
      else if (head == "channel")
        scenario.channel = cell;
      else if (head == "product")
        scenario.product = cell;
      else if (head == "language")
        scenario.language = cell;
      else if (head == "reply") {
        scenario.reply = cell;
        scenario.no_reply = false;
      } else if (head == "outcome")
        scenario.expect.push_back(
            {.kind = procedure::Scenario::Expect::Kind::outcome, .name = cell, .value = {}, .span = {}});
      else if (head.starts_with("expect ")) {
        const std::string name = head.substr(7);
        scenario.expect.push_back({.kind = procedure::Scenario::Expect::Kind::fact,
                                   .name = name,
                                   .value = cell_expression(procedure.find_fact(name), cell),
                                   .span = {}});
      } else {
        const std::size_t colon = head.find(": ");
        const std::string action = colon == std::string::npos ? "" : head.substr(0, colon);
        const std::string fact = colon == std::string::npos ? head : head.substr(colon + 2);
        scenario.given.push_back(
            {.fact = fact, .value = cell_expression(procedure.find_fact(fact), cell), .action = action, .span = {}});
      }
    }
    scenarios.push_back(std::move(scenario));
  }
  return scenarios;
}

json::Value result_of(const std::string& file, const std::string& scenario, const std::string& outcome,
                      const std::vector<std::string>& problems) {
  json::Array list;
  for (const std::string& problem : problems) list.emplace_back(problem);
  json::Value value;
  value.set("file", file).set("scenario", scenario).set("ok", problems.empty()).set("outcome", outcome);
  value.set("problems", std::move(list));
  return value;
}

}  // namespace

int test(const TestOptions& options) {
  std::vector<Failure> failures;
  json::Array results;
  std::size_t played = 0;
  for (const std::string& file : options.files) {
    SopFiles files;
    int exit_code = exit_ok;
    const auto compiled = files.load(file, exit_code);
    if (exit_code == exit_trouble) return exit_code;
    if (compiled == nullptr) {
      failures.push_back({file, "", "does not compile"});
      results.push_back(result_of(file, "", "", {failures.back().problem}));
      continue;
    }
    const procedure::Procedure& procedure = *compiled;
    auto scenarios = options.csv.empty() ? Result<std::vector<procedure::Scenario>>(procedure.training.scenarios)
                                         : scenarios_of_csv(procedure, options.csv);
    if (!scenarios) return report(scenarios.error());
    if (scenarios->empty()) complain(file + " has no practice scenario in its Training section.");
    Progress progress(file, scenarios->size());
    for (const procedure::Scenario& scenario : *scenarios) {
      const auto program =
          files.link(compiled, {.state = scenario.state,
                                .channel = scenario.channel,
                                .product = scenario.product,
                                .language = scenario.language.empty() ? procedure.base_language : scenario.language});
      if (!program) return report(program.error());
      const casework::SimulationResult result = casework::simulate(*program, scenario, SystemClock().now());
      ++played;
      progress.step();
      for (const std::string& problem : result.problems) failures.push_back({file, scenario.name, problem});
      results.push_back(result_of(file, scenario.name, result.outcome, result.problems));
    }
  }
  if (options.json) {
    fmt::print("{}\n", json::write_pretty(json::Value(std::move(results))));
  } else {
    std::size_t file_width = 4, name_width = 8;
    for (const Failure& failure : failures) {
      file_width = std::max(file_width, failure.file.size());
      name_width = std::max(name_width, failure.scenario.size());
    }
    if (!failures.empty()) fmt::print("{:<{}}  {:<{}}  {}\n", "FILE", file_width, "SCENARIO", name_width, "MISMATCH");
    for (const Failure& failure : failures)
      fmt::print("{:<{}}  {:<{}}  {}\n", text::printable(failure.file), file_width, text::printable(failure.scenario),
                 name_width, text::printable(failure.problem));
    fmt::print("{} played, {}\n", count_of(played, "scenario"), count_of(failures.size(), "mismatch", "es"));
  }
  if (!failures.empty()) return exit_no;
  return played > 0 ? exit_ok : exit_trouble;
}

}  // namespace evenhand::cli
