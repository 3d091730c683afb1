#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>

#include "base/text.hpp"
#include "dmn/boxed_reader.hpp"
#include "dmn/content.hpp"
#include "dmn/model.hpp"

namespace evenhand::dmn {

namespace {

constexpr std::size_t xml_bytes_max = 16u << 20;

constexpr std::size_t imports_depth_max = 20;

/// The texts that may be imported, by namespace, and what has been read of them.
struct Library {
  std::map<std::string, std::string_view, std::less<>> texts;
  std::map<std::string, std::shared_ptr<const ModelContent>, std::less<>> read;
  std::vector<std::string> reading;  ///< from the outermost model inwards

  explicit Library(std::span<const std::string> others) {
    for (const std::string& text : others) {
      pugi::xml_document document;
      if (text.size() > xml_bytes_max || !document.load_buffer(text.data(), text.size())) continue;
      texts.emplace(document.document_element().attribute("namespace").value(), text);
    }
  }
};

class ModelReader {
 public:
  ModelReader(std::string_view xml, Library& library) : report_(xml), library_(library) {}

  /// False when there is nothing to work with.
  bool read(std::string_view xml) {
    if (xml.size() > xml_bytes_max) {
      report_.add("EH0405", fmt::format("The file is larger than {} bytes.", xml_bytes_max), "", 0);
      return false;
    }
    const pugi::xml_parse_result result = document_.load_buffer(xml.data(), xml.size());
    if (!result) {
      report_.add("EH0405", fmt::format("This is no well-formed XML: {}.", result.description()), "",
                  static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)));
      return false;
    }
    const pugi::xml_node root = document_.document_element();
    if (local_name(root) != "definitions") {
      report_.add("EH0405", "This is no DMN file: its outermost element is not \"definitions\".", "", 0);
      return false;
    }
    own_namespace_ = root.attribute("namespace").value();
    collect_names(root);
    library_.reading.push_back(own_namespace_);
    for (const pugi::xml_node node : root.children()) {
      if (local_name(node) == "import") read_import(node);
    }
    library_.reading.pop_back();
    for (const pugi::xml_node node : root.children()) {
      if (local_name(node) == "itemDefinition") read_type(node);
    }
    for (const pugi::xml_node node : root.children()) read_element(node);
    check_references();
    return true;
  }

  std::shared_ptr<const ModelContent> take_content() {
    return std::make_shared<const ModelContent>(std::move(content_));
  }
  Diagnostics take_diagnostics() { return report_.take(); }

 private:
  static std::string href_of(pugi::xml_node node) {
    const std::string_view href = node.attribute("href").value();
    const std::size_t hash = href.find('#');
    return std::string(hash == std::string_view::npos ? href : href.substr(hash + 1));
  }

  /// `#id` and `own-namespace#id` are of this model, `namespace#id` of one that is imported.
  Reference reference_of(pugi::xml_node node) const {
    const std::string_view href = node.attribute("href").value();
    const std::string_view space = href.substr(0, std::min(href.find('#'), href.size()));
    const auto import = import_names_.find(space);
    const bool outside = href.find('#') != std::string_view::npos && !space.empty() && space != own_namespace_;
    return {outside && import != import_names_.end() ? import->second : std::string(), href_of(node)};
  }

  void read_import(pugi::xml_node node) {
    const std::string space = node.attribute("namespace").value();
    const std::string name = text::collapse_spaces(node.attribute("name").value());
    const std::string_view kind = node.attribute("importType").value();
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
    if (kind.find("DMN") == std::string_view::npos || name.empty()) return;
    const auto source = library_.texts.find(space);
    if (source == library_.texts.end()) {
      return report_.add("EH0406", fmt::format("The model \"{}\" of namespace \"{}\" was not given.", name, space),
                         "Give the file that it imports too.", offset);
    }
    auto& known = library_.read[space];
    if (!known) {
      const auto& open = library_.reading;
      if (std::find(open.begin(), open.end(), space) != open.end() || open.size() > imports_depth_max) {
        return report_.add("EH0406", fmt::format("The import of \"{}\" leads back to this model, or too deep.", name),
                           "Models may not import one another in a circle.", offset);
      }
      ModelReader inner(source->second, library_);
      if (!inner.read(source->second)) {
        return report_.add("EH0406", fmt::format("The imported model \"{}\" cannot be read.", name), "", offset);
      }
      known = inner.take_content();
    }
    content_.imports.insert_or_assign(name, known);
    import_names_.insert_or_assign(space, name);
    names_.push_back(name);
    for (const auto& list :
         {names_of(known->inputs), names_of(known->decisions), names_of(known->knowledge), names_of(known->services)}) {
      names_.insert(names_.end(), list.begin(), list.end());
    }
  }
  template <class Elements>
  static std::vector<std::string> names_of(const Elements& elements) {
    std::vector<std::string> out;
    for (const auto& element : elements) out.push_back(element.name);
    return out;
  }

  static std::string type_of(pugi::xml_node node) {
    const std::string_view type = node.attribute("typeRef").value();
    // `feel:number` and `number` are the same.
    return text::collapse_spaces(type.starts_with("feel:") ? type.substr(5) : type);
  }

  static std::string variable_type(pugi::xml_node node) { return type_of(child_of(node, "variable")); }

