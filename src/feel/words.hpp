/// @file words.hpp
/// @brief A condition as a sentence for people who read no FEEL: `worth <= 100 or approved` is "worth is at most 100 or there
/// is an approval". English and Spanish. Whoever asks says what names are called and how their values are written.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "feel/expression.hpp"

namespace evenhand::feel {

struct Wording {
  bool spanish = false;
  std::function<std::string(std::string_view name)> name;  ///< what readers call it
  /// A text, number or date as it is compared with `name` (empty: with something that has no name).
  std::function<std::string(std::string_view name, const Value& value)> value;
  /// A bare name as a condition, when there is more to say than "… is yes"; empty otherwise. May be left out.
  std::function<std::string(std::string_view name, bool holds)> truth;
};

/// Without a full stop. Empty when a part of it has no plain words (loops, filters, functions of its own): FEEL is clearer then.
[[nodiscard]] std::optional<std::string> in_words(const Expression& condition, const Wording& wording);

}  // namespace evenhand::feel
