#include <fmt/format.h>

#include "feel/temporal.hpp"
#include "feel/value.hpp"

namespace evenhand::feel {

namespace {

void append_string_literal(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04X}", byte);
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

std::string call_text(std::string_view function, const std::string& argument) {
  return fmt::format("{}(\"{}\")", function, argument);
}

std::string range_to_feel(const Range& range) {
  if (range.form != RangeForm::interval) {
    return fmt::format("({} {})", range.form == RangeForm::equal ? "=" : "!=", to_feel(range.low));
  }
  if (range.low.is_null() != range.high.is_null()) {
    const bool upper = range.low.is_null();
    const bool closed = upper ? range.high_closed : range.low_closed;
    return fmt::format("({}{} {})", upper ? "<" : ">", closed ? "=" : "", to_feel(upper ? range.high : range.low));
  }
  return fmt::format("{}{}..{}{}", range.low_closed ? "[" : "(", to_feel(range.low), to_feel(range.high),
                     range.high_closed ? "]" : ")");
}

}  // namespace

std::string to_feel(const Value& value) {
  std::string out;
  switch (value.type()) {
    case Type::null:
      return "null";
    case Type::boolean:
      return *value.as_boolean() ? "true" : "false";
    case Type::number:
      return value.as_number()->str();
    case Type::string:
      append_string_literal(out, *value.as_string());
      return out;
    case Type::date:
      return call_text("date", temporal::format(*value.as_date()));
    case Type::time:
      return call_text("time", temporal::format(*value.as_time()));
    case Type::date_time:
      return call_text("date and time", temporal::format(*value.as_date_time()));
    case Type::years_months:
      return call_text("duration", temporal::format(*value.as_years_months()));
    case Type::days_time:
      return call_text("duration", temporal::format(*value.as_days_time()));
    case Type::list:
      for (const Value& item : *value.as_list()) out += (out.empty() ? "" : ", ") + to_feel(item);
      return "[" + out + "]";
    case Type::context:
      for (const auto& [key, entry] : *value.as_context()) {
        if (!out.empty()) out += ", ";
        append_string_literal(out, key);
        out += ": " + to_feel(entry);
      }
      return "{" + out + "}";
    case Type::range:
      return range_to_feel(*value.as_range());
    case Type::function:
      return "function";
  }
  return out;
}

std::string to_display(const Value& value) {
  std::string out;
  switch (value.type()) {
    case Type::null:
      return {};
    case Type::boolean:
      return *value.as_boolean() ? "yes" : "no";
    case Type::number:
      return value.as_number()->str();
    case Type::string:
      return *value.as_string();
    case Type::date:
      return temporal::format(*value.as_date());
    case Type::time:
      return temporal::format(*value.as_time());
    case Type::date_time:
      return temporal::format(*value.as_date_time());
    case Type::years_months:
      return temporal::describe(*value.as_years_months());
    case Type::days_time:
      return temporal::describe(*value.as_days_time());
    case Type::list:
      for (const Value& item : *value.as_list()) out += (out.empty() ? "" : ", ") + to_display(item);
      return out;
    case Type::context:
      for (const auto& [key, entry] : *value.as_context()) {
        out += (out.empty() ? "" : ", ") + key + ": " + to_display(entry);
      }
      return out;
    case Type::range: {
      const Range& range = *value.as_range();
      if (range.form == RangeForm::not_equal) return "not " + to_display(range.low);
      return fmt::format("{}{}..{}{}", range.low_closed ? "[" : "(", to_display(range.low), to_display(range.high),
                         range.high_closed ? "]" : ")");
    }
    case Type::function:
      return "function";
  }
  return out;
}

}  // namespace evenhand::feel
