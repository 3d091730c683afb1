#include "http/cookie.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "http/token.hpp"

namespace evenhand::http {
namespace {

/// cookie-octet of RFC 6265: visible ASCII without quotes, comma, semicolon and backslash.
bool is_cookie_value(std::string_view value) noexcept {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != ',' && c != ';' && c != '\\'; });
}

}  // namespace

std::vector<NameValue> parse_cookies(std::string_view header) {
  std::vector<NameValue> out;
  for (const std::string_view part : text::split(header, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = text::trim(part.substr(0, equals));
    std::string_view value = text::trim(part.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (!is_token(name) || !is_cookie_value(value)) continue;
    out.emplace_back(std::string(name), std::string(value));
  }
  return out;
}

std::string format_set_cookie(const SetCookie& cookie) {
  EH_ASSERT_MSG(is_token(cookie.name), cookie.name);
  EH_ASSERT_MSG(is_cookie_value(cookie.value), cookie.name);
  EH_ASSERT_MSG(is_cookie_value(cookie.path) && cookie.path.starts_with('/'), cookie.name);
  std::string out = cookie.name + '=' + cookie.value + "; Path=" + cookie.path;
  if (cookie.max_age) out += "; Max-Age=" + std::to_string(cookie.max_age->count());
  out += cookie.same_site == SameSite::strict ? "; SameSite=Strict" : "; SameSite=Lax";
  if (cookie.http_only) out += "; HttpOnly";
  if (cookie.secure) out += "; Secure";
  return out;
}

}  // namespace evenhand::http
