#include "base/diagnostic.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/assert.hpp"
#include "base/log.hpp"

namespace evenhand {
namespace {

TEST(Diagnostic, RendersWithACaret) {
  const Diagnostic d{Severity::error, "EH0301", "There is no name \"ordr\".", "Did you mean \"order\"?", {2, 5, 2, 9}};
  EXPECT_EQ(render(d, "a.sop.md", "first\n\té: ordr > 5\r\nlast"),
            "a.sop.md:2:5: error: There is no name \"ordr\". [EH0301]\n"
            "  \té: ordr > 5\n"
            "  \t   ^~~~\n"
            "  hint: Did you mean \"order\"?\n");
  EXPECT_TRUE(has_errors({d}));
  EXPECT_FALSE(has_errors({{Severity::warning, "EH0001", "x", "", {}}}));
}

TEST(Diagnostic, SurvivesSpansOutsideTheText) {
  const Diagnostic d{Severity::warning, "EH0001", "Odd.", "", {1, 90, 7, 1}};
  EXPECT_EQ(render(d, "f", "ab"), "f:1:90: warning: Odd. [EH0001]\n  ab\n    ^\n");
  const Diagnostic beyond{Severity::note, "EH0001", "Odd.", "", {9, 1, 9, 2}};
  EXPECT_EQ(render(beyond, "f", "ab"), "f:9:1: note: Odd. [EH0001]\n");
}

TEST(Log, WritesOneSafeLine) {
  testing::internal::CaptureStderr();
  log::write(log::Level::warning, "start\nfake", {{"path", "a b\"c"}, {"n", "1"}});
  log::debug("not shown");
  const std::string out = testing::internal::GetCapturedStderr();
  EXPECT_NE(out.find("start\\nfake path=\"a b\\\"c\" n=1\n"), std::string::npos) << out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1) << out;
}

TEST(AssertDeathTest, PrintsTheCondition) {
  EXPECT_DEATH(EH_ASSERT_MSG(1 > 2, "why"), "broken invariant: 1 > 2");
}

}  // namespace
}  // namespace evenhand
