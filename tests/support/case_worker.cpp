#include "support/case_worker.hpp"

#include <algorithm>

namespace evenhand::tests {

using casework::Place;
using casework::Refusal;
using procedure::NodeKind;

Answers answers_of(const procedure::Scenario& scenario, Instant now) {
  Answers answers;
  const feel::MapEnvironment environment({}, now);
  for (const auto& given : scenario.given) {
    auto value = given.value.evaluate(environment);
    if (given.action.empty()) {
      answers.facts[given.fact] = std::move(value);
    } else {
      answers.outputs[given.action][given.fact] = std::move(value);
    }
  }
  answers.unticked.insert(scenario.unticked_tasks.begin(), scenario.unticked_tasks.end());
  return answers;
}

std::string describe(const Refusal& refusal) {
  std::string out = refusal.code + ": " + refusal.message;
  for (const auto& gate : refusal.gates) {
    out += "\n  [" + gate.kind + "] " + gate.path + ": " + gate.message;
    if (!gate.condition.empty()) out += " {" + gate.condition + "}";
  }
  return out;
}

CaseWorker::CaseWorker(casework::ProgramPtr program, Instant start)
    : session_(std::move(program), casework::Surroundings{start, "Harbor & Co", "case_test", "test"}) {
  agent_.id = "person_agent";
  agent_.name = "Agent";
  agent_.roles = {"agent"};
  casework::OpenCase open;
  open.subject = "A case";
  open.customer_id = "customer_1";
  open.customer_name = "Customer";
  (void)session_.submit(open, agent_);
}

std::vector<const Place*> CaseWorker::now() {
  std::vector<const Place*> places;
  for (const auto& path : casework::guide(state(), program(), agent_, session_.surroundings()).now) {
    if (const auto* place = program().find(path)) places.push_back(place);
  }
  return places;
}

std::vector<const Place*> CaseWorker::waiting() const {
  std::vector<const Place*> places;
  for (const auto& [path, node] : state().nodes) {
    if (node.status != casework::NodeStatus::active) continue;
    const auto* place = program().find(path);
    const auto kind = place->node->kind;
    if (kind == NodeKind::ask || kind == NodeKind::task || kind == NodeKind::action) places.push_back(place);
  }
  return places;
}

std::optional<Refusal> CaseWorker::act(const Place& place, const Answers& answers) {
  const auto submit = [&](const casework::Command& command) -> std::optional<Refusal> {
    auto done = session_.submit(command, agent_);
    if (done) return std::nullopt;
    return done.error();
  };
  switch (place.node->kind) {
    case NodeKind::ask: {
      casework::RecordFacts record{place.path, {}};
      for (const auto& fact : place.node->facts) {
        const auto found = answers.facts.find(fact);
        if (found == answers.facts.end()) return Refusal{"test/no-answer", "No answer for " + fact, {}};
        record.facts.emplace_back(fact, found->second);
      }
      return submit(record);
    }
    case NodeKind::task: {
      const bool yes = !answers.unticked.contains(place.node->text.text);
      return submit(casework::TickTask{place.path, yes, {}});
    }
    case NodeKind::action: {
      casework::PerformAction perform{place.path, place.node->name, {}, {}};
      if (const auto outputs = answers.outputs.find(place.node->name); outputs != answers.outputs.end()) {
        for (const auto& binding : place.node->outputs) {
          const auto value = outputs->second.find(binding.fact);
          if (value != outputs->second.end()) perform.outputs.emplace_back(binding.parameter, value->second);
        }
      }
      return submit(perform);
    }
    default:
      return Refusal{"test/kind", "Nothing to do at " + place.path, {}};
  }
}

std::optional<Refusal> CaseWorker::would_refuse(const casework::Command& command) {
  auto decided = casework::decide(state(), command, agent_, program(), session_.surroundings());
  if (decided) return std::nullopt;
  return decided.error();
}

std::vector<std::string> CaseWorker::actions_done() const {
  std::vector<std::string> done;
  for (const auto& recorded : session_.history()) {
    if (const auto* succeeded = std::get_if<casework::ActionSucceeded>(&recorded.event))
      done.push_back(succeeded->action);
  }
  return done;
}

}  // namespace evenhand::tests
