#include "feel/regex_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace evenhand::feel {

namespace {

constexpr int depth_max = 100;
constexpr int repeat_max = 10'000;

/// A character class: the code points it names one by one, and categories such as `\p{Lu}` that only the engine knows.
struct Class {
  CodeSet set;
  std::string categories;
  bool negated = false;
  std::vector<Class> without;  ///< what is taken away: none or one

  [[nodiscard]] bool is_computable() const {
    return categories.empty() && (without.empty() || without.front().is_computable());
  }
  [[nodiscard]] CodeSet computed() const {
    CodeSet out = normalized(set);
    if (negated) out = complement(out);
    return without.empty() ? out : difference(out, without.front().computed());
  }
};

constexpr std::array<std::string_view, 37> categories = {
    "L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc", "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps", "Pe",
    "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp", "S",  "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn", "Cs"};

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

class Translator {
 public:
  Translator(std::string_view source, const PatternOptions& options) : source_(source), options_(options) {}

  Pattern run() {
    alternatives(0);
    if (problem_.empty() && at_ < source_.size())
      stop("there is a \")\" too many", "write \\) for the character itself");
    return {std::move(out_), needs_backtracking_, std::move(problem_)};
  }

 private:
  void stop(std::string_view what, std::string_view remedy = {}) {
    if (!problem_.empty()) return;
    problem_ =
        fmt::format("{} at character {} of the pattern", what, 1 + text::count_code_points(source_.substr(0, at_)));
    if (!remedy.empty()) problem_ += fmt::format("; {}", remedy);
  }
  [[nodiscard]] bool good() const noexcept { return problem_.empty(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool at_end() const noexcept { return at_ >= source_.size(); }
  bool accept(std::string_view text) {
    if (!source_.substr(at_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  void alternatives(int depth) {
    if (depth > depth_max) return stop("groups are nested too deep", "use fewer brackets");
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
        const Class found = character_class(0);
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
        return stop(fmt::format("a quantifier counts further than {}", repeat_max), "use a smaller number");
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

  void literal(char32_t c) {
    if (c < 0x80 && std::string_view("\\^$.|?*+()[]{}-#&~/").find(static_cast<char>(c)) != std::string_view::npos)
      out_ += '\\';
    if (c < 0x20 || c == 0x7F) {
      out_ += fmt::format("\\x{{{:X}}}", static_cast<std::uint32_t>(c));
    } else {
      text::append_code_point(out_, c);
    }
  }

  /// One character that stands for itself after a backslash; empty when it does not.
  static std::optional<char32_t> single_escape(char c) noexcept {
    switch (c) {
      case 'n':
        return U'\n';
      case 'r':
        return U'\r';
      case 't':
        return U'\t';
      default:
        break;
    }
    if (c != '\0' && std::string_view("\\|.?*+(){}-[]^$").find(c) != std::string_view::npos)
      return static_cast<char32_t>(c);
    return std::nullopt;
  }

  void escape() {
    const char kind = peek(1);
    if (kind >= '1' && kind <= '9') return back_reference();
    if (const auto single = single_escape(kind)) {
      at_ += 2;
      return literal(*single);
    }
    Class out;
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

  /// `\d`, `\p{Lu}` and the like, added to a class.
  bool class_escape(Class& out) {
    const char kind = peek(1);
    const auto add = [&](std::span<const CodeRange> ranges, bool all_others) {
      CodeSet set(ranges.begin(), ranges.end());
      if (all_others) set = complement(normalized(std::move(set)));
      out.set.insert(out.set.end(), set.begin(), set.end());
    };
    constexpr CodeRange blanks[] = {{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}};
    switch (kind) {
      case 's':
      case 'S':
        add(blanks, kind == 'S');
        break;
      case 'i':
      case 'I':
        add(name_start_characters(), kind == 'I');
        break;
      case 'c':
      case 'C':
        add(name_characters(), kind == 'C');
        break;
      case 'd':
        out.categories += "\\p{Nd}";
        break;
      case 'D':
        out.categories += "\\P{Nd}";
        break;
      case 'w':
        out.categories += "\\p{L}\\p{M}\\p{N}\\p{S}";
        break;
      case 'W':
        out.categories += "\\p{P}\\p{Z}\\p{C}";
        break;
      case 'p':
      case 'P':
        return property(out);
      default:
        if (at_ + 1 >= source_.size()) {
          stop("a \"\\\" stands at the end", "write \\\\ for the character itself");
        } else {
          std::size_t end = at_ + 1;
          static_cast<void>(text::next_code_point(source_, end));
          stop(fmt::format("there is no escape \"{}\"", source_.substr(at_, end - at_)),
               "XPath has \\d \\w \\s \\i \\c \\p{…} and \\n \\r \\t");
        }
        return false;
    }
    at_ += 2;
    return true;
  }

  bool property(Class& out) {
    const bool all_others = peek(1) == 'P';
    const std::size_t end = source_.find('}', at_);
    if (peek(2) != '{' || end == std::string_view::npos) return stop("a category needs braces", "write \\p{L}"), false;
    const std::string_view name = source_.substr(at_ + 3, end - at_ - 3);
    if (name.starts_with("Is")) {
      const CodeRange block = block_of(name.substr(2));
      if (block.first > block.last) {
        return stop(fmt::format("there is no block of characters \"{}\"", name.substr(0, 40)),
                    "such as \\p{IsBasicLatin}"),
               false;
      }
      CodeSet set{block};
      if (all_others) set = complement(set);
      out.set.insert(out.set.end(), set.begin(), set.end());
    } else if (std::find(categories.begin(), categories.end(), name) != categories.end()) {
      out.categories += fmt::format("\\{}{{{}}}", all_others ? 'P' : 'p', name);
    } else {
      return stop(fmt::format("there is no category of characters \"{}\"", name.substr(0, 40)), "such as \\p{Lu}"),
             false;
    }
    at_ = end + 1;
    return true;
  }

  /// After `[`, to the `]` and past it.
  Class character_class(int depth) {
    Class out;
    if (depth > depth_max) return stop("classes are nested too deep"), out;
    out.negated = accept("^");
    bool first = true;
    bool after_range = false;
    while (good()) {
      if (at_end()) return stop("a character class is not closed", "add \"]\""), out;
      if (peek() == ']' && !first) return ++at_, out;
      if (peek() == '-' && peek(1) == '[' && !first) {
        at_ += 2;
        out.without.push_back(character_class(depth + 1));
        if (good() && !accept("]")) stop("a class that is taken away comes last in its class", "add \"]\"");
        return out;
      }
      class_part(out, first, after_range);
      first = false;
    }
    return out;
  }

  void class_part(Class& out, bool first, bool& after_range) {
    const char c = peek();
    if (c == '[' || c == ']')
      return stop(fmt::format("\"{}\" has to be escaped in a class", c), fmt::format("write \\{}", c));
    const bool dash_is_plain = first || peek(1) == ']';
    if (c == '-' && !dash_is_plain && after_range) return stop("\"-\" has to be escaped here", "write \\-");
    after_range = false;
    if (c == '\\' && !single_escape(peek(1))) {
      static_cast<void>(class_escape(out));
      if (good() && peek() == '-' && peek(1) != ']' && peek(1) != '[') stop("a range begins with no single character");
      return;
    }
    const char32_t low = class_character();
    char32_t high = low;
    if (peek() == '-' && peek(1) != ']' && peek(1) != '[' && at_ + 1 < source_.size()) {
      ++at_;
      if (peek() == '\\' && !single_escape(peek(1))) return stop("a range ends with no single character");
      high = class_character();
      if (high < low) return stop("a range of characters ends before it begins", "write the smaller one first");
      after_range = true;
    }
    out.set.push_back({low, high});
  }

  char32_t class_character() {
    if (peek() == '\\') {
      const auto single = single_escape(peek(1));
      at_ += 2;
      return single.value_or(U'\\');
    }
    return text::next_code_point(source_, at_);
  }

  static void append_ranges(std::string& out, const CodeSet& set) {
    for (CodeRange range : set) {
      // Surrogates are no characters; PCRE2 refuses them as ends.
      if (range.first >= 0xD800 && range.first <= 0xDFFF) range.first = 0xE000;
      if (range.last >= 0xD800 && range.last <= 0xDFFF) range.last = 0xD7FF;
      if (range.first > range.last) continue;
      out += fmt::format("\\x{{{:X}}}", static_cast<std::uint32_t>(range.first));
      if (range.last > range.first) out += fmt::format("-\\x{{{:X}}}", static_cast<std::uint32_t>(range.last));
    }
  }

  void write(const Class& found) {
    if (found.without.empty()) return write_plain(found);
    if (!options_.ignore_case && found.is_computable()) {
      Class set;
      set.set = found.computed();
      return write_plain(set);
    }
    // Taking away has to look at the very character, in all its cases.
    needs_backtracking_ = true;
    Class plain = found;
    plain.without.clear();
    out_ += "(?:(?!";
    write(found.without.front());
    out_ += ')';
    write_plain(plain);
    out_ += ')';
  }

  void write_plain(const Class& found) {
    if (found.set.empty() && found.categories.empty()) {
      out_ += found.negated ? "(?s:.)" : "[^\\x{0}-\\x{10FFFF}]";
      return;
    }
    // A category keeps its meaning when case does not count.
    const bool split = options_.ignore_case && !found.categories.empty();
    if (!split) {
      out_ += found.negated ? "[^" : "[";
      append_ranges(out_, normalized(found.set));
      out_ += found.categories + "]";
      return;
    }
    if (found.set.empty()) {
      out_ += fmt::format("(?-i:[{}{}])", found.negated ? "^" : "", found.categories);
      return;
    }
    std::string ranges;
    append_ranges(ranges, normalized(found.set));
    if (found.negated) {
      needs_backtracking_ = true;
      out_ += fmt::format("(?:(?![{}])(?-i:[^{}]))", ranges, found.categories);
    } else {
      out_ += fmt::format("(?:[{}]|(?-i:[{}]))", ranges, found.categories);
    }
  }

  std::string_view source_;
  PatternOptions options_;
  std::size_t at_ = 0;
  int groups_ = 0;
  std::vector<bool> closed_;
  bool needs_backtracking_ = false;
  std::string out_;
  std::string problem_;
};

}  // namespace

Pattern translate_pattern(std::string_view source, const PatternOptions& options) {
  const std::string kept = options.skip_blanks ? without_blanks(source) : std::string(source);
  return Translator(kept, options).run();
}

}  // namespace evenhand::feel
