/// @file value.hpp
/// @brief The values of FEEL (DMN 1.5, chapter 10): null, boolean, number, string, date, time, date and time, two kinds of
/// duration, list, context, range, function. Values are immutable and cheap to copy: anything large is shared.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"

namespace evenhand::feel {

class Value;

/// Why a value is null, for a person ("cannot add number and string"). May be empty.
struct Null {
  std::shared_ptr<const std::string> reason;
  bool is_limit = false;
};
/// Proleptic Gregorian; years -999,999,999 to 999,999,999.
struct Date {
  std::int32_t year = 0;
  std::uint8_t month = 1, day = 1;
  auto operator<=>(const Date&) const = default;
};
/// An offset in seconds, a zone of the tz database, or neither (local).
struct Zone {
  std::optional<std::int32_t> offset_seconds;
  std::shared_ptr<const std::string> name;
};
struct Time {
  std::uint32_t nanos = 0;
  std::uint8_t hour = 0, minute = 0, second = 0;
  Zone zone;
};
struct DateTime {
  Date date;
  Time time;
};
struct YearsMonths {
  std::int64_t months = 0;
  auto operator<=>(const YearsMonths&) const = default;
};
/// Days and time duration. Signed nanoseconds would overflow at 292 years, so seconds and nanoseconds are apart.
struct DaysTime {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;  ///< same sign as seconds
  auto operator<=>(const DaysTime&) const = default;
};

using List = std::vector<Value>;
/// Entries in order of definition.
using Context = std::vector<std::pair<std::string, Value>>;
struct Range;
struct Function;  // defined in expression.cpp; opaque to everyone else

enum class Type {
  null,
  boolean,
  number,
  string,
  date,
  time,
  date_time,
  years_months,
  days_time,
  list,
  context,
  range,
  function
};

class Value {
 public:
  Value() = default;                                    ///< null
  Value(bool b) : data_(b) {}                           // NOLINT(google-explicit-constructor)
  Value(Decimal n) : data_(n) {}                        // NOLINT(google-explicit-constructor)
  Value(int n) : data_(Decimal{n}) {}                   // NOLINT(google-explicit-constructor)
  Value(std::int64_t n) : data_(Decimal{n}) {}          // NOLINT(google-explicit-constructor)
  Value(std::string s);                                 // NOLINT(google-explicit-constructor)
  Value(std::string_view s) : Value(std::string(s)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* s) : Value(std::string(s)) {}       // NOLINT(google-explicit-constructor)
  Value(Date d) : data_(d) {}                           // NOLINT(google-explicit-constructor)
  Value(Time t);                                        // NOLINT(google-explicit-constructor)
  Value(DateTime t);                                    // NOLINT(google-explicit-constructor)
  Value(YearsMonths d) : data_(d) {}                    // NOLINT(google-explicit-constructor)
  Value(DaysTime d) : data_(d) {}                       // NOLINT(google-explicit-constructor)
  Value(List l);                                        // NOLINT(google-explicit-constructor)
  Value(Context c);                                     // NOLINT(google-explicit-constructor)
  Value(Range r);                                       // NOLINT(google-explicit-constructor)
  Value(std::shared_ptr<const Function> f);             // NOLINT(google-explicit-constructor)
  Value(double) = delete;
  /// Null with a reason a person can read.
  [[nodiscard]] static Value null(std::string reason);
  /// Null because a limit was passed. Nobody knows what the value would have been, so whatever is computed from it is this
  /// null too: no condition takes it for "no".
  [[nodiscard]] static Value limit(std::string reason);

  [[nodiscard]] Type type() const noexcept;
  [[nodiscard]] bool is_null() const noexcept { return type() == Type::null; }
  [[nodiscard]] bool is_limit() const noexcept {
    const Null* null = std::get_if<Null>(&data_);
    return null != nullptr && null->is_limit;
  }
  [[nodiscard]] bool is_true() const noexcept;
  [[nodiscard]] std::string_view null_reason() const noexcept;

