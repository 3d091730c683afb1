#include "base/diagnostic.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/printable.hpp"

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

TEST(Diagnostic, ShowsOfALongLineWhatStandsAroundTheProblem) {
  const std::string line = std::string(5'000, 'a') + "é\tbad" + std::string(100'000, 'b');
  const Diagnostic d{Severity::error, "EH0301", "Odd.", "", {1, 5'003, 1, 5'006}};
  EXPECT_EQ(render(d, "f", line), "f:1:5003: error: Odd. [EH0301]\n  …" + std::string(58, 'a') + "é\tbad" +
                                      std::string(57, 'b') + "…\n   " + std::string(59, ' ') + "\t^~~\n");
  // Far longer than what is shown, and at both ends.
  const Diagnostic whole{Severity::error, "EH0301", "Odd.", "", {1, 1, 1, 90'000}};
  EXPECT_EQ(render(whole, "f", line),
            "f:1:1: error: Odd. [EH0301]\n  " + std::string(120, 'a') + "…\n  ^" + std::string(119, '~') + "\n");
  const Diagnostic end{Severity::error, "EH0301", "Odd.", "", {1, 200'000, 1, 200'001}};
  EXPECT_EQ(render(end, "f", line),
            "f:1:200000: error: Odd. [EH0301]\n  …" + std::string(120, 'b') + "\n   " + std::string(120, ' ') + "^\n");
}

TEST(Diagnostic, ShowsControlCharactersInsteadOfSendingThem) {
  const Diagnostic d{Severity::error, "EH0301", "No \x1b[2J.", "Not \x07.", {1, 2, 1, 3}};
  EXPECT_EQ(render(d, "a\x1b", "\x1b]0;x\x07"), "a␛:1:2: error: No ␛[2J. [EH0301]\n  ␛]0;x␇\n   ^\n  hint: Not ␇.\n");
}

TEST(Printable, KeepsColumnsAndShowsWhatWouldSteerATerminal) {
  EXPECT_EQ(text::printable("plain é €\t𝄞\n"), "plain é €\t𝄞\n");
  EXPECT_EQ(text::printable(std::string_view("\0\r\x1b\x7f", 4)), "␀␍␛␡");
  EXPECT_EQ(text::printable("\u009b31m \u202Eevil\u2066"), "\uFFFD31m \uFFFDevil\uFFFD");
  EXPECT_EQ(text::printable("a\xff\xc3z"), "a\uFFFD\uFFFDz");
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
