// Who may do what, and what an ill-meaning or careless caller gets: every endpoint is held against the rules.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "api/testing.hpp"
#include "store/customers.hpp"
#include "store/idempotency.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
using testing::Client;
using testing::password;

class SecurityTest : public ApiTest {
 protected:
  /// A token of the administrator with these permissions and no others, as header.
  http::Headers token(const std::vector<std::string>& scopes) {
    json::Array names;
    for (const std::string& scope : scopes) names.emplace_back(scope);
    json::Value body;
    body.set("name", "test").set("scopes", std::move(names));
    if (!admin_) admin_.emplace(server_->port(), "lead", testing::shared_description(api_->openapi()));
    const Answer made = admin_->send("POST", "/api/v1/tokens", json::write(body));
    EXPECT_EQ(made.status, 201) << json::write(made.body);
    return {{"Authorization", "Bearer " + made.body.string_or("secret", "")}};
  }
  /// The pattern with something in every place; what is there need not exist.
  static std::string target_of(const Endpoint& endpoint) {
    std::string target = endpoint.pattern;
    for (std::size_t open = target.find('{'); open != std::string::npos; open = target.find('{', open)) {
      target.replace(open, target.find('}', open) - open + 1, "greeting");
    }
    return target;
  }
  Answer ask(const Endpoint& endpoint, const http::Headers& headers, const std::string& body = {}) {
    if (endpoint.answer == "EventStream" && !headers.contains("Last-Event-ID")) {
      // A stream has no end to wait for: its head is enough.
      Client client(server_->port());
      std::string request = "GET " + target_of(endpoint) + " HTTP/1.1\r\nHost: x\r\n";
      for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
      EXPECT_TRUE(client.send(request + "\r\n"));
      const auto line = client.receive_until("\r\n");
      return {line ? std::stoi(line->substr(9, 3)) : 0, {}, {}};
    }
    return browser("").send(endpoint.method, target_of(endpoint), endpoint.takes_body && body.empty() ? "{}" : body,
                            headers);
  }
  std::optional<Browser> admin_;
};

TEST_F(SecurityTest, EveryEndpointAsksWhoYouAreAndWhatYouMay) {
  std::vector<std::string> everything;
  for (const auto permission : identity::all_permissions())
    everything.emplace_back(identity::permission_name(permission));
  const http::Headers nothing = token({});
  std::set<std::string> open;
  std::size_t permitted = 0;
  for (const Endpoint& endpoint : api_->endpoints()) {
    const std::string name = endpoint.method + " " + endpoint.pattern;
    if (endpoint.access == Access::open) {
      open.insert(name);
      continue;
    }
    EXPECT_EQ(ask(endpoint, {}).status, 401) << name;
    EXPECT_EQ(ask(endpoint, {{"Authorization", "Bearer evh_AAAA"}}).status, 401) << name;
    EXPECT_EQ(ask(endpoint, {{"Authorization", "Basic QTpC"}}).status, 401) << name;
    EXPECT_EQ(ask(endpoint, {{"Cookie", "evenhand_session=AAAA"}}).status, 401) << name;
    const Answer without = ask(endpoint, nothing);
    if (endpoint.access == Access::in_person) { EXPECT_EQ(without.code(), "permission/in-person") << name; }
    if (endpoint.access != Access::permitted) continue;
    ++permitted;
    EXPECT_EQ(without.status, 403) << name;
    const std::string needed(identity::permission_name(endpoint.permission));
    std::vector<std::string> others = everything;
    std::erase(others, needed);
    EXPECT_EQ(ask(endpoint, token(others)).status, 403) << name << " without " << needed;
    const int with = ask(endpoint, token({needed})).status;
    EXPECT_TRUE(with != 401 && with != 403 && with != 0) << name << " with " << needed << ": " << with;
  }
  EXPECT_EQ(open, (std::set<std::string>{"POST /api/v1/session", "GET /api/health", "GET /api/openapi.json"}));
  EXPECT_GT(permitted, 30u);
}

