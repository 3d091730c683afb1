#include <gtest/gtest.h>

#include "tck/kit.hpp"

namespace evenhand::tck {
namespace {

class Tck : public testing::TestWithParam<Level> {};

TEST_P(Tck, PassesAsManyCasesAsItDid) {
  const Level& level = GetParam();
  const std::filesystem::path kit = default_kit();
  if (!std::filesystem::exists(kit / "TestCases")) {
    GTEST_SKIP() << "the DMN TCK is not at " << kit << "; set EVENHAND_DATA to the folder that has it as dmn-tck";
  }
  const std::vector<Result> results = run_level(kit, level.name);
  std::string failures;
  for (const Result& result : results) {
    if (!result.passed) failures += result.file + " " + result.test + ": " + result.problem + "\n";
  }
  const Score score = score_of(results);
  EXPECT_TRUE(holds(score, level.reached)) << score.passed << " of " << score.cases << "\n" << failures;
  const Score rewritten = score_of(run_level(kit, level.name, true));
  EXPECT_EQ(rewritten.passed, score.passed) << "writing a model changed what it decides";
}

INSTANTIATE_TEST_SUITE_P(Levels, Tck, testing::ValuesIn(levels));

TEST(TckResults, FewerThanBeforeWillNotDo) {
  const Score reached = levels[1].reached;
  EXPECT_TRUE(holds(reached, reached));
  EXPECT_TRUE(holds({reached.cases, reached.passed + 1, reached.valued_cases, reached.valued_passed + 1}, reached));
  EXPECT_FALSE(holds({reached.cases, reached.passed - 1, reached.valued_cases, reached.valued_passed}, reached));
  EXPECT_FALSE(holds({reached.cases - 1, reached.passed, reached.valued_cases, reached.valued_passed}, reached));
}

TEST(TckResults, AreWrittenInTheFormOfTheKit) {
  const Result good{
      "compliance-level-2/0001-input-data-string", "0001-input-data-string-test-01", "001", true, false, ""};
  EXPECT_EQ(csv_line(good),
            R"("compliance-level-2/0001-input-data-string","0001-input-data-string-test-01","001","SUCCESS","")");
  const Result bad{"f", "a\"b", "1", false, false, "wrong"};
  EXPECT_EQ(csv_line(bad), R"("f","a""b","1","ERROR","")");
}

}  // namespace
}  // namespace evenhand::tck
