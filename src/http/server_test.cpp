#include "http/server.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/json.hpp"
#include "http/testing/client.hpp"
#include "http/testing/server.hpp"

namespace evenhand::http {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::EchoServer;
using testing::wait_until;

TEST(Server, AnswersAndKeepsTheConnection) {
  EchoServer server;
  Client client(server.port());
  for (int i = 0; i < 3; ++i) {
    const auto response = client.request("POST", "/echo?x=1", {}, "hello");
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "POST /echo hello");
    EXPECT_TRUE(response->headers.contains("Date"));
    EXPECT_TRUE(response->headers.contains("X-Request-Id"));
    EXPECT_FALSE(response->headers.contains("Connection"));
  }
  EXPECT_EQ(server.server().statistics().connections_accepted, 1u);
  EXPECT_EQ(server.server().statistics().requests, 3u);
}

TEST(Server, GivesTheRequestAsSent) {
  EchoServer server;
  Client client(server.port());
  ASSERT_TRUE(
      client.send("PUT /hold?a=b%20c HTTP/1.1\r\nHost: x\r\nCookie: s=1\r\nX-Request-Id: mine-1\r\n"
                  "Content-Length: 4\r\n\r\n\x01\x02\xff!"));
  auto held = server.held.take();
  ASSERT_TRUE(held.has_value());
  EXPECT_EQ(held->request->method, "PUT");
  EXPECT_EQ(held->request->query_value("a"), "b c");
  EXPECT_EQ(held->request->cookie("s"), "1");
  EXPECT_EQ(held->request->body, "\x01\x02\xff!");
  EXPECT_EQ(held->request->remote_address, "127.0.0.1");
  EXPECT_EQ(held->request->id, "mine-1");
  EXPECT_FALSE(held->request->is_tls);
  held->responder.send(text_response(201, "done"));
  const auto response = client.receive();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->headers.value_or("X-Request-Id", ""), "mine-1");
}

TEST(Server, PipelinedRequestsAreAnsweredInOrder) {
  EchoServer server;
  Client client(server.port());
  ASSERT_TRUE(
      client.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n\r\n"
                  "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;e=1\r\nc\r\n0\r\n"
                  "X-Trailer: 1\r\n\r\n"
                  "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  auto held = server.held.take();
  ASSERT_TRUE(held.has_value());
  EXPECT_EQ(server.server().statistics().requests, 1u) << "the second waits for the first one's answer";
  held->responder.send(text_response(200, "first"));
  EXPECT_EQ(client.receive()->body, "first");
  EXPECT_EQ(client.receive()->body, "POST /echo abc");
  const auto last = client.receive();
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->headers.value_or("Connection", ""), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Server, HeadHasLengthAndNoBody) {
  EchoServer server;
  Client client(server.port());
  const auto response = client.request("HEAD", "/echo");
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->headers.value_or("Content-Length", ""), "11");
  EXPECT_EQ(client.request("GET", "/echo")->body, "GET /echo ") << "nothing was left in between";
}

TEST(Server, Http10) {
  EchoServer server;
  Client closes(server.port());
  ASSERT_TRUE(closes.send("GET /echo HTTP/1.0\r\n\r\n"));
  EXPECT_EQ(closes.receive()->headers.value_or("Connection", ""), "close");
  EXPECT_TRUE(closes.is_closed_by_server());
  Client keeps(server.port());
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(keeps.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    EXPECT_EQ(keeps.receive()->headers.value_or("Connection", ""), "keep-alive");
  }
}

TEST(Server, ExpectContinueIsAnsweredBeforeTheBody) {
  EchoServer server;
  Client client(server.port());
  ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_EQ(client.receive()->status, 100);
  ASSERT_TRUE(client.send("ok"));
  EXPECT_EQ(client.receive()->body, "POST /echo ok");
}

TEST(Server, UnansweredAndThrowingHandlersAnswer500) {
  EchoServer server;
  Client client(server.port());
  for (const std::string_view path : {"/drop", "/throw"}) {
    const auto response = client.request("GET", path);
    ASSERT_TRUE(response.has_value()) << path;
    EXPECT_EQ(response->status, 500);
    EXPECT_EQ(json::parse(response->body)->string_or("code", ""), "http/internal");
  }
  EXPECT_EQ(client.request("GET", "/echo")->status, 200);
}

