#include <fmt/format.h>

#include <algorithm>

#include "base/limits.hpp"
#include "feel/builtins.hpp"
#include "feel/expression_access.hpp"
#include "feel/operators.hpp"
#include "feel/value_text.hpp"

namespace evenhand::feel {

namespace {

Value get_value(const Call& call) {
  const Context* context = call.single(0).as_context();
  if (context == nullptr) return call.wrong("a context and a key");
  if (const List* path = call[1].as_list()) {
    Value at = call.single(0);
    for (const Value& key : *path) {
      if (key.as_string() == nullptr || at.as_context() == nullptr) return call.wrong("a context and keys");
      at = property(at, *key.as_string());
    }
    return path->empty() ? call.wrong("a context and keys") : at;
  }
  const std::string* key = call.text(1);
  return key == nullptr ? call.wrong("a context and a key") : property(call.single(0), *key);
}

Value get_entries(const Call& call) {
  const Context* context = call.single(0).as_context();
  if (context == nullptr) return call.wrong("a context");
  if (!call.machine.spend(2 * context->size() + copy_cost(*context))) return {};
  List out;
  for (const auto& [key, value] : *context) out.emplace_back(Context{{"key", Value(key)}, {"value", value}});
  return out;
}

const Value* entry(const Context& context, std::string_view key) noexcept {
  const auto found = std::find_if(context.begin(), context.end(), [&](const auto& e) { return e.first == key; });
  return found == context.end() ? nullptr : &found->second;
}

void put(Context& context, const std::string& key, Value value) {
  const auto found = std::find_if(context.begin(), context.end(), [&](const auto& e) { return e.first == key; });
  if (found == context.end()) {
    context.emplace_back(key, std::move(value));
  } else {
    found->second = std::move(value);
  }
}

Value make_context(const Call& call) {
  const auto entries = call.list(0);
  if (!entries) return call.wrong("a list of contexts with key and value");
  Context out;
  for (const Value& item : *entries) {
    const Context* pair = item.as_context();
    const Value* key = pair == nullptr ? nullptr : entry(*pair, "key");
    const Value* value = pair == nullptr ? nullptr : entry(*pair, "value");
    if (key == nullptr || value == nullptr || key->as_string() == nullptr) {
      return call.wrong("a list of contexts with key and value");
    }
    if (!call.machine.spend(1 + out.size() / 8)) return {};
    if (entry(out, *key->as_string()) != nullptr) return call.wrong("every key only once");
    out.emplace_back(*key->as_string(), *value);
  }
  return out;
}

/// Puts a value at the end of a path of keys; what is no context on the way stops it.
std::optional<Context> put_deep(const Context& context, std::span<const Value> keys, const Value& value,
                                Machine& machine) {
  const std::string* key = keys.front().as_string();
  if (key == nullptr || !machine.spend(copy_cost(context))) return std::nullopt;
  Context out = context;
  if (keys.size() == 1) {
    put(out, *key, value);
    return out;
  }
  const Value* inner = entry(context, *key);
  const Context* next = inner == nullptr ? nullptr : inner->as_context();
  if (next == nullptr && inner != nullptr && !inner->is_null()) return std::nullopt;
  auto changed = put_deep(next == nullptr ? Context{} : *next, keys.subspan(1), value, machine);
  if (!changed) return std::nullopt;
  put(out, *key, Value(std::move(*changed)));
  return out;
}

Value context_put(const Call& call) {
  const Context* context = call.single(0).as_context();
  const List* keys = call[1].as_list();
  const std::string* key = call.text(1);
  if (context == nullptr || call.size() != 3) return call.wrong("a context, a key and a value");
  if (keys == nullptr && call.names("keys")) return call.wrong("a list of keys");
  if (keys != nullptr) {
    if (call.names("key")) return call.wrong("a text for \"key\"; a list of keys is given as \"keys\"");
    if (keys->empty()) return call.wrong("a list of keys");
    if (keys->size() > limits::feel_depth_max)
      return Value::limit(fmt::format("lists and contexts are nested deeper than {} levels", limits::feel_depth_max));
    auto changed = put_deep(*context, *keys, call[2], call.machine);
    return changed ? Value(std::move(*changed)) : call.wrong("keys that lead to a context");
  }
  if (key == nullptr) return call.wrong("a context, a key and a value");
  Context out = *context;
  put(out, *key, call[2]);
  return out;
}

Value context_merge(const Call& call) {
  const auto contexts = call.list(0);
  if (!contexts) return call.wrong("a list of contexts");
  Context out;
  for (const Value& item : *contexts) {
    const Context* context = item.as_context();
    if (context == nullptr) return call.wrong("a list of contexts");
    for (const auto& [key, value] : *context) {
      if (!call.machine.spend(1 + out.size() / 8)) return {};
      put(out, key, value);
    }
  }
  return out;
}

Value to_string(const Call& call) {
  const Value& value = call[0];
  if (value.is_null()) return call.wrong("a value that is not null");
  if (!call.machine.spend(value.weight() / 4)) return {};
  // One byte more tells apart what is too long; the evaluator says so.
  return to_text(value, TextStyle::text, limits::feel_string_max);
}

/// Same value and same kind, time zones included.
Value is(const Call& call) {
  return call[0] == call[1];
}

/// A range from its text; the ends must be literals.
Value to_range(const Call& call) {
  const std::string* text = call.text(0);
  if (text == nullptr || text->size() > 1'000) return call.wrong("the text of a range");
  if (!call.machine.spend(text->size())) return {};
  const Parsed parsed = parse(*text, {});
  if (!parsed.ok()) return call.wrong("the text of a range, such as [1..3]");
  const Node& root = ExpressionAccess::root(parsed.expression);
  if (const Range* whole = root.kind == Kind::literal ? root.value.as_range() : nullptr; whole != nullptr) {
    return whole->low.type() == whole->high.type() ? root.value : call.wrong("ends of one type");
  }
  if (root.kind != Kind::range) return call.wrong("the text of a range, such as [1..3]");
  Range range;
  range.low_closed = root.low_closed;
  range.high_closed = root.high_closed;
  range.form = root.form;
  for (std::size_t i = 0; i < 2; ++i) {
    const Node* end = root.children[range.form == RangeForm::interval ? i : 0].get();
    if (end == nullptr) continue;
    if (end->kind != Kind::literal) return call.wrong("ends that are plain values");
    (i == 0 ? range.low : range.high) = end->value;
  }
  const bool two_ends = !range.low.is_null() && !range.high.is_null();
  if (range.low.is_null() && range.high.is_null()) return call.wrong("a range with an end");
  if (two_ends && (range.low.type() != range.high.type() || !order(range.low, range.high)))
    return call.wrong("ends that can be compared");
  if (two_ends && *order(range.low, range.high) > 0) return call.wrong("a range that begins before it ends");
  return range;
}

constexpr Builtin table[] = {
    {"context", "entries", 1, 1, make_context},
    {"context merge", "contexts", 1, 1, context_merge},
    {"context put", "context,key,value|context,keys,value", 3, 3, context_put},
    {"get entries", "m", 1, 1, get_entries},
    {"get value", "m,key", 2, 2, get_value},
    {"is", "value1,value2", 2, 2, is},
    {"range", "from", 1, 1, to_range},
    {"string", "from", 1, 1, to_string},
};

}  // namespace

std::span<const Builtin> context_builtins() noexcept {
  return table;
}

}  // namespace evenhand::feel
