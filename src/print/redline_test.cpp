#include "print/redline.hpp"

#include <gtest/gtest.h>

#include "print/html.hpp"

namespace evenhand::print {
namespace {

Line line(std::string text) {
  return {{.text = std::move(text)}};
}
std::vector<Block> blocks(std::string_view html) {
  return *read_html(html);
}
/// `[-gone-]{+come+}`
std::string marked(const Line& words) {
  std::string out;
  for (const Words& one : words) {
    if (one.change == Change::deleted)
      out += "[-" + one.text + "-]";
    else if (one.change == Change::inserted)
      out += "{+" + one.text + "+}";
    else
      out += one.text;
  }
  return out;
}

TEST(Redline, WordsThatWentStandBeforeThoseThatCame) {
  EXPECT_EQ(marked(redline(line("within two days of it"), line("within five business days of it"))),
            "within [-two -]{+five business +}days of it");
  EXPECT_EQ(marked(redline(line("same"), line("same"))), "same");
  EXPECT_EQ(marked(redline(line(""), line("new"))), "{+new+}");
  EXPECT_EQ(marked(redline(line("old"), line(""))), "[-old-]");
}

TEST(Redline, BlocksThatShareWordsAreOneThatChanged) {
  const auto out = redline(blocks("<h2>1. Listen</h2><p>Ask for the order number.</p><p>Gone for good.</p>"),
                           blocks("<h2>1. Listen</h2><p>Ask for the order number and date.</p><p>Nothing alike</p>"));
  ASSERT_EQ(out.size(), 4U);
  EXPECT_EQ(out[0].change, Change::none);
  EXPECT_EQ(marked(out[1].words), "Ask for the order [-number. -]{+number and date.+}");
  EXPECT_EQ(out[2].change, Change::inserted);
  EXPECT_EQ(out[3].change, Change::deleted);
}

TEST(Redline, ItemsAndRowsAreHeldAgainstOneAnother) {
  const auto list =
      redline(blocks("<ul><li>one</li><li>two</li></ul>"), blocks("<ul><li>one</li><li>new</li><li>two</li></ul>"));
  ASSERT_EQ(list.size(), 1U);
  ASSERT_EQ(list[0].blocks.size(), 3U);
  EXPECT_EQ(list[0].blocks[1].change, Change::inserted);
  EXPECT_EQ(list[0].blocks[2].change, Change::none);
  const auto table = redline(blocks("<table><tr><td>late</td><td>full refund</td></tr></table>"),
                             blocks("<table><tr><td>late</td><td>no refund</td></tr></table>"));
  ASSERT_EQ(table[0].rows.size(), 1U);
  EXPECT_EQ(marked(table[0].rows[0].cells[1].words), "[-full -]{+no +}refund");
}

TEST(Redline, WhatWentIsNoPlaceToLinkTo) {
  const auto out = redline(blocks("<h2 id=\"a\">Entirely other</h2>"), blocks("<h2 id=\"a\">New words</h2>"));
  ASSERT_EQ(out.size(), 2U);
  for (const Block& block : out) EXPECT_EQ(block.anchor, block.change == Change::deleted ? "" : "a");
}

TEST(Redline, TextsOfManyBlocksTakeNoQuadraticTime) {
  std::vector<Block> before, after;
  for (int i = 0; i < 5'000; ++i) {
    before.push_back({.words = line("old " + std::to_string(i))});
    after.push_back({.words = line("new " + std::to_string(i * 7))});
  }
  EXPECT_EQ(redline(before, after).size(), 10'000U);
}

}  // namespace
}  // namespace evenhand::print
