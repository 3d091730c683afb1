#include "commands.hpp"

namespace evenhand::simulation {

namespace cw = casework;
using procedure::NodeKind;

Commands::Values Commands::outputs(const cw::Program& program, const cw::Place* place,
                                   const procedure::Action* action) {
  Values values;
  for (const auto& output : cw::action_outputs(place, action))
    values.emplace_back(output.parameter, value_of(program, place != nullptr ? place->scope : "", output.fact));
  return values;
}

cw::Command Commands::report(const cw::Program& program, const std::string& key, const cw::PendingAction& pending) {
  const cw::Place* place = pending.path.empty() ? nullptr : program.find(pending.path);
  const auto& procedure = place != nullptr ? *place->procedure : program.main();
  const bool ok = !one_in(4);
  return cw::ReportAction{key, ok, ok ? outputs(program, place, procedure.find_action(pending.action)) : Values{},
                          ok ? "" : "It did not work.", true};
}

cw::Command Commands::at(const cw::Program& program, const cw::CaseState& state, const cw::Place& place) {
  const auto& node = state.nodes.find(place.path)->second;
  if (place.node->kind == NodeKind::approve && (node.detail.empty() || (node.expired && one_in(2))))
    return cw::AskApproval{place.path, one_in(2) ? "once more" : ""};
  if (place.node->kind == NodeKind::wait) return cw::ReceiveMessage{"email", "Here I am.", "kim@mail.example", ""};
  if (place.node->kind == NodeKind::action) {
    const auto pending = state.pending_actions.find(node.detail);
    if (pending != state.pending_actions.end()) return report(program, pending->first, pending->second);
    if (one_in(4)) return cw::PerformAction{place.path, place.node->name, {}, {}};
  }
  return command_at(program, place);
}

cw::Command Commands::in_free_order(const cw::Program& program) {
  const auto& main = program.main();
  if (main.actions.empty() || one_in(4)) return cw::CloseCase{main.outcomes.empty() ? "" : any_of(main.outcomes)};
  if (!main.facts.empty() && one_in(3)) {
    const auto& name = main.facts[static_cast<std::size_t>(below(static_cast<int>(main.facts.size())))].name;
    return cw::RecordFacts{"", {{name, value_of(program, "", name)}}};
  }
  const auto& action = main.actions[static_cast<std::size_t>(below(static_cast<int>(main.actions.size())))];
  const bool by_hand = action.connector.empty() && !one_in(3);
  return cw::PerformAction{"", action.name, {}, by_hand ? outputs(program, nullptr, &action) : Values{}};
}

cw::Command Commands::next(const cw::Program& program, const cw::CaseState& state) {
  using Status = cw::CaseState::Status;
  if (one_in(5)) return command(program, state);
  if (state.status == Status::closed) return cw::Reopen{"not over", ""};
  if (state.status == Status::paused) return cw::Resume{};
  std::vector<const cw::Place*> waiting;
  for (const auto& [path, node] : state.nodes) {
    const cw::Place* place = node.status == cw::NodeStatus::active ? program.find(path) : nullptr;
    if (place == nullptr) continue;
    const auto kind = place->node->kind;
    const bool is_for_people = kind == NodeKind::ask || kind == NodeKind::decide || kind == NodeKind::action ||
                               kind == NodeKind::approve || kind == NodeKind::send || kind == NodeKind::task;
    const bool hears = kind == NodeKind::wait && place->node->wait_kind == procedure::Node::WaitKind::reply;
    if (is_for_people || hears || (place->node->optional && one_in(4))) waiting.push_back(place);
  }
  if (!waiting.empty() && !one_in(10)) return at(program, state, *any_of(waiting));
  for (const auto& [key, pending] : state.pending_actions)
    if (pending.by_hand) return report(program, key, pending);
  if (program.main().free_order && !one_in(10)) return in_free_order(program);
  if (state.reopened) return cw::CloseCase{""};
  // It waits for time or for somebody else: what is said and done beside it.
  const std::vector<std::string> beside = {"add-note", "assign",       "set-priority", "receive-message",
                                           "undo",     "send-message", "hand-over",    "pause"};
  return makers(program, state, program.root()).at(any_of(beside))();
}

}  // namespace evenhand::simulation
