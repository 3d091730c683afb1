#include "http/session_sink_impl.hpp"

namespace evenhand::http {

void SessionSink::respond(Response response) {
  worker_->run([connection = connection_, response = std::move(response)]() mutable {
    if (const auto alive = connection.lock()) alive->answer(std::move(response));
  });
}

EventStream SessionSink::open_event_stream(Headers headers) {
  auto wake = [worker = worker_, connection = connection_] {
    worker->post([connection] {
      if (const auto alive = connection.lock()) alive->pump();
    });
  };
  const std::size_t queue_max = worker_->shared->options.limits.event_stream_queue_max;
  auto channel = std::make_shared<EventChannel>(queue_max, std::move(wake));
  const bool is_posted = worker_->run([connection = connection_, channel, headers = std::move(headers)]() mutable {
    if (const auto alive = connection.lock()) {
      alive->begin_stream(std::move(headers), std::move(channel));
    } else {
      channel->abandon();
    }
  });
  if (!is_posted) channel->abandon();
  return EventStream(std::move(channel));
}

}  // namespace evenhand::http
