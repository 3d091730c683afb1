// Repeat, for each, and go to: everything that makes nodes idle again.
#include <algorithm>

#include "base/limits.hpp"
#include "casework/run.hpp"

namespace evenhand::casework {

using procedure::NodeKind;
using How = NodeFinished::How;

namespace {

bool counts_here(const procedure::Fact& fact, const Place& loop) {
  if (fact.source != procedure::Fact::Source::counted) return false;
  if (fact.source_detail.empty()) return true;
  const auto* step = loop.step ? loop.step->node : nullptr;
  if (!step) return false;
  const auto& of = fact.source_detail;
  return of == step->id || of == step->text.text || of == std::to_string(step->number) ||
         of == "step " + std::to_string(step->number);
}

}  // namespace

bool Run::must_rest() {
  // Half the events of a command, or the work of one expression at its limit, is plenty for what runs by itself; the rest
  // goes on at once, as a command of its own, so that other cases get their turn. Each of them gets somewhere.
  const bool many = events_.size() >= limits::command_events_max / 2;
  const bool much = limits::dmn_steps_max - steps_.steps >= limits::feel_steps_max && events_.size() > begun_;
  if (!many && !much) return false;
  if (!state_.timers.contains(continue_timer)) arm(std::string(continue_timer), Microseconds{0});
  resting_ = true;
  return true;
}

void Run::start_round(const Place& place, std::uint32_t round) {
  RoundStarted event{place.path, round, {}, {}};
  if (round > 1)
    for (const Place* child : place.children) {
      clear_timers_under(*child);
      collect_reset(*child, event.reset, event.again);
    }
  emit(std::move(event));
  if (place.node->kind != NodeKind::repeat) return;
  for (const auto& fact : place.procedure->facts)
    if (counts_here(fact, place))
      record_fact(place.scope, fact.name, feel::Value(static_cast<std::int64_t>(round)), place.path, "counted");
}

Flow Run::visit_repeat(const Place& place) {
  const auto& n = *place.node;
  const std::uint32_t rounds_max = n.no_limit         ? limits::repeat_limit_max
                                   : n.times_max != 0 ? n.times_max
                                                      : limits::repeat_limit_default;
  if (!node(place) || node(place)->rounds == 0) start_round(place, 1);
  auto changes = changes_;
  bool whole_round = false;  // began in this visit
  for (;;) {
    const Flow flow = run_children(place.children);
    if (flow != Flow::finished) return flow;
    std::string reason;
    const auto round = node(place)->rounds;
    if (n.condition && holds(view(), place.scope, *n.condition)) {
      finish(place, How::done);
      return Flow::finished;
    }
    // A loop that names no limit has not been told to go on without its condition: a person decides.
    if (round >= rounds_max && !n.no_limit && n.times_max == 0) return Flow::pending;
    if (round >= rounds_max)
      reason = "the limit of " + std::to_string(rounds_max) + " rounds is reached";
    else if (whole_round && n.no_limit && changes == changes_)
      reason = "nothing changes from round to round";
    if (!reason.empty()) {
      finish(place, How::done, reason);
      return Flow::finished;
    }
    if (must_rest()) return Flow::pending;
    changes = changes_;
    start_round(place, round + 1);
    whole_round = true;
  }
}

Flow Run::visit_for_each(const Place& place) {
  const auto& n = *place.node;
  const auto items = [&]() -> feel::List {
    if (!n.condition) return {};
    const auto value = evaluate(view(), place.scope, n.condition->expression);
    if (const auto* list = value.as_list()) return *list;
    return value.is_null() ? feel::List{} : feel::List{value};
  };
  const auto begin = [&](const feel::List& list, std::uint32_t round) {
    start_round(place, round);
    if (!n.facts.empty())
      record_fact(place.scope, n.facts.front(), list[round - 1], place.path, "computed",
                  origin_of(place.scope, n.condition->expression));
  };
  if (!node(place) || node(place)->rounds == 0) {
    const auto list = items();
    if (list.empty()) {
      finish(place, How::done, "there is none");
      return Flow::finished;
    }
    begin(list, 1);
  }
  for (;;) {
    const Flow flow = run_children(place.children);
    if (flow != Flow::finished) return flow;
    const auto list = items();
    const auto round = node(place)->rounds;
    if (round >= list.size() || round >= limits::repeat_limit_max) {
      finish(place, How::done);
      return Flow::finished;
    }
    if (must_rest()) return Flow::pending;
    begin(list, round + 1);
  }
}

void Run::jump_back(const std::string& from, const Place& target, const Place& first, bool counts) {
  Jumped event{from, target.path, {}, {}, counts};
  const auto& siblings = first.parent ? first.parent->children : std::vector<const Place*>{};
  auto at = std::find(siblings.begin(), siblings.end(), &first);
  for (; at != siblings.end(); ++at) {
    clear_timers_under(**at);
    collect_reset(**at, event.reset, event.again);
  }
  emit(std::move(event));
}

Flow Run::visit_go_to(const Place& place) {
  const Place* target = find_step(program_, place.scope, place.node->name);
  if (!target || !target->parent) {
    enter(place);
    return Flow::pending;
  }
  // The part of the tree the jump leaves, seen from where the target stands.
  const Place* to_top = target;
  while (to_top->parent && !is_at_or_under(place, *to_top->parent)) to_top = to_top->parent;
  const Place* from_top = &place;
  while (from_top->parent != to_top->parent) from_top = from_top->parent;
  const auto& siblings = to_top->parent->children;
  const auto from = std::find(siblings.begin(), siblings.end(), from_top);
  const auto to = std::find(siblings.begin(), siblings.end(), to_top);
  if (to <= from) {
    const auto jumps = state_.jumps.find(target->path);
    if (jumps != state_.jumps.end() && jumps->second >= limits::go_to_limit) {
      enter(place);
      return Flow::pending;
    }
    if (must_rest()) return Flow::pending;
    jump_back(place.path, *target, *to_top, true);
    return Flow::again;
  }
  const std::string reason = "went on to \"" + target->node->text.text + "\"";
  emit(Jumped{place.path, target->path, {}, {}, false});
  finish(place, How::done);
  for (const Place* p = &place; p != from_top; p = p->parent) {
    const Place* parent = p->parent;
    const auto kind = parent->node->kind;
    if (kind != NodeKind::choice) {
      const auto mine = std::find(parent->children.begin(), parent->children.end(), p);
      // In any order, neighbours before this one may be open too.
      auto other = kind == NodeKind::any_order ? parent->children.begin() : mine;
      for (; other != parent->children.end(); ++other)
        if (*other != p) finish_tree(**other, reason);
    }
    if (!is_bare(*parent) && !is_finished(state_, *parent)) finish(*parent, left_as(*parent), reason);
  }
  for (auto skipped = from + 1; skipped != to; ++skipped) finish_tree(**skipped, reason);
  return Flow::again;
}

}  // namespace evenhand::casework
