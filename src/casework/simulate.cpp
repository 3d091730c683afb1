#include "casework/simulate.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "casework/gates.hpp"
#include "casework/view.hpp"

namespace evenhand::casework {
namespace {

using procedure::NodeKind;
using procedure::Scenario;
using NamedValues = std::vector<std::pair<std::string, feel::Value>>;

bool same_words(std::string_view a, std::string_view b) {
  return text::equals_ignoring_case(plain(text::collapse_spaces(a)), plain(text::collapse_spaces(b)));
}
bool names(const std::vector<std::string>& list, std::string_view word) {
  return std::any_of(list.begin(), list.end(), [&](const auto& one) { return same_words(one, word); });
}

Actor person(const std::string& role, std::string_view prefix = "person_") {
  Actor actor;
  actor.id = std::string(prefix) + (role.empty() ? "agent" : text::slug(role));
  actor.name = role.empty() ? "Agent" : role;
  if (!role.empty()) actor.roles = {role};
  return actor;
}
Actor the_system() {
  Actor actor;
  actor.id = actor.name = "system";
  return actor;
}

/// Plays everybody in one scenario: agent, approvers, connectors, customer and clock.
class Player {
 public:
  Player(const ProgramPtr& program, const Scenario& scenario, Instant start, const std::optional<Deadline>& deadline)
      : program_(*program),
        scenario_(scenario),
        deadline_(deadline),
        session_(program, Surroundings{start, "our company", "scenario", "cli", {}, true}) {}

  SimulationResult play() {
    open();
    for (int turn = 0; turn < limits::scenario_turns_max && going() && !is_late(); ++turn)
      if (!act() && !pass_time() && !work_freely()) break;
    if (!is_late()) finish();
    SimulationResult result;
    result.finished = state().status == CaseState::Status::closed;
    result.outcome = state().outcome;
    for (const auto& recorded : session_.history())
      if (const auto* done = std::get_if<ActionSucceeded>(&recorded.event)) result.actions.push_back(done->action);
    if (!is_late()) expect();
    if (!is_late() && problems_.empty()) all_came_up();
    result.out_of_time = is_late_;
    result.state = state();
    result.history = session_.history();
    result.commands = session_.commands();
    result.problems = std::move(problems_);
    return result;
  }

 private:
  [[nodiscard]] const CaseState& state() const { return session_.state(); }
  [[nodiscard]] View view() const { return View{state(), program_, session_.surroundings().now}; }
  [[nodiscard]] bool going() const { return problems_.empty() && state().status == CaseState::Status::open; }
  bool problem(std::string what) {
    if (std::find(problems_.begin(), problems_.end(), what) == problems_.end()) problems_.push_back(std::move(what));
    return false;
  }
  bool submit(const Command& command, const Actor& actor) {
    const auto done = session_.submit(command, actor);
    if (done) return true;
    return problem(done.error().message);
  }
  [[nodiscard]] static std::string where(const Place& place) {
    return place.step ? " in step \"" + place.step->node->text.text + "\"" : "";
  }

  /// The value the scenario gives for the n-th time it is wanted; the last one serves for all later times.
  std::optional<feel::Value> given(const std::string& fact, const std::string& action) {
    if (is_late()) return std::nullopt;
    std::vector<const Scenario::Given*> found;
    for (const auto& one : scenario_.given)
      if (one.fact == fact && one.action == action) found.push_back(&one);
    if (found.empty()) return std::nullopt;
    auto& times = used_[action + ">" + fact];
    const auto* chosen = found[std::min<std::size_t>(times++, found.size() - 1)];
    return chosen->value.evaluate(feel::MapEnvironment({}, session_.surroundings().now));
  }

