#include "feel/value.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>

#include "feel/entries.hpp"
#include "feel/function_value.hpp"
#include "feel/temporal.hpp"

namespace evenhand::feel {

namespace {

constexpr std::uint32_t weight_max = std::numeric_limits<std::uint32_t>::max();

/// A text counts once for every 64 bytes of it.
std::uint32_t text_weight(std::string_view text) noexcept {
  return static_cast<std::uint32_t>(std::min<std::size_t>(text.size() / 64, weight_max - 1));
}

struct Size {
  std::uint32_t weight = 1, depth = 1;

  void add(std::uint32_t more) noexcept { weight = weight_max - weight < more ? weight_max : weight + more; }
  void count(const Value& inner) noexcept {
    add(inner.weight());
    depth = std::max(depth, inner.depth() + 1);
  }
};

/// A collection and its size, taken once: texts can share so much that counting again would never end.
template <class T>
struct Sized : T {
  Size size;
  explicit Sized(T content) : T(std::move(content)) {
    if constexpr (std::is_same_v<T, List>) {
      for (const Value& item : *this) size.count(item);
    } else if constexpr (std::is_same_v<T, Context>) {
      for (const auto& [key, value] : *this) {
        size.count(value);
        size.add(text_weight(key));
      }
    } else {
      size.count(this->low);
      size.count(this->high);
    }
  }
};

/// Every collection inside a Value was made as a Sized one by the constructors below.
template <class T>
const Size& size_of(const T* content) noexcept {
  return static_cast<const Sized<T>*>(content)->size;
}

}  // namespace

Value::Value(std::string s) : data_(std::make_shared<const std::string>(std::move(s))) {}
Value::Value(Time t) : data_(std::make_shared<const Time>(std::move(t))) {}
Value::Value(DateTime t) : data_(std::make_shared<const DateTime>(std::move(t))) {}
Value::Value(List l) : data_(std::shared_ptr<const List>(std::make_shared<const Sized<List>>(std::move(l)))) {}
Value::Value(Context c) : data_(std::shared_ptr<const Context>(std::make_shared<const Sized<Context>>(std::move(c)))) {}
Value::Value(Range r) : data_(std::shared_ptr<const Range>(std::make_shared<const Sized<Range>>(std::move(r)))) {}
Value::Value(std::shared_ptr<const Function> f) : data_(std::move(f)) {}

Value Value::null(std::string reason) {
  Value out;
  out.data_ = Null{std::make_shared<const std::string>(std::move(reason)), false};
  return out;
}

Value Value::limit(std::string reason) {
  Value out;
  out.data_ = Null{std::make_shared<const std::string>(std::move(reason)), true};
  return out;
}

Type Value::type() const noexcept {
  return static_cast<Type>(data_.index());
}
static_assert(static_cast<int>(Type::function) == 12, "Type lists the alternatives of Value in their order");

bool Value::is_true() const noexcept {
  const bool* boolean = std::get_if<bool>(&data_);
  return boolean != nullptr && *boolean;
}

std::string_view Value::null_reason() const noexcept {
  const Null* null = std::get_if<Null>(&data_);
  return null == nullptr || !null->reason ? std::string_view{} : std::string_view{*null->reason};
}

namespace {
template <class T, class Data>
const T* shared(const Data& data) noexcept {
  const auto* pointer = std::get_if<std::shared_ptr<const T>>(&data);
  return pointer == nullptr ? nullptr : pointer->get();
}
}  // namespace

const bool* Value::as_boolean() const noexcept {
  return std::get_if<bool>(&data_);
}
const Decimal* Value::as_number() const noexcept {
  return std::get_if<Decimal>(&data_);
}
const std::string* Value::as_string() const noexcept {
  return shared<std::string>(data_);
}
const Date* Value::as_date() const noexcept {
  return std::get_if<Date>(&data_);
}
const Time* Value::as_time() const noexcept {
  return shared<Time>(data_);
}
const DateTime* Value::as_date_time() const noexcept {
  return shared<DateTime>(data_);
}
const YearsMonths* Value::as_years_months() const noexcept {
  return std::get_if<YearsMonths>(&data_);
}
const DaysTime* Value::as_days_time() const noexcept {
  return std::get_if<DaysTime>(&data_);
}
const List* Value::as_list() const noexcept {
  return shared<List>(data_);
}
const Context* Value::as_context() const noexcept {
  return shared<Context>(data_);
}
const Range* Value::as_range() const noexcept {
  return shared<Range>(data_);
}
const Function* Value::as_function() const noexcept {
  return shared<Function>(data_);
}

std::uint32_t Value::weight() const noexcept {
  if (const List* list = as_list()) return size_of(list).weight;
  if (const Context* context = as_context()) return size_of(context).weight;
  if (const Range* range = as_range()) return size_of(range).weight;
  const std::string* text = as_string();
  return text == nullptr ? 1 : 1 + text_weight(*text);
}

std::uint32_t Value::depth() const noexcept {
  if (const List* list = as_list()) return size_of(list).depth;
  if (const Context* context = as_context()) return size_of(context).depth;
  if (const Range* range = as_range()) return size_of(range).depth;
  return 0;
}

namespace {

using Truth = std::optional<bool>;

Truth list_equals(const List& a, const List& b) {
  if (a.size() != b.size()) return false;
  Truth all = true;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Truth one = a[i].equals(b[i]);
    if (one == Truth{false}) return false;
    if (!one) all = std::nullopt;
  }
  return all;
}

Truth context_equals(const Context& a, const Context& b) {
  if (a.size() != b.size()) return false;
  Truth all = true;
  Entries others(b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto& [key, value] = a[i];
    // Mostly the entries stand in the same order.
    const Value* other = b[i].first == key ? &b[i].second : others.find(key);
    if (other == nullptr) return false;
    const Truth one = value.equals(*other);
    if (one == Truth{false}) return false;
    if (!one) all = std::nullopt;
  }
  return all;
}

Truth range_equals(const Range& a, const Range& b) {
  if (a.form != b.form || a.low_closed != b.low_closed || a.high_closed != b.high_closed) return false;
  const Truth low = a.low.equals(b.low);
  const Truth high = a.high.equals(b.high);
  if (low == Truth{false} || high == Truth{false}) return false;
  return low && high ? Truth{true} : std::nullopt;
}

/// Zoned and local times have no moment in common. The standard compares times by their whole seconds.
template <class T>
bool moments_equal(const T& a, const T& b, const Zone& zone_a, const Zone& zone_b) {
  return temporal::has_zone(zone_a) == temporal::has_zone(zone_b) &&
         temporal::to_moment(a).seconds == temporal::to_moment(b).seconds;
}

bool same_time(const Time& a, const Time& b) {
  return temporal::second_of_day(a) == temporal::second_of_day(b) && a.nanos == b.nanos &&
         temporal::same_zone(a.zone, b.zone);
}

}  // namespace

