/// @file gates.hpp
/// @brief What stands in the way at one node, at a guard, or before the end of the case, in words that say what would
/// satisfy it. Private to this module.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "casework/command.hpp"
#include "casework/view.hpp"

namespace evenhand::casework {

/// Gates of this one node as it stands now (idle or active), without what is inside it. Empty for kinds that never block.
[[nodiscard]] std::vector<Gate> gates_at(const View& view, const Place& place);
/// A repeat that names no limit came round limits::repeat_limit_default times, and what it waits for still does not hold.
[[nodiscard]] bool ran_out(const View& view, const Place& place);
/// All mandatory gates at or under the place, in order; nothing for what is finished, optional or not chosen.
[[nodiscard]] std::vector<Gate> gates_within(const View& view, const Place& place);
/// Every gate between the case and its end.
[[nodiscard]] std::vector<Gate> gates_to_end(const View& view);
/// The same as gates_within, of nodes that are active now: what the case is waiting for.
[[nodiscard]] std::vector<Gate> open_gates(const View& view);
/// The failing parts of a condition: a top-level `and` is taken apart. Empty when it holds.
/// @param kind  `check`, `wait` or `guard`: what the condition is for
/// @param action  guard: of which action
[[nodiscard]] std::vector<Gate> condition_gates(const View& view, std::string_view scope, const Place* place,
                                                const procedure::Condition& condition, std::string_view kind,
                                                std::string_view action = {});
/// The same for a guard that asks for an order (action.allowed_tree): which condition came too early, what puts it right.
[[nodiscard]] std::vector<Gate> order_gates(const View& view, std::string_view scope, const Place* place,
                                            const procedure::Action& action);
/// The failing parts of an action's guard and the facts it lacks, at a place or (null) in free order.
[[nodiscard]] std::vector<Gate> action_gates(const View& view, const Place* place, std::string_view name);
/// Set when the place is for a role that this person does not have.
[[nodiscard]] std::optional<Gate> role_gate(const View& view, const Place& place, const Actor& actor);
/// The same for an action at a place or (null) in free order, where it is still for those the procedure names at its places.
[[nodiscard]] std::optional<Gate> action_role_gate(const View& view, const Place* place, std::string_view name,
                                                   const Actor& actor);
/// How one fact can become known, one sentence.
[[nodiscard]] std::string remedy_for_fact(const View& view, std::string_view scope, std::string_view name);
/// The close node that was reached, else the one the case would reach next without any choice, or null.
[[nodiscard]] const Place* close_ahead(const View& view);

}  // namespace evenhand::casework