TEST_F(SecurityTest, EveryChangeOfASessionNeedsItsCsrfValue) {
  auto lead = browser("lead");
  auto other = browser("agent");
  for (const Endpoint& endpoint : api_->endpoints()) {
    if (endpoint.method == "GET" || endpoint.access == Access::open) continue;
    for (const std::string& csrf : {std::string(), other.csrf(), lead.csrf() + "x", lead.csrf().substr(1)}) {
      http::Headers headers = {{"Cookie", lead.cookie()}};
      if (!csrf.empty()) headers.add("X-Evenhand-CSRF", csrf);
      EXPECT_EQ(ask(endpoint, headers).code(), "session/csrf") << endpoint.method << " " << endpoint.pattern;
    }
  }
  // What browsers send across sites without asking first is no JSON.
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}) {
    EXPECT_EQ(browser("").send("POST", "/api/v1/session", "{}", {{"Content-Type", type}}).code(), "body/not-json");
  }
}

TEST_F(SecurityTest, AMethodIsWhatTheRequestLineSays) {
  auto agent = browser("agent");
  const std::string at =
      "/api/v1/cases/" + agent.send("POST", "/api/v1/cases", open_body()).body.string_or("id", "") + "/commands";
  for (const char* header : {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
    EXPECT_EQ(agent.send("GET", at, {}, {{header, "POST"}}).status, 405);
    EXPECT_EQ(agent.send("POST", "/api/v1/cases", open_body(), {{header, "DELETE"}}).status, 201);
    EXPECT_EQ(agent.send("POST", "/api/v1/cases?_method=DELETE", open_body()).code(), "query/unknown");
  }
}

TEST_F(SecurityTest, ASessionIsNewAtEverySignInAndGoneAfterSigningOut) {
  auto planted = browser("agent");
  const Answer in = browser("").send("POST", "/api/v1/session",
                                     R"({"email":"lead@test.example","password":")" + std::string(password) + "\"}",
                                     {{"Cookie", planted.cookie()}});
  ASSERT_EQ(in.status, 200);
  const std::string cookie(in.headers.value_or("Set-Cookie", ""));
  EXPECT_EQ(cookie.find(planted.cookie()), std::string::npos) << "a cookie that was planted is not taken over";
  for (const char* flag : {"; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age="})
    EXPECT_NE(cookie.find(flag), std::string::npos) << cookie;
  EXPECT_EQ(in.headers.value_or("Cache-Control", ""), "no-store");

  auto agent = browser("agent");
  ASSERT_EQ(agent.send("GET", "/api/v1/session").status, 200);
  EXPECT_EQ(agent.send("DELETE", "/api/v1/session").status, 204);
  EXPECT_EQ(agent.send("GET", "/api/v1/session").status, 401);
  EXPECT_EQ(planted.send("GET", "/api/v1/session").status, 200) << "the other one goes on";
  EXPECT_EQ(planted
                .send("PUT", "/api/v1/people/me/password",
                      R"({"current":")" + std::string(password) + R"(","new":"nine slow green turtles"})")
                .status,
            204);
  EXPECT_EQ(planted.send("GET", "/api/v1/session").status, 200);
}

TEST_F(SecurityTest, APasswordChangeEndsTheOtherSessions) {
  auto here = browser("author");
  auto elsewhere = browser("author");
  ASSERT_EQ(elsewhere.send("GET", "/api/v1/session").status, 200);
  ASSERT_EQ(here.send("PUT", "/api/v1/people/me/password",
                      R"({"current":")" + std::string(password) + R"(","new":"nine slow green turtles"})")
                .status,
            204);
  EXPECT_EQ(elsewhere.send("GET", "/api/v1/session").status, 401);
  EXPECT_EQ(here.send("GET", "/api/v1/session").status, 200);
}

