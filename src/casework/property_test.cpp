// Random procedures, random people: whatever happens, the case reaches an end, its history gives its state, and nothing
// mandatory is left behind. The seed is printed by RapidCheck; RC_PARAMS="seed=…" repeats a run.
#include <gtest/gtest.h>

#include <rapidcheck.h>

#include "base/limits.hpp"
#include "casework/gates.hpp"
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::Fact;
using procedure::FactType;
using procedure::Node;
using procedure::NodeKind;
using procedure::by_hand::Builder;

int below(int n) {
  return *rc::gen::inRange(0, n);
}
bool one_in(int n) {
  return below(n) == 0;
}

const char* const guards[] = {"yes 1",
                              "not(yes 1)",
                              "yes 2",
                              "number 1 > 3",
                              "number 1 < number 2",
                              "act 1 done",
                              "approved",
                              "yes 1 and number 2 > 2",
                              "number 1 = null or yes 2",
                              "true",
                              "false"};

/// Grows a random tree over six facts, three actions, one message and one followed procedure.
class Grower {
 public:
  /// @param patient  loops may ask people for thousands of rounds
  Grower(bool may_follow, bool patient) : may_follow_(may_follow), patient_(patient) {
    b_.procedure.id = may_follow ? "main" : "sub";
    for (const char* name : {"yes 1", "yes 2"}) b_.fact(name, FactType::Kind::yes_no).source = Fact::Source::customer;
    for (const char* name : {"number 1", "number 2"})
      b_.fact(name, FactType::Kind::number).source = Fact::Source::agent;
    b_.fact("given", FactType::Kind::number).source = Fact::Source::action;
    b_.fact("result", FactType::Kind::yes_no).source = Fact::Source::result;
    b_.fact("rounds", FactType::Kind::number).source = Fact::Source::counted;
    for (const char* name : {"act 1", "act 2", "act 3"}) {
      procedure::Action action;
      action.name = name;
      if (one_in(2)) action.connector = "shop";
      b_.procedure.actions.push_back(action);
    }
    for (auto& action : b_.procedure.actions)
      if (one_in(3)) action.allowed_when = b_.condition(guards[below(5)]);
    procedure::Message message;
    message.name = "news";
    message.body.text = one_in(3) ? "It is {number 1}." : "Hello.";
    b_.procedure.messages.push_back(message);
    if (may_follow) b_.procedure.follows = {"sub"};
    const int steps = 1 + below(3);
    for (int i = 0; i < steps; ++i) titles_.push_back("step-" + std::to_string(i + 1));
    for (int i = 0; i < steps; ++i) b_.step("Step " + std::to_string(i + 1), nodes(2));
  }
  procedure::Procedure take() { return std::move(b_.procedure); }

 private:
  std::vector<Node> nodes(int depth) {
    std::vector<Node> out;
    const int count = below(4);
    for (int i = 0; i < count; ++i) out.push_back(node(depth));
    return out;
  }
  std::string fact() {
    return std::vector<std::string>{"yes 1", "yes 2", "number 1", "number 2"}[static_cast<std::size_t>(below(4))];
  }
  Node node(int depth) {
    Node out = bare_node(depth);
    if (one_in(6)) out.when = b_.condition(guards[below(11)]);
    if (one_in(6)) out.optional = true;
    if (one_in(8)) out.by_role = "support manager";
    return out;
  }
  Node bare_node(int depth) {
    const int kinds = depth > 0 ? 19 : 14;
    switch (below(kinds)) {
      case 0:
        return b_.say("Say something");
      case 1:
        return b_.task("Do something");
      case 2:
        return b_.with(b_.task("Was it done?"), depth > 0 ? nodes(depth - 1) : std::vector<Node>{});
      case 3:
        return b_.ask({fact()});
      case 4:
        return b_.check(guards[below(11)]);
      case 5:
        return b_.with(b_.check(guards[below(11)]), {b_.task("Otherwise")});
      case 6:
        return b_.record("result", one_in(2) ? "yes 1" : "number 1 > 2");
      case 7:
        return b_.action("act " + std::to_string(1 + below(3)), {},
                         one_in(2) ? std::vector<std::string>{"given"} : std::vector<std::string>{});
      case 8:
        return b_.with(b_.action("act 1"), {b_.task("It failed")});
      case 9:
        return b_.named(NodeKind::send, "news");
      case 10: {
        Node wait = b_.wait(static_cast<Node::WaitKind>(below(3)), 2);
        if (wait.wait_kind == Node::WaitKind::condition) wait.condition = b_.condition(guards[below(9)]);
        return one_in(2) ? b_.with(wait, {b_.task("It took too long")}) : wait;
      }
      case 11: {
        Node approve = b_.named(NodeKind::approve, "support manager");
        return one_in(2) ? b_.with(approve, {b_.task("Refused")}) : approve;
      }
      case 12:
        return one_in(3) ? b_.close("closed " + std::to_string(below(2))) : b_.named(NodeKind::tell, "team lead");
      case 13:
        return one_in(2) ? b_.go_to(titles_[static_cast<std::size_t>(below(static_cast<int>(titles_.size())))])
                         : b_.named(NodeKind::hand_over, "desk");
      case 14:
        return b_.choice(
            {{guards[below(11)], nodes(depth - 1)}, {guards[below(11)], nodes(depth - 1)}, {"", nodes(depth - 1)}});
      case 15:
        return b_.any_order(nodes(depth - 1));
      case 16: {
        Node repeat = b_.repeat(guards[below(11)], nodes(depth - 1));
        repeat.times_max = static_cast<std::uint32_t>((patient_ ? 0 : 1) + below(3));
        repeat.no_limit = patient_ && one_in(6);
        return repeat;
      }
      case 17:
        return b_.for_each("item", "[1, 2, 3]", nodes(depth - 1));
      default:
        if (!may_follow_) return b_.task("Nothing to follow");
        Node follow = b_.named(NodeKind::follow, "sub");
        if (one_in(2)) follow.outputs = {{"yes 2", "result"}};
        return follow;
    }
  }
  Builder b_;
  bool may_follow_, patient_;
  std::vector<std::string> titles_;
};

