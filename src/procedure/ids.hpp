/// @file ids.hpp
/// @brief Ids of nodes and the list of outcomes: what is computed over a finished procedure. Private to
/// this module.
#pragma once

#include "procedure/model.hpp"

namespace evenhand::procedure {

/// Gives every node an id that is unique and survives renumbering: step, then kind and name (`decide/decide-refund`).
void assign_ids(Procedure& procedure);
/// Every `Close as`, after the `outcomes:` of the front matter, each once.
void collect_outcomes(Procedure& procedure);

/// Calls `visit` with every node below `node` and with itself.
template <class NodeType, class Visit>
void for_each_node(NodeType& node, const Visit& visit) {
  visit(node);
  for (auto& n : node.children) for_each_node(n, visit);
  for (auto& n : node.branches) for_each_node(n, visit);
}
/// Every node of the procedure: steps, overlays, escalation bodies.
template <class ProcedureType, class Visit>
void for_all_nodes(ProcedureType& p, const Visit& visit) {
  for_each_node(p.root, visit);
  for (auto& rule : p.escalation) for_each_node(rule.body, visit);
  for (auto& overlay : p.overlays)
    for (auto& edit : overlay.edits) {
      for (auto& n : edit.nodes) for_each_node(n, visit);
      if (edit.escalation) for_each_node(edit.escalation->body, visit);
    }
}

}  // namespace evenhand::procedure
