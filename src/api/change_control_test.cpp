// Change control through the API: what a draft touches, submitting, approving, terms, comments, and drafts played on closed cases.
#include <gtest/gtest.h>

#include "api/testing.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
using testing::sop;

class ChangeControlApiTest : public ApiTest {
 protected:
  static constexpr const char* at = "/api/v1/procedures/greeting";
  static std::string text(const std::string& front, const std::string& words = "Say hello, and smile.") {
    std::string out(sop);
    out.replace(out.find("title: Greeting"), 0, front);
    out.replace(out.find("Say hello."), 10, words);
    return out;
  }
  static std::string body(json::Object members) { return json::write(json::Value(std::move(members))); }
  Answer save(Browser& who, const std::string& source) {
    const Answer before = who.send("GET", std::string(at) + "/draft");
    http::Headers headers;
    if (before.status == 200)
      headers.add("If-Match", std::string(before.headers.value_or("ETag", "")));
    else
      headers.add("If-None-Match", "*");
    Answer saved = who.send("PUT", std::string(at) + "/draft", body({{"source", json::Value(source)}}), headers);
    EXPECT_LT(saved.status, 300) << json::write(saved.body);
    tag_ = std::string(saved.headers.value_or("ETag", ""));
    return saved;
  }
  /// As proposed, each of them.
  json::Value classes(Browser& who) {
    const Answer impact = who.send("GET", std::string(at) + "/draft/impact");
    EXPECT_EQ(impact.status, 200) << json::write(impact.body);
    json::Value out{json::Object{}};
    for (const json::Value& change : *impact.body.find("changes")->as_array()) {
      json::Value one;
      one.set("class", change.string_or("proposed", ""));
      out.set(change.string_or("key", ""), std::move(one));
    }
    return out;
  }
  Answer submit(Browser& who, json::Object more = {}) {
    json::Object members{{"note", "Kinder"}, {"classes", classes(who)}};
    for (auto& one : more) members.push_back(std::move(one));
    return who.send("POST", std::string(at) + "/submission", body(std::move(members)), {{"If-Match", tag_}});
  }
  static std::string id_of(const Answer& submitted) {
    return body({{"submission", submitted.body.string_or("id", "")}});
  }
  std::string tag_;
};

TEST_F(ChangeControlApiTest, ADraftIsSubmittedAndApprovedByAnother) {
  auto author = browser("author"), lead = browser("lead"), agent = browser("agent");
  save(author, text("approvers: [support manager]\n"));
  const Answer direct = author.send("POST", std::string(at) + "/publish", body({{"note", "x"}}));
  EXPECT_EQ(direct.status, 409);
  EXPECT_EQ(direct.code(), "change/needs-approval");
  EXPECT_EQ(author.send("POST", std::string(at) + "/submission", body({{"note", "x"}})).status, 428);
  EXPECT_EQ(author.send("POST", std::string(at) + "/submission", body({{"note", "x"}}), {{"If-Match", tag_}}).code(),
            "change/unconfirmed");
  const Answer submitted = submit(author);
  ASSERT_EQ(submitted.status, 201) << json::write(submitted.body);
  EXPECT_FALSE(submitted.body.bool_or("may_settle", true));
  EXPECT_EQ(author.send("POST", std::string(at) + "/submission/approve", id_of(submitted)).status, 403);
  EXPECT_EQ(agent.send("POST", std::string(at) + "/submission/approve", id_of(submitted)).code(), "permission/missing");
  const Answer seen = lead.send("GET", std::string(at) + "/submission");
  EXPECT_TRUE(seen.body.bool_or("may_settle", false));
  EXPECT_NE(seen.body.string_or("source", ""), seen.body.string_or("before", ""));
  EXPECT_EQ(lead.send("GET", "/api/v1/submissions").body.find("items")->as_array()->size(), 1u);
  EXPECT_EQ(lead.send("GET", std::string(at) + "/page?version=submitted").status, 200);
  EXPECT_EQ(lead.send("GET", std::string(at) + "/page?version=draft").status, 200) << "an admin may edit too";
  EXPECT_EQ(agent.send("GET", std::string(at) + "/page?version=draft").status, 403);
  const Answer picture = lead.send("GET", std::string(at) + "/picture.svg?version=submitted&since=1");
  EXPECT_EQ(picture.status, 200);
  const Answer approved = lead.send("POST", std::string(at) + "/submission/approve", id_of(submitted));
  ASSERT_EQ(approved.status, 200) << json::write(approved.body);
  EXPECT_EQ(approved.body.int_or("version", 0), 2);
  const Answer now = agent.send("GET", at);
  EXPECT_EQ(now.body.int_or("version", 0), 2);
  EXPECT_EQ(now.body.string_or("status", ""), "in-force");
  EXPECT_EQ(now.body.string_or("published_by", ""), "author");
  const Answer version = agent.send("GET", std::string(at) + "/versions/2");
  ASSERT_FALSE(version.body.find("changes")->as_array()->empty());
  EXPECT_TRUE(version.body.find("changes")->as_array()->front().bool_or("confirmed", false));
  const Answer told = agent.send("GET", std::string(at) + "/history");
  EXPECT_EQ(told.body.find("items")->as_array()->front().string_or("kind", ""), "published");
  EXPECT_EQ(told.body.find("items")->as_array()->size(), 4u);
}

