#include "dmn/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "dmn/content.hpp"
#include "feel/expression.hpp"
#include "feel/function.hpp"

namespace evenhand::dmn {

namespace {

using feel::Context;
using feel::List;
using feel::Value;

constexpr std::size_t call_depth_max = 100;
constexpr std::size_t calls_max = 10'000;

/// Names and values, innermost last; what is not there is looked up around it. Knows the types of its model.
class Scope final : public feel::Environment {
 public:
  Scope(const Scope* outer, Instant now, const ModelContent& content) : outer_(outer), now_(now), content_(content) {}
  [[nodiscard]] const Value* find(std::string_view name) const override {
    const auto found = std::find_if(values_.rbegin(), values_.rend(), [&](const auto& e) { return e.first == name; });
    if (found != values_.rend()) return &found->second;
    return outer_ == nullptr ? nullptr : outer_->find(name);
  }
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] std::optional<bool> is_instance(const Value& value, std::string_view type) const override {
    return dmn::is_instance(value, type, content_);
  }
  void set(std::string name, Value value) { values_.emplace_back(std::move(name), std::move(value)); }
  [[nodiscard]] const Context& values() const noexcept { return values_; }
  /// Everything visible, for a function that outlives the scope; inner names hide outer ones.
  void flatten_into(Context& out) const {
    if (outer_ != nullptr) outer_->flatten_into(out);
    out.insert(out.end(), values_.begin(), values_.end());
  }

 private:
  const Scope* outer_;
  Instant now_;
  const ModelContent& content_;
  Context values_;
};

template <class List>
const auto* find_by(const List& list, std::string_view text, std::string List::value_type::*member) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& e) { return e.*member == text; });
  return found == list.end() ? nullptr : &*found;
}

/// One evaluation of a model. Decisions are computed once; functions hold it weakly, so that nothing is kept in a
/// circle.
class Run : public std::enable_shared_from_this<Run> {
 public:
  /// Work done, together with the runs of imported models and of services.
  struct Work {
    std::size_t depth = 0, calls = 0;
  };
  Run(std::shared_ptr<const ModelContent> content, Context inputs, Instant now,
      std::shared_ptr<Work> work = std::make_shared<Work>(), bool is_import = false)
      : content_(std::move(content)),
        inputs_(std::move(inputs)),
        now_(now),
        work_(std::move(work)),
        is_import_(is_import) {}

  Value evaluate(std::string_view name) {
    if (const auto* decision = find_by(content_->decisions, name, &DecisionNode::name)) return decide(*decision);
    Value function;
    if (const auto* service = find_by(content_->services, name, &DecisionService::name))
      function = service_function(*service);
    if (const auto* model = find_by(content_->knowledge, name, &KnowledgeModel::name))
      function = knowledge_function(*model);
    if (function.as_function() == nullptr) {
      return function.is_null() && !function.null_reason().empty()
                 ? function
                 : Value::null(fmt::format("the model has no decision \"{}\"", name));
    }
    std::vector<Value> arguments;
    for (const std::string& parameter : feel::parameters_of(*function.as_function())) {
      const Value* given = input(parameter);
      arguments.push_back(given == nullptr ? Value{} : *given);
    }
    return feel::call(function, arguments, Scope(nullptr, now_, *content_));
  }

 private:
  [[nodiscard]] const Value* input(std::string_view name) const {
    const auto found = std::find_if(inputs_.begin(), inputs_.end(), [&](const auto& e) { return e.first == name; });
    return found == inputs_.end() ? nullptr : &found->second;
  }

  Value decide(const DecisionNode& decision) {
    // A value given for a decision stands in for its logic: that is how services pass their input decisions.
    if (const Value* given = input(decision.name); given != nullptr && !is_import_) return *given;
    const auto known = decided_.find(decision.id);
    if (known != decided_.end()) return known->second;
    if (!deciding_.insert(decision.id).second) {
      return Value::null(fmt::format("\"{}\" needs itself", decision.name));
    }
    Scope scope(nullptr, now_, *content_);
    provide(decision.needs, scope);
    Value value = work_->depth < call_depth_max ? box(*decision.logic, scope)
                                                : Value::null("decisions need one another too deep");
    value = conform(value, decision.type, *content_);
    deciding_.erase(decision.id);
    decided_.emplace(decision.id, value);
    return value;
  }

