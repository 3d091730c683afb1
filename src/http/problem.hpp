/// @file problem.hpp
/// @brief RFC 9457 problem details: the one shape of every error body. `code` is stable (`http/header-too-large`),
/// `type` is a URN made of it, `detail` is a sentence, `hint` the remedy where there is one.
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace evenhand::http {

inline constexpr std::string_view problem_content_type = "application/problem+json";

/// The status that stands for a class of failure; see ErrorKind.
[[nodiscard]] int status_of(ErrorKind kind) noexcept;
/// `urn:evenhand:problem:` and the code.
[[nodiscard]] std::string problem_type(std::string_view code);
/// Members `type`, `title`, `status`, `code`, `detail`, and `hint` when not empty. Callers may `set` extension members.
[[nodiscard]] json::Value problem_document(int status, std::string_view code, std::string_view detail,
                                           std::string_view hint = {});
[[nodiscard]] Response problem_response(int status, std::string_view code, std::string_view detail,
                                        std::string_view hint = {});
[[nodiscard]] Response problem_response(const Error& error);
/// For a document with extension members.
[[nodiscard]] Response problem_response(int status, const json::Value& document);

}  // namespace evenhand::http
