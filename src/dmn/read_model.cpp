#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "dmn/boxed_reader.hpp"
#include "dmn/content.hpp"
#include "dmn/model.hpp"
#include "dmn/reading.hpp"

namespace evenhand::dmn {

namespace {

constexpr std::string_view no_dmn = "This is no DMN file: its outermost element is not \"definitions\".";

std::string_view namespace_of(pugi::xml_node node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return node.attribute("xmlns").value();
  return node.attribute(("xmlns:" + std::string(name.substr(0, colon))).c_str()).value();
}

class ModelReader {
 public:
  ModelReader(std::string_view xml, Loader& loader) : xml_(xml), report_(xml), loader_(loader) {}

  /// False when the model must not be used.
  bool read() {
    if (!parse_xml(xml_, document_, report_)) return false;
    const pugi::xml_node root = document_.document_element();
    if (local_name(root) != "definitions") {
      report_.add("EH0405", std::string(no_dmn), "", report_.span_of(root));
      return false;
    }
    // BPMN's files begin with an element of the same name.
    if (const std::string_view space = namespace_of(root); !space.empty() && space.find("/DMN/") == space.npos) {
      report_.add("EH0405", fmt::format("This is no DMN file: its elements are of \"{}\".", text::prefix(space, 100)),
                  "DMN's namespaces are https://www.omg.org/spec/DMN/20191111/MODEL/ and the like.",
                  report_.span_of(root));
      return false;
    }
    content_.id = root.attribute("id").value();
    content_.name = name_of(root);
    content_.space = root.attribute("namespace").value();
    content_.description = child_text(root, "description");
    if (!read_imports(root)) return false;
    collect_names(root);
    collect_ids(root);
    names_.emplace(content_.names);
    BoxedReader boxed(report_, *names_, content_);
    for (const pugi::xml_node node : root.children()) {
      const std::string_view kind = local_name(node);
      if (kind == "itemDefinition") read_type(node);
      if (kind == "inputData" || kind == "decision") boxed.declare(name_of(node), variable_type(node));
    }
    for (const pugi::xml_node node : root.children()) read_element(node, boxed);
    for (const pugi::xml_node node : root.children()) read_artifact(node);
    read_diagrams(root, content_);
    index(content_);
    return check_graph(content_, report_) && !repeated_;
  }

  ModelContent take_content() { return std::move(content_); }
  Diagnostics take_diagnostics() { return report_.take(); }

 private:
  bool read_imports(pugi::xml_node root) {
    bool good = true;
    loader_.loading.push_back(content_.space);
    for (const pugi::xml_node node : root.children()) {
      if (local_name(node) != "import") continue;
      Import import{name_of(node),
                    node.attribute("namespace").value(),
                    node.attribute("locationURI").value(),
                    node.attribute("importType").value(),
                    nullptr,
                    report_.span_of(node)};
      if (import.type.find("/DMN/") != std::string::npos) good = load(import) && good;
      content_.imports.push_back(std::move(import));
    }
    loader_.loading.pop_back();
    return good;
  }

  bool load(Import& import) {
    if (std::find(loader_.loading.begin(), loader_.loading.end(), import.space) != loader_.loading.end()) {
      report_.add("EH0408", fmt::format("The model of the namespace \"{}\" imports itself.", import.space),
                  "Move what both need into a third model.", import.span);
      return false;
    }
    const auto known = loader_.loaded.find(import.space);
    if (known != loader_.loaded.end()) {
      import.content = known->second;
      return true;
    }
    if (++loader_.count > limits::dmn_imports_max) {
      report_.add("EH0410", fmt::format("More than {} models are imported.", limits::dmn_imports_max), "", import.span);
      return false;
    }
    const auto xml = loader_.importer ? loader_.importer(import.space, import.location) : std::nullopt;
    if (!xml) {
      report_.add(
          "EH0410",
          fmt::format("The imported model \"{}\" of the namespace \"{}\" was not found.", import.name, import.space),
          "Put its file beside this one.", import.span);
      return true;  // what does not need it works
    }
    ModelReader reader(*xml, loader_);
    const bool good = reader.read();
    for (Diagnostic& problem : reader.take_diagnostics())
      report_.add(
          std::move(problem.code),
          fmt::format("In the imported model \"{}\", line {}: {}", import.name, problem.span.line, problem.message),
          std::move(problem.hint), import.span);
    if (!good) return false;
    auto content = std::make_shared<ModelContent>(reader.take_content());
    if (content->space != import.space) {
      report_.add("EH0410",
                  fmt::format("The file found for the import \"{}\" has the namespace \"{}\", not \"{}\".", import.name,
                              content->space, import.space),
                  "Give the import the model's namespace.", import.span);
      return true;
    }
    loader_.loaded.emplace(import.space, content);
    import.content = std::move(content);
    return true;
  }

