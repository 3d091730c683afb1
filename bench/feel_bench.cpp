// FEEL and decision tables: what parsing, one condition and one decision cost. The first argument names the cases that
// bench/feel/run shares with another engine.

#include <benchmark/benchmark.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "dmn/table.hpp"
#include "feel/expression.hpp"

namespace {

using namespace evenhand;

struct Cases {
  std::vector<std::string> names;
  feel::MapEnvironment environment{{}, Instant{1'795'339'800'000'000}};
  struct Text {
    std::string name, text;
    feel::Value value;
  };
  std::vector<Text> texts;
  std::vector<std::string> inputs;
  std::string countries;
  int rows = 0;
  feel::Value decided;
};

feel::Value plain(const json::Value& value) {
  return feel::from_json(value).value();
}

Cases read_cases(const char* file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const json::Value all = json::parse(text.str()).value();
  Cases out;
  for (const auto& [name, value] : *all.find("context")->as_object()) {
    out.names.push_back(name);
    out.environment.set(name, plain(value));
  }
  for (const json::Value& one : *all.find("expressions")->as_array()) {
    out.texts.push_back({*one.find("name")->as_string(), *one.find("text")->as_string(), plain(*one.find("value"))});
  }
  const json::Value& table = *all.find("table");
  for (const json::Value& input : *table.find("inputs")->as_array()) out.inputs.push_back(*input.as_string());
  out.countries = *table.find("countries")->as_string();
  out.rows = static_cast<int>(*table.find("rows")->as_number()->to_int64());
  out.decided = plain(*table.find("value"));
  return out;
}

dmn::Table table_of(const Cases& cases, int rows) {
  dmn::Table out;
  out.policy = dmn::HitPolicy::unique;
  for (const std::string& name : cases.inputs) {
    dmn::Input input;
    input.label = name;
    input.expression = feel::parse(name, cases.names).expression;
    out.inputs.push_back(std::move(input));
  }
  out.outputs.push_back({"fee", {}, {}});
  for (int i = 0; i < rows; ++i) {
    dmn::Rule rule;
    const std::string band = "[" + std::to_string(i * 10) + ".." + std::to_string(i * 10 + 10) + ")";
    rule.tests = {feel::parse_unary_tests(band, cases.names).expression,
                  feel::parse_unary_tests(cases.countries, cases.names).expression};
    rule.outputs = {feel::parse(std::to_string(i), cases.names).expression};
    out.rules.push_back(std::move(rule));
  }
  return out;
}

/// A benchmark of a wrong answer is worth nothing.
void check(const std::string& name, const feel::Value& got, const feel::Value& expected) {
  if (got == expected) return;
  std::fprintf(stderr, "%s: got %s, expected %s\n", name.c_str(), feel::to_feel(got).c_str(),
               feel::to_feel(expected).c_str());
  std::exit(1);
}

void add_all(const Cases& cases) {
  for (const Cases::Text& one : cases.texts) {
    const auto expression = feel::parse(one.text, cases.names).expression;
    check(one.name, expression.evaluate(cases.environment), one.value);
    benchmark::RegisterBenchmark(("parse/" + one.name).c_str(), [&cases, &one](benchmark::State& state) {
      for (auto _ : state) benchmark::DoNotOptimize(feel::parse(one.text, cases.names));
    });
    benchmark::RegisterBenchmark(("evaluate/" + one.name).c_str(), [&cases, expression](benchmark::State& state) {
      for (auto _ : state) benchmark::DoNotOptimize(expression.evaluate(cases.environment));
    });
    benchmark::RegisterBenchmark(("parse and evaluate/" + one.name).c_str(), [&cases, &one](benchmark::State& state) {
      for (auto _ : state)
        benchmark::DoNotOptimize(feel::parse(one.text, cases.names).expression.evaluate(cases.environment));
    });
  }
  const dmn::Table table = table_of(cases, cases.rows);
  check("table", dmn::evaluate(table, cases.environment).value, cases.decided);
  benchmark::RegisterBenchmark("table", [&cases, table](benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(dmn::evaluate(table, cases.environment));
  });
  for (const int rows : {20, 10'000}) {
    benchmark::RegisterBenchmark(("analyse table/" + std::to_string(rows)).c_str(),
                                 [table = table_of(cases, rows)](benchmark::State& state) {
                                   for (auto _ : state) benchmark::DoNotOptimize(dmn::analyse(table));
                                 });
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "feel_bench: name the file of cases, bench/feel/cases.json\n");
    return 2;
  }
  const Cases cases = read_cases(argv[1]);
  add_all(cases);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
