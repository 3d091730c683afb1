// Random procedures, random people: whatever happens, the history gives the state after every single event, and a case
// closes with nothing mandatory left behind. The seed is printed by RapidCheck; RC_PARAMS="seed=…" repeats a run.
#include <gtest/gtest.h>

#include <rapidcheck.h>

#include "base/limits.hpp"
#include "casework/testing_trees.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;

std::vector<const Place*> active_places(const Session& session) {
  std::vector<const Place*> active;
  for (const auto& [path, node] : session.state().nodes)
    if (node.status == NodeStatus::active) active.push_back(session.program().find(path));
  return active;
}

ReportAction random_report(const Session& session) {
  const auto& [key, pending] = *session.state().pending_actions.begin();
  ReportAction report{key, !one_in(4), {}, "no luck", !one_in(3)};
  if (report.ok) report.outputs = {{"given", feel::Value(below(6))}};
  if (report.ok && pending.by_hand && action_outputs(session.program().find(pending.path), nullptr).empty())
    report.outputs.clear();
  return report;
}

/// What needs no node: the case as a whole, the customer, the clock.
Command random_command_to_the_case(const Session& session) {
  const auto& places = session.program().places();
  switch (below(19)) {
    case 0:
      return CloseCase{any_of(std::vector<std::string>{"", "done", "closed 0"})};
    case 1:
      return ReceiveMessage{"email", "hello", "eve", ""};
    case 2:
    case 3:
      return Resume{};
    case 4:
      return Pause{"break"};
    case 5:
    case 6: {
      const auto name = any_of(stated_facts);
      return RecordFacts{"", {{name, random_value(session.program(), session.program().root(), name)}}};
    }
    case 7:
      return Assign{one_in(3) ? "" : any_of(std::vector<std::string>{"person_ann", "person_bob"}), "somebody"};
    case 8:
      return HandOver{"desk", "late"};
    case 9:
      return SetPriority{one_in(2) ? "high" : "low"};
    case 10:
      return SendMessage{"", "We are on it."};
    case 11:
    case 12:
      return PerformAction{"", "act " + std::to_string(1 + below(3)), {}, {}};
    case 13:
      return Override{"action/act " + std::to_string(1 + below(3)), "it has to be"};
    case 14:
      return Reopen{"not over", one_in(2) ? "" : "step-1"};
    case 15:
      return AddNote{"nothing to do"};
    case 16:
      return SkipNode{any_of(places)->path, "not this time"};
    case 17:
      return TickTask{any_of(places)->path, true, "seen"};
    default:
      return Undo{};
  }
}

Command random_command_at(const Session& session, const Place& place) {
  if (one_in(12)) return Override{place.path, "it has to be"};
  if (one_in(12)) return SkipNode{place.path, "not this time"};
  switch (place.node->kind) {
    case NodeKind::ask: {
      const auto& name = place.node->facts.front();
      return RecordFacts{place.path, {{name, random_value(session.program(), place, name)}}};
    }
    case NodeKind::action:
      return PerformAction{place.path, place.node->name, {}, {}};
    case NodeKind::approve:
      return one_in(4) ? Command(AskApproval{place.path, ""}) : Command(GiveApproval{place.path, !one_in(3), ""});
    case NodeKind::send:
      return SendMessage{place.path, ""};
    default:
      break;
  }
  if (place.node->optional && one_in(2)) return SkipNode{place.path, "not this time"};
  return ticked(place, !one_in(4));
}

/// Something a person, the customer, a connector or the clock might do now; often it is not the right thing.
Command random_command(const Session& session) {
  const auto& state = session.state();
  if (state.status == CaseState::Status::closed && one_in(2)) return Reopen{"not over", ""};
  if (!state.pending_actions.empty() && one_in(3)) return random_report(session);
  if (!state.timers.empty() && one_in(6))
    return FireTimer{any_of(std::vector(state.timers.begin(), state.timers.end())).first};
  const auto active = active_places(session);
  return active.empty() || one_in(3) ? random_command_to_the_case(session)
                                     : random_command_at(session, *any_of(active));
}

Actor random_actor() {
  switch (below(7)) {
    case 0:
      return person("bob", {"support manager", "clerk"});
    case 1:
      return the_system();
    case 2: {
      Actor boss = person("boss", all_roles);
      boss.may_override = boss.may_reopen = true;
      return boss;
    }
    case 3:
      return person("cam", {"team lead"});
    default:
      return person("ann", all_roles);
  }
}

