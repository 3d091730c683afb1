/// @file kit.hpp
/// @brief Runs the DMN Technology Compatibility Kit: reads its test cases, evaluates its models with ours, compares. The kit
/// itself (github.com/dmn-tck/tck, Apache-2.0) is no part of this project; its folder is given.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace evenhand::tck {

struct Result {
  std::string folder;  ///< `compliance-level-3/0001-filter`
  std::string file;    ///< `0001-filter-test-01`
  std::string test;    ///< the case's id
  bool passed = false;
  bool is_null = false;  ///< every result the case expects is null
  std::string problem;   ///< what was got, why, and what was expected
};

/// All cases of a level, in order of their files' names.
/// @param rewritten  each model is written by write_model and read again before it is asked
[[nodiscard]] std::vector<Result> run_level(const std::filesystem::path& kit, const std::string& level,
                                            bool rewritten = false);

struct Score {
  int cases = 0, passed = 0;
  int valued_cases = 0, valued_passed = 0;  ///< those that expect something other than null
};
[[nodiscard]] Score score_of(const std::vector<Result>& results);

/// What has been reached, with the kit at its commit 0dbcaf9b: nothing less will do. What does not pass at level 3 calls
/// functions written in Java.
struct Level {
  const char* name;
  Score reached;
};
inline constexpr Level levels[] = {{"compliance-level-2", {116, 116, 105, 105}},
                                   {"compliance-level-3", {3'275, 3'261, 1'822, 1'808}}};
/// As many cases, and as many of them passed.
[[nodiscard]] constexpr bool holds(const Score& score, const Score& reached) noexcept {
  return score.cases == reached.cases && score.passed >= reached.passed && score.valued_cases == reached.valued_cases &&
         score.valued_passed >= reached.valued_passed;
}

/// One line of the kit's tck_results.csv.
[[nodiscard]] std::string csv_line(const Result& result);

/// `$EVENHAND_DATA/dmn-tck`, `../shared/data/dmn-tck` when that is not set.
[[nodiscard]] std::filesystem::path default_kit();

}  // namespace evenhand::tck
