/// @file live.hpp
/// @brief Live events to browsers: what changed, by id, never the content. Keeps the last events so that a browser that lost
/// its connection catches up by Last-Event-ID; one that was away too long is told to load again.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.hpp"
#include "http/event_stream.hpp"
#include "identity/identity.hpp"

namespace evenhand::api {

/// Thread safe; nothing blocks.
class Live {
 public:
  /// Distinguishes this run of the server, so that ids of an earlier one are not taken for ours.
  explicit Live(std::string run) : run_(std::move(run)) {}

  void publish(const desk::Change& change);
  /// @param who, roles  whom notifications are for
  void subscribe(http::EventStream stream, std::string_view last_event_id, identity::Who who,
                 std::vector<std::string> roles);
  /// Forgets streams that have ended and ends those of people who may not stay: a token that expired, a session that ended,
  /// other roles. To be called now and then, on a thread that may wait.
  void look_after(const std::function<bool(const identity::Who&)>& may_stay);
  [[nodiscard]] std::size_t subscribers() const;
  /// Ends every stream of a person whose sessions, tokens or roles changed: a browser that may still come back does so by
  /// itself, and is asked anew who it is.
  void end_streams_of(std::string_view person_id);

 private:
  struct Event {
    std::uint64_t number;
    desk::Change change;
  };
  struct Subscriber {
    http::EventStream stream;
    identity::Who who;
    std::vector<std::string> roles;
  };
  [[nodiscard]] std::string id_of(std::uint64_t number) const { return run_ + "-" + std::to_string(number); }
  static bool is_for(const Event& event, const Subscriber& subscriber);
  [[nodiscard]] http::EventFrame frame_of(const Event& event) const;

  const std::string run_;
  mutable std::mutex mutex_;
  std::uint64_t last_ = 0;
  std::deque<Event> recent_;
  std::list<Subscriber> subscribers_;
};

}  // namespace evenhand::api
