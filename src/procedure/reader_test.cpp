#include "procedure/reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "procedure/compile.hpp"

namespace evenhand::procedure {
namespace {

namespace fs = std::filesystem;

std::vector<Block> read(const Source& source) {
  Diagnostics diagnostics;
  auto blocks = read_blocks(source, {source.line(0).begin, source.text().size()}, diagnostics);
  EXPECT_TRUE(blocks.has_value());
  return blocks ? std::move(*blocks) : std::vector<Block>();
}

std::string at(const Source& source, Range range) {
  const Span s = source.span(range);
  return std::to_string(s.line) + ":" + std::to_string(s.column) + "-" + std::to_string(s.end_line) + ":" +
         std::to_string(s.end_column);
}

TEST(Reader, FindsInlineTokensWithPlacesInCharacters) {
  const Source source("- Ñandú **order number**, `a + \"é\"`\n  and [Página](p.sop.md#x).\n");
  const auto blocks = read(source);
  ASSERT_EQ(blocks.size(), 1u);
  const Block& item = blocks[0].children.at(0);
  ASSERT_NE(item.head(), nullptr);
  const auto& t = item.head()->tokens;
  ASSERT_EQ(t.size(), 7u);
  EXPECT_EQ(t[1].kind, Token::Kind::bold);
  EXPECT_EQ(t[1].text, "order number");
  EXPECT_EQ(at(source, t[1].range), "1:9-1:25");
  EXPECT_EQ(t[3].kind, Token::Kind::code);
  EXPECT_EQ(t[3].text, "a + \"é\"");
  EXPECT_EQ(at(source, t[3].range), "1:27-1:36");
  EXPECT_EQ(t[5].kind, Token::Kind::link);
  EXPECT_EQ(t[5].text, "Página");
  EXPECT_EQ(t[5].url, "p.sop.md#x");
  EXPECT_EQ(at(source, t[5].range), "2:7-2:27");
}

TEST(Reader, NamesAndCodeMayRunOverTheLineEnd) {
  const Source source("> - Ask for **order\n>   number** and `a +\n>   1`.\n");
  const auto blocks = read(source);
  const Block& item = blocks.at(0).children.at(0).children.at(0);
  const auto& t = item.head()->tokens;
  ASSERT_EQ(t.size(), 6u);
  EXPECT_EQ(t[2].text, "order number");
  EXPECT_EQ(at(source, t[2].range), "1:13-2:13");
  EXPECT_EQ(t[4].text, "a + 1");
  EXPECT_EQ(at(source, t[4].range), "2:18-3:7");
}

TEST(Reader, CellsOfTablesHaveTheirPlaces) {
  const Source source("Words\n| é | b \\| c |\n|---|:-:|\n| `x` |  |\n| **n** | 2 | 3\n");
  const auto blocks = read(source);
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].kind, Block::Kind::paragraph);
  ASSERT_EQ(blocks[1].rows.size(), 3u);
  EXPECT_EQ(at(source, blocks[1].rows[0].cells[1].range), "2:7-2:13");
  EXPECT_EQ(at(source, blocks[1].rows[1].cells[0].range), "4:3-4:6");
  EXPECT_EQ(at(source, blocks[1].rows[1].cells[1].range), "4:9-4:9");
  ASSERT_EQ(blocks[1].rows[2].cells.size(), 3u);
  EXPECT_EQ(blocks[1].rows[2].cells[0].tokens.at(0).text, "n");
  EXPECT_EQ(at(source, blocks[1].rows[2].cells[2].range), "5:15-5:16");
}

TEST(Reader, TaskBoxesLeaveTheirMarkOut) {
  const Source source("- [ ] Say it.\n- [x]  Done\n- [y] no box\n- [ ]\n");
  const auto items = read(source).at(0).children;
  ASSERT_EQ(items.size(), 4u);
  EXPECT_TRUE(items[0].task);
  EXPECT_FALSE(items[0].checked);
  EXPECT_EQ(items[0].head()->run.text, "Say it.");
  EXPECT_EQ(at(source, items[0].head()->range), "1:7-1:14");
  EXPECT_TRUE(items[1].checked);
  EXPECT_EQ(items[1].head()->run.text, "Done");
  EXPECT_FALSE(items[2].task);
  EXPECT_TRUE(items[3].task);
}

