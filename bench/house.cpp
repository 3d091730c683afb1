#include "house.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "floor_postgresql.hpp"
#include "processes.hpp"

namespace evenhand::bench {
namespace {

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

}  // namespace

House::House(const std::filesystem::path& folder, const std::string& database) {
  auto opened =
      desk::Desk::open({.folder = folder, .database = database, .company = "Bench", .background = false}, clock_);
  if (!opened) die(opened.error());
  desk_ = std::move(*opened);
  if (!database.empty()) postmaster_ = postmaster_of(database);
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
  const auto published = desk_->library().publish(
      {.procedure_id = "rounds", .source = std::string(sop), .note = "", .person_id = added->id, .expected_current = 0},
      clock_.now());
  if (!published) die(published.error().error);
  api_ = std::make_unique<api::Api>(*desk_, *identity_, api::ApiOptions{.requests_per_minute = 1'000'000'000});
  server_ = std::make_unique<http::Server>(http::ServerOptions{}, [this](auto request, auto responder) {
    api_->router()(std::move(request), std::move(responder));
  });
  if (const auto started = server_->start(); !started) die(started.error());
}

House::~House() {
  server_->shutdown(std::chrono::seconds(5));
  api_.reset();
}

void House::die(const Error& error) {
  fmt::print(stderr, "benchmark: {} {}\n", error.code, error.message);
  std::exit(2);
}

std::string House::open(int number) {
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

void House::open_many(int count) {
  std::atomic<int> next{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] {
      for (int i = next++; i < count; i = next++) open(1'000'000 + i);
    });
  }
  for (auto& thread : threads) thread.join();
}

void House::call(std::size_t callers) {
  requests_.clear();
  worked_.clear();
  for (std::size_t i = 0; i < callers; ++i) {
    worked_.push_back(open(static_cast<int>(cases_++)));
    requests_.push_back(tick(worked_.back()));
  }
}

void House::run(Sum& sum, double seconds, double pace_per_second) {
  const auto before = desk_->store().figures();
  const Written written_before = written();
  const double cpu_before = cpu_seconds();
  const LoadRow load = run_load(server_->port(), requests_, seconds, pace_per_second);
  sum.add(load, cpu_seconds() - cpu_before);
  if (!load.failure.empty()) fmt::print(stderr, "a step failed, the run ends there: {}\n", load.failure);
  const auto after = desk_->store().figures();
  sum.jobs += after.jobs - before.jobs;
  sum.commits += after.commits - before.commits;
  const Written now = written();
  sum.events += now.events - written_before.events;
  sum.bytes += now.bytes - written_before.bytes;
}

std::string House::tick(const std::string& case_id) const {
  const std::string body = R"({"type":"tick-task","path":")" + path_ + R"(","yes":true})";
  return fmt::format(
      "POST /api/v1/cases/{}/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
      "Content-Type: application/json\r\nPrefer: return=minimal\r\nContent-Length: {}\r\n\r\n{}",
      case_id, token_, body.size(), body);
}

void House::copy_to(const std::filesystem::path& file) {
  if (const auto copied = desk_->store().backup(file); !copied) die(copied.error());
}

double House::cpu_seconds() const {
  return cpu_of_this_process() + (postmaster_ == 0 ? 0 : cpu_of_tree(postmaster_));
}

/// All events so far, and their bytes, which is what steps make durable.
House::Written House::written() {
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

std::string House::any_request() const {
  return tick("case_00000000-0000-7000-8000-000000000000");
}

}  // namespace evenhand::bench