  /// Puts what a decision or a knowledge model requires into its scope.
  void provide(const std::vector<Reference>& needs, Scope& scope) {
    Context imported;
    for (const auto& [import, id] : needs) {
      if (import.empty()) {
        provide(id, scope);
        continue;
      }
      auto entry = std::find_if(imported.begin(), imported.end(), [&](const auto& e) { return e.first == import; });
      if (entry == imported.end()) entry = imported.emplace(imported.end(), import, Context{});
      Run& other = run_of(import);
      Scope there(nullptr, now_, *other.content_);
      other.provide(id, there);
      Context entries = *entry->second.as_context();
      entries.insert(entries.end(), there.values().begin(), there.values().end());
      entry->second = Value(std::move(entries));
    }
    for (auto& [name, value] : imported) scope.set(name, std::move(value));
  }

  /// The run of an imported model. Its input data are the entries given under the import's name, and then all others.
  Run& run_of(const std::string& import) {
    std::shared_ptr<Run>& run = imports_[import];
    if (!run) {
      Context inputs;
      if (const Value* own = input(import); own != nullptr && own->as_context() != nullptr) inputs = *own->as_context();
      inputs.insert(inputs.end(), inputs_.begin(), inputs_.end());
      run = std::make_shared<Run>(content_->imports.find(import)->second, std::move(inputs), now_, work_, true);
    }
    return *run;
  }

  void provide(const std::string& id, Scope& scope) {
    ++work_->depth;
    if (const auto* data = find_by(content_->inputs, id, &InputData::id)) {
      const Value* given = input(data->name);
      scope.set(data->name, given == nullptr ? Value::null(fmt::format("no value was given for \"{}\"", data->name))
                                             : conform(*given, data->type, *content_));
    } else if (const auto* decision = find_by(content_->decisions, id, &DecisionNode::id)) {
      scope.set(decision->name,
                work_->depth > call_depth_max ? Value::null("decisions need one another too deep") : decide(*decision));
    } else if (const auto* model = find_by(content_->knowledge, id, &KnowledgeModel::id)) {
      scope.set(model->name, knowledge_function(*model));
    } else if (const auto* service = find_by(content_->services, id, &DecisionService::id)) {
      scope.set(service->name, service_function(*service));
    }
    --work_->depth;
  }

  /// Counts a call; a null with the reason when there are too many.
  template <class Body>
  Value called(const Body& body) {
    if (work_->depth >= call_depth_max)
      return Value::null(fmt::format("calls are nested deeper than {} levels", call_depth_max));
    if (++work_->calls > calls_max) return Value::null(fmt::format("the decision takes more than {} calls", calls_max));
    ++work_->depth;
    Value out = body();
    --work_->depth;
    return out;
  }

  Value knowledge_function(const KnowledgeModel& model) {
    if (model.logic->kind != Boxed::Kind::function) return Value::null(model.logic->problem);
    return native(*model.logic, [this, &model](std::span<const Value> arguments) {
      Scope scope(nullptr, now_, *content_);
      provide(model.needs, scope);
      // It may call itself.
      scope.set(model.name, knowledge_function(model));
      return conform(apply(*model.logic, scope, arguments), model.type, *content_);
    });
  }

  Value service_function(const DecisionService& service) {
    std::vector<std::string> parameters;
    std::vector<std::string> types;
    for (const std::string& id : service.input_data) {
      const auto* data = find_by(content_->inputs, id, &InputData::id);
      parameters.push_back(data == nullptr ? id : data->name);
      types.push_back(data == nullptr ? "" : data->type);
    }
    for (const std::string& id : service.input_decisions) {
      const auto* decision = find_by(content_->decisions, id, &DecisionNode::id);
      parameters.push_back(decision == nullptr ? id : decision->name);
      types.push_back(decision == nullptr ? "" : decision->type);
    }
    return weakly(parameters, [this, &service, parameters, types](std::span<const Value> arguments) {
      Context inputs;
      for (std::size_t i = 0; i < parameters.size(); ++i) {
        Value fitted = conform(arguments[i], types[i], *content_);
        if (fitted.is_null() && !arguments[i].is_null()) return fitted;
        inputs.emplace_back(parameters[i], std::move(fitted));
      }
      const auto inner = std::make_shared<Run>(content_, std::move(inputs), now_, work_);
      Value out = inner->outputs_of(service);
      const auto type = content_->types.find(service.type);
      const bool is_function = type != content_->types.end() && type->second.is_function;
      return conform(out, is_function ? type->second.type : service.type, *content_);
    });
  }

