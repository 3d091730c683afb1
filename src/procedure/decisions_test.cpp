#include "procedure/decisions.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "procedure/compile.hpp"

namespace evenhand::procedure {
namespace {

namespace fs = std::filesystem;
using feel::Value;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void collect(const Node& node, std::vector<const Node*>& out) {
  if (node.kind == NodeKind::decide && node.table) out.push_back(&node);
  for (const Node& child : node.children) collect(child, out);
  for (const Node& branch : node.branches) collect(branch, out);
}
std::vector<const Node*> tables_of(const Procedure& procedure) {
  std::vector<const Node*> out;
  collect(procedure.root, out);
  return out;
}

/// Starter procedures and those of the corpora that compile and decide by a table.
std::vector<std::pair<std::string, ProcedurePtr>> procedures_with_tables() {
  std::vector<std::pair<std::string, ProcedurePtr>> out;
  for (const char* folder : {"packs/procedures", "tests/corpus/retailer", "tests/corpus/telecom"}) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().string().ends_with(".sop.md")) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      const Compiled compiled = compile(read_file(file));
      if (compiled.procedure && !tables_of(*compiled.procedure).empty())
        out.emplace_back(file.filename().string(), compiled.procedure);
    }
  }
  return out;
}

Value random_value(const FactType* type) {
  using Kind = FactType::Kind;
  const auto date = [] {
    return Value(feel::Date{2026, static_cast<std::uint8_t>(*rc::gen::inRange(1, 13)),
                            static_cast<std::uint8_t>(*rc::gen::inRange(1, 29))});
  };
  if (*rc::gen::inRange(0, 10) == 0) return {};
  if (type == nullptr) return *rc::gen::inRange(-5, 100);
  switch (type->kind) {
    case Kind::number:
    case Kind::money:
      return *rc::gen::inRange(-5, 1'000);
    case Kind::yes_no:
      return *rc::gen::arbitrary<bool>();
    case Kind::one_of:
      return type->options[*rc::gen::inRange<std::size_t>(0, type->options.size())];
    case Kind::date:
      return date();
    default:
      return *rc::gen::element<std::string>("a", "late", "gold", "");
  }
}

/// Every table of every procedure, on random facts: the exported XML, read again, decides as the SOP's own table.
RC_GTEST_PROP(DecisionsProperty, TheExportDecidesAsTheTable, ()) {
  static const auto all = procedures_with_tables();
  RC_ASSERT(all.size() >= 10u);
  for (const auto& [name, procedure] : all) {
    RC_LOG() << name << "\n";
    const auto model = to_dmn(*procedure);
    RC_ASSERT(model.has_value());
    const dmn::ReadModel read = dmn::read_model(dmn::write_model(*model));
    RC_ASSERT(read.usable);
    RC_ASSERT(read.diagnostics.empty());
    RC_ASSERT(read.model == *model);
    const std::vector<std::string> names = read.model.decisions();
    const auto tables = tables_of(*procedure);
    RC_ASSERT(names.size() >= tables.size());
    feel::Context facts;
    for (const std::string& input : read.model.inputs()) {
      const Fact* fact = procedure->find_fact(input);
      facts.emplace_back(input, random_value(fact == nullptr || fact->implicit ? nullptr : &fact->type));
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
      // The decisions it requires are given, as the facts they decided.
      feel::Context given = facts;
      for (const std::string& name_of_other : names) {
        const Fact* fact = procedure->find_fact(name_of_other);
        if (name_of_other != names[i] && fact != nullptr) given.emplace_back(name_of_other, random_value(&fact->type));
      }
      const Instant now = parse_rfc3339("2026-11-22T09:30:00Z").value();
      const Value expected = dmn::evaluate(*tables[i]->table, feel::MapEnvironment(given, now)).value;
      const Value got = read.model.evaluate(names[i], given, now);
      RC_LOG() << names[i] << " of " << feel::to_feel(Value(given)) << "\n";
      RC_ASSERT(got == expected);
    }
  }
}

const char* const chained = R"(---
id: chained
title: Chained
---

# Chained

## Facts

| Fact | Type | From |
| --- | --- | --- |
| age | number | customer |
| tier | one of: gold, silver | decision |
| price | number | decision |
| note | one of: short, long | decision |

## 1. Decide

- Ask for **age**.
- Decide **tier** by the table.

| age | tier |
| --- | --- |
| < 18 | silver |
| >= 18 | gold |

- Decide **price** and **note** by the table, first match wins.

| tier | `age * 2` | price | note |
| --- | --- | --- | --- |
| gold | > 100 | `age + 1` | long |
| - | - | 7 | short |
)";

