/// @file session_sink_impl.hpp
/// @brief The Responder's way back to its connection, from any thread. Private to this module. Holds no connection
/// alive: a client may leave before the answer is there.
#pragma once

#include <memory>

#include "http/responder.hpp"
#include "http/worker_impl.hpp"

namespace evenhand::http {

/// The part of a session that does not depend on the kind of stream. Called on the worker's thread only.
class AnsweringConnection : public Connection {
 public:
  virtual void answer(Response response) = 0;
  virtual void begin_stream(Headers headers, std::shared_ptr<EventChannel> channel) = 0;
  /// The channel has something to take, or has ended.
  virtual void pump() = 0;
};

class SessionSink final : public ResponseSink {
 public:
  SessionSink(std::shared_ptr<Worker> worker, std::weak_ptr<AnsweringConnection> connection)
      : worker_(std::move(worker)), connection_(std::move(connection)) {}

  void respond(Response response) override;
  EventStream open_event_stream(Headers headers) override;

 private:
  std::shared_ptr<Worker> worker_;
  std::weak_ptr<AnsweringConnection> connection_;
};

}  // namespace evenhand::http
