// DMNDI: where the elements are drawn.
#include <algorithm>
#include <cmath>
#include <set>

#include "dmn/reading.hpp"

namespace evenhand::dmn {

namespace {

/// Lengths of a drawing; what is no number or absurd becomes zero.
double length(pugi::xml_node node, const char* name) {
  constexpr double length_max = 1e6;
  const double out = node.attribute(name).as_double();
  return std::isfinite(out) && std::abs(out) <= length_max ? out : 0;
}

class DiagramReader {
 public:
  DiagramReader(pugi::xml_node root, ModelContent& content) : root_(root), content_(content) {
    for (const auto& one : content.inputs) shown_.insert(one.id);
    for (const auto& one : content.services) shown_.insert(one.id);
    for (const auto& one : content.annotations) shown_.insert(one.id);
    for (const auto& one : content.associations) lines_.insert(one.id);
    const auto with_needs = [&](const auto& list) {
      for (const auto& one : list) {
        shown_.insert(one.id);
        for (const Requirement& need : one.needs) lines_.insert(need.id);
      }
    };
    with_needs(content.decisions);
    with_needs(content.knowledge);
    with_needs(content.sources);
  }

  void read() {
    for (const pugi::xml_node node : child_of(root_, "DMNDI").children()) {
      if (local_name(node) != "DMNDiagram") continue;
      Diagram diagram;
      diagram.name = node.attribute("name").value();
      for (const pugi::xml_node part : node.children()) {
        if (local_name(part) == "DMNShape") read_shape(part, diagram);
        if (local_name(part) == "DMNEdge") read_edge(part, diagram);
      }
      if (!diagram.shapes.empty()) content_.diagrams.push_back(std::move(diagram));
    }
  }

 private:
  /// An element of this file by its id, or of an imported model as `NAMESPACE#id`.
  [[nodiscard]] std::string ref_of(pugi::xml_node node) const {
    const std::string ref = node.attribute("dmnElementRef").value();
    const std::size_t colon = ref.find(':');
    if (colon == std::string::npos || shown_.contains(ref) || lines_.contains(ref)) return ref;
    const std::string id = ref.substr(colon + 1);
    for (pugi::xml_node scope = node; scope; scope = scope.parent()) {
      const std::string space = scope.attribute(("xmlns:" + ref.substr(0, colon)).c_str()).value();
      if (space.empty()) continue;
      const bool imported = std::any_of(content_.imports.begin(), content_.imports.end(),
                                        [&](const Import& import) { return import.space == space; });
      return imported ? space + "#" + id : id;
    }
    return id;
  }

  static std::vector<Point> points_of(pugi::xml_node node) {
    std::vector<Point> out;
    for (const pugi::xml_node point : node.children()) {
      if (local_name(point) == "waypoint") out.push_back({length(point, "x"), length(point, "y")});
    }
    return out;
  }

  void read_shape(pugi::xml_node node, Diagram& diagram) const {
    Shape shape;
    shape.ref = ref_of(node);
    const pugi::xml_node bounds = child_of(node, "Bounds");
    if ((!shown_.contains(shape.ref) && shape.ref.find('#') == std::string::npos) || !bounds) return;
    shape.corner = {length(bounds, "x"), length(bounds, "y")};
    shape.width = length(bounds, "width");
    shape.height = length(bounds, "height");
    shape.collapsed = node.attribute("isCollapsed").as_bool();
    shape.divider = points_of(child_of(node, "DMNDecisionServiceDividerLine"));
    diagram.shapes.push_back(std::move(shape));
  }

  void read_edge(pugi::xml_node node, Diagram& diagram) const {
    Edge edge{ref_of(node), points_of(node)};
    if (lines_.contains(edge.ref) && edge.points.size() >= 2) diagram.edges.push_back(std::move(edge));
  }

  pugi::xml_node root_;
  ModelContent& content_;
  std::set<std::string> shown_, lines_;
};

}  // namespace

void read_diagrams(pugi::xml_node root, ModelContent& content) {
  DiagramReader(root, content).read();
}

}  // namespace evenhand::dmn
