#include <gtest/gtest.h>

#include <thread>

#include "http/server.hpp"
#include "http/testing/client.hpp"
#include "http/testing/server.hpp"

namespace evenhand::http {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::EchoServer;
using testing::Mailbox;
using testing::wait_until;

/// A subscriber that has read the head of its stream.
struct Subscriber {
  explicit Subscriber(EchoServer& server, std::string_view extra = "") : client(server.port()) {
    EXPECT_TRUE(
        client.send("GET /stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n" + std::string(extra) + "\r\n"));
    const auto received = client.receive_until("\r\n\r\n");
    EXPECT_TRUE(received.has_value());
    head = received.value_or("");
    stream = server.streams.take().value_or(EventStream());
  }
  Client client;
  std::string head;
  EventStream stream;
};

TEST(ServerStream, SendsEvents) {
  EchoServer server;
  Subscriber subscriber(server, "Last-Event-ID: 41\r\n");
  EXPECT_NE(subscriber.head.find("Content-Type: text/event-stream\r\n"), std::string::npos);
  EXPECT_NE(subscriber.head.find("Cache-Control: no-store\r\n"), std::string::npos);
  EXPECT_NE(subscriber.head.find("X-Resume: 41\r\n"), std::string::npos);
  EXPECT_EQ(subscriber.head.find("Content-Length"), std::string::npos);
  EXPECT_TRUE(subscriber.stream.send("42", "case", "{\"a\":1}"));
  EXPECT_EQ(subscriber.client.receive_until("\n\n"), "id: 42\nevent: case\ndata: {\"a\":1}\n\n");
  EXPECT_TRUE(subscriber.stream.comment("hello"));
  EXPECT_EQ(subscriber.client.receive_until("\n\n"), ": hello\n\n");
  EXPECT_EQ(server.server().statistics().event_streams_open, 1u);
}

TEST(ServerStream, HoldsNoRoomForItsBody) {
  ServerOptions options;
  options.limits.bodies_bytes_max = 150'000;
  EchoServer server(options);
  Client subscriber(server.port());
  const std::string body(100'000, 'x');
  ASSERT_TRUE(subscriber.send("GET /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + body));
  ASSERT_TRUE(subscriber.receive_until("\r\n\r\n"));
  Client other(server.port());
  const auto answer = other.request("POST", "/echo", {}, body);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 200) << "an open stream keeps the room of the body it came with";
}

TEST(ServerStream, EventsFromManyThreadsArriveWholeAndInOrder) {
  ServerOptions options;
  options.limits.event_stream_queue_max = 100'000;
  EchoServer server(options);
  Subscriber subscriber(server);
  constexpr int each = 500;
  std::vector<std::thread> senders;
  for (const std::string name : {"a", "b"}) {
    senders.emplace_back([&subscriber, name] {
      for (int i = 0; i < each; ++i) subscriber.stream.send(std::to_string(i), name, "x");
    });
  }
  int next_a = 0;
  int next_b = 0;
  for (int i = 0; i < 2 * each; ++i) {
    const auto frame = subscriber.client.receive_until("\n\n");
    ASSERT_TRUE(frame.has_value());
    int& next = frame->find("event: a") != std::string::npos ? next_a : next_b;
    EXPECT_TRUE(frame->starts_with("id: " + std::to_string(next) + "\n")) << *frame;
    ++next;
  }
  for (std::thread& sender : senders) sender.join();
}

TEST(ServerStream, CloseEndsAfterWhatIsQueued) {
  EchoServer server;
  Subscriber subscriber(server);
  subscriber.stream.send("1", "", "last");
  subscriber.stream.close();
  EXPECT_FALSE(subscriber.stream.is_open());
  EXPECT_TRUE(subscriber.client.is_closed_by_server());
  EXPECT_EQ(subscriber.client.rest(), "id: 1\ndata: last\n\n");
}

TEST(ServerStream, SubscriberThatLeavesIsNoticed) {
  EchoServer server;
  for (const bool abrupt : {false, true}) {
    std::optional<Subscriber> subscriber(std::in_place, server);
    Mailbox<bool> closed;
    subscriber->stream.on_close([&] { closed.put(true); });
    EventStream stream = subscriber->stream;
    if (abrupt) subscriber->client.reset();
    subscriber.reset();
    EXPECT_TRUE(closed.take().has_value());
    EXPECT_FALSE(stream.send("1", "", "x"));
  }
  EXPECT_TRUE(wait_until([&] { return server.server().statistics().event_streams_open == 0; }));
}

TEST(ServerStream, SubscriberThatLagsIsCutOff) {
  ServerOptions options;
  options.limits.event_stream_queue_max = 8;
  EchoServer server(options);
  Subscriber lagging(server);
  Subscriber reading(server);
  Mailbox<bool> closed;
  lagging.stream.on_close([&] { closed.put(true); });
  const EventFrame frame = format_event("1", "", std::string(256u << 10, 'd'));
  for (int i = 0; i < 1000 && lagging.stream.send(frame); ++i) {}
  EXPECT_FALSE(lagging.stream.is_open());
  EXPECT_TRUE(closed.take().has_value());
  EXPECT_TRUE(reading.stream.send("2", "", "fine"));
  EXPECT_EQ(reading.client.receive_until("\n\n"), "id: 2\ndata: fine\n\n");
  EXPECT_TRUE(wait_until([&] { return server.server().statistics().connections_open == 1; }))
      << "the connection of the lagging one does not wait for it";
}

TEST(ServerStream, HeartbeatsKeepItAlive) {
  ServerOptions options;
  options.limits.heartbeat = 10ms;
  options.limits.idle_time_max = 20ms;
  EchoServer server(options);
  Subscriber subscriber(server);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(subscriber.client.receive_until("\n\n"), ":\n\n");
  EXPECT_TRUE(subscriber.stream.send("1", "", "x"));
  EXPECT_TRUE(subscriber.client.receive_until("data: x\n\n").has_value());
}

TEST(ServerStream, ShutdownEndsStreams) {
  EchoServer server;
  Subscriber subscriber(server);
  bool is_drained = false;
  std::thread closing([&] { is_drained = server.server().shutdown(5s); });
  EXPECT_TRUE(subscriber.client.is_closed_by_server());
  subscriber.client.reset();
  closing.join();
  EXPECT_TRUE(is_drained);
  EXPECT_FALSE(subscriber.stream.send("1", "", "x"));
}

TEST(ServerStream, HeadOfAStreamEnds) {
  EchoServer server;
  Client client(server.port());
  ASSERT_TRUE(client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(client.receive(true)->headers.value_or("Content-Type", ""), "text/event-stream");
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_FALSE(server.streams.take()->is_open());
}

}  // namespace
}  // namespace evenhand::http
