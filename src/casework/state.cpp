#include "casework/state.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace evenhand::casework {
namespace {

using How = NodeFinished::How;

NodeStatus status_of(How how) {
  switch (how) {
    case How::done:
      return NodeStatus::done;
    case How::skipped:
      return NodeStatus::skipped;
    case How::not_applicable:
      return NodeStatus::not_applicable;
    case How::answered_no:
      return NodeStatus::answered_no;
    case How::overridden:
      return NodeStatus::overridden;
  }
  return NodeStatus::done;
}

/// Folds one event into the state; keeps what was there before for Undo.
class Fold {
 public:
  Fold(CaseState& state, const Recorded& recorded, bool is_first_work)
      : s_(state), r_(recorded), is_first_work_(is_first_work) {}

  void operator()(const CaseOpened& e) {
    s_.status = CaseState::Status::open;
    s_.opened = e;
    s_.opened_at = r_.at;
    s_.priority = e.priority;
    s_.team = e.team;
    commit();
  }
  void operator()(const FactRecorded& e) {
    begin(e.begins);
    auto& fact = touch_fact(e.scope.empty() ? e.name : e.scope + ">" + e.name);
    // What is never stored is not there when the history is read again, so it cannot be compared.
    const bool same = fact.seq != 0 && !fact.stale && !e.transient && fact.value == e.value;
    fact = FactState{e.value, r_.seq, same ? fact.since : r_.seq, e.personal, e.transient, false};
    keep_files(e.files, e.file_names);
    if (e.begins) s_.reopened = false;
  }
  void operator()(const NodeEntered& e) {
    begin(e.begins);
    set(e.path, NodeStatus::active);
    if (e.begins) s_.reopened = false;
  }
  void operator()(const NodeFinished& e) {
    begin(e.begins);
    auto& node = set(e.path, status_of(e.how));
    if (!e.evidence.empty()) node.detail = e.evidence;
    node.files.clear();
    for (const FileProof& file : e.files) node.files.push_back(file.id);
    keep_files(e.files, e.file_names);
    if (e.begins) s_.reopened = false;
  }
  void operator()(const BranchTaken& e) {
    begin(e.begins);
    auto& node = touch_node(e.path);
    if (node.seq == 0) node.seq = r_.seq;
    node.branch = e.branch;
    if (e.begins) s_.reopened = false;
  }
  void operator()(const RoundStarted& e) {
    reset(e.reset, e.again);
    set(e.path, NodeStatus::active).rounds = e.round;
  }
  void operator()(const DecisionMade&) {}
  void operator()(const ApprovalAsked& e) {
    auto& node = set(e.path, NodeStatus::active);
    node.detail = e.asked_by;
    node.expired = false;
    s_.approvals.erase(e.path);
    auto& kept_out = s_.kept_out[e.path];
    kept_out.insert(e.asked_by);
    kept_out.insert(e.led_by.begin(), e.led_by.end());
    commit();
  }
  void operator()(const ApprovalGiven& e) {
    s_.approvals[e.path] = {e.approved, r_.seq};
    taken_up();
    touch_node(e.path).detail.clear();
    commit();
  }
  void operator()(const ActionRequested& e) {
    ++s_.actions_requested[text::slug(e.action)];
    s_.pending_actions[e.key] = PendingAction{e.path, e.action, e.by_hand, false};
    if (e.path.empty()) {
      s_.actions_waived.erase(e.action);
    } else {
      auto& node = touch_node(e.path);
      if (node.seq == 0) node.seq = r_.seq;
      node.detail = e.key;
    }
    taken_up();
    commit();
  }
  void operator()(const ActionSucceeded& e) {
    const auto call = s_.pending_actions.find(e.key);
    // A call from before the case was reopened: what then waits for a person has had its effect after all.
    if (call != s_.pending_actions.end() && call->second.orphan && s_.by_hand.contains(e.path))
      s_.had.insert(e.path);
    else
      has_effect(e.path);
    s_.pending_actions.erase(e.key);
    ++s_.actions_done[e.action];
    auto& times = s_.action_times[e.action];
    if (times.size() == limits::action_times_max) times.erase(times.begin() + 1);
    times.push_back(r_.seq);
    taken_up();
    commit();
  }
  void operator()(const ActionFailed& e) {
    if (e.final) {
      s_.pending_actions.erase(e.key);
      if (auto node = s_.nodes.find(e.path); node != s_.nodes.end() && node->second.detail == e.key)
        node->second.detail = "!" + e.error;
    }
    commit();
  }
  void operator()(const MessageQueued& e) {
    has_effect(e.path);
    ++s_.messages_sent;
    if (s_.first_reply_at.micros == 0) s_.first_reply_at = r_.at;
    s_.customer_waiting_since = {};
    commit();
  }
  void operator()(const MessageReceived& e) {
    if (s_.customer_waiting_since.micros == 0) s_.customer_waiting_since = r_.at;
    s_.last_reply = e.text;
    s_.last_reply_seq = r_.seq;
    if (!e.key.empty()) s_.message_keys.insert(e.key);
    commit();
  }
  void operator()(const WaitStarted& e) { set(e.path, NodeStatus::active); }
  void operator()(const TimerArmed& e) {
    keep_timer(e.id);
    s_.timers[e.id] = e.due;
  }
  void operator()(const TimerCleared& e) {
    keep_timer(e.id);
    s_.timers.erase(e.id);
  }
  void operator()(const TimerFired& e) {
    s_.timers.erase(e.id);
    if (auto node = s_.nodes.find(e.id); node != s_.nodes.end()) node->second.expired = true;
    commit();
  }
  void operator()(const Told& e) {
    has_effect(e.path);
    commit();
  }
  void operator()(const HandedOver& e) {
    has_effect(e.path);
    s_.team = e.team;
    s_.assignee_id.clear();
    s_.assignee_name.clear();
    commit();
  }
  void operator()(const Assigned& e) {
    s_.assignee_id = e.person_id;
    s_.assignee_name = e.person_name;
  }
  void operator()(const PriorityRaised& e) {
    s_.priority = e.priority;
    commit();
  }
  void operator()(const Jumped& e) {
    reset(e.reset, e.again);
    if (e.back) ++s_.jumps[e.to];
  }
  void operator()(const Escalated& e) {
    s_.escalated.insert(e.rule);
    commit();
  }
  void operator()(const GateOverridden& e) {
    if (auto node = s_.nodes.find(e.path); node != s_.nodes.end())
      node->second.waived = true;
    else if (e.path.starts_with("action/"))
      s_.actions_waived.insert(e.path.substr(7));
    commit();
  }
  void operator()(const Undone&) {
    EH_ASSERT(s_.undo.has_value());
    for (auto& [path, before] : s_.undo->nodes) {
      if (before)
        s_.nodes[path] = *before;
      else
        s_.nodes.erase(path);
    }
    for (auto& [key, before] : s_.undo->facts) {
      if (before)
        s_.facts[key] = *before;
      else
        s_.facts.erase(key);
    }
    s_.approvals.merge(s_.undo->approvals);
    // The result of a call that the undone command had left behind is waited for again.
    for (const auto& [path, before] : s_.undo->nodes) {
      if (!before) continue;
      if (const auto call = s_.pending_actions.find(before->detail); call != s_.pending_actions.end())
        call->second.orphan = false;
    }
    if (s_.undo->first_work) s_.workers.erase(s_.undo->actor_id);
    s_.undo.reset();
  }
  void operator()(const NoteAdded&) {}
  void operator()(const CasePaused&) { s_.status = CaseState::Status::paused; }
  void operator()(const CaseResumed&) { s_.status = CaseState::Status::open; }
  void operator()(const CaseReopened& e) {
    s_.status = CaseState::Status::open;
    s_.reopened = true;
    s_.by_hand.insert(e.by_hand.begin(), e.by_hand.end());
    s_.had.insert(e.had.begin(), e.had.end());
    s_.closed_at = {};
    commit();
  }
  void operator()(const CaseClosed& e) {
    s_.status = CaseState::Status::closed;
    s_.outcome = e.outcome;
    s_.closed_path = e.path;
    s_.closed_at = r_.at;
    s_.customer_waiting_since = {};
    commit();
  }

