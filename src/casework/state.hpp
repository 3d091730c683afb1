/// @file state.hpp
/// @brief The state of one case, rebuilt from its events by `apply` alone. Value semantics; a copy is a snapshot.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "casework/event.hpp"

namespace evenhand::casework {

enum class NodeStatus : std::uint8_t { active, done, skipped, not_applicable, answered_no, overridden };

struct NodeState {
  NodeStatus status = NodeStatus::active;
  std::uint32_t rounds = 0;          ///< repeat, for_each; go_to: jumps taken
  std::int32_t branch = -2;          ///< choice and nodes with alternatives: the branch that runs; -1 none, -2 not yet
  std::string detail;                ///< action: its key; approval: who asked; evidence
  std::uint64_t seq = 0;             ///< of the event that set the status
  std::uint64_t begun = 0;           ///< of the first event about it, in this round
  bool expired = false;              ///< wait, approve: the time limit has passed
  bool waived = false;               ///< action: an override waives its guard
  std::vector<std::string> files{};  ///< task: ids of the evidence
  bool operator==(const NodeState&) const = default;
};
struct FactState {
  feel::Value value;
  std::uint64_t seq = 0;    ///< of the event that recorded it last
  std::uint64_t since = 0;  ///< of the event that gave it the value it has; the same again keeps it unless it was stale
  bool personal = false, transient = false;
  bool stale = false;  ///< readable, but the next ask for it wants it afresh (a loop came round)
  /// The value of a transient fact is never stored, so it does not count.
  bool operator==(const FactState& other) const;
};
/// An action that was started and whose result is not known yet.
struct PendingAction {
  std::string path, action;  ///< path empty: free order
  bool by_hand = false;
  bool orphan = false;  ///< its node was left or reset since: the result counts, but nothing waits for it
  bool operator==(const PendingAction&) const = default;
};

/// The answer to an approval, as long as it stands.
struct Approval {
  bool approved = false;
  std::uint64_t seq = 0;  ///< of the event that answered it
  bool operator==(const Approval&) const = default;
};

struct CaseState {
  enum class Status : std::uint8_t { none, open, paused, closed };
  Status status = Status::none;
  std::uint64_t seq = 0;  ///< of the last event applied
  CaseOpened opened;
  Instant opened_at, closed_at, changed_at;
  Instant first_reply_at;          ///< zero: no reply yet
  Instant customer_waiting_since;  ///< zero: nobody waits
  std::string outcome, priority, team, assignee_id, assignee_name;
  std::map<std::string, NodeState, std::less<>> nodes;  ///< by path; a node that is not here is idle
  std::map<std::string, FactState, std::less<>> facts;  ///< by `scope>name`, or `name` in the outermost scope
  std::map<std::string, Instant, std::less<>> timers;   ///< by id
  std::map<std::string, PendingAction, std::less<>> pending_actions;  ///< by key
  std::map<std::string, std::uint32_t, std::less<>> actions_done;     ///< action -> how often, outermost scope names
  /// Events that reported an action as done, rising: the first and the latest, limits::action_times_max of them.
  std::map<std::string, std::vector<std::uint64_t>, std::less<>> action_times;
  std::set<std::string, std::less<>> escalated;                         ///< rules that have fired
  std::map<std::string, std::uint32_t, std::less<>> actions_requested;  ///< slug of the action -> attempts so far
  std::set<std::string, std::less<>> actions_waived;        ///< free order: guards waived once by an override
  std::map<std::string, std::uint32_t, std::less<>> jumps;  ///< jumps back, by path of the target step
  std::set<std::string, std::less<>> message_keys;          ///< of the messages received
  std::map<std::string, CaseFile, std::less<>> files;       ///< that the record refers to, by id
  std::uint32_t messages_sent = 0;
  std::uint64_t commit_seq = 0;                  ///< of the last event that cannot be undone
  std::uint64_t last_reply_seq = 0;              ///< of the last message received
  std::string last_person_id, last_person_name;  ///< who acted last, the system and the customer apart
  std::set<std::string, std::less<>> workers;    ///< ids of all who did something the procedure is about
  std::string last_worker_id;                    ///< the last of them, who so led on
  std::string closed_path;                       ///< the node that closed the case, or empty
  bool reopened = false;                         ///< and nothing done since: it does not close by itself
  std::string last_reply;                        ///< the customer's last message
  /// Answers by path of the approval; gone when it comes round or is asked for again. The latest of a scope counts there.
  std::map<std::string, Approval, std::less<>> approvals;
  /// By path of an approval: ids of those in whose name it was asked for, or who led there; however often it comes round.
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> kept_out;
  /// Paths that were tried outside before the case was reopened: a person starts them, until their effect is had again.
  std::set<std::string, std::less<>> by_hand;
  std::set<std::string, std::less<>> had;  ///< those of them that had their effect: they may be skipped
  /// What the last undoable command changed; empty after a commit point.
  struct UndoPoint {
    std::uint64_t seq = 0;
    std::string actor_id;
    bool first_work = false;  ///< they had done nothing in the case before
    std::map<std::string, std::optional<NodeState>> nodes;
    std::map<std::string, std::optional<FactState>> facts;
    std::map<std::string, std::optional<Instant>> timers;
    std::map<std::string, Approval, std::less<>> approvals;  ///< answers that it took away
    bool operator==(const UndoPoint&) const = default;
  };
  std::optional<UndoPoint> undo;

  bool operator==(const CaseState&) const;
};

/// Total: applies any event of event.hpp; an event that does not fit (a gap in seq) is a bug.
void apply(CaseState& state, const Recorded& recorded);
[[nodiscard]] json::Value state_to_json(const CaseState& state);
/// Error `state/bad-json`.
[[nodiscard]] Result<CaseState> state_from_json(const json::Value& value);

}  // namespace evenhand::casework