ProgramPtr random_program(bool patient) {
  const auto sub = Grower(false, patient).take();
  return link(Grower(true, patient).take(), {sub});
}

feel::Value random_value(const Program& program, const Place& place, const std::string& name) {
  const auto* fact = program.find_fact(place.scope, name);
  if (fact && fact->type.kind == FactType::Kind::yes_no) return feel::Value(one_in(2));
  return feel::Value(below(6));
}

/// Something a person, the customer, a connector or the clock might do now; often it is not the right thing.
Command random_command(const Session& session) {
  const auto& state = session.state();
  std::vector<const Place*> active;
  for (const auto& [path, node] : state.nodes)
    if (node.status == NodeStatus::active) active.push_back(session.program().find(path));
  if (!state.pending_actions.empty() && one_in(3)) {
    ReportAction report{state.pending_actions.begin()->first, !one_in(4), {}, "no luck", !one_in(3)};
    if (report.ok) report.outputs = {{"given", feel::Value(below(6))}};
    if (report.ok && state.pending_actions.begin()->second.by_hand) {
      const auto* place = session.program().find(state.pending_actions.begin()->second.path);
      if (action_outputs(place, nullptr).empty()) report.outputs.clear();
    }
    return report;
  }
  if (!state.timers.empty() && one_in(6)) return FireTimer{state.timers.begin()->first};
  switch (below(14)) {
    case 0:
      return Undo{};
    case 1:
      return CloseCase{one_in(2) ? "" : "done"};
    case 2:
      return ReceiveMessage{"email", "hello", "eve", ""};
    case 3:
      return one_in(3) ? Command(Pause{"break"}) : Command(Resume{});
    case 4:
      return RecordFacts{"", {{one_in(2) ? "yes 1" : "yes 2", feel::Value(one_in(2))}}};
    case 5:
      return RecordFacts{"", {{one_in(2) ? "number 1" : "number 2", feel::Value(below(6))}}};
    default:
      break;
  }
  if (active.empty()) return AddNote{"nothing to do"};
  const Place& place = *active[static_cast<std::size_t>(below(static_cast<int>(active.size())))];
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
  return TickTask{place.path, !one_in(4), ""};
}

Actor random_actor() {
  switch (below(5)) {
    case 0:
      return person("bob", {"support manager"});
    case 1:
      return the_system();
    default:
      return person("ann", {"support manager"});
  }
}

/// Independent of the engine's own gates: whether a person's duty on the path that was taken is still open.
bool is_left_behind(const CaseState& state, const Place& place, const Place* closing) {
  const auto* node = find_node(state, place);
  if (!node || node->status != NodeStatus::active || place.node->optional) return false;
  if (closing && is_at_or_under(*closing, place)) return false;
  for (const Place* p = place.parent; p; p = p->parent) {
    const auto* above = find_node(state, *p);
    if (p->node->optional || (above && above->status != NodeStatus::active && above->status != NodeStatus::done))
      return false;
  }
  switch (place.node->kind) {
    case NodeKind::task:
    case NodeKind::ask:
    case NodeKind::check:
    case NodeKind::action:
    case NodeKind::send:
    case NodeKind::approve:
    case NodeKind::wait:
      return true;
    default:
      return false;
  }
}

void check_nothing_left_behind(const Session& session) {
  const auto& state = session.state();
  const Place* closing = state.closed_path.empty() ? nullptr : session.program().find(state.closed_path);
  for (const auto& [path, node] : state.nodes) {
    const Place* place = session.program().find(path);
    RC_ASSERT(place != nullptr);
    if (is_left_behind(state, *place, closing)) RC_FAIL("left behind: " + path);
  }
}

