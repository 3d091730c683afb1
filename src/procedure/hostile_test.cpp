// Input that no person wrote. Every case must come back quickly with a plain answer; a hang shows as a timeout of the suite.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/compile.hpp"
#include "procedure/draw.hpp"
#include "procedure/testing.hpp"

namespace evenhand::procedure {
namespace {

const std::string front = "---\nid: example\n---\n\n## 1. First\n\n";

std::string repeated(std::string_view part, std::size_t bytes) {
  std::string out(part);
  while (out.size() < bytes) out += out;
  out.resize(bytes - bytes % part.size());
  return out;
}

std::string codes(const Compiled& c) {
  std::string out;
  for (const Diagnostic& d : c.diagnostics) out += d.code + " ";
  return out;
}

TEST(Hostile, FiftyMegabytesOfNestedListsAreRefusedBySize) {
  const Compiled c = compile(repeated("- ", 50u << 20));
  ASSERT_EQ(codes(c), "EH0102 ");
  EXPECT_EQ(c.procedure, nullptr);
}

TEST(Hostile, NestingIsRefusedWithoutRunningOutOfStack) {
  for (const std::string_view part : {"- ", "> ", "1. ", "* - + ", ">"}) {
    const Compiled c = compile(front + repeated(part, limits::sop_bytes_max / 8));
    EXPECT_EQ(c.procedure, nullptr) << part;
    EXPECT_NE(codes(c).find("EH0103"), std::string::npos) << part << ": " << codes(c);
  }
  std::string staircase = front;
  for (std::size_t i = 0; i < 600; ++i) staircase += std::string(2 * i, ' ') + "- x\n";
  EXPECT_NE(codes(compile(staircase)).find("EH0103"), std::string::npos);
  for (const std::string_view part : {"If `x`: ", "Check that `x`. Otherwise: ", "For each **a** in `b`: "}) {
    const std::string line = repeated(part, 100'000) + "close as **y**.\n";
    EXPECT_NE(codes(compile(front + "- " + line)).find("EH0103"), std::string::npos) << part;
    EXPECT_EQ(codes(compile(front + line)).find("EH0103"), std::string::npos) << "a paragraph is words";
  }
}

TEST(Hostile, LongRunsOfMarkupAreCheap) {
  for (const std::string_view part :
       {"*",         "**a",     "_",     "`",     "``a`",  "[",       "[a](",      "![",
        "<!--",      "&#",      "\\",    "](",    "{#",    "{",       "|",         "a|b\n",
        "<a ",       "a\n",     "# a\n", "***\n", "\t",    " ",       "\r",        "\r\n",
        "(when ",    "**a**, ", "`a` ",  "- a\n", "a\n\n", "> a\n\n", "- [ ] a\n", "- Close as **a**.\n",
        "## 1. a\n", "## a\n"}) {
    const Compiled c = compile(front + "- Ask for " + repeated(part, 60'000));
    EXPECT_LE(c.diagnostics.size(), limits::sop_diagnostics_max) << part;
  }
}

TEST(Hostile, ManyOfEverythingIsRefusedOrCheap) {
  std::string facts = "---\nid: example\n---\n\n## Facts\n\n| Fact | Type |\n| --- | --- |\n",
              messages = front + "\n## Messages\n\n", steps = "---\nid: example\n---\n\n";
  for (int i = 0; i < 3'000; ++i) {
    facts += "| f" + std::to_string(i) + " | text |\n";
    messages += "### m" + std::to_string(i) + "\n\n> Hello.\n\n";
    steps += "## " + std::to_string(i + 1) + ". s" + std::to_string(i) + "\n\n- Close as **done**.\n\n";
  }
  EXPECT_NE(codes(compile(facts)).find("EH0110"), std::string::npos);
  EXPECT_NE(codes(compile(steps)).find("EH0109"), std::string::npos);
  EXPECT_LE(compile(messages).diagnostics.size(), limits::sop_diagnostics_max);
  EXPECT_NE(codes(compile(front + repeated("- a\n", 100'000))).find("EH0110"), std::string::npos);
}

TEST(Limits, NamesAndItemsAreReadUpToTheTablesNumbersAndNotBeyond) {
  // Nine names are built in, and each fact is one.
  const auto named = [](std::size_t names) {
    std::string text = "---\nid: example\n---\n\n## Facts\n\n| Fact | Type |\n| --- | --- |\n";
    for (std::size_t i = 0; i + 9 < names; ++i) text += "| f" + std::to_string(i) + " | text |\n";
    return text + "\n## 1. First\n\n- Close as **done**.\n";
  };
  EXPECT_EQ(codes(compile(named(limits::sop_names_max))).find("EH0110"), std::string::npos);
  EXPECT_NE(codes(compile(named(limits::sop_names_max + 1))).find("EH0110"), std::string::npos);
  // A list counts as one item, and each of its items as one.
  const auto items = [](std::size_t count) { return front + repeated("- a\n", 4 * (count - 1)); };
  const Compiled most = compile(items(limits::sop_items_max));
  EXPECT_EQ(codes(most).find("EH0110"), std::string::npos) << codes(most).substr(0, 200);
  EXPECT_NE(codes(compile(items(limits::sop_items_max + 1))).find("EH0110"), std::string::npos);
}

TEST(Limits, FrontMatterIsReadUpToItsSize) {
  const auto whole = [](std::size_t bytes) {
    std::string yaml = "id: example\ntopics: [a]\nowner: ";
    yaml += std::string(bytes - yaml.size() - 1, 'a') + "\n";
    return codes(compile("---\n" + yaml + "---\n\n## 1. First\n\n- Close as **done**.\n"));
  };
  EXPECT_EQ(whole(limits::front_matter_bytes_max).find("EH0105"), std::string::npos);
  EXPECT_NE(whole(limits::front_matter_bytes_max + 1).find("EH0105"), std::string::npos);
}

TEST(Hostile, BytesThatAreNoTextAreNamed) {
  const Compiled c = compile(front + "Caf\xC3\xA9 \xFF");
  ASSERT_EQ(codes(c), "EH0101 ");
  EXPECT_EQ(c.diagnostics[0].span.line, 7u);
  EXPECT_EQ(c.diagnostics[0].span.column, 6u);
  EXPECT_EQ(codes(compile(std::string("a\0b", 3))), "EH0101 ");
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::string junk;
    for (int i = 0; i < 2'000; ++i) junk += static_cast<char>(random());
    EXPECT_EQ(compile(junk).procedure, nullptr);
  }
}

TEST(Hostile, CharactersThatNothingCanShowAreNamed) {
  const auto place = [](const std::string& title) {
    const Compiled c = compile("---\nid: example\n---\n\n## 1. A " + title + " x\n\n- [ ] Do it.\n");
    if (c.procedure != nullptr || c.diagnostics.empty()) return std::string();
    const Diagnostic& d = c.diagnostics[0];
    return d.code + " " + std::to_string(d.span.line) + ":" + std::to_string(d.span.column);
  };
  for (const char* bad :
       {"\a", "\x1b[31m", "\x7f", "\xC2\x9B", "\xEF\xBF\xBF", "\xF0\x9F\xBF\xBE", "\xEF\xB7\x90", "\r"})
    EXPECT_EQ(place(bad), "EH0101 5:9") << bad;
  for (const char* good : {"\t", "\xEF\xBF\xBD", "\xF0\x9F\x98\x80", "\xC2\xA0", "\xE2\x80\x8D"})
    EXPECT_EQ(place(good), "");
  EXPECT_EQ(codes(compile("---\nid: example\ntitle: \"a\\e[31m\"\n---\n\n## 1. A\n\n- [ ] Do it.\n")), "EH0107 ");
  const Compiled by_name = compile("---\nid: example\n---\n\n## 1. A &#xFFFF;\n\n- [ ] Do it &#7;.\n");
  ASSERT_NE(by_name.procedure, nullptr);
  for (const std::string& drawn :
       {to_html(*by_name.procedure, {}), to_svg(*by_name.procedure, {}), to_bpmn(*by_name.procedure)})
    EXPECT_EQ(text::first_unwritable(drawn), std::nullopt);
}

TEST(Hostile, EmptyAndTinyTexts) {
  for (const std::string_view text : {"", "\n", "\xEF\xBB\xBF", "---", "---\n", "---\n---", "---\n---\n", "-", "#",
                                      "##", "## 1.", "|", "- [ ]", ">", "\r", "---\nid\n---\n", "---\n- a\n---\n"}) {
    const Compiled c = compile(text);
    EXPECT_TRUE(c.procedure != nullptr || has_errors(c.diagnostics)) << text;
  }
}

TEST(Hostile, FrontMatterIsBounded) {
  const auto whole = [](const std::string& yaml) {
    return compile("---\nid: example\n" + yaml + "\n---\n\n## 1. First\n\n- Close as **done**.\n");
  };
  EXPECT_NE(codes(whole("topics: " + repeated("[", 5'000))).find("EH0105"), std::string::npos);
  EXPECT_NE(codes(whole(repeated("- ", 5'000))).find("EH0105"), std::string::npos);
  EXPECT_NE(codes(whole("topics: " + repeated("a", 20'000))).find("EH0105"), std::string::npos);
  EXPECT_NE(codes(whole("topics: &a [*a]")).find("EH01"), std::string::npos);
}

TEST(Hostile, TenThousandRowsAreReadAndOneMoreIsNot) {
  const auto table = [](std::size_t rows) {
    std::string text =
        "---\nid: example\n---\n\n## Facts\n\n| Fact | Type |\n| --- | --- |\n| amount | number |\n| fee | number "
        "|\n\n## 1. First\n\n"
        "- Ask for **amount**.\n- Decide **fee** by the table, first match wins.\n\n| amount | fee |\n| --- | --- |\n";
    for (std::size_t i = 0; i < rows; ++i) text += "| " + std::to_string(i) + " | " + std::to_string(i * 2) + " |\n";
    return text;
  };
  const Compiled good = compile(table(limits::sop_table_rows_max));
  ASSERT_NE(good.procedure, nullptr) << codes(good);
  EXPECT_EQ(good.procedure->root.children[0].children[1].table->rules.size(), limits::sop_table_rows_max);
  EXPECT_NE(codes(compile(table(limits::sop_table_rows_max + 1))).find("EH0104"), std::string::npos);
}

RC_GTEST_PROP(Hostile, PiecesOfTheLanguageInAnyOrderNeverCrash, ()) {
  const auto part = rc::gen::elementOf(std::vector<std::string>{"- Ask for ",
                                                                "**a**",
                                                                "`a > 1`",
                                                                ": ",
                                                                ". ",
                                                                ", ",
                                                                "\n",
                                                                "\n\n",
                                                                "  ",
                                                                "- [ ] ",
                                                                "If ",
                                                                "Otherwise",
                                                                " if ",
                                                                "none",
                                                                "| a | b |\n| --- | --- |\n",
                                                                "| - | 1 |\n",
                                                                "## 1. T",
                                                                "## Facts",
                                                                "## Messages",
                                                                "### m",
                                                                "> {a}",
                                                                "(when ",
                                                                ")",
                                                                "{#x}",
                                                                "Decide ",
                                                                " by the table",
                                                                "Do ",
                                                                "giving ",
                                                                "## Escalation",
                                                                "Any time ",
                                                                "## In Massachusetts",
                                                                "Before step 1: ",
                                                                "## Training",
                                                                "### Scenario: s",
                                                                "Given ",
                                                                "Expect ",
                                                                "is ",
                                                                "[L](l.sop.md)",
                                                                "Follow ",
                                                                "é",
                                                                "\t",
                                                                "---\n",
                                                                "Wait ",
                                                                "3 days",
                                                                "up to ",
                                                                "Repeat until ",
                                                                "Go to step ",
                                                                "## En español",
                                                                "### 1. T"});
  std::string text = "---\nid: example\n---\n\n";
  for (const std::string& p : *rc::gen::container<std::vector<std::string>>(part)) text += p;
  const Compiled c = compile(text);
  RC_ASSERT(c.procedure != nullptr || has_errors(c.diagnostics));
  for (const Diagnostic& d : c.diagnostics) RC_ASSERT(d.span.line > 0 && d.span.column > 0);
  const std::string once = format(text);
  RC_ASSERT(format(once) == once);
  if (c.procedure) RC_ASSERT(meaning(compile(once).procedure) == meaning(c.procedure));
}

}  // namespace
}  // namespace evenhand::procedure
