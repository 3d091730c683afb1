#include "dmn/boxed_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "feel/shape.hpp"

namespace evenhand::dmn {

namespace {

constexpr int depth_max = 50;

std::string name_of(pugi::xml_node node) {
  return text::collapse_spaces(node.attribute("name").value());
}

BoxedPtr nothing(std::string why) {
  auto out = std::make_shared<Boxed>();
  out->problem = std::move(why);
  return out;
}

HitPolicy policy_of(std::string_view text) {
  constexpr std::pair<std::string_view, HitPolicy> names[] = {
      {"ANY", HitPolicy::any},         {"PRIORITY", HitPolicy::priority},     {"FIRST", HitPolicy::first},
      {"COLLECT", HitPolicy::collect}, {"RULE ORDER", HitPolicy::rule_order}, {"OUTPUT ORDER", HitPolicy::output_order},
  };
  const auto found = std::find_if(std::begin(names), std::end(names), [&](const auto& n) { return n.first == text; });
  return found == std::end(names) ? HitPolicy::unique : found->second;
}

Aggregation aggregation_of(std::string_view text) {
  if (text == "SUM") return Aggregation::sum;
  if (text == "COUNT") return Aggregation::count;
  if (text == "MIN") return Aggregation::min;
  return text == "MAX" ? Aggregation::max : Aggregation::none;
}

}  // namespace

std::string_view local_name(pugi::xml_node node) noexcept {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_of(pugi::xml_node node, std::string_view name) noexcept {
  for (const pugi::xml_node child : node.children()) {
    if (local_name(child) == name) return child;
  }
  return {};
}

void Report::add(std::string code, std::string message, std::string hint, std::size_t offset) {
  const std::string_view before = xml_.substr(0, std::min(offset, xml_.size()));
  const std::size_t last = before.rfind('\n');
  Span span;
  span.line = span.end_line = static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n'));
  span.column = static_cast<std::uint32_t>(
      1 + text::count_code_points(last == std::string_view::npos ? before : before.substr(last + 1)));
  span.end_column = span.column + 1;
  diagnostics_.push_back({Severity::error, std::move(code), std::move(message), std::move(hint), span});
}

void Report::add_feel(const Diagnostics& problems, pugi::xml_node node) {
  const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
  for (const Diagnostic& problem : problems) {
    add("EH0407", fmt::format("\"{}\" is no FEEL: {}", text::trim(node.child_value()), problem.message), problem.hint,
        offset);
  }
}

std::string BoxedReader::type_of(pugi::xml_node node) {
  const std::string_view type = node.attribute("typeRef").value();
  return text::collapse_spaces(type.starts_with("feel:") ? type.substr(5) : type);
}

BoxedPtr BoxedReader::logic_of(pugi::xml_node parent) {
  constexpr std::array<std::string_view, 12> kinds = {
      "literalExpression", "decisionTable", "context", "list", "relation", "invocation",
      "conditional",       "filter",        "for",     "some", "every",    "functionDefinition"};
  for (const pugi::xml_node child : parent.children()) {
    if (std::find(kinds.begin(), kinds.end(), local_name(child)) != kinds.end()) return read(child);
  }
  return nothing("there is no logic");
}

BoxedPtr BoxedReader::read(pugi::xml_node node) {
  if (depth_ >= depth_max) {
    report_.add("EH0406", fmt::format("Boxed expressions are nested deeper than {} levels.", depth_max), "",
                static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)));
    return nothing("boxed expressions are nested too deep");
  }
  struct Level {
    int& depth;
    std::vector<std::string>& names;
    std::size_t size;
    explicit Level(int& d, std::vector<std::string>& n) : depth(++d), names(n), size(n.size()) {}
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
  auto out = std::make_shared<Boxed>();
  out->type = type_of(node);
  if (kind == "list") {
    out->kind = Boxed::Kind::list;
    for (const pugi::xml_node child : node.children()) {
      if (child.type() == pugi::node_element) out->parts.push_back(read(child));
    }
    return out;
  }
  out->kind = Boxed::Kind::literal;
  out->expression = expression_of(node, out->problem);
  if (!out->problem.empty()) out->kind = Boxed::Kind::nothing;
  return out;
}

feel::Expression BoxedReader::expression_of(pugi::xml_node holder, std::string& problem) {
  const pugi::xml_node text = child_of(holder, "text");
  const std::string_view language = holder.attribute("expressionLanguage").value();
  if (!language.empty() && text::to_lower_ascii(language).find("feel") == std::string::npos) {
    problem = fmt::format("the expression is written in {}", language.substr(0, 100));
    return {};
  }
  const feel::Parsed parsed = feel::parse(text.child_value(), names_);
  if (parsed.ok()) return parsed.expression;
  report_.add_feel(parsed.diagnostics, text);
  problem = parsed.diagnostics.front().message;
  return {};
}

feel::Expression BoxedReader::tests_of(pugi::xml_node holder, bool& good) {
  const pugi::xml_node text = child_of(holder, "text");
  const std::string_view source = text::trim(text.child_value());
  const feel::Parsed parsed = feel::parse_unary_tests(source.empty() ? "-" : source, names_);
  if (parsed.ok()) return parsed.expression;
  report_.add_feel(parsed.diagnostics, text);
  good = false;
  return {};
}

/// The plain values of an enumeration; nothing where it says anything else.
std::vector<feel::Value> BoxedReader::values_of(pugi::xml_node holder) {
  const feel::Parsed parsed = feel::parse_unary_tests(child_of(holder, "text").child_value(), names_);
  if (!parsed.ok()) return {};
  const auto shape = feel::shape_of(parsed.expression);
  if (!shape || shape->negated || shape->any || shape->null) return {};
  std::vector<feel::Value> out = shape->values;
  for (const feel::Range& range : shape->ranges) {
    if (!range.low.equals(range.high).value_or(false)) return {};
    out.push_back(range.low);
  }
  return out;
}

BoxedPtr BoxedReader::read_table(pugi::xml_node node) {
  auto out = std::make_shared<Boxed>();
  out->kind = Boxed::Kind::table;
  out->type = type_of(node);
  Table& table = out->table;
  table.policy = policy_of(node.attribute("hitPolicy").value());
  table.aggregation = aggregation_of(node.attribute("aggregation").value());
  bool good = true;
  for (const pugi::xml_node child : node.children()) {
    const std::string_view kind = local_name(child);
    if (kind == "input") {
      const pugi::xml_node expression = child_of(child, "inputExpression");
      Input input;
      input.label = child.attribute("label").value();
      std::string problem;
      input.expression = expression_of(expression, problem);
      good = good && problem.empty();
      input.allowed = values_of(child_of(child, "inputValues"));
      input.is_number = type_of(expression) == "number";
      input.is_boolean = type_of(expression) == "boolean";
      out->input_types.push_back(type_of(expression));
      table.inputs.push_back(std::move(input));
    } else if (kind == "output") {
      Output output;
      output.name = name_of(child);
      output.allowed = values_of(child_of(child, "outputValues"));
      if (const pugi::xml_node entry = child_of(child, "defaultOutputEntry")) {
        std::string problem;
        output.otherwise = expression_of(entry, problem);
        good = good && problem.empty();
      }
      table.outputs.push_back(std::move(output));
    } else if (kind == "rule") {
      Rule rule;
      for (const pugi::xml_node entry : child.children()) {
        std::string problem;
        if (local_name(entry) == "inputEntry") rule.tests.push_back(tests_of(entry, good));
        if (local_name(entry) == "outputEntry") rule.outputs.push_back(expression_of(entry, problem));
        good = good && problem.empty();
      }
      good = good && rule.tests.size() == table.inputs.size() && rule.outputs.size() == table.outputs.size();
      table.rules.push_back(std::move(rule));
    }
  }
  return good && !table.outputs.empty() ? out : nothing("the decision table has cells that cannot be read");
}

BoxedPtr BoxedReader::read_context(pugi::xml_node node) {
  auto out = std::make_shared<Boxed>();
  out->kind = Boxed::Kind::context;
  out->type = type_of(node);
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
  auto out = std::make_shared<Boxed>();
  out->kind = Boxed::Kind::relation;
  out->type = type_of(node);
  for (const pugi::xml_node child : node.children()) {
    if (local_name(child) == "column") out->names.push_back(name_of(child));
    if (local_name(child) != "row") continue;
    std::size_t cells = 0;
    for (const pugi::xml_node cell : child.children()) {
      if (cell.type() != pugi::node_element) continue;
      out->parts.push_back(read(cell));
      ++cells;
    }
    if (cells != out->names.size()) return nothing("a row of the relation has not one cell for each column");
  }
  return out;
}

BoxedPtr BoxedReader::read_invocation(pugi::xml_node node) {
  auto out = std::make_shared<Boxed>();
  out->kind = Boxed::Kind::invocation;
  out->type = type_of(node);
  out->parts.push_back(logic_of(node));
  for (const pugi::xml_node binding : node.children()) {
    if (local_name(binding) != "binding") continue;
    out->names.push_back(name_of(child_of(binding, "parameter")));
    out->parts.push_back(logic_of(binding));
  }
  return out;
}

BoxedPtr BoxedReader::function_of(pugi::xml_node node) {
  auto out = std::make_shared<Boxed>();
  out->kind = Boxed::Kind::function;
  out->type = type_of(node);
  const std::string_view kind = node.attribute("kind").value();
  if (kind == "Java" || kind == "PMML") return nothing("functions in other languages are not called");
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
  auto out = std::make_shared<Boxed>();
  out->kind = kind;
  out->type = type_of(node);
  for (const std::string_view part : parts) out->parts.push_back(logic_of(child_of(node, part)));
  return out;
}

BoxedPtr BoxedReader::read_loop(pugi::xml_node node, Boxed::Kind kind, std::string_view result) {
  auto out = std::make_shared<Boxed>();
  out->kind = kind;
  out->type = type_of(node);
  out->names.push_back(text::collapse_spaces(node.attribute("iteratorVariable").value()));
  out->parts.push_back(logic_of(child_of(node, "in")));
  names_.push_back(out->names.back());
  out->parts.push_back(logic_of(child_of(node, result)));
  return out;
}

}  // namespace evenhand::dmn