TEST(Decisions, RequireOneAnotherAndAreDrawn) {
  const Compiled compiled = compile(chained);
  ASSERT_TRUE(compiled.procedure);
  const auto model = to_dmn(*compiled.procedure);
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(model->decisions(), (std::vector<std::string>{"tier", "decide price + note"}));
  EXPECT_EQ(model->inputs(), std::vector<std::string>{"age"});
  const Value value = model->evaluate("decide price + note", {{"age", 60}}, Instant{});
  EXPECT_EQ(feel::to_feel(value), R"({"price": 61, "note": "long"})");
  const std::string xml = dmn::write_model(*model);
  for (const char* part :
       {"hitPolicy=\"FIRST\"", "requiredDecision href=\"#decision_1\"", "dmndi:DMNShape", "typeRef=\"number\""})
    EXPECT_NE(xml.find(part), std::string::npos) << part << "\n" << xml;
  EXPECT_EQ(to_dmn(Procedure{}).error().code, "sop/no-table");
}

TEST(Decisions, ComeBackAsAnSopThatDecidesTheSame) {
  for (const auto& [name, procedure] : procedures_with_tables()) {
    const auto model = to_dmn(*procedure);
    ASSERT_TRUE(model.has_value());
    const auto text = from_dmn(*model);
    if (!text) {
      // Facts of kinds that DMN has no type for, or a table of two outputs whose decision has no name for a fact.
      EXPECT_EQ(text.error().code, "dmn/no-sop") << name;
      continue;
    }
    const Compiled again = compile(*text);
    std::string problems;
    for (const Diagnostic& d : again.diagnostics)
      if (d.severity == Severity::error) problems += render(d, name, *text) + "\n";
    ASSERT_TRUE(again.procedure) << name << "\n" << problems << *text;
    EXPECT_EQ(tables_of(*again.procedure).size(), model->decisions().size()) << name;
  }
}

dmn::Model model_of(const std::string& content) {
  const dmn::ReadModel read = dmn::read_model(
      "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"Prices\" "
      "namespace=\"urn:m\">" +
      content + "</definitions>");
  EXPECT_TRUE(read.usable);
  return read.model;
}

std::string table(const std::string& attributes, const std::string& otherwise = {}) {
  return "<inputData id=\"i\" name=\"age\"><variable name=\"age\" typeRef=\"number\"/></inputData>"
         "<inputData id=\"j\" name=\"colour\"><variable name=\"colour\" typeRef=\"string\"/></inputData>"
         "<decision id=\"d\" name=\"price\"><variable name=\"price\" typeRef=\"number\"/>"
         "<informationRequirement><requiredInput href=\"#i\"/></informationRequirement>"
         "<informationRequirement><requiredInput href=\"#j\"/></informationRequirement>"
         "<decisionTable " +
         attributes +
         "><input><inputExpression><text>age</text></inputExpression></input>"
         "<input><inputExpression><text>colour</text></inputExpression></input><output>" +
         otherwise +
         "</output><rule><inputEntry><text>&lt; 18</text></inputEntry><inputEntry><text>\"red\", "
         "\"a|b\"</text></inputEntry>"
         "<outputEntry><text>5</text></outputEntry></rule>"
         "<rule><inputEntry><text>[18..65]</text></inputEntry><inputEntry><text>-</text></inputEntry>"
         "<outputEntry><text>age\n + 1</text></outputEntry></rule></decisionTable></decision>";
}

