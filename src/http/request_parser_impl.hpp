/// @file request_parser_impl.hpp
/// @brief Beast's HTTP/1 parser, filling our Request directly. Private to this module. What Beast lets through and this
/// server does not (doubled lengths, other transfer codings, missing Host, trailers as headers) is refused in
/// `read_head`.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "http/head_scanner.hpp"
#include "http/message.hpp"

namespace evenhand::http {

/// One per request. Call `read_head` once, then `read_body` until `is_done`, then `take`.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  using ErrorCode = boost::beast::error_code;
  using BeastView = boost::beast::string_view;

  RequestParser(std::size_t header_bytes_max, std::size_t target_bytes_max);

  /// @param head  exactly the bytes HeadScanner measured.
  [[nodiscard]] Refusal read_head(std::string_view head);
  /// Sets the largest body in bytes, and refuses a Content-Length above it.
  [[nodiscard]] Refusal limit_body(std::size_t body_bytes_max);

  struct BodyProgress {
    std::size_t consumed_bytes = 0;
    Refusal refusal;
  };
  /// Takes what it can of `bytes`; the rest must be offered again with more behind it.
  [[nodiscard]] BodyProgress read_body(std::string_view bytes);

  [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }
  [[nodiscard]] Request& request() noexcept { return *request_; }
  [[nodiscard]] std::shared_ptr<Request> take() noexcept { return std::move(request_); }

 private:
  void on_request_impl(boost::beast::http::verb method, BeastView method_text, BeastView target, int version,
                       ErrorCode& ec) override;
  void on_response_impl(int, BeastView, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field name, BeastView name_text, BeastView value, ErrorCode& ec) override;
  void on_header_impl(ErrorCode& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode& ec) override;
  std::size_t on_body_impl(BeastView bytes, ErrorCode& ec) override;
  void on_chunk_header_impl(std::uint64_t size, BeastView extensions, ErrorCode& ec) override;
  std::size_t on_chunk_body_impl(std::uint64_t remaining, BeastView bytes, ErrorCode& ec) override;
  void on_finish_impl(ErrorCode& ec) override;

  [[nodiscard]] Refusal check_fields();
  std::size_t append_body(BeastView bytes, ErrorCode& ec);

  std::shared_ptr<Request> request_ = std::make_shared<Request>();
  std::size_t target_bytes_max_;
  std::size_t body_bytes_max_ = 0;
  bool is_head_done_ = false;
  bool is_target_bad_ = false;
  bool expects_continue_ = false;
};

}  // namespace evenhand::http
