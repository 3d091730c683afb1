#include "feel/distinct.hpp"

#include <functional>
#include <string>

#include "feel/temporal.hpp"

namespace evenhand::feel {

namespace {

template <class... Parts>
std::size_t mixed(const Parts&... parts) noexcept {
  std::size_t out = 0x9e3779b97f4a7c15u;
  ((out = (out ^ static_cast<std::size_t>(parts)) * 0x100000001b3u, out ^= out >> 29u), ...);
  return out;
}

/// Times are equal by their whole seconds, and local ones only among themselves.
template <class T>
std::size_t hash_of_moment(const T& time, const Zone& zone) {
  return mixed(temporal::has_zone(zone), temporal::to_moment(time).seconds);
}

}  // namespace

std::size_t hash_of(const Value& value) {
  const auto kind = static_cast<std::size_t>(value.type());
  switch (value.type()) {
    case Type::null:
      return kind;
    case Type::boolean:
      return mixed(kind, *value.as_boolean());
    case Type::number:
      return mixed(kind, std::hash<std::string>()(value.as_number()->normalized().str()));
    case Type::string:
      return mixed(kind, std::hash<std::string>()(*value.as_string()));
    case Type::date:
      return mixed(kind, temporal::to_days(*value.as_date()));
    case Type::time:
      return mixed(kind, hash_of_moment(*value.as_time(), value.as_time()->zone));
    case Type::date_time:
      return mixed(kind, hash_of_moment(*value.as_date_time(), value.as_date_time()->time.zone));
    case Type::years_months:
      return mixed(kind, value.as_years_months()->months);
    case Type::days_time:
      return mixed(kind, value.as_days_time()->seconds, value.as_days_time()->nanos);
    case Type::list: {
      std::size_t out = kind;
      for (const Value& item : *value.as_list()) out = mixed(out, hash_of(item));
      return out;
    }
    case Type::context: {
      std::size_t sum = 0;
      for (const auto& [key, entry] : *value.as_context()) sum += mixed(std::hash<std::string>()(key), hash_of(entry));
      return mixed(kind, sum);
    }
    case Type::range: {
      const Range& range = *value.as_range();
      return mixed(kind, range.form, range.low_closed, range.high_closed, hash_of(range.low), hash_of(range.high));
    }
    case Type::function:
      return mixed(kind, reinterpret_cast<std::uintptr_t>(value.as_function()));
  }
  return kind;
}

bool Distinct::add(std::span<const Value> items) {
  for (const Value& item : items) {
    const std::size_t look = 1 + item.weight() / 4;
    if (!machine_.spend(look)) return false;
    const std::size_t hash = hash_of(item);
    const auto [first, last] = places_.equal_range(hash);
    bool known = false;
    for (auto place = first; !known && place != last; ++place) {
      if (!machine_.spend(look)) return false;
      known = out_[place->second].equals(item).value_or(false);
    }
    if (known) continue;
    places_.emplace(hash, out_.size());
    out_.push_back(item);
  }
  return true;
}

}  // namespace evenhand::feel