  Value outputs_of(const DecisionService& service) {
    Context out;
    for (const std::string& id : service.outputs) {
      const auto* decision = find_by(content_->decisions, id, &DecisionNode::id);
      if (decision != nullptr) out.emplace_back(decision->name, decide(*decision));
    }
    return out.size() == 1 ? out.front().second : Value(std::move(out));
  }

  template <class Body>
  Value weakly(std::vector<std::string> parameters, Body body) {
    return feel::make_function(std::move(parameters),
                               [weak = weak_from_this(), body](std::span<const Value> arguments) {
                                 const auto run = weak.lock();
                                 if (!run) return Value::null("the model's evaluation is over");
                                 return run->called([&] { return body(arguments); });
                               });
  }
  template <class Body>
  Value native(const Boxed& function, Body body) {
    return weakly(function.names, std::move(body));
  }

  Value apply(const Boxed& function, const Scope& outer, std::span<const Value> arguments) {
    Scope scope(&outer, now_, *content_);
    for (std::size_t i = 0; i < function.names.size(); ++i) {
      Value fitted = conform(arguments[i], function.types[i], *content_);
      if (fitted.is_null() && !arguments[i].is_null()) return fitted;
      scope.set(function.names[i], std::move(fitted));
    }
    return conform(box(*function.parts.front(), scope), function.type, *content_);
  }

  Value box(const Boxed& boxed, const Scope& scope) { return conform(unboxed(boxed, scope), boxed.type, *content_); }

  Value unboxed(const Boxed& boxed, const Scope& scope) {
    switch (boxed.kind) {
      case Boxed::Kind::literal:
        return boxed.expression.evaluate(scope);
      case Boxed::Kind::table:
        return dmn::evaluate(boxed.table, scope).value;
      case Boxed::Kind::context:
        return context(boxed, scope);
      case Boxed::Kind::list: {
        List out;
        for (const BoxedPtr& part : boxed.parts) out.push_back(box(*part, scope));
        return out;
      }
      case Boxed::Kind::relation:
        return relation(boxed, scope);
      case Boxed::Kind::invocation:
        return invoke(boxed, scope);
      case Boxed::Kind::function:
        return function(boxed, scope, {});
      case Boxed::Kind::conditional: {
        const Value condition = box(*boxed.parts[0], scope);
        if (condition.as_boolean() == nullptr && !condition.is_null()) {
          return Value::null("the condition must be true or false");
        }
        return box(*boxed.parts[condition.is_true() ? 1 : 2], scope);
      }
      case Boxed::Kind::filter:
        return filter(boxed, scope);
      case Boxed::Kind::iterate:
      case Boxed::Kind::some:
      case Boxed::Kind::every:
        return iterate(boxed, scope);
      case Boxed::Kind::nothing:
        return Value::null(boxed.problem);
    }
    return {};
  }

  Value context(const Boxed& boxed, const Scope& outer) {
    Scope scope(&outer, now_, *content_);
    for (std::size_t i = 0; i < boxed.parts.size(); ++i) {
      const Boxed& part = *boxed.parts[i];
      const std::string& name = boxed.names[i];
      Value value = part.kind == Boxed::Kind::function ? function(part, scope, name) : box(part, scope);
      value = conform(value, boxed.types[i], *content_);
      if (name.empty()) return value;
      scope.set(name, std::move(value));
    }
    return scope.values();
  }

  Value relation(const Boxed& boxed, const Scope& scope) {
    List rows;
    for (std::size_t i = 0; i < boxed.parts.size();) {
      Context row;
      for (const std::string& name : boxed.names) row.emplace_back(name, box(*boxed.parts[i++], scope));
      rows.emplace_back(std::move(row));
    }
    return rows;
  }

