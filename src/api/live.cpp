#include "api/live.hpp"

#include <algorithm>
#include <charconv>

#include "base/json.hpp"
#include "base/limits.hpp"

namespace evenhand::api {
namespace {
constexpr std::size_t recent_max = 2'000;
}

bool Live::is_for(const Event& event, const Subscriber& subscriber) {
  if (event.change.to.empty()) return true;
  const std::string_view to = event.change.to;
  if (to.starts_with("person:")) return to.substr(7) == subscriber.who.person.id;
  return std::any_of(subscriber.roles.begin(), subscriber.roles.end(),
                     [&](const std::string& role) { return to.substr(to.find(':') + 1) == role; });
}

http::EventFrame Live::frame_of(const Event& event) const {
  const desk::Change& change = event.change;
  json::Value data;
  std::string_view name;
  switch (change.kind) {
    case desk::Change::Kind::case_changed:
      name = "case";
      data.set("id", change.id).set("seq", change.seq).set("status", change.status);
      break;
    case desk::Change::Kind::procedure_published:
      name = "procedure";
      data.set("id", change.id).set("version", change.seq);
      break;
    case desk::Change::Kind::notification:
      name = "notification";
      data.set("case", change.id).set("kind", change.status);
      break;
  }
  return http::format_event(id_of(event.number), name, json::write(data));
}

void Live::publish(const desk::Change& change) {
  const std::lock_guard lock(mutex_);
  recent_.push_back({.number = ++last_, .change = change});
  if (recent_.size() > recent_max) recent_.pop_front();
  if (subscribers_.empty()) return;  // nothing is written for nobody: every step of every case comes by here
  const Event& event = recent_.back();
  const http::EventFrame frame = frame_of(event);
  for (auto it = subscribers_.begin(); it != subscribers_.end();) {
    const bool gone = is_for(event, *it) ? !it->stream.send(frame) : !it->stream.is_open();
    it = gone ? subscribers_.erase(it) : std::next(it);
  }
}

void Live::end_streams_of(std::string_view person_id) {
  const std::lock_guard lock(mutex_);
  for (auto it = subscribers_.begin(); it != subscribers_.end();) {
    if (it->who.person.id != person_id) {
      ++it;
      continue;
    }
    it->stream.close();
    it = subscribers_.erase(it);
  }
}

void Live::look_after(const std::function<bool(const identity::Who&)>& may_stay) {
  std::vector<Subscriber> all;
  {
    const std::lock_guard lock(mutex_);
    subscribers_.remove_if([](const Subscriber& subscriber) { return !subscriber.stream.is_open(); });
    all.assign(subscribers_.begin(), subscribers_.end());
  }
  // Asked without the lock: who changes a case does not wait for it.
  for (Subscriber& subscriber : all) {
    if (!may_stay(subscriber.who)) subscriber.stream.close();
  }
  const std::lock_guard lock(mutex_);
  subscribers_.remove_if([](const Subscriber& subscriber) { return !subscriber.stream.is_open(); });
}

std::size_t Live::subscribers() const {
  const std::lock_guard lock(mutex_);
  return subscribers_.size();
}

void Live::subscribe(http::EventStream stream, std::string_view last_event_id, identity::Who who,
                     std::vector<std::string> roles) {
  const std::lock_guard lock(mutex_);
  Subscriber subscriber{.stream = std::move(stream), .who = std::move(who), .roles = std::move(roles)};
  if (!last_event_id.empty()) {
    std::uint64_t seen = 0;
    const std::size_t dash = last_event_id.rfind('-');
    const bool ours =
        dash != std::string_view::npos && last_event_id.substr(0, dash) == run_ &&
        std::from_chars(last_event_id.data() + dash + 1, last_event_id.data() + last_event_id.size(), seen).ec ==
            std::errc{};
    const bool kept = ours && seen <= last_ && (recent_.empty() || seen + 1 >= recent_.front().number);
    std::vector<const Event*> missed;
    for (const Event& event : recent_) {
      if (kept && event.number > seen && is_for(event, subscriber)) missed.push_back(&event);
    }
    // Many events would fill the stream's queue before it is read, and loading again is less work by then.
    if (!kept || missed.size() > limits::event_stream_missed_max) {
      subscriber.stream.send(id_of(last_), "reload", "{}");
    } else {
      for (const Event* event : missed) subscriber.stream.send(frame_of(*event));
    }
  } else {
    subscriber.stream.send(id_of(last_), "hello", "{}");
  }
  subscribers_.push_back(std::move(subscriber));
}

}  // namespace evenhand::api
