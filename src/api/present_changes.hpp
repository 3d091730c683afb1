/// @file present_changes.hpp
/// @brief Versions, differences and submissions as JSON, and what change control reads of a request: shared by the endpoints that
/// publish and those that approve.
#pragma once

#include <optional>
#include <string>

#include "api/api.hpp"
#include "desk/change_control.hpp"

namespace evenhand::api {

/// @param current  the number of the procedure's current version
[[nodiscard]] json::Value present_version(const store::procedures::Version& version, std::uint32_t current, Instant now,
                                          const Names& names);
/// `language`: of the sentence that says why.
[[nodiscard]] json::Value present_difference(const desk::change_control::Difference& difference,
                                             const std::string& language);
/// With the diagnostics of a text that does not compile.
[[nodiscard]] http::Response problem_of(const desk::PublishFailure& failure);
[[nodiscard]] http::Response published_answer(Call& call, const std::string& procedure_id, std::uint32_t version,
                                              int status);

[[nodiscard]] desk::change_control::By by_of(const Call& call);
struct Terms {
  Instant effective_at, expires_at;
};
/// `effective_at` and `expires_at`; zero where they are missing. Error `body/invalid`.
[[nodiscard]] Result<Terms> terms_in(const json::Value& body);
/// `classes`: `{"changed look/task-x": {"class": "editorial", "reason": "…"}}`. Error `body/invalid`.
[[nodiscard]] Result<desk::change_control::Confirmations> confirmations_in(const json::Value& body);
[[nodiscard]] Field effective_at_field();
[[nodiscard]] Field expires_at_field();
[[nodiscard]] Field classes_field();

/// The revision in `If-Match: "7"`; 0 for `If-None-Match: *`. Empty when neither header says one.
[[nodiscard]] std::optional<std::uint64_t> expected_revision(const http::Request& request);
[[nodiscard]] http::Response no_precondition();

}  // namespace evenhand::api
