/// @file result.hpp
/// @brief Expected failures as values. `Result<T>` is either a `T` or an `Error` that names what went wrong, in a stable
/// code, with a sentence for a person and, where there is one, the remedy. Bugs are EH_ASSERT, never an Error.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace evenhand {

/// The class of a failure. Each maps to one HTTP status and one process exit code.
enum class ErrorKind {
  invalid,          ///< the input is wrong: 400 / 422
  unauthenticated,  ///< no or bad credentials: 401
  forbidden,        ///< known, but not permitted: 403
  not_found,        ///< 404
  conflict,         ///< the thing moved on, or the same key came with another body: 409
  refused,          ///< a gate of a procedure refused the command: 409, with the gates listed
  precondition,     ///< If-Match did not match: 412
  too_large,        ///< a documented limit was passed: 413
  rate_limited,     ///< 429
  unavailable,      ///< nothing was written; try again: 503
  unsupported,      ///< this build or schema cannot do it: 501
  corrupt,          ///< stored or exported bytes do not prove themselves: 500
};

/// One failure. `code` is stable and documented (`case/gate-unmet`); `message` is a sentence; `hint` the remedy or empty.
struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string code;
  std::string message;
  std::string hint;
  bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// Makes the failing side of any Result: `return fail(ErrorKind::not_found, "case/not-found", "There is no such case.")`.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string code, std::string message,
                                                std::string hint = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(code), std::move(message), std::move(hint)});
}
/// Hands an error of one Result on as another's.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace evenhand
