#include "api/api.hpp"

#include <gtest/gtest.h>

#include <set>

#include "api/testing.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
using testing::Client;
using testing::sop;
namespace fs = std::filesystem;

constexpr std::string_view cards = R"(---
id: cards
title: Cards
channels: [email]
products: [gift card, voucher]
---

# Cards

## Facts

| Fact | Type | From |
| --- | --- | --- |
| balance | money in USD | agent |
| note | text | agent |

## 1. Look

- [ ] Read the balance of {customer}: {balance}.
- Ask for **balance**.
- [ ] Say that {balance} is left. {note}
- Close as **told**.

## For product gift card

- Before step 1: [ ] Look at the back.
)";

TEST_F(ApiTest, TheTimelineTellsTheValuesOfTheMomentAndProductsAreOffered) {
  ASSERT_TRUE(desk_->library().publish({.procedure_id = "cards",
                                        .source = std::string(cards),
                                        .note = "",
                                        .person_id = "person_x",
                                        .expected_current = 0},
                                       clock_.now()));
  auto agent = browser("agent");
  const auto open = [&](const std::string& product) {
    return agent.send("POST", "/api/v1/cases",
                      R"({"procedure":"cards","subject":"Card?","channel":"email","product":")" + product +
                          R"(","customer":{"name":"Kim"}})");
  };
  const Answer refused = open("toaster");
  EXPECT_EQ(refused.status, 409) << json::write(refused.body);
  EXPECT_EQ(refused.code(), "case/product");
  const Answer listed = agent.send("GET", "/api/v1/procedures?query=cards");
  const json::Value& entry = listed.body.find("items")->as_array()->front();
  EXPECT_EQ(json::write(*entry.find("products")), R"(["gift card","voucher"])");
  EXPECT_EQ(entry.int_or("open_cases", -1), 0);

  Answer at = open("Voucher");
  ASSERT_EQ(at.status, 201) << json::write(at.body);
  EXPECT_EQ(at.body.string_or("product", ""), "voucher");
  EXPECT_EQ(agent.send("GET", "/api/v1/procedures?query=cards")
                .body.find("items")
                ->as_array()
                ->front()
                .int_or("open_cases", -1),
            1);
  EXPECT_EQ(agent.send("GET", "/api/v1/procedures/cards").body.int_or("open_cases", -1), 1);
  const std::string url = "/api/v1/cases/" + at.body.string_or("id", "");
  const auto command = [&](const std::string& body) {
    const Answer answer = agent.send("POST", url + "/commands", body);
    EXPECT_EQ(answer.status, 200) << json::write(answer.body);
    return answer.body.find("case") ? *answer.body.find("case") : json::Value();
  };
  json::Value now = command(R"({"type":"tick-task","path":")" + path_of(at.body, "task") + R"(","yes":true})");
  now = command(R"({"type":"record-facts","path":")" + path_of(now, "ask") + R"(","facts":{"balance":"12.50"}})");
  (void)command(R"({"type":"tick-task","path":")" + path_of(now, "task") + R"(","yes":true})");
  const auto told = [&](const std::string& query, const std::string& kind) {
    std::vector<std::string> out;
    const Answer history = browser("auditor").send("GET", url + "/events" + query);
    for (const json::Value& event : *history.body.find("items")->as_array()) {
      const std::string text = event.string_or("text", "");
      EXPECT_EQ(text.find('{'), std::string::npos) << text;
      EXPECT_EQ(text.find(".."), std::string::npos) << text;
      EXPECT_TRUE(text.ends_with('.') || text.ends_with('?') || text.ends_with('!')) << text;
      if (event.string_or("type", "") == kind) out.push_back(text);
    }
    return out;
  };
  const auto finished = told("", "node-finished");
  const auto has = [&](const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  };
  EXPECT_TRUE(has(finished, "Done: Read the balance of Kim: balance.")) << "not known then";
  EXPECT_TRUE(has(finished, "Done: Say that $12.50 is left. note.")) << ::testing::PrintToString(finished);
  EXPECT_TRUE(has(told("?after=6", "node-finished"), "Done: Say that $12.50 is left. note."))
      << "a later page knows what came before it";
}