  void open() {
    std::set<std::string> asked;
    for (const Place* place : program_.places())
      if (place->node->kind == NodeKind::ask) asked.insert(place->node->facts.begin(), place->node->facts.end());
    OpenCase command;
    command.subject = scenario_.name;
    for (const auto& one : scenario_.given) {
      const bool there = std::any_of(command.facts.begin(), command.facts.end(),
                                     [&](const auto& fact) { return fact.first == one.fact; });
      if (one.action.empty() && !asked.contains(one.fact) && !there)
        if (auto value = given(one.fact, "")) command.facts.emplace_back(one.fact, *value);
    }
    for (const auto& words : scenario_.unticked_tasks)
      if (std::none_of(program_.places().begin(), program_.places().end(), [&](const Place* place) {
            return place->node->kind == NodeKind::task && same_words(place->node->text.text, words);
          }))
        problem("There is no box \"" + words + "\".");
    submit(command, person(""));
  }

  bool act() {
    std::vector<const Place*> active;
    for (const Place* place : program_.places())
      if (is_active(state(), *place)) active.push_back(place);
    for (const Place* place : active)
      if (act_on(*place, *find_node(state(), *place))) return true;
    return false;
  }

  bool act_on(const Place& place, const NodeState& at) {
    const auto& n = *place.node;
    if (!going() || at.branch >= 0) return false;
    switch (n.kind) {
      case NodeKind::task: {
        TickTask command{place.path, !says(scenario_.unticked_tasks, n.text.text), ""};
        if (command.yes && is_file_evidence(n.evidence))
          command.files = {"shown"};
        else if (command.yes && !n.evidence.empty())
          command.evidence = "shown";
        return submit(command, person(place.role));
      }
      case NodeKind::ask:
        return answer(place);
      case NodeKind::action:
        return work_at(place, at);
      case NodeKind::approve:
        if (at.detail.empty())
          return problem("The " + n.name + " refuses" + where(place) +
                         ", and the procedure does not say what happens then.");
        return submit(GiveApproval{place.path, !says(scenario_.refusing_roles, n.name), ""},
                      person(n.name, "person_approver_"));
      case NodeKind::wait:
        if (n.wait_kind != procedure::Node::WaitKind::reply) return false;
        if (!scenario_.reply.empty()) {
          Actor customer;
          customer.id = "customer";
          came_up_.insert(&scenario_.reply);
          return submit(ReceiveMessage{"", scenario_.reply, "customer", ""}, customer);
        }
        if (!scenario_.no_reply)
          return problem("The case waits for a reply" + where(place) + ". Say `Given no reply.` or give the reply.");
        return false;
      default:
        break;
    }
    if (is_started_by_hand(state(), place) && at.rounds == 0) {
      if (n.kind == NodeKind::send) {
        const auto gates = gates_at(view(), place);
        return !gates.empty() && gates.front().facts.empty() && submit(SendMessage{place.path, ""}, person(place.role));
      }
      if (!tried_.insert(place.path + "@" + std::to_string(state().seq)).second) return false;
      return session_.submit(TickTask{place.path, true, ""}, person(place.role)).has_value();
    }
    return false;
  }

  bool answer(const Place& place) {
    RecordFacts command{place.path, {}};
    for (const auto& fact : place.node->facts) {
      if (is_answered(view(), place.scope, fact)) continue;
      auto value = given(fact, "");
      if (!value)
        return problem("**" + fact + "** is asked for" + where(place) + ", and the scenario does not give it.");
      command.facts.emplace_back(fact, std::move(*value));
    }
    return !command.facts.empty() && submit(command, person(place.role));
  }

  bool work_at(const Place& place, const NodeState& at) {
    if (state().pending_actions.contains(at.detail)) return report(at.detail, &place, place.node->name);
    if (at.detail.starts_with('!'))
      return problem("**" + place.node->name + "** fails" + where(place) +
                     ", and the procedure does not say what happens then.");
    const auto gates = action_gates(view(), &place, place.node->name);
    if (!gates.empty()) {
      refused_.insert(place.node->name);
      return false;
    }
    return submit(PerformAction{place.path, place.node->name, {}, {}}, person(place.role));
  }

