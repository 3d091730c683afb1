/// @file case_worker.hpp
/// @brief For tests: works one case in memory command by command, as a careful agent would, with prepared answers; and
/// tries commands out without applying them, to see them refused.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "casework/guide.hpp"
#include "casework/simulate.hpp"

namespace evenhand::tests {

/// What the customer, the connectors and the agent would say.
struct Answers {
  std::map<std::string, feel::Value> facts;                           ///< asked for, by fact
  std::map<std::string, std::map<std::string, feel::Value>> outputs;  ///< given by an action
  std::set<std::string> unticked;                                     ///< boxes answered no, by their words
};
/// The Given items of a scenario. Relative dates are seen from `now`.
[[nodiscard]] Answers answers_of(const procedure::Scenario& scenario, Instant now);

/// One line for a failing test: code, message, and each gate with path, message and condition.
[[nodiscard]] std::string describe(const casework::Refusal& refusal);

class CaseWorker {
 public:
  CaseWorker(casework::ProgramPtr program, Instant start);

  [[nodiscard]] const casework::CaseState& state() const noexcept { return session_.state(); }
  [[nodiscard]] const casework::Program& program() const noexcept { return session_.program(); }
  [[nodiscard]] bool closed() const noexcept { return state().status == casework::CaseState::Status::closed; }
  /// Where the agent can act now, in the order of the guide.
  [[nodiscard]] std::vector<const casework::Place*> now();
  /// The questions, boxes and actions the case waits for, by path; `now()` without asking who may do them.
  [[nodiscard]] std::vector<const casework::Place*> waiting() const;
  /// Carries out an ask, a task or an action of `now()` with the prepared answers; the refusal when there is one, or a
  /// made-up one with code `test/no-answer` when a fact has no answer.
  std::optional<casework::Refusal> act(const casework::Place& place, const Answers& answers);
  /// Whether this command would be refused, and why; nothing changes.
  [[nodiscard]] std::optional<casework::Refusal> would_refuse(const casework::Command& command);
  /// Actions done so far, in order.
  [[nodiscard]] std::vector<std::string> actions_done() const;

 private:
  casework::Session session_;
  casework::Actor agent_;
};

}  // namespace evenhand::tests
