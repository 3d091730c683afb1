/// @file builtins.hpp
/// @brief The table of FEEL's built-in functions and what they are given to work with. One builtins_*.cpp for each
/// chapter of the standard's list. Private to this module.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "feel/value.hpp"

namespace evenhand::feel {

/// What built-ins may ask of the evaluation they run in.
class Machine {
 public:
  virtual ~Machine() = default;
  [[nodiscard]] virtual Value call(const Value& function, std::span<const Value> arguments) = 0;
  [[nodiscard]] virtual Instant now() const = 0;
  /// Counts work done; false when the expression has used up its steps.
  [[nodiscard]] virtual bool spend(std::size_t steps) = 0;
};

/// One call: the arguments, with FEEL's implicit conversion of a list of one item to that item.
class Call {
 public:
  /// @param parameters  the spelling of the call by name that was used, as in Builtin; empty for one by position.
  Call(std::string_view name, std::span<const Value> arguments, Machine& m, std::string_view parameters = {})
      : machine(m), name_(name), parameters_(parameters), arguments_(arguments) {}

  [[nodiscard]] std::size_t size() const noexcept { return arguments_.size(); }
  [[nodiscard]] std::span<const Value> all() const noexcept { return arguments_; }
  /// Null when the argument was left out.
  [[nodiscard]] const Value& operator[](std::size_t i) const noexcept;
  [[nodiscard]] bool given(std::size_t i) const noexcept { return i < size() && !arguments_[i].is_null(); }
  [[nodiscard]] const Decimal* number(std::size_t i) const noexcept { return single(i).as_number(); }
  [[nodiscard]] const std::string* text(std::size_t i) const noexcept { return single(i).as_string(); }
  [[nodiscard]] const bool* boolean(std::size_t i) const noexcept { return single(i).as_boolean(); }
  /// The argument, or the one item of a list that is the argument.
  [[nodiscard]] const Value& single(std::size_t i) const noexcept;
  /// The argument as a list: anything else but null is a list of itself. Empty for null.
  [[nodiscard]] std::optional<std::span<const Value>> list(std::size_t i) const noexcept;
  /// For functions of one list that also take their items as arguments: `sum(1, 2)`.
  [[nodiscard]] std::optional<std::span<const Value>> items() const noexcept;
  /// A number without its fraction, when it fits.
  [[nodiscard]] std::optional<std::int64_t> whole(std::size_t i) const noexcept;

  /// Whether the call was made by name and called a parameter so: some names ask for one kind of argument.
  [[nodiscard]] bool names(std::string_view parameter) const noexcept;

  /// `name: needs ...`.
  [[nodiscard]] Value wrong(std::string_view needs) const;

  Machine& machine;

 private:
  std::string_view name_;
  std::string_view parameters_;
  std::span<const Value> arguments_;
};

/// Steps for making a context, by the memory it takes.
[[nodiscard]] std::size_t copy_cost(const Context& context) noexcept;

struct Builtin {
  std::string_view name;
  /// Parameter names joined by commas, one spelling of the call after the other, joined by `|`; for calls by name.
  std::string_view parameters;
  std::uint8_t arguments_min = 0;
  std::uint8_t arguments_max = 0;  ///< `any_number` when there is no end
  Value (*run)(const Call& call) = nullptr;
  bool is_constructor = false;  ///< from text alone: folded when the text is a literal

  static constexpr std::uint8_t any_number = 255;
};

[[nodiscard]] const Builtin* find_builtin(std::string_view name) noexcept;
/// All of them, sorted by name.
[[nodiscard]] std::span<const Builtin* const> all_builtins();
/// The place of every named argument among the parameters, and which spelling of the call they are of.
struct Places {
  std::vector<std::size_t> places;
  std::string_view spelling;
};
/// Empty when no spelling of the call has all the names.
[[nodiscard]] std::optional<Places> places_of(const Builtin& builtin, std::span<const std::string> names);

[[nodiscard]] std::span<const Builtin> string_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> number_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> list_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> statistics_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> context_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> temporal_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> range_builtins() noexcept;

}  // namespace evenhand::feel
