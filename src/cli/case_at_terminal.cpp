#include "cli/case_at_terminal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/output.hpp"

namespace evenhand::cli {

namespace cw = casework;

CaseAtTerminal::CaseAtTerminal(cw::Session& session, Terminal& terminal) : session_(session), terminal_(terminal) {
  agent_ = {.id = "person_you", .name = "You", .roles = {"agent"}, .may_override = true, .may_reopen = true};
  for (const cw::Place* place : program().places())
    if (!place->role.empty() && !agent_.has_role(place->role)) agent_.roles.push_back(place->role);
}

cw::Guide CaseAtTerminal::guide() const {
  return cw::guide(state(), program(), agent_, session_.surroundings());
}

int CaseAtTerminal::work() {
  const procedure::Procedure& main = program().main();
  const std::string title =
      main.local_title.text.empty() ? main.title : main.local_title.in(program().selection().language);
  terminal_.say_styled(terminal_.bold(title));
  if (!submit(cw::OpenCase{.subject = main.title}, agent_)) return exit_trouble;
  while (state().status != cw::CaseState::Status::closed) {
    show_news();
    turn();
    current_ = nullptr;
    if (!left_ && !terminal_.ended()) continue;
    if (state().status == cw::CaseState::Status::closed) break;
    terminal_.say("\nThe case stays open.");
    return exit_no;
  }
  show_news();
  terminal_.say_styled(fmt::format("\nThe case is closed as {}.", terminal_.bold(state().outcome)));
  return exit_ok;
}

const std::pair<const std::string, cw::PendingAction>* CaseAtTerminal::pending_at(std::string_view path) const {
  for (const auto& pending : state().pending_actions)
    if (pending.second.path == path && !pending.second.orphan) return &pending;
  return nullptr;
}

/// Something of this kind that somebody other than the agent has to end.
const cw::GuideItem* CaseAtTerminal::find_open(const cw::Guide& guide, std::string_view kind) const {
  for (const auto& step : guide.steps) {
    for (const auto& item : step.items) {
      const auto at = item.kind == kind ? state().nodes.find(item.path) : state().nodes.end();
      if (at != state().nodes.end() && at->second.status == cw::NodeStatus::active && at->second.branch < 0)
        return &item;
    }
  }
  return nullptr;
}

/// One thing is done: what the agent can do comes first, then what others have to, then what is only waited for.
void CaseAtTerminal::turn() {
  if (state().timers.contains("continue")) return pass_time();  // a loop that rested
  const cw::Guide guide = this->guide();
  const cw::GuideItem* next = nullptr;
  for (const auto& step : guide.steps)
    for (const auto& item : step.items)
      if (next == nullptr && item.kind != "approve" &&
          (item.may_act || (item.kind == "action" && pending_at(item.path))))
        next = &item;
  if (const auto* pending = pending_at("")) {
    for (const auto& action : guide.actions)
      if (action.name == pending->second.action) return report_action(pending->first, action.gives);
  }
  if (next == nullptr) next = find_open(guide, "approve");
  if (next == nullptr) next = find_open(guide, "wait");
  if (program().main().free_order && !guide.actions.empty()) return choose_action(guide, next);
  if (next != nullptr) return do_item(*next);
  close_or_get_unstuck(guide);
}

void CaseAtTerminal::do_item(const cw::GuideItem& item) {
  current_ = &item;
  if (item.starts) return start(item);
  if (item.kind == "ask" || item.kind == "decide") return answer(item);
  if (item.kind == "task") return tick(item);
  if (item.kind == "action") return start_action(item);
  if (item.kind == "approve") return approve(item);
  if (item.kind == "wait") return wait(item);
  if (item.kind == "send") return send(item);
  start(item);
}

/// In free order every action stands open beside the steps.
void CaseAtTerminal::choose_action(const cw::Guide& guide, const cw::GuideItem* item) {
  std::string list;
  for (std::size_t i = 0; i < guide.actions.size(); ++i) {
    const cw::GuideAction& action = guide.actions[i];
    list +=
        fmt::format("  {}. {}{}{}\n", i + 1, action.name, action.done > 0 ? fmt::format(", done {}×", action.done) : "",
                    action.allowed || action.gates.empty() ? "" : " – not yet: " + action.gates.front().message);
  }
  if (list != shown_actions_) terminal_.say("\n" + list.substr(0, list.size() - 1));
  shown_actions_ = list;
  const auto line = ask(item != nullptr ? "Which action (number or name; Enter: go on with the steps)?"
                                        : "Which action (number or name; Enter: close the case)?");
  if (!line) return;
  if (line->empty()) return item != nullptr ? do_item(*item) : close_or_get_unstuck(guide);
  for (std::size_t i = 0; i < guide.actions.size(); ++i)
    if (*line == std::to_string(i + 1) || text::equals_ignoring_case(*line, guide.actions[i].name))
      return start_freely(guide.actions[i]);
  terminal_.say("  There is no action \"" + *line + "\".");
}

void CaseAtTerminal::start_freely(const cw::GuideAction& action) {
  using Source = procedure::Fact::Source;
  std::vector<cw::GuideFact> unknown;
  for (const auto& need : action.needs) {
    const auto* fact = program().find_fact("", need.name);
    const bool stated = fact != nullptr && (fact->source == Source::customer || fact->source == Source::agent ||
                                            fact->source == Source::input);
    if (!need.known && stated) unknown.push_back(need);
  }
  const auto inputs = read_facts(unknown);
  if (!inputs) return;
  if (submit(cw::PerformAction{.path = "", .action = action.name, .inputs = *inputs, .outputs = {}}, agent_)) return;
  const bool guarded =
      std::any_of(action.gates.begin(), action.gates.end(), [](const cw::Gate& gate) { return gate.kind == "guard"; });
  if (!guarded) return;
  const auto reason = ask("  Reason to override this guard (Enter: leave it):");
  if (reason && !reason->empty()) submit(cw::Override{"action/" + action.name, *reason}, agent_);
}

void CaseAtTerminal::pass_time() {
  const Instant before = session_.surroundings().now;
  if (!session_.advance_to_next_timer())
    terminal_.say("  Nothing ends by itself, however long it is waited for.");
  else if (before < session_.surroundings().now)
    terminal_.say_styled("  " + terminal_.faint("It is now " + format_rfc3339(session_.surroundings().now) + "."));
}

void CaseAtTerminal::close_or_get_unstuck(const cw::Guide& guide) {
  const bool free_order = program().main().free_order;
  const auto gates = cw::why_open(state(), program(), session_.surroundings().now);
  if (gates.empty()) {
    const auto outcome = ask(
        fmt::format("  Everything is done. Close as{}:",
                    guide.outcomes.empty() ? std::string() : fmt::format(" ({})", fmt::join(guide.outcomes, ", "))));
    if (!outcome || (outcome->empty() && free_order && guide.outcomes.size() > 1)) return;
    if (!submit(cw::CloseCase{*outcome}, agent_) && outcome->empty()) left_ = true;
    return;
  }
  for (const cw::Gate& gate : gates) terminal_.say("  - " + gate.message + " " + gate.remedy);
  const auto line =
      ask(free_order ? "  It cannot be closed yet (Enter: back to the actions, :help for what else there is):"
                     : "  This cannot go on by itself (Enter: leave, :help for what else there is):");
  if (!line || free_order) return;
  if (line->empty())
    left_ = true;
  else
    terminal_.say("  Begin with a colon, as in \":override REASON\"; \":help\" lists the rest.");
}

}  // namespace evenhand::cli
