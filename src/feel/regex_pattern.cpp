#include "feel/regex_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "feel/regex_classes.hpp"

namespace evenhand::feel {

namespace {

constexpr int depth_max = 100;
constexpr int repeat_max = 10'000;

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Without the blanks outside character classes.
std::string without_blanks(std::string_view pattern) {
  std::string out;
  bool escaped = false;
  int classes = 0;
  for (const char c : pattern) {
    if (is_blank(c) && classes == 0) continue;
    out.push_back(c);
    if (escaped) {
      escaped = false;
      continue;
    }
    escaped = c == '\\';
    if (c == '[') ++classes;
    if (c == ']' && classes > 0) --classes;
  }
  return out;
}

class Translator : private PatternReader {
 public:
  Translator(std::string_view source, const PatternOptions& options) : PatternReader(source), options_(options) {}

  Pattern run() {
    alternatives(0);
    if (problem_.empty() && at_ < source_.size())
      stop("there is a \")\" too many", "write \\) for the character itself");
    return {std::move(out_), needs_backtracking_, std::move(problem_), past_limit_};
  }

 private:
  void alternatives(int depth) {
    if (depth > depth_max) return give_up("groups are nested too deep", "use fewer brackets");
    for (;;) {
      while (good() && !at_end() && peek() != '|' && peek() != ')') piece(depth);
      if (!good() || !accept("|")) return;
      out_ += '|';
    }
  }

  void piece(int depth) {
    const std::size_t start = out_.size();
    const bool is_anchor = peek() == '^' || peek() == '$';
    atom(depth);
    if (good()) quantifier(start, is_anchor);
  }

  void atom(int depth) {
    const char c = peek();
    switch (c) {
      case '(':
        return group(depth);
      case '[': {
        ++at_;
        const CharacterClass found = character_class();
        if (good()) write(found);
        return;
      }
      case '\\':
        return escape();
      case '.':
        ++at_;
        // XPath's dot leaves out both line break characters.
        out_ += options_.dot_is_any ? "(?s:.)" : "[^\\n\\r]";
        return;
      case '^':
      case '$':
        ++at_;
        out_ += c;
        return;
      case '?':
      case '*':
      case '+':
        return stop(fmt::format("there is nothing for \"{}\" to repeat", c),
                    fmt::format("write \\{} for the character itself", c));
      case '{':
      case '}':
      case ']':
        return stop(fmt::format("\"{}\" stands alone", c), fmt::format("write \\{} for the character itself", c));
      default:
        literal(text::next_code_point(source_, at_));
    }
  }

  void group(int depth) {
    ++at_;
    const bool captures = !accept("?:");
    if (captures && peek() == '?') return stop("there is no group of this kind", "XPath has (…) and (?:…) only");
    const int number = captures ? ++groups_ : 0;
    if (captures) closed_.push_back(false);
    out_ += captures ? "(" : "(?:";
    alternatives(depth + 1);
    if (!good()) return;
    if (!accept(")")) return stop("a group is not closed", "add \")\"");
    if (captures) closed_[static_cast<std::size_t>(number - 1)] = true;
    out_ += ')';
  }

  std::optional<int> number() {
    int value = 0;
    const std::size_t start = at_;
    while (peek() >= '0' && peek() <= '9') {
      value = std::min(value * 10 + (peek() - '0'), repeat_max + 1);
      ++at_;
    }
    if (at_ == start) return std::nullopt;
    return value;
  }

  void quantifier(std::size_t start, bool is_anchor) {
    std::string repeat;
    if (accept("?")) {
      repeat = "?";
    } else if (accept("*")) {
      repeat = "*";
    } else if (accept("+")) {
      repeat = "+";
    } else if (peek() == '{') {
      ++at_;
      const auto least = number();
      if (!least) return stop("a quantifier needs a number", "write {2} or {2,5}, or \\{ for the character itself");
      std::optional<int> most = least;
      const bool comma = accept(",");
      if (comma) most = number();
      if (!accept("}")) return stop("a quantifier is not closed", "add \"}\"");
      if (*least > repeat_max || (most && *most > repeat_max)) {
        return give_up(fmt::format("a quantifier counts further than {}", repeat_max), "use a smaller number");
      }
      if (most && *most < *least) return stop("a quantifier ends before it begins", "write the smaller number first");
      repeat = most ? (comma ? fmt::format("{{{},{}}}", *least, *most) : fmt::format("{{{}}}", *least))
                    : fmt::format("{{{},}}", *least);
    } else {
      return;
    }
    if (accept("?")) repeat += '?';
    // Some engines refuse to repeat an anchor; a group around it says the same.
    if (is_anchor) out_ = out_.substr(0, start) + "(?:" + out_.substr(start) + ")";
    out_ += repeat;
    const char next = peek();
    if (next == '?' || next == '*' || next == '+' || next == '{') {
      stop("two quantifiers stand next to each other", "put brackets around what the second one repeats");
    }
  }

  void escape() {
    const char kind = peek(1);
    if (kind >= '1' && kind <= '9') return back_reference();
    if (const auto single = single_escape(kind)) {
      at_ += 2;
      return literal(*single);
    }
    CharacterClass out;
    if (class_escape(out)) write(out);
  }

  void back_reference() {
    ++at_;
    int value = peek() - '0';
    ++at_;
    while (peek() >= '0' && peek() <= '9' && value * 10 + (peek() - '0') <= groups_)
      value = value * 10 + (peek() - '0'), ++at_;
    if (value > groups_ || !closed_[static_cast<std::size_t>(value - 1)]) {
      return stop(fmt::format("\\{} refers to a group that has not ended before it", value), "count the groups from 1");
    }
    needs_backtracking_ = true;
    out_ += fmt::format("\\g{{{}}}", value);
  }

  void write(const CharacterClass& found) { out_ += written(found, options_.ignore_case, needs_backtracking_); }

  void literal(char32_t c) {
    if (c < 0x80 && std::string_view("\\^$.|?*+()[]{}-#&~/").find(static_cast<char>(c)) != std::string_view::npos)
      out_ += '\\';
    if (c < 0x20 || c == 0x7F) {
      out_ += fmt::format("\\x{{{:X}}}", static_cast<std::uint32_t>(c));
    } else {
      text::append_code_point(out_, c);
    }
  }

  void give_up(std::string_view what, std::string_view remedy) {
    past_limit_ = true;
    stop(what, remedy);
  }

  PatternOptions options_;
  int groups_ = 0;
  std::vector<bool> closed_;
  bool needs_backtracking_ = false, past_limit_ = false;
  std::string out_;
};

}  // namespace

Pattern translate_pattern(std::string_view source, const PatternOptions& options) {
  const std::string kept = options.skip_blanks ? without_blanks(source) : std::string(source);
  return Translator(kept, options).run();
}

}  // namespace evenhand::feel
