#include "http/event_stream.hpp"

#include <gtest/gtest.h>

#include "http/responder.hpp"

namespace evenhand::http {
namespace {

TEST(EventFrame, WritesTheFormat) {
  EXPECT_EQ(*format_event("7", "case", "a\nb\r\nc\rd"), "id: 7\nevent: case\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(*format_event("", "", ""), "data: \n\n");
  EXPECT_EQ(*format_event("1\n2", "x\r\nid: 9", "d"), "id: 12\nevent: xid: 9\ndata: d\n\n");
  EXPECT_EQ(*format_comment("hi\nyou"), ": hi\n: you\n\n");
}

TEST(EventChannel, WakesOnceUntilTaken) {
  int wakes = 0;
  EventChannel channel(10, [&] { ++wakes; });
  EXPECT_TRUE(channel.push(format_comment("a")));
  EXPECT_TRUE(channel.push(format_comment("b")));
  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(channel.take().bytes, ": a\n\n: b\n\n");
  EXPECT_TRUE(channel.push(format_comment("c")));
  EXPECT_EQ(wakes, 1) << "the taking side comes back by itself";
  EXPECT_EQ(channel.take().bytes, ": c\n\n");
  EXPECT_TRUE(channel.take().bytes.empty());
  EXPECT_TRUE(channel.push(format_comment("d")));
  EXPECT_EQ(wakes, 2);
}

TEST(EventChannel, CutsOffWhoLags) {
  int closes = 0;
  EventChannel channel(2, [] {});
  channel.on_close([&] { ++closes; });
  EXPECT_TRUE(channel.push(format_comment("a")));
  EXPECT_TRUE(channel.push(format_comment("b")));
  EXPECT_FALSE(channel.push(format_comment("c")));
  EXPECT_TRUE(channel.is_cut_off());
  EXPECT_FALSE(channel.is_open());
  EXPECT_EQ(closes, 1);
  EXPECT_FALSE(channel.push(format_comment("d")));
  const auto taken = channel.take();
  EXPECT_TRUE(taken.bytes.empty());
  EXPECT_TRUE(taken.ended);
}

TEST(EventChannel, CloseLetsTheQueueOut) {
  int closes = 0;
  EventChannel channel(5, [] {});
  channel.push(format_comment("a"));
  channel.close();
  channel.on_close([&] { ++closes; });
  EXPECT_EQ(closes, 1) << "late callbacks run at once";
  channel.close();
  channel.abandon();
  EXPECT_EQ(closes, 1);
}

TEST(EventStream, HandleWithoutSubscriberIsClosed) {
  EventStream stream;
  EXPECT_FALSE(stream.is_open());
  EXPECT_FALSE(stream.send("1", "a", "b"));
  bool closed = false;
  stream.on_close([&] { closed = true; });
  EXPECT_TRUE(closed);
}

TEST(Responder, DroppedUnansweredAnswers500) {
  const auto sink = std::make_shared<CapturedAnswer>();
  { const Responder responder(sink); }
  ASSERT_TRUE(sink->response.has_value());
  EXPECT_EQ(sink->response->status, 500);
}

TEST(Responder, MovedFromIsAnswered) {
  const auto first = std::make_shared<CapturedAnswer>();
  const auto second = std::make_shared<CapturedAnswer>();
  Responder a(first);
  Responder b(second);
  a = std::move(b);
  ASSERT_TRUE(first->response.has_value()) << "the one that was replaced was dropped";
  EXPECT_EQ(first->response->status, 500);
  a.send(text_response(201, "x"));
  EXPECT_TRUE(a.is_answered());
  EXPECT_EQ(second->response->status, 201);
}

TEST(ResponderDeathTest, AnsweringTwiceIsABug) {
  const auto sink = std::make_shared<CapturedAnswer>();
  Responder responder(sink);
  responder.send(text_response(200, "x"));
  EXPECT_DEATH(responder.send(text_response(200, "x")), "answered twice");
}

TEST(Responder, CapturesStreams) {
  const auto sink = std::make_shared<CapturedAnswer>();
  EventStream stream = Responder(sink).open_event_stream({{"X-A", "b"}});
  EXPECT_TRUE(stream.send("1", "", "x"));
  EXPECT_EQ(sink->channel->take().bytes, "id: 1\ndata: x\n\n");
  EXPECT_EQ(sink->response->headers.value_or("X-A", ""), "b");
}

}  // namespace
}  // namespace evenhand::http
