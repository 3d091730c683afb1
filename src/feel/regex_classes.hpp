/// @file regex_classes.hpp
/// @brief Character classes of patterns: `[a-z-[aeiou]]`, `\d`, `\p{Lu}`, read by XPath's grammar and written for the engines.
/// Private to this module.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feel/regex_pattern.hpp"

namespace evenhand::feel {

/// A character class: the code points it names one by one, and categories such as `\p{Lu}` that only the engine knows.
struct CharacterClass {
  CodeSet set;
  std::string categories;
  bool negated = false;
  std::vector<CharacterClass> without;  ///< what is taken away: none or one

  /// All of it is code points that are known here.
  [[nodiscard]] bool is_computable() const;
  [[nodiscard]] CodeSet computed() const;
};

/// The class in the terms of the engines. Sets `needs_backtracking` where only PCRE2 can say it.
[[nodiscard]] std::string written(const CharacterClass& found, bool ignore_case, bool& needs_backtracking);

/// A place in a pattern, and the first thing that is wrong with it; reads classes.
class PatternReader {
 protected:
  explicit PatternReader(std::string_view source) : source_(source) {}

  void stop(std::string_view what, std::string_view remedy = {});
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

  /// One character that stands for itself after a backslash; empty when it does not.
  [[nodiscard]] static std::optional<char32_t> single_escape(char c) noexcept;
  /// `\d`, `\p{Lu}` and the like, added to a class.
  bool class_escape(CharacterClass& out);
  /// After `[`, to the `]` and past it.
  CharacterClass character_class(int depth = 0);

  std::string_view source_;
  std::size_t at_ = 0;
  std::string problem_;

 private:
  bool property(CharacterClass& out);
  void class_part(CharacterClass& out, bool first, bool& after_range);
  char32_t class_character();
};

}  // namespace evenhand::feel