TEST_F(SecurityTest, GuessingIsSlowedDownByPlaceAndByPerson) {
  auto agent = browser("agent");
  const std::string guess = R"({"current":"wrong wrong wrong","new":"nine slow green turtles"})";
  // More than the burst, since on a slow machine the allowance grows while this runs.
  constexpr std::uint32_t tries = 4 * limits::sign_ins_per_minute_per_address;
  int refused = 0;
  for (std::uint32_t i = 0; i < tries && refused == 0; ++i) {
    if (agent.send("PUT", "/api/v1/people/me/password", guess).status == 429) ++refused;
  }
  EXPECT_EQ(refused, 1) << "the current password can be guessed at will";
  refused = 0;
  for (std::uint32_t i = 0; i < tries && refused == 0; ++i) {
    const Answer answer = browser("").send(
        "POST", "/api/v1/session",
        R"({"email":"person)" + std::to_string(i) + R"(@test.example","password":"wrong wrong wrong"})");
    if (answer.status != 429) continue;
    ++refused;
    EXPECT_FALSE(answer.headers.value_or("Retry-After", "").empty());
  }
  EXPECT_EQ(refused, 1) << "one place may guess at everybody";
}

TEST_F(SecurityTest, ATokenCannotMakeItselfLastOrGrow) {
  const http::Headers reader = token({"case.read"});
  const Endpoint* make = nullptr;
  for (const Endpoint& endpoint : api_->endpoints()) {
    if (endpoint.method == "POST" && endpoint.pattern == "/api/v1/tokens") make = &endpoint;
  }
  ASSERT_NE(make, nullptr);
  EXPECT_EQ(ask(*make, reader, R"({"name":"again","scopes":["case.read"]})").code(), "permission/in-person");
  const http::Headers manager = token({"case.read", "token.manage"});
  EXPECT_EQ(ask(*make, manager, R"({"name":"more","scopes":["people.manage"]})").code(), "token/scope-beyond");
  EXPECT_EQ(ask(*make, manager, R"({"name":"same","scopes":["case.read"]})").status, 201);
}

TEST_F(SecurityTest, APictureOfACaseNeedsTheRightToReadIt) {
  auto agent = browser("agent");
  const std::string id = agent.send("POST", "/api/v1/cases", open_body()).body.string_or("id", "");
  const std::string picture = "/api/v1/procedures/greeting/picture.svg";
  EXPECT_EQ(browser("").send("GET", picture, {}, token({"procedure.read"})).status, 200);
  EXPECT_EQ(browser("").send("GET", picture + "?case=" + id, {}, token({"procedure.read"})).status, 403);
  EXPECT_EQ(browser("").send("GET", picture + "?case=" + id, {}, token({"procedure.read", "case.read"})).status, 200);
}

TEST_F(SecurityTest, CommandsNeedTheirOwnPermission) {
  auto agent = browser("agent");
  const std::string commands =
      "/api/v1/cases/" + agent.send("POST", "/api/v1/cases", open_body()).body.string_or("id", "") + "/commands";
  for (const auto& [body, needed] : std::vector<std::pair<std::string, std::string>>{
           {R"({"type":"add-note","text":"x"})", "case.work"},
           {R"({"type":"give-approval","path":"1/3","approved":true,"reason":"x"})", "case.approve"},
           {R"({"type":"override","path":"1/1","reason":"x"})", "case.override"},
           {R"({"type":"reopen","reason":"x"})", "case.reopen"}}) {
    std::vector<std::string> others;
    for (const auto permission : identity::all_permissions()) {
      if (identity::permission_name(permission) != needed) others.emplace_back(identity::permission_name(permission));
    }
    EXPECT_EQ(browser("").send("POST", commands, body, token(others)).code(), "permission/missing") << body;
  }
  auto lead = browser("lead");
  const std::string lead_id = lead.send("GET", "/api/v1/session").body.find("person")->string_or("id", "");
  EXPECT_EQ(agent.send("POST", commands, R"({"type":"assign","person_id":")" + lead_id + "\"}").code(),
            "permission/missing");
}

