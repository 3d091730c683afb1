#include <algorithm>

#include "feel/builtins.hpp"
#include "feel/operators.hpp"

namespace evenhand::feel {

namespace {

template <bool smallest>
Value extreme(const Call& call) {
  const auto list = call.items();
  if (!list || list->empty()) return call.wrong("a list with items that can be compared");
  const Value* best = &list->front();
  for (const Value& item : *list) {
    const auto found = order(item, *best);
    if (!found) return call.wrong("items that can be compared");
    if (smallest ? *found < 0 : *found > 0) best = &item;
  }
  return *best;
}

Value sum(const Call& call) {
  const auto list = call.items();
  if (!list || list->empty()) return call.wrong("a list of numbers or durations");
  Value total = list->front();
  const bool fits =
      total.as_number() != nullptr || total.as_days_time() != nullptr || total.as_years_months() != nullptr;
  if (!fits) return call.wrong("a list of numbers or durations");
  for (const Value& item : list->subspan(1)) {
    if (item.type() != total.type()) return call.wrong("items of one kind");
    total = add(total, item);
    if (total.is_null()) return total;
  }
  return total;
}

Value mean(const Call& call) {
  const auto list = call.items();
  if (!list || list->empty()) return call.wrong("a list of numbers");
  const Value total = sum(call);
  return total.is_null() ? total : divide(total, Value(static_cast<std::int64_t>(list->size())));
}

Value product(const Call& call) {
  const auto list = call.items();
  if (!list || list->empty()) return call.wrong("a list of numbers");
  Value total = 1;
  for (const Value& item : *list) {
    if (item.as_number() == nullptr) return call.wrong("a list of numbers");
    total = multiply(total, item);
    if (total.is_null()) return total;
  }
  return total;
}

/// The numbers of a list in order; empty when something else is among them.
std::optional<std::vector<Decimal>> sorted_numbers(const Call& call) {
  const auto list = call.items();
  if (!list) return std::nullopt;
  std::vector<Decimal> out;
  out.reserve(list->size());
  for (const Value& item : *list) {
    const Decimal* number = item.as_number();
    if (number == nullptr) return std::nullopt;
    out.push_back(*number);
  }
  std::sort(out.begin(), out.end());
  return out;
}

Value median(const Call& call) {
  const auto numbers = sorted_numbers(call);
  if (!numbers || numbers->empty()) return call.wrong("a list of numbers");
  const std::size_t middle = numbers->size() / 2;
  if (numbers->size() % 2 == 1) return (*numbers)[middle];
  return divide(add(Value((*numbers)[middle - 1]), Value((*numbers)[middle])), Value(2));
}

Value standard_deviation(const Call& call) {
  const auto numbers = sorted_numbers(call);
  if (!numbers || numbers->size() < 2) return call.wrong("a list of at least two numbers");
  const Value average = mean(call);
  Value squares = 0;
  for (const Decimal& number : *numbers) {
    const Value gap = subtract(Value(number), average);
    squares = add(squares, multiply(gap, gap));
  }
  const Value variance = divide(squares, Value(static_cast<std::int64_t>(numbers->size() - 1)));
  const Decimal* number = variance.as_number();
  const auto root = number == nullptr ? std::nullopt : number->square_root();
  return root ? Value(*root) : variance;
}

Value mode(const Call& call) {
  const auto numbers = sorted_numbers(call);
  if (!numbers) return call.wrong("a list of numbers");
  List out;
  std::size_t best = 0;
  for (std::size_t i = 0; i < numbers->size();) {
    std::size_t end = i;
    while (end < numbers->size() && (*numbers)[end] == (*numbers)[i]) ++end;
    if (end - i > best) out.clear();
    if (end - i >= best) out.emplace_back((*numbers)[i]);
    best = std::max(best, end - i);
    i = end;
  }
  return out;
}

/// Like `and` over a list, or `or` where true absorbs.
template <bool absorbing>
Value logic(const Call& call) {
  const auto list = call.items();
  if (!list) return call.wrong("a list of true and false");
  bool open = false;
  for (const Value& item : *list) {
    const bool* boolean = item.as_boolean();
    if (boolean == nullptr && !item.is_null()) return call.wrong("a list of true and false");
    if (boolean == nullptr) open = true;
    if (boolean != nullptr && *boolean == absorbing) return absorbing;
  }
  return open ? call.wrong("no null among its items") : Value(!absorbing);
}

constexpr Builtin table[] = {
    {"all", "list", 1, Builtin::any_number, logic<false>},
    {"any", "list", 1, Builtin::any_number, logic<true>},
    {"max", "list", 1, Builtin::any_number, extreme<false>},
    {"mean", "list", 1, Builtin::any_number, mean},
    {"median", "list", 1, Builtin::any_number, median},
    {"min", "list", 1, Builtin::any_number, extreme<true>},
    {"mode", "list", 1, Builtin::any_number, mode},
    {"product", "list", 1, Builtin::any_number, product},
    {"stddev", "list", 1, Builtin::any_number, standard_deviation},
    {"sum", "list", 1, Builtin::any_number, sum},
};

}  // namespace

std::span<const Builtin> statistics_builtins() noexcept {
  return table;
}

}  // namespace evenhand::feel