  /// Null pointers when the value is of another type.
  [[nodiscard]] const bool* as_boolean() const noexcept;
  [[nodiscard]] const Decimal* as_number() const noexcept;
  [[nodiscard]] const std::string* as_string() const noexcept;
  [[nodiscard]] const Date* as_date() const noexcept;
  [[nodiscard]] const Time* as_time() const noexcept;
  [[nodiscard]] const DateTime* as_date_time() const noexcept;
  [[nodiscard]] const YearsMonths* as_years_months() const noexcept;
  [[nodiscard]] const DaysTime* as_days_time() const noexcept;
  [[nodiscard]] const List* as_list() const noexcept;
  [[nodiscard]] const Context* as_context() const noexcept;
  [[nodiscard]] const Range* as_range() const noexcept;
  [[nodiscard]] const Function* as_function() const noexcept;

  /// Values inside, itself included; what is shared counts as often as it appears, a text once for every 64 bytes. Stays
  /// at its largest number rather than overflow.
  [[nodiscard]] std::uint32_t weight() const noexcept;
  /// Levels of lists, contexts and ranges inside one another; 0 for everything else.
  [[nodiscard]] std::uint32_t depth() const noexcept;

  /// FEEL equality with its third value: empty when the two cannot be compared (different types, neither null).
  [[nodiscard]] std::optional<bool> equals(const Value& other) const;
  /// Structural: same type and same content, null equals null. For tests and change detection, not for FEEL `=`.
  bool operator==(const Value& other) const;

 private:
  std::variant<Null, bool, Decimal, std::shared_ptr<const std::string>, Date, std::shared_ptr<const Time>,
               std::shared_ptr<const DateTime>, YearsMonths, DaysTime, std::shared_ptr<const List>,
               std::shared_ptr<const Context>, std::shared_ptr<const Range>, std::shared_ptr<const Function>>
      data_;
};

/// How a range is written. `(=10)` and `(!=10)` have 10 at both ends; neither equals `[10..10]`.
enum class RangeForm : std::uint8_t { interval, equal, not_equal };
struct Range {
  Value low, high;  ///< null end: unbounded
  bool low_closed = true, high_closed = true;
  RangeForm form = RangeForm::interval;
};

[[nodiscard]] std::string_view type_name(Type type) noexcept;  ///< as FEEL writes it: `date and time`
/// As FEEL source that evaluates to the same value: `"text"`, `1.5`, `date("2026-01-31")`, `[1, 2]`.
[[nodiscard]] std::string to_feel(const Value& value);
/// The beginning of that, at most so many bytes and an ellipsis, for messages.
[[nodiscard]] std::string to_excerpt(const Value& value, std::size_t bytes_max);
/// As people read it: text without quotes, `yes`/`no`, ISO dates, lists joined by `, `.
[[nodiscard]] std::string to_display(const Value& value);

/// Lossless JSON for storage: null, booleans, numbers and strings as themselves, lists as arrays, everything else tagged,
/// e.g. `{"@date":"2026-01-31"}`, `{"@duration":"P3D"}`, `{"@context":{…}}`. Functions become null.
[[nodiscard]] json::Value to_json(const Value& value);
/// Error `feel/bad-json`.
[[nodiscard]] Result<Value> from_json(const json::Value& value);

/// ISO 8601 text as FEEL's `date()`, `time()`, `date and time()`, `duration()` take it; null with a reason otherwise.
[[nodiscard]] Value parse_date(std::string_view text);
[[nodiscard]] Value parse_time(std::string_view text);
[[nodiscard]] Value parse_date_time(std::string_view text);
[[nodiscard]] Value parse_duration(std::string_view text);
[[nodiscard]] Value from_instant(Instant instant);  ///< date and time in UTC

}  // namespace evenhand::feel