TEST_F(SecurityTest, NullAndWrongKindsInEveryFieldAreAnswered) {
  auto lead = browser("lead");
  const std::vector<std::string> values = {"null",   "7",           "true",       "[]",
                                           "{}",     "[null]",      R"(["x",7])", R"({"x":null})",
                                           R"("x")", R"("\u0000")", "1e400",      "-0.0"};
  for (const Endpoint& endpoint : api_->endpoints()) {
    if (!endpoint.takes_body || endpoint.pattern == "/api/v1/session" || endpoint.pattern.ends_with("/password"))
      continue;
    for (const Field& field : endpoint.body) {
      for (const std::string& value : values) {
        std::string body = "{";
        for (const Field& other : endpoint.body) {
          if (!other.required || other.name == field.name) continue;
          body += "\"" + std::string(other.name) + "\":" + (other.kind == Field::Kind::texts ? "[]" : "\"x\"") + ",";
        }
        body += "\"" + std::string(field.name) + "\":" + value + "}";
        http::Headers headers;
        if (endpoint.method == "PUT") headers.add("If-None-Match", "*");
        const Answer answer = lead.send(endpoint.method, target_of(endpoint), body, headers);
        ASSERT_GT(answer.status, 0) << endpoint.method << " " << endpoint.pattern << " " << body;
        EXPECT_LT(answer.status, 500) << endpoint.method << " " << endpoint.pattern << " " << body;
      }
    }
  }
  for (const char* customer : {R"({"nmae":"Kim"})", R"({"name":7})", R"([])", R"("Kim")"}) {
    const Answer answer = lead.send(
        "POST", "/api/v1/cases", R"({"procedure":"greeting","subject":"x","customer":)" + std::string(customer) + "}");
    EXPECT_EQ(answer.status, 422) << customer << json::write(answer.body);
    EXPECT_NE(answer.body.string_or("detail", "").find("customer"), std::string::npos) << json::write(answer.body);
  }
}

TEST_F(SecurityTest, AKeptAnswerIsSealedAndGoesWithThePerson) {
  auto agent = browser("agent");
  const std::string who = agent.send("GET", "/api/v1/session").body.find("person")->string_or("id", "");
  const http::Headers key = {{"Idempotency-Key", "k-1"}};
  const std::string body =
      R"({"procedure":"greeting","subject":"About Ottoline","customer":{"name":"Ottoline","address":"otto@mail.example"}})";
  const Answer first = agent.send("POST", "/api/v1/cases", body, key);
  ASSERT_EQ(first.status, 201) << json::write(first.body);
  const auto kept = [&](const std::string& name) {
    return desk_->store()
        .read([&](store::Reader& reader) {
          return store::idempotency::find(reader, desk_->org(), who, name, clock_.now());
        })
        .value();
  };
  ASSERT_TRUE(kept("k-1"));
  EXPECT_EQ(kept("k-1")->response.find("Ottoline"), std::string::npos) << kept("k-1")->response;
  EXPECT_EQ(kept("k-1")->response.find("otto@"), std::string::npos);
  const Answer again = agent.send("POST", "/api/v1/cases", body, key);
  EXPECT_EQ(again.body, first.body) << "whoever sent it still gets it whole";

  const Answer next = agent.send("POST", "/api/v1/cases/next", {}, {{"Idempotency-Key", "k-2"}});
  ASSERT_EQ(next.status, 200) << json::write(next.body);
  EXPECT_EQ(agent.send("POST", "/api/v1/cases/next", {}, {{"Idempotency-Key", "k-2"}}).body, next.body);
  ASSERT_TRUE(kept("k-2"));
  EXPECT_EQ(kept("k-2")->response.find("Ottoline"), std::string::npos);

  ASSERT_TRUE(desk_->store().write_and_wait([&](store::Writer& writer) {
    return store::customers::erase(writer, desk_->org(), first.body.string_or("customer", ""), clock_.now());
  }));
  EXPECT_FALSE(kept("k-1"));
  EXPECT_FALSE(kept("k-2"));
}

