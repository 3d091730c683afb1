#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "law/pack_parts.hpp"

namespace evenhand::law {
namespace {

using Type = DecisionTable::Type;
constexpr std::array<std::string_view, 4> types = {"yes or no", "number", "date", "text"};
constexpr std::array<std::pair<std::string_view, dmn::HitPolicy>, 4> policies = {
    {{"unique", dmn::HitPolicy::unique},
     {"first", dmn::HitPolicy::first},
     {"any", dmn::HitPolicy::any},
     {"collect", dmn::HitPolicy::collect}}};

/// Findings of an expression, at the place where it stands.
void hand_on(Reading& reading, const YAML::Node& at, const Diagnostics& found) {
  for (const Diagnostic& one : found)
    if (one.severity == Severity::error) reading.error("EH0911", at, one.message, one.hint);
}

void read_input(Reading& reading, const YAML::Node& node, DecisionTable& table) {
  Fields fields(reading, node, "an input");
  DecisionTable::Input input;
  input.name = words_of(reading, fields.need("name"), "name");
  const YAML::Node type = fields.need("type");
  const std::string word = words_of(reading, type, "type");
  const auto known = std::find(types.begin(), types.end(), word);
  if (known == types.end() && !word.empty())
    reading.error("EH0904", type, "An input is not " + word + ".", "One of: yes or no, number, date, text.");
  else if (known != types.end())
    input.type = static_cast<Type>(known - types.begin());
  input.options = list_of(reading, fields.take("options"), "options");
  fields.finish();
  table.inputs.push_back(std::move(input));
}

void read_output(Reading& reading, const YAML::Node& node, DecisionTable& table) {
  Fields fields(reading, node, "an output");
  dmn::Output output;
  output.name = words_of(reading, fields.need("name"), "name");
  for (const std::string& option : list_of(reading, fields.take("options"), "options"))
    output.allowed.emplace_back(option);
  fields.finish();
  table.table.outputs.push_back(std::move(output));
}

void read_rule(Reading& reading, const YAML::Node& node, const std::vector<std::string>& names, DecisionTable& table) {
  Fields fields(reading, node, "a rule");
  const YAML::Node tests = fields.need("if"), outputs = fields.need("then");
  fields.finish();
  const std::vector<std::string> cells = list_of(reading, tests, "if"), results = list_of(reading, outputs, "then");
  if (reading.has_errors()) return;
  if (cells.size() != table.inputs.size() || results.size() != table.table.outputs.size())
    return reading.error("EH0911", node, "A rule has a cell for each input and each output.",
                         "`if: [" + std::to_string(table.inputs.size()) + " tests]`, `then: [" +
                             std::to_string(table.table.outputs.size()) + " values]`.");
  dmn::Rule rule;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto parsed = feel::parse_unary_tests(cells[i], names, true);
    hand_on(reading, tests[i], parsed.diagnostics);
    rule.tests.push_back(std::move(parsed.expression));
  }
  for (std::size_t i = 0; i < results.size(); ++i) {
    auto parsed = feel::parse(results[i], names, true);
    hand_on(reading, outputs[i], parsed.diagnostics);
    rule.outputs.push_back(std::move(parsed.expression));
  }
  const auto line = static_cast<std::uint32_t>(node.Mark().line + 1);
  rule.span = {line, static_cast<std::uint32_t>(node.Mark().column + 1), line, 0};
  table.table.rules.push_back(std::move(rule));
}

feel::Context read_context(Reading& reading, const YAML::Node& node, std::string_view name) {
  feel::Context context;
  const json::Value value = value_of(reading, node);
  if (value.as_object() == nullptr) {
    if (node.IsDefined()) reading.error("EH0904", node, "`" + std::string(name) + "` is made of `name: value` lines.");
    return context;
  }
  for (const auto& [key, member] : *value.as_object()) {
    auto one = feel::from_json(member);
    context.emplace_back(key, one ? std::move(*one) : feel::Value());
  }
  return context;
}

/// Inputs as FEEL sees them: dates stand in YAML as text.
void as_inputs(const DecisionTable& table, feel::Context& given) {
  for (auto& [name, value] : given) {
    const auto input = std::find_if(table.inputs.begin(), table.inputs.end(),
                                    [&, &n = name](const DecisionTable::Input& one) { return one.name == n; });
    const std::string* text = value.as_string();
    if (input == table.inputs.end() || input->type != Type::date || text == nullptr) continue;
    if (const auto day = parse_calendar_date(*text)) value = feel::Value(feel::Date{day->year, day->month, day->day});
  }
}

void compile_inputs(DecisionTable& table, const std::vector<std::string>& names) {
  for (const DecisionTable::Input& input : table.inputs) {
    dmn::Input column;
    column.label = input.name;
    column.expression = feel::parse(input.name, names, true).expression;
    column.is_boolean = input.type == Type::yes_or_no;
    column.is_number = input.type == Type::number;
    if (column.is_boolean) column.allowed = {feel::Value(true), feel::Value(false)};
    for (const std::string& option : input.options) column.allowed.emplace_back(option);
    table.table.inputs.push_back(std::move(column));
  }
}

DecisionTable read_table(Reading& reading, const YAML::Node& node, const Pack& pack) {
  DecisionTable table;
  Fields fields(reading, node, "a table");
  table.id = id_of(reading, fields.need("id"), "id");
  table.title = words_of(reading, fields.need("title"), "title");
  table.facts = read_facts_behind(reading, fields.need("facts"), pack);
  const YAML::Node policy = fields.need("policy");
  const std::string word = words_of(reading, policy, "policy");
  const auto known = std::find_if(policies.begin(), policies.end(), [&](const auto& one) { return one.first == word; });
  if (known != policies.end())
    table.table.policy = known->second;
  else if (!word.empty())
    reading.error("EH0904", policy, "`policy` is not " + word + ".", "One of: unique, first, any, collect.");
  const YAML::Node inputs = fields.need("inputs"), outputs = fields.need("outputs"), rules = fields.need("rules"),
                   tests = fields.need("tests");
  fields.finish();
  for (const YAML::Node& list : {inputs, outputs, rules, tests})
    if (list.IsDefined() && (!list.IsSequence() || list.size() == 0 || list.size() > limits::dmn_table_rows_max))
      reading.error("EH0904", list, "This is a list with one entry at least.");
  if (reading.has_errors()) return table;
  for (const YAML::Node& input : inputs) read_input(reading, input, table);
  for (const YAML::Node& output : outputs) read_output(reading, output, table);
  std::vector<std::string> names;
  for (const DecisionTable::Input& input : table.inputs) names.push_back(input.name);
  compile_inputs(table, names);
  for (const YAML::Node& rule : rules) read_rule(reading, rule, names, table);
  if (reading.has_errors()) return table;
  for (const Diagnostic& found : dmn::analyse(table.table))
    if (found.severity == Severity::error || found.code == "EH0401")
      reading.error("EH0911", rules, found.message, found.hint);
  for (const YAML::Node& node_of_test : tests) {
    Fields test(reading, node_of_test, "a test");
    DecisionTable::Test one{.given = read_context(reading, test.need("given"), "given"),
                            .expect = read_context(reading, test.need("expect"), "expect")};
    test.finish();
    as_inputs(table, one.given);
    table.tests.push_back(std::move(one));
  }
  return table;
}

}  // namespace

