#include <algorithm>

#include "base/limits.hpp"
#include "feel/builtins.hpp"
#include "feel/distinct.hpp"
#include "feel/operators.hpp"

namespace evenhand::feel {

namespace {

Value list_contains(const Call& call) {
  const auto list = call.list(0);
  if (!list) return call.wrong("a list");
  if (!call.machine.spend(list->size() / 16)) return {};
  return std::any_of(list->begin(), list->end(),
                     [&](const Value& item) { return item.equals(call[1]).value_or(false); });
}

Value count(const Call& call) {
  const auto list = call.items();
  return list ? Value(static_cast<std::int64_t>(list->size())) : call.wrong("a list");
}

/// A position counted from 1, or from the end when negative, as an index; `extra` places past the end are allowed.
std::optional<std::size_t> index_at(std::int64_t position, std::size_t size, std::size_t extra = 0) noexcept {
  const auto count = static_cast<std::int64_t>(size);
  if (position >= 1 && position <= count + static_cast<std::int64_t>(extra))
    return static_cast<std::size_t>(position - 1);
  if (position <= -1 && position >= -count) return static_cast<std::size_t>(count + position);
  return std::nullopt;
}

Value sublist(const Call& call) {
  const auto list = call.list(0);
  const auto start = call.whole(1);
  const auto length = call.whole(2);
  const auto index = list && start ? index_at(*start, list->size()) : std::nullopt;
  if (!index || (call.given(2) && (!length || *length < 0))) return call.wrong("a list, a position in it and a length");
  const auto rest = static_cast<std::int64_t>(list->size() - *index);
  const std::int64_t taken = length.value_or(rest);
  if (taken > rest) return call.wrong("a length that ends inside the list");
  const auto first = list->begin() + static_cast<std::ptrdiff_t>(*index);
  return List(first, first + taken);
}

Value append(const Call& call) {
  const auto list = call.list(0);
  if (!list) return call.wrong("a list");
  List out(list->begin(), list->end());
  out.insert(out.end(), call.all().begin() + 1, call.all().end());
  return out;
}

Value concatenate(const Call& call) {
  List out;
  for (std::size_t i = 0; i < call.size(); ++i) {
    const auto list = call.list(i);
    if (!list) return call.wrong("lists");
    // What is too long already is refused where every result is.
    if (out.size() > limits::feel_list_max) break;
    out.insert(out.end(), list->begin(), list->end());
  }
  return out;
}

Value insert_before(const Call& call) {
  const auto list = call.list(0);
  const auto position = call.whole(1);
  const auto index = list && position ? index_at(*position, list->size()) : std::nullopt;
  if (!index) return call.wrong("a list, a position in it and an item");
  List out(list->begin(), list->end());
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(*index), call[2]);
  return out;
}

Value remove(const Call& call) {
  const auto list = call.list(0);
  const auto position = call.whole(1);
  const auto index = list && position ? index_at(*position, list->size()) : std::nullopt;
  if (!index) return call.wrong("a list and a position in it");
  List out(list->begin(), list->end());
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(*index));
  return out;
}

Value reverse(const Call& call) {
  const auto list = call.list(0);
  return list ? Value(List(list->rbegin(), list->rend())) : call.wrong("a list");
}

Value index_of(const Call& call) {
  const auto list = call.list(0);
  if (!list) return call.wrong("a list");
  List out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    if ((*list)[i].equals(call[1]).value_or(false)) out.emplace_back(static_cast<std::int64_t>(i + 1));
  }
  return out;
}

Value union_of(const Call& call) {
  Distinct out(call.machine);
  for (std::size_t i = 0; i < call.size(); ++i) {
    const auto list = call.list(i);
    if (!list) return call.wrong("lists");
    if (!out.add(*list)) return {};
  }
  return out.take();
}

Value distinct_values(const Call& call) {
  const auto list = call.list(0);
  if (!list) return call.wrong("a list");
  Distinct out(call.machine);
  if (!out.add(*list)) return {};
  return out.take();
}

bool flatten_into(List& out, std::span<const Value> items, Machine& machine) {
  for (const Value& item : items) {
    if (!machine.spend(1)) return false;
    if (const List* inner = item.as_list()) {
      if (!flatten_into(out, *inner, machine)) return false;
    } else {
      out.push_back(item);
    }
  }
  return true;
}

