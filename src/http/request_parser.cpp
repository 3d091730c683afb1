#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "http/request_parser_impl.hpp"

namespace evenhand::http {
namespace {

namespace beast_http = boost::beast::http;

constexpr Refusal malformed = {400, "http/malformed", "The request does not follow HTTP/1.1."};
constexpr Refusal bad_target = {400, "http/target-invalid", "The address in the request is malformed."};
constexpr Refusal bad_host = {400, "http/host-invalid", "An HTTP/1.1 request must have exactly one valid Host field."};
constexpr Refusal bad_framing = {400, "http/framing-ambiguous",
                                 "The request states the length of its body in two ways."};
constexpr Refusal bad_coding = {501, "http/transfer-coding-unknown",
                                "The only transfer coding this server takes is chunked."};
constexpr Refusal bad_version = {505, "http/version-unsupported", "This server speaks HTTP/1.1 and HTTP/1.0."};
constexpr Refusal bad_expectation = {417, "http/expectation-unknown",
                                     "The only expectation this server meets is 100-continue."};
constexpr Refusal too_large = {413, "http/body-too-large", "The body is larger than this address takes."};
constexpr Refusal header_too_large = {431, "http/header-too-large",
                                      "The header section is larger than this server takes."};

/// Longest chunk line, with its extensions, or trailer section.
constexpr std::size_t chunk_line_bytes_max = 8u << 10;

Refusal refusal_of(const RequestParser::ErrorCode& ec) noexcept {
  if (ec == beast_http::error::bad_version) return bad_version;
  if (ec == beast_http::error::body_limit) return too_large;
  if (ec == beast_http::error::header_limit) return header_too_large;
  if (ec == beast_http::error::bad_target) return bad_target;
  if (ec == beast_http::error::bad_content_length || ec == beast_http::error::multiple_content_length ||
      ec == beast_http::error::bad_transfer_encoding) {
    return bad_framing;
  }
  return malformed;
}

/// host [ ":" port ]: letters, digits and `-._~%!$&'()*+;=` for names, `[...]` for IPv6.
bool is_host(std::string_view host) noexcept {
  return !host.empty() && host.size() <= 300 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~%!$&'()*+;=:[]").find(c) != std::string_view::npos;
  });
}

}  // namespace

RequestParser::RequestParser(std::size_t header_bytes_max, std::size_t target_bytes_max)
    : target_bytes_max_(target_bytes_max) {
  // Beast counts the request line apart from the fields, and the trailer section against the same number.
  header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(header_bytes_max + 4, UINT32_MAX)));
  body_limit(boost::none);
}

Refusal RequestParser::read_head(std::string_view head) {
  ErrorCode ec;
  const std::size_t consumed = put({head.data(), head.size()}, ec);
  if (ec) return refusal_of(ec);
  if (!is_header_done() || consumed != head.size()) return malformed;
  is_head_done_ = true;
  if (request_->target.size() > target_bytes_max_) {
    return {414, "http/target-too-long", "The address is longer than this server takes."};
  }
  if (is_target_bad_) return bad_target;
  request_->read_cookies();
  return check_fields();
}

Refusal RequestParser::check_fields() {
  const Headers& headers = request_->headers;
  const std::size_t hosts = headers.count("Host");
  if (hosts > 1 || (hosts == 0 && request_->version == 11)) return bad_host;
  if (hosts == 1 && !is_host(*headers.find("Host"))) return bad_host;
  const std::size_t lengths = headers.count("Content-Length");
  const std::size_t codings = headers.count("Transfer-Encoding");
  if (lengths > 1 || codings > 1 || (lengths > 0 && codings > 0)) return bad_framing;
  if (lengths == 1 && headers.find("Content-Length")->find(',') != std::string::npos) return bad_framing;
  if (codings == 1) {
    if (request_->version != 11) return bad_framing;
    if (!text::equals_ignoring_case(*headers.find("Transfer-Encoding"), "chunked")) return bad_coding;
  }
  if (const std::string* expect = headers.find("Expect"); expect != nullptr && request_->version == 11) {
    if (!text::equals_ignoring_case(*expect, "100-continue")) return bad_expectation;
    expects_continue_ = true;
  }
  return {};
}

Refusal RequestParser::limit_body(std::size_t body_bytes_max) {
  body_bytes_max_ = body_bytes_max;
  const auto length = content_length();
  return length && *length > body_bytes_max ? too_large : Refusal{};
}

RequestParser::BodyProgress RequestParser::read_body(std::string_view bytes) {
  eager(true);
  ErrorCode ec;
  const std::size_t consumed = put({bytes.data(), bytes.size()}, ec);
  if (ec && ec != beast_http::error::need_more) return {consumed, refusal_of(ec)};
  if (!is_done() && bytes.size() - consumed > chunk_line_bytes_max) return {consumed, malformed};
  return {consumed, {}};
}

void RequestParser::on_request_impl(beast_http::verb, BeastView method, BeastView target, int version, ErrorCode&) {
  request_->method.assign(method.data(), method.size());
  request_->version = version;
  is_target_bad_ = !request_->set_target({target.data(), target.size()});
  if (is_target_bad_) request_->target.assign(target.data(), target.size());
}

void RequestParser::on_field_impl(beast_http::field, BeastView name, BeastView value, ErrorCode&) {
  // Fields after a chunked body must not pass for header fields.
  if (is_head_done_) return;
  request_->headers.add({name.data(), name.size()}, {value.data(), value.size()});
}

void RequestParser::on_header_impl(ErrorCode&) {}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) {
  if (length) request_->body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, 64u << 10)));
}

std::size_t RequestParser::append_body(BeastView bytes, ErrorCode& ec) {
  if (bytes.size() > body_bytes_max_ - request_->body.size()) {
    ec = beast_http::error::body_limit;
    return 0;
  }
  request_->body.append(bytes.data(), bytes.size());
  return bytes.size();
}

std::size_t RequestParser::on_body_impl(BeastView bytes, ErrorCode& ec) {
  return append_body(bytes, ec);
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, BeastView, ErrorCode& ec) {
  if (size > body_bytes_max_ - request_->body.size()) ec = beast_http::error::body_limit;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, BeastView bytes, ErrorCode& ec) {
  return append_body(bytes, ec);
}

void RequestParser::on_finish_impl(ErrorCode&) {}

}  // namespace evenhand::http