std::optional<bool> Value::equals(const Value& other) const {
  const Type kind = type();
  const Type other_kind = other.type();
  if (kind == Type::null || other_kind == Type::null) return kind == other_kind;
  if (kind != other_kind) return std::nullopt;
  switch (kind) {
    case Type::boolean:
      return *as_boolean() == *other.as_boolean();
    case Type::number:
      return *as_number() == *other.as_number();
    case Type::string:
      return *as_string() == *other.as_string();
    case Type::date:
      return *as_date() == *other.as_date();
    case Type::time:
      return moments_equal(*as_time(), *other.as_time(), as_time()->zone, other.as_time()->zone);
    case Type::date_time:
      return moments_equal(*as_date_time(), *other.as_date_time(), as_date_time()->time.zone,
                           other.as_date_time()->time.zone);
    case Type::years_months:
      return *as_years_months() == *other.as_years_months();
    case Type::days_time:
      return *as_days_time() == *other.as_days_time();
    case Type::list:
      return as_list() == other.as_list() ? true : list_equals(*as_list(), *other.as_list());
    case Type::context:
      return as_context() == other.as_context() ? true : context_equals(*as_context(), *other.as_context());
    case Type::range:
      return range_equals(*as_range(), *other.as_range());
    case Type::function:
      return as_function() == other.as_function() ? Truth{true} : std::nullopt;
    case Type::null:
      break;
  }
  return std::nullopt;
}

bool Value::operator==(const Value& other) const {
  if (type() != other.type()) return false;
  switch (type()) {
    case Type::null:
      return true;
    case Type::time:
      return same_time(*as_time(), *other.as_time());
    case Type::date_time:
      return as_date_time()->date == other.as_date_time()->date &&
             same_time(as_date_time()->time, other.as_date_time()->time);
    case Type::list:
      return *as_list() == *other.as_list();
    case Type::context:
      return *as_context() == *other.as_context();
    case Type::range:
      return as_range()->low == other.as_range()->low && as_range()->high == other.as_range()->high &&
             as_range()->low_closed == other.as_range()->low_closed &&
             as_range()->high_closed == other.as_range()->high_closed && as_range()->form == other.as_range()->form;
    default:
      return equals(other).value_or(false);
  }
}

std::string_view type_name(Type type) noexcept {
  constexpr std::array<std::string_view, 13> names = {"null",
                                                      "boolean",
                                                      "number",
                                                      "string",
                                                      "date",
                                                      "time",
                                                      "date and time",
                                                      "years and months duration",
                                                      "days and time duration",
                                                      "list",
                                                      "context",
                                                      "range",
                                                      "function"};
  return names[static_cast<std::size_t>(type)];
}

}  // namespace evenhand::feel
