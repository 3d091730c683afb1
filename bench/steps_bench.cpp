/// @file steps_bench.cpp
/// @brief Durable steps over HTTP, beside three floors on the same disk, in turns: a bare SQLite loop that writes the same
/// rows to a copy of the same database in groups of the same size; one that writes only as many bytes, as one row without an
/// index; and the latter behind a bare HTTP server. Prints one table; changes nothing outside a temporary folder; stops by
/// itself.
///
///   steps_bench [seconds for each row, default 5] [cases for the memory and start-up figures, default 100000]
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "api/api.hpp"
#include "base/log.hpp"
#include "desk/desk.hpp"
#include "floor.hpp"
#include "http/server.hpp"
#include "identity/identity.hpp"
#include "load.hpp"
#include "startup.hpp"

namespace {

using namespace evenhand;
namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

/// A round is one tick of a box: the box is done, the loop goes round, the box opens again.
constexpr std::string_view sop = R"(---
id: rounds
title: Rounds
---

# Rounds

## Facts

| Fact | Type | From |
| --- | --- | --- |
| finished | yes or no | agent |

## 1. Go round

- Repeat until `finished`, with no limit:
  - [ ] Go once round.
- Ask for **finished**.
)";

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

double cpu_of_this_process() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// What callers saw over several runs, and what it cost.
struct Sum {
  std::vector<double> latencies_ms;
  double seconds = 0, cpu_seconds = 0;  ///< the latter of the server, without the callers
  std::uint64_t jobs = 0, commits = 0, events = 0, bytes = 0;

  void add(const bench::LoadRow& load, double cpu_of_all) {
    latencies_ms.insert(latencies_ms.end(), load.latencies_ms.begin(), load.latencies_ms.end());
    seconds += load.seconds;
    cpu_seconds += cpu_of_all - load.cpu_seconds;
  }
  [[nodiscard]] double steps() const { return static_cast<double>(std::max<std::size_t>(latencies_ms.size(), 1)); }
  [[nodiscard]] double per_second() const { return static_cast<double>(latencies_ms.size()) / seconds; }
  [[nodiscard]] double cpu_us() const { return cpu_seconds / steps() * 1e6; }
  [[nodiscard]] double group() const {
    return static_cast<double>(jobs) / static_cast<double>(std::max<std::uint64_t>(commits, 1));
  }
  /// @return the latency that so many hundredths of the steps keep to
  [[nodiscard]] double percentile_ms(std::size_t hundredths) {
    if (latencies_ms.empty()) return 0;
    const auto at = latencies_ms.begin() + static_cast<std::ptrdiff_t>(latencies_ms.size() * hundredths / 100);
    std::nth_element(latencies_ms.begin(), at, latencies_ms.end());
    return *at;
  }
};

