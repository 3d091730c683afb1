#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/limits.hpp"
#include "feel/evaluator.hpp"
#include "feel/operators.hpp"
#include "feel/temporal.hpp"

namespace evenhand::feel {

/// What a loop goes through: the items of a list, or steps from a first value.
struct Evaluator::Domain {
  Value holder;
  const List* list = nullptr;
  Value first;
  std::int64_t step = 1;
  std::int64_t count = 0;
};

namespace {

/// Whole steps from one value to the other, both included; negative going down. Empty when there are none to count.
std::optional<std::int64_t> steps_between(const Value& from, const Value& to) {
  const Value gap = subtract(to, from);
  if (const Decimal* number = gap.as_number()) {
    const auto whole = number->round(0, Rounding::down);
    return whole ? whole->to_int64() : std::nullopt;
  }
  const DaysTime* duration = gap.as_days_time();
  if (duration == nullptr || from.as_date() == nullptr) return std::nullopt;
  return duration->seconds / temporal::seconds_per_day;
}

}  // namespace

std::optional<Evaluator::Domain> Evaluator::domain_of(const Node& node, Value& problem) {
  Domain out;
  const bool counts = node.kind == Kind::range && node.flag;
  Value low;
  Value high;
  if (counts) {
    low = eval(*node.children[0]);
    high = eval(*node.children[1]);
  } else {
    out.holder = eval(node);
    if (out.holder.is_null()) {
      problem = out.holder;
      return std::nullopt;
    }
    const Range* range = out.holder.as_range();
    if (range == nullptr) {
      if (out.holder.as_list() == nullptr) out.holder = Value(List{out.holder});
      out.list = out.holder.as_list();
      out.count = static_cast<std::int64_t>(out.list->size());
      return out;
    }
    low = range->low;
    high = range->high;
    const Value one = low.as_date() != nullptr ? Value(DaysTime{temporal::seconds_per_day, 0}) : Value(1);
    if (!range->low_closed) low = add(low, one);
    if (!range->high_closed) high = subtract(high, one);
    const auto ends = order(low, high);
    if (ends && *ends > 0) return out;
  }
  const auto steps = steps_between(low, high);
  if (!steps || *steps == std::numeric_limits<std::int64_t>::min()) {
    problem = Value::null(fmt::format("cannot count from {} to {}", type_name(low.type()), type_name(high.type())));
    return std::nullopt;
  }
  out.first = low;
  out.step = *steps < 0 ? -1 : 1;
  out.count = (*steps < 0 ? -*steps : *steps);
  if (out.count < std::numeric_limits<std::int64_t>::max()) ++out.count;
  return out;
}

Value Evaluator::item_of(const Domain& domain, std::int64_t index) {
  if (domain.list != nullptr) return (*domain.list)[static_cast<std::size_t>(index)];
  const std::int64_t distance = domain.step * index;
  if (domain.first.as_number() != nullptr) return add(domain.first, Value(distance));
  return add(domain.first, Value(DaysTime{distance * temporal::seconds_per_day, 0}));
}

/// Runs the body for every combination of the loop's variables, the last one fastest. Stops when the body says so.
template <class Body>
bool Evaluator::for_each(const Node& node, std::size_t level, Value& problem, const Body& body) {
  if (level == node.names.size()) return body();
  const auto domain = domain_of(*node.children[level], problem);
  if (!domain) return false;
  const std::size_t place = stack_.size();
  for (std::int64_t i = 0; i < domain->count; ++i) {
    if (!spend(1)) return false;
    stack_.push_back(item_of(*domain, i));
    const bool go_on = for_each(node, level + 1, problem, body);
    truncate(place);
    if (!go_on) return false;
  }
  return true;
}

Value Evaluator::eval_iteration(const Node& node) {
  List results;
  Value problem;
  const Node& body = *node.children.back();
  const bool wants_partial = node.flag;
  const bool done = for_each(node, 0, problem, [&] {
    if (results.size() >= limits::feel_list_max) {
      give_up(Value::limit(fmt::format("the list is longer than {} items", limits::feel_list_max)));
      return false;
    }
    if (wants_partial && !spend(results.size() / 8)) return false;
    stack_.push_back(wants_partial ? Value(results) : Value{});
    Value one = eval(body);
    stack_.pop_back();
    if (wants_partial) one = bounded(std::move(one));
    results.push_back(std::move(one));
    return !is_stopped();
  });
  if (is_stopped()) return reason_;
  if (!done && problem.is_null() && !problem.null_reason().empty()) return problem;
  if (!done) return Value::null("there is nothing to go through");
  return bounded(std::move(results));
}

Value Evaluator::eval_quantified(const Node& node) {
  const bool every = node.flag;
  Value problem;
  Value open;
  bool is_open = false;
  bool decided = false;
  const Node& body = *node.children.back();
  const bool done = for_each(node, 0, problem, [&] {
    Value one = eval(body);
    const bool* boolean = one.as_boolean();
    if (boolean != nullptr && *boolean != every) {
      decided = true;
      return false;
    }
    if (boolean == nullptr && !is_open) {
      is_open = true;
      open = one.null_reason().empty() ? Value::null("a condition is neither true nor false") : std::move(one);
    }
    return !is_stopped();
  });
  if (is_stopped()) return reason_;
  if (decided) return !every;
  if (!done) return problem.null_reason().empty() ? Value::null("there is nothing to go through") : problem;
  return is_open ? open : Value(every);
}

Value Evaluator::eval_filter(const Node& node) {
  const Value base = eval(*node.children[0]);
  if (base.is_null()) return base.null_reason().empty() ? Value::null("null cannot be filtered") : base;
  const Value holder = base.as_list() != nullptr ? base : Value(List{base});
  const List& list = *holder.as_list();
  const Node& condition = *node.children[1];
  List out;
  for (std::size_t i = 0; i < std::max<std::size_t>(list.size(), 1); ++i) {
    stack_.push_back(i < list.size() ? list[i] : Value{});
    Value keep = eval(condition);
    stack_.pop_back();
    if (is_stopped()) return reason_;
    if (const Decimal* number = keep.as_number(); number != nullptr && i == 0) {
      const auto index = number->to_int64();
      const auto size = static_cast<std::int64_t>(list.size());
      if (index && *index >= 1 && *index <= size) return list[static_cast<std::size_t>(*index - 1)];
      if (index && *index <= -1 && *index >= -size) return list[static_cast<std::size_t>(size + *index)];
      return Value::null(fmt::format("the list has {} items and none at {}", size, number->str()));
    }
    if (i < list.size() && keep.is_true()) out.push_back(list[i]);
  }
  return Value(std::move(out));
}

}  // namespace evenhand::feel
