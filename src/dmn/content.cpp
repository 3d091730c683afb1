#include "dmn/content.hpp"

#include <algorithm>

namespace evenhand::dmn {

namespace {

bool equal_parts(const std::vector<BoxedPtr>& a, const std::vector<BoxedPtr>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const BoxedPtr& x, const BoxedPtr& y) { return x && y ? equal(*x, *y) : x == y; });
}

bool equal_type(const ItemDefinition& a, const ItemDefinition& b) {
  return a.name == b.name && a.id == b.id && a.label == b.label && a.description == b.description && a.type == b.type &&
         a.is_collection == b.is_collection && a.is_function == b.is_function && a.allowed_text == b.allowed_text &&
         a.allowed_whole_text == b.allowed_whole_text && a.parameters == b.parameters &&
         std::equal(a.components.begin(), a.components.end(), b.components.begin(), b.components.end(),
                    [](const ItemDefinition& x, const ItemDefinition& y) { return equal_type(x, y); });
}

bool equal_element(const Element& a, const Element& b) {
  return a.id == b.id && a.name == b.name && a.label == b.label && a.description == b.description;
}

bool equal_needs(const std::vector<Requirement>& a, const std::vector<Requirement>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Requirement& x, const Requirement& y) {
    return x.kind == y.kind && x.id == y.id && x.href == y.href;
  });
}

bool same(const InputData& a, const InputData& b) {
  return equal_element(a, b) && a.type == b.type;
}
bool same(const DecisionNode& a, const DecisionNode& b) {
  return equal_element(a, b) && a.question == b.question && a.answers == b.answers && a.type == b.type &&
         equal_needs(a.needs, b.needs) && equal(*a.logic, *b.logic);
}
bool same(const KnowledgeModel& a, const KnowledgeModel& b) {
  return equal_element(a, b) && a.type == b.type && equal_needs(a.needs, b.needs) && equal(*a.logic, *b.logic);
}
bool same(const DecisionService& a, const DecisionService& b) {
  return equal_element(a, b) && a.type == b.type && a.outputs == b.outputs && a.encapsulated == b.encapsulated &&
         a.input_decisions == b.input_decisions && a.input_data == b.input_data;
}
bool same(const KnowledgeSource& a, const KnowledgeSource& b) {
  return equal_element(a, b) && a.type == b.type && a.location == b.location && equal_needs(a.needs, b.needs);
}
bool same(const Import& a, const Import& b) {
  return a.name == b.name && a.space == b.space && a.location == b.location && a.type == b.type;
}

template <class List>
bool all_same(const List& a, const List& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) { return same(x, y); });
}

Target own_target(const ModelContent& content, std::string_view id) {
  const auto found = content.by_id.find(id);
  Target out;
  if (found == content.by_id.end()) return out;
  const auto [kind, place] = found->second;
  out.content = &content;
  if (kind == ModelContent::Kind::input) out.input = &content.inputs[place];
  if (kind == ModelContent::Kind::decision) out.decision = &content.decisions[place];
  if (kind == ModelContent::Kind::knowledge) out.knowledge = &content.knowledge[place];
  if (kind == ModelContent::Kind::service) out.service = &content.services[place];
  if (kind == ModelContent::Kind::source) out.source = &content.sources[place];
  return out;
}

template <class List>
void index_list(const List& list, ModelContent::Kind kind, ModelContent& content) {
  for (std::size_t i = 0; i < list.size(); ++i) content.by_id.emplace(list[i].id, std::pair{kind, i});
}

}  // namespace

bool equal(const Boxed& a, const Boxed& b) {
  return a.kind == b.kind && a.type == b.type && a.label == b.label && a.description == b.description &&
         a.language == b.language && a.text == b.text && a.rows == b.rows && a.table.policy == b.table.policy &&
         a.table.aggregation == b.table.aggregation && a.names == b.names && a.types == b.types &&
         equal_parts(a.parts, b.parts);
}

bool equal(const ModelContent& a, const ModelContent& b) {
  const auto same_type = [](const auto& x, const auto& y) {
    return x.first == y.first && equal_type(x.second, y.second);
  };
  return a.id == b.id && a.name == b.name && a.space == b.space && a.description == b.description &&
         a.type_order == b.type_order && all_same(a.imports, b.imports) && all_same(a.inputs, b.inputs) &&
         all_same(a.decisions, b.decisions) && all_same(a.knowledge, b.knowledge) && all_same(a.services, b.services) &&
         all_same(a.sources, b.sources) && a.annotations == b.annotations && a.associations == b.associations &&
         std::equal(a.types.begin(), a.types.end(), b.types.begin(), b.types.end(), same_type);
}

void index(ModelContent& content) {
  content.by_id.clear();
  index_list(content.inputs, ModelContent::Kind::input, content);
  index_list(content.decisions, ModelContent::Kind::decision, content);
  index_list(content.knowledge, ModelContent::Kind::knowledge, content);
  index_list(content.services, ModelContent::Kind::service, content);
  index_list(content.sources, ModelContent::Kind::source, content);
}

Target find_target(const ModelContent& content, std::string_view href) {
  const std::size_t hash = href.rfind('#');
  const std::string_view space = hash == std::string_view::npos ? std::string_view{} : href.substr(0, hash);
  const std::string_view id = hash == std::string_view::npos ? href : href.substr(hash + 1);
  if (space.empty() || space == content.space) return own_target(content, id);
  for (const Import& import : content.imports) {
    if (import.space != space || !import.content) continue;
    Target out = own_target(*import.content, id);
    out.import_name = import.name;
    if (out) return out;
  }
  return {};
}

std::pair<const ItemDefinition*, const ModelContent*> find_type(const ModelContent& content, std::string_view name) {
  if (const auto own = content.types.find(name); own != content.types.end()) return {&own->second, &content};
  for (const Import& import : content.imports) {
    if (!import.content) continue;
    if (import.name.empty()) {
      if (const auto found = find_type(*import.content, name); found.first != nullptr) return found;
    }
    if (name.size() > import.name.size() && name.starts_with(import.name) && name[import.name.size()] == '.') {
      if (const auto found = find_type(*import.content, name.substr(import.name.size() + 1)); found.first != nullptr)
        return found;
    }
  }
  return {};
}

}  // namespace evenhand::dmn
