/// @file responder.hpp
/// @brief The one answer to one request. A Responder is movable, may travel to any thread, and is answered exactly
/// once: by `send` or by `open_event_stream`. One that is dropped without an answer answers 500 by itself, so no client
/// hangs.
#pragma once

#include <memory>
#include <optional>

#include "http/event_stream.hpp"
#include "http/message.hpp"

namespace evenhand::http {

/// Where an answer goes: a connection, or a test's variable. Called at most once, from any thread, and must not block.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  virtual void respond(Response response) = 0;
  virtual EventStream open_event_stream(Headers headers) = 0;
};

class Responder {
 public:
  explicit Responder(std::shared_ptr<ResponseSink> sink) : sink_(std::move(sink)) {}
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&& other) noexcept;
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  /// Hands the response to the connection's I/O thread. A client that has gone away is no error. Answering twice is a
  /// bug.
  void send(Response response);
  /// Answers 200 with `text/event-stream` and these headers, and keeps the connection for events. A heartbeat comment
  /// leaves every 15 s. During shutdown the stream is closed at once and the browser reconnects elsewhere.
  [[nodiscard]] EventStream open_event_stream(Headers headers = {});
  [[nodiscard]] bool is_answered() const noexcept { return sink_ == nullptr; }

 private:
  std::shared_ptr<ResponseSink> sink_;
};

/// A sink that keeps the answer: for tests of handlers without a server. Not for use by two threads at once.
class CapturedAnswer final : public ResponseSink {
 public:
  void respond(Response response) override;
  EventStream open_event_stream(Headers headers) override;

  std::optional<Response> response;       ///< set by `respond`; for a stream, its head
  std::shared_ptr<EventChannel> channel;  ///< set by `open_event_stream`; read frames with `take`
};

}  // namespace evenhand::http
