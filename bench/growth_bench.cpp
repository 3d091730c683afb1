/// @file growth_bench.cpp
/// @brief How the store's work grows with the number of cases: a step on one case, the inbox's page and counts, a search, the
/// timers, memory, start-up and disk a case, at each size in turn; then the ratio of the largest to the smallest.
///
///   growth_bench [cases of the largest size, default 100000] [events of a case, default 12]
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "desk/desk.hpp"
#include "figure.hpp"
#include "filler.hpp"
#include "startup.hpp"
#include "store/search.hpp"
#include "store/timers.hpp"
#include "timers.hpp"

namespace {

using namespace evenhand;
namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;
constexpr std::size_t burst_timers = 10'000;

double ms_since(Steady::time_point start) {
  return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

double resident_mib() {
  std::ifstream in("/proc/self/statm");
  double all = 0, resident = 0;
  in >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

double bytes_in(const fs::path& folder) {
  double bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
  return bytes;
}

template <class T>
T must(Result<T> result) {
  EH_ASSERT_MSG(result.has_value(), result ? "" : result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// One size: name of the figure to its value, in milliseconds unless the name says otherwise.
using Row = std::map<std::string, double>;

double cpu_ms() {
  timespec at{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) * 1e3 + static_cast<double>(at.tv_nsec) / 1e6;
}

double median(std::vector<double> all) {
  std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
  return all[all.size() / 2];
}

/// Median milliseconds of `times` calls.
double median_ms(int times, const std::function<void()>& call) {
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const auto start = Steady::now();
    call();
    took.push_back(ms_since(start));
  }
  return median(std::move(took));
}

/// A step reads a case that is not in memory, appends three events and moves its timer. Between two steps the disk alone is asked
/// to take as many bytes: whatever else it does at this size of the database, it does to both.
void measure_steps(Row& row, store::Store& store, const std::string& org, const fs::path& folder,
                   const std::function<std::uint64_t()>& any_open) {
  constexpr int steps = 301;
  constexpr std::size_t bytes_a_step = 40 << 10;
  const fs::path floor_file = folder / "floor";
  const int floor = ::open(floor_file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  EH_ASSERT(floor >= 0);
  const std::string bytes(bytes_a_step, 'x');
  std::vector<double> step, cpu, disk;
  for (int i = 0; i < steps; ++i) {
    const auto start = Steady::now();
    const double cpu_start = cpu_ms();
    const auto loaded = must(store.read(
        [&](store::Reader& reader) { return store::cases::load(reader, org, bench::case_row(org, any_open()).id); }));
    store::cases::CaseRow next = loaded.row;
    const auto events = bench::next_events(next, 3);
    next.next_due = next.next_due + std::chrono::hours(1);
    must(store.write_and_wait([&](store::Writer& writer) -> Result<void> {
      auto done = store::cases::append(writer, loaded.row.seq, events, next);
      if (!done) return fail(done.error());
      return store::timers::arm(writer, org, {next.id, "wait", next.next_due});
    }));
    cpu.push_back(cpu_ms() - cpu_start);
    step.push_back(ms_since(start));
    const auto floor_start = Steady::now();
    EH_ASSERT(::write(floor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    EH_ASSERT(::fdatasync(floor) == 0);
    disk.push_back(ms_since(floor_start));
  }
  ::close(floor);
  fs::remove(floor_file);
  row["step on one case"] = median(step);
  row["step on one case: processor time"] = median(cpu);
  row["the disk alone, 40 KB synced between two steps"] = median(disk);
}

Row measure(store::Store& store, const std::string& org, const fs::path& folder, std::uint64_t cases,
            std::mt19937_64& random) {
  Row row;
  const auto any_open = [&] { return random() % std::max<std::uint64_t>(cases / 10, 1) * 10 + 9; };
  measure_steps(row, store, org, folder, any_open);
  row["inbox, a page of 50"] = median_ms(51, [&] {
    store::cases::Filter filter;
    filter.statuses = {"open", "paused"};
    must(store.read([&](store::Reader& reader) { return store::cases::list(reader, org, filter, "", 50); }));
  });
  row["a team's page of 50"] = median_ms(51, [&] {
    store::cases::Filter filter;
    filter.statuses = {"open", "paused"};
    filter.team = fmt::format("team-{}", random() % 20);
    must(store.read([&](store::Reader& reader) { return store::cases::list(reader, org, filter, "", 50); }));
  });
  row["inbox counts"] = median_ms(5, [&] {
    must(store.read([&](store::Reader& reader) { return store::cases::count(reader, org, "person_001", Instant{1}); }));
  });
  row["search, a rare word"] = median_ms(51, [&] {
    const std::string word = fmt::format("parcel{}", random() % cases);
    must(store.read([&](store::Reader& reader) { return store::search::find(reader, org, word, {}, 20); }));
  });
  row["search, a word of every 977th"] = median_ms(11, [&] {
    const std::string word = fmt::format("street{}", random() % 977);
    must(store.read([&](store::Reader& reader) { return store::search::find(reader, org, word, {}, 20); }));
  });
  row["next timer"] = median_ms(
      51, [&] { must(store.read([&](store::Reader& reader) { return store::timers::next_due(reader, org); })); });
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t most = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  const int events_a_case = argc > 2 ? std::max(1, std::atoi(argv[2])) : 12;
  log::set_level(log::Level::error);
  const SystemClock clock;
  const fs::path folder = fs::temp_directory_path() / ("evenhand_growth_" + std::to_string(getpid()));
  fs::create_directories(folder);
  const fs::path data = folder / "data";
  // The desk makes the folder, its keys and its organisation.
  const std::string org =
      must(desk::Desk::open({.folder = data, .company = "Bench", .background = false}, clock))->org();
  constexpr unsigned seed = 4;
  fmt::print("seed {}\n", seed);
  std::mt19937_64 random(seed);
  std::map<std::uint64_t, Row> rows;
  std::uint64_t filled = 0;
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t size = 1'000; size < most; size *= size < 100'000 ? 100 : 10) sizes.push_back(size);
  sizes.push_back(most);
  for (const std::uint64_t size : sizes) {
    double open_ms = 0;
    {
      auto store = must(store::Store::open({.path = data / "evenhand.db"}, clock));
      const auto start = Steady::now();
      must(bench::fill(*store, org, filled, size, events_a_case, clock.now()));
      bench::figure("growth", fmt::format("{} cases: filled, cases a second", size),
                    static_cast<double>(size - filled) / ms_since(start) * 1e3, "cases/s");
      filled = size;
    }
    const auto start = Steady::now();
    auto store = must(store::Store::open({.path = data / "evenhand.db"}, clock));
    open_ms = ms_since(start);
    Row row = measure(*store, org, folder, size, random);
    store->close();
    row["store opens"] = open_ms;
    for (const auto& [name, ms] : row) bench::figure("growth", fmt::format("{} cases: {}", size, name), ms, "ms");
    bench::figure("growth", fmt::format("{} cases: events a case", size), events_a_case, "events");
    bench::figure("growth", fmt::format("{} cases: memory", size), resident_mib(), "MiB");
    bench::figure("growth", fmt::format("{} cases: disk a case", size), bytes_in(data) / static_cast<double>(size),
                  "bytes");
    const double answered = bench::seconds_to_first_answer(data);
    if (answered < 0)
      fmt::print("growth     exec to first answer is not measured: build evenhand beside this program\n");
    if (answered >= 0)
      bench::figure("growth", fmt::format("{} cases and timers: exec to first answer", size), answered, "s",
                    bench::Aim::at_most, 2);
    const double before = resident_mib();
    const bench::Lateness one = bench::fire_timers(data, 1);
    bench::figure("growth", fmt::format("{} timers: one that is due fires after", size), one.last_ms, "ms",
                  bench::Aim::at_most, 1000);
    const bench::Lateness burst = bench::fire_timers(data, burst_timers);
    bench::figure("growth", fmt::format("{} timers: {} due at one moment, half fired after", size, burst_timers),
                  burst.median_ms, "ms");
    bench::figure("growth", fmt::format("{} timers: {} due at one moment, all fired after", size, burst_timers),
                  burst.last_ms, "ms");
    bench::figure("growth", fmt::format("{} timers: memory that the desk took", size), resident_mib() - before, "MiB");
    rows[size] = std::move(row);
  }
  if (sizes.size() > 1) {
    for (const auto& [name, ms] : rows[most])
      bench::figure("growth", fmt::format("{}: {} cases over {}", name, most, sizes.front()),
                    ms / rows[sizes.front()][name], "times",
                    name.starts_with("step on one case") ? bench::Aim::at_most : bench::Aim::none, 2);
  }
  fs::remove_all(folder);
  return 0;
}