/// What no command may do, whatever the procedure says.
void check_was_allowed(const CaseState& before, const Program& program, const Command& command, const Actor& actor) {
  if (std::holds_alternative<Override>(command)) RC_ASSERT(actor.may_override);
  if (std::holds_alternative<Reopen>(command))
    RC_ASSERT(actor.may_reopen && before.status == CaseState::Status::closed);
  if (const auto* skip = std::get_if<SkipNode>(&command))
    RC_ASSERT(program.find(skip->path)->node->optional || before.by_hand.contains(skip->path));
  if (before.status == CaseState::Status::closed)
    RC_ASSERT(std::holds_alternative<Reopen>(command) || std::holds_alternative<AddNote>(command) ||
              std::holds_alternative<ReceiveMessage>(command) || std::holds_alternative<ReportAction>(command));
}

/// Folds the same history twice, as it happened and through its stored form, and compares after every event.
class TwoFolds {
 public:
  void read_on(const Session& session) {
    const auto& history = session.history();
    for (; seen_ < history.size(); ++seen_) {
      Recorded recorded = history[seen_];
      apply(live_, recorded);
      auto stored =
          event_from_json(event_type(recorded.event), *json::parse(json::write(event_to_json(recorded.event))));
      RC_ASSERT(stored.has_value());
      recorded.event = std::move(*stored);
      apply(rebuilt_, recorded);
      if (!(rebuilt_ == live_))
        RC_FAIL("event " + std::to_string(recorded.seq) + ", " + std::string(event_type(recorded.event)) +
                ", gives another state when it is read again");
    }
    RC_ASSERT(live_ == session.state());
    const auto back = state_from_json(*json::parse(json::write(state_to_json(session.state()))));
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == session.state());
  }

 private:
  CaseState live_, rebuilt_;
  std::size_t seen_ = 0;
};

void check_decided_twice_alike(const tl::expected<std::vector<Event>, Refusal>& again,
                               const tl::expected<std::vector<Event>, Refusal>& done) {
  RC_ASSERT(again.has_value() == done.has_value());
  if (!done) {
    RC_ASSERT(!done.error().code.empty());
    RC_ASSERT(!done.error().message.empty());
    RC_ASSERT(again.error().code == done.error().code);
    return;
  }
  RC_ASSERT(!done->empty());
  RC_ASSERT(done->size() <= limits::command_events_max);
  RC_ASSERT(again->size() == done->size());
  for (std::size_t i = 0; i < done->size(); ++i) RC_ASSERT(event_to_json((*again)[i]) == event_to_json((*done)[i]));
}

/// Which types of command were accepted, over all runs.
std::map<std::string, int, std::less<>>& accepted() {
  static std::map<std::string, int, std::less<>> types;
  return types;
}

void walk_at_random() {
  const auto program = random_program(true);
  Session session(program, Surroundings{start, "Acme", "case_1", "test"});
  session.surroundings().any_name_is_a_file = true;
  if (!session.submit(OpenCase{}, person("ann"))) RC_DISCARD("loops without end");
  TwoFolds folds;
  for (int turn = 0; turn < 50; ++turn) {
    const auto command = random_command(session);
    const auto actor = random_actor();
    if (const auto* timer = std::get_if<FireTimer>(&command))
      session.surroundings().now = std::max(session.surroundings().now, session.state().timers.find(timer->id)->second);
    const CaseState before = session.state();
    const auto again = decide(before, command, actor, session.program(), session.surroundings());
    const auto done = session.submit(command, actor);
    check_decided_twice_alike(again, done);
    folds.read_on(session);
    if (!done) continue;
    ++accepted()[std::string(command_type(command))];
    check_was_allowed(before, *program, command, actor);
    if (session.state().status == CaseState::Status::closed) check_nothing_left_behind(session.state(), *program);
  }
}

TEST(Property, EveryHistoryGivesItsStateAndNothingMandatoryIsLeftBehind) {
  EXPECT_TRUE(rc::check("random procedures, random paths", walk_at_random));
  for (const char* type :
       {"record-facts", "tick-task", "skip-node", "perform-action", "report-action", "send-message", "receive-message",
        "fire-timer", "hand-over", "assign", "set-priority", "add-note", "pause", "resume", "override", "reopen"})
    EXPECT_GT(accepted()[type], 0) << type << " was never accepted, so nothing is known about it";
}

}  // namespace
}  // namespace evenhand::casework