  bool report(const std::string& key, const Place* place, const std::string& name) {
    const bool by_hand = state().pending_actions.find(key)->second.by_hand;
    const Actor actor = by_hand ? person(place ? place->role : role_for(name)) : the_system();
    if (says(scenario_.failing_actions, name))
      return submit(ReportAction{key, false, {}, "it fails in this scenario", true}, actor);
    ReportAction command{key, true, {}, "", true};
    const auto* action = (place ? place->procedure : &program_.main())->find_action(name);
    for (const auto& output : action_outputs(place, action)) {
      auto value = given(output.parameter, name);
      if (!value && output.fact != output.parameter) value = given(output.fact, name);
      if (!value) value = given(output.fact, "");
      if (!value)
        return problem("The scenario does not say what **" + name + "** gives as **" + output.parameter + "**" +
                       (place ? where(*place) : "") + ".");
      command.outputs.emplace_back(output.parameter, std::move(*value));
    }
    return submit(command, actor);
  }

  /// Lets time pass to the next thing that ends by itself.
  bool pass_time() {
    if (!going()) return false;
    const auto ends = [&](const std::string& id) {
      const Place* place = program_.find(id);
      if (!place) return id == "continue" || (scenario_.no_reply && only_rules_left());
      if (place->node->kind != NodeKind::wait) return false;
      return place->node->wait_kind != procedure::Node::WaitKind::reply || scenario_.no_reply;
    };
    if (std::none_of(state().timers.begin(), state().timers.end(), [&](const auto& t) { return ends(t.first); }))
      return false;
    return session_.advance_to_next_timer();
  }
  /// Whom the steps name for an action; empty: nobody.
  [[nodiscard]] std::string role_for(const std::string& action) const {
    for (const Place* place : program_.places())
      if (place->node->kind == NodeKind::action && place->node->name == action && !place->role.empty())
        return place->role;
    return {};
  }
  [[nodiscard]] bool only_rules_left() const {
    return std::none_of(state().timers.begin(), state().timers.end(),
                        [&](const auto& timer) { return program_.find(timer.first) != nullptr; });
  }

  /// In free order the scenario's own mentions say which actions are wanted.
  bool work_freely() {
    if (!going() || !program_.main().free_order) return false;
    for (const auto& [key, pending] : state().pending_actions)
      if (pending.path.empty()) return report(std::string(key), nullptr, std::string(pending.action));
    for (const auto& action : program_.main().actions) {
      const bool wanted =
          std::any_of(scenario_.given.begin(), scenario_.given.end(),
                      [&](const auto& one) { return one.action == action.name; }) ||
          std::any_of(scenario_.expect.begin(), scenario_.expect.end(),
                      [&](const auto& one) {
                        return one.kind == Scenario::Expect::Kind::action_done && one.name == action.name;
                      }) ||
          names(scenario_.failing_actions, action.name);
      if (!wanted || attempts_[action.name] > 0 || !action_gates(view(), nullptr, action.name).empty()) continue;
      ++attempts_[action.name];
      return submit(PerformAction{"", action.name, {}, {}}, person(role_for(action.name)));
    }
    return false;
  }

  void finish() {
    if (!going()) return;
    for (const auto& one : scenario_.expect) {
      if (is_late()) return;
      if (one.kind != Scenario::Expect::Kind::outcome || !why_open(state(), program_, view().now).empty()) continue;
      if (session_.submit(CloseCase{one.name}, person(""))) return;
    }
    if (state().status != CaseState::Status::open) return;
    std::string waits;
    const auto gates = open_gates(view());
    for (std::size_t i = 0; i < gates.size() && i < 3; ++i)
      waits += " " + gates[i].message + (gates[i].remedy.empty() ? "" : " " + gates[i].remedy);
    const bool wants_end = std::any_of(scenario_.expect.begin(), scenario_.expect.end(),
                                       [](const auto& one) { return one.kind == Scenario::Expect::Kind::outcome; });
    // A scenario may stop at a refusal on purpose; then only what it expects counts.
    if (wants_end || scenario_.expect.empty())
      problem("The case does not come to its end." +
              (waits.empty() ? std::string(" Nothing is left to do in it.") : waits));
  }

