// Nodes that wait for somebody or something: actions, messages, time, approvals, other procedures, the end.
#include "base/text.hpp"
#include "casework/gates.hpp"
#include "casework/render.hpp"
#include "casework/run.hpp"

namespace evenhand::casework {

using procedure::NodeKind;
using How = NodeFinished::How;

Flow Run::visit_action(const Place& place) {
  const auto& n = *place.node;
  const auto* at = node(place);
  if (at && at->branch >= 0) return run_branch(place, static_cast<std::size_t>(at->branch));
  if (at && at->detail.starts_with('!') && has_branch(place, 0)) return take_branch(place, 0, "it failed");
  if (at && !at->detail.empty()) return Flow::pending;  // under way, or failed and waiting for a person
  const auto* action = place.procedure->find_action(n.name);
  const bool by_person =
      !action || action->connector.empty() || n.optional || !place.role.empty() || state_.by_hand.contains(place.path);
  enter(place);
  if (!by_person && action_gates(view(), &place, n.name).empty()) request_action(&place, n.name, action);
  return Flow::pending;
}

void Run::request_action(const Place* place, const std::string& name, const procedure::Action* action) {
  ActionRequested event;
  const std::string scope = place ? place->scope : "";
  event.path = place ? place->path : "";
  event.action = name;
  event.connector = action ? action->connector : "";
  event.by_hand = event.connector.empty();
  for (const auto& input : action_inputs(place, action)) {
    const auto* fact = find_fact_state(state_, scope, input.fact);
    event.inputs.emplace_back(input.parameter, fact ? fact->value : feel::Value());
    if (fact && fact->personal) event.personal.push_back(input.parameter);
    if (fact && fact->transient) event.transient.push_back(input.parameter);
  }
  auto slug = text::slug(name);
  const auto attempts = state_.actions_requested.find(slug);
  const auto number = attempts == state_.actions_requested.end() ? 1U : attempts->second + 1;
  event.key = surroundings_.case_id + "/" + (slug.empty() ? "action" : slug) + "/" + std::to_string(number);
  emit(std::move(event));
}

Flow Run::visit_send(const Place& place) {
  const auto* message = place.procedure->find_message(place.node->name);
  const auto channel = channel_of(program_, *place.node);
  const std::string& body = message ? message_text(*message, channel, language_of(program_)) : place.node->name;
  auto rendered = render(body, state_, program_, place.scope, actor_, surroundings_);
  if (!rendered.missing.empty()) {
    enter(place);
    return Flow::pending;
  }
  queue_message(place.path, place.node->name, channel, std::move(rendered.text));
  finish(place, How::done);
  return Flow::finished;
}

void Run::queue_message(const std::string& path, const std::string& message, const std::string& channel,
                        std::string text) {
  MessageQueued event;
  event.path = path;
  event.message = message;
  event.channel = channel;
  event.language = language_of(program_);
  event.to = state_.opened.customer_address;
  event.text = std::move(text);
  event.key = surroundings_.case_id + "/message/" + std::to_string(state_.messages_sent + 1);
  emit(std::move(event));
  customer_was_answered();
}

Flow Run::visit_wait(const Place& place) {
  using WaitKind = procedure::Node::WaitKind;
  const auto& n = *place.node;
  const auto* at = node(place);
  if (at && at->branch >= 0) return run_branch(place, static_cast<std::size_t>(at->branch));
  const bool held = n.wait_kind == WaitKind::condition && (!n.condition || holds(view(), place.scope, *n.condition));
  const bool answered = n.wait_kind == WaitKind::reply && at && state_.last_reply_seq > at->seq;
  if (held || answered) {
    finish(place, How::done);
    return Flow::finished;
  }
  if (!at) {
    emit(WaitStarted{place.path});
    if (n.limit && !n.no_limit) arm(place.path, Microseconds{n.limit->elapsed_micros()});
    return Flow::pending;
  }
  if (!at->expired) return Flow::pending;
  if (n.wait_kind == WaitKind::time) {
    finish(place, How::done);
    return Flow::finished;
  }
  if (has_branch(place, 0)) return take_branch(place, 0, "the time limit has passed");
  finish(place, How::answered_no, "the time limit has passed");
  return Flow::finished;
}

void Run::ask_approval(const Place& place) {
  // Four eyes: neither who asks, nor who did anything before, nor who was kept out when it was asked for before.
  ApprovalAsked event{place.path, place.node->name, asker()};
  auto led_by = state_.workers;
  if (const auto before = state_.kept_out.find(place.path); before != state_.kept_out.end())
    led_by.insert(before->second.begin(), before->second.end());
  if (!is_person_id(actor_.id)) led_by.insert(state_.assignee_id);
  led_by.erase("");
  led_by.erase(event.asked_by);
  event.led_by.assign(led_by.begin(), led_by.end());
  emit(std::move(event));
  clear_timer(place.path);
  if (place.node->limit && !place.node->no_limit) arm(place.path, Microseconds{place.node->limit->elapsed_micros()});
}

Flow Run::visit_approve(const Place& place) {
  const auto* at = node(place);
  if (!at) {
    ask_approval(place);
    return Flow::pending;
  }
  if (at->branch >= 0) return run_branch(place, static_cast<std::size_t>(at->branch));
  if (at->detail.empty() && has_branch(place, 0)) return take_branch(place, 0, "the approval was refused");
  if (at->expired && !at->detail.empty() && has_branch(place, 1))
    return take_branch(place, 1, "no answer came within the time limit");
  return Flow::pending;
}

Flow Run::visit_follow(const Place& place) {
  if (!node(place) || node(place)->rounds == 0) {
    pass_in(place);
    emit(RoundStarted{place.path, 1, {}, {}});
  }
  const Flow flow = visit(*place.children.back());
  if (flow != Flow::finished) return flow;
  pass_out(place);
  finish(place, How::done);
  return Flow::finished;
}

void Run::pass_in(const Place& place) {
  for (const auto& given : follow_inputs(place)) pass(place, place.scope, given.fact, place.path, given.parameter);
}

void Run::pass_out(const Place& place) {
  for (const auto& result : follow_outputs(place)) pass(place, place.path, result.parameter, place.scope, result.fact);
}

bool Run::pass(const Place& follow, const std::string& from_scope, const std::string& from, const std::string& to_scope,
               const std::string& to) {
  const auto* fact = find_fact_state(state_, from_scope, from);
  if (!fact || fact->value.is_null()) return false;
  record_fact(to_scope, to, fact->value, follow.path, "passed", {fact->personal, fact->transient});
  return true;
}

Flow Run::visit_close(const Place& place) {
  // Just reopened, so that somebody can work on it: a person closes it again.
  bool held = state_.reopened && started_ != &place;
  for (const Place* p = &place; p->parent && !held; p = p->parent) {
    if (p->parent->node->kind != NodeKind::any_order) continue;
    for (const Place* other : p->parent->children) held = held || (other != p && !gates_within(view(), *other).empty());
  }
  if (held) {
    enter(place);
    return Flow::pending;
  }
  close(place.node->name, &place, place.path);
  return Flow::stop;
}

How Run::left_as(const Place& place) const {
  const auto* at = node(place);
  const bool in_alternative = at && at->branch >= 0 && !place.branches.empty();
  return in_alternative ? How::answered_no : How::done;
}

void Run::close(const std::string& outcome, const Place* place, const std::string& path) {
  for (const Place* p = place; p; p = p->parent)
    if (!is_bare(*p) && !is_finished(state_, *p)) finish(*p, left_as(*p));
  while (!state_.timers.empty()) clear_timer(state_.timers.begin()->first);
  emit(CaseClosed{outcome, path});
}

}  // namespace evenhand::casework
