// libFuzzer target: the reader of evidence packs. Any input must give a report; no input may be called whole that is
// not.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "base/assert.hpp"
#include "base/json.hpp"
#include "ledger/pack.hpp"
#include "ledger/pack_line.hpp"

namespace {

using namespace evenhand;

/// Gives every line that is JSON its right sum, so that the fuzzer gets past the sums to what they guard.
std::string with_sums(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line);) {
    const auto value = json::parse(line);
    if (!value || value->as_object() == nullptr) {
      out += line + "\n";
      continue;
    }
    json::Value summed = *value;
    summed.set("sum", ledger::pack::line_sum(summed));
    out += json::write_canonical(summed) + "\n";
  }
  return out;
}

void check(const std::string& text) {
  std::istringstream in(text);
  const ledger::VerifyReport report = ledger::verify_pack(in);
  EH_ASSERT(report.ok == (report.problem_count == 0));
  EH_ASSERT(report.problems.size() <= ledger::pack_problems_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check(text);
  check(with_sums(text));
  return 0;
}
