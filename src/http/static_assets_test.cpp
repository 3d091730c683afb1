#include "http/static_assets.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "http/gzip.hpp"

namespace evenhand::http {
namespace {

const std::string page = "<!doctype html><title>Evenhand</title>";
const std::string script = "console.log('evenhand')";
const std::string page_gzip = gzip_compress(page);
const std::string script_gzip = gzip_compress(script);

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

const std::array<Asset, 3> table = {
    Asset{"/assets/app-3fa9c1d2.js", bytes_of(script_gzip), "text/javascript; charset=utf-8", "5c", script.size(),
          true},
    Asset{"/favicon.svg", bytes_of(page_gzip), "image/svg+xml", "fa", page.size(), false},
    Asset{"/index.html", bytes_of(page_gzip), "text/html; charset=utf-8", "1d", page.size(), false},
};

class StaticAssetsTest : public ::testing::Test {
 protected:
  [[nodiscard]] Response get(std::string_view target, Headers headers = {}, std::string_view method = "GET") const {
    return assets_.serve(make_request(method, target, std::move(headers)));
  }
  StaticAssets assets_{table};
};

TEST_F(StaticAssetsTest, ServesGzipAsEmbedded) {
  const Response response = get("/assets/app-3fa9c1d2.js", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body.view().data(), script_gzip.data()) << "no copy";
  EXPECT_EQ(response.headers.value_or("Content-Encoding", ""), "gzip");
  EXPECT_EQ(response.headers.value_or("ETag", ""), "\"5c-gz\"");
  EXPECT_EQ(response.headers.value_or("Cache-Control", ""), "public, max-age=31536000, immutable");
  EXPECT_EQ(response.headers.value_or("Vary", ""), "Accept-Encoding");
}

TEST_F(StaticAssetsTest, UnpacksForClientsWithoutGzip) {
  const Response response = get("/");
  EXPECT_EQ(response.body.view(), page);
  EXPECT_FALSE(response.headers.contains("Content-Encoding"));
  EXPECT_EQ(response.headers.value_or("ETag", ""), "\"1d\"");
  EXPECT_EQ(response.headers.value_or("Cache-Control", ""), "no-cache");
  EXPECT_EQ(get("/").body.view().data(), response.body.view().data()) << "unpacked once";
}

TEST_F(StaticAssetsTest, AnswersNotModified) {
  EXPECT_EQ(get("/", {{"If-None-Match", "\"1d\""}}).status, 304);
  EXPECT_EQ(get("/", {{"If-None-Match", "\"zz\", W/\"1d\""}}).status, 304);
  EXPECT_EQ(get("/", {{"If-None-Match", "*"}}).status, 304);
  EXPECT_EQ(get("/", {{"If-None-Match", "\"1d-gz\""}}).status, 200) << "the other encoding's tag";
  EXPECT_TRUE(get("/", {{"If-None-Match", "\"1d\""}}).body.view().empty());
}

TEST_F(StaticAssetsTest, PagesOfTheApplicationGetTheIndex) {
  const Headers browser = {{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};
  EXPECT_EQ(get("/cases/case_1", browser).body.view(), page);
  EXPECT_EQ(get("/library/refund.v2", browser).body.view(), page) << "a browser asks for a page by name";
  EXPECT_EQ(get("/cases").status, 200);
  EXPECT_EQ(get("/missing.js", {{"Accept", "*/*"}}).status, 404);
  EXPECT_EQ(get("/assets/gone-00000000.js", browser).status, 404);
  EXPECT_EQ(get("/api/v1/nothing", browser).status, 404);
  EXPECT_EQ(get("/cases", {{"Accept", "application/json"}}).status, 404);
}

TEST_F(StaticAssetsTest, OtherMethodsAreRefused) {
  const Response response = get("/", {}, "POST");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.value_or("Allow", ""), "GET, HEAD");
  EXPECT_EQ(get("/api/x", {}, "POST").status, 404);
}

TEST_F(StaticAssetsTest, SetsSecurityHeaders) {
  const Response response = get("/");
  const std::string policy(response.headers.value_or("Content-Security-Policy", ""));
  for (const std::string_view part :
       {"default-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:", "connect-src 'self'",
        "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "script-src 'self';"}) {
    EXPECT_NE(policy.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(response.headers.value_or("X-Content-Type-Options", ""), "nosniff");
  EXPECT_EQ(response.headers.value_or("Cross-Origin-Opener-Policy", ""), "same-origin");
  EXPECT_EQ(response.headers.value_or("Referrer-Policy", ""), "same-origin");
}

}  // namespace
}  // namespace evenhand::http
