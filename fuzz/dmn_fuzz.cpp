// The DMN reader, and what is built on it: whatever is read without a problem is written and read again as the same model,
// and evaluating it ends, on inputs that the text itself picks.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "dmn/model.hpp"

namespace {

using namespace evenhand;

/// A value of some kind for each input: which one depends on its name and the text.
feel::Context inputs_of(const dmn::Model& model, std::string_view xml) {
  static const std::vector<feel::Value> values = {
      {},
      true,
      0,
      -5,
      17,
      1'000,
      "",
      "gold",
      feel::parse_date("2026-01-31"),
      feel::parse_date_time("2026-01-31T09:30:00Z"),
      feel::parse_time("09:30:00"),
      feel::parse_duration("P3D"),
      feel::parse_duration("P1Y2M"),
      feel::List{},
      feel::List{1, 2, 3},
      feel::Context{{"name", "pen"}, {"price", 6}},
      feel::Value::limit("too much"),
  };
  feel::Context out;
  std::size_t pick = xml.empty() ? 0 : static_cast<unsigned char>(xml.back());
  for (const std::string& name : model.inputs()) {
    for (const char c : name) pick = pick * 31 + static_cast<unsigned char>(c);
    if (const feel::Value& value = values[pick % values.size()]; pick % 7 != 0) out.emplace_back(name, value);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view xml(reinterpret_cast<const char*>(data), size);
  // An import finds the file itself, so that circles come up.
  const dmn::Importer importer = [&](std::string_view, std::string_view) { return std::optional<std::string>(xml); };
  const dmn::ReadModel read = dmn::read_model(xml, importer);
  if (read.diagnostics.size() > limits::dmn_problems_max) std::abort();
  if (!read.usable && read.diagnostics.empty()) std::abort();
  if (!read.usable) return 0;
  const feel::Context inputs = inputs_of(read.model, xml);
  for (const std::string& name : read.model.decisions()) (void)read.model.evaluate(name, inputs, Instant{});
  for (const std::string& name : read.model.invocables()) (void)read.model.evaluate(name, inputs, Instant{});
  for (const dmn::ModelTable& table : read.model.tables()) (void)dmn::analyse(*table.table);
  if (!read.diagnostics.empty()) return 0;
  const std::string written = dmn::write_model(read.model);
  const dmn::ReadModel again = dmn::read_model(written, importer);
  if (!again.usable || !(again.model == read.model)) std::abort();
  if (dmn::write_model(again.model) != written) std::abort();
  return 0;
}
