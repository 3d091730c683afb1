#include "intake/bpmn_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace evenhand::intake::bpmn {

namespace {

constexpr std::string_view model_space = "http://www.omg.org/spec/BPMN/20100524/MODEL";

std::string_view local(pugi::xml_node node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}
std::string words(std::string_view text) {
  return text::collapse_spaces(text);
}
std::string text_of(pugi::xml_node node) {
  std::string out;
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
  return words(out);
}
pugi::xml_node child(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_node c : node.children())
    if (local(c) == name) return c;
  return {};
}

struct Rect {
  double x = 0, y = 0, width = 0, height = 0;
  [[nodiscard]] bool holds(double px, double py) const {
    return px >= x && px <= x + width && py >= y && py <= y + height;
  }
};

class Reader {
 public:
  explicit Reader(std::string_view xml) : xml_(xml) {}

  Result<Graph> run() {
    if (xml_.size() > limits::import_bpmn_bytes_max)
      return fail(
          ErrorKind::too_large, "import/too-large",
          fmt::format("The file has {} bytes; a BPMN file has at most {}.", xml_.size(), limits::import_bpmn_bytes_max),
          "Split it into one file for each process.");
    // Looked for before anything is parsed: what it declares is never read.
    if (const std::size_t at = xml_.find("<!DOCTYPE"); at != std::string_view::npos)
      return fail(ErrorKind::invalid, "import/document-type",
                  fmt::format("Line {} declares a document type (<!DOCTYPE …>).", line_at(at)),
                  "Remove it: entities and outside files are never read.");
    if (const auto sound = check_depth(); !sound) return fail(sound.error());
    pugi::xml_document document;
    const auto parsed = document.load_buffer(xml_.data(), xml_.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed)
      return fail(ErrorKind::invalid, "import/not-bpmn",
                  fmt::format("Line {} is no well-formed XML: {}.",
                              line_at(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0))),
                              parsed.description()),
                  "Save the diagram anew as BPMN 2.0.");
    const pugi::xml_node root = document.document_element();
    if (local(root) != "definitions" || xml_.find(model_space) == std::string_view::npos)
      return fail(ErrorKind::invalid, "import/not-bpmn",
                  fmt::format("Line {}: the outermost element is \"{}\", not the definitions of BPMN 2.0.",
                              line_of(root), text::prefix(local(root), 100)),
                  "Save the diagram as BPMN 2.0.");
    for (const pugi::xml_node node : root.children()) {
      if (local(node) == "process") read_process(node);
      if (local(node) == "category") read_category(node);
    }
    if (graph_.nodes.empty())
      return fail(ErrorKind::invalid, "import/not-bpmn", "The file holds no process with tasks.",
                  "Export the process itself, not an empty diagram.");
    if (graph_.nodes.size() > limits::import_flow_nodes_max)
      return fail(ErrorKind::too_large, "import/too-large",
                  fmt::format("The file has {} tasks, events and gateways; at most {} are taken.", graph_.nodes.size(),
                              limits::import_flow_nodes_max),
                  "Split it into one file for each process.");
    link();
    read_shapes(root);
    return std::move(graph_);
  }

 private:
  std::uint32_t line_at(std::size_t offset) const {
    offset = std::min(offset, xml_.size());
    return static_cast<std::uint32_t>(
        1 + std::count(xml_.begin(), xml_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
  }
  /// Lines are counted on from the last one: nodes come in order.
  std::uint32_t line_of(pugi::xml_node node) {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
    if (offset < counted_to_) counted_to_ = 0, counted_ = 1;
    counted_ += static_cast<std::uint32_t>(
        std::count(xml_.begin() + static_cast<std::ptrdiff_t>(counted_to_),
                   xml_.begin() + static_cast<std::ptrdiff_t>(std::min(offset, xml_.size())), '\n'));
    counted_to_ = std::min(offset, xml_.size());
    return counted_;
  }

  /// Depth and number of elements, counted on the text: the parser itself is not deep, but what follows it is.
  Result<void> check_depth() const {
    std::size_t depth = 0, elements = 0;
    for (std::size_t i = 0; i + 1 < xml_.size(); ++i) {
      if (xml_[i] != '<') continue;
      if (xml_.substr(i).starts_with("<!--")) {
        i = std::min(xml_.find("-->", i), xml_.size() - 1);
        continue;
      }
      if (xml_.substr(i).starts_with("<![CDATA[")) {
        i = std::min(xml_.find("]]>", i), xml_.size() - 1);
        continue;
      }
      if (xml_[i + 1] == '?' || xml_[i + 1] == '!') continue;
      if (xml_[i + 1] == '/') {
        depth -= depth > 0 ? 1 : 0;
        continue;
      }
      const std::size_t end = xml_.find('>', i);
      if (end == std::string_view::npos) break;
      if (++elements > limits::import_xml_elements_max)
        return fail(ErrorKind::too_large, "import/too-large",
                    fmt::format("The file has more than {} elements.", limits::import_xml_elements_max), "Split it.");
      if (xml_[end - 1] != '/' && ++depth > limits::import_xml_depth_max)
        return fail(ErrorKind::invalid, "import/too-deep",
                    fmt::format("Line {}: elements are nested deeper than {} levels.", line_at(i),
                                limits::import_xml_depth_max),
                    "Make the inner sub-processes processes of their own.");
      i = end;
    }
    return {};
  }

  void read_category(pugi::xml_node category) {
    for (const pugi::xml_node value : category.children())
      if (local(value) == "categoryValue")
        categories_[value.attribute("id").value()] = words(value.attribute("value").value());
  }

  void read_process(pugi::xml_node process) {
    const std::size_t scope = add_scope(process);
    graph_.processes.push_back(scope);
    read_scope(process, scope);
  }
  std::size_t add_scope(pugi::xml_node node) {
    Scope scope;
    scope.name = words(node.attribute("name").value());
    scope.documentation = text_of(child(node, "documentation"));
    scope.by_event = node.attribute("triggeredByEvent").as_bool();
    graph_.scopes.push_back(std::move(scope));
    return graph_.scopes.size() - 1;
  }

  void read_scope(pugi::xml_node parent, std::size_t scope) {
    for (const pugi::xml_node node : parent.children()) {
      if (node.type() != pugi::node_element) continue;
      const std::string_view name = local(node);
      if (name == "sequenceFlow") {
        flows_.push_back(node);
      } else if (name == "group") {
        Group group;
        group.id = node.attribute("id").value();
        group.title = node.attribute("categoryValueRef").value();
        group.documentation = text_of(child(node, "documentation"));
        group.line = line_of(node);
        graph_.groups.push_back(std::move(group));
      } else if (name == "textAnnotation") {
        graph_.asides.push_back(
            {node.attribute("id").value(), std::string(name), text_of(child(node, "text")), line_of(node)});
      } else if (name == "dataObjectReference" || name == "dataStoreReference") {
        graph_.asides.push_back(
            {node.attribute("id").value(), std::string(name), words(node.attribute("name").value()), line_of(node)});
      } else if (name.ends_with("ask") || name.ends_with("Event") || name.ends_with("Gateway") ||
                 name == "callActivity" || name == "subProcess" || name == "adHocSubProcess" || name == "transaction") {
        read_node(node, scope);
      }
    }
  }

  void read_node(pugi::xml_node xml, std::size_t scope) {
    Node node;
    node.id = xml.attribute("id").value();
    node.element = local(xml);
    node.name = words(xml.attribute("name").value());
    node.called = words(xml.attribute("calledElement").value());
    node.scope = scope;
    node.line = line_of(xml);
    attached_.push_back(xml.attribute("attachedToRef").value());
    defaults_.push_back(xml.attribute("default").value());
    for (const pugi::xml_node part : xml.children()) {
      const std::string_view name = local(part);
      if (name == "documentation") node.documentation = text_of(part);
      if (name == "script" &&
          std::string_view(xml.attribute("scriptFormat").value()).find("feel") != std::string_view::npos)
        node.condition = text_of(part);
      if (name == "potentialOwner" || name == "performer" || name == "humanPerformer")
        node.owner = text_of(child(child(part, "resourceAssignmentExpression"), "formalExpression"));
      if (!name.ends_with("EventDefinition")) continue;
      node.event = name.substr(0, name.size() - std::string_view("EventDefinition").size());
      for (const pugi::xml_node value : part.children()) {
        if (local(value).starts_with("time")) node.timer = text_of(value);
        if (local(value) == "condition") node.condition = text_of(value);
      }
    }
    const std::size_t index = graph_.nodes.size();
    graph_.scopes[scope].nodes.push_back(index);
    ids_.emplace(node.id, index);
    const bool has_inner = node.element.ends_with("ubProcess") || node.element == "transaction";
    graph_.nodes.push_back(std::move(node));
    if (!has_inner) return;
    const std::size_t inner = add_scope(xml);
    graph_.nodes[index].inner = inner;
    read_scope(xml, inner);
  }

  void link() {
    for (const pugi::xml_node xml : flows_) {
      const auto from = ids_.find(xml.attribute("sourceRef").value()),
                 to = ids_.find(xml.attribute("targetRef").value());
      if (from == ids_.end() || to == ids_.end() ||
          graph_.nodes[from->second].scope != graph_.nodes[to->second].scope) {
        graph_.asides.push_back(
            {xml.attribute("id").value(), "sequenceFlow", words(xml.attribute("name").value()), line_of(xml)});
        continue;
      }
      Flow flow{from->second, to->second, words(xml.attribute("name").value()),
                text_of(child(xml, "conditionExpression")), false};
      flow.is_default = !defaults_[flow.from].empty() && defaults_[flow.from] == xml.attribute("id").value();
      graph_.nodes[flow.from].out.push_back(graph_.flows.size());
      graph_.nodes[flow.to].in.push_back(graph_.flows.size());
      graph_.flows.push_back(std::move(flow));
    }
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
      if (const auto to = ids_.find(attached_[i]); !attached_[i].empty() && to != ids_.end() && to->second != i)
        graph_.nodes[i].attached_to = to->second;
    for (Group& group : graph_.groups)
      if (const auto title = categories_.find(group.title); title != categories_.end())
        group.title = title->second;
      else
        group.title.clear();
  }

  void read_shapes(pugi::xml_node root) {
    if (graph_.groups.empty()) return;
    std::map<std::string, Rect> shapes;
    for (const pugi::xml_node diagram : root.children())
      for (const pugi::xml_node plane : diagram.children())
        for (const pugi::xml_node shape : plane.children()) {
          const pugi::xml_node b = child(shape, "Bounds");
          if (local(shape) == "BPMNShape" && b)
            shapes[shape.attribute("bpmnElement").value()] = {
                b.attribute("x").as_double(), b.attribute("y").as_double(), b.attribute("width").as_double(),
                b.attribute("height").as_double()};
        }
    std::stable_sort(graph_.groups.begin(), graph_.groups.end(),
                     [&](const Group& a, const Group& b) { return shapes[a.id].y < shapes[b.id].y; });
    for (Node& node : graph_.nodes) {
      const auto at = shapes.find(node.id);
      if (at == shapes.end()) continue;
      const double x = at->second.x + at->second.width / 2, y = at->second.y + at->second.height / 2;
      for (std::size_t g = 0; g < graph_.groups.size() && node.group == none; ++g)
        if (shapes[graph_.groups[g].id].holds(x, y)) node.group = g;
    }
  }

  std::string_view xml_;
  Graph graph_;
  std::map<std::string, std::size_t> ids_;
  std::map<std::string, std::string> categories_;
  std::vector<pugi::xml_node> flows_;
  std::vector<std::string> attached_, defaults_;
  std::size_t counted_to_ = 0;
  std::uint32_t counted_ = 1;
};

}  // namespace

Result<Graph> read_graph(std::string_view xml) {
  return Reader(xml).run();
}

}  // namespace evenhand::intake::bpmn
