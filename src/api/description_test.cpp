// The OpenAPI description and the tour of docs/api.md, held against the routes. That answers are as described is shown by
// every test of the API (testing.hpp); here: that none is left out.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "api/testing.hpp"
#include "casework/schemas.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
using testing::Schemas;
namespace fs = std::filesystem;

class DescriptionTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    document_ = json::parse(api_->openapi()).value_or(json::Value());
  }
  /// The code of the problem that a POST with this key comes to; without the checks of Browser::send.
  std::string raw_code(const Browser& who, const std::string& target, const std::string& body, const char* key) {
    http::Headers headers = {{"Cookie", who.cookie()}, {"X-Evenhand-CSRF", who.csrf()}, {"Idempotency-Key", key}};
    if (!body.empty()) headers.add("Content-Type", "application/json");
    const auto response = testing::Client(server_->port()).request("POST", target, headers, body);
    return response ? json::parse(response->body).value_or(json::Value()).string_or("code", "") : "no answer";
  }
  json::Value document_;
};

void for_each_reference(const json::Value& value, const std::function<void(const std::string&)>& visit) {
  if (const json::Array* items = value.as_array()) {
    for (const json::Value& item : *items) for_each_reference(item, visit);
  } else if (const json::Object* members = value.as_object()) {
    for (const auto& [name, member] : *members) {
      if (name == "$ref") visit(*member.as_string());
      for_each_reference(member, visit);
    }
  }
}

TEST_F(DescriptionTest, ReferencesLeadSomewhereAndNothingIsLeftOver) {
  const Schemas schemas(document_);
  std::set<std::string> used;
  for_each_reference(document_, [&](const std::string& reference) {
    EXPECT_FALSE(schemas.resolve(reference).as_object()->empty() && !reference.ends_with("FeelValue")) << reference;
    used.insert(reference);
  });
  for (const auto& [name, schema] : *document_.find("components")->find("schemas")->as_object())
    EXPECT_TRUE(used.contains("#/components/schemas/" + name)) << name << " is used nowhere";
}

TEST_F(DescriptionTest, EveryRouteAnswers) {
  auto lead = browser("lead");
  for (const Endpoint& endpoint : api_->endpoints()) {
    if (endpoint.method != "GET" || endpoint.pattern.find('{') != std::string::npos || endpoint.answer == "EventStream")
      continue;
    EXPECT_NE(lead.send("GET", endpoint.pattern).status, 404) << endpoint.pattern;
    const Answer bogus = lead.send("GET", endpoint.pattern + "?bogus=1");
    EXPECT_EQ(bogus.status, 422) << endpoint.pattern;
    EXPECT_EQ(bogus.code(), "query/unknown") << endpoint.pattern;
  }
  const Answer known = lead.send("GET", "/api/v1/customers?query=Kim");
  EXPECT_EQ(known.body.string_or("detail", ""), "There is no query parameter \"query\" here.");
  EXPECT_EQ(known.body.string_or("hint", ""), "There is: address.");
  EXPECT_EQ(lead.send("GET", "/api/v1/cases/counts?x=1").body.string_or("hint", ""), "There is none at all.");
}

