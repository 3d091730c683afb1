/// @file response_head.hpp
/// @brief Writes the status line and fields of a response: framing and the fields the server owns are decided here, and
/// nothing a handler puts into a value can end a line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace evenhand::http {

struct HeadContext {
  std::string_view date;        ///< IMF-fixdate
  std::string_view request_id;  ///< may be empty
  int version = 11;             ///< of the request
  bool is_closing = false;      ///< the connection ends after this response
  bool is_stream = false;       ///< no length: the body ends with the connection
};

/// Appends the head with its blank line. Content-Length, Connection, Transfer-Encoding and Date of the handler are
/// replaced; a field whose name is no token is left out and logged. A status outside 200 to 599 is a bug of the caller.
void append_response_head(std::string& out, const Response& response, const HeadContext& context);
/// 204 and 304 never carry a body.
[[nodiscard]] bool status_has_body(int status) noexcept;
/// `Sun, 22 Nov 2026 09:30:00 GMT`.
[[nodiscard]] std::string format_http_date(std::int64_t unix_seconds);

}  // namespace evenhand::http
