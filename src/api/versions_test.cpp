// Which words were in force: a case goes on under the version it was opened with, and its history says what that version said.
#include <gtest/gtest.h>

#include "api/testing.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
using testing::sop;

TEST_F(ApiTest, AnEventTellsTheWordsThatWereInForceForItsCase) {
  auto agent = browser("agent");
  const Answer before = agent.send("POST", "/api/v1/cases", open_body("Opened before"));
  ASSERT_EQ(before.status, 201);

  auto author = browser("author");
  std::string changed(sop);
  const std::string old_words = "Say hello.", new_words = "Say good morning, and give your name.";
  changed.replace(changed.find(old_words), old_words.size(), new_words);
  const Answer published =
      author.send("POST", "/api/v1/procedures/greeting/publish",
                  json::write(json::Value(json::Object{{"note", "Kinder"}, {"source", json::Value(changed)}})));
  ASSERT_EQ(published.status, 201) << json::write(published.body);
  const Answer after = agent.send("POST", "/api/v1/cases", open_body("Opened after"));

  auto auditor = browser("auditor");
  const auto in_force = [&](const Answer& opened) {
    const std::string url = "/api/v1/cases/" + opened.body.string_or("id", "");
    EXPECT_EQ(agent
                  .send("POST", url + "/commands",
                        R"({"type":"tick-task","path":")" + path_of(opened.body, "task") + R"(","yes":true})")
                  .status,
              200);
    const Answer history = auditor.send("GET", url + "/events");
    for (const json::Value& event : *history.body.find("items")->as_array()) {
      if (event.string_or("type", "") == "node-finished") return event.string_or("in_force", "");
    }
    return std::string("no such event");
  };
  EXPECT_EQ(in_force(before), old_words);
  EXPECT_EQ(in_force(after), new_words);
  EXPECT_NE(before.body.string_or("version", ""), after.body.string_or("version", ""));
  EXPECT_EQ(after.body.string_or("version", ""), published.body.string_or("hash", ""));
  const Answer first =
      auditor.send("GET", "/api/v1/procedures/greeting/versions/" + before.body.string_or("version", ""));
  EXPECT_NE(first.body.string_or("source", "").find(old_words), std::string::npos) << "the whole text of then is there";
}

}  // namespace
}  // namespace evenhand::api
