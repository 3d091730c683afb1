/// @file distinct.hpp
/// @brief Values without those that equal an earlier one, in linear time. Private to this module.
#pragma once

#include <cstddef>
#include <span>
#include <unordered_map>

#include "feel/builtins.hpp"
#include "feel/value.hpp"

namespace evenhand::feel {

/// The same for values that FEEL's `=` holds for: 1 and 1.0, two times of one moment, contexts in another order.
[[nodiscard]] std::size_t hash_of(const Value& value);

class Distinct {
 public:
  /// Work is counted in `machine`: looking at an item, and at every one of the same hash.
  explicit Distinct(Machine& machine) : machine_(machine) {}

  /// Appends what is not there yet. False when the steps are used up.
  [[nodiscard]] bool add(std::span<const Value> items);
  [[nodiscard]] List take() { return std::move(out_); }

 private:
  Machine& machine_;
  List out_;
  std::unordered_multimap<std::size_t, std::size_t> places_;  ///< in `out_`, by hash
};

}  // namespace evenhand::feel
