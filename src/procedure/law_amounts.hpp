/// @file law_amounts.hpp
/// @brief Durations of a procedure held against those of a law, which may count in other units: `2 business days` against
/// `30 days`. Private to this module.
#pragma once

#include <optional>
#include <string_view>

#include "base/json.hpp"
#include "procedure/model.hpp"

namespace evenhand::procedure {

/// How one time stands to another; `unclear`: it depends on the weekends that fall into it, or on the unit.
enum class Compared : std::uint8_t { at_most, more, unclear };

/// A law's amount: a number and its unit, `30` `days`. Days of a law are calendar days, 1 to some hundred thousand.
struct LawTime {
  std::int64_t amount = 0;
  enum class Unit : std::uint8_t { hours, days, business_days, months, years } unit = Unit::days;
};
/// Empty when it is none that time is counted in.
[[nodiscard]] std::optional<LawTime> law_time(const json::Value& value, std::string_view unit);

/// A business day is one of five in a week and a business hour one of eight in such a day; a month has 28 to 31 days.
[[nodiscard]] Compared compare(const Duration& duration, LawTime law) noexcept;

/// The other way round, for what has to last.
enum class ComparedLeast : std::uint8_t { enough, less, unclear };
[[nodiscard]] ComparedLeast compare_least(const Duration& duration, LawTime law) noexcept;

}  // namespace evenhand::procedure
