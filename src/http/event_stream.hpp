/// @file event_stream.hpp
/// @brief Server-sent events (text/event-stream) to one subscriber. The handle is shared and may be used from any
/// thread; nothing blocks: frames go to a bounded queue that the connection's I/O thread empties.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <string_view>

#include "base/limits.hpp"

namespace evenhand::http {

/// One frame on the wire, shared by all subscribers it is sent to.
using EventFrame = std::shared_ptr<const std::string>;
/// `id:`, `event:` and `data:` lines and the blank line. `id` and `event` are left out when empty; line breaks in them
/// are dropped; each line of `data` becomes a `data:` line.
[[nodiscard]] EventFrame format_event(std::string_view id, std::string_view event, std::string_view data);
/// A comment line, which browsers ignore.
[[nodiscard]] EventFrame format_comment(std::string_view text);

class EventChannel;

/// The sender's end. Copies mean the same subscriber. The connection stays open when handles are dropped; call `close`.
class EventStream {
 public:
  /// A handle without subscriber: closed.
  EventStream() = default;
  explicit EventStream(std::shared_ptr<EventChannel> channel) : channel_(std::move(channel)) {}

  /// Queues one event. False when the subscriber is gone, was closed, or lags more than limits::event_stream_queue_max
  /// events, in which case it is cut off here (it comes back with Last-Event-ID).
  bool send(std::string_view id, std::string_view event, std::string_view data);
  /// Queues a frame made once for many subscribers.
  bool send(EventFrame frame);
  bool comment(std::string_view text);
  /// Ends the stream after what is queued. Idempotent.
  void close();
  [[nodiscard]] bool is_open() const;
  /// Calls `callback` once when the stream has ended for whatever reason (at once if it already has), on the thread
  /// that ended it; it must not block. A second call adds a second callback.
  void on_close(std::function<void()> callback);

 private:
  std::shared_ptr<EventChannel> channel_;
};

/// The queue between senders and one connection. The server (or a test) is the taking side.
class EventChannel {
 public:
  /// @param wake  called, on the sender's thread and without a lock held, when there is something to take after the
  ///              taking side had found nothing, or when the stream has ended.
  EventChannel(std::size_t queue_max, std::function<void()> wake);
  ~EventChannel();
  EventChannel(const EventChannel&) = delete;
  EventChannel& operator=(const EventChannel&) = delete;

  bool push(EventFrame frame);
  void close();
  /// The connection is gone: drops what is queued and runs the callbacks.
  void abandon();
  [[nodiscard]] bool is_open() const;
  [[nodiscard]] bool is_cut_off() const;  ///< ended because the subscriber lagged
  void on_close(std::function<void()> callback);

  struct Taken {
    std::string bytes;   ///< all queued frames, at most some 256 KiB at a time
    bool ended = false;  ///< nothing will follow these bytes
  };
  /// When both bytes and ended are empty, the next push wakes.
  [[nodiscard]] Taken take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace evenhand::http