 private:
  /// The names are missing once the customer was erased.
  void keep_files(const std::vector<FileProof>& files, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < files.size(); ++i)
      s_.files.insert_or_assign(files[i].id, CaseFile{files[i], i < names.size() ? names[i] : std::string()});
  }
  void begin(bool begins) {
    if (begins) s_.undo = CaseState::UndoPoint{r_.seq, r_.actor_id, is_first_work_, {}, {}, {}, {}};
  }
  void has_effect(const std::string& path) {
    s_.by_hand.erase(path);
    s_.had.erase(path);
  }
  /// A reopened case is nobody's work until a person does something with it.
  void taken_up() {
    if (is_person_id(r_.actor_id)) s_.reopened = false;
  }
  void commit() {
    s_.undo.reset();
    s_.commit_seq = r_.seq;
  }
  NodeState& touch_node(const std::string& path) {
    const auto at = s_.nodes.find(path);
    if (s_.undo) s_.undo->nodes.try_emplace(path, at == s_.nodes.end() ? std::nullopt : std::optional(at->second));
    if (at != s_.nodes.end()) return at->second;
    auto& node = s_.nodes[path];
    node.begun = r_.seq;
    return node;
  }
  NodeState& set(const std::string& path, NodeStatus status) {
    auto& node = touch_node(path);
    node.status = status;
    node.seq = r_.seq;
    return node;
  }
  FactState& touch_fact(const std::string& key) {
    const auto at = s_.facts.find(key);
    if (s_.undo) s_.undo->facts.try_emplace(key, at == s_.facts.end() ? std::nullopt : std::optional(at->second));
    return at == s_.facts.end() ? s_.facts[key] : at->second;
  }
  void keep_timer(const std::string& id) {
    if (!s_.undo) return;
    const auto at = s_.timers.find(id);
    s_.undo->timers.try_emplace(id, at == s_.timers.end() ? std::nullopt : std::optional(at->second));
  }
  void reset(const std::vector<std::string>& paths, const std::vector<std::string>& again) {
    for (const auto& path : paths) {
      const auto at = s_.nodes.find(path);
      if (at == s_.nodes.end()) continue;
      // A call that is still out there may yet come back: its result counts, but no node waits for it any more.
      if (const auto call = s_.pending_actions.find(at->second.detail); call != s_.pending_actions.end())
        call->second.orphan = true;
      touch_node(path);
      s_.nodes.erase(at);
      if (auto answer = s_.approvals.extract(path); answer && s_.undo) s_.undo->approvals.insert(std::move(answer));
    }
    for (const auto& key : again)
      if (s_.facts.contains(key)) touch_fact(key).stale = true;
  }