Value flatten(const Call& call) {
  const auto list = call.list(0);
  if (!list) return call.wrong("a list");
  List out;
  if (!flatten_into(out, *list, call.machine)) return {};
  return out;
}

Value list_replace(const Call& call) {
  const auto list = call.list(0);
  if (!list || call.size() != 3) return call.wrong("a list, a position or a condition, and an item");
  if (call.names(call[1].as_function() != nullptr ? "position" : "match")) {
    return call.wrong("a number for \"position\" and a function for \"match\"");
  }
  List out(list->begin(), list->end());
  if (call[1].as_function() == nullptr) {
    const auto position = call.whole(1);
    const auto index = position ? index_at(*position, out.size()) : std::nullopt;
    if (!index) return call.wrong("a list, a position in it and an item");
    out[*index] = call[2];
    return out;
  }
  for (Value& item : out) {
    const Value arguments[] = {item, call[2]};
    const Value replaced = call.machine.call(call[1], arguments);
    if (replaced.as_boolean() == nullptr) return call.wrong("a condition that yields true or false");
    if (replaced.is_true()) item = call[2];
  }
  return out;
}

/// Merge sort of our own: a condition that contradicts itself gives some order, never a crash.
bool merge_sort(List& items, List& scratch, std::size_t from, std::size_t to, const Value& precedes, Machine& machine) {
  if (to - from < 2) return true;
  const std::size_t middle = from + (to - from) / 2;
  if (!merge_sort(items, scratch, from, middle, precedes, machine)) return false;
  if (!merge_sort(items, scratch, middle, to, precedes, machine)) return false;
  std::size_t left = from;
  std::size_t right = middle;
  for (std::size_t i = from; i < to; ++i) {
    bool take_right = left == middle;
    if (left < middle && right < to) {
      const Value arguments[] = {items[right], items[left]};
      const Value first = machine.call(precedes, arguments);
      if (first.as_boolean() == nullptr) return false;
      take_right = first.is_true();
    }
    scratch[i] = std::move(items[take_right ? right++ : left++]);
  }
  std::move(scratch.begin() + static_cast<std::ptrdiff_t>(from), scratch.begin() + static_cast<std::ptrdiff_t>(to),
            items.begin() + static_cast<std::ptrdiff_t>(from));
  return true;
}

Value sort(const Call& call) {
  const bool list_first = call[1].as_function() != nullptr || call.size() < 2;
  const auto list = call.list(list_first ? 0 : 1);
  if (!list) return call.wrong("a list and a function of two items");
  List out(list->begin(), list->end());
  if (call.size() == 1) {
    for (const Value& item : out) {
      if (!order(out.front(), item)) return call.wrong("items that can be compared, or a function of two items");
    }
    if (!call.machine.spend(out.size())) return {};
    std::stable_sort(out.begin(), out.end(), [](const Value& a, const Value& b) {
      const auto found = order(a, b);
      return found && *found < 0;
    });
    return out;
  }
  List scratch(out.size());
  if (!merge_sort(out, scratch, 0, out.size(), call[list_first ? 1 : 0], call.machine)) {
    return call.wrong("a function of two items that yields true or false");
  }
  return out;
}

constexpr Builtin table[] = {
    {"append", "list,item", 1, Builtin::any_number, append},
    {"concatenate", "list", 1, Builtin::any_number, concatenate},
    {"count", "list", 1, Builtin::any_number, count},
    {"distinct values", "list", 1, 1, distinct_values},
    {"flatten", "list", 1, 1, flatten},
    {"index of", "list,match", 2, 2, index_of},
    {"insert before", "list,position,newItem", 3, 3, insert_before},
    {"list contains", "list,element", 2, 2, list_contains},
    {"list replace", "list,position,newItem|list,match,newItem", 3, 3, list_replace},
    {"remove", "list,position", 2, 2, remove},
    {"reverse", "list", 1, 1, reverse},
    {"sort", "list,precedes", 1, 2, sort},
    {"sublist", "list,start position,length", 2, 3, sublist},
    {"union", "list", 1, Builtin::any_number, union_of},
};

}  // namespace

std::span<const Builtin> list_builtins() noexcept {
  return table;
}

}  // namespace evenhand::feel
