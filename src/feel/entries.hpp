/// @file entries.hpp
/// @brief Looks entries of one context up by key, many times. A small context is searched, a large one gets a table the
/// first time: searching it for every key of another one would take hours where both have a hundred thousand.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "feel/value.hpp"

namespace evenhand::feel {

/// The context has to outlive it and must not change.
class Entries {
 public:
  explicit Entries(const Context& context) noexcept : context_(context) {}

  /// The place of the first entry of that key.
  [[nodiscard]] std::optional<std::size_t> place(std::string_view key) {
    if (context_.size() <= searched_max) {
      for (std::size_t i = 0; i < context_.size(); ++i) {
        if (context_[i].first == key) return i;
      }
      return std::nullopt;
    }
    if (table_.empty()) {
      table_.reserve(context_.size());
      for (std::size_t i = 0; i < context_.size(); ++i) table_.emplace(context_[i].first, i);
    }
    const auto found = table_.find(key);
    return found == table_.end() ? std::nullopt : std::optional(found->second);
  }
  /// Its value; null pointer when there is none.
  [[nodiscard]] const Value* find(std::string_view key) {
    const auto at = place(key);
    return at ? &context_[*at].second : nullptr;
  }

 private:
  static constexpr std::size_t searched_max = 16;

  const Context& context_;
  std::unordered_map<std::string_view, std::size_t> table_;
};

}  // namespace evenhand::feel
