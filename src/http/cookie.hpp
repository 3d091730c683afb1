/// @file cookie.hpp
/// @brief Reading the Cookie header and writing Set-Cookie (RFC 6265). Values are opaque: callers keep to URL-safe
/// characters.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace evenhand::http {

/// Pairs of one Cookie header value; quotes round a value are taken off, malformed pairs are left out.
[[nodiscard]] std::vector<NameValue> parse_cookies(std::string_view header);

enum class SameSite { strict, lax };

/// A cookie to set. Without `max_age` it ends with the browser session; zero deletes it.
struct SetCookie {
  std::string name;
  std::string value;
  std::string path = "/";
  std::optional<std::chrono::seconds> max_age = std::nullopt;
  SameSite same_site = SameSite::strict;
  bool http_only = true;
  bool secure = true;
};
/// The value of a Set-Cookie header. Name, value and path outside the grammar are a bug of the caller.
[[nodiscard]] std::string format_set_cookie(const SetCookie& cookie);

}  // namespace evenhand::http
