/// @file regex_engine.hpp
/// @brief The two engines behind regular expressions, as one thing that finds the next match. Private to this module.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "feel/builtins.hpp"
#include "feel/regex_pattern.hpp"

namespace evenhand::feel {

/// Bytes of the text from `start` to `end`; `npos` for a group that took no part in the match.
struct Stretch {
  std::size_t start = std::string_view::npos, end = std::string_view::npos;
};

class RegexEngine {
 public:
  enum class Found { yes, no, gave_up };

  virtual ~RegexEngine() = default;
  /// How large the compiled pattern is, as a measure of the work that compiling it took.
  [[nodiscard]] virtual std::size_t size() const noexcept = 0;
  [[nodiscard]] virtual int groups() const noexcept = 0;
  /// The first match at or after `from`; `groups` gets the whole match and every group. Counts its work in `machine`.
  [[nodiscard]] virtual Found find(std::string_view text, std::size_t from, std::vector<Stretch>& groups,
                                   Machine& machine) const = 0;
};

/// Null pointer, and `problem` says why, when the engine cannot take the pattern.
[[nodiscard]] std::unique_ptr<RegexEngine> make_re2(const std::string& pattern, bool ignore_case, bool lines,
                                                    bool literal, std::string& problem);
[[nodiscard]] std::unique_ptr<RegexEngine> make_pcre2(const std::string& pattern, bool ignore_case, bool lines,
                                                      std::string& problem);

}  // namespace evenhand::feel
