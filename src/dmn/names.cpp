#include "dmn/names.hpp"

#include <set>

#include "base/text.hpp"

namespace evenhand::dmn {

namespace {

/// Names that are tried in one file, counted for every expression again.
constexpr std::size_t given_max = 20'000'000;

bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// What a name can be told by: its first letters and digits, or the one other character that it begins with. Where a name
/// stands in a text, the text has just that at its place.
std::string_view beginning_of(std::string_view text) noexcept {
  std::size_t end = 0;
  while (end < text.size() && is_word(text[end])) ++end;
  if (end == 0 && !text.empty()) static_cast<void>(text::next_code_point(text, end));
  return text.substr(0, end);
}

}  // namespace

Names::Names(const std::vector<std::string>& all) {
  for (const std::string& name : all) by_beginning_[std::string(beginning_of(name))].push_back(name);
}

std::optional<std::vector<std::string>> Names::in(std::string_view text, const std::vector<std::string>& more) {
  if (given_ > given_max) return std::nullopt;
  std::vector<std::string> out;
  std::set<std::string_view> seen;
  if (!text::is_valid_utf8(text)) text = {};  // no expression, whatever the names
  while (!text.empty()) {
    const std::string_view beginning = beginning_of(text);
    text.remove_prefix(beginning.size());
    if (!seen.insert(beginning).second) continue;
    const auto found = by_beginning_.find(beginning);
    if (found == by_beginning_.end()) continue;
    given_ += found->second.size();
    if (given_ > given_max) return std::nullopt;
    out.insert(out.end(), found->second.begin(), found->second.end());
  }
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

feel::Parsed parse_within(std::string_view source, bool is_test, Names& names, const std::vector<std::string>& more) {
  const auto known = names.in(source, more);
  if (known) return is_test ? feel::parse_unary_tests(source, *known) : feel::parse(source, *known);
  feel::Parsed refused;
  refused.diagnostics.push_back({Severity::error,
                                 "EH0406",
                                 "The model has too many names that begin with the same word.",
                                 "Let them begin differently, or split the model.",
                                 {1, 1, 1, 1}});
  return refused;
}

}  // namespace evenhand::dmn
