// Random procedures and people who do what the case waits for: every case reaches its end. An override is allowed only
// where no answer that can still be given would do, and every single one is held against that. The seed is printed by
// RapidCheck; RC_PARAMS="seed=…" repeats a run.
#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <functional>
#include <set>

#include "base/limits.hpp"
#include "casework/gates.hpp"
#include "casework/testing_trees.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;
using Answers = std::vector<std::pair<std::string, feel::Value>>;

class Helper {
 public:
  explicit Helper(Session& session) : session_(session) {}

  /// Does one thing that leads on; false when there is none.
  bool step() {
    if (report()) return true;
    const auto open = active();
    for (const Place* place : open)
      if (work_at(*place)) return true;
    if (session_.advance_to_next_timer()) return true;
    for (const Place* place : open)
      if (answer_for(*place)) return true;
    for (const Place* place : open)
      if (is_hopeless(*place)) return override_at(*place);
    return close_what_has_no_end();
  }
  [[nodiscard]] std::size_t overrides() const { return overrides_; }

 private:
  [[nodiscard]] const CaseState& state() const { return session_.state(); }
  [[nodiscard]] const Program& program() const { return session_.program(); }
  bool does(const Command& command) { return session_.submit(command, person("ann", all_roles)).has_value(); }
  [[nodiscard]] std::vector<const Place*> active() const {
    std::vector<const Place*> open;
    for (const auto& [path, node] : state().nodes)
      if (node.status == NodeStatus::active) open.push_back(program().find(path));
    return open;
  }

  bool report() {
    if (state().pending_actions.empty()) return false;
    const auto [key, pending] = *state().pending_actions.begin();
    const Actor who = pending.by_hand ? person("ann", all_roles) : the_system();
    if (one_in(5)) return session_.submit(ReportAction{key, false, {}, "no luck", true}, who).has_value();
    return session_.submit(ReportAction{key, true, {{"given", 1}}, "", true}, who) ||
           session_.submit(ReportAction{key, true, {}, "", true}, who);
  }

  bool work_at(const Place& place) {
    const auto& n = *place.node;
    const std::string path = place.path;
    if (n.optional && one_in(2) && does(SkipNode{path, "no"})) return true;
    switch (n.kind) {
      case NodeKind::ask:
        if (does(RecordFacts{path, {{n.facts.front(), random_value(program(), place, n.facts.front())}}})) return true;
        break;
      case NodeKind::action:
        if (does(PerformAction{path, n.name, {}, {}})) return true;
        break;
      case NodeKind::approve:
        if (answer_approval(path)) return true;
        break;
      case NodeKind::send:
        if (does(SendMessage{path, ""})) return true;
        break;
      case NodeKind::wait:
        if (n.wait_kind == procedure::Node::WaitKind::reply &&
            session_.submit(ReceiveMessage{"email", "hi", "eve", ""}, the_system())) {
          // A loop that went round has forgotten the wait altogether.
          const auto after = state().nodes.find(path);
          if (after == state().nodes.end() || after->second.status != NodeStatus::active) return true;
        }
        break;
      default:
        if (does(ticked(place, !one_in(4))) || does(ticked(place))) return true;
        break;
    }
    return n.optional && does(SkipNode{path, "no"});
  }
  /// By somebody who has done nothing yet; once in a while it is refused, and asked for again.
  bool answer_approval(const std::string& path) {
    const Actor fresh = person("approver " + std::to_string(++approvers_), all_roles);
    if (session_.submit(GiveApproval{path, !one_in(4), ""}, fresh)) return true;
    return does(AskApproval{path, ""});
  }

