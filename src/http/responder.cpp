#include "http/responder.hpp"

#include "base/assert.hpp"
#include "http/problem.hpp"

namespace evenhand::http {
namespace {

void answer_dropped(std::shared_ptr<ResponseSink> sink) {
  if (sink) {
    sink->respond(problem_response(500, "http/internal", "The server gave up on this request.",
                                   "Try again; if it stays so, report the request id."));
  }
}

}  // namespace

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this != &other) answer_dropped(std::exchange(sink_, std::move(other.sink_)));
  return *this;
}

Responder::~Responder() {
  answer_dropped(std::move(sink_));
}

void Responder::send(Response response) {
  EH_ASSERT_MSG(sink_ != nullptr, "a request was answered twice");
  std::exchange(sink_, nullptr)->respond(std::move(response));
}

EventStream Responder::open_event_stream(Headers headers) {
  EH_ASSERT_MSG(sink_ != nullptr, "a request was answered twice");
  return std::exchange(sink_, nullptr)->open_event_stream(std::move(headers));
}

void CapturedAnswer::respond(Response answer) {
  EH_ASSERT(!response);
  response = std::move(answer);
}

EventStream CapturedAnswer::open_event_stream(Headers headers) {
  EH_ASSERT(!response);
  headers.set("Content-Type", "text/event-stream");
  response = Response{200, std::move(headers), {}};
  channel = std::make_shared<EventChannel>(limits::event_stream_queue_max, [] {});
  return EventStream(channel);
}

}  // namespace evenhand::http