TEST(Decisions, ImportPrintsATableThatDecidesTheSame) {
  const dmn::Model model = model_of(table("", "<defaultOutputEntry><text>0</text></defaultOutputEntry>"));
  const auto text = from_dmn(model);
  ASSERT_TRUE(text.has_value()) << text.error().message;
  EXPECT_NE(text->find("- Decide **price** by the table, first match wins."), std::string::npos) << *text;
  const Compiled compiled = compile(*text);
  ASSERT_TRUE(compiled.procedure) << *text << compiled.diagnostics.at(0).message;
  const auto& made = *tables_of(*compiled.procedure).at(0)->table;
  for (const char* colour : {"red", "a|b", "blue"}) {
    for (const int age : {3, 17, 18, 40, 65, 66}) {
      const feel::Context facts = {{"age", age}, {"colour", colour}};
      EXPECT_EQ(dmn::evaluate(made, feel::MapEnvironment(facts, Instant{})).value,
                model.evaluate("price", facts, Instant{}))
          << colour << " " << age << "\n"
          << *text;
    }
  }
  const auto only = from_dmn(model, {"price", true});
  ASSERT_TRUE(only.has_value());
  EXPECT_TRUE(only->starts_with("- Decide **price** by the table")) << *only;
}

/// A table over one number: `policy`, an output column, and rows of a cell and an output.
std::string over_n(const std::string& policy, const std::string& output,
                   const std::vector<std::pair<std::string, std::string>>& rules) {
  std::string out =
      "<inputData id=\"i\" name=\"n\"><variable name=\"n\" typeRef=\"number\"/></inputData>"
      "<decision id=\"d\" name=\"out\"><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>"
      "<decisionTable hitPolicy=\"" +
      policy + "\"><input><inputExpression><text>n</text></inputExpression></input>" + output;
  for (const auto& [test, value] : rules)
    out += "<rule><inputEntry><text>" + test + "</text></inputEntry><outputEntry><text>" + value +
           "</text></outputEntry></rule>";
  return out + "</decisionTable></decision>";
}

TEST(Decisions, ImportKeepsPrioritiesAndTypes) {
  const std::string words = "<output><outputValues><text>\"high\", \"low\"</text></outputValues></output>";
  for (const std::string& xml : {
           over_n("PRIORITY", words, {{"&lt; 10", "\"low\""}, {"&lt; 5", "\"high\""}, {"-", "\"low\""}}),
           over_n("PRIORITY", "<output/>", {{"&lt; 5", "\"a\""}, {"&lt; 10", "\"b\""}, {"-", "\"a\""}}),
           over_n("OUTPUT ORDER", "<output/>", {{"&lt; 10", "2"}, {"-", "1"}}),
           over_n("RULE ORDER", "<output/>", {{"&lt; 10", "date(\"2026-01-31\")"}, {"-", "date(\"2026-02-28\")"}}),
           over_n("FIRST", "<output/>", {{"&lt; 10", "date(\"2026-01-31\")"}, {"-", "date(\"2026-02-28\")"}}),
           over_n("FIRST", "<output/>", {{"&lt; 10", "duration(\"P3D\")"}, {"-", "duration(\"P5D\")"}}),
           over_n("FIRST", "<output/>", {{"&lt; 10", "n * 2"}, {"-", "\"many\""}}),
           over_n("COLLECT", "<output/>", {{"&lt; 10", "n * 2"}, {"-", "1"}}),
       }) {
    const dmn::Model model = model_of(xml);
    const auto text = from_dmn(model);
    ASSERT_TRUE(text.has_value()) << text.error().message;
    const Compiled compiled = compile(*text);
    ASSERT_TRUE(compiled.procedure) << *text << compiled.diagnostics.at(0).message;
    const auto& made = *tables_of(*compiled.procedure).at(0)->table;
    const dmn::ReadModel back = dmn::read_model(dmn::write_model(to_dmn(*compiled.procedure).value()));
    for (const int n : {3, 7, 20}) {
      const Value expected = model.evaluate("out", {{"n", n}}, Instant{});
      EXPECT_FALSE(expected.is_null());
      EXPECT_EQ(dmn::evaluate(made, feel::MapEnvironment({{"n", n}}, Instant{})).value, expected) << n << *text;
      EXPECT_EQ(back.model.evaluate("out", {{"n", n}}, Instant{}), expected) << n << *text;
    }
  }
  const auto refused = [](const std::string& xml) {
    const auto text = from_dmn(model_of(xml));
    return text ? *text : text.error().code + ": " + text.error().message;
  };
  const std::string numbers = "<output><outputValues><text>3, 2, 1</text></outputValues></output>";
  const std::vector<std::pair<std::string, std::string>> rules = {{"&lt; 10", "1"}, {"-", "2"}};
  EXPECT_EQ(
      refused(over_n("PRIORITY", numbers, rules)),
      "dmn/no-sop: The decision \"out\" does not fit an SOP: the priority of its output \"out\" is not the order of a "
      "fact's options.");
  EXPECT_TRUE(refused(over_n("OUTPUT ORDER", numbers, rules)).starts_with("dmn/no-sop"));
  EXPECT_TRUE(
      refused(over_n("OUTPUT ORDER", words, {{"-", "\"low\""}, {"&lt; 9", "\"high\""}})).starts_with("dmn/no-sop"));
  EXPECT_TRUE(refused("<inputData id=\"i\" name=\"n\"/><decision id=\"d\" name=\"twice\"><informationRequirement>"
                      "<requiredInput href=\"#i\"/></informationRequirement><literalExpression><text>n * 2</text>"
                      "</literalExpression></decision>")
                  .starts_with("dmn/no-sop"));
}

