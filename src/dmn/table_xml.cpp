// BoxedReader's decision tables.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "dmn/boxed_reader.hpp"
#include "feel/shape.hpp"

namespace evenhand::dmn {

namespace {

std::optional<HitPolicy> policy_of(std::string_view text) {
  constexpr std::pair<std::string_view, HitPolicy> names[] = {
      {"", HitPolicy::unique},
      {"UNIQUE", HitPolicy::unique},
      {"ANY", HitPolicy::any},
      {"PRIORITY", HitPolicy::priority},
      {"FIRST", HitPolicy::first},
      {"COLLECT", HitPolicy::collect},
      {"RULE ORDER", HitPolicy::rule_order},
      {"OUTPUT ORDER", HitPolicy::output_order},
  };
  const auto found = std::find_if(std::begin(names), std::end(names), [&](const auto& n) { return n.first == text; });
  return found == std::end(names) ? std::nullopt : std::optional(found->second);
}

std::optional<Aggregation> aggregation_of(std::string_view text) {
  constexpr std::pair<std::string_view, Aggregation> names[] = {{"", Aggregation::none},
                                                                {"SUM", Aggregation::sum},
                                                                {"COUNT", Aggregation::count},
                                                                {"MIN", Aggregation::min},
                                                                {"MAX", Aggregation::max}};
  const auto found = std::find_if(std::begin(names), std::end(names), [&](const auto& n) { return n.first == text; });
  return found == std::end(names) ? std::nullopt : std::optional(found->second);
}

/// The plain values of an enumeration; nothing where it says anything else.
std::optional<std::vector<feel::Value>> listed(const feel::Shape& shape) {
  if (shape.negated || shape.any || shape.null || shape.never) return std::nullopt;
  std::vector<feel::Value> out = shape.values;
  for (const feel::Range& range : shape.ranges) {
    if (!range.low.equals(range.high).value_or(false)) return std::nullopt;
    out.push_back(range.low);
  }
  return out;
}

void spoil(Boxed& out, std::string why) {
  if (out.problem.empty()) out.problem = std::move(why);
}

}  // namespace

feel::Parsed BoxedReader::parse(std::string_view source, bool is_test) {
  return parse_within(source, is_test, model_names_, names_);
}

feel::Expression BoxedReader::expression_of(pugi::xml_node holder, Boxed& out) {
  const pugi::xml_node node = child_of(holder, "text");
  const std::string_view language = holder.attribute("expressionLanguage").value();
  if (!language.empty() && text::to_lower_ascii(language).find("feel") == std::string::npos) {
    spoil(out, fmt::format("the expression is written in {}", text::prefix(language, 100)));
    return {};
  }
  const feel::Parsed parsed = parse(text_of(node), false);
  if (parsed.ok()) return parsed.expression;
  report_.add_feel(parsed.diagnostics, node ? node : holder);
  spoil(out, parsed.diagnostics.front().message);
  return {};
}

feel::Expression BoxedReader::tests_of(pugi::xml_node holder, Boxed& out) {
  const pugi::xml_node node = child_of(holder, "text");
  const std::string whole = text_of(node);
  const std::string_view source = text::trim(whole);
  const feel::Parsed parsed = parse(source.empty() ? "-" : source, true);
  if (parsed.ok()) return parsed.expression;
  report_.add_feel(parsed.diagnostics, node ? node : holder);
  spoil(out, "the decision table has cells that cannot be read");
  return {};
}

void BoxedReader::limit(Input& input, const TableText::Clause& clause) {
  std::string_view type = clause.expression_type;
  auto [definition, home] = find_type(content_, type);
  const std::string_view tested = text::trim(clause.expression);
  const auto declared = declared_.find(tested);
  const bool hidden = std::find(names_.begin(), names_.end(), tested) != names_.end();
  if (definition == nullptr && declared != declared_.end() && !hidden) {
    const auto found = find_type(content_, declared->second);
    if (type.empty() || found.first != nullptr) type = declared->second;
    std::tie(definition, home) = found;
  }
  const feel::Parsed values = parse(clause.values, true);
  const feel::Expression* tests = values.ok() ? &values.expression : nullptr;
  constexpr int depth_max = 20;
  for (int i = 0; definition != nullptr && i < depth_max; ++i) {
    if (definition->is_collection || definition->is_function || !definition->components.empty()) return;
    if (tests == nullptr && definition->allowed) tests = &*definition->allowed;
    type = definition->type;
    std::tie(definition, home) = find_type(*home, type);
  }
  input.is_number = type == "number";
  input.is_boolean = type == "boolean";
  const auto shape = tests == nullptr ? std::nullopt : feel::shape_of(*tests);
  if (!shape) return;
  if (auto list = listed(*shape)) {
    input.allowed = std::move(*list);
  } else if (!shape->negated && !shape->any && !shape->null && !shape->never && shape->values.empty()) {
    input.within = shape->ranges;
  }
}

void BoxedReader::read_input(pugi::xml_node node, Boxed& out) {
  const pugi::xml_node expression = child_of(node, "inputExpression");
  TableText::Clause clause;
  clause.label = node.attribute("label").value();
  clause.description = child_text(node, "description");
  clause.expression = text_of(child_of(expression, "text"));
  clause.expression_type = type_of(expression);
  clause.values = text_of(child_of(child_of(node, "inputValues"), "text"));
  Input input;
  input.label = clause.label;
  input.expression = expression_of(expression, out);
  limit(input, clause);
  out.table.inputs.push_back(std::move(input));
  out.rows.inputs.push_back(std::move(clause));
}

void BoxedReader::read_output(pugi::xml_node node, Boxed& out) {
  TableText::Clause clause;
  clause.label = node.attribute("label").value();
  clause.description = child_text(node, "description");
  clause.name = name_of(node);
  clause.type = type_of(node);
  clause.values = text_of(child_of(child_of(node, "outputValues"), "text"));
  Output output;
  output.name = clause.name;
  if (const feel::Parsed values = parse(clause.values, true); values.ok()) {
    const auto shape = feel::shape_of(values.expression);
    if (shape) output.allowed = listed(*shape).value_or(std::vector<feel::Value>{});
  }
  if (const pugi::xml_node entry = child_of(node, "defaultOutputEntry")) {
    clause.otherwise = text_of(child_of(entry, "text"));
    if (!text::trim(clause.otherwise).empty()) output.otherwise = expression_of(entry, out);
  }
  out.table.outputs.push_back(std::move(output));
  out.rows.outputs.push_back(std::move(clause));
}

void BoxedReader::read_rule(pugi::xml_node node, Boxed& out) {
  Rule rule;
  TableText::Row row;
  rule.span = report_.span_of(node);
  row.description = child_text(node, "description");
  for (const pugi::xml_node entry : node.children()) {
    const std::string_view kind = local_name(entry);
    if (kind == "inputEntry") {
      rule.tests.push_back(tests_of(entry, out));
      rule.test_spans.push_back(report_.span_of(entry));
      row.tests.push_back(text_of(child_of(entry, "text")));
    } else if (kind == "outputEntry") {
      rule.outputs.push_back(expression_of(entry, out));
      row.outputs.push_back(text_of(child_of(entry, "text")));
    } else if (kind == "annotationEntry") {
      row.annotations.push_back(text_of(child_of(entry, "text")));
    }
  }
  if (rule.tests.size() != out.table.inputs.size() || rule.outputs.size() != out.table.outputs.size()) {
    report_.add("EH0406",
                fmt::format("This rule has {} input and {} output cells, the table {} inputs and {} outputs.",
                            rule.tests.size(), rule.outputs.size(), out.table.inputs.size(), out.table.outputs.size()),
                "Give every column a cell; - means anything.", rule.span);
    spoil(out, "a rule of the decision table has not one cell for each column");
  }
  out.table.rules.push_back(std::move(rule));
  out.rows.rows.push_back(std::move(row));
}

BoxedPtr BoxedReader::read_table(pugi::xml_node node) {
  auto out = fresh(node, Boxed::Kind::table);
  out->rows.output_label = node.attribute("outputLabel").value();
  out->rows.orientation = node.attribute("preferredOrientation").value();
  const auto policy = policy_of(node.attribute("hitPolicy").value());
  const auto aggregation = aggregation_of(node.attribute("aggregation").value());
  out->table.policy = policy.value_or(HitPolicy::unique);
  out->table.aggregation = aggregation.value_or(Aggregation::none);
  if (!policy || !aggregation) {
    report_.add("EH0406", "There is no such hit policy or aggregation.",
                "UNIQUE, ANY, PRIORITY, FIRST, COLLECT, RULE ORDER or OUTPUT ORDER; SUM, COUNT, MIN or MAX.",
                out->span);
    spoil(*out, "the decision table has an unknown hit policy");
  }
  for (const pugi::xml_node child : node.children()) {
    const std::string_view kind = local_name(child);
    if (kind == "annotation") out->rows.annotations.emplace_back(child.attribute("name").value());
    const bool is_column = kind == "input" || kind == "output";
    const std::size_t columns = out->table.inputs.size() + out->table.outputs.size();
    if ((is_column && columns >= limits::dmn_table_columns_max) ||
        (kind == "rule" && out->table.rules.size() >= limits::dmn_table_rows_max)) {
      report_.add("EH0406",
                  fmt::format("A decision table has at most {} rows and {} columns.", limits::dmn_table_rows_max,
                              limits::dmn_table_columns_max),
                  "Split it into several decisions.", report_.span_of(child));
      return nothing(node, "the decision table is too large");
    }
    if (kind == "input") read_input(child, *out);
    if (kind == "output") read_output(child, *out);
    if (kind == "rule") read_rule(child, *out);
  }
  if (out->table.outputs.empty()) {
    report_.add("EH0406", "This decision table has no output.", "Add one.", out->span);
    spoil(*out, "the decision table has no output");
  }
  return out;
}

}  // namespace evenhand::dmn
