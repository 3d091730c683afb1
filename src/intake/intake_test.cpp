#include "intake/intake.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/phrases.hpp"
#include "intake/testing.hpp"
#include "procedure/compile.hpp"

namespace evenhand::intake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The draft of a page, which has to be one that the parser takes.
Imported imported(std::string_view name, std::string_view bytes) {
  auto result = import_file(name, bytes);
  EXPECT_TRUE(result) << result.error().code << ": " << result.error().message;
  if (!result) return {};
  for (const Diagnostic& d : procedure::compile(result->draft).diagnostics)
    EXPECT_NE(d.severity, Severity::error) << render(d, name, result->draft);
  for (const Entry& e : result->report) EXPECT_NE(rule_sentence(e.rule), "") << e.rule;
  return std::move(*result);
}
std::string draft_of(std::string_view markdown) {
  return imported("page.md", markdown).draft;
}
/// The draft of a list in a section, without what stands around it.
std::string items_of(const std::string& items) {
  const std::string draft = draft_of("# Refunds\n\n## Do it\n\n" + items + "\n");
  const std::size_t from = draft.find("## 1. Do it");
  if (from == std::string::npos) return draft;
  const std::size_t notes = draft.find("## To be looked at");
  return draft.substr(from + 12, notes == std::string::npos ? notes : notes - from - 12);
}
const Entry* entry_of(const Imported& imported, std::string_view words) {
  for (const Entry& e : imported.report)
    if (e.words.starts_with(words)) return &e;
  return nullptr;
}
std::string code_of(std::string_view name, std::string_view bytes) {
  const auto result = import_file(name, bytes);
  return result ? "a draft" : result.error().code;
}

TEST(Import, MakesStepsOfHeadingsAndBoxesOfItems) {
  const auto page = imported("refunds.md", R"(# Refunds

What to do when money goes back.

## Purpose

- Keep customers.

## How to refund

1. Open the order.
2. Look at the photo.

> We are sorry.

## Wrap up

- [ ] Write a note.
)");
  EXPECT_EQ(page.title, "Refunds");
  EXPECT_TRUE(page.runnable);
  EXPECT_THAT(page.draft, HasSubstr("id: refunds\n"));
  EXPECT_THAT(page.draft, HasSubstr("## Purpose\n\n- Keep customers.\n"));
  EXPECT_THAT(page.draft,
              HasSubstr("## 1. How to refund\n\n- [ ] Open the order.\n- [ ] Look at the photo.\n\n> We are sorry.\n"));
  EXPECT_THAT(page.draft, HasSubstr("## 2. Wrap up\n\n- [ ] Write a note.\n"));
  EXPECT_THAT(page.draft, HasSubstr("## To be looked at\n"));
  const Entry* open = entry_of(page, "Open the order");
  ASSERT_NE(open, nullptr);
  EXPECT_EQ(open->line, 11U);
  EXPECT_EQ(open->outcome, Outcome::guessed);
  EXPECT_EQ(open->became, "box");
  EXPECT_EQ(entry_of(page, "Write a note")->outcome, Outcome::understood);
  EXPECT_EQ(entry_of(page, "Keep customers")->outcome, Outcome::prose);
}

