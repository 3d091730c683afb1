/// @file steps_bench.cpp
/// @brief Durable steps over HTTP, beside the floor: the same bytes written by a bare SQLite loop in groups of the same size
/// to the same disk. Prints one table; changes nothing outside a temporary folder; stops by itself.
///
///   steps_bench [seconds for each row, default 5] [cases for the memory and start-up figures, default 100000]
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/api.hpp"
#include "base/log.hpp"
#include "desk/desk.hpp"
#include "http/server.hpp"
#include "http/testing/client.hpp"
#include "identity/identity.hpp"

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

struct Row {
  double steps_per_second = 0, p50_ms = 0, p99_ms = 0, group = 0, bytes_per_step = 0;
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
    auto token = identity_->add_token(who, "bench", {"case.read", "case.work"}, Instant{});
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
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < callers; ++i) ids.push_back(open(static_cast<int>(cases_++)));
    const auto before = desk_->store().figures();
    const std::uint64_t bytes_before = database_bytes();
    std::vector<std::vector<double>> latencies(callers);
    std::atomic<std::uint64_t> failed{0};
    const auto start = Steady::now();
    std::vector<std::thread> threads;
    for (std::size_t c = 0; c < callers; ++c) {
      threads.emplace_back([&, c] {
        http::testing::Client client(server_->port(), std::chrono::seconds(30));
        const std::string body = R"({"type":"tick-task","path":")" + path_ + R"(","yes":true})";
        const http::Headers headers = {
            {"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}, {"Prefer", "return=minimal"}};
        auto due = start + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(
                               pace_per_second > 0 ? static_cast<double>(c) / pace_per_second : 0));
        while (seconds_since(start) < seconds) {
          if (pace_per_second > 0) {
            std::this_thread::sleep_until(due);
          } else {
            due = Steady::now();
          }
          const auto answer = client.request("POST", "/api/v1/cases/" + ids[c] + "/commands", headers, body);
          if (!answer || answer->status != 200) {
            if (failed++ == 0)
              fmt::print(stderr, "a step failed: {} {}\n", answer ? answer->status : 0,
                         answer ? answer->body : "no answer");
            return;
          }
          // From when it was due, so that a stall counts for all that waited behind it.
          latencies[c].push_back(std::chrono::duration<double, std::milli>(Steady::now() - due).count());
          if (pace_per_second > 0)
            due += std::chrono::duration_cast<Steady::duration>(
                std::chrono::duration<double>(static_cast<double>(callers) / pace_per_second));
        }
      });
    }
    for (auto& thread : threads) thread.join();
    const double took = seconds_since(start);
    const auto after = desk_->store().figures();
    std::vector<double> all;
    for (const auto& one : latencies) all.insert(all.end(), one.begin(), one.end());
    if (all.empty()) return {};
    std::sort(all.begin(), all.end());
    const auto steps = static_cast<double>(all.size());
    return {.steps_per_second = steps / took,
            .p50_ms = all[all.size() / 2],
            .p99_ms = all[all.size() * 99 / 100],
            .group = static_cast<double>(after.jobs - before.jobs) /
                     static_cast<double>(std::max<std::uint64_t>(after.commits - before.commits, 1)),
            .bytes_per_step = static_cast<double>(database_bytes() - bytes_before) / steps};
  }

  /// Bytes of all events, which is what a step makes durable.
  std::uint64_t database_bytes() {
    const auto bytes = desk_->store().read([&](store::Reader& reader) {
      return reader.sql().integer(
          "SELECT COALESCE(SUM(LENGTH(body)), 0) + 200 * COUNT(*) FROM events WHERE org_id = $1", {desk_->org()});
    });
    return bytes && *bytes ? static_cast<std::uint64_t>(**bytes) : 0;
  }

 private:
  SystemClock clock_;
  std::unique_ptr<desk::Desk> desk_;
  std::unique_ptr<identity::Identity> identity_;
  std::unique_ptr<api::Api> api_;
  std::unique_ptr<http::Server> server_;
  std::string token_, path_;
  std::size_t cases_ = 0;
};

/// Rows of `bytes` each, `group` of them a commit, WAL and synchronous=FULL like the store.
double bare_sqlite(const fs::path& folder, std::size_t bytes, std::size_t group, double seconds) {
  sqlite3* db = nullptr;
  if (sqlite3_open((folder / "floor.db").c_str(), &db) != SQLITE_OK) return 0;
  sqlite3_exec(db,
               "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB)",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db, "INSERT INTO t(body) VALUES(?1)", -1, &insert, nullptr);
  const std::string body(std::max<std::size_t>(bytes, 1), 'x');
  const auto start = Steady::now();
  std::uint64_t rows = 0;
  while (seconds_since(start) < seconds) {
    sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    for (std::size_t i = 0; i < group; ++i, ++rows) {
      sqlite3_bind_blob(insert, 1, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
    sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  }
  const double rate = static_cast<double>(rows) / seconds_since(start);
  sqlite3_finalize(insert);
  sqlite3_close(db);
  fs::remove(folder / "floor.db");
  return rate;
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
    fmt::print("\n{:<34}{:>10}{:>10}{:>10}{:>8}{:>12}{:>14}{:>8}\n", "durable steps over HTTP", "steps/s", "p50 ms",
               "p99 ms", "group", "bytes/step", "bare SQLite/s", "share");
    for (const std::size_t callers : {std::size_t{1}, std::size_t{32}, std::size_t{256}}) {
      const Row row = house.run(callers, seconds, 0);
      const double floor =
          bare_sqlite(folder, static_cast<std::size_t>(row.bytes_per_step),
                      static_cast<std::size_t>(std::max(1.0, row.group + 0.5)), std::min(seconds, 3.0));
      fmt::print("{:<34}{:>10.0f}{:>10.2f}{:>10.2f}{:>8.1f}{:>12.0f}{:>14.0f}{:>7.0f}%\n",
                 fmt::format("{} callers", callers), row.steps_per_second, row.p50_ms, row.p99_ms, row.group,
                 row.bytes_per_step, floor, 100 * row.steps_per_second / floor);
    }
    const Row paced = house.run(32, seconds, 1000);
    fmt::print("{:<34}{:>10.0f}{:>10.2f}{:>10.2f}{:>8.1f}\n", "32 callers at 1000 steps/s", paced.steps_per_second,
               paced.p50_ms, paced.p99_ms, paced.group);
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
