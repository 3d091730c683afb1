/// @file regex_pattern.hpp
/// @brief Reads a regular expression of XPath 3.1 (XML Schema's, with anchors, groups that do not capture, reluctant
/// quantifiers and back-references) and writes it in the terms that RE2 and PCRE2 share. What is no XPath is refused
/// with a place and a remedy, whatever the engines would make of it. Private to this module.
/// Sources: XQuery and XPath Functions and Operators 3.1, section 5.6.1; XML Schema 1.1 part 2, appendix G.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace evenhand::feel {

struct PatternOptions {
  bool dot_is_any = false;   ///< flag `s`
  bool skip_blanks = false;  ///< flag `x`: blanks outside character classes do not count
  bool ignore_case = false;  ///< flag `i`
};

struct Pattern {
  std::string text;
  /// Back-references, and classes taken away from classes where the set cannot be computed beforehand.
  bool needs_backtracking = false;
  std::string problem;      ///< empty when the pattern is good; else a sentence without its full stop
  bool past_limit = false;  ///< the problem is a bound of ours, no mistake
};

[[nodiscard]] Pattern translate_pattern(std::string_view source, const PatternOptions& options);

/// Code points from `first` to `last`.
struct CodeRange {
  char32_t first = 0, last = 0;
  bool operator==(const CodeRange&) const = default;
};
/// Sorted, without overlap.
using CodeSet = std::vector<CodeRange>;
[[nodiscard]] CodeSet normalized(CodeSet set);
[[nodiscard]] CodeSet complement(const CodeSet& set);
[[nodiscard]] CodeSet difference(const CodeSet& set, const CodeSet& without);

/// The Unicode block of `\p{IsBasicLatin}`, named without `Is`; empty range 1..0 when there is none.
[[nodiscard]] CodeRange block_of(std::string_view name) noexcept;
/// `\i` and `\c`: characters that may begin, or be in, an XML name.
[[nodiscard]] std::span<const CodeRange> name_start_characters() noexcept;
[[nodiscard]] std::span<const CodeRange> name_characters() noexcept;

}  // namespace evenhand::feel
