// Law facts over the API, and procedures held against them when they are checked and published.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "api/testing.hpp"
#include "law/library.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;

class LawTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    std::vector<std::shared_ptr<const law::Pack>> packs;
    for (const char* name : {"us", "us-ma", "us-ok"}) {
      std::ifstream file(std::string(EVENHAND_SOURCE_DIR) + "/packs/law/" + name + ".yaml");
      std::stringstream text;
      text << file.rdbuf();
      packs.push_back(std::make_shared<const law::Pack>(law::parse_pack(text.str()).pack));
    }
    desk_->library().use_law(law::Law::of(std::move(packs)).value());
  }
  static std::string ids(const Answer& answer) {
    std::string all;
    for (const json::Value& item : *answer.body.find("items")->as_array()) all += item.string_or("id", "") + " ";
    return all;
  }
  static std::string source_body(const std::string& steps, const std::string& note = "") {
    const std::string text =
        "---\nid: calls\ntitle: Calls\nchannels: [phone]\nstates: [MA]\n---\n\n# Calls\n\n## 1. Talk\n\n" + steps +
        "- Close as **done**.\n";
    json::Value body;
    body.set("source", text);
    if (!note.empty()) body.set("note", note);
    return json::write(body);
  }
};

TEST_F(LawTest, FactsAreListedByPlaceTopicAndDay) {
  auto agent = browser("agent");
  const std::string url = "/api/v1/law/facts?topic=privacy-and-breach&place=OK";
  EXPECT_EQ(ids(agent.send("GET", url + "&on=2025-12-31")).find("ok-breach-ag"), std::string::npos);
  EXPECT_NE(ids(agent.send("GET", url + "&on=2026-01-01")).find("ok-breach-ag"), std::string::npos);
  EXPECT_NE(ids(agent.send("GET", url)).find("us-pci-cvv"), std::string::npos) << "federal ones hold there too";
  EXPECT_EQ(ids(agent.send("GET", "/api/v1/law/facts?place=US&limit=200")).find("ok-"), std::string::npos);
  EXPECT_NE(ids(agent.send("GET", url + "&all=true")).find("ok-privacy-requests"), std::string::npos);
  const std::string found = ids(agent.send("GET", "/api/v1/law/facts?q=letter%2093a%20DEMAND"));
  EXPECT_NE(found.find("ma-93a-demand"), std::string::npos);
  EXPECT_EQ(found.find("ma-recording"), std::string::npos);
  EXPECT_EQ(agent.send("GET", "/api/v1/law/facts?topic=wages").code(), "query/topic");
  EXPECT_EQ(agent.send("GET", "/api/v1/law/facts?on=tomorrow").code(), "query/on");
  EXPECT_EQ(agent.send("GET", "/api/v1/law/facts?cursor=x").code(), "query/cursor");
  EXPECT_EQ(agent.send("GET", "/api/v1/law/packs").body.find("items")->as_array()->size(), 3u);
}

TEST_F(LawTest, PagesGoOnWhereTheLastOneEnded) {
  auto agent = browser("agent");
  std::string all;
  std::size_t pages = 0;
  for (std::string cursor = "0"; !cursor.empty(); ++pages) {
    const Answer page = agent.send("GET", "/api/v1/law/facts?all=true&limit=50&cursor=" + cursor);
    ASSERT_EQ(page.status, 200);
    all += ids(page);
    cursor = page.body.string_or("next_cursor", "");
  }
  EXPECT_EQ(pages, 3u);
  EXPECT_EQ(std::count(all.begin(), all.end(), ' '), 144);
}

TEST_F(LawTest, AFactSaysWhomToAskAndWhetherItHolds) {
  auto agent = browser("agent");
  const Answer fact = agent.send("GET", "/api/v1/law/facts/us-ma/ma-93a-demand");
  ASSERT_EQ(fact.status, 200) << json::write(fact.body);
  EXPECT_TRUE(fact.body.bool_or("in_force", false));
  EXPECT_NE(fact.body.string_or("notice", "").find("not legal advice"), std::string::npos);
  EXPECT_FALSE(agent.send("GET", "/api/v1/law/facts/us-ok/ok-breach-ag?on=2025-12-31").body.bool_or("in_force", true));
  EXPECT_EQ(agent.send("GET", "/api/v1/law/facts/us-ma/nothing").code(), "law/unknown-fact");
  EXPECT_EQ(agent.send("GET", "/api/v1/law/facts/us-tx/nothing").code(), "law/unknown-pack");
}

TEST_F(LawTest, ATableIsAsked) {
  auto agent = browser("agent");
  const std::string url = "/api/v1/law/tables/us-ma/ma-worker-status";
  EXPECT_EQ(agent.send("GET", url).body.find("inputs")->as_array()->size(), 3u);
  const Answer decided = agent.send(
      "POST", url + "/decide",
      R"({"inputs":{"free from control":true,"outside usual course of business":false,"independent trade":true}})");
  EXPECT_EQ(decided.body.string_or("value", ""), "employee") << json::write(decided.body);
  EXPECT_EQ(agent.send("POST", url + "/decide", R"({"inputs":{"free from control":true}})").code(), "law/inputs");
  EXPECT_EQ(agent.send("GET", "/api/v1/law/tables/us-ma/nothing").code(), "law/unknown-table");
}

TEST_F(LawTest, ACheckSaysWhatTheLawAsksWithLinesThatMeetIt) {
  auto author = browser("author");
  const Answer check =
      author.send("POST", "/api/v1/procedures/check", source_body("- [ ] Say that the call may be recorded.\n"));
  ASSERT_EQ(check.status, 200) << json::write(check.body);
  const json::Value& finding = check.body.find("law")->find("findings")->as_array()->at(0);
  EXPECT_EQ(finding.string_or("verdict", ""), "missing");
  EXPECT_NE(finding.find("add")->string_or("text", "").find("## In Massachusetts"), std::string::npos);
  EXPECT_EQ(check.body.find("diagnostics")->as_array()->at(0).string_or("code", ""), "EH0803");
}

TEST_F(LawTest, WhatDoesNotAgreeWithTheLawIsNotPublished) {
  auto author = browser("author");
  const std::string url = "/api/v1/procedures/calls/publish";
  const Answer refused = author.send("POST", url, source_body("- [ ] Talk. (satisfies us-ma/ma-nothing)\n", "first"));
  EXPECT_EQ(refused.code(), "procedure/has-errors") << json::write(refused.body);
  EXPECT_EQ(refused.body.find("diagnostics")->as_array()->at(0).string_or("code", ""), "EH0800");
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/calls").status, 404) << "nothing half applied";
  EXPECT_EQ(author.send("POST", url, source_body("- [ ] Say that the call may be recorded.\n", "first")).status, 201)
      << "what is missing is a warning";
}

}  // namespace
}  // namespace evenhand::api