TEST_F(ApiTest, ACaseOpensOnlyWhereItsProcedureIsFor) {
  const auto publish = [&](const std::string& id, const std::string& front) {
    ASSERT_TRUE(desk_->library().publish({.procedure_id = id,
                                          .source = "---\nid: " + id + "\ntitle: The " + id + "\n" + front +
                                                    "---\n\n# It\n\n## 1. Look\n\n- [ ] Look.\n- Close as **told**.\n",
                                          .note = "",
                                          .person_id = "person_x",
                                          .expected_current = 0},
                                         clock_.now()));
  };
  publish("local", "states: [MA, OK]\nchannels: [email, phone]\ntopics: [bills, refunds]\n");
  publish("other", "states: [TX]\ntopics: [bills]\n");
  publish("anywhere", "topics: [bills, refunds]\n");
  publish("elsewhere", "topics: [hiring]\n");
  auto agent = browser("agent");
  const auto open = [&](const std::string& where) {
    return agent.send("POST", "/api/v1/cases",
                      R"({"procedure":"local","subject":"Bill?",)" + where + R"("customer":{"name":"Kim"}})");
  };
  const Answer state = open(R"("channel":"email","state":"TX",)");
  EXPECT_EQ(state.status, 409) << json::write(state.body);
  EXPECT_EQ(state.code(), "case/state");
  EXPECT_EQ(
      state.body.string_or("detail", ""),
      "\"The local\" is not for the state TX. It is for MA or OK. Use \"The anywhere\" or \"The other\" instead.");
  const Answer channel = open(R"("channel":"chat","state":"MA",)");
  EXPECT_EQ(channel.status, 409) << json::write(channel.body);
  EXPECT_EQ(channel.code(), "case/channel");
  EXPECT_EQ(channel.body.string_or("detail", ""),
            "\"The local\" is not for cases by chat. It is for email or phone. Use \"The anywhere\" instead.");
  const Answer opened = open(R"("channel":"Email","state":"ok",)");
  ASSERT_EQ(opened.status, 201) << json::write(opened.body);
  EXPECT_EQ(opened.body.string_or("state", ""), "OK") << "as the procedure spells it";
  EXPECT_EQ(opened.body.string_or("channel", ""), "email");
  EXPECT_EQ(open("").status, 201) << "what is not given fits";
}

TEST_F(ApiTest, ACaseIsWorkedFromOpeningToItsEnd) {
  auto agent = browser("agent");
  auto lead = browser("lead");
  const Answer opened = agent.send("POST", "/api/v1/cases", open_body());
  ASSERT_EQ(opened.status, 201) << json::write(opened.body);
  const std::string at = "/api/v1/cases/" + opened.body.string_or("id", "");
  const auto command = [&](Browser& who, const std::string& body) { return who.send("POST", at + "/commands", body); };

  const Answer early = command(agent, R"({"type":"close-case","outcome":"answered"})");
  EXPECT_EQ(early.status, 409);
  ASSERT_NE(early.body.find("gates"), nullptr);
  EXPECT_GE(early.body.find("gates")->as_array()->size(), 2u);
  EXPECT_FALSE(early.body.find("gates")->as_array()->front().string_or("remedy", "").empty());

  ASSERT_EQ(
      command(agent, R"({"type":"tick-task","path":")" + path_of(opened.body, "task") + R"(","yes":true})").status,
      200);
  const Answer asked = command(agent, R"({"type":"record-facts","path":")" + path_of(opened.body, "ask") +
                                          R"(","facts":{"reason":"complaint"}})");
  ASSERT_EQ(asked.status, 200) << json::write(asked.body);
  const std::string approval = path_of(*asked.body.find("case"), "approve");
  ASSERT_FALSE(approval.empty()) << json::write(asked.body);
  EXPECT_EQ(
      command(agent, R"({"type":"give-approval","path":")" + approval + R"(","approved":true,"reason":"fine"})").status,
      403);
  EXPECT_EQ(lead.send("GET", "/api/v1/cases/counts").body.int_or("waiting_for_my_approval", 0), 1);
  const Answer given =
      command(lead, R"({"type":"give-approval","path":")" + approval + R"(","approved":true,"reason":"fine"})");
  ASSERT_EQ(given.status, 200) << json::write(given.body);
  EXPECT_EQ(given.body.find("case")->string_or("status", ""), "closed");
  EXPECT_EQ(given.body.find("case")->string_or("outcome", ""), "answered");

  const Answer history = browser("auditor").send("GET", at + "/events");
  ASSERT_EQ(history.status, 200);
  const auto& events = *history.body.find("items")->as_array();
  EXPECT_GT(events.size(), 8u);
  for (const json::Value& event : events) EXPECT_FALSE(event.string_or("text", "").empty()) << json::write(event);
  const Answer messages = agent.send("GET", at + "/messages");
  EXPECT_NE(json::write(messages.body).find("Thank you, Kim."), std::string::npos);
}

