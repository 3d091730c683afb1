#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"
#include "feel/temporal.hpp"
#include "feel/value.hpp"
#include "feel/value_text.hpp"

namespace evenhand::feel {

namespace {

/// Writes a value in one of the three ways; into one text, since what is nested would otherwise be copied at every level.
class Writer {
 public:
  Writer(TextStyle style, std::size_t bytes_max) : style_(style), bytes_max_(bytes_max) {}

  std::string take() { return std::move(out_); }

  void write(const Value& value, bool inside) {
    if (out_.size() > bytes_max_) return;
    switch (value.type()) {
      case Type::null:
        if (style_ != TextStyle::display) out_ += "null";
        return;
      case Type::boolean:
        out_ += style_ == TextStyle::display ? (*value.as_boolean() ? "yes" : "no")
                                             : (*value.as_boolean() ? "true" : "false");
        return;
      case Type::number:
        out_ += value.as_number()->str();
        return;
      case Type::string:
        if (style_ == TextStyle::feel || (style_ == TextStyle::text && inside)) {
          // A FEEL text is quoted as JSON quotes one.
          json::append_quoted(out_, *value.as_string());
          return;
        }
        out_ += *value.as_string();
        return;
      case Type::date:
        return temporal("date", temporal::format(*value.as_date()));
      case Type::time:
        return temporal("time", temporal::format(*value.as_time()));
      case Type::date_time:
        return temporal("date and time", temporal::format(*value.as_date_time()));
      case Type::years_months:
        return duration(*value.as_years_months());
      case Type::days_time:
        return duration(*value.as_days_time());
      case Type::list:
        return list(*value.as_list());
      case Type::context:
        return context(*value.as_context());
      case Type::range:
        return range(*value.as_range());
      case Type::function:
        out_ += "function";
        return;
    }
  }

 private:
  void temporal(std::string_view function, const std::string& text) {
    if (style_ == TextStyle::feel) {
      fmt::format_to(std::back_inserter(out_), "{}(\"{}\")", function, text);
    } else {
      out_ += text;
    }
  }
  template <class Duration>
  void duration(const Duration& value) {
    if (style_ == TextStyle::display) {
      out_ += temporal::describe(value);
    } else {
      temporal("duration", temporal::format(value));
    }
  }

  void list(const List& items) {
    const bool brackets = style_ != TextStyle::display;
    if (brackets) out_ += '[';
    bool first = true;
    for (const Value& item : items) {
      if (out_.size() > bytes_max_) return;
      if (!std::exchange(first, false)) out_ += ", ";
      write(item, true);
    }
    if (brackets) out_ += ']';
  }

  void context(const Context& entries) {
    const bool brackets = style_ != TextStyle::display;
    if (brackets) out_ += '{';
    bool first = true;
    for (const auto& [key, value] : entries) {
      if (out_.size() > bytes_max_) return;
      if (!std::exchange(first, false)) out_ += ", ";
      if (style_ == TextStyle::feel) {
        json::append_quoted(out_, key);
      } else {
        out_ += key;
      }
      out_ += ": ";
      write(value, true);
    }
    if (brackets) out_ += '}';
  }

  void range(const Range& range) {
    if (range.form != RangeForm::interval && style_ != TextStyle::display) {
      out_ += range.form == RangeForm::equal ? "(=" : "(!=";
      if (style_ == TextStyle::feel) out_ += ' ';
      write(range.low, true);
      out_ += ')';
      return;
    }
    if (range.form == RangeForm::not_equal) {
      out_ += "not ";
      return write(range.low, true);
    }
    if (style_ == TextStyle::feel && range.low.is_null() != range.high.is_null()) {
      const bool upper = range.low.is_null();
      const bool closed = upper ? range.high_closed : range.low_closed;
      out_ += upper ? "(<" : "(>";
      out_ += closed ? "= " : " ";
      write(upper ? range.high : range.low, true);
      out_ += ')';
      return;
    }
    out_ += range.low_closed ? '[' : '(';
    write(range.low, true);
    out_ += "..";
    write(range.high, true);
    out_ += range.high_closed ? ']' : ')';
  }

  TextStyle style_;
  std::size_t bytes_max_;
  std::string out_;
};

}  // namespace

std::string to_text(const Value& value, TextStyle style, std::size_t bytes_max) {
  Writer writer(style, bytes_max);
  writer.write(value, false);
  return writer.take();
}

std::string to_feel(const Value& value) {
  return to_text(value, TextStyle::feel);
}

std::string to_display(const Value& value) {
  return to_text(value, TextStyle::display);
}

std::string to_excerpt(const Value& value, std::size_t bytes_max) {
  const std::string whole = to_text(value, TextStyle::feel, bytes_max);
  return whole.size() <= bytes_max ? whole : std::string(text::prefix(whole, bytes_max)) + "…";
}

}  // namespace evenhand::feel