  Value invoke(const Boxed& boxed, const Scope& scope) {
    const Value target = box(*boxed.parts.front(), scope);
    if (target.as_function() == nullptr) {
      return target.is_null() && !target.null_reason().empty() ? target : Value::null("what is invoked is no function");
    }
    std::vector<Value> arguments;
    const auto parameters = feel::parameters_of(*target.as_function());
    for (const std::string& parameter : parameters) {
      const auto found = std::find(boxed.names.begin(), boxed.names.end(), parameter);
      const auto place = static_cast<std::size_t>(found - boxed.names.begin()) + 1;
      arguments.push_back(found == boxed.names.end() ? Value{} : box(*boxed.parts[place], scope));
    }
    for (const std::string& name : boxed.names) {
      if (std::find(parameters.begin(), parameters.end(), name) == parameters.end()) {
        return Value::null(fmt::format("the function has no parameter \"{}\"", name));
      }
    }
    return feel::call(target, arguments, scope);
  }

  Value function(const Boxed& boxed, const Scope& scope, const std::string& own_name) {
    Context around;
    scope.flatten_into(around);
    return native(boxed, [this, &boxed, around, own_name](std::span<const Value> arguments) {
      Scope outer(nullptr, now_, *content_);
      for (const auto& [name, value] : around) outer.set(name, value);
      if (!own_name.empty()) outer.set(own_name, rebuilt(boxed, around, own_name));
      return apply(boxed, outer, arguments);
    });
  }
  Value rebuilt(const Boxed& boxed, const Context& around, const std::string& own_name) {
    Scope scope(nullptr, now_, *content_);
    for (const auto& [name, value] : around) scope.set(name, value);
    return function(boxed, scope, own_name);
  }

  Value filter(const Boxed& boxed, const Scope& outer) {
    const Value base = box(*boxed.parts[0], outer);
    if (base.is_null()) return base;
    const List single = {base};
    List out;
    for (const Value& item : base.as_list() == nullptr ? single : *base.as_list()) {
      Scope scope(&outer, now_, *content_);
      scope.set("item", item);
      if (const Context* entries = item.as_context()) {
        for (const auto& [name, value] : *entries) scope.set(name, value);
      }
      const Value keep = box(*boxed.parts[1], scope);
      if (keep.as_boolean() == nullptr) return Value::null("the condition of a filter must be true or false");
      if (keep.is_true()) out.push_back(item);
    }
    return out;
  }

  Value iterate(const Boxed& boxed, const Scope& outer) {
    const Value domain = box(*boxed.parts[0], outer);
    if (domain.is_null()) return domain;
    const List single = {domain};
    List out;
    for (const Value& item : domain.as_list() == nullptr ? single : *domain.as_list()) {
      Scope scope(&outer, now_, *content_);
      scope.set(boxed.names.front(), item);
      scope.set("partial", boxed.kind == Boxed::Kind::iterate ? Value(out) : Value{});
      out.push_back(box(*boxed.parts[1], scope));
    }
    if (boxed.kind == Boxed::Kind::iterate) return out;
    const bool every = boxed.kind == Boxed::Kind::every;
    bool open = false;
    for (const Value& one : out) {
      const bool* boolean = one.as_boolean();
      if (boolean == nullptr && !one.is_null()) return Value::null("a condition is neither true nor false");
    }
    for (const Value& one : out) {
      const bool* boolean = one.as_boolean();
      if (boolean != nullptr && *boolean != every) return !every;
      open = open || boolean == nullptr;
    }
    return open ? Value::null("a condition is neither true nor false") : Value(every);
  }

  std::shared_ptr<const ModelContent> content_;
  Context inputs_;
  Instant now_;
  std::map<std::string, Value> decided_;
  std::set<std::string> deciding_;
  std::map<std::string, std::shared_ptr<Run>> imports_;
  std::shared_ptr<Work> work_;
  bool is_import_;
};

}  // namespace

std::vector<std::string> Model::decisions() const {
  std::vector<std::string> out;
  for (const DecisionNode& decision : content_->decisions) out.push_back(decision.name);
  return out;
}

std::vector<std::string> Model::inputs() const {
  std::vector<std::string> out;
  for (const InputData& input : content_->inputs) out.push_back(input.name);
  return out;
}

Value Model::evaluate(std::string_view name, const Context& inputs, Instant now) const {
  return std::make_shared<Run>(content_, inputs, now)->evaluate(name);
}

}  // namespace evenhand::dmn
