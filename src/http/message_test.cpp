#include "http/message.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/json.hpp"
#include "http/cookie.hpp"
#include "http/gzip.hpp"
#include "http/problem.hpp"
#include "http/response_head.hpp"
#include "http/url.hpp"

namespace evenhand::http {
namespace {

TEST(Headers, LookUpIgnoresCaseAndKeepsOrder) {
  Headers headers{{"Accept", "a"}, {"X-One", "1"}};
  headers.add("accept", "b");
  EXPECT_EQ(*headers.find("ACCEPT"), "a");
  EXPECT_EQ(headers.count("accept"), 2u);
  EXPECT_EQ(headers.joined("Accept"), "a, b");
  headers.set("ACCEPT", "c");
  EXPECT_EQ(headers.joined("accept"), "c");
  EXPECT_EQ(headers.size(), 2u);
  EXPECT_EQ(headers.find("X-Two"), nullptr);
  EXPECT_EQ(headers.value_or("X-Two", "none"), "none");
}

struct TargetCase {
  std::string_view target;
  bool is_valid;
  std::string_view path;
  std::vector<NameValue> query;
};

TEST(Request, ReadsTargets) {
  const std::vector<TargetCase> cases = {
      {"/", true, "/", {}},
      {"/a/b?x=1&y=two+words&x=%C3%A9", true, "/a/b", {{"x", "1"}, {"y", "two words"}, {"x", "\xC3\xA9"}}},
      {"/a?flag&=v&&z=", true, "/a", {{"flag", ""}, {"", "v"}, {"z", ""}}},
      {"/a%2Fb", true, "/a%2Fb", {}},
      {"http://example.test/a?b=c", true, "/a", {{"b", "c"}}},
      {"HTTP://example.test", true, "/", {}},
      {"http://example.test?b=c", true, "/", {{"b", "c"}}},
      {"http:///a", false, "", {}},
      {"", false, "", {}},
      {"a/b", false, "", {}},
      {"example.test:443", false, "", {}},
      {"/a#b", false, "", {}},
      {"/a b", false, "", {}},
      {"/\xC3\xA9", false, "", {}},
      {"/a%2", false, "", {}},
      {"/a%zz", false, "", {}},
      {"/a%00", false, "", {}},
      {"/a%ff", false, "", {}},
      {"/a?b=%", false, "", {}},
      {"/a?b=%00", false, "", {}},
      {"*", false, "", {}},
  };
  for (const TargetCase& c : cases) {
    Request request;
    request.method = "GET";
    ASSERT_EQ(request.set_target(c.target), c.is_valid) << c.target;
    if (!c.is_valid) continue;
    EXPECT_EQ(request.path, c.path) << c.target;
    EXPECT_EQ(request.query, c.query) << c.target;
  }
  Request options;
  options.method = "OPTIONS";
  EXPECT_TRUE(options.set_target("*"));
}

TEST(Request, FindsQueryAndCookies) {
  const Request request = make_request("GET", "/a?x=1&x=2", {{"Cookie", "s=abc; t=\"q\""}, {"Cookie", "u=1"}});
  EXPECT_EQ(request.query_value("x"), "1");
  EXPECT_EQ(request.query_value("y"), std::nullopt);
  EXPECT_EQ(request.cookie("s"), "abc");
  EXPECT_EQ(request.cookie("t"), "q");
  EXPECT_EQ(request.cookie("u"), "1");
  EXPECT_EQ(request.cookie("v"), std::nullopt);
}

RC_GTEST_PROP(Url, EncodingComesBack, (std::vector<std::pair<std::string, std::string>> pairs)) {
  for (auto& [name, value] : pairs) {
    std::erase_if(name, [](char c) { return c <= 0; });
    std::erase_if(value, [](char c) { return c <= 0; });
    name.insert(0, "n");
  }
  const auto parsed = parse_query(format_query(pairs));
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(*parsed == pairs);
}

TEST(Cookie, LeavesOutWhatIsMalformed) {
  const std::vector<NameValue> expected = {{"a", "1"}, {"c", ""}};
  EXPECT_EQ(parse_cookies("a=1; b; =x; c=; d e=1; f=\x01; g=a b"), expected);
}

TEST(Cookie, WritesSetCookie) {
  EXPECT_EQ(format_set_cookie({.name = "evenhand", .value = "abc"}),
            "evenhand=abc; Path=/; SameSite=Strict; HttpOnly; Secure");
  EXPECT_EQ(format_set_cookie({.name = "e",
                               .value = "",
                               .path = "/api",
                               .max_age = std::chrono::seconds(0),
                               .same_site = SameSite::lax,
                               .http_only = false,
                               .secure = false}),
            "e=; Path=/api; Max-Age=0; SameSite=Lax");
}

TEST(Gzip, NegotiatesByQuality) {
  const auto accepts = [](std::string_view value) {
    return accepts_gzip(make_request("GET", "/", {{"Accept-Encoding", std::string(value)}}));
  };
  EXPECT_TRUE(accepts("gzip"));
  EXPECT_TRUE(accepts("br, GZIP;q=0.1"));
  EXPECT_TRUE(accepts("*"));
  EXPECT_TRUE(accepts("gzip, *;q=0"));
  EXPECT_FALSE(accepts("gzip;q=0, *"));
  EXPECT_FALSE(accepts("gzip; q=0.000"));
  EXPECT_FALSE(accepts("br"));
  EXPECT_FALSE(accepts(""));
  EXPECT_FALSE(accepts_gzip(make_request("GET", "/")));
}

TEST(Accept, MostSpecificRangeDecides) {
  const auto accepts = [](std::string_view value) {
    return accepts_media_type(make_request("GET", "/", {{"Accept", std::string(value)}}), "text/html");
  };
  EXPECT_TRUE(accepts("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"));
  EXPECT_TRUE(accepts("text/*"));
  EXPECT_FALSE(accepts("text/html;q=0, */*"));
  EXPECT_FALSE(accepts("application/json"));
  EXPECT_TRUE(accepts_media_type(make_request("GET", "/"), "text/html"));
}

RC_GTEST_PROP(Gzip, UnpacksToTheSame, (const std::string& bytes)) {
  const std::string packed = gzip_compress(bytes);
  RC_ASSERT(gzip_decompress(packed, bytes.size()) == bytes);
  if (!bytes.empty()) RC_ASSERT(!gzip_decompress(packed, bytes.size() - 1).has_value());
  RC_ASSERT(!gzip_decompress(packed.substr(0, packed.size() - 1), bytes.size()).has_value());
  RC_ASSERT(!gzip_decompress(packed + "x", bytes.size()).has_value());
}

TEST(Gzip, CompressesLargeTextOnly) {
  const Request takes = make_request("GET", "/", {{"Accept-Encoding", "gzip"}});
  Response large = json_response(200, std::string(5000, ' ') + "1");
  large.headers.add("ETag", "\"v1\"");
  compress_if_accepted(takes, large);
  EXPECT_EQ(large.headers.value_or("Content-Encoding", ""), "gzip");
  EXPECT_EQ(large.headers.value_or("ETag", ""), "\"v1-gz\"");
  EXPECT_EQ(gzip_decompress(large.body.view(), 6000), std::string(5000, ' ') + "1");

  Response small = json_response(200, "{}");
  compress_if_accepted(takes, small);
  EXPECT_FALSE(small.headers.contains("Content-Encoding"));
  Response image = text_response(200, std::string(5000, 'x'), "image/png");
  compress_if_accepted(takes, image);
  EXPECT_FALSE(image.headers.contains("Content-Encoding"));
  Response plain = json_response(200, std::string(5000, ' ') + "1");
  compress_if_accepted(make_request("GET", "/"), plain);
  EXPECT_FALSE(plain.headers.contains("Content-Encoding"));
  EXPECT_EQ(plain.headers.value_or("Vary", ""), "Accept-Encoding");
}

TEST(Problem, CarriesCodeAndStatus) {
  const Response response =
      problem_response(Error{ErrorKind::precondition, "case/moved-on", "The case moved on.", "Read it again."});
  EXPECT_EQ(response.status, 412);
  EXPECT_EQ(response.headers.value_or("Content-Type", ""), "application/problem+json");
  const auto document = json::parse(response.body.view());
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->string_or("code", ""), "case/moved-on");
  EXPECT_EQ(document->string_or("title", ""), "Precondition Failed");
  EXPECT_EQ(document->int_or("status", 0), 412);
  EXPECT_EQ(document->string_or("type", ""), "urn:evenhand:problem:case/moved-on");
  EXPECT_EQ(document->string_or("detail", ""), "The case moved on.");
  EXPECT_EQ(document->string_or("hint", ""), "Read it again.");
}

TEST(ResponseHead, NothingInAValueEndsALine) {
  Response response{200, Headers{{"Location", "/a\r\nSet-Cookie: x=1"}, {"Bad Name", "x"}, {"Content-Length", "99"}},
                    "hi"};
  std::string out;
  append_response_head(out, response, {.date = "D", .request_id = "r1"});
  EXPECT_EQ(out,
            "HTTP/1.1 200 OK\r\nDate: D\r\nLocation: /a  Set-Cookie: x=1\r\nX-Content-Type-Options: nosniff\r\n"
            "X-Request-Id: r1\r\nContent-Length: 2\r\n\r\n");
}

TEST(ResponseHead, DateIsImfFixdate) {
  EXPECT_EQ(format_http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace evenhand::http
