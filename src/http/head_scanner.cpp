#include "http/head_scanner.hpp"

namespace evenhand::http {
namespace {

/// Method, version and blanks of a request line, beside the target.
constexpr std::size_t request_line_extra_bytes = 64;

constexpr Refusal header_too_large = {431, "http/header-too-large",
                                      "The header section is larger than this server takes."};
constexpr Refusal too_many_fields = {431, "http/too-many-fields",
                                     "There are more header fields than this server takes."};
constexpr Refusal target_too_long = {414, "http/target-too-long", "The address is longer than this server takes."};
constexpr Refusal bare_line_feed = {400, "http/malformed", "A line of the header section does not end with CR LF."};
constexpr Refusal folded_line = {400, "http/malformed", "A header field is folded over two lines."};

}  // namespace

Refusal HeadScanner::check_line(std::string_view line) noexcept {
  if (lines_ == 1) {
    return line.size() > limits_.target_bytes_max + request_line_extra_bytes ? target_too_long : Refusal{};
  }
  if (line.front() == ' ' || line.front() == '\t') return folded_line;
  return lines_ - 1 > limits_.header_fields_max ? too_many_fields : Refusal{};
}

HeadScanner::Progress HeadScanner::scan(std::string_view bytes) noexcept {
  for (;;) {
    const std::size_t feed = bytes.find('\n', scanned_);
    if (feed == std::string_view::npos) break;
    if (feed == line_start_ || bytes[feed - 1] != '\r') return {0, bare_line_feed};
    if (feed + 1 > limits_.header_bytes_max) { return {0, lines_ == 0 ? target_too_long : header_too_large}; }
    const std::string_view line = bytes.substr(line_start_, feed - 1 - line_start_);
    scanned_ = line_start_ = feed + 1;
    if (line.empty()) return {feed + 1, {}};
    ++lines_;
    if (const Refusal refusal = check_line(line); refusal.status != 0) return {0, refusal};
  }
  scanned_ = bytes.size();
  if (lines_ == 0 && bytes.size() > limits_.target_bytes_max + request_line_extra_bytes) return {0, target_too_long};
  if (bytes.size() > limits_.header_bytes_max) return {0, header_too_large};
  return {};
}

}  // namespace evenhand::http
