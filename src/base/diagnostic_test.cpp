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

TEST(Diagnostic, ShowsOfALongLineWhatIsAroundThePlace) {
  std::string line(1'000, 'a');
  line.replace(500, 2, "é");
  const Diagnostic d{Severity::error, "EH0001", "Odd.", "", {1, 501, 1, 502}};
  EXPECT_EQ(render(d, "f", line), "f:1:501: error: Odd. [EH0001]\n  …" + std::string(60, 'a') + "é" +
                                      std::string(99, 'a') + "…\n  " + std::string(61, ' ') + "^\n");
  const Diagnostic all{Severity::error, "EH0001", "Odd.", "", {1, 1, 1, 999}};
  EXPECT_EQ(render(all, "f", line),
            "f:1:1: error: Odd. [EH0001]\n  " + std::string(100, 'a') + "…\n  ^" + std::string(99, '~') + "\n");
}

}  // namespace
}  // namespace evenhand