  /// The names that may hold symbols have to be known wherever an expression may use them.
  void collect_names(pugi::xml_node root) {
    struct Finder : pugi::xml_tree_walker {
      std::vector<std::string>* names = nullptr;
      bool for_each(pugi::xml_node& node) override {
        const std::string_view kind = local_name(node);
        if (kind == "itemComponent" || kind == "decision" || kind == "inputData" || kind == "businessKnowledgeModel" ||
            kind == "decisionService") {
          names->push_back(text::collapse_spaces(node.attribute("name").value()));
        }
        return true;
      }
    } finder;
    std::vector<std::string> all;
    finder.names = &all;
    root.traverse(finder);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    names_ = std::move(all);
  }

  void read_type(pugi::xml_node node) {
    ItemDefinition type = type_definition(node, 0);
    std::string name = type.name;
    content_.types.insert_or_assign(std::move(name), std::move(type));
  }

  ItemDefinition type_definition(pugi::xml_node node, int depth) {
    ItemDefinition out;
    out.name = text::collapse_spaces(node.attribute("name").value());
    out.is_collection = std::string_view(node.attribute("isCollection").value()) == "true";
    out.type = text::collapse_spaces(child_of(node, "typeRef").child_value());
    if (out.type.starts_with("feel:")) out.type.erase(0, 5);
    if (const auto function = child_of(node, "functionItem")) {
      out.is_function = true;
      out.type = function.attribute("outputTypeRef").value();
    }
    if (const auto allowed = child_of(node, "allowedValues")) out.allowed = tests_of(allowed);
    if (const auto constraint = child_of(node, "typeConstraint")) {
      (out.is_collection ? out.allowed_whole : out.allowed) = tests_of(constraint);
    }
    if (depth > 20) return out;
    for (const pugi::xml_node child : node.children()) {
      if (local_name(child) == "itemComponent") out.components.push_back(type_definition(child, depth + 1));
    }
    return out;
  }

  std::optional<feel::Expression> tests_of(pugi::xml_node node) {
    const pugi::xml_node text = child_of(node, "text");
    const feel::Parsed parsed = feel::parse_unary_tests(text.child_value(), names_);
    if (parsed.ok()) return parsed.expression;
    report_.add_feel(parsed.diagnostics, text);
    return std::nullopt;
  }

  void read_element(pugi::xml_node node) {
    const std::string_view kind = local_name(node);
    const std::string id = node.attribute("id").value();
    const std::string name = text::collapse_spaces(node.attribute("name").value());
    BoxedReader boxed(report_, names_);
    if (kind == "inputData") {
      content_.inputs.push_back({id, name, variable_type(node)});
    } else if (kind == "decision") {
      content_.decisions.push_back({id, name, variable_type(node), needs_of(node), boxed.logic_of(node)});
    } else if (kind == "businessKnowledgeModel") {
      const pugi::xml_node logic = child_of(node, "encapsulatedLogic");
      content_.knowledge.push_back({id, name, variable_type(node), needs_of(node), boxed.function_of(logic)});
    } else if (kind == "decisionService") {
      DecisionService service{id, name, variable_type(node), {}, {}, {}};
      for (const pugi::xml_node child : node.children()) {
        const std::string_view part = local_name(child);
        if (part == "outputDecision") service.outputs.push_back(href_of(child));
        if (part == "inputDecision") service.input_decisions.push_back(href_of(child));
        if (part == "inputData") service.input_data.push_back(href_of(child));
      }
      content_.services.push_back(std::move(service));
    }
  }

  std::vector<Reference> needs_of(pugi::xml_node node) {
    std::vector<Reference> out;
    for (const pugi::xml_node child : node.children()) {
      const std::string_view kind = local_name(child);
      if (kind != "informationRequirement" && kind != "knowledgeRequirement") continue;
      for (const pugi::xml_node target : child.children()) {
        if (!target.attribute("href")) continue;
        out.push_back(reference_of(target));
        references_.emplace_back(out.back(),
                                 static_cast<std::size_t>(std::max<std::ptrdiff_t>(target.offset_debug(), 0)));
      }
    }
    return out;
  }

  void check_references() {
    const auto has = [](const auto& list, const std::string& id) {
      return std::any_of(list.begin(), list.end(), [&](const auto& e) { return e.id == id; });
    };
    for (const auto& [reference, offset] : references_) {
      const auto& [import, id] = reference;
      const ModelContent& model = import.empty() ? content_ : *content_.imports.find(import)->second;
      if (has(model.inputs, id) || has(model.decisions, id) || has(model.knowledge, id) || has(model.services, id)) {
        continue;
      }
      report_.add("EH0406",
                  fmt::format("Nothing in {} has the id \"{}\".",
                              import.empty() ? "this file" : fmt::format("the model \"{}\"", import), id),
                  "", offset);
    }
  }

  pugi::xml_document document_;
  Report report_;
  Library& library_;
  std::string own_namespace_;
  std::map<std::string, std::string, std::less<>> import_names_;  ///< by namespace
  ModelContent content_;
  std::vector<std::string> names_;
  std::vector<std::pair<Reference, std::size_t>> references_;
};

}  // namespace

ReadModel read_model(std::string_view xml, std::span<const std::string> others) {
  ReadModel out;
  Library library(others);
  ModelReader reader(xml, library);
  out.usable = reader.read(xml);
  out.model.content_ = reader.take_content();
  out.diagnostics = reader.take_diagnostics();
  return out;
}

}  // namespace evenhand::dmn
