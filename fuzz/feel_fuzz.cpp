// Parses any text as an expression and as a cell, prints what is FEEL, and evaluates it within its limits.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "feel/expression.hpp"
#include "feel/shape.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evenhand;
  static const std::vector<std::string> names = {"order number", "order total", "items", "opened", "in stock", "a-b"};
  static const feel::MapEnvironment environment({{"order number", "A-1"},
                                                 {"order total", 12},
                                                 {"items", feel::List{feel::Context{{"name", "pen"}, {"price", 6}},
                                                                      feel::Context{{"name", "cap"}, {"price", 5}}}},
                                                 {"opened", feel::parse_date_time("2026-11-22T09:30:00Z")},
                                                 {"in stock", true},
                                                 {"?", 5}},
                                                Instant{1'795'339'800'000'000});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool unary : {false, true}) {
    const feel::Parsed parsed = unary ? feel::parse_unary_tests(text, names) : feel::parse(text, names);
    if (!parsed.ok()) {
      for (const Diagnostic& problem : parsed.diagnostics) static_cast<void>(render(problem, "fuzz", text));
      continue;
    }
    const feel::Value value = parsed.expression.evaluate(environment);
    const std::string printed = parsed.expression.print();
    static_cast<void>(feel::shape_of(parsed.expression));
    if (value.weight() > 10'000) continue;
    static_cast<void>(feel::to_feel(value));
    const auto back = feel::from_json(feel::to_json(value));
    EH_ASSERT(back.has_value());
  }
  return 0;
}
