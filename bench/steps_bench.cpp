/// @file steps_bench.cpp
/// @brief Durable steps over HTTP, beside their floors on the same disk, in turns. On SQLite: a bare loop that writes the same
/// rows to a copy of the same database in groups of the same size; one that writes only as many bytes, as one row without an
/// index; and the latter behind a bare HTTP server. On PostgreSQL: SQL written by hand. Prints tables and figures; changes nothing
/// outside a temporary folder and the database named; stops by itself.
///
///   steps_bench [seconds for each row, default 5] [cases for the memory and start-up figures, default 100000] [postgresql://…]
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "figure.hpp"
#include "floor.hpp"
#include "floor_postgresql.hpp"
#include "house.hpp"
#include "processes.hpp"
#include "startup.hpp"

namespace {

using namespace evenhand;
using bench::House;
using bench::Sum;
namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

std::size_t resident_kib() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("VmRSS:")) return std::strtoul(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

double mib(std::size_t kib) {
  return static_cast<double>(kib) / 1024;
}

std::size_t bytes_in(const fs::path& folder) {
  std::size_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) bytes += entry.file_size();
  return bytes;
}

std::size_t bytes_per_step(const Sum& sum) {
  return static_cast<std::size_t>(static_cast<double>(sum.bytes) / sum.steps());
}

constexpr std::size_t answer_bytes = 400;  // about what a step is answered with, head and body

constexpr int rounds = 5;  // in turns, so that a disk or a neighbour that is slow for a while is slow for all

/// What the first run shows and the floors need to know; it also warms everything.
struct Shape {
  std::size_t bytes = 0, events = 0, group = 0;  ///< of a step, of a step, steps a commit
};

Shape shape_of(House& house, std::size_t callers, double seconds) {
  house.call(callers);
  Sum first;
  house.run(first, seconds, 0);
  return {.bytes = bytes_per_step(first),
          .events = static_cast<std::size_t>(std::lround(static_cast<double>(first.events) / first.steps())),
          .group = static_cast<std::size_t>(std::max(1.0, first.group() + 0.5))};
}

void print_ours(const std::string& database, std::size_t callers, Sum& steps) {
  const auto name = [&](std::string_view what) { return fmt::format("{}/evenhand/{}{}", database, callers, what); };
  bench::figure("steps", name(""), steps.per_second(), "steps/s");
  bench::figure("steps", name("/cpu"), steps.cpu_us(), "us");
  bench::figure("steps", name("/median"), steps.percentile_ms(50), "ms",
                callers == 1 ? bench::Aim::at_most : bench::Aim::none, 2);
  bench::figure("steps", name("/p99"), steps.percentile_ms(99), "ms");
  bench::figure("steps", name("/steps a commit"), steps.group(), "steps");
}

void compare_on_sqlite(House& house, const fs::path& folder, std::size_t callers, double seconds) {
  const Shape shape = shape_of(house, callers, seconds / rounds);
  house.copy_to(folder / "copy.db");
  const bench::Loop rows = bench::same_rows(folder / "copy.db", house.worked(), shape.events, shape.group);
  const bench::Loop loop = bench::bare_sqlite(folder, shape.bytes, shape.group);
  const bench::BareServer server(folder / "behind", shape.bytes, answer_bytes);
  const std::vector<std::string> requests(callers, house.any_request());

  Sum steps, bare;
  double rows_written = 0, loop_written = 0;
  const double slice = seconds / rounds;
  for (int round = 0; round < rounds; ++round) {
    house.run(steps, slice, 0);
    rows_written += rows(slice);
    loop_written += loop(slice);
    const double cpu_before = bench::cpu_of_this_process();
    const bench::LoadRow load = bench::run_load(server.port(), requests, slice, 0);
    bare.add(load, bench::cpu_of_this_process() - cpu_before);
  }
  const auto floor = [&](std::string_view what, double per_second, bench::Aim aim) {
    bench::figure("steps", fmt::format("sqlite/{}/{}", what, callers), per_second, "steps/s");
    bench::figure("steps", fmt::format("sqlite/{} : evenhand/{}", what, callers), per_second / steps.per_second(),
                  "times", aim, 2);
  };
  print_ours("sqlite", callers, steps);
  floor("floor, one row of the same bytes", loop_written / seconds, bench::Aim::none);
  floor("floor, the same rows", rows_written / seconds, bench::Aim::at_most);
  floor("floor, the same bytes behind bare HTTP", bare.per_second(), bench::Aim::none);
  fmt::print("\n");
}