  /// The names that may hold symbols have to be known wherever an expression may use them.
  void collect_names(pugi::xml_node root) {
    struct Finder : pugi::xml_tree_walker {
      std::vector<std::string>* names = nullptr;
      bool for_each(pugi::xml_node& node) override {
        const std::string_view kind = local_name(node);
        if (kind == "itemComponent" || kind == "decision" || kind == "inputData" || kind == "businessKnowledgeModel" ||
            kind == "decisionService") {
          if (std::string name = name_of(node); !name.empty()) names->push_back(std::move(name));
        }
        return true;
      }
    } finder;
    std::vector<std::string> all;
    finder.names = &all;
    root.traverse(finder);
    for (const Import& import : content_.imports) {
      if (!import.name.empty()) all.push_back(import.name);
      if (import.content) all.insert(all.end(), import.content->names.begin(), import.content->names.end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    content_.names = std::move(all);
  }

  /// Ids that stand in the file, so that those made here differ from them.
  void collect_ids(pugi::xml_node root) {
    for (const pugi::xml_node node : root.children()) {
      ids_.insert(node.attribute("id").value());
      for (const pugi::xml_node child : node.children()) ids_.insert(child.attribute("id").value());
    }
    ids_.insert("");
  }
  /// @param is_referred  requirements name it, so that a second one of that id would be mistaken for it
  std::string id_of(pugi::xml_node node, std::string_view prefix, std::string_view name = {},
                    bool is_referred = false) {
    if (const std::string id = node.attribute("id").value(); !id.empty()) {
      if (!used_.insert(id).second) {
        report_.add("EH0409", fmt::format("The id \"{}\" stands twice.", id), "Give every element an id of its own.",
                    report_.span_of(node));
        repeated_ = repeated_ || is_referred;
      }
      return id;
    }
    const std::string slug = text::slug(name);
    const std::string base = slug.empty() ? std::string(prefix) : fmt::format("{}_{}", prefix, slug);
    std::size_t& count = counts_[base];
    std::string id;
    do {
      ++count;
      id = count == 1 && !slug.empty() ? base : fmt::format("{}_{}", base, count);
    } while (!ids_.insert(id).second);
    return id;
  }

  void read_type(pugi::xml_node node) {
    ItemDefinition type = type_definition(node, 0);
    std::string name = type.name;
    if (!content_.types.contains(name)) content_.type_order.push_back(name);
    content_.types.insert_or_assign(std::move(name), std::move(type));
  }

  ItemDefinition type_definition(pugi::xml_node node, int depth) {
    ItemDefinition out;
    out.name = name_of(node);
    out.id = node.attribute("id").value();
    out.label = node.attribute("label").value();
    out.description = child_text(node, "description");
    out.is_collection = node.attribute("isCollection").as_bool();
    out.type = plain_type(child_text(node, "typeRef"));
    if (const auto function = child_of(node, "functionItem")) {
      out.is_function = true;
      out.type = plain_type(function.attribute("outputTypeRef").value());
      for (const pugi::xml_node parameter : function.children())
        if (local_name(parameter) == "parameters") out.parameters.emplace_back(name_of(parameter), type_of(parameter));
    }
    if (const auto allowed = child_of(node, "allowedValues")) out.allowed = tests_of(allowed, out.allowed_text);
    if (const auto constraint = child_of(node, "typeConstraint")) {
      auto& place = out.is_collection ? out.allowed_whole : out.allowed;
      place = tests_of(constraint, out.is_collection ? out.allowed_whole_text : out.allowed_text);
    }
    constexpr int depth_max = 20;
    if (depth > depth_max) return out;
    for (const pugi::xml_node child : node.children()) {
      if (local_name(child) == "itemComponent") out.components.push_back(type_definition(child, depth + 1));
    }
    return out;
  }

  std::optional<feel::Expression> tests_of(pugi::xml_node node, std::string& source) {
    const pugi::xml_node text = child_of(node, "text");
    source = text_of(text);
    if (text::trim(source).empty()) return std::nullopt;
    const feel::Parsed parsed = parse_within(source, true, *names_);
    if (parsed.ok()) return parsed.expression;
    report_.add_feel(parsed.diagnostics, text);
    return std::nullopt;
  }

  template <class T>
  T element(pugi::xml_node node, std::string_view prefix) {
    T out;
    out.name = name_of(node);
    out.id = id_of(node, prefix, out.name, true);
    out.label = node.attribute("label").value();
    out.description = child_text(node, "description");
    out.span = report_.span_of(node);
    return out;
  }
  static std::string variable_type(pugi::xml_node node) { return type_of(child_of(node, "variable")); }

  void read_element(pugi::xml_node node, BoxedReader& boxed) {
    const std::string_view kind = local_name(node);
    if (kind == "inputData") {
      auto out = element<InputData>(node, "input");
      out.type = variable_type(node);
      content_.inputs.push_back(std::move(out));
    } else if (kind == "decision") {
      auto out = element<DecisionNode>(node, "decision");
      out.question = child_text(node, "question");
      out.answers = child_text(node, "allowedAnswers");
      out.type = variable_type(node);
      out.needs = needs_of(node);
      out.logic = boxed.logic_of(node);
      content_.decisions.push_back(std::move(out));
    } else if (kind == "businessKnowledgeModel") {
      auto out = element<KnowledgeModel>(node, "knowledge");
      out.type = variable_type(node);
      out.needs = needs_of(node);
      out.logic = boxed.function_of(child_of(node, "encapsulatedLogic"));
      content_.knowledge.push_back(std::move(out));
    } else if (kind == "decisionService") {
      auto out = element<DecisionService>(node, "service");
      out.type = variable_type(node);
      for (const pugi::xml_node child : node.children()) {
        const std::string_view part = local_name(child);
        if (part == "outputDecision") out.outputs.push_back(href_of(child));
        if (part == "encapsulatedDecision") out.encapsulated.push_back(href_of(child));
        if (part == "inputDecision") out.input_decisions.push_back(href_of(child));
        if (part == "inputData") out.input_data.push_back(href_of(child));
      }
      content_.services.push_back(std::move(out));
    } else if (kind == "knowledgeSource") {
      auto out = element<KnowledgeSource>(node, "source");
      out.type = child_text(node, "type");
      out.location = node.attribute("locationURI").value();
      out.needs = needs_of(node);
      content_.sources.push_back(std::move(out));
    }
  }

  /// `#id` and `OWN-NAMESPACE#id` are the id alone.
  std::string href_of(pugi::xml_node node) const {
    const std::string_view href = node.attribute("href").value();
    const std::size_t hash = href.rfind('#');
    if (hash == std::string_view::npos) return std::string(href);
    const bool own = hash == 0 || href.substr(0, hash) == content_.space;
    return std::string(own ? href.substr(hash + 1) : href);
  }

  std::vector<Requirement> needs_of(pugi::xml_node node) {
    std::vector<Requirement> out;
    for (const pugi::xml_node child : node.children()) {
      const std::string_view kind = local_name(child);
      const bool authority = kind == "authorityRequirement";
      if (kind != "informationRequirement" && kind != "knowledgeRequirement" && !authority) continue;
      for (const pugi::xml_node target : child.children()) {
        if (!target.attribute("href")) continue;
        Requirement need;
        const std::string_view part = local_name(target);
        need.kind = authority                    ? Requirement::Kind::authority
                    : part == "requiredInput"    ? Requirement::Kind::input
                    : part == "requiredDecision" ? Requirement::Kind::decision
                                                 : Requirement::Kind::knowledge;
        need.href = href_of(target);
        need.span = report_.span_of(target);
        need.id = id_of(child, "requirement");
        out.push_back(std::move(need));
        break;
      }
    }
    // In the order of the schema, so that writing changes nothing.
    const auto place = [](const Requirement& need) {
      return need.kind == Requirement::Kind::authority ? 2 : need.kind == Requirement::Kind::knowledge ? 1 : 0;
    };
    std::stable_sort(out.begin(), out.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return out;
  }

  void read_artifact(pugi::xml_node node) {
    const std::string_view kind = local_name(node);
    if (kind == "textAnnotation") {
      content_.annotations.push_back(
          {id_of(node, "annotation"), child_text(node, "text"), node.attribute("textFormat").value()});
    } else if (kind == "association") {
      content_.associations.push_back({id_of(node, "association"), href_of(child_of(node, "sourceRef")),
                                       href_of(child_of(node, "targetRef")),
                                       node.attribute("associationDirection").value()});
    }
  }

  std::string_view xml_;
  pugi::xml_document document_;
  Report report_;
  Loader& loader_;
  ModelContent content_;
  std::optional<Names> names_;
  std::set<std::string> ids_, used_;
  std::map<std::string, std::size_t> counts_;  ///< ids made, by what they begin with
  bool repeated_ = false;
};

}  // namespace

ReadModel read_model(std::string_view xml, const Importer& importer) {
  ReadModel out;
  Loader loader{importer, {}, {}, 0};
  ModelReader reader(xml, loader);
  out.usable = reader.read();
  out.model = Model(reader.take_content());
  out.diagnostics = reader.take_diagnostics();
  return out;
}

std::string model_space(std::string_view xml) {
  Report report(xml);
  pugi::xml_document document;
  if (!parse_xml(xml, document, report)) return {};
  const pugi::xml_node root = document.document_element();
  return local_name(root) == "definitions" ? root.attribute("namespace").value() : "";
}

Importer importer_of(const std::vector<std::string>& texts) {
  std::map<std::string, const std::string*> by_space;
  for (const std::string& text : texts) by_space.emplace(model_space(text), &text);
  return [by_space](std::string_view space, std::string_view) -> std::optional<std::string> {
    const auto found = by_space.find(std::string(space));
    return found == by_space.end() ? std::nullopt : std::optional(*found->second);
  };
}

}  // namespace evenhand::dmn
