#include <fmt/format.h>

#include "feel/shown.hpp"
#include "feel/temporal.hpp"
#include "feel/value.hpp"

namespace evenhand::feel {

namespace {

json::Value tagged(std::string_view tag, json::Value value) {
  json::Object out;
  out.emplace_back(std::string(tag), std::move(value));
  return out;
}

Result<Value> bad(std::string_view why) {
  return fail(ErrorKind::invalid, "feel/bad-json", fmt::format("The stored value cannot be read: {}.", why));
}

Result<Value> list_from(const json::Array& array) {
  List out;
  out.reserve(array.size());
  for (const json::Value& item : array) {
    auto value = from_json(item);
    if (!value) return value;
    out.push_back(std::move(*value));
  }
  return Value(std::move(out));
}

Result<Value> context_from(const json::Object& object) {
  Context out;
  out.reserve(object.size());
  for (const auto& [key, entry] : object) {
    auto value = from_json(entry);
    if (!value) return value;
    out.emplace_back(key, std::move(*value));
  }
  return Value(std::move(out));
}

Result<Value> range_from(const json::Value& object) {
  const json::Value* low = object.find("low");
  const json::Value* high = object.find("high");
  if (low == nullptr || high == nullptr) return bad("a range needs low and high");
  auto first = from_json(*low);
  if (!first) return first;
  auto last = from_json(*high);
  if (!last) return last;
  Range out{std::move(*first), std::move(*last), object.bool_or("lowClosed", true), object.bool_or("highClosed", true)};
  if (const json::Value* form = object.find("form")) {
    const std::string* text = form->as_string();
    if (text == nullptr || (*text != "=" && *text != "!=")) return bad("the form of a range is = or !=");
    out.form = *text == "=" ? RangeForm::equal : RangeForm::not_equal;
  }
  return Value(std::move(out));
}

Result<Value> text_from(std::string_view tag, const std::string& text) {
  Value out;
  if (tag == "@date") {
    out = parse_date(text);
  } else if (tag == "@time") {
    out = parse_time(text);
  } else if (tag == "@datetime") {
    out = parse_date_time(text);
  } else if (tag == "@duration") {
    out = parse_duration(text);
  } else {
    return bad(fmt::format("there is no tag {}", shown(tag)));
  }
  if (out.is_null()) return bad(out.null_reason());
  return out;
}

}  // namespace

json::Value to_json(const Value& value) {
  switch (value.type()) {
    case Type::null:
      return nullptr;
    case Type::boolean:
      return *value.as_boolean();
    case Type::number:
      return *value.as_number();
    case Type::string:
      return *value.as_string();
    case Type::date:
      return tagged("@date", temporal::format(*value.as_date()));
    case Type::time:
      return tagged("@time", temporal::format(*value.as_time()));
    case Type::date_time:
      return tagged("@datetime", temporal::format(*value.as_date_time()));
    case Type::years_months:
      return tagged("@duration", temporal::format(*value.as_years_months()));
    case Type::days_time:
      return tagged("@duration", temporal::format(*value.as_days_time()));
    case Type::list: {
      json::Array out;
      out.reserve(value.as_list()->size());
      for (const Value& item : *value.as_list()) out.push_back(to_json(item));
      return out;
    }
    case Type::context: {
      json::Object out;
      for (const auto& [key, entry] : *value.as_context()) out.emplace_back(key, to_json(entry));
      return tagged("@context", std::move(out));
    }
    case Type::range: {
      const Range& range = *value.as_range();
      json::Value out;
      out.set("low", to_json(range.low)).set("high", to_json(range.high));
      out.set("lowClosed", range.low_closed).set("highClosed", range.high_closed);
      if (range.form != RangeForm::interval) out.set("form", range.form == RangeForm::equal ? "=" : "!=");
      return tagged("@range", std::move(out));
    }
    case Type::function:
      return nullptr;
  }
  return nullptr;
}

Result<Value> from_json(const json::Value& value) {
  if (value.is_null()) return Value{};
  if (const bool* boolean = value.as_bool()) return Value(*boolean);
  if (const Decimal* number = value.as_number()) return Value(*number);
  if (const std::string* text = value.as_string()) return Value(*text);
  if (const json::Array* array = value.as_array()) return list_from(*array);
  const json::Object& object = *value.as_object();
  if (object.size() != 1) return bad("an object must have exactly one tag, such as @date or @context");
  const auto& [tag, content] = object.front();
  if (const std::string* text = content.as_string()) return text_from(tag, *text);
  if (tag == "@context" && content.as_object() != nullptr) return context_from(*content.as_object());
  if (tag == "@range" && content.as_object() != nullptr) return range_from(content);
  return bad(fmt::format("{} does not hold what it should", shown(tag)));
}

}  // namespace evenhand::feel
