// The walk: from the root down to where the case stands, and on as far as it goes by itself.
#include <algorithm>

#include "base/limits.hpp"
#include "casework/gates.hpp"
#include "casework/run.hpp"

namespace evenhand::casework {

using procedure::NodeKind;
using How = NodeFinished::How;

namespace {

/// Neighbours of these kinds are open together: boxes and fields are filled in any order.
bool in_run(const Place& place) {
  const auto kind = place.node->kind;
  return kind == NodeKind::task || kind == NodeKind::ask || kind == NodeKind::guidance || kind == NodeKind::say;
}

/// Whether a `(when …)` reads what one of the open asks is about to record: then it is too early to tell.
bool reads_from(const Place& place, const std::vector<const Place*>& open_asks) {
  if (!place.node->when) return false;
  for (const auto& name : place.node->when->expression.reads())
    for (const Place* ask : open_asks)
      for (const auto& fact : ask->node->facts)
        if (fact == name) return true;
  return false;
}

bool is_conditional(const procedure::Node& n) {
  return n.when || n.condition || n.table || !n.guards.empty();
}

/// Whether one of these facts would settle the place as the walk comes to it now. What waits for a condition, or comes
/// round until it holds, settles nothing by what is not known yet.
bool settles_now(const Place& place, const NodeState* at, const std::set<std::string>& names) {
  if (!at && is_applied_by(*place.node, names)) return true;
  switch (place.node->kind) {
    case NodeKind::choice:
    case NodeKind::check:
    case NodeKind::decide:
    case NodeKind::record:
    case NodeKind::for_each:
      return (!at || (at->branch == -2 && at->rounds == 0)) && is_settled_by(*place.node, names);
    default:
      return false;
  }
}

/// Facts of its own scope that this place gives once it is done.
std::set<std::string> given_by(const Place& place) {
  std::set<std::string> names;
  std::vector<procedure::Binding> outputs;
  if (is_question(place) || place.node->kind == NodeKind::decide || place.node->kind == NodeKind::record)
    names.insert(place.node->facts.begin(), place.node->facts.end());
  if (place.node->kind == NodeKind::action)
    outputs = action_outputs(&place, place.procedure->find_action(place.node->name));
  if (place.node->kind == NodeKind::follow) outputs = follow_outputs(place);
  if (place.node->kind == NodeKind::approve) names.insert("approved");
  for (const auto& output : outputs) names.insert(output.fact);
  return names;
}

}  // namespace

void Run::advance() {
  begun_ = events_.size();
  check_escalations();
  bool done = false;
  while (!done && state_.status == CaseState::Status::open && !overflow_) {
    const auto before = events_.size();
    const Flow flow = visit(program_.root());
    check_escalations();
    if (flow == Flow::stop || resting_ || steps_.is_spent()) break;
    const bool ends_by_itself = !state_.reopened && !(program_.main().free_order && program_.root().children.empty());
    if (flow == Flow::finished && ends_by_itself && state_.status == CaseState::Status::open)
      close("done", nullptr, {});
    // One thing done may let another go on elsewhere in the tree, so walk until nothing moves.
    done = flow != Flow::again && events_.size() == before;
  }
  if (events_.size() > limits::command_events_max) overflow_ = true;
}

Flow Run::visit(const Place& place) {
  if (events_.size() >= limits::command_events_max || steps_.is_spent()) {
    overflow_ = true;
    return Flow::stop;
  }
  if (is_bare(place)) return run_children(place.children);
  const auto* at = node(place);
  if (at && at->status != NodeStatus::active) return Flow::finished;
  if (is_too_early(place)) return Flow::pending;
  if (!at && place.node->when && !holds(view(), place.scope, *place.node->when)) {
    finish(place, How::not_applicable, why_not(place.scope, *place.node->when));
    return Flow::finished;
  }
  if (is_started_by_hand(state_, place) && started_ != &place && !(at && at->rounds > 0)) {
    enter(place);
    return Flow::pending;
  }
  return visit_kind(place);
}

Flow Run::visit_kind(const Place& place) {
  switch (place.node->kind) {
    case NodeKind::sequence: {
      enter(place);
      const Flow flow = run_children(place.children);
      if (flow == Flow::finished) finish(place, How::done);
      return flow;
    }
    case NodeKind::guidance:
    case NodeKind::say:
      finish(place, How::done);
      return Flow::finished;
    case NodeKind::step:
      return visit_step(place);
    case NodeKind::choice:
      return visit_choice(place);
    case NodeKind::any_order:
      return visit_any_order(place);
    case NodeKind::repeat:
      return visit_repeat(place);
    case NodeKind::for_each:
      return visit_for_each(place);
    case NodeKind::go_to:
      return visit_go_to(place);
    case NodeKind::task:
      return visit_task(place);
    case NodeKind::ask:
      return visit_ask(place);
    case NodeKind::check:
      return visit_check(place);
    case NodeKind::decide:
      return visit_decide(place);
    case NodeKind::record:
      return visit_record(place);
    case NodeKind::action:
      return visit_action(place);
    case NodeKind::send:
      return visit_send(place);
    case NodeKind::wait:
      return visit_wait(place);
    case NodeKind::approve:
      return visit_approve(place);
    case NodeKind::follow:
      return visit_follow(place);
    case NodeKind::close:
      return visit_close(place);
    case NodeKind::tell:
      tell(place);
      break;
    case NodeKind::hand_over:
      hand_over(place);
      break;
    case NodeKind::raise:
      raise(place);
      break;
  }
  finish(place, How::done);
  return Flow::finished;
}

Flow Run::run_children(const std::vector<const Place*>& children) {
  bool waiting = false;
  std::vector<const Place*> open_asks;
  for (const Place* child : children) {
    if (must_rest()) return Flow::pending;
    // What follows a box that was answered no may end the case or leave the step: all in front of it comes first.
    const auto* before = node(*child);
    const bool answered_no = before && before->branch >= 0;
    if (waiting && (!in_run(*child) || answered_no || reads_from(*child, open_asks))) break;
    const Flow flow = visit(*child);
    if (flow == Flow::again || flow == Flow::stop) return flow;
    if (flow == Flow::finished) continue;
    const auto* at = node(*child);
    // The alternative of a box that was answered no comes before anything further.
    if (!in_run(*child) || (at && at->branch >= 0)) return Flow::pending;
    waiting = true;
    if (child->node->kind == NodeKind::ask) open_asks.push_back(child);
  }
  return waiting ? Flow::pending : Flow::finished;
}

Flow Run::run_branch(const Place& place, std::size_t branch, How how) {
  const Flow flow = branch < place.branches.size() ? visit(*place.branches[branch]) : Flow::finished;
  if (flow == Flow::finished) finish(place, how);
  return flow;
}

Flow Run::take_branch(const Place& place, std::size_t branch, const std::string& because, bool begins) {
  emit(BranchTaken{place.path, static_cast<std::int32_t>(branch), because, begins});
  return run_branch(place, branch);
}

Flow Run::visit_step(const Place& place) {
  if (!node(place)) {
    enter(place);
    arm_step_escalations(place, true);
  }
  const Flow flow = run_children(place.children);
  if (flow == Flow::finished) finish(place, How::done);
  return flow;
}

Flow Run::visit_choice(const Place& place) {
  const auto& n = *place.node;
  if (!node(place) || node(place)->branch == -2) {
    std::int32_t taken = -1;
    std::string because = "no condition holds";
    for (std::size_t i = 0; i < place.children.size() && taken < 0; ++i) {
      const bool otherwise = i >= n.guards.size();
      if (otherwise && !n.has_otherwise) break;
      if (!otherwise && !holds(view(), place.scope, n.guards[i])) continue;
      taken = static_cast<std::int32_t>(i);
      because = otherwise ? "otherwise" : "`" + n.guards[i].expression.source() + "`";
    }
    emit(BranchTaken{place.path, taken, because, false});
  }
  const auto branch = node(place)->branch;
  const Flow flow = branch < 0 ? Flow::finished : visit(*place.children[static_cast<std::size_t>(branch)]);
  if (flow == Flow::finished) finish(place, How::done);
  return flow;
}

/// Open places at or under this one that give something; what is inside a followed procedure reaches nobody before its end.
void Run::collect_givers(const Place& place, std::vector<const Place*>& givers) const {
  const auto* at = node(place);
  if (!is_bare(place) && (!at || at->status != NodeStatus::active)) return;
  const bool answered = at && (at->branch >= 0 || (place.node->kind == NodeKind::approve && at->detail.empty()));
  if (!answered && !given_by(place).empty()) givers.push_back(&place);
  if (place.node->kind == NodeKind::follow) return;
  for (const Place* child : place.children) collect_givers(*child, givers);
  for (const Place* branch : place.branches) collect_givers(*branch, givers);
}

bool Run::is_too_early(const Place& place) const {
  if (!is_conditional(*place.node)) return false;
  std::vector<const Place*> givers;
  for (const Place* p = &place; p->parent && p->parent->scope == place.scope; p = p->parent) {
    if (p->parent->node->kind != NodeKind::any_order) continue;
    for (const Place* other : p->parent->children)
      if (other != p) collect_givers(*other, givers);
  }
  std::set<std::string> names;
  // What is held up gives nothing, unless by what it lacks once that is given.
  const auto gives = [&](const Place* giver) {
    const auto kind = giver->node->kind;
    const bool may_lack = kind == NodeKind::action || kind == NodeKind::record || kind == NodeKind::decide;
    if (!may_lack || is_question(*giver) || state_.pending_actions.contains(node(*giver)->detail)) return true;
    const auto gates =
        kind == NodeKind::action ? action_gates(view(), giver, giver->node->name) : gates_at(view(), *giver);
    return std::all_of(gates.begin(), gates.end(), [&](const Gate& gate) {
      return !gate.facts.empty() && std::all_of(gate.facts.begin(), gate.facts.end(),
                                                [&](const std::string& fact) { return names.contains(fact); });
    });
  };
  for (std::size_t left = givers.size() + 1; givers.size() < left;) {
    left = givers.size();
    std::erase_if(givers, [&](const Place* giver) {
      if (!gives(giver)) return false;
      names.merge(given_by(*giver));
      return true;
    });
  }
  return !names.empty() && settles_now(place, node(place), names);
}

Flow Run::visit_any_order(const Place& place) {
  enter(place);
  auto left = place.children;
  std::erase_if(left, [this](const Place* child) { return is_finished(state_, *child); });
  std::stable_partition(left.begin(), left.end(), [](const Place* child) { return is_question(*child); });
  const auto waits = [&](const Place& child) {
    const auto opens = [&](const Place* other) {
      return other != &child && !node(*other) && settles_now(child, node(child), given_by(*other));
    };
    return is_conditional(*child.node) && (is_too_early(child) || std::any_of(left.begin(), left.end(), opens));
  };
  bool pending = false, moved = true;
  while (!left.empty()) {
    // What depends on a neighbour's answer waits for it; where all depend on one another, the first begins.
    const bool in_a_circle = !moved;
    if (in_a_circle &&
        std::any_of(left.begin(), left.end(), [this](const Place* child) { return is_too_early(*child); }))
      return Flow::pending;
    moved = false;
    for (auto at = left.begin(); at != left.end() && !(in_a_circle && moved);) {
      const Place* child = *at;
      if (!in_a_circle && waits(*child)) {
        ++at;
        continue;
      }
      if (must_rest()) return Flow::pending;
      at = left.erase(at);
      moved = true;
      const Flow flow = visit(*child);
      if (flow == Flow::again || flow == Flow::stop) return flow;
      pending = pending || flow == Flow::pending;
    }
  }
  if (pending) return Flow::pending;
  finish(place, How::done);
  return Flow::finished;
}

}  // namespace evenhand::casework
