/// @file command.hpp
/// @brief What someone asks of a case, and the refusal that names every unmet gate.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "casework/event.hpp"

namespace evenhand::casework {

struct OpenCase {
  std::string subject{}, customer_id{}, customer_name{}, customer_address{}, priority = "normal", team{};
  std::vector<std::pair<std::string, feel::Value>> facts{};  ///< known from the start
};
/// Captures facts, checked against their types. `path` is an ask node; empty: any fact the case's procedure declares with
/// source customer, agent or input, ahead of being asked.
struct RecordFacts {
  std::string path;
  std::vector<std::pair<std::string, feel::Value>> facts;
};
struct TickTask {
  std::string path;
  bool yes = true;
  std::string evidence;              ///< words, where the box asks for text
  std::vector<std::string> files{};  ///< ids, where it asks for a file, photo or signature
};
struct SkipNode {
  std::string path, reason;
};               ///< optional nodes, and those that had their effect before the case was reopened
struct Undo {};  ///< the last tick or answer, until the next commit point
/// Starts an action: at its node when that is what the case waits for, or with an empty path in free order. `inputs` are
/// facts to record first; `outputs` report the result of an action done by hand in the same command.
struct PerformAction {
  std::string path, action;
  std::vector<std::pair<std::string, feel::Value>> inputs, outputs;
};
/// The result of an action, from a connector or from the person who did it by hand.
struct ReportAction {
  std::string key;
  bool ok = true;
  std::vector<std::pair<std::string, feel::Value>> outputs;
  std::string error;
  bool final = true;
};
struct AskApproval {
  std::string path, reason;
};  ///< again, after a refusal
struct GiveApproval {
  std::string path;
  bool approved = true;
  std::string reason;
};
struct SendMessage {
  std::string path, text;
};  ///< a send node (text replaces the message unless mandatory); empty path: a free reply
struct ReceiveMessage {
  std::string channel, text, from, key;
};
struct FireTimer {
  std::string id;
};
struct HandOver {
  std::string team, reason;
};
struct Assign {
  std::string person_id, person_name;
};
struct SetPriority {
  std::string priority;
};
struct AddNote {
  std::string text;
};
struct Pause {
  std::string reason;
};
struct Resume {};
struct Override {
  std::string path, reason;
};  ///< passes the gate at a node; needs permission
struct CloseCase {
  std::string outcome;
};
struct Reopen {
  std::string reason, step;
};  ///< step empty: where it was closed

using Command = std::variant<OpenCase, RecordFacts, TickTask, SkipNode, Undo, PerformAction, ReportAction, AskApproval,
                             GiveApproval, SendMessage, ReceiveMessage, FireTimer, HandOver, Assign, SetPriority,
                             AddNote, Pause, Resume, Override, CloseCase, Reopen>;

/// `record-facts`, `tick-task`, …: the name in the API and the command line.
[[nodiscard]] std::string_view command_type(const Command& command) noexcept;
/// Errors `command/unknown-type`, `command/bad-payload` (names the field); unknown fields are refused.
[[nodiscard]] Result<Command> command_from_json(std::string_view type, const json::Value& payload);
[[nodiscard]] json::Value command_to_json(const Command& command);

/// Ids of files that the command names: what the desk has to look up before it is decided.
[[nodiscard]] std::vector<std::string> files_named(const Command& command);

/// One thing that stands in the way, and what would satisfy it.
struct Gate {
  std::string path, step_id, step_title;
  std::string kind;  ///< `task`, `ask`, `check`, `approval`, `action`, `wait`, `send`, `guard`, `role`, `paused`, …
  std::string message;             ///< "Say that the call may be recorded" is not ticked
  std::string condition;           ///< FEEL, for checks and guards
  std::vector<std::string> facts;  ///< that would have to be known or changed
  std::vector<std::string> law;    ///< law facts behind it
  std::string remedy;              ///< what to do, one sentence
};
struct Refusal {
  std::string
      code;  ///< `case/gate-unmet`, `case/not-now`, `case/closed`, `case/paused`, `case/role`, `case/self-approval`, `fact/invalid`, …
  std::string message;
  std::vector<Gate> gates;
};
[[nodiscard]] json::Value to_json(const Gate& gate);

}  // namespace evenhand::casework
