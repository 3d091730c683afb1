// Requests that come twice under one Idempotency-Key.
#include <gtest/gtest.h>

#include "api/testing.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;

TEST_F(ApiTest, ARepeatedKeyGivesTheFirstAnswerAndAnotherBodyIsRefused) {
  auto agent = browser("agent");
  const http::Headers key = {{"Idempotency-Key", "k-1"}};
  const Answer first = agent.send("POST", "/api/v1/cases", open_body(), key);
  const Answer again = agent.send("POST", "/api/v1/cases", open_body(), key);
  ASSERT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(first.body.string_or("id", "a"), again.body.string_or("id", "b"));
  EXPECT_EQ(again.headers.value_or("Idempotency-Replayed", ""), "true");
  for (const char* name : {"Location", "ETag"}) {
    EXPECT_FALSE(first.headers.value_or(name, "").empty()) << name;
    EXPECT_EQ(again.headers.value_or(name, ""), first.headers.value_or(name, "")) << name;
  }
  EXPECT_EQ(agent.send("POST", "/api/v1/cases", open_body("Another"), key).code(), "idempotency/other-body");
  const std::string commands = "/api/v1/cases/" + first.body.string_or("id", "") + "/commands";
  const Answer note =
      agent.send("POST", commands, R"({"type":"add-note","text":"once"})", {{"Idempotency-Key", "k-2"}});
  const Answer note_again =
      agent.send("POST", commands, R"({"type":"add-note","text":"once"})", {{"Idempotency-Key", "k-2"}});
  EXPECT_EQ(note.body.int_or("seq", 1), note_again.body.int_or("seq", 2));
  EXPECT_EQ(note_again.headers.value_or("ETag", "none"), note.headers.value_or("ETag", ""));
}

TEST_F(ApiTest, ARepeatedKeyGivesTheRefusalThatItGotFirst) {
  auto agent = browser("agent");
  auto lead = browser("lead");
  const Answer opened = agent.send("POST", "/api/v1/cases", open_body());
  const std::string commands = "/api/v1/cases/" + opened.body.string_or("id", "") + "/commands";
  const std::string approve =
      R"({"type":"give-approval","path":"listen/approve-support-manager","approved":true,"reason":"Fair."})";
  const http::Headers key = {{"Idempotency-Key", "early"}};
  const Answer refused = lead.send("POST", commands, approve, key);
  ASSERT_EQ(refused.code(), "case/not-now") << json::write(refused.body);
  for (const std::string& command :
       {R"({"type":"tick-task","path":")" + path_of(opened.body, "task") + R"(","yes":true})",
        R"({"type":"record-facts","path":")" + path_of(opened.body, "ask") + R"(","facts":{"reason":"complaint"}})"})
    ASSERT_EQ(agent.send("POST", commands, command).status, 200);
  const Answer again = lead.send("POST", commands, approve, key);
  EXPECT_EQ(again.status, refused.status);
  EXPECT_EQ(json::write(again.body), json::write(refused.body));
  EXPECT_EQ(again.headers.value_or("Content-Type", ""), "application/problem+json");
  EXPECT_EQ(again.headers.value_or("Idempotency-Replayed", ""), "true");
  EXPECT_EQ(lead.send("POST", commands, approve, {{"Idempotency-Key", "now"}}).status, 200);
}

// It stays stale wherever it is carried out, so nothing is kept: with the new tag the same request may be sent again.
TEST_F(ApiTest, AStaleTagIsNotKeptUnderAKey) {
  auto agent = browser("agent");
  const Answer opened = agent.send("POST", "/api/v1/cases", open_body());
  const std::string commands = "/api/v1/cases/" + opened.body.string_or("id", "") + "/commands";
  const std::string note = R"({"type":"add-note","text":"seen"})";
  ASSERT_EQ(agent.send("POST", commands, note).status, 200);
  const http::Headers stale = {{"Idempotency-Key", "note"}, {"If-Match", opened.body.string_or("etag", "")}};
  EXPECT_EQ(agent.send("POST", commands, note, stale).code(), "precondition/stale");
  EXPECT_EQ(agent.send("POST", commands, note, {{"Idempotency-Key", "note"}}).status, 200);
}

TEST_F(ApiTest, ARepeatedKeyGivesTheRefusalOfAnOpening) {
  auto agent = browser("agent");
  const http::Headers key = {{"Idempotency-Key", "opening"}};
  std::string body = open_body();
  body.insert(body.size() - 1, R"(,"facts":{"colour":"red"})");
  const Answer refused = agent.send("POST", "/api/v1/cases", body, key);
  ASSERT_EQ(refused.code(), "fact/unknown") << json::write(refused.body);
  const Answer again = agent.send("POST", "/api/v1/cases", body, key);
  EXPECT_EQ(json::write(again.body), json::write(refused.body));
  EXPECT_EQ(again.headers.value_or("Idempotency-Replayed", ""), "true");
}

}  // namespace
}  // namespace evenhand::api
