/// @file template.hpp
/// @brief Filling `{fact}` placeholders of connector settings: in URLs (percent-encoded) and in JSON bodies (a string that
/// is one placeholder becomes the value itself, with its type).
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace evenhand::connect {

/// Errors: `connector/missing-input` for a placeholder without a value; in URLs `connector/bad-input` for `.` and `..`.
[[nodiscard]] Result<std::string> fill_url(std::string_view pattern, const json::Object& inputs);
[[nodiscard]] Result<json::Value> fill_json(const json::Value& pattern, const json::Object& inputs);
/// As text: strings as they are, everything else as JSON.
[[nodiscard]] std::string as_text(const json::Value& value);
/// RFC 6901; null pointer when there is nothing.
[[nodiscard]] const json::Value* at_pointer(const json::Value& value, std::string_view pointer);

}  // namespace evenhand::connect
