#include "dmn/boxed_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace evenhand::dmn {

namespace {

constexpr std::array<std::string_view, 12> kinds = {
    "literalExpression", "decisionTable", "context", "list", "relation", "invocation",
    "conditional",       "filter",        "for",     "some", "every",    "functionDefinition"};

bool is_logic(pugi::xml_node node) {
  return std::find(kinds.begin(), kinds.end(), local_name(node)) != kinds.end();
}

}  // namespace

BoxedReader::Fresh BoxedReader::fresh(pugi::xml_node node, Boxed::Kind kind) {
  auto out = std::make_shared<Boxed>();
  out->kind = kind;
  out->type = type_of(node);
  out->label = node.attribute("label").value();
  out->description = child_text(node, "description");
  out->span = report_.span_of(node);
  return out;
}

BoxedPtr BoxedReader::nothing(pugi::xml_node node, std::string why) {
  auto out = std::make_shared<Boxed>();
  out->problem = std::move(why);
  out->span = report_.span_of(node);
  return out;
}

BoxedPtr BoxedReader::logic_of(pugi::xml_node parent) {
  for (const pugi::xml_node child : parent.children()) {
    if (is_logic(child)) return read(child);
  }
  return nothing(parent, "there is no logic");
}

BoxedPtr BoxedReader::read(pugi::xml_node node) {
  if (depth_ >= limits::dmn_boxed_depth_max) {
    report_.add("EH0406",
                fmt::format("Boxed expressions are nested deeper than {} levels.", limits::dmn_boxed_depth_max),
                "Give the inner ones decisions or knowledge models of their own.", report_.span_of(node));
    return nothing(node, "boxed expressions are nested too deep");
  }
  struct Level {
    std::size_t& depth;
    std::vector<std::string>& names;
    std::size_t size;
    Level(std::size_t& d, std::vector<std::string>& n) : depth(++d), names(n), size(n.size()) {}
    ~Level() {
      --depth;
      names.resize(size);
    }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
  } const level(depth_, names_);
  const std::string_view kind = local_name(node);
  if (kind == "decisionTable") return read_table(node);
  if (kind == "context") return read_context(node);
  if (kind == "relation") return read_relation(node);
  if (kind == "invocation") return read_invocation(node);
  if (kind == "functionDefinition") return function_of(node);
  if (kind == "conditional") return read_parts(node, Boxed::Kind::conditional, {"if", "then", "else"});
  if (kind == "filter") return read_parts(node, Boxed::Kind::filter, {"in", "match"});
  if (kind == "for") return read_loop(node, Boxed::Kind::iterate, "return");
  if (kind == "some") return read_loop(node, Boxed::Kind::some, "satisfies");
  if (kind == "every") return read_loop(node, Boxed::Kind::every, "satisfies");
  if (kind != "list") return read_literal(node);
  auto out = fresh(node, Boxed::Kind::list);
  for (const pugi::xml_node child : node.children()) {
    if (is_logic(child)) out->parts.push_back(read(child));
  }
  return out;
}

BoxedPtr BoxedReader::read_literal(pugi::xml_node node) {
  auto out = fresh(node, Boxed::Kind::literal);
  out->text = text_of(child_of(node, "text"));
  out->expression = expression_of(node, *out);
  if (!out->problem.empty()) out->language = node.attribute("expressionLanguage").value();
  return out;
}

BoxedPtr BoxedReader::read_context(pugi::xml_node node) {
  auto out = fresh(node, Boxed::Kind::context);
  for (const pugi::xml_node entry : node.children()) {
    if (local_name(entry) != "contextEntry") continue;
    const pugi::xml_node variable = child_of(entry, "variable");
    const std::string name = name_of(variable);
    // A function may call itself by its entry's name.
    if (child_of(entry, "functionDefinition")) names_.push_back(name);
    out->parts.push_back(logic_of(entry));
    out->names.push_back(name);
    out->types.push_back(type_of(variable));
    if (!name.empty()) names_.push_back(name);
  }
  return out;
}

BoxedPtr BoxedReader::read_relation(pugi::xml_node node) {
  auto out = fresh(node, Boxed::Kind::relation);
  for (const pugi::xml_node child : node.children()) {
    if (local_name(child) == "column") {
      out->names.push_back(name_of(child));
      out->types.push_back(type_of(child));
    }
    if (local_name(child) != "row") continue;
    std::size_t cells = 0;
    for (const pugi::xml_node cell : child.children()) {
      if (!is_logic(cell)) continue;
      out->parts.push_back(read(cell));
      ++cells;
    }
    if (cells == out->names.size()) continue;
    report_.add("EH0406", fmt::format("This row has {} cells, the relation {} columns.", cells, out->names.size()),
                "Give every column a cell.", report_.span_of(child));
    return nothing(node, "a row of the relation has not one cell for each column");
  }
  return out;
}

BoxedPtr BoxedReader::read_invocation(pugi::xml_node node) {
  auto out = fresh(node, Boxed::Kind::invocation);
  out->parts.push_back(logic_of(node));
  for (const pugi::xml_node binding : node.children()) {
    if (local_name(binding) != "binding") continue;
    const pugi::xml_node parameter = child_of(binding, "parameter");
    out->names.push_back(name_of(parameter));
    out->types.push_back(type_of(parameter));
    out->parts.push_back(logic_of(binding));
  }
  return out;
}

BoxedPtr BoxedReader::function_of(pugi::xml_node node) {
  auto out = fresh(node, Boxed::Kind::function);
  const std::string_view kind = node.attribute("kind").value();
  if (kind == "Java" || kind == "PMML") {
    out->language = kind;
    out->problem = "functions in other languages are not called";
  }
  const std::size_t size = names_.size();
  for (const pugi::xml_node child : node.children()) {
    if (local_name(child) != "formalParameter") continue;
    out->names.push_back(name_of(child));
    out->types.push_back(type_of(child));
    names_.push_back(out->names.back());
  }
  out->parts.push_back(logic_of(node));
  names_.resize(size);
  return out;
}

BoxedPtr BoxedReader::read_parts(pugi::xml_node node, Boxed::Kind kind, std::initializer_list<std::string_view> parts) {
  auto out = fresh(node, kind);
  for (const std::string_view part : parts) {
    const pugi::xml_node holder = child_of(node, part);
    if (!holder)
      report_.add("EH0406", fmt::format("This {} has no \"{}\".", local_name(node), part), "Add it.",
                  report_.span_of(node));
    out->parts.push_back(logic_of(holder));
  }
  return out;
}

BoxedPtr BoxedReader::read_loop(pugi::xml_node node, Boxed::Kind kind, std::string_view result) {
  auto out = fresh(node, kind);
  out->names.push_back(text::collapse_spaces(node.attribute("iteratorVariable").value()));
  out->parts.push_back(logic_of(child_of(node, "in")));
  names_.push_back(out->names.back());
  out->parts.push_back(logic_of(child_of(node, result)));
  return out;
}

}  // namespace evenhand::dmn
