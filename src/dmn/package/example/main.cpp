// Reads a DMN file, evaluates its decisions with inputs given as JSON, says why, and what is wrong with its tables:
//   dmn_example MODEL.dmn '{"age": 17}'
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "dmn/model.hpp"

int main(int count, char** arguments) {
  using namespace evenhand;
  if (count != 3) return std::fprintf(stderr, "usage: dmn_example MODEL.dmn INPUTS\n"), 2;
  std::ifstream file(arguments[1], std::ios::binary);
  const std::string xml{std::istreambuf_iterator<char>(file), {}};

  const dmn::ReadModel read = dmn::read_model(xml);
  for (const Diagnostic& problem : read.diagnostics) std::puts(render(problem, arguments[1], xml).c_str());
  if (!read.usable) return 1;

  const auto json = json::parse(arguments[2]);
  if (!json) return std::puts(json.error().message.c_str()), 1;
  const auto inputs = read.model.read_inputs(*json);
  if (!inputs) return std::puts(inputs.error().message.c_str()), 1;

  for (const std::string& name : read.model.decisions()) {
    dmn::Trace trace;
    const feel::Value value = read.model.evaluate(name, *inputs, SystemClock().now(), &trace);
    std::printf("%s = %s\n%s", name.c_str(), feel::to_feel(value).c_str(), to_text(trace).c_str());
  }
  for (const dmn::ModelTable& table : read.model.tables())
    for (const Diagnostic& finding : dmn::analyse(*table.table))
      std::printf("%s: %s\n", table.owner.c_str(), finding.message.c_str());
  return 0;
}
