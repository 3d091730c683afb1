#include "feel/regex_classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"
#include "feel/shown.hpp"

namespace evenhand::feel {

namespace {

constexpr int depth_max = 100;

constexpr std::array<std::string_view, 37> categories = {
    "L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc", "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps", "Pe",
    "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp", "S",  "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn", "Cs"};

void append_ranges(std::string& out, const CodeSet& set) {
  for (CodeRange range : set) {
    // Surrogates are no characters; PCRE2 refuses them as ends.
    if (range.first >= 0xD800 && range.first <= 0xDFFF) range.first = 0xE000;
    if (range.last >= 0xD800 && range.last <= 0xDFFF) range.last = 0xD7FF;
    if (range.first > range.last) continue;
    out += fmt::format("\\x{{{:X}}}", static_cast<std::uint32_t>(range.first));
    if (range.last > range.first) out += fmt::format("-\\x{{{:X}}}", static_cast<std::uint32_t>(range.last));
  }
}

/// Writes classes; a part of its own, since what is taken away is a class too.
class ClassWriter {
 public:
  ClassWriter(bool ignore_case, bool& needs_backtracking)
      : ignore_case_(ignore_case), needs_backtracking_(needs_backtracking) {}

  std::string take() { return std::move(out_); }

  void write(const CharacterClass& found) {
    if (found.without.empty()) return write_plain(found);
    if (!ignore_case_ && found.is_computable()) {
      CharacterClass set;
      set.set = found.computed();
      return write_plain(set);
    }
    // Taking away has to look at the very character, in all its cases.
    needs_backtracking_ = true;
    CharacterClass plain = found;
    plain.without.clear();
    out_ += "(?:(?!";
    write(found.without.front());
    out_ += ')';
    write_plain(plain);
    out_ += ')';
  }

 private:
  void write_plain(const CharacterClass& found) {
    if (found.set.empty() && found.categories.empty()) {
      out_ += found.negated ? "(?s:.)" : "[^\\x{0}-\\x{10FFFF}]";
      return;
    }
    // A category keeps its meaning when case does not count.
    const bool split = ignore_case_ && !found.categories.empty();
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

  bool ignore_case_;
  bool& needs_backtracking_;
  std::string out_;
};

}  // namespace

bool CharacterClass::is_computable() const {
  return categories.empty() && (without.empty() || without.front().is_computable());
}

CodeSet CharacterClass::computed() const {
  CodeSet out = normalized(set);
  if (negated) out = complement(out);
  return without.empty() ? out : difference(out, without.front().computed());
}

std::string written(const CharacterClass& found, bool ignore_case, bool& needs_backtracking) {
  ClassWriter writer(ignore_case, needs_backtracking);
  writer.write(found);
  return writer.take();
}

void PatternReader::stop(std::string_view what, std::string_view remedy) {
  if (!problem_.empty()) return;
  problem_ =
      fmt::format("{} at character {} of the pattern", what, 1 + text::count_code_points(source_.substr(0, at_)));
  if (!remedy.empty()) problem_ += fmt::format("; {}", remedy);
}

std::optional<char32_t> PatternReader::single_escape(char c) noexcept {
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

bool PatternReader::class_escape(CharacterClass& out) {
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

bool PatternReader::property(CharacterClass& out) {
  const bool all_others = peek(1) == 'P';
  const std::size_t end = source_.find('}', at_);
  if (peek(2) != '{' || end == std::string_view::npos) return stop("a category needs braces", "write \\p{L}"), false;
  const std::string_view name = source_.substr(at_ + 3, end - at_ - 3);
  if (name.starts_with("Is")) {
    const CodeRange block = block_of(name.substr(2));
    if (block.first > block.last) {
      return stop(fmt::format("there is no block of characters \"{}\"", shown(name)), "such as \\p{IsBasicLatin}"),
             false;
    }
    CodeSet set{block};
    if (all_others) set = complement(set);
    out.set.insert(out.set.end(), set.begin(), set.end());
  } else if (std::find(categories.begin(), categories.end(), name) != categories.end()) {
    out.categories += fmt::format("\\{}{{{}}}", all_others ? 'P' : 'p', name);
  } else {
    return stop(fmt::format("there is no category of characters \"{}\"", shown(name)), "such as \\p{Lu}"), false;
  }
  at_ = end + 1;
  return true;
}

CharacterClass PatternReader::character_class(int depth) {
  CharacterClass out;
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

void PatternReader::class_part(CharacterClass& out, bool first, bool& after_range) {
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

char32_t PatternReader::class_character() {
  if (peek() == '\\') {
    const auto single = single_escape(peek(1));
    at_ += 2;
    return single.value_or(U'\\');
  }
  return text::next_code_point(source_, at_);
}

}  // namespace evenhand::feel
