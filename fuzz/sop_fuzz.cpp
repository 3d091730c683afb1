// The SOP compiler on any bytes: it must neither crash nor hang, say something about every text it refuses, and a text it
// takes must keep its hash when formatted, resolve for any case, and draw.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "procedure/compile.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evenhand;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const procedure::Compiled compiled = procedure::compile(text);
  EH_ASSERT((compiled.procedure != nullptr) != has_errors(compiled.diagnostics));
  for (const Diagnostic& d : compiled.diagnostics) {
    EH_ASSERT(d.span.line > 0 && d.span.column > 0 && !d.code.empty());
    (void)render(d, "fuzz.sop.md", text);
  }
  if (compiled.procedure == nullptr) return 0;
  const std::string formatted = procedure::format(text);
  const procedure::Compiled again = procedure::compile(formatted);
  EH_ASSERT(again.procedure != nullptr && again.procedure->hash == compiled.procedure->hash);
  EH_ASSERT(procedure::diff(*compiled.procedure, *again.procedure).empty());
  (void)procedure::resolve(compiled.procedure, {"MA", "email", "", "es"});
  return 0;
}
