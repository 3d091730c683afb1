#include "dmn/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "feel/function.hpp"

namespace evenhand::dmn {

using feel::Context;
using feel::List;
using feel::Value;

const Value* Scope::find(std::string_view name) const {
  constexpr std::size_t searched_max = 32;
  if (values_.size() <= searched_max) {
    const auto found = std::find_if(values_.rbegin(), values_.rend(), [&](const auto& e) { return e.first == name; });
    if (found != values_.rend()) return &found->second;
  } else {
    // The last one of a name counts.
    for (; placed_ < values_.size(); ++placed_) places_[values_[placed_].first] = placed_;
    const auto found = places_.find(std::string(name));
    if (found != places_.end()) return &values_[found->second].second;
  }
  return outer_ == nullptr ? nullptr : outer_->find(name);
}

void Scope::flatten_into(Context& out) const {
  if (outer_ != nullptr) outer_->flatten_into(out);
  out.insert(out.end(), values_.begin(), values_.end());
}

namespace {

constexpr std::string_view too_deep = "decisions need one another too deep";

template <class List>
const typename List::value_type* by_name(const List& list, std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& e) { return e.name == name; });
  return found == list.end() ? nullptr : &*found;
}

const Value* entry(const Context& context, std::string_view name) {
  const auto found = std::find_if(context.begin(), context.end(), [&](const auto& e) { return e.first == name; });
  return found == context.end() ? nullptr : &found->second;
}

}  // namespace

Value Run::evaluate(std::string_view name) {
  const ModelContent& content = *content_;
  if (const auto* decision = by_name(content.decisions, name)) return decide(content, *decision);
  Value function;
  const auto* service = by_name(content.services, name);
  const auto* model = by_name(content.knowledge, name);
  if (service != nullptr) function = service_function(content, *service);
  if (model != nullptr) function = knowledge_function(content, *model);
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
  return feel::call(function, arguments, Scope(nullptr, now_, content), budget_);
}

Value Run::evaluate(std::string_view name, feel::Budget& budget) {
  budget_ = budget;
  Value out = evaluate(name);
  budget = budget_;
  return out;
}

bool Run::has_room() {
  if (trace_ == nullptr) return false;
  if (trace_->steps.size() < limits::dmn_trace_max) return true;
  trace_->is_cut = true;
  return false;
}

void Run::note(TraceStep::Kind kind, const Element& element, const Value& value) {
  if (has_room()) trace_->steps.push_back({kind, element.id, element.name, element.span, value, {}});
}

const Value* Run::input(std::string_view name) const {
  return given_.find(name);
}

/// What is given for an element of an imported model: an entry of a context that is called as the import is.
const Value* Run::given_in_import(const ModelContent& content, const std::string& name) const {
  for (const Import& import : content_->imports) {
    if (import.content.get() != &content) continue;
    const Value* around = input(import.name);
    const Context* entries = around == nullptr ? nullptr : around->as_context();
    if (const Value* found = entries == nullptr ? nullptr : entry(*entries, name)) return found;
  }
  return nullptr;
}

Value Run::decide(const ModelContent& content, const DecisionNode& decision) {
  // A value given for a decision stands in for its logic: that is how services pass their input decisions.
  // Names of imported models are another matter: their decisions may be called as ours are.
  const bool own = &content == home_;
  if (const Value* given = own ? input(decision.name) : given_in_import(content, decision.name)) return *given;
  if (const auto known = decided_.find(&decision); known != decided_.end()) return known->second;
  if (depth_ > limits::dmn_call_depth_max) return Value::limit(std::string(too_deep));
  if (!deciding_.insert(&decision).second) return Value::null(fmt::format("\"{}\" needs itself", decision.name));
  const Value outside = std::exchange(limit_, Value{});
  Scope scope(nullptr, now_, content);
  provide(content, decision.needs, scope);
  const Owner owner{content, decision};
  Value value = fit(box(owner, *decision.logic, scope), decision.type, content);
  limit_ = outside;
  deciding_.erase(&decision);
  decided_.emplace(&decision, value);
  note(TraceStep::Kind::decision, decision, value);
  return value;
}

/// Puts what a decision or a knowledge model requires into its scope.
void Run::provide(const ModelContent& content, const std::vector<Requirement>& needs, Scope& scope) {
  ++depth_;
  // What stands in an imported model is an entry of a context that is called as the import is.
  std::map<std::string, Context> imported;
  const auto set = [&](const Target& target, const std::string& name, Value value) {
    if (target.import_name.empty()) {
      scope.set(name, std::move(value));
    } else {
      imported[target.import_name].emplace_back(name, std::move(value));
    }
  };
  for (const Requirement& need : needs) {
    if (need.kind == Requirement::Kind::authority) continue;
    const Target target = find_target(content, need.href);
    if (target.input != nullptr) {
      const InputData& data = *target.input;
      const Value* given = given_in_import(*target.content, data.name);
      if (given == nullptr) given = input(data.name);
      Value value = given == nullptr ? Value::null(fmt::format("no value was given for \"{}\"", data.name))
                                     : fit(*given, data.type, *target.content);
      if (noted_.insert(&data).second) note(TraceStep::Kind::input, data, value);
      set(target, data.name, std::move(value));
    } else if (target.decision != nullptr) {
      set(target, target.decision->name, checked(decide(*target.content, *target.decision)));
    } else if (target.knowledge != nullptr) {
      set(target, target.knowledge->name, knowledge_function(*target.content, *target.knowledge));
    } else if (target.service != nullptr) {
      set(target, target.service->name, service_function(*target.content, *target.service));
    }
  }
  for (auto& [name, entries] : imported) scope.set(name, std::move(entries));
  --depth_;
}

