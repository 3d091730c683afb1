/// @file event.hpp
/// @brief What happened in a case: the closed list of events, and their JSON. State is a fold over these and nothing else.
/// Events say outcomes, never intentions: a branch that was taken, not the condition to evaluate again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "casework/file.hpp"
#include "casework/program.hpp"
#include "feel/value.hpp"

namespace evenhand::casework {

/// Who acts. Roles are the words procedures use (`support manager`), lower case.
struct Actor {
  std::string id;    ///< `person_…`, `customer`, or `system`
  std::string name;  ///< as shown in the timeline
  std::vector<std::string> roles;
  bool may_override = false;
  bool may_reopen = false;
  std::string language{};  ///< that they read: `en` or `es`; refusals are said in it. Empty: English
  [[nodiscard]] bool has_role(std::string_view role) const;
};

/// Whether an actor's id is a person's (or a software agent's), not `system`, `customer`, `timer` or `connector`.
[[nodiscard]] bool is_person_id(std::string_view actor_id) noexcept;

struct CaseOpened {
  std::string procedure, title, subject, customer_id, customer_name, customer_address, priority, team;
  procedure::Selection selection;
  Pins pins;
  bool operator==(const CaseOpened&) const = default;
};
struct FactRecorded {
  std::string scope, name;
  feel::Value value;
  std::string path;  ///< the node that recorded it; empty when given with the case
  std::string
      source;  ///< `asked`, `given`, `action`, `decision`, `computed`, `counted`, `passed` (into or out of a follow)
  bool personal = false;                  ///< sealed under the customer's key before it is stored
  bool transient = false;                 ///< never-stored: the stored event keeps only that it was given
  bool begins = false;                    ///< first event of a command that may be undone
  std::vector<FileProof> files{};         ///< what the ids in the value stand for, where this command brought them
  std::vector<std::string> file_names{};  ///< one for each of `files`; sealed
};
struct NodeEntered {
  std::string path;
  bool begins = false;  ///< a person starts what would wait; as in FactRecorded
};
struct NodeFinished {
  std::string path;
  enum class How { done, skipped, not_applicable, answered_no, overridden } how = How::done;
  std::string reason, evidence;
  bool begins = false;             ///< as in FactRecorded
  std::vector<FileProof> files{};  ///< the evidence, when it is files
  std::vector<std::string> file_names{};
};
struct BranchTaken {
  std::string path;
  std::int32_t branch = -1;  ///< -1: none held
  std::string because;
  bool begins = false;  ///< as in FactRecorded
};
/// repeat, for_each: the body starts anew. `reset`: nodes that are idle again; `again`: keys of facts to be asked again.
struct RoundStarted {
  std::string path;
  std::uint32_t round = 1;
  std::vector<std::string> reset, again;
};
struct DecisionMade {
  std::string path;
  std::vector<std::uint32_t> rules;
};  ///< rows from 1; values follow as facts
struct ApprovalAsked {
  std::string path, role, asked_by;
  std::vector<std::string> led_by{};  ///< ids of the others who led there; they may not give it either
};
struct ApprovalGiven {
  std::string path, role;
  bool approved = true;
  std::string reason;
};
struct ActionRequested {
  std::string path;                    ///< empty in free order
  std::string action, connector, key;  ///< the idempotency key: stable for this attempt of this case
  feel::Context inputs;
  bool by_hand = false;                ///< no connector: a person reports the result
  std::vector<std::string> personal;   ///< inputs to be sealed
  std::vector<std::string> transient;  ///< inputs from never-stored facts: not in the stored form
};
struct ActionSucceeded {
  std::string path, action, key;
};  ///< what it gave follows as facts
struct ActionFailed {
  std::string path, action, key, error;
  bool final = true;
};
struct MessageQueued {
  std::string path, message, channel, language, to, text, key;
};
struct MessageReceived {
  std::string channel, text, from, key;
};
struct WaitStarted {
  std::string path;
};
struct TimerArmed {
  std::string id;
  Instant due;
};  ///< id: the node's path, or `escalation/ID`
struct TimerCleared {
  std::string id;
};
struct TimerFired {
  std::string id;
};
struct Told {
  std::string path, role, text;
};
struct HandedOver {
  std::string path, team, reason;
};
struct Assigned {
  std::string person_id, person_name;
};  ///< empty: back to the queue
struct PriorityRaised {
  std::string path, priority;
};
/// `path`: the go_to, or the ask whose answer was corrected, or empty on reopening. `back`: counts against the limit of jumps.
struct Jumped {
  std::string path, to;
  std::vector<std::string> reset, again;
  bool back = false;
};
struct Escalated {
  std::string rule, text;
};
struct GateOverridden {
  std::string path, gate, reason;
};
/// The nodes and facts (by key) that are again as they were before event `undone_seq`; timers follow as events of their own.
struct Undone {
  std::uint64_t undone_seq = 0;
  std::vector<std::string> reset, facts;
};
struct NoteAdded {
  std::string text;
};
struct CasePaused {
  std::string reason;
};
struct CaseResumed {};
struct CaseReopened {
  std::string reason, step;
  std::vector<std::string> by_hand{};  ///< paths of what was tried outside; it runs again only when a person starts it
  std::vector<std::string> had{};      ///< those of them that had their effect
};
struct CaseClosed {
  std::string outcome, path;
};

using Event = std::variant<CaseOpened, FactRecorded, NodeEntered, NodeFinished, BranchTaken, RoundStarted, DecisionMade,
                           ApprovalAsked, ApprovalGiven, ActionRequested, ActionSucceeded, ActionFailed, MessageQueued,
                           MessageReceived, WaitStarted, TimerArmed, TimerCleared, TimerFired, Told, HandedOver,
                           Assigned, PriorityRaised, Jumped, Escalated, GateOverridden, Undone, NoteAdded, CasePaused,
                           CaseResumed, CaseReopened, CaseClosed>;

/// `case-opened`, `fact-recorded`, …: the stored name, stable for ever.
[[nodiscard]] std::string_view event_type(const Event& event) noexcept;
/// The payload without the type.
[[nodiscard]] json::Value event_to_json(const Event& event);
/// Error `event/unknown-type` or `event/bad-payload`.
[[nodiscard]] Result<Event> event_from_json(std::string_view type, const json::Value& payload);

/// An event as it is in a case's history.
struct Recorded {
  std::uint64_t seq = 0;  ///< 1, 2, 3 … without gaps, per case
  Instant at;
  std::string actor_id, actor_name, door;  ///< door: `web`, `api`, `cli`, `timer`, `connector`, …
  Event event;
};

}  // namespace evenhand::casework