  /// Whether the scenario says so of this box, role or action. What it says of nothing that comes up is a mistake in it.
  bool says(const std::vector<std::string>& list, std::string_view word) {
    bool found = false;
    for (const std::string& one : list)
      if (same_words(one, word)) came_up_.insert(&one), found = true;
    return found;
  }
  void all_came_up() {
    for (const std::string& words : scenario_.unticked_tasks)
      if (!came_up_.contains(&words)) problem("The box \"" + words + "\" is not asked in this scenario.");
    for (const std::string& name : scenario_.failing_actions)
      if (!came_up_.contains(&name)) problem("**" + name + "** is not done in this scenario, so it cannot fail.");
    for (const std::string& role : scenario_.refusing_roles)
      if (!came_up_.contains(&role)) problem("**" + role + "** is not asked for an approval in this scenario.");
    if (!scenario_.reply.empty() && !came_up_.contains(&scenario_.reply))
      problem("No reply is waited for in this scenario.");
  }

  void expect() {
    using Kind = Scenario::Expect::Kind;
    for (const auto& one : scenario_.expect) {
      const auto done = state().actions_done.find(one.name);
      const bool was_done = done != state().actions_done.end() && done->second > 0;
      if (is_late()) return;
      switch (one.kind) {
        case Kind::outcome:
          if (state().status == CaseState::Status::closed && !same_words(state().outcome, one.name))
            problem("The case closes as **" + state().outcome + "**, not as **" + one.name + "**.");
          break;
        case Kind::fact: {
          const auto wanted = one.value.evaluate(feel::MapEnvironment({}, session_.surroundings().now));
          const auto* fact = find_fact_state(state(), "", one.name);
          const feel::Value actual = fact ? fact->value : feel::Value();
          if (!(wanted == actual) && !wanted.equals(actual).value_or(false))
            problem("**" + one.name + "** is `" + feel::to_feel(actual) + "`, not `" + feel::to_feel(wanted) + "`.");
          break;
        }
        case Kind::step_done:
        case Kind::step_not_done: {
          const Place* step = step_called(one.name);
          const auto* at = step ? find_node(state(), *step) : nullptr;
          const bool is_done = at && at->status == NodeStatus::done;
          if (!step)
            problem("There is no step \"" + one.name + "\".");
          else if (is_done != (one.kind == Kind::step_done))
            problem("Step \"" + step->node->text.text + "\" is " + (is_done ? "done." : "not done."));
          break;
        }
        case Kind::action_done:
          if (!was_done) problem("**" + one.name + "** is not done.");
          break;
        case Kind::action_not_done:
          if (was_done) problem("**" + one.name + "** is done.");
          break;
        case Kind::action_refused:
          if (was_done)
            problem("**" + one.name + "** is done, not refused.");
          else if (!refused_.contains(one.name) && action_gates(view(), nullptr, one.name).empty())
            problem("**" + one.name + "** is not refused: its guard holds.");
          break;
      }
    }
  }

  [[nodiscard]] const Place* step_called(const std::string& name) const {
    if (const Place* exact = find_step(program_, "", name)) return exact;
    for (const Place* place : program_.places())
      if (place->node->kind == NodeKind::step &&
          (same_words(place->node->text.text, name) || std::to_string(place->node->number) == name))
        return place;
    return nullptr;
  }

  /// Once the deadline has passed it stays so: what is half played proves nothing.
  bool is_late() { return is_late_ = is_late_ || (deadline_ && deadline_->has_passed()); }

  const Program& program_;
  const Scenario& scenario_;
  const std::optional<Deadline> deadline_;
  bool is_late_ = false;
  Session session_;
  std::map<std::string, std::size_t> used_;
  std::map<std::string, int> attempts_;
  std::set<std::string> refused_, tried_;
  std::set<const std::string*> came_up_;  ///< words of the scenario
  std::vector<std::string> problems_;
};

}  // namespace

SimulationResult simulate(const ProgramPtr& program, const procedure::Scenario& scenario, Instant start,
                          const std::optional<Deadline>& deadline) {
  return Player(program, scenario, start, deadline).play();
}

}  // namespace evenhand::casework
