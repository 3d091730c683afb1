#include "http/testing/server.hpp"

#include <stdexcept>

#include "base/assert.hpp"
#include "http/problem.hpp"

namespace evenhand::http::testing {

EchoServer::EchoServer(ServerOptions options, std::size_t big_bytes)
    : big_(std::make_shared<const std::string>(big_bytes, 'x')),
      server_(std::move(options), [this](std::shared_ptr<const Request> request, Responder responder) {
        handle(std::move(request), std::move(responder));
      }) {
  const auto started = server_.start();
  EH_ASSERT_MSG(started.has_value(), started ? "" : started.error().message);
}

void EchoServer::handle(std::shared_ptr<const Request> request, Responder responder) {
  if (request->path == "/echo") {
    responder.send(text_response(200, request->method + ' ' + request->path + ' ' + request->body));
  } else if (request->path == "/hold") {
    held.put({std::move(request), std::move(responder)});
  } else if (request->path == "/stream") {
    streams.put(
        responder.open_event_stream({{"X-Resume", std::string(request->headers.value_or("Last-Event-ID", ""))}}));
  } else if (request->path == "/big") {
    responder.send(Response{200, {}, Body::shared(big_)});
  } else if (request->path == "/throw") {
    throw std::runtime_error("the handler of the test threw");
  } else if (request->path != "/drop") {
    responder.send(problem_response(404, "http/not-found", "There is nothing at this address."));
  }
}

}  // namespace evenhand::http::testing
