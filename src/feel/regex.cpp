#include "feel/regex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/limits.hpp"
#include "feel/operators.hpp"
#include "feel/regex_engine.hpp"

namespace evenhand::feel {

namespace {

struct Compiled {
  std::string pattern;
  std::string flags;
  std::unique_ptr<RegexEngine> engine;
  Value problem;  ///< why there is no engine
  bool is_literal = false;
  std::size_t cost = 0;  ///< of compiling it, in steps
};

/// RE2 works for up to half a second before it finds a pattern too large.
constexpr std::size_t refused_cost = limits::feel_steps_max / 5;

/// @param past_limit  too much for us, though XPath has nothing against it: what needs its answer has none either
Value unusable(std::string_view why, bool past_limit) {
  auto reason = fmt::format("the pattern cannot be used: {}", why);
  return past_limit ? Value::limit(std::move(reason)) : Value::null(std::move(reason));
}

void compile(Compiled& out) {
  const std::size_t wrong = out.flags.find_first_not_of("smixq");
  if (wrong != std::string::npos) {
    out.problem =
        Value::null(fmt::format("there is no flag \"{}\" for patterns; there are s, m, i, x and q", out.flags[wrong]));
    return;
  }
  if (out.pattern.size() > limits::feel_pattern_bytes_max) {
    out.problem = Value::limit(fmt::format("the pattern is longer than {} bytes", limits::feel_pattern_bytes_max));
    return;
  }
  const auto has = [&](char flag) { return out.flags.find(flag) != std::string::npos; };
  out.is_literal = has('q');
  std::string why;
  if (out.is_literal) {
    out.engine = make_re2(out.pattern, has('i'), false, true, why);
    if (!out.engine) out.problem = unusable(why, true);
    return;
  }
  const Pattern translated = translate_pattern(out.pattern, {has('s'), has('x'), has('i')});
  if (!translated.problem.empty()) {
    out.problem = unusable(translated.problem, translated.past_limit);
    return;
  }
  if (!translated.needs_backtracking) {
    out.engine = make_re2(translated.text, has('i'), has('m'), false, why);
    if (!out.engine) out.cost += refused_cost;
  }
  // RE2 also lacks long repetitions and a few categories.
  if (!out.engine) out.engine = make_pcre2(translated.text, has('i'), has('m'), why);
  // The grammar has been checked: what no engine takes is too large.
  if (!out.engine) out.problem = unusable(why, true);
}

/// Compiling costs a hundred times a match: each thread keeps its last few. Null pointer when the steps are used up, since
/// a loop can make a new pattern each time.
const Compiled* compiled(const std::string& pattern, std::string_view flags, Machine& machine) {
  thread_local std::array<Compiled, 8> cache;
  thread_local std::size_t next = 0;
  const auto found = std::find_if(cache.begin(), cache.end(), [&](const Compiled& c) {
    return (c.engine || !c.problem.null_reason().empty()) && c.pattern == pattern && c.flags == flags;
  });
  if (found != cache.end()) return &*found;
  Compiled& slot = cache[next++ % cache.size()];
  slot = Compiled{pattern, std::string(flags), nullptr, {}, false, 1 + pattern.size()};
  compile(slot);
  if (slot.engine) slot.cost += 2 * slot.engine->size();
  return machine.spend(slot.cost) ? &slot : nullptr;
}

Value too_much_work() {
  return Value::limit("the pattern takes too much work on this text: use a simpler pattern or a shorter text");
}

/// The replacement of one match, with the groups it names filled in. Empty when a `$` or `\` in it means nothing.
/// Stops once the text is longer than texts may be.
bool append_replacement(std::string& out, std::string_view replacement, std::string_view text,
                        const std::vector<Stretch>& groups) {
  for (std::size_t i = 0; i < replacement.size() && out.size() <= limits::feel_string_max; ++i) {
    const char c = replacement[i];
    const char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
    if (c == '\\') {
      if (next != '\\' && next != '$') return false;
      out.push_back(replacement[++i]);
    } else if (c == '$') {
      if (next < '0' || next > '9') return false;
      std::size_t group = static_cast<std::size_t>(replacement[++i] - '0');
      // Further digits belong to the number as long as there is such a group.
      while (i + 1 < replacement.size() && replacement[i + 1] >= '0' && replacement[i + 1] <= '9') {
        const std::size_t longer = group * 10 + static_cast<std::size_t>(replacement[i + 1] - '0');
        if (longer >= groups.size()) break;
        group = longer;
        ++i;
      }
      if (group < groups.size() && groups[group].start != std::string_view::npos) {
        out += text.substr(groups[group].start, groups[group].end - groups[group].start);
      }
    } else {
      out.push_back(c);
    }
  }
  return true;
}

}  // namespace

Value regex_matches(std::string_view text, const std::string& pattern, std::string_view flags, Machine& machine) {
  const Compiled* known = compiled(pattern, flags, machine);
  if (known == nullptr) return {};
  const Compiled& regex = *known;
  if (!regex.engine) return regex.problem;
  std::vector<Stretch> groups;
  const auto found = regex.engine->find(text, 0, groups, machine);
  if (found == RegexEngine::Found::gave_up) return too_much_work();
  return found == RegexEngine::Found::yes;
}

Value regex_replace(std::string_view text, const std::string& pattern, std::string_view replacement,
                    std::string_view flags, Machine& machine) {
  const Compiled* known = compiled(pattern, flags, machine);
  if (known == nullptr) return {};
  const Compiled& regex = *known;
  if (!regex.engine) return regex.problem;
  std::vector<Stretch> groups(static_cast<std::size_t>(regex.engine->groups()) + 1);
  if (regex.engine->find("", 0, groups, machine) == RegexEngine::Found::yes) {
    return Value::null("the pattern of replace matches the empty text");
  }
  std::string out;
  std::size_t at = 0;
  for (auto found = RegexEngine::Found::yes; at <= text.size();) {
    found = regex.engine->find(text, at, groups, machine);
    if (found == RegexEngine::Found::gave_up) return too_much_work();
    if (found == RegexEngine::Found::no || groups[0].end == groups[0].start) break;
    out.append(text.substr(at, groups[0].start - at));
    if (regex.is_literal) {
      out += replacement;
    } else if (!append_replacement(out, replacement, text, groups)) {
      return Value::null("in the replacement a \"$\" needs a digit, and a \"\\\" needs \"\\\" or \"$\" after it");
    }
    if (out.size() > limits::feel_string_max) return too_long();
    at = groups[0].end;
  }
  out.append(text.substr(std::min(at, text.size())));
  return out;
}

Value regex_split(std::string_view text, const std::string& pattern, Machine& machine) {
  const Compiled* known = compiled(pattern, {}, machine);
  if (known == nullptr) return {};
  const Compiled& regex = *known;
  if (!regex.engine) return regex.problem;
  List out;
  std::size_t start = 0;
  std::vector<Stretch> groups(1);
  while (start <= text.size()) {
    const auto found = regex.engine->find(text, start, groups, machine);
    if (found == RegexEngine::Found::gave_up) return too_much_work();
    if (found == RegexEngine::Found::no) break;
    if (groups[0].end == groups[0].start) return Value::null("the delimiter of split matches the empty text");
    if (out.size() >= limits::feel_list_max) {
      return Value::limit(fmt::format("the list is longer than {} items", limits::feel_list_max));
    }
    out.emplace_back(text.substr(start, groups[0].start - start));
    start = groups[0].end;
  }
  out.emplace_back(text.substr(start));
  return out;
}

}  // namespace evenhand::feel
