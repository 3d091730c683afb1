// Checks of the requirements graph.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "dmn/reading.hpp"

namespace evenhand::dmn {

namespace {

/// Decisions, knowledge models and sources with what they need, in one list.
struct GraphNode {
  const Element* element;
  const std::vector<Requirement>* needs;
  bool may_need_itself;  ///< a knowledge model is a function, which may call itself
};

class Graph {
 public:
  Graph(const ModelContent& content, Report& report) : content_(content), report_(report) {
    for (const auto& one : content.decisions) nodes_.push_back({&one, &one.needs, false});
    for (const auto& one : content.knowledge) nodes_.push_back({&one, &one.needs, true});
    for (const auto& one : content.sources) nodes_.push_back({&one, &one.needs, false});
    for (std::size_t i = 0; i < nodes_.size(); ++i) by_id_.emplace(nodes_[i].element->id, i);
  }

  bool check() {
    check_references();
    check_names();
    return !has_circle();
  }

 private:
  [[nodiscard]] bool is_known(const std::string& href) const {
    const std::size_t hash = href.rfind('#');
    if (hash != std::string::npos && hash > 0) {
      // What stands in a model that was not found is reported at its import.
      const bool missing = std::any_of(content_.imports.begin(), content_.imports.end(), [&](const Import& import) {
        return !import.content && href.compare(0, hash, import.space) == 0;
      });
      if (missing) return true;
    }
    return static_cast<bool>(find_target(content_, href));
  }
  void unknown(const std::string& what, const std::string& href, const Span& span) {
    report_.add("EH0406", fmt::format("\"{}\" refers to \"{}\", and nothing has that id.", what, href),
                "Correct the href, or add the element or the import.", span);
  }

  void check_references() {
    for (const GraphNode& node : nodes_) {
      for (const Requirement& need : *node.needs)
        if (!is_known(need.href)) unknown(node.element->name, need.href, need.span);
    }
    for (const DecisionService& service : content_.services) {
      for (const auto* list : {&service.outputs, &service.encapsulated, &service.input_decisions, &service.input_data})
        for (const std::string& href : *list)
          if (!is_known(href)) unknown(service.name, href, service.span);
    }
  }

  void check_names() {
    std::map<std::string_view, const Element*> seen;
    const auto note = [&](const Element& element) {
      const auto [place, is_new] = seen.emplace(element.name, &element);
      if (is_new) return;
      report_.add(
          "EH0409",
          fmt::format("The name \"{}\" stands twice, first in line {}.", element.name, place->second->span.line),
          "Give each a name of its own: expressions and callers tell them apart by it.", element.span);
    };
    for (const InputData& one : content_.inputs) note(one);
    for (const GraphNode& node : nodes_) note(*node.element);
    for (const DecisionService& one : content_.services) note(one);
  }

  /// Depth first with a stack of its own: a chain may be as long as the file.
  bool has_circle() {
    enum class Mark : char { fresh, open, done };
    std::vector<Mark> marks(nodes_.size(), Mark::fresh);
    bool found = false;
    for (std::size_t start = 0; start < nodes_.size(); ++start) {
      if (marks[start] != Mark::fresh) continue;
      std::vector<std::pair<std::size_t, std::size_t>> path = {{start, 0}};
      marks[start] = Mark::open;
      while (!path.empty()) {
        auto& [node, next] = path.back();
        if (next == nodes_[node].needs->size()) {
          marks[node] = Mark::done;
          path.pop_back();
          continue;
        }
        const Requirement& need = (*nodes_[node].needs)[next++];
        const auto target = by_id_.find(need.href);
        if (target == by_id_.end()) continue;
        const std::size_t to = target->second;
        if (to == node && nodes_[node].may_need_itself) continue;
        if (marks[to] == Mark::fresh) {
          marks[to] = Mark::open;
          path.emplace_back(to, 0);
        } else if (marks[to] == Mark::open) {
          report_circle(path, to, need.span);
          found = true;
        }
      }
    }
    return found;
  }

  void report_circle(const std::vector<std::pair<std::size_t, std::size_t>>& path, std::size_t first,
                     const Span& span) {
    constexpr std::size_t shown_max = 10;
    std::string names;
    std::size_t shown = 0;
    bool inside = false;
    for (const auto& [node, next] : path) {
      inside = inside || node == first;
      if (inside && shown++ < shown_max) names += fmt::format("\"{}\" needs ", nodes_[node].element->name);
    }
    if (shown > shown_max) names += "… needs ";
    report_.add("EH0408", fmt::format("A circle: {}\"{}\".", names, nodes_[first].element->name),
                "Take one of these requirements away; a decision cannot wait for itself.", span);
  }

  const ModelContent& content_;
  Report& report_;
  std::vector<GraphNode> nodes_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
};

}  // namespace

bool check_graph(const ModelContent& content, Report& report) {
  return Graph(content, report).check();
}

}  // namespace evenhand::dmn
