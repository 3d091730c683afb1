// Import on any bytes: BPMN where they begin with `<`, the JSON of pandoc where with `{`, else Markdown. It must neither crash nor
// hang; what it refuses it says why, and what it takes is a draft that the compiler takes, with each part of the report in it.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "intake/compose.hpp"
#include "intake/document.hpp"
#include "intake/intake.hpp"
#include "intake/units.hpp"
#include "procedure/compile.hpp"

namespace {

using namespace evenhand;

Result<intake::Imported> import_any(std::string_view bytes) {
  if (!bytes.starts_with('{')) return intake::import_file(bytes.starts_with('<') ? "a.bpmn" : "a.md", bytes);
  const auto document = intake::read_pandoc(bytes);
  return document ? intake::finish(intake::compose(*document, "A page"), Deadline::in(std::chrono::seconds(5)))
                  : Result<intake::Imported>(fail(document.error()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto imported = import_any({reinterpret_cast<const char*>(data), size});
  if (!imported) {
    EH_ASSERT(imported.error().code.starts_with("import/") && !imported.error().message.empty());
    return 0;
  }
  const procedure::Compiled compiled = procedure::compile(imported->draft);
  EH_ASSERT(compiled.procedure != nullptr);
  const auto lines = static_cast<std::size_t>(std::count(imported->draft.begin(), imported->draft.end(), '\n')) + 1;
  for (const intake::Entry& entry : imported->report) {
    EH_ASSERT(!intake::rule_sentence(entry.rule).empty());
    EH_ASSERT(entry.draft_line <= lines && (entry.draft_line > 0 || entry.became == "nothing"));
  }
  (void)intake::to_text(*imported);
  return 0;
}