void compare_on_postgresql(House& house, const std::string& url, std::size_t callers, double seconds) {
  const Shape shape = shape_of(house, callers, seconds / rounds);
  // More connections than this is what poolers are for; the cases of the callers are shared out among them.
  const std::size_t connections = std::min<std::size_t>(callers, 64);
  bench::PostgresFloor floor(url, house.worked(), shape.events);
  Sum steps;
  bench::FloorRow grouped, alone;
  const double slice = seconds / rounds;
  for (int round = 0; round < rounds; ++round) {
    house.run(steps, slice, 0);
    floor.in_groups(grouped, shape.group, slice);
    floor.one_by_one(alone, connections, slice);
  }
  print_ours("postgresql", callers, steps);
  const auto print = [&](std::string_view what, const bench::FloorRow& row, bench::Aim aim) {
    const double cpu_us = row.cpu_seconds / row.steps * 1e6;
    bench::figure("steps", fmt::format("postgresql/{}/{}", what, callers), row.steps / row.seconds, "steps/s");
    bench::figure("steps", fmt::format("postgresql/{}/{}/cpu", what, callers), cpu_us, "us");
    bench::figure("steps", fmt::format("postgresql/evenhand : {}/{}/cpu", what, callers), steps.cpu_us() / cpu_us,
                  "times", aim, 1.5);
    bench::figure("steps", fmt::format("postgresql/{} : evenhand/{}", what, callers),
                  row.steps / row.seconds / steps.per_second(), "times", aim, 1.5);
  };
  print("floor", alone, bench::Aim::at_most);
  print("floor in the same groups", grouped, bench::Aim::none);
  fmt::print("\n");
}

void run_on_postgresql(const fs::path& folder, const std::string& url, double seconds) {
  House house(folder / "shared", url);
  for (const std::size_t callers : {std::size_t{1}, std::size_t{32}, std::size_t{256}})
    compare_on_postgresql(house, url, callers, seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 5;
  const int many = argc > 2 ? std::atoi(argv[2]) : 100'000;
  const std::string url = argc > 3 ? argv[3] : "";
  log::set_level(log::Level::error);
  const fs::path folder = fs::temp_directory_path() / ("evenhand_bench_" + std::to_string(getpid()));
  fs::create_directories(folder);
  {
    const std::size_t bare_kib = resident_kib();
    House house(folder / "data");
    fmt::print("resident memory, idle                    {:>10.1f} MiB, of which {:.1f} before anything was opened\n",
               mib(resident_kib()), mib(bare_kib));
    fmt::print("\n");
    for (const std::size_t callers : {std::size_t{1}, std::size_t{32}, std::size_t{256}}) {
      const fs::path floors = folder / ("floors_" + std::to_string(callers));
      fs::create_directories(floors / "behind");
      compare_on_sqlite(house, floors, callers, seconds);
      fs::remove_all(floors);
    }
    Sum paced;
    house.call(32);
    house.run(paced, seconds, 1000);
    fs::create_directories(folder / "paced");
    const bench::BareServer bare(folder / "paced", bytes_per_step(paced), answer_bytes);
    Sum floor;
    floor.add(bench::run_load(bare.port(), std::vector<std::string>(32, house.any_request()), seconds, 1000), 0);
    fmt::print(
        "\n32 callers at 1,000 steps/s: {:.0f} steps/s, p50 {:.2f} ms, p99 {:.2f} ms; one row behind bare HTTP: p50 "
        "{:.2f} ms, p99 {:.2f} ms\n",
        paced.per_second(), paced.percentile_ms(50), paced.percentile_ms(99), floor.percentile_ms(50),
        floor.percentile_ms(99));
    fmt::print("resident memory after all these           {:>10.1f} MiB\n", mib(resident_kib()));
    if (many > 0) {
      const auto start = Steady::now();
      house.open_many(many);
      fmt::print("\nopening {} cases                     {:>10.1f} s\n", many, seconds_since(start));
      fmt::print("resident memory with {} open cases   {:>10.1f} MiB, beside {:.0f} MiB on the disk\n", many,
                 mib(resident_kib()), mib(bytes_in(folder / "data") >> 10));
    }
  }
  if (many > 0) {
    const double full = bench::seconds_to_first_answer(folder / "data");
    (void)bench::seconds_to_first_answer(folder / "none");  // makes it
    const double empty = bench::seconds_to_first_answer(folder / "none");
    fmt::print("from exec to the first answer, {} open cases {:.3f} s; with none {:.3f} s (files in the page cache)\n",
               many, full, empty);
  }
  if (!url.empty()) run_on_postgresql(folder, url, seconds);
  fs::remove_all(folder);
  return 0;
}
