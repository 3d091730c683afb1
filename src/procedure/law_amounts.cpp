#include "procedure/law_amounts.hpp"

#include <array>

namespace evenhand::procedure {
namespace {

/// The shortest and the longest that it can take, in hours of the calendar.
struct Hours {
  std::int64_t least = 0, most = 0;
};

/// Within n business days lie at least the weekends that whole weeks bring, and at most one more.
Hours of_business_days(std::int64_t days) {
  const std::int64_t weekends = days / 5;
  return {(days + 2 * weekends) * 24, (days + 2 * (weekends + 1)) * 24};
}
/// A part of a day may begin on one and end on the next.
Hours of_business_time(std::int64_t amount, std::int64_t a_day) {
  return {of_business_days(amount / a_day).least, of_business_days((amount + a_day - 1) / a_day).most};
}

Hours span_of(const Duration& duration) {
  const std::int64_t n = duration.amount;
  using Unit = Duration::Unit;
  switch (duration.unit) {
    case Unit::minutes:
      return duration.business ? of_business_time(n, 480) : Hours{n / 60, (n + 59) / 60};
    case Unit::hours:
      return duration.business ? of_business_time(n, 8) : Hours{n, n};
    case Unit::days:
      return duration.business ? of_business_days(n) : Hours{n * 24, n * 24};
    case Unit::weeks:
      return {n * 7 * 24, n * 7 * 24};
    case Unit::months:
      return {n * 28 * 24, n * 31 * 24};
    case Unit::years:
      return {n * 365 * 24, n * 366 * 24};
  }
  return {};
}

Hours span_of(LawTime law) {
  using Unit = LawTime::Unit;
  switch (law.unit) {
    case Unit::hours:
      return {law.amount, law.amount};
    case Unit::days:
      return {law.amount * 24, law.amount * 24};
    case Unit::business_days:
      return of_business_days(law.amount);
    case Unit::months:
      return {law.amount * 28 * 24, law.amount * 31 * 24};
    case Unit::years:
      return {law.amount * 365 * 24, law.amount * 366 * 24};
  }
  return {};
}

/// In months; 0: they are not counted in months.
std::int64_t months_of(const Duration& duration) {
  return duration.unit == Duration::Unit::months  ? duration.amount
         : duration.unit == Duration::Unit::years ? std::int64_t{duration.amount} * 12
                                                  : 0;
}
std::int64_t months_of(LawTime law) {
  return law.unit == LawTime::Unit::months ? law.amount : law.unit == LawTime::Unit::years ? law.amount * 12 : 0;
}

}  // namespace

std::optional<LawTime> law_time(const json::Value& value, std::string_view unit) {
  constexpr std::array<std::string_view, 5> units = {"hours", "days", "business days", "months", "years"};
  constexpr std::int64_t amount_max = 1'000'000;
  const Decimal* number = value.as_number();
  const auto whole = number == nullptr ? std::nullopt : number->to_int64();
  if (!whole || *whole < 0 || *whole > amount_max) return std::nullopt;
  for (std::size_t i = 0; i < units.size(); ++i)
    if (units[i] == unit) return LawTime{*whole, static_cast<LawTime::Unit>(i)};
  return std::nullopt;
}

Compared compare(const Duration& duration, LawTime law) noexcept {
  // In one unit there is nothing to guess.
  if (duration.business && duration.unit == Duration::Unit::days && law.unit == LawTime::Unit::business_days)
    return duration.amount <= law.amount ? Compared::at_most : Compared::more;
  if (months_of(duration) > 0 && months_of(law) > 0)
    return months_of(duration) <= months_of(law) ? Compared::at_most : Compared::more;
  const Hours mine = span_of(duration), theirs = span_of(law);
  if (mine.most <= theirs.least) return Compared::at_most;
  return mine.least > theirs.most ? Compared::more : Compared::unclear;
}

ComparedLeast compare_least(const Duration& duration, LawTime law) noexcept {
  if (months_of(duration) > 0 && months_of(law) > 0)
    return months_of(duration) >= months_of(law) ? ComparedLeast::enough : ComparedLeast::less;
  const Hours mine = span_of(duration), theirs = span_of(law);
  if (mine.least >= theirs.most) return ComparedLeast::enough;
  return mine.most < theirs.least ? ComparedLeast::less : ComparedLeast::unclear;
}

}  // namespace evenhand::procedure
