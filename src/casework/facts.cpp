// Values against the types a Facts table gives them. Text is taken as people type it.
#include <re2/re2.h>

#include <algorithm>
#include <cctype>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "casework/engine.hpp"

namespace evenhand::casework {
namespace {

using feel::Value;
using procedure::FactType;
using Kind = FactType::Kind;

bool fits_pattern(std::string_view pattern, std::string_view text) {
  if (pattern.size() != text.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool ok = pattern[i] == 'A'   ? std::isalpha(c) != 0
                    : pattern[i] == '0' ? std::isdigit(c) != 0
                                        : pattern[i] == text[i];
    if (!ok) return false;
  }
  return true;
}

bool is_email(const std::string& text) {
  static const re2::RE2 shape(R"([^\s@,;<>"()]{1,64}@[^\s@,;<>"()]+\.[^\s@,;<>"().]{2,63})");
  return text.size() <= 254 && text.find("..") == std::string::npos && re2::RE2::FullMatch(text, shape);
}

bool is_phone(const std::string& text) {
  static const re2::RE2 shape(R"(\+?[0-9 ().\-/]+(?:(?:x|ext\.?) ?[0-9]{1,6})?)");
  const auto digits = std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits >= 7 && digits <= 21 && re2::RE2::FullMatch(text, shape);
}

std::optional<Decimal> amount_in(std::string_view text, std::string_view currency) {
  text = text::trim(text);
  if (text.starts_with(currency))
    text.remove_prefix(currency.size());
  else if (text.ends_with(currency))
    text.remove_suffix(currency.size());
  else if (currency == "USD" && text.starts_with('$'))
    text.remove_prefix(1);
  return Decimal::parse(text::trim(text));
}

std::optional<Value> yes_or_no(const Value& given) {
  if (given.as_boolean()) return given;
  if (const auto* s = given.as_string()) {
    const auto word = text::to_lower_ascii(text::trim(*s));
    if (word == "yes" || word == "true" || word == "sí" || word == "si") return Value(true);
    if (word == "no" || word == "false") return Value(false);
  }
  return std::nullopt;
}

std::optional<Value> in_range(const FactType& type, const std::optional<Decimal>& number) {
  if (!number || (type.minimum && *number < *type.minimum) || (type.maximum && *number > *type.maximum))
    return std::nullopt;
  return Value(*number);
}

/// A text of the right kind, or a text that reads as one.
std::optional<Value> temporal(const Value& given, bool fits, Value (*parse)(std::string_view)) {
  if (fits) return given;
  const auto* s = given.as_string();
  if (!s) return std::nullopt;
  auto value = parse(text::trim(*s));
  return value.is_null() ? std::nullopt : std::optional(std::move(value));
}

std::optional<Value> fit(const FactType& type, const Value& given, std::size_t& budget);

std::optional<Value> fit_list(const FactType& type, const Value& given, std::size_t& budget) {
  feel::List items;
  const auto add = [&](const Value& item) {
    auto value = type.element ? fit(*type.element, item, budget) : std::optional(item);
    if (value) items.push_back(std::move(*value));
    return value.has_value();
  };
  if (const auto* list = given.as_list()) {
    for (const auto& item : *list)
      if (!add(item)) return std::nullopt;
  } else if (const auto* s = given.as_string()) {
    for (const auto part : text::split(*s, ','))
      if (!text::trim(part).empty() && !add(Value(text::trim(part)))) return std::nullopt;
  } else if (!add(given)) {
    return std::nullopt;
  }
  return Value(std::move(items));
}

std::optional<Value> fit_text(const FactType& type, const Value& given, std::size_t& budget) {
  const auto* s = given.as_string();
  if (!s && type.kind == Kind::text && (given.as_number() || given.as_boolean())) return Value(feel::to_display(given));
  if (!s && type.kind == Kind::pattern && given.as_number() && fits_pattern(type.pattern, feel::to_display(given)))
    return Value(feel::to_display(given));
  if (!s || !text::is_valid_utf8(*s)) return std::nullopt;
  std::string trimmed(text::trim(*s));
  if (trimmed.empty() || trimmed.size() > budget) return std::nullopt;
  budget -= trimmed.size();
  switch (type.kind) {
    case Kind::pattern:
      if (!fits_pattern(type.pattern, trimmed)) return std::nullopt;
      break;
    case Kind::email:
      if (!is_email(trimmed)) return std::nullopt;
      break;
    case Kind::phone:
      if (!is_phone(trimmed)) return std::nullopt;
      break;
    default:
      break;
  }
  return Value(std::move(trimmed));
}

std::optional<Value> fit(const FactType& type, const Value& given, std::size_t& budget) {
  // Numbers and dates are small, yet a list of a million of them is not.
  if (budget < 16) return std::nullopt;
  budget -= 16;
  switch (type.kind) {
    case Kind::text:
    case Kind::pattern:
    case Kind::email:
    case Kind::phone:
    case Kind::file:
      return fit_text(type, given, budget);
    case Kind::number:
      if (given.as_number()) return in_range(type, *given.as_number());
      return given.as_string() ? in_range(type, Decimal::parse(text::trim(*given.as_string()))) : std::nullopt;
    case Kind::money:
      if (given.as_number()) return in_range(type, *given.as_number());
      return given.as_string() ? in_range(type, amount_in(*given.as_string(), type.currency)) : std::nullopt;
    case Kind::date:
      return temporal(given, given.as_date() != nullptr, feel::parse_date);
    case Kind::time:
      return temporal(given, given.as_time() != nullptr, feel::parse_time);
    case Kind::date_time:
      return temporal(given, given.as_date_time() != nullptr, feel::parse_date_time);
    case Kind::duration:
      return temporal(given, given.as_days_time() || given.as_years_months(), feel::parse_duration);
    case Kind::yes_no:
      return yes_or_no(given);
    case Kind::one_of: {
      const std::string word =
          given.as_string() ? std::string(text::trim(*given.as_string())) : feel::to_display(given);
      for (const auto& option : type.options)
        if (text::equals_ignoring_case(option, word)) return Value(option);
      return std::nullopt;
    }
    case Kind::list:
      return fit_list(type, given, budget);
  }
  return std::nullopt;
}

std::string expectation(const FactType& type) {
  switch (type.kind) {
    case Kind::text:
      return "some text";
    case Kind::pattern:
      return "text like `" + type.pattern + "` (A is a letter, 0 a digit)";
    case Kind::email:
      return "an email address, such as `name@example.com`";
    case Kind::phone:
      return "a phone number, such as `+1 413 555 0100`";
    case Kind::date:
      return "a date, such as `2026-01-31`";
    case Kind::time:
      return "a time, such as `14:30:00`";
    case Kind::date_time:
      return "a date and time, such as `2026-01-31T14:30:00Z`";
    case Kind::duration:
      return "a duration, such as `P3D` or `PT4H`";
    case Kind::yes_no:
      return "yes or no";
    case Kind::file:
      return "a file of the case, by its id";
    case Kind::money: {
      std::string range;
      if (type.minimum) range += " from " + type.minimum->str();
      if (type.maximum) range += " to " + type.maximum->str();
      return "an amount in " + type.currency + range + ", such as `12.50`";
    }
    case Kind::number:
    case Kind::one_of:
    case Kind::list:
      return type.str();
  }
  return type.str();
}

/// What is wrong with an amount of money that a person states; empty when nothing is.
std::string wrong_amount(const FactType& type, const Value& value) {
  if (const auto* list = value.as_list(); list && type.element) {
    for (const auto& item : *list)
      if (auto wrong = wrong_amount(*type.element, item); !wrong.empty()) return wrong;
    return {};
  }
  const auto* amount = value.as_number();
  if (type.kind != Kind::money || !amount) return {};
  static const auto most = Decimal::parse("1e" + std::to_string(limits::money_digits_max));
  const Decimal size = amount->absolute();
  if (size >= *most) return "has at most " + std::to_string(limits::money_digits_max) + " digits before the point";
  const auto cents = amount->round(2);
  if (!cents || *cents != *amount) return "has at most two decimals, such as `12.50`";
  if (amount->is_negative() && !type.minimum) return "cannot be negative";
  return {};
}

}  // namespace

Result<feel::Value> check_stated(const procedure::Fact& fact, const feel::Value& given) {
  auto checked = check_fact(fact, given);
  if (!checked) return checked;
  if (const std::string wrong = wrong_amount(fact.type, *checked); !wrong.empty())
    return fail(ErrorKind::invalid, "fact/invalid", "**" + fact.name + "** " + wrong + ".");
  return checked;
}

Result<feel::Value> check_fact(const procedure::Fact& fact, const feel::Value& given) {
  std::size_t budget = limits::fact_bytes_max;
  if (auto value = given.is_null() ? std::nullopt : fit(fact.type, given, budget)) return std::move(*value);
  if (const auto* s = given.as_string(); s && s->size() > limits::fact_bytes_max)
    return fail(ErrorKind::too_large, "fact/too-large",
                "**" + fact.name + "** is longer than " + std::to_string(limits::fact_bytes_max) + " bytes.");
  return fail(ErrorKind::invalid, "fact/invalid", "**" + fact.name + "** must be " + expectation(fact.type) + ".");
}

}  // namespace evenhand::casework