  CaseState& s_;
  const Recorded& r_;
  bool is_first_work_;  // of the person who acts
};

}  // namespace

namespace {

/// What a person does about the procedure themselves. What then follows by itself, an answer to an approval, a free reply,
/// an owner, a note or a pause is nobody's work.
struct IsWork {
  bool operator()(const CaseOpened&) const { return true; }
  bool operator()(const CaseReopened&) const { return true; }
  bool operator()(const FactRecorded& e) const { return e.begins || e.source == "asked" || e.source == "given"; }
  bool operator()(const NodeEntered& e) const { return e.begins; }
  bool operator()(const NodeFinished& e) const { return e.begins; }
  bool operator()(const BranchTaken& e) const { return e.begins; }
  bool operator()(const ActionRequested& e) const { return e.by_hand || e.path.empty(); }
  bool operator()(const ActionSucceeded&) const { return true; }
  bool operator()(const ActionFailed&) const { return true; }
  bool operator()(const GateOverridden&) const { return true; }
  template <class Other>
  bool operator()(const Other&) const {
    return false;
  }
};

bool is_work(const Event& event) {
  return std::visit(IsWork(), event);
}

}  // namespace

bool is_person_id(std::string_view actor_id) noexcept {
  return !actor_id.empty() && actor_id != "system" && actor_id != "customer" && actor_id != "timer" &&
         actor_id != "connector";
}

bool FactState::operator==(const FactState& other) const {
  return seq == other.seq && since == other.since && personal == other.personal && transient == other.transient &&
         stale == other.stale && (transient || value == other.value);
}

bool CaseState::operator==(const CaseState& o) const {
  return status == o.status && seq == o.seq && opened == o.opened && opened_at == o.opened_at &&
         closed_at == o.closed_at && changed_at == o.changed_at && first_reply_at == o.first_reply_at &&
         customer_waiting_since == o.customer_waiting_since && outcome == o.outcome && priority == o.priority &&
         team == o.team && assignee_id == o.assignee_id && assignee_name == o.assignee_name && nodes == o.nodes &&
         facts == o.facts && timers == o.timers && pending_actions == o.pending_actions &&
         actions_done == o.actions_done && action_times == o.action_times && files == o.files &&
         escalated == o.escalated && actions_requested == o.actions_requested && actions_waived == o.actions_waived &&
         jumps == o.jumps && message_keys == o.message_keys && messages_sent == o.messages_sent &&
         commit_seq == o.commit_seq && last_reply_seq == o.last_reply_seq && last_person_id == o.last_person_id &&
         last_person_name == o.last_person_name && last_worker_id == o.last_worker_id && workers == o.workers &&
         kept_out == o.kept_out && closed_path == o.closed_path && reopened == o.reopened &&
         last_reply == o.last_reply && approvals == o.approvals && by_hand == o.by_hand && had == o.had &&
         undo == o.undo;
}

void apply(CaseState& state, const Recorded& recorded) {
  EH_ASSERT_MSG(recorded.seq == state.seq + 1, "an event is missing or out of order");
  state.seq = recorded.seq;
  state.changed_at = std::max(state.changed_at, recorded.at);
  if (is_person_id(recorded.actor_id)) {
    state.last_person_id = recorded.actor_id;
    state.last_person_name = recorded.actor_name;
  }
  const bool works = is_person_id(recorded.actor_id) && is_work(recorded.event);
  if (works) state.last_worker_id = recorded.actor_id;
  const bool is_first_work = works && state.workers.insert(recorded.actor_id).second;
  std::visit(Fold(state, recorded, is_first_work), recorded.event);
}

}  // namespace evenhand::casework
