/// @file bpmn_order.hpp
/// @brief What follows what in a BPMN graph: where it begins, which flows go back, where ways meet again. Private to this module.
#pragma once

#include <vector>

#include "intake/bpmn_graph.hpp"

namespace evenhand::intake::bpmn {

/// The graph has to live as long.
class Order {
 public:
  explicit Order(const Graph& graph);

  /// Nodes that a scope begins with: its start events, else what nothing leads to, else its first node.
  [[nodiscard]] std::vector<std::size_t> starts_of(std::size_t scope) const;
  [[nodiscard]] bool goes_back(std::size_t flow) const { return back_[flow]; }
  /// Flows out of a node that go ahead.
  [[nodiscard]] std::vector<std::size_t> forward(const Node& n) const;
  /// A `Go to` of our own exports: where it leads is said, not followed.
  [[nodiscard]] bool is_jump(const Node& n) const;
  /// Where the ways that leave a node meet again; none where they do not. `ends` says which ways never get there.
  [[nodiscard]] std::size_t join_of(const std::vector<std::size_t>& ways, std::vector<bool>& ends) const;
  /// The way, by its place in the list, from which most can be reached.
  [[nodiscard]] std::size_t longest(const std::vector<std::size_t>& ways) const;
  /// The gateway at the end of a repeat that begins at `head`: the one flow back comes from it, and one goes on.
  [[nodiscard]] std::size_t loop_test_of(std::size_t head, std::size_t stop) const;

 private:
  using Reach = std::vector<bool>;
  [[nodiscard]] bool is_by_event(const Node& n) const;
  void number_forward();
  /// Which nodes can be reached from one, without going back.
  [[nodiscard]] Reach reach_of(std::size_t from) const;

  const Graph& graph_;
  std::vector<bool> back_;
  std::vector<std::size_t> order_;  ///< of each node: flows ahead lead to larger numbers
};

}  // namespace evenhand::intake::bpmn
