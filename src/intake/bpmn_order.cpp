#include "intake/bpmn_order.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace evenhand::intake::bpmn {

Order::Order(const Graph& graph) : graph_(graph), back_(graph.flows.size(), false) {
  number_forward();
}

std::vector<std::size_t> Order::starts_of(std::size_t scope) const {
  std::vector<std::size_t> out;
  for (const std::size_t i : graph_.scopes[scope].nodes) {
    const Node& n = graph_.nodes[i];
    if (n.in.empty() && n.attached_to == none && !n.out.empty() && n.element == "startEvent") out.push_back(i);
  }
  if (out.empty())
    for (const std::size_t i : graph_.scopes[scope].nodes)
      if (graph_.nodes[i].in.empty() && graph_.nodes[i].attached_to == none && !is_by_event(graph_.nodes[i]))
        out.push_back(i);
  // A circle without a way in begins somewhere.
  if (out.empty() && !graph_.scopes[scope].nodes.empty()) out.push_back(graph_.scopes[scope].nodes.front());
  return out;
}
bool Order::is_by_event(const Node& n) const {
  return n.inner != none && graph_.scopes[n.inner].by_event;
}

/// Flows that go back, and an order in which all others go forward.
void Order::number_forward() {
  const std::size_t count = graph_.nodes.size();
  order_.assign(count, 0);
  std::vector<int> state(count, 0);  // 1: on the way, 2: done
  std::size_t next = count;
  const auto visit = [&](std::size_t root) {
    if (state[root] != 0) return;
    std::vector<std::pair<std::size_t, std::size_t>> stack{{root, 0}};
    state[root] = 1;
    while (!stack.empty()) {
      auto& [node, at] = stack.back();
      if (at == graph_.nodes[node].out.size()) {
        state[node] = 2;
        order_[node] = --next;
        stack.pop_back();
        continue;
      }
      const std::size_t flow = graph_.nodes[node].out[at++];
      const std::size_t to = graph_.flows[flow].to;
      if (state[to] == 1) back_[flow] = true;
      if (state[to] != 0) continue;
      state[to] = 1;
      stack.emplace_back(to, 0);
    }
  };
  for (std::size_t s = 0; s < graph_.scopes.size(); ++s)
    for (const std::size_t start : starts_of(s)) visit(start);
  for (std::size_t i = 0; i < count; ++i) visit(i);
}

/// A `Go to` of our own exports: where it leads is said, not followed.
bool Order::is_jump(const Node& n) const {
  return n.element == "intermediateThrowEvent" && n.event.empty() && text::starts_with_ignoring_case(n.name, "go to ");
}

Order::Reach Order::reach_of(std::size_t from) const {
  Reach out(graph_.nodes.size(), false);
  std::vector<std::size_t> todo{from};
  out[from] = true;
  while (!todo.empty()) {
    const std::size_t node = todo.back();
    todo.pop_back();
    if (is_jump(graph_.nodes[node])) continue;
    for (const std::size_t flow : graph_.nodes[node].out) {
      const std::size_t to = graph_.flows[flow].to;
      if (back_[flow] || out[to]) continue;
      out[to] = true;
      todo.push_back(to);
    }
  }
  return out;
}

/// Where the ways that leave a node meet again; none where they do not. `ends` says which ways never get there.
std::size_t Order::join_of(const std::vector<std::size_t>& ways, std::vector<bool>& ends) const {
  std::vector<Reach> reach;
  for (const std::size_t way : ways) reach.push_back(reach_of(graph_.flows[way].to));
  ends.assign(ways.size(), true);
  std::vector<std::size_t> shared(graph_.nodes.size(), 0);
  for (const Reach& r : reach)
    for (std::size_t i = 0; i < r.size(); ++i) shared[i] += r[i] ? 1 : 0;
  for (std::size_t w = 0; w < ways.size(); ++w)
    for (std::size_t i = 0; i < shared.size(); ++i)
      if (reach[w][i] && shared[i] > 1) ends[w] = false;
  std::size_t join = none;
  for (std::size_t i = 0; i < shared.size(); ++i) {
    bool all = false;
    for (std::size_t w = 0; w < ways.size(); ++w) {
      if (ends[w]) continue;
      all = reach[w][i];
      if (!all) break;
    }
    if (all && shared[i] > 1 && (join == none || order_[i] < order_[join])) join = i;
  }
  return join;
}

std::vector<std::size_t> Order::forward(const Node& n) const {
  std::vector<std::size_t> out;
  for (const std::size_t f : n.out)
    if (!back_[f]) out.push_back(f);
  return out;
}

std::size_t Order::longest(const std::vector<std::size_t>& ways) const {
  std::size_t best = 0, most = 0;
  for (std::size_t w = 0; w < ways.size(); ++w) {
    const Reach reach = reach_of(graph_.flows[ways[w]].to);
    const auto size = static_cast<std::size_t>(std::count(reach.begin(), reach.end(), true));
    if (size >= most) {
      best = w;
      most = size;
    }
  }
  return best;
}

/// The gateway at the end of a repeat that begins at `head`: the one flow back comes from it, and one goes on.
std::size_t Order::loop_test_of(std::size_t head, std::size_t stop) const {
  std::size_t test = none;
  for (const std::size_t f : graph_.nodes[head].in) {
    if (!back_[f]) continue;
    if (test != none) return none;
    test = graph_.flows[f].from;
  }
  if (test == none || test == head || test == stop || is_jump(graph_.nodes[test])) return none;
  const Node& t = graph_.nodes[test];
  return t.element == "exclusiveGateway" && t.out.size() == 2 && forward(t).size() == 1 && reach_of(head)[test] ? test
                                                                                                                : none;
}

}  // namespace evenhand::intake::bpmn
