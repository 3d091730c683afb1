#include <fmt/format.h>

#include "dmn/content.hpp"
#include "dmn/model.hpp"
#include "dmn/writing.hpp"

namespace evenhand::dmn {

namespace {

struct Namespaces {
  std::string_view model, drawing, feel;
};
Namespaces namespaces_of(Edition edition) {
  switch (edition) {
    case Edition::v1_1:
      return {"http://www.omg.org/spec/DMN/20151101/dmn.xsd", "", "http://www.omg.org/spec/FEEL/20140401"};
    case Edition::v1_2:
      return {"http://www.omg.org/spec/DMN/20180521/MODEL/", "http://www.omg.org/spec/DMN/20180521/DMNDI/", ""};
    case Edition::v1_4:
      return {"https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/", ""};
    case Edition::v1_5:
      return {"https://www.omg.org/spec/DMN/20230324/MODEL/", "https://www.omg.org/spec/DMN/20230324/DMNDI/", ""};
    default:
      return {"https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/", ""};
  }
}

Edition chosen(Edition edition, const ModelContent& content) {
  if (edition != Edition::automatic) return edition;
  return is_newer_than_1_3(content) ? Edition::v1_5 : Edition::v1_3;
}

class ModelWriter {
 public:
  ModelWriter(const ModelContent& content, Edition edition)
      : content_(content), edition_(chosen(edition, content)), ids_(content), boxed_(out_, ids_, edition_) {}

  std::string write() {
    const auto [model, drawn, feel] = namespaces_of(edition_);
    out_.open("definitions").always("xmlns", model).with("xmlns:feel", feel).with("xmlns:dmndi", drawn);
    if (!drawn.empty()) {
      out_.always("xmlns:dc", "http://www.omg.org/spec/DMN/20180521/DC/");
      out_.always("xmlns:di", "http://www.omg.org/spec/DMN/20180521/DI/");
    }
    for (std::size_t i = 0; i < content_.imports.size(); ++i)
      out_.with(fmt::format("xmlns:import{}", i + 1), content_.imports[i].space);
    out_.with("id", content_.id).always("name", content_.name).always("namespace", content_.space);
    out_.leaf_with_text("description", content_.description);
    for (const Import& import : content_.imports) {
      out_.open("import").always("name", import.name).always("namespace", import.space);
      out_.with("locationURI", import.location).always("importType", import.type);
      out_.close();
    }
    for (const std::string& name : content_.type_order) type("itemDefinition", content_.types.find(name)->second);
    for (const InputData& one : content_.inputs) {
      element("inputData", one);
      variable(one.name, one.type);
      out_.close();
    }
    for (const DecisionNode& one : content_.decisions) decision(one);
    for (const KnowledgeModel& one : content_.knowledge) {
      element("businessKnowledgeModel", one);
      if (edition_ != Edition::v1_1) variable(one.name, one.type);
      boxed_.function(*one.logic, "encapsulatedLogic");
      if (edition_ == Edition::v1_1) variable(one.name, one.type);
      needs(one.needs);
      out_.close();
    }
    for (const DecisionService& one : content_.services) service(one);
    for (const KnowledgeSource& one : content_.sources) {
      element("knowledgeSource", one, one.location);
      needs(one.needs);
      out_.leaf_with_text("type", one.type);
      out_.close();
    }
    artifacts();
    if (edition_ != Edition::v1_1) drawing();
    out_.close();
    return out_.take();
  }

 private:
  void type(std::string_view tag, const ItemDefinition& one) {
    out_.open(tag).with("id", one.id).with("label", one.label).always("name", one.name);
    if (one.is_collection) out_.always("isCollection", "true");
    out_.leaf_with_text("description", one.description);
    if (!one.is_function) out_.leaf_with_text("typeRef", type_ref(one.type, edition_));
    tests("allowedValues", one.allowed_text);
    if (one.is_collection) tests("typeConstraint", one.allowed_whole_text);
    for (const ItemDefinition& component : one.components) type("itemComponent", component);
    if (one.is_function) {
      out_.open("functionItem").with("outputTypeRef", type_ref(one.type, edition_));
      for (const auto& [name, parameter_type] : one.parameters) {
        out_.open("parameters").always("name", name).with("typeRef", type_ref(parameter_type, edition_));
        out_.close();
      }
      out_.close();
    }
    out_.close();
  }
  void tests(std::string_view tag, const std::string& text) {
    if (text.empty()) return;
    out_.open(tag);
    out_.leaf("text", text);
    out_.close();
  }

  void element(std::string_view tag, const Element& one, const std::string& location = {}) {
    out_.open(tag).always("id", one.id).with("label", one.label).always("name", one.name);
    out_.with("locationURI", location);
    out_.leaf_with_text("description", one.description);
  }
  void variable(const std::string& name, const std::string& type) {
    out_.open("variable").always("name", name).with("typeRef", type_ref(type, edition_));
    out_.close();
  }

