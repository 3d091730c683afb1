#include "timers.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "base/assert.hpp"
#include "desk/desk.hpp"
#include "desk/library.hpp"

namespace evenhand::bench {
namespace {

constexpr std::string_view procedure = R"(---
id: bench-wait
title: Bench wait
channels: [email]
---

# Bench wait

## 1. Wait

- Wait for a reply, up to 10 minutes. If none: close as **silent**.
- Close as **answered**.
)";
constexpr auto wait = std::chrono::minutes(10);
/// The desk looks at the clock every five seconds, should it have been set: so much is left after it was.
constexpr auto left = std::chrono::seconds(12);
constexpr std::size_t opened_at_once = 256;

/// Stands while the cases are opened, so that all timers are due at one moment; then goes on shortly before that.
class BenchClock : public Clock {
 public:
  explicit BenchClock(Instant start) : stands_at_(start.micros) {}
  [[nodiscard]] Instant now() const override {
    const std::int64_t stands = stands_at_.load();
    return stands != 0 ? Instant{stands} : system_.now() + Microseconds(ahead_.load());
  }
  void go_on(Instant at) {
    ahead_ = at.micros - system_.now().micros;
    stands_at_ = 0;
  }

 private:
  SystemClock system_;
  std::atomic<std::int64_t> stands_at_, ahead_{0};
};

}  // namespace

Lateness fire_timers(const std::filesystem::path& data, std::size_t count) {
  const Instant start = SystemClock().now();
  BenchClock clock(start);
  auto opened = desk::Desk::open({.folder = data, .company = "Bench"}, clock);
  EH_ASSERT_MSG(opened.has_value(), opened ? "" : opened.error().message);
  desk::Desk& desk = **opened;
  const auto current = desk.library().current("bench-wait");
  if (!current) {
    const auto published = desk.library().publish({.procedure_id = "bench-wait",
                                                   .source = std::string(procedure),
                                                   .note = "bench",
                                                   .person_id = "person_bench",
                                                   .expected_current = 0},
                                                  start);
    EH_ASSERT(published.has_value());
  }
  for (std::size_t done = 0; done < count;) {
    const std::size_t some = std::min(opened_at_once, count - done);
    std::vector<std::promise<void>> answers(some);
    for (auto& answer : answers) {
      desk::Opening opening;
      opening.procedure_id = "bench-wait";
      opening.selection.channel = "email";
      opening.open.subject = "Where is it?";
      opening.open.customer_name = "Ana";
      opening.actor = {
          .id = "person_bench", .name = "Kim", .roles = {"agent"}, .may_override = false, .may_reopen = false};
      desk.open_case(std::move(opening), [&answer](tl::expected<desk::Outcome, desk::Failure> result) {
        EH_ASSERT(result.has_value());
        answer.set_value();
      });
    }
    for (auto& answer : answers) answer.get_future().get();
    done += some;
  }
  std::mutex mutex;
  std::vector<double> late;
  std::promise<void> all;
  desk.on_change([&](const desk::Change& change) {
    if (change.kind != desk::Change::Kind::case_changed || change.status != "closed") return;
    const std::lock_guard lock(mutex);
    late.push_back(static_cast<double>((clock.now() - (start + wait)).count()) / 1e3);
    if (late.size() == count) all.set_value();
  });
  clock.go_on(start + wait - left);
  const bool fired = all.get_future().wait_for(std::chrono::minutes(3)) == std::future_status::ready;
  EH_ASSERT_MSG(fired, "timers did not fire");
  desk.on_change(nullptr);
  desk.close();
  std::sort(late.begin(), late.end());
  return {late.front(), late[late.size() / 2], late.back()};
}

}  // namespace evenhand::bench
