/// @file secret.hpp
/// @brief A string that cannot be printed or logged by accident and is wiped when it goes away.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace evenhand {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();
  /// The only way to the value: the name shows up in review.
  [[nodiscard]] std::string_view reveal() const noexcept { return value_; }
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }

 private:
  std::string value_;
};

}  // namespace evenhand
