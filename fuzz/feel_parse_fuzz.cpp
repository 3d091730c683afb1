// Parses any text as an expression and as a cell, strictly and not. What is no FEEL gets a diagnostic inside the text; what is
// FEEL prints, and what it prints is the same expression.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "feel/expression.hpp"
#include "feel/shape.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evenhand;
  static const std::vector<std::string> names = {"order number", "order total", "items", "opened", "in stock", "a-b"};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool unary : {false, true}) {
    const auto read = [&](std::string_view source, bool strict) {
      return unary ? feel::parse_unary_tests(source, names, strict) : feel::parse(source, names, strict);
    };
    for (const Diagnostic& problem : read(text, true).diagnostics) {
      EH_ASSERT(!problem.message.empty() && problem.span.line >= 1 && problem.span.column >= 1);
      static_cast<void>(render(problem, "fuzz", text));
    }
    const feel::Parsed parsed = read(text, false);
    if (!parsed.ok()) continue;
    static_cast<void>(feel::shape_of(parsed.expression));
    const std::string printed = parsed.expression.print();
    const feel::Parsed again = read(printed, false);
    // Brackets that printing adds may pass the bounds of a text that was just within them.
    if (!again.ok() && (again.diagnostics.front().code == "EH0307" || again.diagnostics.front().code == "EH0308"))
      continue;
    EH_ASSERT(again.ok());
    EH_ASSERT(again.expression.print() == printed);
    EH_ASSERT(again.expression.reads() == parsed.expression.reads());
  }
  return 0;
}
