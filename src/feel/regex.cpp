#include "feel/regex.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "base/limits.hpp"

namespace evenhand::feel {

namespace {

constexpr std::size_t pattern_bytes_max = 4'096;
constexpr std::size_t program_bytes_max = 1u << 20;
constexpr int groups_max = 10;

/// The pattern in RE2's terms: XPath's dot leaves out both line break characters, and with the flag `x` blanks outside
/// character classes do not count.
std::string translated(std::string_view pattern, bool dot_is_any, bool skip_blanks) {
  std::string out;
  bool escaped = false;
  int classes = 0;
  for (const char c : pattern) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (skip_blanks && blank && classes == 0) continue;
    if (escaped) {
      escaped = false;
      out.push_back(c);
      continue;
    }
    escaped = c == '\\';
    if (c == '[') ++classes;
    if (c == ']' && classes > 0) --classes;
    if (c == '.' && classes == 0 && !dot_is_any) {
      out += "[^\\n\\r]";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

struct Compiled {
  std::string pattern;
  std::string flags;
  std::unique_ptr<re2::RE2> program;
  std::string problem;
};

void compile(Compiled& out) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(program_bytes_max));
  std::string inner;
  const auto has = [&](char flag) { return out.flags.find(flag) != std::string::npos; };
  std::string pattern = has('q') ? out.pattern : translated(out.pattern, has('s'), has('x'));
  for (const char flag : out.flags) {
    switch (flag) {
      case 's':
        options.set_dot_nl(true);
        break;
      case 'i':
        options.set_case_sensitive(false);
        break;
      case 'm':
        inner = "(?m)";
        break;
      case 'x':
        break;
      case 'q':
        options.set_literal(true);
        break;
      default:
        out.problem = fmt::format("there is no flag \"{}\" for patterns", flag);
        return;
    }
  }
  if (pattern.size() > pattern_bytes_max) {
    out.problem = fmt::format("the pattern is longer than {} bytes", pattern_bytes_max);
    return;
  }
  out.program = std::make_unique<re2::RE2>(inner + pattern, options);
  if (!out.program->ok()) out.problem = fmt::format("the pattern cannot be used: {}", out.program->error());
}

/// Compiling costs a hundred times a match: each thread keeps its last few.
const Compiled& compiled(const std::string& pattern, std::string_view flags) {
  thread_local std::array<Compiled, 8> cache;
  thread_local std::size_t next = 0;
  const auto found = std::find_if(cache.begin(), cache.end(), [&](const Compiled& c) {
    return (c.program || !c.problem.empty()) && c.pattern == pattern && c.flags == flags;
  });
  if (found != cache.end()) return *found;
  Compiled& slot = cache[next++ % cache.size()];
  slot = Compiled{pattern, std::string(flags), nullptr, {}};
  compile(slot);
  return slot;
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

/// Appends the replacement of one match. False when it names a group the pattern does not have.
bool append_replacement(std::string& out, std::string_view replacement,
                        const std::array<re2::StringPiece, groups_max>& groups, int count) {
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    if (c == '\\' && i + 1 < replacement.size()) {
      out.push_back(replacement[++i]);
    } else if (c == '$' && i + 1 < replacement.size() && replacement[i + 1] >= '0' && replacement[i + 1] <= '9') {
      const int group = replacement[++i] - '0';
      if (group > count) continue;
      const re2::StringPiece& text = groups[static_cast<std::size_t>(group)];
      out.append(text.data(), text.size());
    } else if (c == '$') {
      return false;
    } else {
      out.push_back(c);
    }
  }
  return true;
}

}  // namespace

Value regex_matches(std::string_view text, const std::string& pattern, std::string_view flags) {
  const Compiled& regex = compiled(pattern, flags);
  if (!regex.problem.empty()) return Value::null(regex.problem);
  return re2::RE2::PartialMatch(piece(text), *regex.program);
}

Value regex_replace(std::string_view text, const std::string& pattern, std::string_view replacement,
                    std::string_view flags) {
  const Compiled& regex = compiled(pattern, flags);
  if (!regex.problem.empty()) return Value::null(regex.problem);
  std::array<re2::StringPiece, groups_max> groups;
  const int count = std::min(regex.program->NumberOfCapturingGroups(), groups_max - 1);
  if (regex.program->Match("", 0, 0, re2::RE2::UNANCHORED, nullptr, 0)) {
    return Value::null("the pattern of replace matches the empty text");
  }
  std::string out;
  std::size_t at = 0;
  while (at <= text.size() &&
         regex.program->Match(piece(text), at, text.size(), re2::RE2::UNANCHORED, groups.data(), count + 1)) {
    const auto start = static_cast<std::size_t>(groups[0].data() - text.data());
    out.append(text.substr(at, start - at));
    if (!append_replacement(out, replacement, groups, count))
      return Value::null("a \"$\" in the replacement needs a digit");
    if (out.size() > limits::feel_string_max) {
      return Value::null(fmt::format("the text would be longer than {} bytes", limits::feel_string_max));
    }
    at = start + groups[0].size();
    if (groups[0].empty()) break;
  }
  out.append(text.substr(std::min(at, text.size())));
  return out;
}

Value regex_split(std::string_view text, const std::string& pattern) {
  const Compiled& regex = compiled(pattern, {});
  if (!regex.problem.empty()) return Value::null(regex.problem);
  List out;
  std::size_t start = 0;
  re2::StringPiece match;
  while (start <= text.size() &&
         regex.program->Match(piece(text), start, text.size(), re2::RE2::UNANCHORED, &match, 1)) {
    const auto at = static_cast<std::size_t>(match.data() - text.data());
    if (match.empty()) return Value::null("the delimiter of split matches the empty text");
    if (out.size() >= limits::feel_list_max) {
      return Value::null(fmt::format("the list is longer than {} items", limits::feel_list_max));
    }
    out.emplace_back(text.substr(start, at - start));
    start = at + match.size();
  }
  out.emplace_back(text.substr(start));
  return out;
}

}  // namespace evenhand::feel
