#include "http/response_head.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "http/token.hpp"

namespace evenhand::http {
namespace {

constexpr std::array<std::string_view, 5> owned_names = {"Content-Length", "Connection", "Transfer-Encoding", "Date",
                                                         "Keep-Alive"};

bool is_owned_name(std::string_view name) noexcept {
  for (const std::string_view owned : owned_names) {
    if (name.size() == owned.size() && text::equals_ignoring_case(name, owned)) return true;
  }
  return false;
}

void append_value(std::string& out, std::string_view value) {
  for (const char c : value) out += (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f ? ' ' : c;
}

void append_number(std::string& out, std::size_t number) {
  const fmt::format_int digits(number);
  out.append(digits.data(), digits.size());
}

}  // namespace

bool status_has_body(int status) noexcept {
  return status != 204 && status != 304;
}

void append_response_head(std::string& out, const Response& response, const HeadContext& context) {
  EH_ASSERT(response.status >= 200 && response.status <= 599);
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(response.status));
  out += ' ';
  out += reason_phrase(response.status);
  out += "\r\nDate: ";
  out += context.date;
  bool has_nosniff = false;
  for (const auto& [name, value] : response.headers) {
    if (is_owned_name(name)) continue;
    if (!is_token(name)) {
      log::error("a handler set a header field whose name is not a token; it was left out");
      continue;
    }
    has_nosniff = has_nosniff || text::equals_ignoring_case(name, "X-Content-Type-Options");
    out += "\r\n";
    out += name;
    out += ": ";
    append_value(out, value);
  }
  if (!has_nosniff) out += "\r\nX-Content-Type-Options: nosniff";
  if (!context.request_id.empty() && !response.headers.contains("X-Request-Id")) {
    out += "\r\nX-Request-Id: ";
    out += context.request_id;
  }
  if (!context.is_stream && status_has_body(response.status)) {
    out += "\r\nContent-Length: ";
    append_number(out, response.body.size());
  }
  if (context.is_closing) {
    out += "\r\nConnection: close";
  } else if (context.version == 10) {
    out += "\r\nConnection: keep-alive";
  }
  out += "\r\n\r\n";
}

std::string format_http_date(std::int64_t unix_seconds) {
  static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = static_cast<std::time_t>(unix_seconds);
  std::tm t{};
  EH_ASSERT(gmtime_r(&seconds, &t) != nullptr);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(t.tm_wday)], t.tm_mday,
                     months[static_cast<std::size_t>(t.tm_mon)], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

}  // namespace evenhand::http