/// Everything a real server has, in this process.
class House {
 public:
  explicit House(const fs::path& folder) {
    auto opened = desk::Desk::open({.folder = folder, .company = "Bench", .background = false}, clock_);
    if (!opened) die(opened.error());
    desk_ = std::move(*opened);
    identity_ = std::make_unique<identity::Identity>(desk_->store(), desk_->org(), clock_,
                                                     identity::IdentityOptions{.password_cost = {1, 8u << 10}});
    store::people::Person person;
    person.name = "Bench";
    person.email = "bench@bench.example";
    person.roles = {"admin"};
    const auto added = identity_->add_person(person, Secret());
    if (!added) die(added.error());
    identity::Who who{.person = *added,
                      .permissions = identity::permissions_of(added->roles),
                      .session_hash = {},
                      .csrf = {},
                      .token_id = {}};
    auto token = identity_->add_token(who, "bench", {"case.read", "case.work"}, std::nullopt);
    if (!token) die(token.error());
    token_ = std::string(token->secret.reveal());
    const auto published = desk_->library().publish({.procedure_id = "rounds",
                                                     .source = std::string(sop),
                                                     .note = "",
                                                     .person_id = added->id,
                                                     .expected_current = 0},
                                                    clock_.now());
    if (!published) die(published.error().error);
    api_ = std::make_unique<api::Api>(*desk_, *identity_, api::ApiOptions{.requests_per_minute = 1'000'000'000});
    server_ = std::make_unique<http::Server>(http::ServerOptions{}, [this](auto request, auto responder) {
      api_->router()(std::move(request), std::move(responder));
    });
    if (const auto started = server_->start(); !started) die(started.error());
  }
  ~House() {
    server_->shutdown(std::chrono::seconds(5));
    api_.reset();
  }
  [[noreturn]] static void die(const Error& error) {
    fmt::print(stderr, "steps_bench: {} {}\n", error.code, error.message);
    std::exit(2);
  }

  std::string open(int number) {
    desk::Opening opening;
    opening.procedure_id = "rounds";
    opening.open.subject = "Bench case " + std::to_string(number);
    opening.open.customer_name = "Customer " + std::to_string(number);
    opening.open.customer_address = "c" + std::to_string(number) + "@bench.example";
    opening.actor = {
        .id = "person_bench", .name = "Bench", .roles = {"agent"}, .may_override = false, .may_reopen = false};
    const auto opened = desk_->open_and_wait(std::move(opening));
    if (!opened) die(std::holds_alternative<Error>(opened.error()) ? std::get<Error>(opened.error()) : Error{});
    if (path_.empty()) {
      for (const auto* place : opened->program->places()) {
        if (place->node->kind == procedure::NodeKind::task) path_ = place->path;
      }
    }
    return opened->case_id;
  }
  void open_many(int count) {
    std::atomic<int> next{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t) {
      threads.emplace_back([&] {
        for (int i = next++; i < count; i = next++) open(1'000'000 + i);
      });
    }
    for (auto& thread : threads) thread.join();
  }

  /// Opens a case for each caller; they are the ones `run` works.
  void call(std::size_t callers) {
    requests_.clear();
    worked_.clear();
    for (std::size_t i = 0; i < callers; ++i) {
      worked_.push_back(open(static_cast<int>(cases_++)));
      requests_.push_back(tick(worked_.back()));
    }
  }

  /// @param pace_per_second  0: as fast as answers come; else evenly spaced over all callers
  void run(Sum& sum, double seconds, double pace_per_second) {
    const auto before = desk_->store().figures();
    const Written written_before = written();
    const double cpu_before = cpu_of_this_process();
    const bench::LoadRow load = bench::run_load(server_->port(), requests_, seconds, pace_per_second);
    sum.add(load, cpu_of_this_process() - cpu_before);
    if (!load.failure.empty()) fmt::print(stderr, "a step failed, the run ends there: {}\n", load.failure);
    const auto after = desk_->store().figures();
    sum.jobs += after.jobs - before.jobs;
    sum.commits += after.commits - before.commits;
    const Written now = written();
    sum.events += now.events - written_before.events;
    sum.bytes += now.bytes - written_before.bytes;
  }

  [[nodiscard]] std::string tick(const std::string& case_id) const {
    const std::string body = R"({"type":"tick-task","path":")" + path_ + R"(","yes":true})";
    return fmt::format(
        "POST /api/v1/cases/{}/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/json\r\nPrefer: return=minimal\r\nContent-Length: {}\r\n\r\n{}",
        case_id, token_, body.size(), body);
  }

  /// @see bench::same_rows, for the cases of the callers.
  [[nodiscard]] bench::Loop same_rows(const fs::path& copy, std::size_t events_per_step, std::size_t group) {
    if (const auto copied = desk_->store().backup(copy); !copied) die(copied.error());
    return bench::same_rows(copy, worked_, events_per_step, group);
  }

  struct Written {
    std::uint64_t events = 0, bytes = 0;
  };
  /// All events so far, and their bytes, which is what steps make durable.
  Written written() {
    const auto sums = desk_->store().read([&](store::Reader& reader) -> Result<Written> {
      Written out;
      auto read = reader.sql().each("SELECT COUNT(*), COALESCE(SUM(LENGTH(body)), 0) FROM events WHERE org_id = $1",
                                    {desk_->org()}, [&](const store::Row& row) -> Result<void> {
                                      out = {row.count(0), row.count(1) + 200 * row.count(0)};
                                      return {};
                                    });
      if (!read) return fail(read.error());
      return out;
    });
    return sums.value_or(Written{});
  }

  /// As long as a step's; its case does not matter to a floor.
  [[nodiscard]] std::string any_request() const { return tick("case_00000000-0000-7000-8000-000000000000"); }

 private:
  SystemClock clock_;
  std::unique_ptr<desk::Desk> desk_;
  std::unique_ptr<identity::Identity> identity_;
  std::unique_ptr<api::Api> api_;
  std::unique_ptr<http::Server> server_;
  std::string token_, path_;
  std::vector<std::string> worked_, requests_;  ///< of the callers: their cases, what they send
  std::size_t cases_ = 0;
};

std::size_t bytes_per_step(const Sum& sum) {
  return static_cast<std::size_t>(static_cast<double>(sum.bytes) / sum.steps());
}

constexpr std::size_t answer_bytes = 400;  // about what a step is answered with, head and body

void compare(House& house, const fs::path& folder, std::size_t callers, double seconds) {
  // The first run shows how many go together, which the floors need to know, and warms everything.
  constexpr int rounds = 5;
  house.call(callers);
  Sum first;
  house.run(first, seconds / rounds, 0);
  const std::size_t bytes = bytes_per_step(first);
  const auto events = static_cast<std::size_t>(std::lround(static_cast<double>(first.events) / first.steps()));
  const auto group = static_cast<std::size_t>(std::max(1.0, first.group() + 0.5));
  const bench::Loop rows = house.same_rows(folder / "copy.db", events, group);
  const bench::Loop loop = bench::bare_sqlite(folder, bytes, group);
  const bench::BareServer server(folder / "behind", bytes, answer_bytes);
  const std::vector<std::string> requests(callers, house.any_request());

  // In turns, so that a disk or a neighbour that is slow for a while is slow for all.
  Sum steps, bare;
  double rows_written = 0, loop_written = 0;
  const double slice = seconds / rounds;
  for (int round = 0; round < rounds; ++round) {
    house.run(steps, slice, 0);
    rows_written += rows(slice);
    loop_written += loop(slice);
    const double cpu_before = cpu_of_this_process();
    const bench::LoadRow load = bench::run_load(server.port(), requests, slice, 0);
    bare.add(load, cpu_of_this_process() - cpu_before);
  }
  const double of_rows = rows_written / seconds, of_loop = loop_written / seconds;
  fmt::print(
      "{:>7}{:>10.0f}{:>9.2f}{:>9.2f}{:>8.1f}{:>8}{:>8.0f}{:>11.0f}{:>6.0f}%{:>11.0f}{:>6.0f}%{:>13.0f}{:>9.0f}{:>6."
      "0f}%\n",
      callers, steps.per_second(), steps.percentile_ms(50), steps.percentile_ms(99), steps.group(), bytes,
      steps.cpu_us(), of_rows, 100 * steps.per_second() / of_rows, of_loop, 100 * steps.per_second() / of_loop,
      bare.per_second(), bare.cpu_us(), 100 * steps.per_second() / bare.per_second());
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 5;
  const int many = argc > 2 ? std::atoi(argv[2]) : 100'000;
  log::set_level(log::Level::error);
  const fs::path folder = fs::temp_directory_path() / ("evenhand_bench_" + std::to_string(getpid()));
  fs::create_directories(folder);
  {
    const std::size_t bare_kib = resident_kib();
    House house(folder / "data");
    fmt::print("resident memory, idle                    {:>10.1f} MiB, of which {:.1f} before anything was opened\n",
               mib(resident_kib()), mib(bare_kib));
    fmt::print("\n{:>7}{:>10}{:>9}{:>9}{:>8}{:>8}{:>8}{:>11}{:>7}{:>11}{:>7}{:>13}{:>9}{:>7}\n", "callers", "steps/s",
               "p50 ms", "p99 ms", "group", "bytes", "CPU us", "same rows", "share", "one row", "share", "behind HTTP",
               "CPU us", "share");
    for (const std::size_t callers : {std::size_t{1}, std::size_t{32}, std::size_t{256}}) {
      const fs::path floors = folder / ("floors_" + std::to_string(callers));
      fs::create_directories(floors / "behind");
      compare(house, floors, callers, seconds);
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
  fs::remove_all(folder);
  return 0;
}
