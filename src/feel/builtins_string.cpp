#include <algorithm>
#include <cstring>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "feel/builtins.hpp"
#include "feel/operators.hpp"
#include "feel/letters.hpp"
#include "feel/regex.hpp"

namespace evenhand::feel {

namespace {

/// Where a text stands in another one, npos when it does not. The C library's search takes linear time; the one of
/// std::string takes the product of both lengths where they repeat themselves.
std::size_t find_text(std::string_view text, std::string_view part) noexcept {
  if (part.empty()) return 0;
  const void* found = ::memmem(text.data(), text.size(), part.data(), part.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// Byte offset of the code point with this index, or the size of the text.
std::size_t offset_of_point(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) static_cast<void>(text::next_code_point(text, at));
  return at;
}

Value substring(const Call& call) {
  const std::string* text = call.text(0);
  const auto start = call.whole(1);
  const auto length = call.whole(2);
  if (text == nullptr || !start || *start == 0 || (call.given(2) && (!length || *length < 0))) {
    return call.wrong("a text, a position from 1 (or from the end, -1) and a length");
  }
  const auto count = static_cast<std::int64_t>(text::count_code_points(*text));
  const std::int64_t first = *start > 0 ? *start - 1 : count + *start;
  if (first < 0 || first >= count) return std::string();
  const std::int64_t taken = std::min(length.value_or(count), count - first);
  const std::size_t from = offset_of_point(*text, static_cast<std::size_t>(first));
  const std::string_view rest = std::string_view(*text).substr(from);
  return rest.substr(0, offset_of_point(rest, static_cast<std::size_t>(taken)));
}

Value string_length(const Call& call) {
  const std::string* text = call.text(0);
  if (text == nullptr) return call.wrong("a text");
  return static_cast<std::int64_t>(text::count_code_points(*text));
}

Value upper_case(const Call& call) {
  const std::string* text = call.text(0);
  return text == nullptr ? call.wrong("a text") : Value(to_upper(*text));
}

Value lower_case(const Call& call) {
  const std::string* text = call.text(0);
  return text == nullptr ? call.wrong("a text") : Value(to_lower(*text));
}

Value substring_before(const Call& call) {
  const std::string* text = call.text(0);
  const std::string* match = call.text(1);
  if (text == nullptr || match == nullptr) return call.wrong("two texts");
  const std::size_t at = find_text(*text, *match);
  return at == std::string::npos ? std::string() : text->substr(0, at);
}

Value substring_after(const Call& call) {
  const std::string* text = call.text(0);
  const std::string* match = call.text(1);
  if (text == nullptr || match == nullptr) return call.wrong("two texts");
  const std::size_t at = find_text(*text, *match);
  return at == std::string::npos ? std::string() : text->substr(at + match->size());
}

Value contains_text(const Call& call) {
  const std::string* text = call.text(0);
  const std::string* match = call.text(1);
  if (text == nullptr || match == nullptr) return call.wrong("two texts");
  return find_text(*text, *match) != std::string::npos;
}

Value starts_with(const Call& call) {
  const std::string* text = call.text(0);
  const std::string* match = call.text(1);
  if (text == nullptr || match == nullptr) return call.wrong("two texts");
  return text->starts_with(*match);
}

Value ends_with(const Call& call) {
  const std::string* text = call.text(0);
  const std::string* match = call.text(1);
  if (text == nullptr || match == nullptr) return call.wrong("two texts");
  return text->ends_with(*match);
}

/// An optional argument that must be a text when it is there.
bool optional_text(const Call& call, std::size_t i, std::string_view& out) {
  if (!call.given(i)) return true;
  const std::string* text = call.text(i);
  if (text == nullptr) return false;
  out = *text;
  return true;
}

Value matches(const Call& call) {
  const std::string* text = call.text(0);
  const std::string* pattern = call.text(1);
  std::string_view flags;
  if (text == nullptr || pattern == nullptr || !optional_text(call, 2, flags)) {
    return call.wrong("a text, a pattern and flags");
  }
  return regex_matches(*text, *pattern, flags, call.machine);
}

Value replace(const Call& call) {
  const std::string* text = call.text(0);
  const std::string* pattern = call.text(1);
  const std::string* replacement = call.text(2);
  std::string_view flags;
  if (text == nullptr || pattern == nullptr || replacement == nullptr || !optional_text(call, 3, flags)) {
    return call.wrong("a text, a pattern, a replacement and flags");
  }
  return regex_replace(*text, *pattern, *replacement, flags, call.machine);
}

Value split(const Call& call) {
  const std::string* text = call.text(0);
  const std::string* pattern = call.text(1);
  if (text == nullptr || pattern == nullptr) return call.wrong("a text and a pattern");
  return regex_split(*text, *pattern, call.machine);
}

Value string_join(const Call& call) {
  const auto list = call.list(0);
  std::string_view delimiter;
  if (!list || !optional_text(call, 1, delimiter)) return call.wrong("a list of texts and a delimiter");
  std::string out;
  bool first = true;
  for (const Value& item : *list) {
    if (item.is_null()) continue;
    const std::string* text = item.as_string();
    if (text == nullptr) return call.wrong("a list of texts only");
    if (!first) out += delimiter;
    first = false;
    out += *text;
    if (out.size() > limits::feel_string_max) return too_long();
  }
  return out;
}

constexpr Builtin table[] = {
    {"contains", "string,match", 2, 2, contains_text},
    {"ends with", "string,match", 2, 2, ends_with},
    {"lower case", "string", 1, 1, lower_case},
    {"matches", "input,pattern,flags", 2, 3, matches},
    {"replace", "input,pattern,replacement,flags", 3, 4, replace},
    {"split", "string,delimiter", 2, 2, split},
    {"starts with", "string,match", 2, 2, starts_with},
    {"string join", "list,delimiter", 1, 2, string_join},
    {"string length", "string", 1, 1, string_length},
    {"substring", "string,start position,length", 2, 3, substring},
    {"substring after", "string,match", 2, 2, substring_after},
    {"substring before", "string,match", 2, 2, substring_before},
    {"upper case", "string", 1, 1, upper_case},
};

}  // namespace

std::span<const Builtin> string_builtins() noexcept {
  return table;
}

}  // namespace evenhand::feel
