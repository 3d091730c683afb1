#include "print/html.hpp"

#include <gtest/gtest.h>

namespace evenhand::print {
namespace {

std::vector<Block> read(std::string_view html) {
  const auto blocks = read_html(html);
  EXPECT_TRUE(blocks.has_value()) << blocks.error().message;
  return blocks ? *blocks : std::vector<Block>();
}

TEST(Html, BlanksBecomeOneAcrossElementsAndGoAtTheEnds) {
  const auto blocks = read("<p>\n  One <strong> two\n</strong>  <em>three</em> \n</p>");
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(plain_words(blocks[0]), "One two three");
  ASSERT_EQ(blocks[0].words.size(), 3U);
  EXPECT_TRUE(blocks[0].words[1].strong);
  EXPECT_TRUE(blocks[0].words[2].emphasis);
}

TEST(Html, LooseWordsAreAParagraph) {
  const auto blocks = read("<section>Before <code>x &lt; 1</code><h3 id=\"a\">Head</h3>after</section>");
  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_EQ(plain_words(blocks[0]), "Before x < 1");
  EXPECT_EQ(blocks[1].level, 3);
  EXPECT_EQ(blocks[1].anchor, "a");
  EXPECT_EQ(plain_words(blocks[2]), "after");
}

TEST(Html, ListsKnowTheirMarks) {
  const auto blocks = read(
      "<ol start=\"4\"><li>four</li></ol>"
      "<ul class=\"items\"><li class=\"item item-task\"><p><span class=\"box\">☐</span> Tick me</p></li>"
      "<li class=\"item item-say\"><blockquote class=\"say\"><p>Words</p></blockquote></li><li>plain</li></ul>"
      "<ul><li><input type=\"checkbox\" checked=\"\" disabled=\"\" /> done</li></ul>");
  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_TRUE(blocks[0].is_numbered);
  EXPECT_EQ(blocks[0].first_number, 4);
  EXPECT_EQ(blocks[1].blocks[0].mark, Block::Mark::box);
  EXPECT_EQ(plain_words(blocks[1].blocks[0].blocks[0]), "Tick me");
  EXPECT_EQ(blocks[1].blocks[1].mark, Block::Mark::none);
  EXPECT_EQ(blocks[1].blocks[1].blocks[0].kind, Block::Kind::quote);
  EXPECT_EQ(blocks[1].blocks[2].mark, Block::Mark::bullet);
  EXPECT_EQ(blocks[2].blocks[0].mark, Block::Mark::ticked_box);
  EXPECT_EQ(plain_words(blocks[2].blocks[0].blocks[0]), "done");
}

TEST(Html, TablesKnowTheirHeads) {
  const auto blocks = read(
      "<table><caption>All of it</caption><thead><tr><th>A</th><th>B</th></tr></thead>"
      "<tbody><tr><th>1</th><td>2</td></tr></tbody></table>"
      "<dl><div><dt>Owner</dt><dd>lead</dd></div></dl>");
  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_EQ(blocks[0].style, Block::Style::caption);
  EXPECT_EQ(blocks[1].header_rows, 1U);
  ASSERT_EQ(blocks[1].rows.size(), 2U);
  EXPECT_TRUE(blocks[1].rows[1].cells[0].is_header);
  EXPECT_FALSE(blocks[1].rows[1].cells[1].is_header);
  EXPECT_TRUE(blocks[2].is_plain);
  EXPECT_EQ(plain_words(blocks[2]), "\tOwner\tlead");
}

TEST(Html, LinksAndFootnotesKeepWhereTheyLead) {
  const auto blocks = read(
      "<p>See<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"ref-1\">1</a></sup> and <a "
      "href=\"https://example.org/\">it</a>.</p>"
      "<section class=\"footnotes\"><ol><li id=\"fn-1\"><p>The note.</p></li></ol></section>");
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_TRUE(blocks[0].words[1].raised);
  EXPECT_EQ(blocks[0].words[1].link, "#fn-1");
  EXPECT_EQ(blocks[0].words[1].anchor, "ref-1");
  EXPECT_EQ(blocks[0].words[3].link, "https://example.org/");
  EXPECT_EQ(blocks[1].blocks[0].anchor, "fn-1");
}

TEST(Html, CodeKeepsItsLines) {
  const auto blocks = read("<pre><code class=\"language-sh\">one\n  two\n</code></pre><hr />");
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(plain_words(blocks[0]), "one\n  two");
  EXPECT_EQ(blocks[1].kind, Block::Kind::rule);
}

TEST(Html, WhatIsNotWellFormedIsRefusedWithItsPlace) {
  const auto blocks = read_html("<p>one<ul></p>");
  ASSERT_FALSE(blocks.has_value());
  EXPECT_EQ(blocks.error().code, "print/html");
  EXPECT_NE(blocks.error().message.find("byte"), std::string::npos);
}

TEST(Html, NestingPastAllReasonLosesNoWord) {
  std::string html;
  for (int i = 0; i < 20'000; ++i) html += "<ul><li>";
  html += "the innermost";
  for (int i = 0; i < 20'000; ++i) html += "</li></ul>";
  const auto blocks = read_html(html);
  ASSERT_TRUE(blocks.has_value());
  EXPECT_NE(plain_words(blocks->front()).find("the innermost"), std::string::npos);
}

}  // namespace
}  // namespace evenhand::print