std::vector<std::string> read_facts_behind(Reading& reading, const YAML::Node& node, const Pack& pack) {
  std::vector<std::string> facts = list_of(reading, node, "facts");
  if (facts.empty() && node.IsDefined()) reading.error("EH0904", node, "`facts` names one fact at least.");
  for (const std::string& fact : facts) {
    const auto behind = pack.find_all(fact);
    if (behind.empty()) reading.error("EH0910", node, "The pack has no fact `" + fact + "`.");
    for (const Fact* one : behind)
      if (!one->is_confirmed())
        reading.error("EH0912", node, "`" + fact + "` is not confirmed, so nothing is held to it.",
                      "Confirm it first, or leave this out.");
  }
  return facts;
}

void read_tables(Reading& reading, const YAML::Node& tables, Pack& pack) {
  if (!tables.IsDefined()) return;
  if (!tables.IsSequence()) return reading.error("EH0904", tables, "`tables` is a list.");
  for (const YAML::Node& node : tables) {
    if (!reading.count(node)) return;
    DecisionTable table = read_table(reading, node, pack);
    if (pack.find_table(table.id) != nullptr)
      reading.error("EH0906", node, "There are two tables `" + table.id + "`.", "Give one of them another id.");
    pack.tables.push_back(std::move(table));
  }
}

Result<feel::Context> inputs_of(const DecisionTable& table, const json::Value& given) {
  const json::Object* object = given.as_object();
  feel::Context context;
  std::string all;
  for (const DecisionTable::Input& input : table.inputs) {
    all += (all.empty() ? "" : ", ") + input.name;
    const json::Value* value = given.find(input.name);
    if (value == nullptr) continue;
    auto read = feel::from_json(*value);
    context.emplace_back(input.name, read ? std::move(*read) : feel::Value());
  }
  if (object == nullptr || object->size() != table.inputs.size() || context.size() != table.inputs.size())
    return fail(ErrorKind::invalid, "law/inputs", "The table is asked with one value for each of its inputs.",
                "They are: " + all + ".");
  as_inputs(table, context);
  return context;
}

std::vector<std::string> failures_of(const DecisionTable& table, Instant now) {
  std::vector<std::string> failures;
  for (std::size_t i = 0; i < table.tests.size(); ++i) {
    const DecisionTable::Test& test = table.tests[i];
    const feel::Value value = dmn::evaluate(table.table, feel::MapEnvironment(test.given, now)).value;
    for (const auto& [name, wanted] : test.expect) {
      const feel::Value* found = &value;
      if (const feel::Context* context = value.as_context()) {
        const auto member =
            std::find_if(context->begin(), context->end(), [&, &n = name](const auto& m) { return m.first == n; });
        found = member == context->end() ? nullptr : &member->second;
      }
      const std::string seen = found == nullptr ? "nothing" : feel::to_feel(*found);
      if (seen != feel::to_feel(wanted))
        failures.push_back("Test " + std::to_string(i + 1) + " of `" + table.id + "`: " + name + " is " + seen +
                           ", not " + feel::to_feel(wanted) + ".");
    }
  }
  return failures;
}

}  // namespace evenhand::law