TEST_F(SecurityTest, LiveEventsEndWithTheRightToThem) {
  auto lead = browser("lead");
  const auto listen = [&](const std::string& header) {
    auto client = std::make_unique<Client>(server_->port());
    EXPECT_TRUE(client->send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n"));
    EXPECT_TRUE(client->receive_until("event: hello"));
    return client;
  };
  auto agent = browser("agent");
  auto signed_in = listen("Cookie: " + agent.cookie());
  auto untouched = listen("Cookie: " + lead.cookie());
  EXPECT_EQ(agent.send("DELETE", "/api/v1/session").status, 204);
  EXPECT_TRUE(signed_in->is_closed_by_server());

  auto author = browser("author");
  const std::string id = author.send("GET", "/api/v1/session").body.find("person")->string_or("id", "");
  auto fired = listen("Cookie: " + author.cookie());
  EXPECT_EQ(lead.send("PATCH", "/api/v1/people/" + id, R"({"active":false})").status, 200);
  EXPECT_TRUE(fired->is_closed_by_server());
  EXPECT_EQ(author.send("GET", "/api/v1/session").status, 401);

  const Answer made = lead.send("POST", "/api/v1/tokens", R"({"name":"live","scopes":["case.read"]})");
  auto program = listen("Authorization: Bearer " + made.body.string_or("secret", ""));
  EXPECT_EQ(lead.send("DELETE", "/api/v1/tokens/" + made.body.string_or("id", "")).status, 204);
  EXPECT_TRUE(program->is_closed_by_server());
  EXPECT_TRUE(untouched->is_closed_by_server()) << "it is the same person's; the browser comes back";
}

TEST_F(SecurityTest, EveryAnswerSaysItsRateAndIsNotKept) {
  auto agent = browser("agent");
  const Answer opened = agent.send("POST", "/api/v1/cases", open_body());
  const std::string at = "/api/v1/cases/" + opened.body.string_or("id", "");
  for (const auto& [method, target, body] :
       std::vector<std::array<std::string, 3>>{{"GET", at, ""},
                                               {"GET", "/api/v1/cases", ""},
                                               {"GET", "/api/health", ""},
                                               {"GET", at + "x", ""},
                                               {"POST", at + "/commands", R"({"type":"add-note","text":"x"})"},
                                               {"POST", at + "/commands", "nonsense"},
                                               {"POST", "/api/v1/cases", open_body()}}) {
    const Answer answer = agent.send(method, target, body);
    EXPECT_EQ(answer.headers.value_or("Cache-Control", ""), "no-store") << method << " " << target;
    for (const char* name : {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"})
      EXPECT_TRUE(answer.headers.contains(name)) << name << " " << method << " " << target;
  }
}

TEST_F(SecurityTest, ABrowserMayCallItselfAnything) {
  auto agent = browser("agent");
  const std::string sign_in = R"({"email":"agent@test.example","password":")" + std::string(password) + "\"}";
  for (const std::string& name : {std::string("\xff\xfe"), std::string(199, 'a') + "\u00e9", std::string(5'000, 'x')}) {
    ASSERT_EQ(browser("").send("POST", "/api/v1/session", sign_in, {{"User-Agent", name}}).status, 200);
  }
  const Answer sessions = agent.send("GET", "/api/v1/sessions");
  ASSERT_NE(sessions.body.find("items"), nullptr) << "the list is no JSON";
  EXPECT_EQ(sessions.body.find("items")->as_array()->size(), 4u);
}

TEST_F(SecurityTest, WhatIsPastItsTimeIsForgotten) {
  store::people::Session old{.hash = "h",
                             .person_id = {},
                             .csrf = "c",
                             .user_agent = {},
                             .created_at = Instant{1},
                             .expires_at = Instant{2},
                             .seen_at = Instant{1}};
  auto agent = browser("agent");
  old.person_id = agent.send("GET", "/api/v1/session").body.find("person")->string_or("id", "");
  ASSERT_TRUE(desk_->store().write_and_wait(
      [&](store::Writer& writer) { return store::people::add_session(writer, desk_->org(), old); }));
  ASSERT_TRUE(desk_->sweep());
  EXPECT_EQ(agent.send("GET", "/api/v1/sessions").body.find("items")->as_array()->size(), 1u);
}

}  // namespace
}  // namespace evenhand::api
