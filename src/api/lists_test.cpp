// Lists: what may be asked for, pages that leave nothing out, and the next case to work on.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "api/testing.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;

class ListsTest : public ApiTest {
 protected:
  /// Each item of all pages, as JSON.
  static std::vector<std::string> all_pages(Browser& who, const std::string& target, const std::string& limit) {
    std::vector<std::string> items;
    std::string cursor;
    for (int page = 0; page < 100; ++page) {
      const Answer answer = who.send("GET", target + "?limit=" + limit + (cursor.empty() ? "" : "&cursor=" + cursor));
      EXPECT_EQ(answer.status, 200) << json::write(answer.body);
      if (answer.status != 200) break;
      EXPECT_LE(answer.body.find("items")->as_array()->size(), static_cast<std::size_t>(std::stoi(limit)));
      for (const json::Value& item : *answer.body.find("items")->as_array()) items.push_back(json::write(item));
      cursor = answer.body.string_or("next_cursor", "");
      if (cursor.empty()) break;
    }
    return items;
  }
};

TEST_F(ListsTest, AStatusIsOneOfThree) {
  auto agent = browser("agent");
  ASSERT_EQ(agent.send("POST", "/api/v1/cases", open_body()).status, 201);
  std::string many = "open";
  for (int i = 0; i < 1'000; ++i) many += ",open";
  EXPECT_EQ(agent.send("GET", "/api/v1/cases?status=" + many.substr(0, 3'898)).status, 422) << "cut in a word";
  EXPECT_EQ(agent.send("GET", "/api/v1/cases?status=" + many.substr(0, 3'899)).status, 200) << "the same over and over";
  const Answer twice = agent.send("GET", "/api/v1/cases?status=open,open,paused");
  EXPECT_EQ(twice.body.find("items")->as_array()->size(), 1u);
  std::string letters = "a";
  for (int i = 0; i < 1'100; ++i) letters += ",a";
  EXPECT_EQ(agent.send("GET", "/api/v1/cases?status=" + letters).code(), "query/status");
  EXPECT_EQ(agent.send("GET", "/api/health").status, 200) << "the server is well";
}

TEST_F(ListsTest, TheNextCaseIsFoundBehindAllThatWait) {
  auto agent = browser("agent");
  for (int i = 0; i < 30; ++i) {
    std::string body = open_body("Waits " + std::to_string(i));
    body.insert(body.size() - 1, R"(,"priority":"urgent")");
    const Answer opened = agent.send("POST", "/api/v1/cases", body);
    ASSERT_EQ(opened.status, 201) << json::write(opened.body);
    const std::string commands = "/api/v1/cases/" + opened.body.string_or("id", "") + "/commands";
    ASSERT_EQ(agent
                  .send("POST", commands,
                        R"({"type":"tick-task","path":")" + path_of(opened.body, "task") + R"(","yes":true})")
                  .status,
              200);
    ASSERT_EQ(agent
                  .send("POST", commands,
                        R"({"type":"record-facts","path":")" + path_of(opened.body, "ask") +
                            R"(","facts":{"reason":"complaint"}})")
                  .status,
              200);
  }
  EXPECT_EQ(agent.send("POST", "/api/v1/cases/next").status, 204);
  EXPECT_EQ(agent.send("POST", "/api/v1/cases/next", {}, {{"Idempotency-Key", "none"}}).status, 204);
  const std::string id = agent.send("POST", "/api/v1/cases", open_body("Free")).body.string_or("id", "");
  const Answer next = agent.send("POST", "/api/v1/cases/next", {}, {{"Idempotency-Key", "next"}});
  ASSERT_EQ(next.status, 200) << json::write(next.body);
  EXPECT_EQ(next.body.string_or("id", ""), id);
  const Answer again = agent.send("POST", "/api/v1/cases/next", {}, {{"Idempotency-Key", "next"}});
  const Answer none = agent.send("POST", "/api/v1/cases/next", {}, {{"Idempotency-Key", "none"}});
  EXPECT_EQ(none.status, 204) << "a repeat takes nothing that came later";
  EXPECT_EQ(none.headers.value_or("Idempotency-Replayed", ""), "true");
  EXPECT_FALSE(next.headers.value_or("ETag", "").empty());
  EXPECT_EQ(again.headers.value_or("ETag", ""), next.headers.value_or("ETag", ""));
  EXPECT_EQ(browser("lead").send("POST", "/api/v1/cases/next").status, 200) << "a support manager can go on with those";
}

TEST_F(ListsTest, ACaseThatCannotBeReadHidesNoneBelowIt) {
  auto agent = browser("agent");
  std::string body = open_body("Broken");
  body.insert(body.size() - 1, R"(,"priority":"urgent")");
  const std::string whole = agent.send("POST", "/api/v1/cases", body).body.string_or("id", "");
  // The row of a case without its events: what a damaged disk, or a version nobody has, leaves.
  const auto broken = desk_->store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    std::string others;
    const std::string_view columns = store::testing::is_on_server()
                                         ? "SELECT column_name FROM information_schema.columns WHERE table_name = "
                                           "'cases' AND table_schema = current_schema() AND column_name <> 'case_id'"
                                         : "SELECT name FROM pragma_table_info('cases') WHERE name <> 'case_id'";
    auto read = writer.sql().each(columns, {}, [&](const store::Row& row) -> Result<void> {
      others += ", " + row.text(0);
      return {};
    });
    if (!read) return read;
    auto copied = writer.sql().run(
        "INSERT INTO cases (case_id" + others + ") SELECT $1" + others + " FROM cases WHERE case_id = $2",
        {"case_0broken", whole});
    return copied ? Result<void>() : fail(copied.error());
  });
  ASSERT_TRUE(broken) << broken.error().message;
  const Answer next = agent.send("POST", "/api/v1/cases/next");
  ASSERT_EQ(next.status, 200) << json::write(next.body);
  EXPECT_EQ(next.body.string_or("id", ""), whole);
}

TEST_F(ListsTest, ConversationsAndHistoriesComeInPages) {
  auto agent = browser("agent");
  const std::string at = "/api/v1/cases/" + agent.send("POST", "/api/v1/cases", open_body()).body.string_or("id", "");
  for (int i = 0; i < 40; ++i) {
    ASSERT_EQ(agent
                  .send("POST", at + "/messages",
                        R"({"direction":"in","channel":"email","text":"Word )" + std::to_string(i) + "\"}")
                  .status,
              200);
  }
  const auto messages = all_pages(agent, at + "/messages", "200");
  EXPECT_EQ(messages.size(), 40u);
  EXPECT_EQ(all_pages(agent, at + "/messages", "7"), messages);
  EXPECT_EQ(agent.send("GET", at + "/messages").body.find("items")->as_array()->size(), 40u);
  EXPECT_EQ(agent.send("GET", at + "/messages?cursor=x").code(), "query/cursor");
  const auto events = all_pages(agent, at + "/events", "200");
  EXPECT_GT(events.size(), 40u);
  EXPECT_EQ(all_pages(agent, at + "/events", "7"), events) << "each page goes on from the one before";
  // From anywhere: before the snapshot, after it, at the end.
  for (const std::size_t after :
       {std::size_t{1}, std::size_t{33}, events.size() - 1, events.size(), events.size() + 9}) {
    const Answer rest = agent.send("GET", at + "/events?after=" + std::to_string(after));
    ASSERT_EQ(rest.status, 200) << json::write(rest.body);
    const auto& items = *rest.body.find("items")->as_array();
    ASSERT_EQ(items.size(), events.size() - std::min(after, events.size())) << after;
    for (std::size_t i = 0; i < items.size(); ++i) EXPECT_EQ(json::write(items[i]), events[after + i]);
  }
}

TEST_F(ListsTest, SearchFindsWhatOneMayRead) {
  auto lead = browser("lead");
  const Answer made = lead.send("POST", "/api/v1/tokens", R"({"name":"reader","scopes":["case.read"]})");
  const http::Headers reader = {{"Authorization", "Bearer " + made.body.string_or("secret", "")}};
  ASSERT_EQ(lead.send("POST", "/api/v1/cases", open_body("Greeting needed")).status, 201);
  const auto kinds = [](const Answer& answer) {
    std::set<std::string> found;
    for (const json::Value& item : *answer.body.find("items")->as_array()) found.insert(item.string_or("kind", ""));
    return found;
  };
  EXPECT_EQ(kinds(lead.send("GET", "/api/v1/search?q=greeting")), (std::set<std::string>{"case", "procedure"}));
  auto program = browser("");
  EXPECT_EQ(kinds(program.send("GET", "/api/v1/search?q=greeting", {}, reader)), (std::set<std::string>{"case"}));
  EXPECT_EQ(program.send("GET", "/api/v1/search?q=greeting&kind=procedure", {}, reader).code(), "permission/missing");
  EXPECT_EQ(lead.send("GET", "/api/v1/search?q=greeting&kind=letter").code(), "query/kind");
}

TEST_F(ListsTest, ADraftOutlivesWhatItIsNotAndIdsArePlain) {
  auto author = browser("author");
  const auto body = [](const std::string& source) {
    return json::write(json::Value(json::Object{{"source", json::Value(source)}}));
  };
  const std::string other = std::string(testing::sop) + "\n<!-- later -->\n";
  std::string louder(testing::sop);
  louder.replace(louder.find("Say hello."), 10, "Say hello!");
  ASSERT_EQ(author.send("PUT", "/api/v1/procedures/greeting/draft", body(other), {{"If-None-Match", "*"}}).status, 201);
  const Answer published = author.send("POST", "/api/v1/procedures/greeting/publish",
                                       json::write(json::Value(json::Object{{"note", "x"}, {"source", louder}})));
  ASSERT_EQ(published.status, 201) << json::write(published.body);
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/greeting/draft").body.string_or("source", ""), other);

  const std::string guidance = "# Opening hours\n\nWe are open from nine to five.\n";
  const auto publish = [&](const std::string& id) {
    return author.send("POST", "/api/v1/procedures/" + id + "/publish",
                       json::write(json::Value(json::Object{{"note", "x"}, {"source", guidance}})));
  };
  EXPECT_EQ(publish("a%0D%0Ab").code(), "procedure/bad-id");
  EXPECT_EQ(publish(std::string(2'000, 'a')).code(), "procedure/bad-id");
  EXPECT_EQ(publish("greeting").code(), "procedure/other-kind");
  EXPECT_EQ(publish("opening-hours").status, 201);
}

}  // namespace
}  // namespace evenhand::api
