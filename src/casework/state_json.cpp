#include <array>

#include "casework/event_fields.hpp"
#include "casework/state.hpp"

namespace evenhand::casework {
namespace fields {

inline constexpr std::array<std::string_view, 4> case_status_names{"none", "open", "paused", "closed"};
inline constexpr std::array<std::string_view, 6> node_status_names{"active",         "done",        "skipped",
                                                                   "not-applicable", "answered-no", "overridden"};

template <class V, Is<NodeState> E>
void describe(V& v, E& e) {
  v.choice("status", e.status, node_status_names), v("rounds", e.rounds), v.required("branch", e.branch);
  v("detail", e.detail), v("seq", e.seq), v("expired", e.expired), v("waived", e.waived), v("files", e.files);
  // A state that was kept before there was any is refused, and so folded from its events once more.
  v.required("begun", e.begun);
}
template <class V, Is<FactState> E>
void describe(V& v, E& e) {
  v("value", e.value), v("seq", e.seq), v("since", e.since), v("personal", e.personal), v("transient", e.transient),
      v("stale", e.stale);
}
template <class V, Is<PendingAction> E>
void describe(V& v, E& e) {
  v("path", e.path), v.required("action", e.action), v("by_hand", e.by_hand), v("orphan", e.orphan);
}

template <class V, Is<Approval> E>
void describe(V& v, E& e) {
  v.required("approved", e.approved), v.required("seq", e.seq);
}

template <class T>
concept Described = Is<T, NodeState> || Is<T, FactState> || Is<T, PendingAction> || Is<T, Approval>;

template <Described T>
json::Value encode_struct(const T& value) {
  Writer writer;
  if constexpr (Is<T, FactState>) {
    if (value.transient) {
      auto stored = value;
      stored.value = feel::Value();
      describe(writer, std::as_const(stored));
      return writer.take();
    }
  }
  describe(writer, value);
  return writer.take();
}
template <Described T>
bool decode_struct(const json::Value& j, T& out) {
  Reader reader(j);
  describe(reader, out);
  return reader.problem().empty();
}

inline json::Value encode_entry(Instant value) {
  return encode(value);
}
template <Described T>
json::Value encode_entry(const T& value) {
  return encode_struct(value);
}
template <class T>
json::Value encode_entry(const std::optional<T>& value) {
  return value ? encode_entry(*value) : json::Value();
}
inline bool decode_entry(const json::Value& j, Instant& out) {
  return decode(j, out);
}
template <Described T>
bool decode_entry(const json::Value& j, T& out) {
  return decode_struct(j, out);
}
template <class T>
bool decode_entry(const json::Value& j, std::optional<T>& out) {
  return j.is_null() || decode_entry(j, out.emplace());
}

/// A map of records, or of records that may be absent (null): the shape of an undo point.
template <class Map>
json::Value encode_map(const Map& map) {
  json::Object o;
  for (const auto& entry : map) o.emplace_back(entry.first, encode_entry(entry.second));
  return o;
}
template <class Map>
bool decode_map(const json::Value* j, Map& map) {
  if (!j) return true;
  const auto* o = j->as_object();
  if (!o) return false;
  for (const auto& entry : *o)
    if (!decode_entry(entry.second, map[entry.first])) return false;
  return true;
}

template <class V, Is<CaseState> E>
void describe(V& v, E& e) {
  v.choice("status", e.status, case_status_names), v("seq", e.seq);
  v("opened_at", e.opened_at), v("closed_at", e.closed_at), v("changed_at", e.changed_at);
  v("first_reply_at", e.first_reply_at), v("customer_waiting_since", e.customer_waiting_since);
  v("outcome", e.outcome), v("priority", e.priority), v("team", e.team), v("assignee_id", e.assignee_id);
  v("assignee_name", e.assignee_name), v("timers", e.timers);
  v("actions_done", e.actions_done), v("escalated", e.escalated), v("actions_requested", e.actions_requested);
  v("actions_waived", e.actions_waived), v("jumps", e.jumps), v("message_keys", e.message_keys);
  v("files", e.files), v("messages_sent", e.messages_sent), v("commit_seq", e.commit_seq),
      v("last_reply_seq", e.last_reply_seq);
  v("last_person_id", e.last_person_id), v("last_person_name", e.last_person_name), v("closed_path", e.closed_path);
  v("last_worker_id", e.last_worker_id), v("reopened", e.reopened), v("last_reply", e.last_reply);
  v("by_hand", e.by_hand), v("had", e.had), v("action_times", e.action_times), v("kept_out", e.kept_out);
  // A state that was kept before there were any is refused, and so folded from its events once more.
  v.required("workers", e.workers);
}

}  // namespace fields

json::Value state_to_json(const CaseState& state) {
  fields::Writer writer;
  fields::describe(writer, state);
  json::Value out = writer.take();
  fields::Writer opened;
  fields::describe(opened, state.opened);
  out.set("opened", opened.take());
  out.set("pending_actions", fields::encode_map(state.pending_actions));
  out.set("approvals", fields::encode_map(state.approvals));
  out.set("nodes", fields::encode_map(state.nodes));
  out.set("facts", fields::encode_map(state.facts));
  if (state.undo) {
    json::Value undo;
    undo.set("seq", json::Value(state.undo->seq)).set("actor_id", state.undo->actor_id);
    undo.set("first_work", json::Value(state.undo->first_work));
    undo.set("nodes", fields::encode_map(state.undo->nodes));
    undo.set("facts", fields::encode_map(state.undo->facts));
    undo.set("timers", fields::encode_map(state.undo->timers));
    undo.set("approvals", fields::encode_map(state.undo->approvals));
    out.set("undo", std::move(undo));
  }
  return out;
}

Result<CaseState> state_from_json(const json::Value& value) {
  const auto bad = [](const std::string& what) {
    return fail(ErrorKind::corrupt, "state/bad-json", "The stored state of a case cannot be read: " + what + ".");
  };
  const auto* object = value.as_object();
  if (!object) return bad("it is no object");
  CaseState state;
  json::Object plain;
  for (const auto& member : *object)
    if (member.first != "opened" && member.first != "pending_actions" && member.first != "approvals" &&
        member.first != "nodes" && member.first != "facts" && member.first != "undo")
      plain.push_back(member);
  const json::Value rest(std::move(plain));
  fields::Reader reader(rest);
  fields::describe(reader, state);
  if (auto problem = reader.problem(); !problem.empty()) return bad(problem);
  if (const auto* opened = value.find("opened")) {
    fields::Reader inner(*opened);
    fields::describe(inner, state.opened);
    if (auto problem = inner.problem(); !problem.empty()) return bad("opened: " + problem);
  }
  if (!fields::decode_map(value.find("pending_actions"), state.pending_actions)) return bad("pending_actions");
  if (!fields::decode_map(value.find("approvals"), state.approvals)) return bad("approvals");
  if (!fields::decode_map(value.find("nodes"), state.nodes)) return bad("nodes");
  if (!fields::decode_map(value.find("facts"), state.facts)) return bad("facts");
  if (const auto* undo = value.find("undo")) {
    CaseState::UndoPoint point;
    const auto* seq = undo->find("seq");
    if (!seq || !fields::decode(*seq, point.seq)) return bad("undo.seq");
    point.actor_id = undo->string_or("actor_id", "");
    point.first_work = undo->bool_or("first_work", false);
    if (!fields::decode_map(undo->find("nodes"), point.nodes) ||
        !fields::decode_map(undo->find("facts"), point.facts) ||
        !fields::decode_map(undo->find("timers"), point.timers) ||
        !fields::decode_map(undo->find("approvals"), point.approvals))
      return bad("undo");
    state.undo = std::move(point);
  }
  return state;
}

}  // namespace evenhand::casework