Value Run::checked(Value value) {
  if (value.is_limit() && !limit_.is_limit()) limit_ = value;
  return limit_.is_limit() ? limit_ : value;
}

Value Run::fit(const Value& value, std::string_view type, const ModelContent& content) {
  return checked(conform(value, type, content, budget_));
}

/// Counts a call; a null with the reason when there are too many.
Value Run::called(const std::function<Value()>& body) {
  if (depth_ >= limits::dmn_call_depth_max)
    return Value::limit(fmt::format("calls are nested deeper than {} levels", limits::dmn_call_depth_max));
  if (++calls_ > limits::dmn_calls_max)
    return Value::limit(fmt::format("the decision takes more than {} calls", limits::dmn_calls_max));
  ++depth_;
  Value out = body();
  --depth_;
  return out;
}

Value Run::weakly(std::vector<std::string> parameters, feel::NativeBody body) {
  return feel::make_function(std::move(parameters),
                             [weak = weak_from_this(), body = std::move(body)](Arguments arguments) {
                               const auto run = weak.lock();
                               if (!run) return Value::null("the model's evaluation is over");
                               return run->called([&] { return body(arguments); });
                             });
}

Value Run::knowledge_function(const ModelContent& content, const KnowledgeModel& model) {
  if (!model.logic->problem.empty()) return Value::null(model.logic->problem);
  return weakly(model.logic->names, [this, &content, &model](Arguments arguments) {
    Scope scope(nullptr, now_, content);
    provide(content, model.needs, scope);
    // It may call itself.
    scope.set(model.name, knowledge_function(content, model));
    Value value = fit(apply({content, model}, *model.logic, scope, arguments), model.type, content);
    note(TraceStep::Kind::knowledge, model, value);
    return value;
  });
}

Value Run::service_function(const ModelContent& content, const DecisionService& service) {
  std::vector<std::string> parameters;
  std::vector<std::string> types;
  const auto add = [&](const std::string& href, const Element* element, const std::string* type) {
    parameters.push_back(element == nullptr ? href : element->name);
    types.push_back(type == nullptr ? std::string{} : *type);
  };
  for (const std::string& href : service.input_data) {
    const InputData* data = find_target(content, href).input;
    add(href, data, data == nullptr ? nullptr : &data->type);
  }
  for (const std::string& href : service.input_decisions) {
    const DecisionNode* decision = find_target(content, href).decision;
    add(href, decision, decision == nullptr ? nullptr : &decision->type);
  }
  return weakly(parameters, [this, &content, &service, parameters, types](Arguments arguments) {
    Context inputs;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Value fitted = fit(arguments[i], types[i], content);
      if (fitted.is_null() && !arguments[i].is_null()) return fitted;
      inputs.emplace_back(parameters[i], std::move(fitted));
    }
    const auto inner = std::make_shared<Run>(content_, std::move(inputs), now_, trace_, deadline_);
    inner->home_ = &content;
    inner->depth_ = depth_;
    inner->calls_ = calls_;
    inner->budget_ = budget_;
    inner->trace_budget_ = trace_budget_;
    Value out = inner->outputs_of(content, service);
    calls_ = inner->calls_;
    budget_ = inner->budget_;
    trace_budget_ = inner->trace_budget_;
    const ItemDefinition* type = find_type(content, service.type).first;
    Value value = fit(out, type != nullptr && type->is_function ? type->type : service.type, content);
    note(TraceStep::Kind::service, service, value);
    return value;
  });
}

Value Run::outputs_of(const ModelContent& content, const DecisionService& service) {
  Context out;
  for (const std::string& href : service.outputs) {
    const Target target = find_target(content, href);
    if (target.decision != nullptr)
      out.emplace_back(target.decision->name, checked(decide(*target.content, *target.decision)));
  }
  if (limit_.is_limit()) return limit_;
  return out.size() == 1 ? out.front().second : Value(std::move(out));
}

Value Run::apply(const Owner& owner, const Boxed& function, const Scope& outer, Arguments arguments) {
  Scope scope(&outer, now_, owner.content);
  for (std::size_t i = 0; i < function.names.size(); ++i) {
    Value fitted = fit(arguments[i], function.types[i], owner.content);
    if (fitted.is_null() && !arguments[i].is_null()) return fitted;
    scope.set(function.names[i], std::move(fitted));
  }
  return fit(box(owner, *function.parts.front(), scope), function.type, owner.content);
}

}  // namespace evenhand::dmn