TEST_F(ChangeControlApiTest, IsSentBackAndRecalled) {
  auto author = browser("author"), lead = browser("lead");
  save(author, text("approvers: [support manager]\n"));
  Answer submitted = submit(author);
  ASSERT_EQ(submitted.status, 201);
  const auto with_reason = [&](const Answer& one) {
    return body({{"submission", one.body.string_or("id", "")}, {"reason", "Too short."}});
  };
  EXPECT_EQ(lead.send("POST", std::string(at) + "/submission/send-back", with_reason(submitted)).status, 204);
  EXPECT_EQ(lead.send("POST", std::string(at) + "/submission/send-back", with_reason(submitted)).code(),
            "change/settled");
  submitted = submit(author);
  ASSERT_EQ(submitted.status, 201);
  EXPECT_EQ(author.send("POST", std::string(at) + "/submission/recall", id_of(submitted)).status, 204);
  EXPECT_EQ(lead.send("GET", "/api/v1/submissions").body.find("items")->as_array()->size(), 0u);
  EXPECT_EQ(lead.send("POST", "/api/v1/procedures/nothing/submission/approve", id_of(submitted)).code(),
            "change/not-found");
}

TEST_F(ChangeControlApiTest, AVersionWaitsExpiresAndIsWithdrawn) {
  auto author = browser("author"), agent = browser("agent");
  const auto publish = [&](const std::string& words, json::Object more) {
    json::Object members{{"note", "n"}, {"source", json::Value(text("", words))}};
    for (auto& one : more) members.push_back(std::move(one));
    return author.send("POST", std::string(at) + "/publish", body(std::move(members)));
  };
  EXPECT_EQ(publish("One.", {{"effective_at", "tomorrow"}}).code(), "body/invalid");
  EXPECT_EQ(publish("One.", {{"expires_at", "2020-01-01T00:00:00Z"}}).code(), "procedure/bad-term");
  const Answer waits = publish("One.", {{"effective_at", "2126-01-01T00:00:00Z"}});
  ASSERT_EQ(waits.status, 201) << json::write(waits.body);
  EXPECT_EQ(waits.body.string_or("status", ""), "scheduled");
  EXPECT_EQ(agent.send("GET", at).body.int_or("version", 0), 1);
  EXPECT_EQ(publish("Two.", {}).code(), "procedure/scheduled");
  const auto withdraw = [&](int version) {
    return author.send("POST", std::string(at) + "/withdraw", body({{"version", version}, {"reason", "Wrong."}}));
  };
  EXPECT_EQ(withdraw(0).code(), "body/invalid");
  EXPECT_EQ(withdraw(7).code(), "procedure/not-found");
  EXPECT_EQ(withdraw(2).status, 204);
  EXPECT_EQ(withdraw(2).code(), "procedure/withdrawn");
  EXPECT_EQ(withdraw(1).status, 204);
  const Answer refused = agent.send("POST", "/api/v1/cases", open_body());
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), "procedure/withdrawn");
  EXPECT_EQ(publish("Two.", {}).status, 201);
  EXPECT_EQ(agent.send("POST", "/api/v1/cases", open_body()).status, 201);
  const Answer versions = agent.send("GET", std::string(at) + "/versions");
  std::string standings;
  for (const json::Value& one : *versions.body.find("items")->as_array())
    standings += one.string_or("status", "") + " ";
  EXPECT_EQ(standings, "in-force withdrawn withdrawn ");
}

TEST_F(ChangeControlApiTest, WhatADraftTouchesIsToldBefore) {
  auto author = browser("author"), agent = browser("agent");
  ASSERT_EQ(agent.send("POST", "/api/v1/cases", open_body()).status, 201);
  const std::string follows =
      "---\nid: follows-it\n---\n\n# Follows it\n\n## 1. Go\n\n- Follow [Greeting](greeting.sop.md).\n- Close as "
      "**done**.\n";
  ASSERT_EQ(author
                .send("POST", "/api/v1/procedures/follows-it/publish",
                      body({{"note", "n"}, {"source", json::Value(follows)}}))
                .status,
            201);
  EXPECT_EQ(author.send("GET", std::string(at) + "/draft/impact").code(), "procedure/no-draft");
  save(author, "no procedure");
  std::string changed = text("states: [MA, OK]\n");
  changed.replace(changed.find("> Thank you"), 11, "> Many thanks");
  changed += "\n## In Massachusetts\n\n- Before step 2: [ ] Read the notice.\n\n## Training\n\nMust pass: agent.\n";
  save(author, changed);
  const Answer impact = author.send("GET", std::string(at) + "/draft/impact");
  ASSERT_EQ(impact.status, 200) << json::write(impact.body);
  EXPECT_EQ(impact.body.int_or("version", 0), 1);
  EXPECT_EQ(impact.body.find("open_cases")->as_array()->front().int_or("cases", 0), 1);
  EXPECT_EQ(impact.body.find("open_cases")->as_array()->front().int_or("version", 0), 1);
  EXPECT_EQ(impact.body.find("followers")->as_array()->front().string_or("id", ""), "follows-it");
  EXPECT_EQ(json::write(*impact.body.find("messages")), R"(["thanks"])");
  EXPECT_TRUE(impact.body.bool_or("touches_base", false));
  EXPECT_EQ(json::write(*impact.body.find("states")), R"(["MA","OK"])");
  EXPECT_EQ(json::write(*impact.body.find("approvers")), "[]");
  EXPECT_EQ(agent.send("GET", std::string(at) + "/draft/impact").status, 403);
}