TEST(Server, ManyConnectionsOnSeveralThreads) {
  ServerOptions options;
  options.io_threads = 2;
  EchoServer server(options);
  std::vector<std::thread> threads;
  std::atomic<int> answered{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      Client client(server.port());
      for (int i = 0; i < 50; ++i) {
        const auto response =
            client.request("POST", "/echo", {}, std::string(static_cast<std::size_t>(i * 97 + 1), 'b'));
        if (response && response->status == 200) ++answered;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, 400);
}

TEST(Server, AnswersFromOtherThreads) {
  EchoServer server;
  constexpr int count = 20;
  std::thread worker([&] {
    for (int i = 0; i < count; ++i) {
      if (auto held = server.held.take()) held->responder.send(text_response(200, held->request->body));
    }
  });
  Client client(server.port());
  for (int i = 0; i < count; ++i) {
    const std::string body = "n" + std::to_string(i);
    EXPECT_EQ(client.request("POST", "/hold", {}, body)->body, body);
  }
  worker.join();
}

TEST(Server, ClientThatLeavesEarlyHarmsNothing) {
  EchoServer server;
  {
    Client client(server.port());
    ASSERT_TRUE(client.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n"));
    auto held = server.held.take();
    ASSERT_TRUE(held.has_value());
    client.reset();
    held->responder.send(text_response(200, std::string(1u << 20, 'y')));
  }
  {
    Client client(server.port());
    client.shrink_receive_buffer(4096);
    ASSERT_TRUE(client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_TRUE(client.receive_until("\r\n\r\nxxxx").has_value());
    client.reset();
  }
  {
    Client client(server.port());
    ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf"));
    client.finish_sending();
    EXPECT_TRUE(client.is_closed_by_server());
    EXPECT_EQ(client.rest(), "");
  }
  EXPECT_TRUE(wait_until([&] { return server.server().statistics().connections_open == 0; }));
  EXPECT_EQ(Client(server.port()).request("GET", "/echo")->status, 200);
}

TEST(Server, LargeBodiesArriveWhole) {
  EchoServer server;
  Client client(server.port());
  const auto response = client.request("GET", "/big");
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->body, std::string(8u << 20, 'x'));
  EXPECT_EQ(client.request("GET", "/echo")->status, 200);
}

TEST(Server, ShutdownFinishesTheRequestInFlight) {
  EchoServer server;
  Client busy(server.port());
  Client idle(server.port());
  EXPECT_EQ(idle.request("GET", "/echo")->status, 200);
  ASSERT_TRUE(busy.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n"));
  auto held = server.held.take();
  ASSERT_TRUE(held.has_value());
  bool is_drained = false;
  std::thread closing([&] { is_drained = server.server().shutdown(5s); });
  EXPECT_TRUE(idle.is_closed_by_server());
  held->responder.send(text_response(200, "finished"));
  const auto response = busy.receive();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->body, "finished");
  EXPECT_EQ(response->headers.value_or("Connection", ""), "close");
  EXPECT_TRUE(busy.is_closed_by_server());
  busy.finish_sending();
  {
    Client gone(std::move(server.port()));
    EXPECT_FALSE(gone.is_connected());
  }
  busy.reset();
  closing.join();
  EXPECT_TRUE(is_drained);
  EXPECT_TRUE(server.server().shutdown(0ms)) << "again is harmless";
}

TEST(Server, ShutdownDropsWhatTakesTooLong) {
  EchoServer server;
  Client client(server.port());
  ASSERT_TRUE(client.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n"));
  auto held = server.held.take();
  ASSERT_TRUE(held.has_value());
  EXPECT_FALSE(server.server().shutdown(20ms));
  EXPECT_TRUE(client.is_closed_by_server());
  held->responder.send(text_response(200, "too late"));
}

TEST(Server, ResponderMayOutliveTheServer) {
  std::optional<EchoServer::Held> held;
  std::optional<EchoServer::Held> stream;
  {
    EchoServer server;
    Client client(server.port());
    ASSERT_TRUE(client.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n"));
    held = server.held.take();
    Client other(server.port());
    ASSERT_TRUE(other.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n"));
    stream = server.held.take();
  }
  ASSERT_TRUE(held && stream);
  EventStream late = stream->responder.open_event_stream();
  EXPECT_FALSE(late.is_open());
}

TEST(Server, StartNamesWhatIsWrong) {
  const Handler handler = [](const std::shared_ptr<const Request>&, Responder) {};
  EchoServer running;
  struct Case {
    ServerOptions options;
    std::string code;
  };
  std::vector<Case> cases(3);
  cases[0] = {{}, "http/address-in-use"};
  cases[0].options.port = running.port();
  cases[1] = {{}, "http/address-invalid"};
  cases[1].options.address = "localhost";
  cases[2] = {{}, "http/tls-invalid"};
  cases[2].options.tls_certificate_file = "/nonexistent/certificate.pem";
  for (const Case& c : cases) {
    Server server(c.options, handler);
    const auto started = server.start();
    ASSERT_FALSE(started.has_value());
    EXPECT_EQ(started.error().code, c.code);
    EXPECT_FALSE(started.error().message.empty());
  }
}

}  // namespace
}  // namespace evenhand::http