TEST_F(DescriptionTest, TheCommandsAreThoseOfTheOneDoor) {
  auto lead = browser("lead");
  const Answer opened = lead.send("POST", "/api/v1/cases", open_body());
  const std::string commands = "/api/v1/cases/" + opened.body.string_or("id", "") + "/commands";
  const json::Value* described = document_.find("components")->find("schemas")->find("Command");
  const json::Value* mapping = described->find("discriminator")->find("mapping");
  const Schemas schemas(document_);
  const json::Value of_commands = casework::command_schemas();
  EXPECT_GE(of_commands.as_object()->size(), 21u);
  for (const auto& [type, schema] : *of_commands.as_object()) {
    SCOPED_TRACE(type);
    // With every member it may have, of the kind described.
    json::Value body;
    for (const auto& [name, member] : *schema.find("properties")->as_object()) {
      const std::string kind = member.string_or("type", "");
      if (const json::Value* constant = member.find("const"))
        body.set(name, *constant);
      else if (kind == "boolean")
        body.set(name, true);
      else if (kind == "array")
        body.set(name, json::Array{});
      else if (kind == "object")
        body.set(name, json::Object{});
      else
        body.set(name, "x");
    }
    const bool is_here = mapping->find(type) != nullptr;
    EXPECT_EQ(schemas.problem(body, *described).empty(), is_here) << schemas.problem(body, *described);
    const std::string code = lead.send("POST", commands, json::write(body)).code();
    EXPECT_EQ(code == "command/not-here", !is_here) << code;
    EXPECT_NE(code, "command/bad-payload");
    body.set("colour", "red");
    EXPECT_NE(schemas.problem(body, *described), "");
    EXPECT_EQ(lead.send("POST", commands, json::write(body)).code(), "command/bad-payload");
  }
}

TEST_F(DescriptionTest, AKeyIsTakenWhereTheDescriptionSaysSo) {
  auto lead = browser("lead");
  const http::Headers key = {{"Idempotency-Key", "one"}};
  ASSERT_EQ(lead.send("POST", "/api/v1/cases", open_body(), key).status, 201);
  const std::map<std::string, std::string> bodies = {
      {"/api/v1/session", R"({"email":"agent@test.example","password":"wrong wrong wrong"})"},
      {"/api/v1/cases", R"({"procedure":"greeting","subject":"another"})"},
      {"/api/v1/cases/next", ""},
      {"/api/v1/people", R"({"name":"New","email":"new@test.example","roles":[]})"},
      {"/api/v1/tokens", R"({"name":"t","scopes":[]})"},
      {"/api/v1/notifications/read", R"({"id":"x"})"},
      {"/api/v1/notifications/read-all", ""},
      {"/api/v1/procedures/check", R"({"source":"x"})"},
      {"/api/v1/procedures/complete", R"({"source":"x","line":1,"column":1})"},
      {"/api/v1/procedures/import", "# A page"},
      {"/api/v1/procedures/format", R"({"source":"x"})"},
      {"/api/v1/dmn/evaluate", R"({"procedure":"greeting","inputs":{}})"}};
  for (const Endpoint& endpoint : api_->endpoints()) {
    if (endpoint.method != "POST" || endpoint.pattern.find('{') != std::string::npos) continue;
    ASSERT_TRUE(bodies.contains(endpoint.pattern)) << endpoint.pattern;
    const json::Value* operation = document_.find("paths")->find(endpoint.pattern)->find("post");
    const bool is_described = json::write(*operation->find("parameters")).find("Idempotency-Key") != std::string::npos;
    // What takes one is told that it came with another request; the rest does not look at it.
    const bool is_taken =
        raw_code(lead, endpoint.pattern, bodies.at(endpoint.pattern), "one") == "idempotency/other-body";
    EXPECT_EQ(is_taken, is_described) << endpoint.pattern;
  }
}