TEST_F(ApiTest, NobodyGetsInWithoutPermission) {
  auto nobody = browser("");
  EXPECT_EQ(nobody.send("GET", "/api/v1/cases").status, 401);
  EXPECT_EQ(nobody.send("GET", "/api/v1/cases", {}, {{"Authorization", "Bearer evh_wrong"}}).status, 401);
  EXPECT_EQ(
      nobody.send("POST", "/api/v1/session", R"({"email":"agent@test.example","password":"wrong wrong wrong"})").code(),
      "session/wrong");
  EXPECT_EQ(nobody.send("POST", "/api/v1/session", R"({"email":"nobody@test.example","password":"wrong wrong wrong"})")
                .code(),
            "session/wrong");
  auto auditor = browser("auditor");
  EXPECT_EQ(auditor.send("POST", "/api/v1/cases", open_body()).code(), "permission/missing");
  auto agent = browser("agent");
  EXPECT_EQ(agent.send("POST", "/api/v1/procedures/greeting/publish", R"({"note":"x","source":"y"})").status, 403);
  EXPECT_EQ(agent
                .send("GET", "/api/v1/cases/" +
                                 agent.send("POST", "/api/v1/cases", open_body()).body.string_or("id", "") + "/export")
                .status,
            403);
  agent.forget_csrf();
  EXPECT_EQ(agent.send("POST", "/api/v1/cases", open_body()).code(), "session/csrf");
}

TEST_F(ApiTest, BadBodiesAreToldWhatIsWrongWithThem) {
  auto agent = browser("agent");
  struct Bad {
    std::string body, code;
    int status;
  };
  const std::vector<Bad> bad = {
      {"not json", "json/invalid", 422},
      {"[1,2]", "body/not-object", 422},
      {R"({"procedure":"greeting"})", "body/invalid", 422},
      {R"({"procedure":7,"subject":"x"})", "body/invalid", 422},
      {R"({"procedure":"greeting","subject":"x","chanel":"email"})", "body/unknown-field", 422},
      {R"({"procedure":"no-such","subject":"x"})", "procedure/not-found", 404},
      {R"({"procedure":"greeting","subject":"x","subject":"y"})", "json/duplicate-key", 422},
      {std::string(100, '[') + std::string(100, ']'), "json/too-deep", 0},
      {std::string((1u << 20) + 10, ' '), "", 413}};
  for (const Bad& one : bad) {
    const Answer answer = browser("agent").send("POST", "/api/v1/cases", one.body);
    if (one.status != 0) {
      EXPECT_EQ(answer.status, one.status) << one.body.substr(0, 60) << " " << json::write(answer.body);
    }
    if (!one.code.empty()) { EXPECT_EQ(answer.code(), one.code) << one.body.substr(0, 60); }
  }
  EXPECT_EQ(agent.send("POST", "/api/v1/cases", open_body(), {{"Content-Type", "text/plain"}}).code(), "body/not-json");
  const Answer opened = agent.send("POST", "/api/v1/cases", open_body());
  const std::string commands = "/api/v1/cases/" + opened.body.string_or("id", "") + "/commands";
  for (const char* body : {R"({"type":"fly"})", R"({"type":"tick-task","pth":"x"})", R"({"type":"tick-task","path":7})",
                           R"({"type":"open-case"})", R"({"type":"fire-timer","id":"x"})"}) {
    const Answer answer = agent.send("POST", commands, body);
    EXPECT_GE(answer.status, 400) << body;
    EXPECT_LT(answer.status, 500) << body;
    EXPECT_FALSE(answer.code().empty()) << body;
  }
  const Answer wrong = agent.send(
      "POST", commands,
      R"({"type":"record-facts","path":")" + path_of(opened.body, "ask") + R"(","facts":{"reason":"fire"}})");
  EXPECT_EQ(wrong.status, 422) << json::write(wrong.body);
  EXPECT_EQ(agent.send("GET", "/api/v1/cases/" + opened.body.string_or("id", "")).body.int_or("seq", 0),
            opened.body.int_or("seq", -1))
      << "the case stays where it was";
  EXPECT_EQ(agent.send("GET", "/api/health").status, 200) << "the server is well";
}