TEST(Import, NotesOfTheAuthorBringNoFindings) {
  const auto page = imported("refunds.md", "# R\n\n## Do it\n\n1. Open the order.\n2. Ask for the order number.\n");
  const std::size_t at = page.draft.find("## To be looked at");
  ASSERT_NE(at, std::string::npos);
  const auto line = static_cast<std::uint32_t>(
      std::count(page.draft.begin(), page.draft.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  for (const Diagnostic& d : procedure::compile(page.draft).diagnostics) EXPECT_LE(d.span.line, line) << d.message;
}

TEST(Import, ReadsWhatTheLanguageHasSentencesFor) {
  struct Case {
    std::string_view words, sentence;
  };
  for (const Case& c : {Case{"Ask the customer for the order number, their name and email",
                             "Ask for **order number**, **name** and **email**."},
                        {"Collect the order number from the customer", "Ask for **order number**."},
                        {"Wait for two working days", "Wait 2 business days."},
                        {"Wait for the customer to reply", "Wait for a reply."},
                        {"Wait for a reply, up to 3 days", "Wait for a reply, up to 3 days."},
                        {"Get approval from the team lead", "Get approval from **team lead**."},
                        {"Notify the warehouse that the parcel is lost", "Tell **warehouse** that the parcel is lost."},
                        {"Escalate the ticket to the fraud desk", "Hand over to **fraud desk**."},
                        {"Set the priority to High", "Raise priority to **high**."}}) {
    const auto phrase = recognise(c.words);
    ASSERT_TRUE(phrase) << c.words;
    EXPECT_EQ(phrase->sentence, c.sentence) << c.words;
  }
  for (const std::string_view words :
       {"Tell the customer that we are sorry", "Get the parcel", "Wait a moment", "Escalate to the customer",
        "Ask why. Then wait 2 days", "Transfer to whoever is on call", "Collect the shoes and the box"})
    EXPECT_FALSE(recognise(words)) << words;
}

TEST(Import, AConditionInWordsIsAskedAndBranched) {
  EXPECT_EQ(items_of("1. If the customer is angry, offer a call.\n2. Otherwise, send a link.\n3. Write a note."),
            "\n- Ask for **customer is angry**.\n- If `customer is angry`:\n  - [ ] Offer a call\n- Otherwise:\n  - [ "
            "] Send a link\n"
            "- [ ] Write a note.\n\n");
  // What tells nothing by itself stays words.
  EXPECT_THAT(items_of("1. If it is broken, say so.\n2. Open it."), HasSubstr("- [ ] If it is broken, say so.\n"));
}

TEST(Import, AnUnmistakableTableDecides) {
  const auto page = imported(
      "t.md",
      "# T\n\n## Decide\n\n1. Look at the reason.\n\n| Reason | Outcome |\n| --- | --- |\n| Late | Full refund |\n"
      "| Damaged | Full refund |\n| Changed mind | Nothing |\n");
  EXPECT_THAT(page.draft, HasSubstr("| reason | one of: late, damaged, changed mind | customer | no |"));
  EXPECT_THAT(page.draft, HasSubstr("- Decide **outcome** by the table, first match wins.\n\n| reason | outcome |\n| "
                                    "--- | --- |\n| late | full refund |"));
  // Any other table is shown.
  EXPECT_THAT(draft_of("# T\n\n## Do\n\n1. Look.\n\n| Who | Phone |\n| --- | --- |\n| A | 1 |\n| B | 2 |\n"),
              HasSubstr("| Who | Phone |"));
}

TEST(Import, WordsToSendBecomeAMessage) {
  const auto page = imported("t.md",
                             "# T\n\n## Do\n\n1. Send the customer the refund confirmation:\n\n   > The money is on "
                             "its way, {name}.\n\n2. Open it.\n");
  EXPECT_THAT(page.draft, HasSubstr("- Send **refund confirmation**.\n"));
  EXPECT_THAT(page.draft, HasSubstr("### refund confirmation\n\n> The money is on its way, \\{name}.\n"));
}

TEST(Import, EachTextToSendIsKept) {
  const auto page = imported("t.md",
                             "# T\n\n## Do\n\n1. Send the customer the receipt:\n\n   > First.\n\n   Mind the "
                             "date.\n\n2. Send the customer the "
                             "receipt:\n\n   > Second.\n\n3. Open it.\n");
  for (const std::string_view words : {"> First.", "Mind the date.", "> Second.", "- Send **receipt 2**."})
    EXPECT_NE(page.draft.find(words), std::string::npos) << words << page.draft;
  for (const Entry& e : page.report) EXPECT_GT(e.draft_line, 0U) << e.words;
}

TEST(Import, WhatTheLanguageWouldMisreadStandsAsWords) {
  for (const std::string_view item :
       {"Go to step 3.", "Follow [the policy](policy.md).", "Wait 3 days. Then go on.", "Close as **done**."})
    EXPECT_NE(items_of("1. " + std::string(item) + "\n2. Open it.").find(item.substr(0, 5)), std::string::npos) << item;
  const auto page = imported("t.md",
                             "# T\n\n## Records\n\n- Keep all.\n\n## For email\n\nWords.\n\n## Do\n\n1. Open "
                             "it.\n\n### 2. Sub\n\nMore.\n\n## Do\n\n1. Again.\n");
  EXPECT_THAT(page.draft, HasSubstr("## About Records\n"));
  EXPECT_THAT(page.draft, HasSubstr("## About For email\n"));
  EXPECT_THAT(page.draft, HasSubstr(". Do (2)\n"));
  EXPECT_EQ(entry_of(page, "Records")->rule, "reserved-heading");
}

TEST(Import, APageWithoutStepsIsAPageOfGuidance) {
  const auto page = imported("values.md", "# Values\n\nWe care.\n\n- Be kind.\n- Trust.\n");
  EXPECT_FALSE(page.runnable);
  EXPECT_THAT(page.draft, Not(HasSubstr("id:")));
  EXPECT_FALSE(imported("empty.md", "").runnable);
}

TEST(Import, AnSopIsTakenAsItStands) {
  const std::string sop = "---\nid: t\ntitle: T\n---\n\n# T\n\n## 1. Do\n\n- [ ] Open it.\n";
  const auto page = imported("t.sop.md", sop);
  EXPECT_EQ(page.draft, sop);
  EXPECT_EQ(page.report.at(0).rule, "ready");
  EXPECT_EQ(code_of("t.sop.md", sop + "- Ask nobody.\n"), "import/already-sop");
  EXPECT_THAT(imported("t.md", sop + "- Ask nobody.\n").draft, HasSubstr("- [ ] Ask nobody.\n"));
}

TEST(Import, RefusesWhatIsNoTextOfAProcedure) {
  EXPECT_EQ(code_of("a.md", "# T\n\nbad \xFF byte\n"), "import/not-text");
  EXPECT_THAT(import_file("a.md", "# T\n\nbad \xFF byte\n").error().message, HasSubstr("Line 3"));
  EXPECT_EQ(code_of("a.md", std::string("# T\n\0x", 6)), "import/not-text");
  EXPECT_EQ(code_of("a.pdf", "%PDF"), "import/unknown-format");
  EXPECT_EQ(code_of("a", "words"), "import/unknown-format");
  EXPECT_EQ(code_of("a.md", std::string((10u << 20) + 1, 'a')), "import/too-large");
  std::string deep;
  for (int i = 0; i < 30; ++i) deep += std::string(static_cast<std::size_t>(i) * 2, ' ') + "- a\n";
  EXPECT_EQ(code_of("a.md", deep), "import/too-deep");
  EXPECT_THAT(import_file("a.md", deep).error().message, HasSubstr("Line "));
}

TEST(Import, PagesPastWhatAProcedureMayBeStillOpen) {
  std::string headings = "# T\n\n", refused = "# T\n\n## Do\n\n1. Open it.\n", brackets = "# T\n\n## Do\n\n1. ";
  for (int i = 1; i <= 700; ++i) headings += "## Step " + std::to_string(i) + ": Do it\n\n1. Open it.\n\n";
  for (int i = 0; i < 3'000; ++i) refused += "1. Go to step 3.\n";
  for (int i = 0; i < 50'000; ++i) brackets += "[a";
  const auto many = imported("t.md", headings);
  EXPECT_EQ(std::count_if(many.report.begin(), many.report.end(), [](const Entry& e) { return e.became == "box"; }),
            700);
  const auto plain = imported("t.md", refused);
  EXPECT_EQ(
      std::count_if(plain.report.begin(), plain.report.end(), [](const Entry& e) { return e.rule == "as-words"; }),
      3'000);
  EXPECT_THAT(plain.draft, HasSubstr("- [ ] Open it.\n"));
  (void)imported("t.md", brackets);
}

TEST(Import, ItemsFarBehindTheirMarkAreWords) {
  EXPECT_THAT(items_of("1. Open it.\n\n   -      Look at the photo first.\n"),
              HasSubstr("  - [ ] Look at the photo first.\n"));
}

TEST(ImportOfWord, ReadsHeadingsListsAndTables) {
  if (!testing::has_pandoc()) GTEST_SKIP() << "pandoc is not installed";
  const auto page =
      imported("refunds.docx", testing::word_file(testing::word_paragraph("Refunds", "Heading1") +
                                                  testing::word_paragraph("How to refund", "Heading2") +
                                                  testing::word_paragraph("Open the *order*.", {}, true) +
                                                  testing::word_paragraph("Ask for the order number.", {}, true)));
  EXPECT_EQ(page.title, "Refunds");
  EXPECT_THAT(page.draft, HasSubstr("- [ ] Open the \\*order\\*.\n- Ask for **order number**.\n"));
}

TEST(ImportOfWord, SaysWhatItDoesNotRead) {
  if (!testing::has_pandoc()) GTEST_SKIP() << "pandoc is not installed";
  const auto page =
      imported("a.docx", testing::word_file(testing::word_paragraph("Hello"),
                                            {{"word/media/image1.png", "x"}, {"word/footer1.xml", "<a/>"}}));
  EXPECT_EQ(count(page, Outcome::left_out), 2U);
  EXPECT_EQ(page.report.back().element, "word/media/image1.png");
}

TEST(Import, SaysWhatIsNotOnThePage) {
  const auto page = imported("a.md", "---\ntitle: T\ntags: [a, b]\n---\n\n# T\n\n<!-- to do: check -->\n\nWords.\n");
  ASSERT_EQ(count(page, Outcome::left_out), 2U);
  EXPECT_EQ(entry_of(page, "tags: [a, b]")->line, 3U);
  EXPECT_EQ(entry_of(page, "<!-- to do")->line, 8U);
}

TEST(ImportOfWord, RefusesBombsMacrosAndWhatIsNoWordFile) {
  const std::string words = testing::word_paragraph("Hello");
  EXPECT_EQ(code_of("a.docx", "words"), "import/not-word");
  EXPECT_EQ(code_of("a.docx", "\xD0\xCF\x11\xE0 old"), "import/not-word");
  EXPECT_EQ(code_of("a.docx", testing::zip_of({{"a.txt", "x"}})), "import/not-word");
  EXPECT_EQ(code_of("a.docm", testing::word_file(words)), "import/unknown-format");
  const auto macro = import_file("a.docx", testing::word_file(words, {{"word/vbaProject.bin", "x"}}));
  ASSERT_FALSE(macro);
  EXPECT_EQ(macro.error().code, "import/macro");
  EXPECT_THAT(macro.error().message, HasSubstr("word/vbaProject.bin"));
  const auto bomb =
      import_file("a.docx", testing::word_file(words, {{"word/media/a.xml", std::string(30u << 20, ' ')}}));
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().code, "import/zip-bomb");
  EXPECT_THAT(bomb.error().message, HasSubstr("word/media/a.xml"));
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 2'100; ++i) many.emplace_back("word/p" + std::to_string(i), "");
  EXPECT_EQ(code_of("a.docx", testing::word_file(words, many)), "import/zip-bomb");
  EXPECT_EQ(code_of("a.docx", testing::zip_of({{"[Content_Types].xml", testing::content_types},
                                               {"word/document.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"}})),
            "import/document-type");
  // Cut anywhere, it is never half read.
  const std::string whole = testing::word_file(words);
  for (std::size_t size = 1; size < whole.size(); size += 37)
    EXPECT_NE(code_of("a.docx", whole.substr(0, size)), "a draft") << size;
}

TEST(ImportOfHtml, ReadsThePageAndNothingElse) {
  if (!testing::has_pandoc()) GTEST_SKIP() << "pandoc is not installed";
  const auto page =
      imported("refunds.html",
               "<html><head><title>Refunds</title><script>alert(1)</script></head><body><h1>Refunds</h1>"
               "<h2>How</h2><ol><li>Open the order.</li><li>Wait 3 days.</li></ol>"
               "<img src=\"file:///etc/passwd\" alt=\"a picture\"><iframe src=\"http://127.0.0.1:9/\"></iframe>"
               "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2 | 3</td></tr></table></body></html>");
  EXPECT_THAT(page.draft, HasSubstr("## 1. How\n\n- [ ] Open the order.\n- Wait 3 days.\n"));
  EXPECT_THAT(page.draft, Not(HasSubstr("alert")));
  EXPECT_THAT(page.draft, HasSubstr("| 1 | 2 \\| 3 |"));
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<ul><li>a";
  EXPECT_EQ(code_of("a.html", "<html><body>" + deep), "import/too-deep");
}

TEST(ImportOfHtml, SaysWhatIsMissingWithoutPandoc) {
  const char* path = std::getenv("PATH");
  const std::string before = path == nullptr ? "" : path;
  ::setenv("PATH", "/nowhere", 1);
  const auto page = import_file("a.html", "<h1>T</h1>");
  ::setenv("PATH", before.c_str(), 1);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, "import/no-pandoc");
  EXPECT_THAT(page.error().hint, HasSubstr("apt install pandoc"));
}

}  // namespace
}  // namespace evenhand::intake
