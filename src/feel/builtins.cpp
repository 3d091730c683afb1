#include "feel/builtins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "feel/expression.hpp"
#include "feel/function.hpp"

namespace evenhand::feel {

namespace {

const Value missing;

std::vector<const Builtin*> collect() {
  std::vector<const Builtin*> out;
  for (const auto group : {string_builtins(), number_builtins(), list_builtins(), statistics_builtins(),
                           context_builtins(), temporal_builtins(), range_builtins()}) {
    for (const Builtin& builtin : group) out.push_back(&builtin);
  }
  std::sort(out.begin(), out.end(), [](const Builtin* a, const Builtin* b) { return a->name < b->name; });
  return out;
}

}  // namespace

std::span<const Builtin* const> all_builtins() {
  static const std::vector<const Builtin*> all = collect();
  return all;
}

const Builtin* find_builtin(std::string_view name) noexcept {
  const auto all = all_builtins();
  const auto found = std::lower_bound(all.begin(), all.end(), name,
                                      [](const Builtin* builtin, std::string_view n) { return builtin->name < n; });
  return found != all.end() && (*found)->name == name ? *found : nullptr;
}

std::optional<Places> places_of(const Builtin& builtin, std::span<const std::string> names) {
  for (const std::string_view spelling : text::split(builtin.parameters, '|')) {
    const std::vector<std::string_view> parameters = text::split(spelling, ',');
    std::vector<std::size_t> places;
    for (const std::string& name : names) {
      const auto found = std::find(parameters.begin(), parameters.end(), name);
      const auto place = static_cast<std::size_t>(found - parameters.begin());
      if (found == parameters.end() || std::find(places.begin(), places.end(), place) != places.end()) break;
      places.push_back(place);
    }
    if (places.size() == names.size()) return Places{std::move(places), spelling};
  }
  return std::nullopt;
}

std::span<const std::string_view> builtin_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> out;
    for (const Builtin* builtin : all_builtins()) out.push_back(builtin->name);
    return out;
  }();
  return names;
}

const std::vector<Signature>& builtin_signatures() {
  static const std::vector<Signature> signatures = [] {
    std::vector<Signature> out;
    for (const Builtin* builtin : all_builtins()) {
      for (std::string_view rest = builtin->parameters;;) {
        const std::size_t bar = std::min(rest.find('|'), rest.size());
        std::string text = std::string(builtin->name) + "(";
        for (const char c : rest.substr(0, bar)) text += c == ',' ? std::string(", ") : std::string(1, c);
        out.push_back({std::string(builtin->name), text + ")"});
        if (bar == rest.size()) break;
        rest.remove_prefix(bar + 1);
      }
    }
    return out;
  }();
  return signatures;
}

std::size_t copy_cost(const Context& context) noexcept {
  std::size_t bytes = 0;
  for (const auto& [key, value] : context) bytes += key.size();
  return context.size() / 2 + bytes / 64;
}

const Value& Call::operator[](std::size_t i) const noexcept {
  return i < arguments_.size() ? arguments_[i] : missing;
}

const Value& Call::single(std::size_t i) const noexcept {
  const Value& argument = (*this)[i];
  const List* list = argument.as_list();
  return list != nullptr && list->size() == 1 ? list->front() : argument;
}

std::optional<std::span<const Value>> Call::list(std::size_t i) const noexcept {
  const Value& argument = (*this)[i];
  if (const List* list = argument.as_list()) return std::span<const Value>(*list);
  if (argument.is_null()) return std::nullopt;
  return std::span<const Value>(&argument, 1);
}

std::optional<std::span<const Value>> Call::items() const noexcept {
  if (size() == 1) return list(0);
  return arguments_;
}

std::optional<std::int64_t> Call::whole(std::size_t i) const noexcept {
  const Decimal* value = number(i);
  if (value == nullptr) return std::nullopt;
  const auto truncated = value->round(0, Rounding::down);
  return truncated ? truncated->to_int64() : std::nullopt;
}

bool Call::names(std::string_view parameter) const noexcept {
  std::string_view rest = parameters_;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (rest.substr(0, comma) == parameter) return true;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

Value Call::wrong(std::string_view needs) const {
  for (const Value& argument : arguments_) {
    if (argument.is_null() && !argument.null_reason().empty()) return argument;
  }
  return Value::null(fmt::format("{}: needs {}", name_, needs));
}

}  // namespace evenhand::feel
