/// @file token.hpp
/// @brief The `token` of RFC 9110: what header names, methods and cookie names are made of. One definition for every
/// check in this module.
#pragma once

#include <algorithm>
#include <string_view>

namespace evenhand::http {

[[nodiscard]] inline bool is_token_character(char c) noexcept {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
/// Not empty, token characters only.
[[nodiscard]] inline bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

}  // namespace evenhand::http
