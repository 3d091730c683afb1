#include "base/json.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_set>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace evenhand::json {

namespace {

namespace od = simdjson::ondemand;

/// Objects with more keys than this look for duplicates in a set instead of by a scan.
constexpr std::size_t scan_keys_max = 16;
constexpr std::size_t kept_bytes_max = 64u << 10;

/// One parse: walks simdjson's document into Values. The first error wins; `error_` set means the rest is void.
class Reader {
 public:
  Reader(std::string_view text, const ParseLimits& limits) : text_(text), limits_(limits) {}

  Result<Value> run() {
    if (text_.size() > limits_.bytes_max) {
      return fail(ErrorKind::too_large, "json/too-large",
                  fmt::format("The JSON text has {} bytes; at most {} are taken.", text_.size(), limits_.bytes_max));
    }
    if (const auto bad = text::first_invalid_utf8(text_)) return invalid_at(*bad, "the bytes are not UTF-8");
    const simdjson::padded_string padded(text_);
    padded_ = padded.data();
    od::parser of_its_own;
    // One for each thread spares several allocations a text; a large text takes its memory with it.
    thread_local od::parser kept;
    od::parser& parser = text_.size() <= kept_bytes_max ? kept : of_its_own;
    if (const auto code = parser.iterate(padded).get(document_)) return invalid_at(0, reason(code));
    Value out;
    if (!read_document(out)) return fail(std::move(error_));
    if (!lone_token_ && at_text()) return invalid_here("something follows the value");
    return out;
  }

 private:
  tl::unexpected<Error> invalid_at(std::size_t offset, std::string_view why) {
    offset = std::min(offset, text_.size());
    const std::string_view before = text_.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    const std::size_t column = 1 + text::count_code_points(before.substr(start));
    return fail(ErrorKind::invalid, "json/invalid",
                fmt::format("This is no JSON at line {}, column {}: {}.", line, column, why));
  }

  std::size_t here() {
    const char* location = nullptr;
    if (document_.current_location().get(location)) return text_.size();
    return static_cast<std::size_t>(location - padded_);
  }

  /// Whether a token is left to read.
  bool at_text() {
    const char* location = nullptr;
    return document_.current_location().get(location) == simdjson::SUCCESS;
  }

  tl::unexpected<Error> invalid_here(std::string_view why) { return invalid_at(here(), why); }

  bool stop(tl::unexpected<Error> error) {
    error_ = std::move(error.value());
    return false;
  }
  bool stop(simdjson::error_code code) { return stop(invalid_here(reason(code))); }

  static std::string_view reason(simdjson::error_code code) {
    switch (code) {
      case simdjson::EMPTY:
        return "there is no value";
      case simdjson::UNCLOSED_STRING:
        return "a string is not closed";
      case simdjson::UNESCAPED_CHARS:
        return "a control character stands in a string unescaped";
      case simdjson::STRING_ERROR:
        return "a string holds a bad escape";
      case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return "an array or object is not closed";
      case simdjson::UTF8_ERROR:
        return "the bytes are not UTF-8";
      case simdjson::INCORRECT_TYPE:
        return "a value was expected";
      case simdjson::TAPE_ERROR:
        return "a comma, colon, bracket or value is missing or misplaced";
      default:
        return simdjson::error_message(code);
    }
  }

  bool read_document(Value& out) {
    bool scalar = false;
    if (const auto code = document_.is_scalar().get(scalar)) return stop(code);
    if (!scalar) {
      od::value value;
      if (const auto code = document_.get_value().get(value)) return stop(code);
      return read(value, out, 1);
    }
    // A lone scalar is read from the document: simdjson refuses to make a value of it.
    od::json_type type{};
    if (const auto code = document_.type().get(type)) return stop(code);
    std::string_view token;
    if (type == od::json_type::string) {
      if (const auto code = document_.get_string().get(token)) return stop(code);
      out = Value(token);
      return true;
    }
    // Reading a lone scalar's token does not move the document on; all the text there is must be that token.
    if (const auto code = document_.raw_json_token().get(token)) return stop(code);
    lone_token_ = true;
    const auto offset = static_cast<std::size_t>(token.data() - padded_);
    return read_token({token.data(), text_.size() - offset}, out);
  }

