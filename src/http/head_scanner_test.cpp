#include "http/head_scanner.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace evenhand::http {
namespace {

constexpr HeadScanner::Limits limits = {512, 5, 100};

HeadScanner::Progress scan_whole(std::string_view bytes) {
  return HeadScanner(limits).scan(bytes);
}

TEST(HeadScanner, FindsTheEnd) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  EXPECT_EQ(scan_whole(head + "body\r\n\r\n").head_bytes, head.size());
  EXPECT_EQ(scan_whole(head.substr(0, head.size() - 1)).head_bytes, 0u);
}

TEST(HeadScanner, RefusesWhatIsOverALimit) {
  EXPECT_EQ(scan_whole("GET /" + std::string(200, 'a')).refusal.status, 414);
  EXPECT_EQ(scan_whole("GET /" + std::string(200, 'a') + " HTTP/1.1\r\n").refusal.status, 414);
  EXPECT_EQ(scan_whole("GET / HTTP/1.1\r\nA: " + std::string(600, 'a')).refusal.status, 431);
  EXPECT_EQ(scan_whole("GET / HTTP/1.1\r\nA: " + std::string(600, 'a') + "\r\n\r\n").refusal.status, 431);
  std::string fields = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 5; ++i) fields += "A: b\r\n";
  EXPECT_EQ(scan_whole(fields + "\r\n").refusal.status, 0);
  EXPECT_EQ(scan_whole(fields + "A: b\r\n\r\n").refusal.status, 431);
}

TEST(HeadScanner, RefusesFoldsAndBareLineFeeds) {
  EXPECT_EQ(scan_whole("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n").refusal.status, 400);
  EXPECT_EQ(scan_whole("GET / HTTP/1.1\r\n\tA: b\r\n\r\n").refusal.status, 400);
  EXPECT_EQ(scan_whole("GET / HTTP/1.1\nA: b\n\n").refusal.status, 400);
  EXPECT_EQ(scan_whole("GET / HTTP/1.1\r\nA: b\n\r\n").refusal.status, 400);
}

/// However the bytes arrive, the answer is the one for all of them at once.
RC_GTEST_PROP(HeadScanner, PiecesDoNotMatter, ()) {
  std::string bytes = "GET / HTTP/1.1\r\n";
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "A: b\r\n", "\r\n", "\n", "\r", " ", "x", "Long: " + std::string(150, 'y') + "\r\n"));
  for (const std::string& part : parts) bytes += part;
  const HeadScanner::Progress whole = scan_whole(bytes);
  HeadScanner scanner(limits);
  HeadScanner::Progress pieces;
  std::size_t end = 0;
  while (end < bytes.size() && pieces.head_bytes == 0 && pieces.refusal.status == 0) {
    end = std::min(bytes.size(), end + *rc::gen::inRange<std::size_t>(1, 9));
    pieces = scanner.scan(std::string_view(bytes).substr(0, end));
  }
  RC_ASSERT(pieces.head_bytes == whole.head_bytes);
  RC_ASSERT(pieces.refusal.status == whole.refusal.status);
}

}  // namespace
}  // namespace evenhand::http