TEST(Decisions, ADurationIsExportedAsTheKindItsCellsName) {
  const auto text = from_dmn(model_of(
      "<inputData id=\"i\" name=\"a\"><variable name=\"a\" typeRef=\"dayTimeDuration\"/></inputData>"
      "<decision id=\"d\" name=\"out\"><variable name=\"out\" typeRef=\"string\"/><informationRequirement>"
      "<requiredInput href=\"#i\"/></informationRequirement><decisionTable><input><inputExpression><text>a</text>"
      "</inputExpression></input><output/><rule><inputEntry><text>&lt;= duration(\"P3D\")</text></inputEntry>"
      "<outputEntry><text>\"soon\"</text></outputEntry></rule></decisionTable></decision>"));
  ASSERT_TRUE(text.has_value()) << text.error().message;
  const Compiled compiled = compile(*text);
  ASSERT_TRUE(compiled.procedure) << *text;
  const auto model = to_dmn(*compiled.procedure);
  const dmn::ReadModel read = dmn::read_model(dmn::write_model(*model));
  const auto inputs = read.model.read_inputs(json::parse("{\"a\":\"P3D\"}").value());
  ASSERT_TRUE(inputs.has_value());
  EXPECT_EQ(read.model.evaluate("out", *inputs, Instant{}), Value("soon")) << dmn::write_model(*model);
}

TEST(Decisions, ImportSaysWhatDoesNotFit) {
  const std::string zero = "<defaultOutputEntry><text>0</text></defaultOutputEntry>";
  EXPECT_NE(from_dmn(model_of(table("hitPolicy=\"COLLECT\"", zero))).error().message.find("default output"),
            std::string::npos);
  EXPECT_EQ(from_dmn(model_of(table("")), {"cost", false}).error().code, "dmn/not-found");
  EXPECT_EQ(from_dmn(model_of("")).error().code, "dmn/not-found");
  const auto boxed = from_dmn(model_of("<decision id=\"d\" name=\"d\"><list/></decision>"));
  EXPECT_EQ(boxed.error().code, "dmn/no-sop");
  EXPECT_NE(boxed.error().message.find("\"d\""), std::string::npos);
  const auto literal =
      from_dmn(model_of("<inputData id=\"i\" name=\"n\"><variable name=\"n\" typeRef=\"number\"/></inputData>"
                        "<decision id=\"d\" name=\"twice\"><literalExpression><text>n * 2</text>"
                        "</literalExpression></decision>"));
  ASSERT_TRUE(literal.has_value());
  EXPECT_NE(literal->find("- Record **twice** as `n * 2`."), std::string::npos) << *literal;
}

}  // namespace
}  // namespace evenhand::procedure