TEST_F(DescriptionTest, WhatNoOtherTestAsksForSucceedsAsDescribed) {
  auto lead = browser("lead");
  const auto get = [&](const std::string& target) {
    Answer answer = lead.send("GET", "/api/v1" + target);
    EXPECT_EQ(answer.status, 200) << target << " " << json::write(answer.body);
    return answer;
  };
  const Answer opened = lead.send("POST", "/api/v1/cases", open_body());
  const std::string id = opened.body.string_or("id", "");
  EXPECT_FALSE(get("/cases/" + id + "/why-open").body.find("gates")->as_array()->empty());
  EXPECT_EQ(get("/customers/" + opened.body.string_or("customer", "")).body.string_or("name", ""), "Kim");
  EXPECT_EQ(get("/customers?address=" + url_encode("Kim@mail.example")).body.find("items")->as_array()->size(), 1u);
  get("/cases/" + id + "/export");
  EXPECT_EQ(get("/codes/EH0203").body.string_or("code", ""), "EH0203");
  get("/people/" + lead.send("GET", "/api/v1/session").body.find("person")->string_or("id", ""));
  get("/procedures/greeting/versions/1");
  const Answer said =
      lead.send("POST", "/api/v1/cases/" + id + "/messages", R"({"direction":"in","channel":"email","text":"Hello?"})");
  EXPECT_EQ(said.status, 200) << json::write(said.body);
  EXPECT_EQ(lead.send("POST", "/api/v1/procedures/greeting/test", "{}").status, 200);
  EXPECT_EQ(lead.send("POST", "/api/v1/procedures/format", R"({"source":"# A page"})").status, 200);
  EXPECT_EQ(lead.send("POST", "/api/v1/notifications/read-all").status, 204);
  const Answer little = lead.send("POST", "/api/v1/cases", open_body("Little"), {{"Prefer", "return=minimal"}});
  EXPECT_EQ(little.status, 201);
  EXPECT_EQ(little.body.find("case"), nullptr) << json::write(little.body);

  auto elsewhere = browser("lead");
  const Answer sessions = get("/sessions");
  for (const json::Value& session : *sessions.body.find("items")->as_array()) {
    if (session.bool_or("current", true)) continue;
    EXPECT_EQ(lead.send("DELETE", "/api/v1/sessions/" + session.string_or("id", "")).status, 204);
  }
  EXPECT_EQ(elsewhere.send("GET", "/api/v1/session").status, 401);
}

TEST_F(DescriptionTest, TheTourNamesEveryRouteAndNoOther) {
  std::ifstream in(fs::path(EVENHAND_SOURCE_DIR) / "docs" / "api.md");
  std::ostringstream text;
  text << in.rdbuf();
  const std::string tour = text.str();
  ASSERT_FALSE(tour.empty());
  static const re2::RE2 route("`(GET|POST|PUT|PATCH|DELETE) (/[^`? ]*)(\\?[^` ]*)?");
  static const re2::RE2 query("[?&]([a-z_]+)=");
  std::map<std::string, std::set<std::string>> named, routed;
  re2::StringPiece left(tour);
  for (std::string method, path, asked; re2::RE2::FindAndConsume(&left, route, &method, &path, &asked);) {
    auto& names = named[method + " " + (path.starts_with("/api/") ? path : "/api/v1" + path)];
    re2::StringPiece rest(asked);
    for (std::string name; re2::RE2::FindAndConsume(&rest, query, &name);) names.insert(name);
  }
  for (const Endpoint& endpoint : api_->endpoints()) {
    auto& names = routed[endpoint.method + " " + endpoint.pattern];
    for (const QueryField& field : endpoint.query) names.insert(std::string(field.name));
  }
  for (const auto& [one, names] : routed) {
    ASSERT_TRUE(named.contains(one)) << one << " is not in docs/api.md";
    EXPECT_EQ(named[one], names) << "the query of " << one << ", beside what docs/api.md says";
  }
  for (const auto& [one, names] : named)
    EXPECT_TRUE(routed.contains(one)) << one << " is in docs/api.md and is no route";
}

/// After all tests: whether each operation succeeded somewhere and was as described.
class EveryOperationIsProven : public ::testing::Environment {
 public:
  void TearDown() override {
    if (::testing::GTEST_FLAG(filter) != "*") return;
    testing::Description& description = testing::shared_description("{}");
    if (description.document().find("paths") == nullptr) return;
    for (const auto& [path, operations] : *description.document().find("paths")->as_object()) {
      for (const auto& [method, operation] : *operations.as_object()) {
        if (path == "/api/v1/events") continue;  // a stream, in live_test.cpp
        EXPECT_TRUE(description.proven().contains(method + " " + path))
            << method << " " << path << " succeeds in no test";
      }
    }
  }
};
const ::testing::Environment* const proof = ::testing::AddGlobalTestEnvironment(new EveryOperationIsProven);

}  // namespace
}  // namespace evenhand::api
