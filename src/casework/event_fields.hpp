/// @file event_fields.hpp
/// @brief The members of every event, named once for both directions of JSON. The names are stored for ever: add, never
/// rename. Private to this module.
#pragma once

#include <array>

#include "casework/event.hpp"
#include "casework/fields.hpp"

namespace evenhand::casework::fields {

inline constexpr std::array<std::string_view, 5> how_names{"done", "skipped", "not-applicable", "answered-no",
                                                           "overridden"};

template <class V, Is<CaseOpened> E>
void describe(V& v, E& e) {
  v("procedure", e.procedure), v("title", e.title), v("subject", e.subject), v("customer_id", e.customer_id);
  v("customer_name", e.customer_name), v("customer_address", e.customer_address), v("priority", e.priority);
  v("team", e.team), v.required("selection", e.selection), v("pins", e.pins);
}
template <class V, Is<FactRecorded> E>
void describe(V& v, E& e) {
  v("scope", e.scope), v.required("name", e.name), v("value", e.value), v("path", e.path), v("source", e.source);
  v("personal", e.personal), v("transient", e.transient), v("begins", e.begins), v("files", e.files);
  v("file_names", e.file_names);
}
template <class V, Is<NodeEntered> E>
void describe(V& v, E& e) {
  v.required("path", e.path), v("begins", e.begins);
}
template <class V, Is<NodeFinished> E>
void describe(V& v, E& e) {
  v.required("path", e.path), v.choice("how", e.how, how_names);
  v("reason", e.reason), v("evidence", e.evidence), v("begins", e.begins), v("files", e.files);
  v("file_names", e.file_names);
}
template <class V, Is<BranchTaken> E>
void describe(V& v, E& e) {
  v.required("path", e.path), v.required("branch", e.branch), v("because", e.because), v("begins", e.begins);
}
template <class V, Is<RoundStarted> E>
void describe(V& v, E& e) {
  v.required("path", e.path), v.required("round", e.round), v("reset", e.reset), v("again", e.again);
}
template <class V, Is<DecisionMade> E>
void describe(V& v, E& e) {
  v.required("path", e.path), v("rules", e.rules);
}
template <class V, Is<ApprovalAsked> E>
void describe(V& v, E& e) {
  v.required("path", e.path), v("role", e.role), v("asked_by", e.asked_by), v("led_by", e.led_by);
}
template <class V, Is<ApprovalGiven> E>
void describe(V& v, E& e) {
  v.required("path", e.path), v("role", e.role), v.required("approved", e.approved), v("reason", e.reason);
}
template <class V, Is<ActionRequested> E>
void describe(V& v, E& e) {
  v("path", e.path), v.required("action", e.action), v("connector", e.connector), v.required("key", e.key);
  v("inputs", e.inputs), v("by_hand", e.by_hand), v("personal", e.personal), v("transient", e.transient);
}
template <class V, Is<ActionSucceeded> E>
void describe(V& v, E& e) {
  v("path", e.path), v.required("action", e.action), v.required("key", e.key);
}
template <class V, Is<ActionFailed> E>
void describe(V& v, E& e) {
  v("path", e.path), v.required("action", e.action), v.required("key", e.key), v("error", e.error);
  v.required("final", e.final);
}
template <class V, Is<MessageQueued> E>
void describe(V& v, E& e) {
  v("path", e.path), v("message", e.message), v("channel", e.channel), v("language", e.language), v("to", e.to);
  v("text", e.text), v.required("key", e.key);
}
template <class V, Is<MessageReceived> E>
void describe(V& v, E& e) {
  v("channel", e.channel), v("text", e.text), v("from", e.from), v("key", e.key);
}
template <class V, Is<WaitStarted> E>
void describe(V& v, E& e) {
  v.required("path", e.path);
}
template <class V, Is<TimerArmed> E>
void describe(V& v, E& e) {
  v.required("id", e.id), v.required("due", e.due);
}
template <class V, Is<TimerCleared> E>
void describe(V& v, E& e) {
  v.required("id", e.id);
}
template <class V, Is<TimerFired> E>
void describe(V& v, E& e) {
  v.required("id", e.id);
}
template <class V, Is<Told> E>
void describe(V& v, E& e) {
  v("path", e.path), v("role", e.role), v("text", e.text);
}
template <class V, Is<HandedOver> E>
void describe(V& v, E& e) {
  v("path", e.path), v("team", e.team), v("reason", e.reason);
}
template <class V, Is<Assigned> E>
void describe(V& v, E& e) {
  v("person_id", e.person_id), v("person_name", e.person_name);
}
template <class V, Is<PriorityRaised> E>
void describe(V& v, E& e) {
  v("path", e.path), v.required("priority", e.priority);
}
template <class V, Is<Jumped> E>
void describe(V& v, E& e) {
  v("path", e.path), v("to", e.to), v("reset", e.reset), v("again", e.again), v("back", e.back);
}
template <class V, Is<Escalated> E>
void describe(V& v, E& e) {
  v.required("rule", e.rule), v("text", e.text);
}
template <class V, Is<GateOverridden> E>
void describe(V& v, E& e) {
  v("path", e.path), v("gate", e.gate), v("reason", e.reason);
}
template <class V, Is<Undone> E>
void describe(V& v, E& e) {
  v.required("undone_seq", e.undone_seq), v("reset", e.reset), v("facts", e.facts);
}
template <class V, Is<NoteAdded> E>
void describe(V& v, E& e) {
  v.required("text", e.text);
}
template <class V, Is<CasePaused> E>
void describe(V& v, E& e) {
  v("reason", e.reason);
}
template <class V, Is<CaseResumed> E>
void describe(V&, E&) {}
template <class V, Is<CaseReopened> E>
void describe(V& v, E& e) {
  v("reason", e.reason), v("step", e.step), v("by_hand", e.by_hand), v("had", e.had);
}
template <class V, Is<CaseClosed> E>
void describe(V& v, E& e) {
  v.required("outcome", e.outcome), v("path", e.path);
}

}  // namespace evenhand::casework::fields
