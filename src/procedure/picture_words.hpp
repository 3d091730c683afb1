/// @file picture_words.hpp
/// @brief The short words on a picture of a procedure, in English and Spanish (any other language gets English): what a
/// node does in one line, what a branch is called, how a time limit reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "procedure/model.hpp"

namespace evenhand::procedure {

/// Every fixed phrase; `{}` stands for what is filled in.
struct PictureWords {
  std::string_view start, done, ask, check, any_order, until, each, decide, record, act, send, wait_reply, wait_time,
      wait_until, approve, tell, hand_over, follow, go_to, close, raise, read;
  std::string_view otherwise, if_not, if_fails, if_refused, none_within, not_within, none;
  std::string_view when, optional, by, up_to, no_limit, at_most, evidence, any_time, actions, allowed_when, and_word;
  std::string_view no_first_reply, no_reply, not_resolved, step_not_done, mentions, whenever, flow_of, flow_steps;
  std::string_view mark_done, mark_current, mark_blocked, mark_skipped;
  std::string_view mark_added, mark_removed, mark_changed, mark_moved;
  std::string_view units[12];  ///< one and many of minute, hour, day, week, month, year
  std::string_view business;   ///< `{}` is the number and unit
};
[[nodiscard]] const PictureWords& picture_words(std::string_view language);

/// Puts `value` where `pattern` says `{}`, the first first.
[[nodiscard]] std::string fill(std::string_view pattern, std::string_view value);
[[nodiscard]] std::string fill(std::string_view pattern, std::string_view first, std::string_view second);

[[nodiscard]] std::string duration_words(const Duration& duration, const PictureWords& words);
/// Names joined as people list them: `a, b and c`.
[[nodiscard]] std::string list_words(const std::vector<std::string>& names, const PictureWords& words);

/// What readers of `language` call the procedure that a node follows: its own title, else the words of the link.
[[nodiscard]] std::string followed_title(const Procedure& procedure, const Node& node, const std::string& language);
/// What the node says on its box.
[[nodiscard]] std::string node_label(const Procedure& procedure, const Node& node, const std::string& language);
/// The smaller words below: when it applies, whether it is optional, who does it, how long it may take.
[[nodiscard]] std::string node_note(const Procedure& procedure, const Node& node, const std::string& language);
/// What sets an escalation rule off.
[[nodiscard]] std::string trigger_label(const Procedure& procedure, const EscalationRule& rule,
                                        const std::string& language);
/// The label of a fact in `language`, its name where it has none.
[[nodiscard]] std::string fact_label(const Procedure& procedure, const std::string& name, const std::string& language);
/// The words of the first link in `markdown`; empty when there is none.
[[nodiscard]] std::string link_words(std::string_view markdown);
/// The step with this id, anywhere in the tree.
[[nodiscard]] const Node* find_step(const Node& root, std::string_view id);

}  // namespace evenhand::procedure
