/// @file bpmn_walk.hpp
/// @brief Goes along the flows of a BPMN graph and writes down what it meets: steps at the top, branches, repeats and waits inside.
/// Private to this module.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "intake/bpmn_elements.hpp"
#include "intake/bpmn_graph.hpp"
#include "intake/bpmn_order.hpp"

namespace evenhand::intake::bpmn {

inline constexpr std::size_t depth_max = 10;  ///< choices inside choices
inline constexpr std::size_t copies_max = 3;  ///< times an element is written that several ways lead to

/// The graph has to live as long.
class Walker {
 public:
  explicit Walker(const Graph& graph)
      : graph_(graph), order_(graph), elements_(graph, order_), written_(graph.nodes.size(), 0) {}
  void process(std::size_t scope, Draft& draft);
  /// Whatever no flow led to, and what the language has no place for: its words are kept.
  void rest(Draft& draft);

 private:
  /// Steps are made at the top: one for each group, or, without groups, one for each activity.
  void top_level(std::size_t start);
  std::string unique(std::string title);
  /// Begins the step that a node stands in, where it is another one than before. `into` goes to the step before.
  void begin_step(const Node& n, std::vector<Unit>& into);
  Unit group_step(std::size_t group);
  /// Steps that the flow comes to inside of a branch only, or never, stand at the end in their order.
  void add_silent_groups();
  /// Appends what happens from `node` on until `stop`. @param top  whether steps may begin here
  void walk(std::size_t node, std::size_t stop, std::size_t depth, std::vector<Unit>& into, bool top);
  /// A flow back that is no repeat we know: said in words, or as a jump to the step it leads to.
  void backward(const Node& n, std::vector<Unit>& into);
  void one(const Node& n, std::size_t depth, std::vector<Unit>& into, bool top);
  /// A sub-process: its inside in place of it.
  void inside(const Node& n, std::size_t depth, std::vector<Unit>& into, bool top);
  static void end_inside(Unit& u);
  void boundary_events(std::size_t node, std::size_t stop, std::size_t depth, std::vector<Unit>& into);
  static void fill(Unit& unit);
  std::size_t repeat(std::size_t head, std::size_t test, std::size_t depth, std::vector<Unit>& into);
  std::string way_name(std::size_t flow) const;
  /// `If refused`, `If it fails` and the like continue the sentence before them.
  static std::string continuation(std::string_view name);
  /// The ways of a gateway, each as a block. @return the node to go on with
  std::size_t split(std::size_t node, std::size_t stop, std::size_t depth, std::vector<Unit>& into);
  void add_way(const Node& n, std::size_t way, std::string sentence, std::size_t until, std::size_t depth,
               std::vector<Unit>& into, bool first);
  bool has_conditions(const std::vector<std::size_t>& ways) const;
  /// The condition of each way: its expression where all that need one have one, else an answer to the gateway's question.
  std::vector<std::string> conditions_of(const Node& n, const std::vector<std::size_t>& ways, std::vector<Unit>& into);
  std::size_t in_parallel(const Node& n, const std::vector<std::size_t>& ways, std::size_t join, std::size_t stop,
                          std::size_t depth, std::vector<Unit>& into);
  /// A reply or a time limit, whichever comes first; other events are a question.
  std::size_t first_event(const Node& n, const std::vector<std::size_t>& ways, std::size_t join,
                          const std::vector<bool>& ends, std::size_t stop, std::size_t depth, std::vector<Unit>& into);

  const Graph& graph_;
  const Order order_;
  Elements elements_;
  std::vector<std::size_t> written_;  ///< how often each node was
  Draft* draft_ = nullptr;
  bool grouped_ = false;
  std::size_t group_ = none;
  std::set<std::size_t> groups_done_, repeating_;
  std::set<std::string> titles_;
  std::size_t budget_ = limits::import_flow_nodes_max * copies_max;
};

}  // namespace evenhand::intake::bpmn
