// FEEL and decision tables: what one condition, one guard and one decision cost.

#include <benchmark/benchmark.h>

#include "dmn/table.hpp"
#include "feel/expression.hpp"

namespace {

using namespace evenhand;

const std::vector<std::string> names = {"order total", "customer age", "country", "opened"};

const feel::MapEnvironment& environment() {
  static const feel::MapEnvironment instance(
      {{"order total", 120}, {"customer age", 37}, {"country", "NO"}, {"opened", feel::parse_date("2026-11-01")}},
      Instant{1'795'339'800'000'000});
  return instance;
}

constexpr const char* guard = "order total > 100 and customer age between 18 and 65 and country in (\"NO\", \"SE\")";

void parse_guard(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(feel::parse(guard, names));
}
BENCHMARK(parse_guard);

void evaluate_comparison(benchmark::State& state) {
  const feel::Expression expression = feel::parse("order total * 1.25 > 100", names).expression;
  for (auto _ : state) benchmark::DoNotOptimize(expression.evaluate(environment()));
}
BENCHMARK(evaluate_comparison);

void evaluate_guard(benchmark::State& state) {
  const feel::Expression expression = feel::parse(guard, names).expression;
  for (auto _ : state) benchmark::DoNotOptimize(expression.evaluate(environment()));
}
BENCHMARK(evaluate_guard);

void evaluate_days_since(benchmark::State& state) {
  const feel::Expression expression = feel::parse("(today() - opened).days <= 30", names).expression;
  for (auto _ : state) benchmark::DoNotOptimize(expression.evaluate(environment()));
}
BENCHMARK(evaluate_days_since);

dmn::Table table_of(int rows) {
  dmn::Table out;
  out.policy = dmn::HitPolicy::unique;
  for (const char* name : {"order total", "country"}) {
    dmn::Input input;
    input.label = name;
    input.expression = feel::parse(name, names).expression;
    out.inputs.push_back(std::move(input));
  }
  out.outputs.push_back({"fee", {}, {}});
  for (int i = 0; i < rows; ++i) {
    dmn::Rule rule;
    const std::string band = "[" + std::to_string(i * 10) + ".." + std::to_string(i * 10 + 10) + ")";
    rule.tests = {feel::parse_unary_tests(band, names).expression,
                  feel::parse_unary_tests("\"NO\", \"SE\"", names).expression};
    rule.outputs = {feel::parse(std::to_string(i), names).expression};
    out.rules.push_back(std::move(rule));
  }
  return out;
}

void evaluate_table(benchmark::State& state) {
  const dmn::Table table = table_of(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(dmn::evaluate(table, environment()));
}
BENCHMARK(evaluate_table)->Arg(20)->Arg(1'000);

void analyse_table(benchmark::State& state) {
  const dmn::Table table = table_of(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(dmn::analyse(table));
}
BENCHMARK(analyse_table)->Arg(20)->Arg(10'000);

}  // namespace

BENCHMARK_MAIN();
