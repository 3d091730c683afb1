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

/// One line of the kit's tck_results.csv.
[[nodiscard]] std::string csv_line(const Result& result);

/// `$EVENHAND_DATA/dmn-tck`, `../shared/data/dmn-tck` when that is not set.
[[nodiscard]] std::filesystem::path default_kit();

}  // namespace evenhand::tck