  [[nodiscard]] static std::string href(const std::string& target) {
    return target.find('#') == std::string::npos ? "#" + target : target;
  }
  void reference(std::string_view tag, const std::string& target) {
    out_.open(tag).always("href", href(target));
    out_.close();
  }
  void references(std::string_view tag, const std::vector<std::string>& targets) {
    for (const std::string& target : targets) reference(tag, target);
  }

  void needs(const std::vector<Requirement>& list) {
    for (const Requirement& need : list) {
      const bool authority = need.kind == Requirement::Kind::authority;
      const bool knowledge = need.kind == Requirement::Kind::knowledge;
      out_.open(authority ? "authorityRequirement" : knowledge ? "knowledgeRequirement" : "informationRequirement");
      out_.always("id", need.id);
      const Target target = find_target(content_, need.href);
      const bool input = need.kind == Requirement::Kind::input || (authority && target.input != nullptr);
      const bool decision = need.kind == Requirement::Kind::decision || (authority && target.decision != nullptr);
      reference(knowledge  ? "requiredKnowledge"
                : input    ? "requiredInput"
                : decision ? "requiredDecision"
                           : "requiredAuthority",
                need.href);
      out_.close();
    }
  }

  void decision(const DecisionNode& one) {
    element("decision", one);
    out_.leaf_with_text("question", one.question);
    out_.leaf_with_text("allowedAnswers", one.answers);
    variable(one.name, one.type);
    needs(one.needs);
    boxed_.write(*one.logic);
    out_.close();
  }

  void service(const DecisionService& one) {
    element("decisionService", one);
    variable(one.name, one.type);
    references("outputDecision", one.outputs);
    references("encapsulatedDecision", one.encapsulated);
    references("inputDecision", one.input_decisions);
    references("inputData", one.input_data);
    out_.close();
  }

  void artifacts() {
    for (const TextAnnotation& one : content_.annotations) {
      out_.open("textAnnotation").always("id", one.id).with("textFormat", one.format);
      out_.leaf("text", one.text);
      out_.close();
    }
    for (const Association& one : content_.associations) {
      out_.open("association").always("id", one.id).with("associationDirection", one.direction);
      reference("sourceRef", one.source);
      reference("targetRef", one.target);
      out_.close();
    }
  }

  /// A QName: what an imported model holds gets the prefix of its namespace.
  [[nodiscard]] std::string drawn(const std::string& ref) const {
    const std::size_t hash = ref.rfind('#');
    if (hash == std::string::npos) return ref;
    for (std::size_t i = 0; i < content_.imports.size(); ++i)
      if (content_.imports[i].space == ref.substr(0, hash))
        return fmt::format("import{}:{}", i + 1, ref.substr(hash + 1));
    return ref.substr(hash + 1);
  }

  void drawing() {
    const std::vector<Diagram> made =
        content_.diagrams.empty() ? std::vector{lay_out(content_)} : std::vector<Diagram>{};
    const std::vector<Diagram>& diagrams = content_.diagrams.empty() ? made : content_.diagrams;
    if (diagrams.front().shapes.empty()) return;
    out_.open("dmndi:DMNDI");
    for (const Diagram& diagram : diagrams) {
      out_.open("dmndi:DMNDiagram").always("id", ids_.next("diagram")).with("name", diagram.name);
      for (const Shape& shape : diagram.shapes) write_shape(shape);
      for (const Edge& edge : diagram.edges) {
        out_.open("dmndi:DMNEdge").always("id", ids_.next("edge")).always("dmnElementRef", edge.ref);
        points(edge.points);
        out_.close();
      }
      out_.close();
    }
    out_.close();
  }
  void write_shape(const Shape& shape) {
    out_.open("dmndi:DMNShape").always("id", ids_.next("shape")).always("dmnElementRef", drawn(shape.ref));
    if (shape.collapsed) out_.always("isCollapsed", "true");
    out_.open("dc:Bounds").always("height", number(shape.height)).always("width", number(shape.width));
    out_.always("x", number(shape.corner.x)).always("y", number(shape.corner.y));
    out_.close();
    if (!shape.divider.empty()) {
      out_.open("dmndi:DMNDecisionServiceDividerLine").always("id", ids_.next("divider"));
      points(shape.divider);
      out_.close();
    }
    out_.close();
  }
  void points(const std::vector<Point>& list) {
    for (const Point& point : list) {
      out_.open("di:waypoint").always("x", number(point.x)).always("y", number(point.y));
      out_.close();
    }
  }
  static std::string number(double value) { return fmt::format("{}", value); }

  const ModelContent& content_;
  const Edition edition_;
  XmlOut out_;
  FreshIds ids_;
  BoxedWriter boxed_;
};

}  // namespace

std::string write_model(const Model& model, Edition edition) {
  return ModelWriter(model.content(), edition).write();
}

}  // namespace evenhand::dmn
