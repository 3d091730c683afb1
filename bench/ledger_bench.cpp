/// @file ledger_bench.cpp
/// @brief The ledger on one core, in memory, by processor time: events hashed and chained, taken into the Merkle tree, exported as a pack, and a
/// pack verified, beside the floor of bare SHA-256 over as many bytes.
///
///   ledger_bench [events, default 1000000]
#include <algorithm>
#include <ctime>
#include <iostream>
#include <streambuf>

#include "base/assert.hpp"
#include "figure.hpp"
#include "filler.hpp"
#include "ledger/pack.hpp"

namespace {

using namespace evenhand;
/// Seconds of processor time: what a core does in a second, whoever else wants it.
struct CpuClock {
  static double now() {
    timespec at{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
  }
};
double since(double start) {
  return CpuClock::now() - start;
}

/// A file in memory whose pages are there before the clock runs.
class MemoryFile : public std::streambuf {
 public:
  explicit MemoryFile(std::size_t bytes_max) : bytes_(bytes_max, '\0') {}
  [[nodiscard]] std::size_t size() const { return size_; }
  void to_front() { setg(bytes_.data(), bytes_.data(), bytes_.data() + size_); }

 protected:
  std::streamsize xsputn(const char* from, std::streamsize count) override {
    const auto bytes = static_cast<std::size_t>(count);
    if (size_ + bytes > bytes_.size()) return 0;
    std::copy(from, from + bytes, bytes_.data() + size_);
    size_ += bytes;
    return count;
  }
  int_type overflow(int_type c) override {
    const char one = traits_type::to_char_type(c);
    return xsputn(&one, 1) == 1 ? c : traits_type::eof();
  }

 private:
  std::string bytes_;
  std::size_t size_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  constexpr std::uint64_t a_case = 100;
  const std::string org = "org_01999999-0000-7000-8000-000000000000";
  const double events_count = static_cast<double>(count / a_case * a_case);

  std::vector<store::cases::CaseRow> rows;
  std::vector<ledger::StoredEvent> events;
  events.reserve(count);
  auto start = CpuClock::now();
  for (std::uint64_t number = 0; number < count / a_case; ++number) {
    rows.push_back(bench::case_row(org, number));
    for (auto& event : bench::next_events(rows.back(), a_case)) events.push_back(std::move(event));
  }
  bench::figure("ledger", "append: made, hashed, chained", events_count / since(start), "events/s");

  std::string bytes;
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i].position = i + 1;
    if (i == 0) bytes = ledger::canonical_bytes(events[i]) + std::string(32, '\0');
  }
  start = CpuClock::now();
  unsigned sum = 0;
  for (std::size_t i = 0; i < events.size(); ++i) sum += sha256(bytes)[0];
  bench::figure("ledger", "floor: bare SHA-256 of as many bytes", events_count / since(start), "events/s");
  EH_ASSERT(sum != 1);

  start = CpuClock::now();
  std::uint64_t wrong = 0;
  for (std::uint64_t first = 0; first < events.size(); first += a_case) {
    ledger::ChainCheck check;
    for (std::uint64_t i = first; i < first + a_case; ++i) wrong += check.next(events[i]).has_value() ? 1 : 0;
  }
  EH_ASSERT(wrong == 0);
  bench::figure("ledger", "verify: hashes and chain", events_count / since(start), "events/s", bench::Aim::at_least,
                500'000);

  start = CpuClock::now();
  ledger::Frontier frontier;
  std::vector<ledger::Hash> tiles;
  for (const auto& event : events) {
    frontier.append(event.hash);
    if (frontier.completed_tile()) tiles.push_back(*frontier.completed_tile());
  }
  bench::figure("ledger", "checkpoint: Merkle tree", events_count / since(start), "events/s");

  auto tree = ledger::Tree::make(events.size(), std::move(tiles), [&](std::uint64_t begin, std::uint64_t end) {
    std::vector<ledger::Hash> out;
    for (std::uint64_t i = begin; i < end; ++i) out.push_back(events[i].hash);
    return Result<std::vector<ledger::Hash>>(std::move(out));
  });
  EH_ASSERT(tree.has_value());
  const ledger::SigningKey key{Secret(std::string(32, 'k'))};
  ledger::Checkpoint checkpoint{
      .org = org, .size = events.size(), .root = tree->root(), .at = Instant{1}, .key_id = {}};
  MemoryFile file(events.size() * 2'000 + 10'000'000);
  std::iostream pack(&file);
  start = CpuClock::now();
  ledger::PackWriter writer(pack, checkpoint, key, Instant{1}, "bench");
  for (std::uint64_t number = 0; number < rows.size(); ++number) {
    writer.begin_case(rows[number].id, a_case, rows[number].head);
    for (std::uint64_t i = number * a_case; i < (number + 1) * a_case; ++i) {
      const auto proof = tree->inclusion(i);
      EH_ASSERT(proof.has_value() && writer.event(events[i], *proof).has_value());
    }
  }
  EH_ASSERT(writer.finish().has_value());
  bench::figure("ledger", "export: pack with proofs", events_count / since(start), "events/s");

  file.to_front();
  start = CpuClock::now();
  const auto report = ledger::verify_pack(pack);
  const double verified = since(start);
  EH_ASSERT_MSG(report.ok, report.problems.empty() ? "" : report.problems.front().message);
  bench::figure("ledger", "verify a pack: lines, chain, proofs, signature", events_count / verified, "events/s");
  // Each line is hashed for its sum and for the digest, the event in it for the chain, a leaf and a node for the tree.
  const std::string line(file.size() / events.size(), 'x');
  start = CpuClock::now();
  for (std::size_t i = 0; i < events.size(); ++i)
    for (const std::string_view part : {std::string_view(line), std::string_view(line), std::string_view(bytes),
                                        std::string_view(line).substr(0, 33), std::string_view(line).substr(0, 65)})
      sum += sha256(part)[0];
  bench::figure("ledger", "floor of it: the bare SHA-256 that the format asks for", events_count / since(start),
                "events/s");
  EH_ASSERT(sum != 1);
  return 0;
}
