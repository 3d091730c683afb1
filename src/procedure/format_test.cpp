// The canonical form of a text, and texts with one part changed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "procedure/codes.hpp"
#include "procedure/compile.hpp"
#include "procedure/testing.hpp"

namespace evenhand::procedure {
namespace {

TEST(Format, KeepsTheHashAndSettlesAtOnce) {
  std::size_t changed = 0;
  for (const CodePage& page : code_pages())
    for (const std::string_view example : {page.wrong, page.right}) {
      if (example_kind(example) != ExampleKind::procedure) continue;
      const std::string text = whole_example(example);
      const std::string once = format(text);
      EXPECT_EQ(format(once), once) << page.code;
      const Compiled before = compile(text), after = compile(once);
      EXPECT_EQ(before.procedure == nullptr, after.procedure == nullptr) << page.code;
      EXPECT_EQ(meaning(before.procedure), meaning(after.procedure)) << page.code;
      changed += once != text;
    }
  EXPECT_GT(changed, 20u);
  EXPECT_EQ(
      format("---\nid: example  \n---\n## 1. Ask\n\n*  ask for **a**\n    * [ ]  Say it.\n\n\n| a|b |\n|-|:-:|\n| ccc "
             "| d |\n\n## Facts\n| Fact | Type | From |\n|---|---|---|\n| a | text | result |\n"),
      "---\nid: example\n---\n\n## 1. Ask\n\n- Ask for **a**\n  - [ ] Say it.\n\n| a   | b   |\n| --- | :-: |\n| ccc | "
      "d   |\n\n## Facts\n\n| Fact | Type | From   |\n| ---- | ---- | ------ |\n| a    | text | result |\n");
}

TEST(Format, PrintsWhatMarkdownWritesInManyWays) {
  const auto printed = [](const std::string& body) {
    const std::string front = "---\nid: example\n---\n\n", text = front + body;
    const Result<std::string> out = canonical(text);
    EXPECT_TRUE(out.has_value()) << (out ? "" : out.error().message);
    EXPECT_EQ(meaning(compile(text).procedure), meaning(compile(out.value_or("")).procedure));
    return out.value_or(front).substr(front.size());
  };
  EXPECT_EQ(printed("## 1. A\n\n* one\n\n+ two\n\n-   three\n"), "## 1. A\n\n- one\n\n* two\n\n- three\n");
  EXPECT_EQ(printed("## 1. A\n\n- top\n\n  * one\n\n  + two\n\n  - three\n"),
            "## 1. A\n\n- top\n  - one\n\n  * two\n\n  - three\n");
  EXPECT_EQ(printed("## 1. A\n\n> Words\n>\n>     1 Main St\n>     Boston\n"),
            "## 1. A\n\n> Words\n>\n> ```\n> 1 Main St\n> Boston\n> ```\n");
  EXPECT_EQ(printed("## 1. A\n\n- See:\n\n      a ``` b\n       c\n\n- Next.\n"),
            "## 1. A\n\n- See:\n\n  ````\n  a ``` b\n   c\n  ````\n- Next.\n");
  EXPECT_EQ(printed("## 1. A\n\n| a |\n| --- |\n| b |\n\n    code\n"),
            "## 1. A\n\n| a   |\n| --- |\n| b   |\n\n```\ncode\n```\n");
}

TEST(Format, AlignsTheColumnsOfATableUnlessThatMakesItTooWide) {
  const std::string narrow = "| a | b |\n| --- | --- |\n| long | x |\n";
  EXPECT_EQ(format(narrow), "| a    | b   |\n| ---- | --- |\n| long | x   |\n");
  const std::string wide = "| a | b |\n| --- | --- |\n| " + std::string(120, 'w') + " | x |\n";
  EXPECT_EQ(format(wide), wide);
}

/// A place in the text: its byte, and its line and column as people count them.
struct Spot {
  std::size_t byte;
  std::uint32_t line, column;
};
std::vector<Spot> spots_of(std::string_view text) {
  std::vector<Spot> out;
  Spot at{text.starts_with("\xEF\xBB\xBF") ? std::size_t{3} : 0, 1, 1};
  for (; at.byte <= text.size(); ++at.byte) {
    const bool inside = at.byte < text.size() && (static_cast<unsigned char>(text[at.byte]) & 0xC0u) == 0x80u;
    if (inside) continue;
    const bool before_end_of_line =
        at.byte < text.size() && text[at.byte] == '\n' && at.byte > 0 && text[at.byte - 1] == '\r';
    if (!before_end_of_line) out.push_back(at);
    ++at.column;
    if (at.byte < text.size() && text[at.byte] == '\n') at = {at.byte, at.line + 1, 1};
  }
  return out;
}

RC_GTEST_PROP(Edits, KeepTheRestByteForByte, ()) {
  const std::string text = *rc::gen::element<std::string>(
      "ab\r\nçd\n\nefgh\tij", whole_example("- Ask for **score**.\n"), "\xEF\xBB\xBF# é\nñ");
  const std::vector<Spot> spots = spots_of(text);
  const auto first = *rc::gen::inRange<std::size_t>(0, spots.size());
  const auto last = *rc::gen::inRange<std::size_t>(first, spots.size());
  const Spot from = spots[first], to = spots[last];
  const Edit edit{{from.line, from.column, to.line, to.column}, *rc::gen::arbitrary<std::string>()};
  const auto out = apply_edits(text, {edit});
  RC_ASSERT(out.has_value());
  RC_ASSERT(*out == text.substr(0, from.byte) + edit.text + text.substr(to.byte));
}

TEST(Fix, PutsInWhatIsSureToBeMeantAndKeepsTheRest) {
  const std::string text =
      "---\nid: example\n---\n\n## Target\n\n-  Resolved within 2 days.\n\n## 1. A\n\n*   [] Look.\n* Cloes  as "
      "**x**.\n"
      "* Tells **all** of it.\n";
  const Fixed fixed = fix(text);
  EXPECT_EQ(fixed.text,
            "---\nid: example\n---\n\n## Targets\n\n-  Resolved within 2 days.\n\n## 1. A\n\n*   [ ] Look.\n* Close  "
            "as **x**.\n"
            "* Tells **all** of it.\n");
  EXPECT_EQ(fixed.made.size(), 3u);
  ASSERT_EQ(fixed.refused.size(), 1u);
  EXPECT_EQ(fixed.refused[0].text, "Tell");
  EXPECT_EQ(fix(fixed.text).text, fixed.text);
}

TEST(Edits, AreCheckedAndApplied) {
  const std::string text = "one\r\ntwé three\n";
  EXPECT_EQ(apply_edits(text, {{{2, 5, 2, 10}, "four"}, {{1, 1, 1, 4}, "1"}}).value(), "1\r\ntwé four\n");
  EXPECT_EQ(apply_edits(text, {}).value(), text);
  for (const Span bad : {Span{0, 1, 1, 1}, Span{4, 1, 4, 1}, Span{1, 5, 1, 5}, Span{2, 3, 2, 1}, Span{1, 1, 9, 1}}) {
    const auto out = apply_edits(text, {{bad, "x"}});
    ASSERT_FALSE(out.has_value()) << bad.line << ":" << bad.column;
    EXPECT_EQ(out.error().code, "sop/bad-edit");
  }
  EXPECT_FALSE(apply_edits(text, {{{1, 1, 1, 3}, "x"}, {{1, 2, 1, 4}, "y"}}).has_value());
}

}  // namespace
}  // namespace evenhand::procedure
