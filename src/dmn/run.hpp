/// @file run.hpp
/// @brief One evaluation of a model. Private to this module.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/deadline.hpp"
#include "base/limits.hpp"
#include "dmn/cells.hpp"
#include "dmn/content.hpp"
#include "dmn/trace.hpp"
#include "feel/entries.hpp"
#include "feel/function.hpp"

namespace evenhand::dmn {

/// Names and values, innermost last; what is not there is looked up around it. Knows the types of its model.
class Scope final : public feel::Environment {
 public:
  Scope(const Scope* outer, Instant now, const ModelContent& content) : outer_(outer), now_(now), content_(&content) {}
  [[nodiscard]] const feel::Value* find(std::string_view name) const override;
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] std::optional<bool> is_instance(const feel::Value& value, std::string_view type) const override {
    return dmn::is_instance(value, type, *content_);
  }
  void set(std::string name, feel::Value value) { values_.emplace_back(std::move(name), std::move(value)); }
  [[nodiscard]] const feel::Context& values() const noexcept { return values_; }
  /// Everything visible, for a function that outlives the scope; inner names hide outer ones.
  void flatten_into(feel::Context& out) const;

 private:
  const Scope* outer_;
  Instant now_;
  const ModelContent* content_;
  feel::Context values_;
  mutable std::unordered_map<std::string, std::size_t> places_;  ///< of the values once they are many
  mutable std::size_t placed_ = 0;                               ///< how many of them are in it
};

/// Decisions are computed once; functions hold the run weakly, so that nothing is kept in a circle.
class Run : public std::enable_shared_from_this<Run> {
 public:
  Run(std::shared_ptr<const ModelContent> content, feel::Context inputs, Instant now, Trace* trace, Deadline deadline)
      : content_(std::move(content)), inputs_(std::move(inputs)), now_(now), trace_(trace), deadline_(deadline) {}

  [[nodiscard]] feel::Value evaluate(std::string_view name);
  /// With what is left of a budget of more than this evaluation.
  [[nodiscard]] feel::Value evaluate(std::string_view name, feel::Budget& budget);

 private:
  /// Whose logic is being computed: its model, and its name for the trace.
  struct Owner {
    const ModelContent& content;
    const Element& element;
  };
  using Arguments = std::span<const feel::Value>;

  [[nodiscard]] const feel::Value* input(std::string_view name) const;
  [[nodiscard]] const feel::Value* given_in_import(const ModelContent& content, const std::string& name) const;
  feel::Value decide(const ModelContent& content, const DecisionNode& decision);
  void provide(const ModelContent& content, const std::vector<Requirement>& needs, Scope& scope);
  feel::Value called(const std::function<feel::Value()>& body);
  feel::Value knowledge_function(const ModelContent& content, const KnowledgeModel& model);
  feel::Value service_function(const ModelContent& content, const DecisionService& service);
  feel::Value outputs_of(const ModelContent& content, const DecisionService& service);
  /// A function value that does nothing any more once the run is gone.
  feel::Value weakly(std::vector<std::string> parameters, feel::NativeBody body);
  feel::Value apply(const Owner& owner, const Boxed& function, const Scope& outer, Arguments arguments);

  /// Past a limit nobody knows what a decision's value is: from then on it is this null, whatever its other parts say.
  feel::Value checked(feel::Value value);
  /// `conform` with what is left of the budget.
  feel::Value fit(const feel::Value& value, std::string_view type, const ModelContent& content);
  feel::Value box(const Owner& owner, const Boxed& boxed, const Scope& scope);
  feel::Value unboxed(const Owner& owner, const Boxed& boxed, const Scope& scope);
  feel::Value table(const Owner& owner, const Boxed& boxed, const Scope& scope);
  feel::Value context(const Owner& owner, const Boxed& boxed, const Scope& outer);
  feel::Value relation(const Owner& owner, const Boxed& boxed, const Scope& scope);
  feel::Value invoke(const Owner& owner, const Boxed& boxed, const Scope& scope);
  feel::Value function(const Owner& owner, const Boxed& boxed, const Scope& scope, const std::string& own_name);
  feel::Value filter(const Owner& owner, const Boxed& boxed, const Scope& outer);
  feel::Value iterate(const Owner& owner, const Boxed& boxed, const Scope& outer);
  void note(TraceStep::Kind kind, const Element& element, const feel::Value& value);
  bool has_room();

  std::shared_ptr<const ModelContent> content_;
  const ModelContent* home_ = content_.get();  ///< the model whose names the inputs have
  feel::Context inputs_;
  mutable feel::Entries given_{inputs_};
  Instant now_;
  Trace* trace_;
  std::map<const DecisionNode*, feel::Value> decided_;
  std::set<const DecisionNode*> deciding_;
  std::set<const InputData*> noted_;
  feel::Budget budget_{limits::dmn_steps_max};
  feel::Budget trace_budget_{limits::dmn_steps_max};  ///< of its own, so that asking why changes nothing
  feel::Value limit_;                                 ///< the first one passed in the decision under way
  std::size_t depth_ = 0;
  std::size_t calls_ = 0;
  const Deadline deadline_;
};

}  // namespace evenhand::dmn