TEST_F(ApiTest, StaleTagsAreRefused) {
  auto agent = browser("agent");
  const Answer opened = agent.send("POST", "/api/v1/cases", open_body());
  const std::string commands = "/api/v1/cases/" + opened.body.string_or("id", "") + "/commands";
  const std::string tag = opened.body.string_or("etag", "");
  EXPECT_EQ(agent.send("POST", commands, R"({"type":"add-note","text":"1"})", {{"If-Match", tag}}).status, 200);
  EXPECT_EQ(agent.send("POST", commands, R"({"type":"add-note","text":"2"})", {{"If-Match", tag}}).code(),
            "precondition/stale");
  EXPECT_EQ(agent.send("POST", commands, R"({"type":"add-note","text":"3"})", {{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(agent
                .send("POST", "/api/v1/cases/case_00000000000000000000000000/commands",
                      R"({"type":"add-note","text":"4"})", {{"If-Match", "*"}})
                .status,
            404);
  auto author = browser("author");
  const std::string draft = "/api/v1/procedures/greeting/draft";
  const std::string body = json::write(json::Value(json::Object{{"source", json::Value(sop)}}));
  EXPECT_EQ(author.send("PUT", draft, body).status, 428);
  ASSERT_EQ(author.send("PUT", draft, body, {{"If-None-Match", "*"}}).status, 201);
  EXPECT_EQ(author.send("PUT", draft, body, {{"If-Match", "\"1\""}}).status, 200);
  EXPECT_EQ(author.send("PUT", draft, body, {{"If-Match", "\"1\""}}).status, 412);
  EXPECT_EQ(author.send("DELETE", draft, {}, {{"If-Match", "\"2\""}}).status, 204);
}

TEST_F(ApiTest, AnAuthorChecksPublishesAndComparesVersions) {
  auto author = browser("author");
  std::string changed(sop);
  changed.replace(changed.find("Say hello."), 10, "Say hello!");
  const auto body = [](const std::string& source) {
    return json::write(json::Value(json::Object{{"source", json::Value(source)}}));
  };
  const Answer wrong =
      author.send("POST", "/api/v1/procedures/check", body(std::string(sop) + "\n## 3. Bad\n\n- Ask for the moon.\n"));
  EXPECT_FALSE(wrong.body.bool_or("ok", true));
  ASSERT_FALSE(wrong.body.find("diagnostics")->as_array()->empty());
  EXPECT_GT(wrong.body.find("diagnostics")->as_array()->front().int_or("line", 0), 20);
  EXPECT_TRUE(author.send("POST", "/api/v1/procedures/check", body(changed)).body.bool_or("ok", false));
  const Answer published = author.send("POST", "/api/v1/procedures/greeting/publish",
                                       json::write(json::Value(json::Object{{"note", "louder"}, {"source", changed}})));
  ASSERT_EQ(published.status, 201) << json::write(published.body);
  EXPECT_EQ(published.body.int_or("version", 0), 2);
  const Answer diff = author.send("GET", "/api/v1/procedures/greeting/diff?from=1&to=2");
  EXPECT_FALSE(diff.body.find("changes")->as_array()->empty());
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/greeting/diff?from=1&to=draft").code(), "procedure/no-draft");
  EXPECT_EQ(browser("agent").send("GET", "/api/v1/procedures/greeting/diff?from=1&to=draft").code(),
            "permission/missing")
      << "a draft is for those who may edit";
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/greeting/versions").body.find("items")->as_array()->size(), 2u);
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/greeting/picture.svg").status, 200);
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/greeting/bpmn").status, 200);
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/greeting/page").status, 200);
}

TEST_F(ApiTest, EvaluatesDecisions) {
  auto author = browser("author");
  const std::string model =
      "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">"
      "<inputData id=\"i\" name=\"day\"><variable name=\"day\" typeRef=\"date\"/></inputData>"
      "<decision id=\"d\" name=\"season\"><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>"
      "<decisionTable><input><inputExpression><text>day.month</text></inputExpression></input><output/>"
      "<rule><inputEntry><text>&lt; 7</text></inputEntry><outputEntry><text>\"early\"</text></outputEntry></rule>"
      "<rule><inputEntry><text>&gt;= 7</text></inputEntry><outputEntry><text>\"late\"</text></outputEntry></rule>"
      "</decisionTable></decision></definitions>";
  const auto ask = [&](json::Object body) {
    return author.send("POST", "/api/v1/dmn/evaluate", json::write(json::Value(std::move(body))));
  };
  const json::Value day(json::Object{{"day", "2026-09-01"}});
  const Answer good = ask({{"model", model}, {"inputs", day}, {"explain", true}});
  ASSERT_EQ(good.status, 200) << json::write(good.body);
  EXPECT_EQ(json::write(*good.body.find("values")), R"({"season":"late"})");
  EXPECT_NE(json::write(*good.body.find("explanations")).find(R"("deciding":[2])"), std::string::npos);
  EXPECT_EQ(ask({{"model", model}, {"inputs", json::Object{{"day", "soon"}}}}).body.string_or("code", ""),
            "dmn/bad-input");
  EXPECT_EQ(ask({{"model", model}, {"inputs", day}, {"decision", "weather"}}).status, 404);
  EXPECT_EQ(ask({{"inputs", day}}).status, 422);
  EXPECT_EQ(ask({{"model", model}}).status, 422);
  const Answer broken = ask({{"model", "<!DOCTYPE x><definitions/>"}, {"inputs", json::Object{}}});
  EXPECT_EQ(broken.status, 422);
  EXPECT_EQ(broken.body.string_or("code", ""), "dmn/unusable");
  EXPECT_EQ(broken.body.find("diagnostics")->as_array()->front().string_or("code", ""), "EH0405");

  const std::string decides =
      "---\nid: pricing\ntitle: Pricing\n---\n\n# Pricing\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n"
      "| age | number | customer |\n| price | number | decision |\n\n## 1. Price\n\n- Ask for **age**.\n"
      "- Decide **price** by the table.\n\n| age | price |\n| --- | --- |\n| < 18 | 5 |\n| >= 18 | 10 |\n";
  ASSERT_EQ(author
                .send("POST", "/api/v1/procedures/pricing/publish",
                      json::write(json::Value(json::Object{{"note", "new"}, {"source", decides}})))
                .status,
            201);
  const Answer priced = ask({{"procedure", "pricing"}, {"inputs", json::Object{{"age", 20}}}});
  EXPECT_EQ(json::write(*priced.body.find("values")), R"({"price":10})") << json::write(priced.body);
  EXPECT_EQ(ask({{"procedure", "greeting"}, {"inputs", json::Object{}}}).body.string_or("code", ""), "sop/no-table");
  EXPECT_EQ(ask({{"procedure", "nothing"}, {"inputs", json::Object{}}}).status, 404);
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/pricing/dmn").status, 200);
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/greeting/dmn").status, 404);
  // Last: a body that is refused by its length ends the connection.
  EXPECT_EQ(ask({{"model", std::string(3u << 20, ' ')}, {"inputs", json::Object{}}}).status, 413);
}

TEST_F(ApiTest, ListsPageByCursor) {
  auto agent = browser("agent");
  for (int i = 0; i < 7; ++i)
    ASSERT_EQ(agent.send("POST", "/api/v1/cases", open_body("Case " + std::to_string(i))).status, 201);
  std::set<std::string> seen;
  std::string target = "/api/v1/cases?limit=3";
  for (int page = 0; page < 4 && !target.empty(); ++page) {
    const Answer answer = agent.send("GET", target);
    ASSERT_EQ(answer.status, 200) << json::write(answer.body);
    for (const json::Value& item : *answer.body.find("items")->as_array())
      EXPECT_TRUE(seen.insert(item.string_or("id", "")).second);
    const std::string cursor = answer.body.string_or("next_cursor", "");
    target = cursor.empty() ? "" : "/api/v1/cases?limit=3&cursor=" + cursor;
  }
  EXPECT_EQ(seen.size(), 7u);
  EXPECT_EQ(agent.send("GET", "/api/v1/cases?limit=0").code(), "query/limit");
  EXPECT_GE(agent.send("GET", "/api/v1/cases?cursor=nonsense").status, 400);
}

TEST_F(ApiTest, TokensPermitWhatTheySayAndNoMore) {
  auto lead = browser("lead");
  const Answer made = lead.send("POST", "/api/v1/tokens", R"({"name":"reader","scopes":["case.read"]})");
  ASSERT_EQ(made.status, 201) << json::write(made.body);
  const http::Headers bearer = {{"Authorization", "Bearer " + made.body.string_or("secret", "")}};
  auto program = browser("");
  EXPECT_EQ(program.send("GET", "/api/v1/cases", {}, bearer).status, 200);
  EXPECT_EQ(program.send("POST", "/api/v1/cases", open_body(), bearer).code(), "permission/missing");
  EXPECT_EQ(program.send("POST", "/api/v1/tokens", R"({"name":"more","scopes":["people.manage"]})", bearer).code(),
            "permission/in-person");
  EXPECT_EQ(lead.send("DELETE", "/api/v1/tokens/" + made.body.string_or("id", "")).status, 204);
  EXPECT_EQ(program.send("GET", "/api/v1/cases", {}, bearer).status, 401);
}

TEST_F(ApiTest, LiveEventsArriveAndResume) {
  auto agent = browser("agent");
  const Answer made = agent.send("POST", "/api/v1/tokens", R"({"name":"live","scopes":["case.read"]})");
  const std::string authorization = "Authorization: Bearer " + made.body.string_or("secret", "") + "\r\n";
  Client stream(server_->port());
  ASSERT_TRUE(stream.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n" + authorization + "\r\n"));
  const auto hello = stream.receive_until("event: hello\ndata: {}\n\n");
  ASSERT_TRUE(hello);
  const std::string id =
      hello->substr(hello->rfind("id: ") + 4, hello->find('\n', hello->rfind("id: ")) - hello->rfind("id: ") - 4);
  const std::string case_id = agent.send("POST", "/api/v1/cases", open_body()).body.string_or("id", "");
  EXPECT_TRUE(stream.receive_until(case_id));
  Client later(server_->port());
  ASSERT_TRUE(
      later.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n" + authorization + "Last-Event-ID: " + id + "\r\n\r\n"));
  EXPECT_TRUE(later.receive_until(case_id)) << "what was missed comes again";
  Client stranger(server_->port());
  ASSERT_TRUE(stranger.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n" + authorization +
                            "Last-Event-ID: other-run-7\r\n\r\n"));
  EXPECT_TRUE(stranger.receive_until("event: reload"));
}

}  // namespace
}  // namespace evenhand::api
