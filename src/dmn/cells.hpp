/// @file cells.hpp
/// @brief What the cells of a decision table are evaluated with, and what their outputs count for. Private to this module.
#pragma once

#include <optional>
#include <string_view>

#include "dmn/table.hpp"
#include "feel/budget.hpp"
#include "feel/expression.hpp"

namespace evenhand::dmn {

/// The caller's environment and the value under test.
class CellEnvironment final : public feel::Environment {
 public:
  explicit CellEnvironment(const feel::Environment& outer) : outer_(outer) {}
  [[nodiscard]] const feel::Value* find(std::string_view name) const override {
    return name == "?" ? value_ : outer_.find(name);
  }
  [[nodiscard]] Instant now() const override { return outer_.now(); }
  [[nodiscard]] std::optional<bool> is_instance(const feel::Value& value, std::string_view type) const override {
    return outer_.is_instance(value, type);
  }
  void set(const feel::Value& value) { value_ = &value; }

 private:
  const feel::Environment& outer_;
  const feel::Value* value_ = nullptr;
};

/// Place of a value among the allowed ones, in order of priority; those that are not there come last.
[[nodiscard]] std::size_t priority_of(const Output& output, const feel::Value& value);

/// Problems of the outputs, whatever the inputs: `EH0420`, `EH0421`, `EH0422`.
void check_outputs(const Table& table, Diagnostics& out);

/// The null for an evaluation whose budget is spent.
[[nodiscard]] feel::Value too_many_steps();

}  // namespace evenhand::dmn