TEST_F(ChangeControlApiTest, ADraftIsTalkedAbout) {
  auto author = browser("author"), lead = browser("lead"), agent = browser("agent");
  const auto say = [&](Browser& who, json::Object members) {
    return who.send("POST", std::string(at) + "/comments", body(std::move(members)));
  };
  EXPECT_EQ(say(lead, {{"text", "Why?"}}).code(), "procedure/no-draft");
  save(author, text(""));
  EXPECT_EQ(agent.send("GET", std::string(at) + "/comments").status, 200)
      << "whoever reads procedures may say something";
  EXPECT_EQ(say(lead, {{"text", " "}}).code(), "comment/empty");
  EXPECT_EQ(say(lead, {{"text", "Why?"}, {"step", "nowhere"}}).code(), "comment/no-step");
  const Answer asked = say(lead, {{"text", "Why <b>?"}, {"step", "listen"}});
  ASSERT_EQ(asked.status, 201) << json::write(asked.body);
  const std::string id = asked.body.string_or("id", "");
  const Answer answered = say(author, {{"text", "Because."}, {"reply_to", json::Value(id)}});
  ASSERT_EQ(answered.status, 201);
  EXPECT_EQ(say(lead, {{"text", "?"}, {"reply_to", json::Value(answered.body.string_or("id", ""))}}).code(),
            "comment/not-found");
  EXPECT_EQ(author.send("POST", std::string(at) + "/comments/" + id + "/resolve", body({{"resolved", true}})).status,
            204);
  EXPECT_EQ(author.send("POST", std::string(at) + "/comments/x/resolve", body({{"resolved", true}})).code(),
            "comment/not-found");
  const Answer all = author.send("GET", std::string(at) + "/comments");
  ASSERT_EQ(all.body.find("items")->as_array()->size(), 2u);
  EXPECT_EQ(all.body.find("items")->as_array()->front().string_or("text", ""), "Why <b>?");
  EXPECT_EQ(all.body.find("items")->as_array()->front().string_or("resolved_by", ""), "author");
  EXPECT_EQ(agent.send("POST", std::string(at) + "/comments/" + id + "/resolve", body({{"resolved", false}})).status,
            403);
  EXPECT_EQ(author.send("GET", std::string(at) + "/comments?version=x").code(), "query/version");
}

TEST_F(ChangeControlApiTest, ClosedCasesArePlayedAgainUnderADraft) {
  auto author = browser("author"), agent = browser("agent");
  const auto work = [&](const std::string& reason) {
    Answer now = agent.send("POST", "/api/v1/cases", open_body());
    const std::string url = "/api/v1/cases/" + now.body.string_or("id", "") + "/commands";
    const auto give = [&](const std::string& command) {
      const Answer done = agent.send("POST", url, command);
      EXPECT_EQ(done.status, 200) << json::write(done.body);
      now.body = *done.body.find("case");
    };
    give(R"({"type":"tick-task","path":")" + path_of(now.body, "task") + R"(","yes":true})");
    give(R"({"type":"record-facts","path":")" + path_of(now.body, "ask") + R"(","facts":{"reason":")" + reason +
         R"("}})");
    EXPECT_EQ(now.body.string_or("status", ""), "closed");
  };
  work("question");
  work("question");
  save(author, text(""));
  const auto play = [&] { return author.send("POST", std::string(at) + "/draft/simulate", "{}"); };
  Answer played = play();
  ASSERT_EQ(played.status, 200) << json::write(played.body);
  ASSERT_EQ(played.body.find("cases")->as_array()->size(), 2u);
  EXPECT_EQ(played.body.find("cases")->as_array()->front().string_or("result", ""), "same") << json::write(played.body);
  std::string other = text("");
  other.replace(other.find("- Close as **answered**."), 24, "- Close as **heard**.");
  save(author, other);
  played = play();
  EXPECT_EQ(played.body.find("cases")->as_array()->front().string_or("result", ""), "other-outcome");
  EXPECT_EQ(played.body.find("cases")->as_array()->front().string_or("outcome_now", ""), "heard");
  EXPECT_EQ(author.send("POST", std::string(at) + "/draft/simulate", R"({"last":0})").code(), "body/invalid");
  EXPECT_EQ(author.send("POST", std::string(at) + "/draft/simulate", R"({"last":201})").code(), "body/invalid");
  EXPECT_EQ(agent.send("POST", std::string(at) + "/draft/simulate", "{}").status, 403);
}

}  // namespace
}  // namespace evenhand::api
