/// @file steps_bench.cpp
/// @brief Durable steps over HTTP, beside three floors on the same disk in the same run: a bare SQLite loop that writes the same
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

double cpu_of_this_process() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Row {
  double steps_per_second = 0, p50_ms = 0, p99_ms = 0, group = 0, bytes_per_step = 0, events_per_step = 0;
  double cpu_us_per_step = 0;  ///< of the server, without the callers
};

Row row_of(const bench::LoadRow& load, double cpu_seconds) {
  if (load.latencies_ms.empty()) return {};
  const auto steps = static_cast<double>(load.latencies_ms.size());
  return {.steps_per_second = steps / load.seconds,
          .p50_ms = load.latencies_ms[load.latencies_ms.size() / 2],
          .p99_ms = load.latencies_ms[load.latencies_ms.size() * 99 / 100],
          .cpu_us_per_step = (cpu_seconds - load.cpu_seconds) / steps * 1e6};
}

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

  /// @param pace_per_second  0: as fast as answers come; else evenly spaced over all callers
  Row run(std::size_t callers, double seconds, double pace_per_second) {
    std::vector<std::string> requests;
    worked_.clear();
    for (std::size_t i = 0; i < callers; ++i) {
      worked_.push_back(open(static_cast<int>(cases_++)));
      requests.push_back(tick(worked_.back()));
    }
    const auto before = desk_->store().figures();
    const Written written_before = written();
    const double cpu_before = cpu_of_this_process();
    const bench::LoadRow load = bench::run_load(server_->port(), requests, seconds, pace_per_second);
    Row row = row_of(load, cpu_of_this_process() - cpu_before);
    if (!load.failure.empty()) fmt::print(stderr, "a step failed, the row ends there: {}\n", load.failure);
    const auto after = desk_->store().figures();
    row.group = static_cast<double>(after.jobs - before.jobs) /
                static_cast<double>(std::max<std::uint64_t>(after.commits - before.commits, 1));
    const Written now = written();
    const auto steps = static_cast<double>(std::max<std::size_t>(load.latencies_ms.size(), 1));
    row.bytes_per_step = static_cast<double>(now.bytes - written_before.bytes) / steps;
    row.events_per_step = static_cast<double>(now.events - written_before.events) / steps;
    return row;
  }

  [[nodiscard]] std::string tick(const std::string& case_id) const {
    const std::string body = R"({"type":"tick-task","path":")" + path_ + R"(","yes":true})";
    return fmt::format(
        "POST /api/v1/cases/{}/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/json\r\nPrefer: return=minimal\r\nContent-Length: {}\r\n\r\n{}",
        case_id, token_, body.size(), body);
  }

  /// @see bench::same_rows, for the cases of the last run.
  double same_rows(const fs::path& folder, std::size_t events_per_step, std::size_t group, double seconds) {
    const fs::path copy = folder / "copy.db";
    if (const auto copied = desk_->store().backup(copy); !copied) die(copied.error());
    const double steps = bench::same_rows(copy, worked_, events_per_step, group, seconds);
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(copy.string() + end);
    return steps;
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
  std::vector<std::string> worked_;  ///< the cases of the last run
  std::size_t cases_ = 0;
};

constexpr std::size_t answer_bytes = 400;  // about what a step is answered with, head and body

void compare(House& house, const fs::path& folder, std::size_t callers, double seconds) {
  const Row row = house.run(callers, seconds, 0);
  const auto bytes = static_cast<std::size_t>(row.bytes_per_step);
  const auto group = static_cast<std::size_t>(std::max(1.0, row.group + 0.5));
  const double rows =
      house.same_rows(folder, static_cast<std::size_t>(std::lround(row.events_per_step)), group, seconds / 2);
  const double loop = bench::bare_sqlite(folder, bytes, group, seconds / 2);
  Row bare;
  {
    const bench::BareServer server(folder, bytes, answer_bytes);
    const std::vector<std::string> requests(callers, house.any_request());
    const double cpu_before = cpu_of_this_process();
    const bench::LoadRow load = bench::run_load(server.port(), requests, seconds / 2, 0);
    bare = row_of(load, cpu_of_this_process() - cpu_before);
  }
  fmt::print(
      "{:>7}{:>10.0f}{:>9.2f}{:>9.2f}{:>8.1f}{:>8.0f}{:>8.0f}{:>11.0f}{:>6.0f}%{:>11.0f}{:>6.0f}%{:>13.0f}{:>9.0f}{:>6."
      "0f}%\n",
      callers, row.steps_per_second, row.p50_ms, row.p99_ms, row.group, row.bytes_per_step, row.cpu_us_per_step, rows,
      100 * row.steps_per_second / rows, loop, 100 * row.steps_per_second / loop, bare.steps_per_second,
      bare.cpu_us_per_step, 100 * row.steps_per_second / bare.steps_per_second);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 5;
  const int many = argc > 2 ? std::atoi(argv[2]) : 100'000;
  log::set_level(log::Level::error);
  const fs::path folder = fs::temp_directory_path() / ("evenhand_bench_" + std::to_string(getpid()));
  fs::create_directories(folder);
  {
    House house(folder / "data");
    fmt::print("resident memory, idle                    {:>10.1f} MiB\n", static_cast<double>(resident_kib()) / 1024);
    fmt::print("\n{:>7}{:>10}{:>9}{:>9}{:>8}{:>8}{:>8}{:>11}{:>7}{:>11}{:>7}{:>13}{:>9}{:>7}\n", "callers", "steps/s",
               "p50 ms", "p99 ms", "group", "bytes", "CPU us", "same rows", "share", "one row", "share", "behind HTTP",
               "CPU us", "share");
    for (const std::size_t callers : {std::size_t{1}, std::size_t{32}, std::size_t{256}}) {
      compare(house, folder, callers, seconds);
    }
    const Row paced = house.run(32, seconds, 1000);
    fmt::print("\n32 callers at 1,000 steps/s: {:.0f} steps/s, p50 {:.2f} ms, p99 {:.2f} ms\n", paced.steps_per_second,
               paced.p50_ms, paced.p99_ms);
    if (many > 0) {
      const auto start = Steady::now();
      house.open_many(many);
      fmt::print("\nopening {} cases                     {:>10.1f} s\n", many, seconds_since(start));
      fmt::print("resident memory with {} open cases   {:>10.1f} MiB\n", many,
                 static_cast<double>(resident_kib()) / 1024);
    }
  }
  if (many > 0) {
    const SystemClock clock;
    const auto start = Steady::now();
    auto again = desk::Desk::open({.folder = folder / "data", .background = false}, clock);
    fmt::print("start-up with {} open cases          {:>10.2f} s\n", many, seconds_since(start));
  }
  fs::remove_all(folder);
  return 0;
}
