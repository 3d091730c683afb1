/// @file url.hpp
/// @brief Percent encoding, query strings and path segments (RFC 3986, and `+` for a blank in queries as browsers'
/// forms send it).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace evenhand::http {

/// Empty when an escape is malformed, or the result holds a NUL byte or is not UTF-8.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank = false);
/// Escapes everything but letters, digits and `-._~`.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// `a=1&b=x%20y`; a name without `=` has an empty value. Empty optional when an escape is malformed.
[[nodiscard]] std::optional<std::vector<NameValue>> parse_query(std::string_view query);
/// Without the leading `?`.
[[nodiscard]] std::string format_query(const std::vector<NameValue>& parameters);

}  // namespace evenhand::http
