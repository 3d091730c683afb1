/// @file testing_bpmn.hpp
/// @brief What is wrong with the structure of a BPMN file: ids, references, flows, and the picture beside them. What other
/// tools say about such files is in tests/bpmn.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace evenhand::procedure::testing {

class BpmnFaults {
 public:
  /// Empty: ids are unique, every reference and both ends of every flow are there, every flow node has one shape with a
  /// size, and every flow one edge with two way points or more.
  static std::vector<std::string> of(const std::string& bpmn) {
    BpmnFaults faults;
    pugi::xml_document document;
    const auto parsed = document.load_buffer(bpmn.data(), bpmn.size());
    if (parsed.status != pugi::status_ok) return {std::string("no XML: ") + parsed.description()};
    faults.collect(document.document_element());
    faults.check(document.document_element());
    return std::move(faults.found_);
  }

 private:
  static std::string id_of(const pugi::xml_node& node) { return node.attribute("id").value(); }
  void expect(bool holds, const std::string& what) {
    if (!holds) found_.push_back(what);
  }
  void collect(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    if (node.attribute("id")) expect(ids_.emplace(id_of(node), node).second, "twice: " + id_of(node));
    if (const auto drawn = node.attribute("bpmnElement"); drawn && name != "bpmndi:BPMNPlane")
      expect(drawn_.emplace(drawn.value(), node).second, std::string("drawn twice: ") + drawn.value());
    for (const auto& child : node.children()) collect(child);
  }
  void check(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    for (const char* reference :
         {"sourceRef", "targetRef", "default", "attachedToRef", "categoryValueRef", "bpmnElement"})
      if (const auto to = node.attribute(reference))
        expect(ids_.contains(to.value()), std::string(reference) + " leads nowhere: " + to.value());
    const bool comes = name == "bpmn:incoming";
    if (comes || name == "bpmn:outgoing") {
      const auto flow = ids_.find(node.text().get());
      const char* end = comes ? "targetRef" : "sourceRef";
      expect(flow != ids_.end() && flow->second.attribute(end).value() == id_of(node.parent()),
             std::string(node.text().get()) + " is no flow of " + id_of(node.parent()));
    }
    const std::string_view parent = node.parent().name();
    if (node.attribute("id") && (parent.ends_with("Process") || parent.ends_with("process"))) check_drawn(node);
    for (const auto& child : node.children()) check(child);
  }
  void check_drawn(const pugi::xml_node& node) {
    const std::string id = id_of(node);
    const bool is_flow = std::string_view(node.name()) == "bpmn:sequenceFlow";
    if (is_flow) expect(node.attribute("sourceRef") && node.attribute("targetRef"), id + " has no two ends");
    const auto at = drawn_.find(id);
    if (at == drawn_.end()) return expect(false, id + " is not drawn");
    const pugi::xml_node& drawn = at->second;
    if (is_flow) {
      std::size_t points = 0;
      for (const auto& child : drawn.children()) points += std::string_view(child.name()) == "di:waypoint" ? 1 : 0;
      expect(std::string_view(drawn.name()) == "bpmndi:BPMNEdge" && points >= 2, id + " has no edge");
    } else {
      const auto bounds = drawn.child("dc:Bounds");
      expect(std::string_view(drawn.name()) == "bpmndi:BPMNShape" && bounds.attribute("width").as_double() > 0 &&
                 bounds.attribute("height").as_double() > 0,
             id + " has no shape");
    }
  }

  std::map<std::string, pugi::xml_node> ids_, drawn_;
  std::vector<std::string> found_;
};

}  // namespace evenhand::procedure::testing
