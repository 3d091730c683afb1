// The DMN reader, and what is built on it: whatever is read without a problem is written and read again as the same model,
// and evaluating it ends.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/limits.hpp"
#include "dmn/model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace evenhand;
  const std::string_view xml(reinterpret_cast<const char*>(data), size);
  // An import finds the file itself, so that circles come up.
  const dmn::Importer importer = [&](std::string_view, std::string_view) { return std::optional<std::string>(xml); };
  const dmn::ReadModel read = dmn::read_model(xml, importer);
  if (read.diagnostics.size() > limits::dmn_problems_max) std::abort();
  if (!read.usable && read.diagnostics.empty()) std::abort();
  if (!read.usable) return 0;
  for (const std::string& name : read.model.decisions()) (void)read.model.evaluate(name, {}, Instant{});
  for (const dmn::ModelTable& table : read.model.tables()) (void)dmn::analyse(*table.table);
  if (!read.diagnostics.empty()) return 0;
  const std::string written = dmn::write_model(read.model);
  const dmn::ReadModel again = dmn::read_model(written, importer);
  if (!again.usable || !(again.model == read.model)) std::abort();
  if (dmn::write_model(again.model) != written) std::abort();
  return 0;
}