TEST(Reader, HeadingsLoseTheirAnchorAndMarks) {
  const Source source("## 1. Título {#greet} \n\nSetext\nheading\n===\n\n### Closed ###\n");
  const auto blocks = read(source);
  ASSERT_EQ(blocks.size(), 3u);
  EXPECT_EQ(blocks[0].run.text, "1. Título");
  EXPECT_EQ(blocks[0].anchor, "greet");
  EXPECT_EQ(at(source, blocks[0].anchor_range), "1:14-1:22");
  EXPECT_EQ(blocks[1].level, 1);
  EXPECT_EQ(plain_text(blocks[1].tokens), "Setext heading");
  EXPECT_EQ(blocks[2].run.text, "Closed");
}

TEST(Reader, CarriageReturnsTabsAndByteOrderMarksMoveNothing) {
  const Source source("\xEF\xBB\xBF# Title\r\n\r\n-\tAsk for **a**.\r\n\t- nested `x`\r\n");
  const auto blocks = read(source);
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].run.text, "Title");
  EXPECT_EQ(at(source, blocks[0].range), "1:1-1:8");
  const Block& item = blocks[1].children.at(0);
  EXPECT_EQ(at(source, item.head()->tokens[2].range), "3:11-3:16");
  const Block& nested = item.children.at(1).children.at(0);
  EXPECT_EQ(at(source, nested.head()->tokens[1].range), "4:11-4:14");
}

TEST(Reader, SpansAndOffsetsAgree) {
  const Source source("ab\nçdé\r\n\nx");
  for (std::size_t i = 0; i <= source.text().size(); ++i) {
    if (i < source.text().size() && (static_cast<unsigned char>(source.text()[i]) & 0xC0u) == 0x80u) continue;
    const Span s = source.span({i, i});
    const std::size_t back = source.offset(s.line, s.column);
    EXPECT_EQ(source.span({back, back}).column, s.column);
    EXPECT_LE(back, i);
  }
  EXPECT_EQ(source.offset(2, 3), 6u);
  EXPECT_EQ(source.line_count(), 4u);
}

// Counts of headings, items and tables that another CommonMark reader found in pages nobody wrote for us.
struct Counts {
  std::int64_t headings = 0, ordered = 0, bullets = 0, tables = 0, rows = 0, quotes = 0;
};
void count(const std::vector<Block>& blocks, Counts& c) {
  for (const Block& b : blocks) {
    if (b.kind == Block::Kind::heading) ++c.headings;
    if (b.kind == Block::Kind::item) ++(b.ordered ? c.ordered : c.bullets);
    if (b.kind == Block::Kind::table) ++c.tables;
    if (b.kind == Block::Kind::table) c.rows += static_cast<std::int64_t>(b.rows.size());
    if (b.kind == Block::Kind::quote) ++c.quotes;
    count(b.children, c);
  }
}

TEST(Reader, SeesWhatAnotherReaderSeesInRealPages) {
  const char* folder = std::getenv("EVENHAND_DATA");
  const fs::path data = fs::path(folder != nullptr ? folder : "../shared/data") / "handbooks";
  if (!fs::exists(data / "reference_counts.json"))
    GTEST_SKIP() << "no handbooks under " << data << "; set EVENHAND_DATA";
  const auto read_file = [](const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  };
  const auto reference = json::parse(read_file(data / "reference_counts.json"));
  ASSERT_TRUE(reference.has_value());
  std::size_t pages = 0;
  for (const auto& [name, counts] : *reference->as_object()) {
    if (!fs::exists(data / name)) continue;
    SCOPED_TRACE(name);
    const std::string text = read_file(data / name);
    const Source source(text);
    std::size_t body = 0;
    if (text.starts_with("---\n"))
      if (const std::size_t end = text.find("\n---\n", 3); end != std::string::npos) body = end + 5;
    Diagnostics diagnostics;
    const auto blocks = read_blocks(source, {body, text.size()}, diagnostics);
    ASSERT_TRUE(blocks.has_value());
    Counts c;
    count(*blocks, c);
    EXPECT_EQ(c.headings, counts.int_or("headings", -1));
    EXPECT_EQ(c.ordered, counts.int_or("ordered_items", -1));
    EXPECT_EQ(c.bullets, counts.int_or("bullet_items", -1));
    EXPECT_EQ(c.tables, counts.int_or("tables", -1));
    EXPECT_EQ(c.quotes, counts.int_or("blockquotes", -1));
    const Compiled compiled = compile(text);
    ASSERT_NE(compiled.procedure, nullptr);
    ++pages;
  }
  EXPECT_EQ(pages, 127u);
}

}  // namespace
}  // namespace evenhand::procedure
