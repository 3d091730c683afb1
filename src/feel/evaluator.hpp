/// @file evaluator.hpp
/// @brief Walks a syntax tree. One Evaluator serves one evaluation: it holds the local variables' stack and the budget
/// of steps, and gives up with a reason instead of running long. Private to this module.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/limits.hpp"
#include "feel/budget.hpp"
#include "feel/builtins.hpp"
#include "feel/expression.hpp"
#include "feel/function_value.hpp"
#include "feel/node.hpp"
#include "feel/operators.hpp"

namespace evenhand::feel {

class Evaluator final : public Machine {
 public:
  explicit Evaluator(const Environment& environment) : environment_(environment) {}
  /// Takes no more steps than are left of the budget, and takes them off it at the end of its life.
  Evaluator(const Environment& environment, Budget& budget)
      : environment_(environment), budget_(&budget), steps_max_(std::min(budget.steps, limits::feel_steps_max)) {}
  ~Evaluator() override {
    if (budget_ != nullptr) budget_->steps -= std::min(budget_->steps, steps_);
  }
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  [[nodiscard]] Value run(const Node& node);
  /// A null and the stretch of the text that made it.
  struct Trouble {
    Value null;
    std::uint32_t from = 0, to = 0;
  };
  /// The same, and every null met is put into `troubles`.
  [[nodiscard]] Value run(const Node& node, std::vector<Trouble>& troubles);
  [[nodiscard]] Value call(const Value& function, std::span<const Value> arguments) override;
  [[nodiscard]] Instant now() const override { return environment_.now(); }
  [[nodiscard]] bool spend(std::size_t steps) override;

 private:
  struct Domain;

  Value eval(const Node& node);
  Value dispatch(const Node& node);
  /// Without a copy where the value stands somewhere already; `temporary` holds it otherwise.
  const Value& operand(const Node& node, Value& temporary);
  void note(const Value& value, const Node& node);
  const Value* find_name(const std::string& name) const;
  const Value* find_in_items(const Node& node);
  Value eval_name(const Node& node);
  Value eval_list(const Node& node);
  Value eval_context(const Node& node);
  Value eval_range(const Node& node);
  Value eval_chain(const Node& node);
  Value eval_compare(const Node& node);
  Value compared(Comparison comparison, const Value& left, const Value& right);
  Value eval_logic(const Node& node, bool absorbing);
  Value eval_between(const Node& node);
  Value eval_in(const Node& node);
  Value eval_conditional(const Node& node);
  Value eval_path(const Node& node);
  Value eval_instance(const Node& node);
  Value question();
  // tests.cpp
  Value matches(const Value& value, const Value& expected);
  Value eval_test(const Node& node);
  Value eval_test_value(const Node& node);
  Value eval_tests(const Node& node);
  // loops.cpp
  Value eval_filter(const Node& node);
  Value eval_iteration(const Node& node);
  Value eval_quantified(const Node& node);
  std::optional<Domain> domain_of(const Node& node, Value& problem);
  Value item_of(const Domain& domain, std::int64_t index);
  template <class Body>
  bool for_each(const Node& node, std::size_t level, Value& problem, const Body& body);
  // calls.cpp
  Value eval_call(const Node& node);
  Value eval_function(const Node& node);
  Value call_builtin(const Builtin& builtin, std::span<const Value> arguments, std::string_view spelling = {});
  Value call_by_name(const Value& function, const Builtin* builtin, const Node& node, std::span<const Value> arguments);

  /// Refuses a collection that has grown past the limits.
  Value bounded(Value value);
  /// Ends the evaluation: its value is this null, whatever is still on the way.
  Value give_up(Value limit);
  /// Every null by a limit comes through here, wherever it was made.
  Value checked(Value value);
  bool is_stopped() const noexcept { return stopped_; }
  void truncate(std::size_t size) { stack_.resize(size); }

  const Environment& environment_;
  Budget* budget_ = nullptr;
  std::size_t steps_max_ = limits::feel_steps_max;
  const Context* captured_ = nullptr;  ///< what the running function closed over
  const Value* question_ = nullptr;    ///< the value under test, where a test sets one
  std::vector<Value> stack_;
  std::size_t base_ = 0;
  std::size_t steps_ = 0;
  std::size_t depth_ = 0;
  bool stopped_ = false;
  Value reason_;
  const Node* root_ = nullptr;
  std::vector<Trouble>* troubles_ = nullptr;  ///< where somebody asked why
};

}  // namespace evenhand::feel
