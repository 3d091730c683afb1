#include "desk/ticker.hpp"

#include <algorithm>
#include <utility>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "store/cases.hpp"

namespace evenhand::desk {
namespace {

constexpr std::int64_t patience_seconds_max = 60;

}  // namespace

Ticker::Ticker(const Clock& clock, std::function<Instant()> round, Microseconds look_again)
    : clock_(clock), round_(std::move(round)), look_again_(look_again) {}

Ticker::~Ticker() {
  stop();
}

void Ticker::start() {
  thread_ = std::thread([this] { run(); });
}

void Ticker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Ticker::poke(Instant due) {
  const std::lock_guard lock(mutex_);
  if (due >= planned_) return;
  planned_ = due;
  wake_.notify_all();
}

void Ticker::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    planned_ = store::cases::never;
    lock.unlock();
    Instant next = clock_.now() + look_again_;
    guarded("what runs in the background", [&] { next = round_(); });
    lock.lock();
    planned_ = std::min(planned_, next);
    while (!stopping_) {
      const Microseconds left = planned_ - std::min(planned_, clock_.now());
      if (left.count() <= 0) break;
      wake_.wait_for(lock, std::min(left, look_again_));
    }
  }
}

Instant Patience::failed(const Error& error, Instant now) {
  const std::int64_t seconds = std::min(std::int64_t{1} << std::min<std::uint64_t>(failures_, 6), patience_seconds_max);
  ++failures_;
  if (failures_ == 1 || seconds == patience_seconds_max) {
    log::warning("cannot be done now and will be tried again",
                 {{"what", what_}, {"code", error.code}, {"failures", std::to_string(failures_)}});
  }
  return now + std::chrono::seconds(seconds);
}

void Patience::worked() {
  if (failures_ > 1) log::info("can be done again", {{"what", what_}, {"failures", std::to_string(failures_)}});
  failures_ = 0;
}

}  // namespace evenhand::desk
