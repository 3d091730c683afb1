// Evaluates whatever text is FEEL, within its limits: the value explains itself, is the same when it is asked why, and goes to JSON
// and back.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "feel/expression.hpp"

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
    if (!parsed.ok()) continue;
    const feel::Value value = parsed.expression.evaluate(environment);
    EH_ASSERT(value.weight() <= limits::feel_value_parts_max + limits::feel_string_max / 64 + 1);
    EH_ASSERT(value.depth() <= limits::feel_depth_max);
    const feel::Explained explained = parsed.expression.explain(environment);
    EH_ASSERT(explained.value.type() == value.type());
    EH_ASSERT(explained.warnings.size() <= limits::feel_warnings_max);
    for (const Diagnostic& warning : explained.warnings) static_cast<void>(render(warning, "fuzz", text));
    if (value.weight() > 10'000) continue;
    EH_ASSERT(feel::to_feel(explained.value) == feel::to_feel(value));
    const auto back = feel::from_json(feel::to_json(value));
    EH_ASSERT(back.has_value());
  }
  return 0;
}
