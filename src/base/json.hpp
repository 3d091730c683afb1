/// @file json.hpp
/// @brief JSON values with exact decimals. Parsing is strict RFC 8259, bounded in depth and size, and refuses duplicate
/// keys; writing keeps the order of keys, `write_canonical` sorts them (by UTF-8 bytes) for hashing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.hpp"
#include "base/result.hpp"

namespace evenhand::json {

class Value;
using Array = std::vector<Value>;
/// In order of appearance. Objects here are small; look-up is a scan.
using Object = std::vector<std::pair<std::string, Value>>;

class Value {
 public:
  Value() noexcept : data_(nullptr) {}
  Value(std::nullptr_t) noexcept : data_(nullptr) {}                        // NOLINT(google-explicit-constructor)
  Value(bool b) : data_(b) {}                                               // NOLINT(google-explicit-constructor)
  Value(int n) : data_(Decimal{n}) {}                                       // NOLINT(google-explicit-constructor)
  Value(std::int64_t n) : data_(Decimal{n}) {}                              // NOLINT(google-explicit-constructor)
  Value(std::uint32_t n) : data_(Decimal{static_cast<std::int64_t>(n)}) {}  // NOLINT(google-explicit-constructor)
  /// Values above 2^63 - 1 are a bug of the caller.
  Value(std::uint64_t n);                               // NOLINT(google-explicit-constructor)
  Value(Decimal n) : data_(n) {}                        // NOLINT(google-explicit-constructor)
  Value(const char* s) : data_(std::string(s)) {}       // NOLINT(google-explicit-constructor)
  Value(std::string_view s) : data_(std::string(s)) {}  // NOLINT(google-explicit-constructor)
  Value(std::string s) : data_(std::move(s)) {}         // NOLINT(google-explicit-constructor)
  Value(Array a) : data_(std::move(a)) {}               // NOLINT(google-explicit-constructor)
  Value(Object o) : data_(std::move(o)) {}              // NOLINT(google-explicit-constructor)
  Value(double) = delete;

  [[nodiscard]] bool is_null() const noexcept { return std::holds_alternative<std::nullptr_t>(data_); }
  [[nodiscard]] const bool* as_bool() const noexcept { return std::get_if<bool>(&data_); }
  [[nodiscard]] const Decimal* as_number() const noexcept { return std::get_if<Decimal>(&data_); }
  [[nodiscard]] const std::string* as_string() const noexcept { return std::get_if<std::string>(&data_); }
  [[nodiscard]] const Array* as_array() const noexcept { return std::get_if<Array>(&data_); }
  [[nodiscard]] const Object* as_object() const noexcept { return std::get_if<Object>(&data_); }
  [[nodiscard]] Array* as_array() noexcept { return std::get_if<Array>(&data_); }
  [[nodiscard]] Object* as_object() noexcept { return std::get_if<Object>(&data_); }

  /// The member called `key` of an object; null pointer when there is none or this is no object.
  [[nodiscard]] const Value* find(std::string_view key) const noexcept;
  /// Reads a member of the given kind, or the fallback.
  [[nodiscard]] std::string string_or(std::string_view key, std::string_view fallback) const;
  [[nodiscard]] std::int64_t int_or(std::string_view key, std::int64_t fallback) const;
  [[nodiscard]] bool bool_or(std::string_view key, bool fallback) const;
  /// Appends or replaces a member; a null value becomes an object first. Anything else is a bug of the caller.
  Value& set(std::string key, Value value);

  bool operator==(const Value&) const = default;

 private:
  std::variant<std::nullptr_t, bool, Decimal, std::string, Array, Object> data_;
};

struct ParseLimits {
  std::size_t bytes_max = 16u << 20;
  std::size_t depth_max = 64;
};
/// Errors: `json/invalid` (with line and column in the message), `json/too-large`, `json/too-deep`, `json/duplicate-key`.
[[nodiscard]] Result<Value> parse(std::string_view text, ParseLimits limits = {});
[[nodiscard]] std::string write(const Value& value);
/// Two-space indented, for people.
[[nodiscard]] std::string write_pretty(const Value& value);
/// No white space, keys sorted, numbers normalized: equal values give equal bytes.
[[nodiscard]] std::string write_canonical(const Value& value);
/// Appends `text` as a quoted JSON string.
void append_quoted(std::string& out, std::string_view text);

}  // namespace evenhand::json
