#include "base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace evenhand::text {
namespace {

TEST(Text, KnowsUtf8) {
  EXPECT_TRUE(is_valid_utf8("plain é 漢 😀"));
  for (const char* bad :
       {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80"}) {
    EXPECT_FALSE(is_valid_utf8(bad));
  }
  EXPECT_EQ(first_invalid_utf8("ab\xFFz"), 2u);
  EXPECT_EQ(count_code_points("é漢😀"), 3u);
}

TEST(Text, TrimsSplitsAndCollapses) {
  EXPECT_EQ(trim(" \t a b \n"), "a b");
  EXPECT_EQ(trim("  "), "");
  EXPECT_EQ(collapse_spaces("  a \n\n b\tc "), "a b c");
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_TRUE(equals_ignoring_case("Repeat UNTIL", "repeat until"));
  EXPECT_TRUE(starts_with_ignoring_case("Ask for", "ask"));
  EXPECT_FALSE(starts_with_ignoring_case("As", "ask"));
}

TEST(Text, MakesSlugs) {
  EXPECT_EQ(slug("Step name: Él"), "step-name-el");
  EXPECT_EQ(slug("  2. Straße & Œuvre!! "), "2-strasse-oeuvre");
  EXPECT_EQ(slug("E\xCC\x81tat"), "etat");
  EXPECT_EQ(slug("漢"), "");
}

TEST(Text, FindsTheNearestSpelling) {
  const std::vector<std::string> names = {"order number", "order total", "email"};
  EXPECT_EQ(nearest("order nubmer", names), "order number");
  EXPECT_EQ(nearest("Email", names), "email");
  EXPECT_EQ(nearest("emial", names), "email");
  EXPECT_EQ(nearest("amial", names), std::nullopt);
  EXPECT_EQ(nearest("postal code", names), std::nullopt);
}

TEST(Text, EscapesHtml) {
  EXPECT_EQ(escape_html("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

RC_GTEST_PROP(TextProperty, CodePointsRoundTrip, ()) {
  const auto points = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::suchThat(
      rc::gen::inRange<std::uint32_t>(0, 0x110000), [](std::uint32_t c) { return c < 0xD800 || c > 0xDFFF; }));
  std::string encoded;
  for (const std::uint32_t c : points) append_code_point(encoded, c);
  RC_ASSERT(is_valid_utf8(encoded));
  RC_ASSERT(count_code_points(encoded) == points.size());
  std::size_t at = 0;
  for (const std::uint32_t c : points) RC_ASSERT(next_code_point(encoded, at) == c);
  RC_ASSERT(at == encoded.size());
}

}  // namespace
}  // namespace evenhand::text
