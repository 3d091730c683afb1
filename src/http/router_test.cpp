#include "http/router.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace evenhand::http {
namespace {

RouteHandler named(std::string name) {
  return [name](const std::shared_ptr<const Request>&, PathParameters parameters, Responder responder) {
    std::string body = name;
    for (const auto& [key, value] : parameters.all()) body += ' ' + key + '=' + value;
    responder.send(text_response(200, body));
  };
}

Router sample() {
  Router router;
  router.add("GET", "/", named("root"));
  router.add("GET", "/api/v1/cases", named("list"));
  router.add("POST", "/api/v1/cases", named("open"), 123);
  router.add("GET", "/api/v1/cases/{case}", named("read"));
  router.add("DELETE", "/api/v1/cases/{case}", named("erase"));
  router.add("GET", "/api/v1/cases/search", named("search"));
  router.add("GET", "/api/v1/cases/{case}/events/{event}", named("event"));
  return router;
}

Response ask(const Router& router, std::string_view method, std::string_view target) {
  const auto sink = std::make_shared<CapturedAnswer>();
  router(std::make_shared<const Request>(make_request(method, target)), Responder(sink));
  EXPECT_TRUE(sink->response.has_value());
  return std::move(*sink->response);
}

struct RouteCase {
  std::string_view method, target;
  int status;
  std::string_view body_or_allow;
};

TEST(Router, FindsRoutes) {
  const Router router = sample();
  const std::vector<RouteCase> cases = {
      {"GET", "/", 200, "root"},
      {"GET", "/api/v1/cases", 200, "list"},
      {"HEAD", "/api/v1/cases", 200, "list"},
      {"POST", "/api/v1/cases?x=1", 200, "open"},
      {"GET", "/api/v1/cases/search", 200, "search"},
      {"DELETE", "/api/v1/cases/search", 200, "erase case=search"},
      {"GET", "/api/v1/cases/a%2Fb%20c", 200, "read case=a/b c"},
      {"GET", "/api/v1/%63ases", 200, "list"},
      {"GET", "/api/v1/cases/1/events/2", 200, "event case=1 event=2"},
      {"GET", "/api/v1/cases/", 404, ""},
      {"GET", "/api/v1/cases//events/2", 404, ""},
      {"GET", "/api/v1/cases/1/events", 404, ""},
      {"GET", "/api", 404, ""},
      {"PUT", "/api/v1/cases", 405, "GET, HEAD, OPTIONS, POST"},
      {"POST", "/api/v1/cases/search", 405, "DELETE, GET, HEAD, OPTIONS"},
      {"OPTIONS", "/api/v1/cases/1", 204, "DELETE, GET, HEAD, OPTIONS"},
      {"OPTIONS", "*", 204, "GET, POST, DELETE"},
      {"BREW", "/api/v1/cases", 501, ""},
      {"get", "/api/v1/cases", 501, ""},
  };
  for (const RouteCase& c : cases) {
    const Response response = ask(router, c.method, c.target);
    EXPECT_EQ(response.status, c.status) << c.method << ' ' << c.target;
    if (c.status == 200) { EXPECT_EQ(response.body.view(), c.body_or_allow) << c.method << ' ' << c.target; }
    EXPECT_EQ(response.headers.value_or("Allow", ""), c.status == 405 || c.status == 204 ? c.body_or_allow : "")
        << c.method << ' ' << c.target;
  }
}

TEST(Router, BodyLimitIsTheRoutes) {
  const Router router = sample();
  EXPECT_EQ(router.body_limit(make_request("POST", "/api/v1/cases")), 123u);
  EXPECT_EQ(router.body_limit(make_request("POST", "/nowhere")), limits::http_body_bytes_max);
  EXPECT_EQ(router.body_limit(make_request("GET", "/api/v1/cases")), 0u) << "what only reads needs no body";
}

TEST(Router, FallbackTakesUnknownPathsOnly) {
  Router router = sample();
  router.set_fallback(named("page"));
  EXPECT_EQ(ask(router, "GET", "/settings").body.view(), "page");
  EXPECT_EQ(ask(router, "PUT", "/api/v1/cases").status, 405);
}

TEST(Router, ListsRoutesInOrder) {
  const auto routes = sample().routes();
  ASSERT_EQ(routes.size(), 7u);
  EXPECT_EQ(routes[2].method, "POST");
  EXPECT_EQ(routes[2].pattern, "/api/v1/cases");
  EXPECT_EQ(routes[6].pattern, "/api/v1/cases/{case}/events/{event}");
}

TEST(RouterDeathTest, RefusesBadPatterns) {
  Router router = sample();
  EXPECT_DEATH(router.add("GET", "/api/v1/cases", named("again")), "cases");
  EXPECT_DEATH(router.add("GET", "/api/v1/cases/{id}/x", named("other name")), "id");
  EXPECT_DEATH(router.add("GET", "/a//b", named("empty segment")), "a//b");
  EXPECT_DEATH(router.add("GET", "/a/{b", named("half brace")), "half|\\{b");
  EXPECT_DEATH(router.add("GET", "/z/{b}/{b}", named("twice")), "\\{b\\}");
}

/// Against the plain reading of the rule: a path matches a pattern segment by segment.
RC_GTEST_PROP(Router, AgreesWithAScanOverAllRoutes, ()) {
  const std::vector<std::string> words = {"a", "b", "c", "{x}"};
  Router router;
  std::vector<std::vector<std::string>> patterns;
  const auto any_segments = [&](std::size_t choices) {
    std::vector<std::string> out;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) out.push_back(words[*rc::gen::inRange<std::size_t>(0, choices)]);
    return out;
  };
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
    std::vector<std::string> pattern = any_segments(4);
    for (std::size_t depth = 0; depth < pattern.size(); ++depth) {
      if (pattern[depth] == "{x}") pattern[depth] = "{x" + std::to_string(depth) + "}";
    }
    if (std::find(patterns.begin(), patterns.end(), pattern) != patterns.end()) continue;
    std::string text;
    for (const auto& segment : pattern) text += '/' + segment;
    router.add("GET", text, named(text));
    patterns.push_back(pattern);
  }
  const std::vector<std::string> segments = any_segments(3);
  std::string path;
  for (const auto& segment : segments) path += '/' + segment;
  const bool expected = std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
    if (pattern.size() != segments.size()) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i][0] != '{' && pattern[i] != segments[i]) return false;
    }
    return true;
  });
  RC_ASSERT((router.find("GET", path).route != nullptr) == expected);
}

}  // namespace
}  // namespace evenhand::http