  bool read(od::value& value, Value& out, std::size_t depth) {
    od::json_type type{};
    if (const auto code = value.type().get(type)) return stop(code);
    if (type == od::json_type::array || type == od::json_type::object) {
      if (depth > limits_.depth_max) {
        return stop(fail(ErrorKind::too_large, "json/too-deep",
                         fmt::format("The JSON text is nested deeper than {} levels.", limits_.depth_max)));
      }
      return type == od::json_type::array ? read_array(value, out, depth) : read_object(value, out, depth);
    }
    if (type == od::json_type::string) {
      std::string_view string;
      if (const auto code = value.get_string().get(string)) return stop(code);
      out = Value(string);
      return true;
    }
    return read_token(value.raw_json_token(), out);
  }

  bool read_array(od::value& value, Value& out, std::size_t depth);
  bool read_object(od::value& value, Value& out, std::size_t depth);
  bool read_token(std::string_view token, Value& out);

  std::string_view text_;
  const ParseLimits& limits_;
  const char* padded_ = nullptr;
  od::document document_;
  bool lone_token_ = false;
  Error error_;
};

bool Reader::read_array(od::value& value, Value& out, std::size_t depth) {
  od::array array;
  if (const auto code = value.get_array().get(array)) return stop(code);
  Array items;
  for (auto element : array) {
    od::value item;
    if (const auto code = element.get(item)) return stop(code);
    if (!read(item, items.emplace_back(), depth + 1)) return false;
  }
  out = Value(std::move(items));
  return true;
}

bool Reader::read_object(od::value& value, Value& out, std::size_t depth) {
  od::object object;
  if (const auto code = value.get_object().get(object)) return stop(code);
  Object members;
  std::unordered_set<std::string> seen;
  for (auto element : object) {
    od::field field;
    if (const auto code = std::move(element).get(field)) return stop(code);
    const char* raw_key = field.key().raw();
    std::string_view unescaped;
    if (const auto code = field.unescaped_key().get(unescaped)) return stop(code);
    std::string key(unescaped);
    if (members.size() == scan_keys_max) {
      for (const auto& member : members) seen.insert(member.first);
    }
    const bool duplicate = members.size() < scan_keys_max ? std::any_of(members.begin(), members.end(),
                                                                        [&](const auto& m) { return m.first == key; })
                                                          : !seen.insert(key).second;
    if (duplicate) {
      auto error = invalid_at(static_cast<std::size_t>(raw_key - padded_) - 1,
                              fmt::format("the key \"{}\" is there twice", key));
      error.value().code = "json/duplicate-key";
      return stop(std::move(error));
    }
    members.emplace_back(std::move(key), Value{});
    if (!read(field.value(), members.back().second, depth + 1)) return false;
  }
  out = Value(std::move(members));
  return true;
}

/// RFC 8259 numbers: no leading zero, digits on both sides of the point.
bool is_json_number(std::string_view token) noexcept {
  std::size_t at = 0;
  const auto digit = [&] { return at < token.size() && token[at] >= '0' && token[at] <= '9'; };
  const auto digits = [&] {
    const std::size_t start = at;
    while (digit()) ++at;
    return at > start;
  };
  if (at < token.size() && token[at] == '-') ++at;
  if (at < token.size() && token[at] == '0') {
    ++at;
    if (digit()) return false;
  } else if (!digits()) {
    return false;
  }
  if (at < token.size() && token[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == token.size();
}

bool Reader::read_token(std::string_view token, Value& out) {
  const auto offset = static_cast<std::size_t>(token.data() - padded_);
  while (!token.empty() && std::string_view(" \t\r\n").find(token.back()) != std::string_view::npos) {
    token.remove_suffix(1);
  }
  if (token == "true") {
    out = Value(true);
  } else if (token == "false") {
    out = Value(false);
  } else if (token == "null") {
    out = Value(nullptr);
  } else {
    if (!is_json_number(token)) {
      return stop(invalid_at(
          offset, fmt::format("\"{}\" is no value", token.substr(0, token.find_first_of("\n\r ")).substr(0, 32))));
    }
    const auto number = Decimal::parse(token);
    if (!number) return stop(invalid_at(offset, "the number is out of range"));
    out = Value(*number);
  }
  return true;
}

enum class Style { compact, pretty, canonical };

void write_to(std::string& out, const Value& value, Style style, std::size_t depth) {
  const auto new_line = [&](std::size_t level) {
    if (style != Style::pretty) return;
    out.push_back('\n');
    out.append(level * 2, ' ');
  };
  if (value.is_null()) {
    out += "null";
  } else if (const bool* boolean = value.as_bool()) {
    out += *boolean ? "true" : "false";
  } else if (const Decimal* number = value.as_number()) {
    out += style == Style::canonical ? number->normalized().str() : number->str();
  } else if (const std::string* string = value.as_string()) {
    append_quoted(out, *string);
  } else if (const Array* array = value.as_array()) {
    out.push_back('[');
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out.push_back(',');
      new_line(depth + 1);
      write_to(out, (*array)[i], style, depth + 1);
    }
    if (!array->empty()) new_line(depth);
    out.push_back(']');
  } else {
    const Object& object = *value.as_object();
    bool is_first = true;
    const auto write_member = [&](const Object::value_type& member) {
      if (!is_first) out.push_back(',');
      is_first = false;
      new_line(depth + 1);
      append_quoted(out, member.first);
      out += style == Style::pretty ? ": " : ":";
      write_to(out, member.second, style, depth + 1);
    };
    out.push_back('{');
    if (style == Style::canonical) {
      std::vector<const Object::value_type*> sorted;
      sorted.reserve(object.size());
      for (const auto& member : object) sorted.push_back(&member);
      std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
      for (const auto* member : sorted) write_member(*member);
    } else {
      for (const auto& member : object) write_member(member);
    }
    if (!object.empty()) new_line(depth);
    out.push_back('}');
  }
}

std::string write_styled(const Value& value, Style style) {
  std::string out;
  write_to(out, value, style, 0);
  return out;
}

}  // namespace

Value::Value(std::uint64_t n) : data_(Decimal{static_cast<std::int64_t>(n)}) {
  EH_ASSERT(n <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
}

const Value* Value::find(std::string_view key) const noexcept {
  const Object* object = as_object();
  if (object == nullptr) return nullptr;
  for (const auto& [name, value] : *object) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string Value::string_or(std::string_view key, std::string_view fallback) const {
  const Value* member = find(key);
  const std::string* string = member == nullptr ? nullptr : member->as_string();
  return string == nullptr ? std::string(fallback) : *string;
}

std::int64_t Value::int_or(std::string_view key, std::int64_t fallback) const {
  const Value* member = find(key);
  const Decimal* number = member == nullptr ? nullptr : member->as_number();
  return number == nullptr ? fallback : number->to_int64().value_or(fallback);
}

bool Value::bool_or(std::string_view key, bool fallback) const {
  const Value* member = find(key);
  const bool* boolean = member == nullptr ? nullptr : member->as_bool();
  return boolean == nullptr ? fallback : *boolean;
}

Value& Value::set(std::string key, Value value) {
  if (is_null()) data_ = Object{};
  Object* object = as_object();
  EH_ASSERT(object != nullptr);
  for (auto& [name, member] : *object) {
    if (name != key) continue;
    member = std::move(value);
    return *this;
  }
  object->emplace_back(std::move(key), std::move(value));
  return *this;
}

Result<Value> parse(std::string_view text, ParseLimits limits) {
  return Reader(text, limits).run();
}
std::string write(const Value& value) {
  return write_styled(value, Style::compact);
}
std::string write_pretty(const Value& value) {
  return write_styled(value, Style::pretty);
}
std::string write_canonical(const Value& value) {
  return write_styled(value, Style::canonical);
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr std::array<bool, 256> is_escaped = [] {
    std::array<bool, 256> table{};
    for (std::size_t byte = 0; byte < 0x20; ++byte) table[byte] = true;
    table['"'] = table['\\'] = true;
    return table;
  }();
  out.push_back('"');
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!is_escaped[byte]) continue;
    out.append(text.substr(start, i - start));
    start = i + 1;
    switch (text[i]) {
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
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    }
  }
  out.append(text.substr(start));
  out.push_back('"');
}

}  // namespace evenhand::json