TEST(Property, EveryHistoryGivesItsStateAndNothingMandatoryIsLeftBehind) {
  EXPECT_TRUE(rc::check("random procedures, random paths", [] {
    const auto program = random_program(true);
    Session session(program, Surroundings{start, "Acme", "case_1", "test"});
    if (!session.submit(OpenCase{}, person("ann"))) RC_DISCARD("loops without end");
    CaseState mirror;
    std::size_t seen = 0;
    for (int turn = 0; turn < 40 && session.state().status != CaseState::Status::closed; ++turn) {
      const auto command = random_command(session);
      const auto actor = random_actor();
      if (std::holds_alternative<FireTimer>(command))
        session.surroundings().now = session.state().timers.begin()->second;
      const auto again = decide(session.state(), command, actor, session.program(), session.surroundings());
      const auto done = session.submit(command, actor);
      RC_ASSERT(again.has_value() == done.has_value());
      if (!done) {
        RC_ASSERT(!done.error().code.empty());
        RC_ASSERT(!done.error().message.empty());
        RC_ASSERT(again.error().code == done.error().code);
      } else {
        RC_ASSERT(!done->empty());
        RC_ASSERT(done->size() <= limits::command_events_max);
        RC_ASSERT(again->size() == done->size());
        for (std::size_t i = 0; i < done->size(); ++i)
          RC_ASSERT(event_to_json((*again)[i]) == event_to_json((*done)[i]));
      }
      // Event by event: each goes through its stored form.
      for (; seen < session.history().size(); ++seen) {
        Recorded recorded = session.history()[seen];
        auto event =
            event_from_json(event_type(recorded.event), *json::parse(json::write(event_to_json(recorded.event))));
        RC_ASSERT(event.has_value());
        recorded.event = std::move(*event);
        apply(mirror, recorded);
      }
      RC_ASSERT(mirror == session.state());
      const auto back = state_from_json(*json::parse(json::write(state_to_json(session.state()))));
      RC_ASSERT(back.has_value());
      RC_ASSERT(*back == session.state());
    }
    if (session.state().status == CaseState::Status::closed) check_nothing_left_behind(session);
  }));
}

/// Somebody who does whatever the case waits for next, and overrides what cannot be done.
bool help_along(Session& session) {
  const auto& state = session.state();
  Actor helper = person("ann", {"support manager"});
  Actor other = person("bob", {"support manager"});
  Actor boss = person("boss", {"support manager"});
  boss.may_override = true;
  if (!state.pending_actions.empty()) {
    const auto [key, pending] = *state.pending_actions.begin();
    if (session.submit(ReportAction{key, true, {{"given", 1}}, "", true}, pending.by_hand ? helper : the_system()))
      return true;
    if (session.submit(ReportAction{key, true, {}, "", true}, pending.by_hand ? helper : the_system())) return true;
  }
  std::vector<std::string> paths;
  for (const auto& [path, node] : state.nodes)
    if (node.status == NodeStatus::active) paths.push_back(path);
  for (const auto& path : paths) {
    const Place& place = *session.program().find(path);
    const auto& n = *place.node;
    if (n.optional && session.submit(SkipNode{path, "no"}, helper)) return true;
    if (n.kind == NodeKind::task && session.submit(TickTask{path, true, "x"}, helper)) return true;
    if (n.kind == NodeKind::ask &&
        session.submit(RecordFacts{path, {{n.facts.front(), random_value(session.program(), place, n.facts.front())}}},
                       helper))
      return true;
    if (n.kind == NodeKind::action && session.submit(PerformAction{path, n.name, {}, {}}, helper)) return true;
    if (n.kind == NodeKind::approve &&
        (session.submit(GiveApproval{path, true, ""}, other) || session.submit(GiveApproval{path, true, ""}, boss)))
      return true;
    if (n.kind == NodeKind::wait && session.submit(ReceiveMessage{"email", "hi", "eve", ""}, the_system())) {
      // A loop that went round has forgotten the wait altogether.
      const auto after = session.state().nodes.find(path);
      if (after == session.state().nodes.end() || after->second.status != NodeStatus::active) return true;
    }
    if (n.kind != NodeKind::task && session.submit(TickTask{path, true, ""}, helper)) return true;
  }
  if (session.advance_to_next_timer()) return true;
  for (const auto& path : paths)
    if (session.submit(Override{path, "stuck"}, boss)) return true;
  return session.submit(CloseCase{}, boss).has_value();
}

TEST(Property, WhoeverDoesWhatTheCaseWaitsForReachesItsEnd) {
  EXPECT_TRUE(rc::check("helpful people", [] {
    const auto program = random_program(false);
    Session session(program, Surroundings{start, "Acme", "case_1", "test"});
    if (!session.submit(OpenCase{}, person("ann"))) RC_DISCARD("loops without end");
    int turns = 0;
    while (session.state().status != CaseState::Status::closed && turns < 20'000) {
      ++turns;
      if (!help_along(session)) {
        std::string waits;
        for (const auto& gate : why_open(session.state(), session.program(), session.surroundings().now))
          waits += gate.path + ": " + gate.message + " ";
        RC_FAIL("stuck: " + waits);
      }
    }
    RC_ASSERT(session.state().status == CaseState::Status::closed);
    RC_ASSERT(rebuild(session.history()) == session.state());
  }));
}

}  // namespace
}  // namespace evenhand::casework
