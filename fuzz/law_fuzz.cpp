// The reader of law packs on any bytes: it must neither crash nor hang, and say where and what about every pack that it refuses; one
// that it takes is the same as itself, and its tables can be asked.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "law/changes.hpp"
#include "law/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evenhand;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const law::ParsedPack parsed = law::parse_pack(text);
  for (const Diagnostic& d : parsed.diagnostics) {
    EH_ASSERT(d.span.line > 0 && d.span.column > 0 && d.code.starts_with("EH09"));
    (void)render(d, "fuzz.yaml", text);
  }
  if (has_errors(parsed.diagnostics)) return 0;
  const law::PackChanges changes = law::compare(parsed.pack, parsed.pack);
  EH_ASSERT(changes.facts.empty() && changes.tables.empty());
  const CalendarDate day{2026, 1, 1};
  for (const law::Fact& fact : parsed.pack.facts) (void)law::to_json({&parsed.pack, &fact}, day);
  for (const law::DecisionTable& table : parsed.pack.tables) (void)law::failures_of(table, Instant{});
  return 0;
}