  /// What a place waits for, as a condition over the names it reads; empty where it waits for something else.
  [[nodiscard]] std::function<bool(const feel::Environment&)> condition_at(const Place& place) const {
    const auto& n = *place.node;
    // Its alternative was taken: that is what goes on now.
    if (const auto* at = find_node(state(), place); at && at->branch >= 0) return {};
    const auto all_known = [](std::vector<std::string> names) {
      return [names = std::move(names)](const feel::Environment& known) {
        return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
          const auto* value = known.find(name);
          return value && !value->is_null();
        });
      };
    };
    if (n.kind == NodeKind::check) return [&n](const auto& known) { return is_true(*n.condition, known); };
    if (n.kind == NodeKind::record) return all_known(n.condition->expression.reads());
    if (n.kind == NodeKind::send) return all_known({"number 1"});
    if (n.kind == NodeKind::decide && n.table)
      return [&n](const auto& known) { return !dmn::evaluate(*n.table, known).rules.empty(); };
    if (n.kind == NodeKind::action)
      if (const auto* action = place.procedure->find_action(n.name); action && action->allowed_when)
        return [action](const auto& known) { return is_true(*action->allowed_when, known); };
    return {};
  }
  static bool is_true(const procedure::Condition& condition, const feel::Environment& known) {
    return condition.expression.evaluate(known).is_true();
  }

  /// Everything that conditions of a scope may read, from the state's plain fields.
  [[nodiscard]] feel::MapEnvironment known_in(const std::string& scope) const {
    feel::Context values;
    const auto prefix = scope.empty() ? std::string() : scope + ">";
    for (const auto& [key, fact] : state().facts)
      if (key.starts_with(prefix) && key.find('>', prefix.size()) == std::string::npos)
        values.emplace_back(key.substr(prefix.size()), fact.value);
    for (const auto& action : program().main().actions)
      values.emplace_back(action.name + " done", feel::Value(state().actions_done.contains(action.name)));
    const auto approval = state().approvals.find(scope);
    values.emplace_back("approved", feel::Value(approval != state().approvals.end() && approval->second.approved));
    values.emplace_back("priority", feel::Value(state().priority));
    return {std::move(values), state().changed_at};
  }

  /// May be stated now: not known yet, or nothing irrevocable was done since; a few times in a case.
  [[nodiscard]] bool can_be_stated(const std::string& name) const {
    if (too_late_.contains(name)) return false;
    const auto at = state().facts.find(name);
    if (at == state().facts.end() || at->second.value.is_null() || at->second.stale) return true;
    return at->second.since > state().commit_seq && corrections_ < 4;
  }
  /// Answers that would make it true, those known already apart; none: there are no such answers.
  [[nodiscard]] std::optional<Answers> answers_for(const Place& place) const {
    const auto condition = condition_at(place);
    if (!condition) return std::nullopt;
    std::vector<std::string> free;
    if (place.scope.empty())
      for (const auto& name : stated_facts)
        if (can_be_stated(name)) free.push_back(name);
    feel::MapEnvironment known = known_in(place.scope);
    Answers given;
    return search(known, condition, free, given) ? std::optional(given) : std::nullopt;
  }
  static bool search(const feel::MapEnvironment& known, const std::function<bool(const feel::Environment&)>& condition,
                     std::vector<std::string> free, Answers& given) {
    if (condition(known)) return true;
    if (free.empty()) return false;
    const std::string name = free.back();
    free.pop_back();
    if (search(known, condition, free, given)) return true;
    const bool is_yes_no = name.starts_with("yes");
    for (int i = 0; i < (is_yes_no ? 2 : 6); ++i) {
      feel::MapEnvironment with = known;
      const feel::Value value = is_yes_no ? feel::Value(i == 1) : feel::Value(i);
      with.set(name, value);
      given.emplace_back(name, value);
      if (search(with, condition, free, given)) return true;
      given.pop_back();
    }
    return false;
  }

  /// States what makes the condition true: that has to be taken, and to lead on.
  bool answer_for(const Place& place) {
    const auto answers = answers_for(place);
    if (!answers) return false;
    const auto before = state().seq;
    if (answers->empty()) RC_FAIL(place.path + " is true already and does not go on");
    for (const auto& [name, value] : *answers)
      if (const auto at = state().facts.find(name); at != state().facts.end() && !at->second.stale) ++corrections_;
    const auto done = session_.submit(RecordFacts{"", *answers}, person("ann", all_roles));
    if (done) return state().seq > before;
    // Only what was decided, and acted upon, while nobody knew the answer keeps it from being given now.
    const auto late = too_late_.size();
    if (done.error().code == "fact/settled")
      for (const auto& [name, value] : *answers)
        if (const auto at = state().facts.find(name); at == state().facts.end() || at->second.value.is_null())
          too_late_.insert(name);
    if (too_late_.size() == late) RC_FAIL("an answer is not taken: " + done.error().message);
    return true;
  }

  [[nodiscard]] bool is_hopeless(const Place& place) const {
    if (place.node->kind == NodeKind::go_to) {
      const auto* target = find_step(program(), place.scope, place.node->name);
      const auto jumps = target ? state().jumps.find(target->path) : state().jumps.end();
      return jumps != state().jumps.end() && jumps->second >= limits::go_to_limit;
    }
    return condition_at(place) && !answers_for(place);
  }
  bool override_at(const Place& place) {
    Actor boss = person("boss", all_roles);
    boss.may_override = true;
    ++overrides_;
    const auto done = session_.submit(Override{place.path, "nothing else would do"}, boss);
    if (!done) RC_FAIL("what cannot hold cannot be overridden either: " + done.error().message);
    return true;
  }
  /// In free order without steps, nothing but a person ends a case.
  bool close_what_has_no_end() {
    if (!program().main().free_order || !program().root().children.empty()) return false;
    return does(CloseCase{"closed 0"});
  }

  Session& session_;
  int approvers_ = 0, corrections_ = 0;
  std::set<std::string> too_late_;  ///< to be stated: a decision was acted upon without them
  std::size_t overrides_ = 0;
};

TEST(Property, WhoeverDoesWhatTheCaseWaitsForReachesItsEnd) {
  int cases = 0, without_override = 0;
  EXPECT_TRUE(rc::check("helpful people", [&] {
    const auto program = random_program(false);
    Session session(program, Surroundings{start, "Acme", "case_1", "test"});
    session.surroundings().any_name_is_a_file = true;
    if (!session.submit(OpenCase{}, person("ann"))) RC_DISCARD("loops without end");
    Helper helper(session);
    for (int turns = 0; session.state().status != CaseState::Status::closed && turns < 20'000; ++turns) {
      if (helper.step()) continue;
      std::string waits;
      for (const auto& gate : why_open(session.state(), session.program(), session.surroundings().now))
        waits += gate.path + ": " + gate.message + " ";
      RC_FAIL("stuck: " + waits);
    }
    RC_ASSERT(session.state().status == CaseState::Status::closed);
    RC_ASSERT(rebuild(session.history()) == session.state());
    check_nothing_left_behind(session.state(), *program);
    ++cases;
    if (helper.overrides() == 0) ++without_override;
  }));
  EXPECT_GT(2 * without_override, cases) << "most cases need an override, so little is known about the others";
}

}  // namespace
}  // namespace evenhand::casework
