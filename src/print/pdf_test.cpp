#include "print/pdf.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "base/limits.hpp"
#include "print/html.hpp"
#include "print/picture.hpp"
#include "print/testing.hpp"

namespace evenhand::print {
namespace {

using testing::seen;
using testing::times;
using testing::words_of;

Document document(std::string_view html) {
  Document out{.title = "A title", .author = "an owner", .head_left = "The head", .foot_left = "Version 3 (abc)"};
  auto blocks = read_html(html);
  EXPECT_TRUE(blocks.has_value()) << blocks.error().message;
  if (blocks) out.blocks = std::move(*blocks);
  return out;
}
Printed printed(const Document& document, const Paper& paper = letter) {
  auto out = to_pdf(document, paper);
  EXPECT_TRUE(out.has_value()) << out.error().message;
  return out ? std::move(*out) : Printed{};
}
std::string many(std::size_t count, const std::string& part) {
  std::string out;
  for (std::size_t i = 1; i <= count; ++i) {
    std::string one = part;
    if (const std::size_t at = one.find("{}"); at != std::string::npos) one.replace(at, 2, std::to_string(i));
    out += one;
  }
  return out;
}

class Pdf : public ::testing::Test {
  void SetUp() override {
    if (!testing::has_readers()) GTEST_SKIP() << "poppler-utils is not installed (script/setup test brings it)";
  }
};

TEST_F(Pdf, SaysItsHeadFootAndNumberOnEveryPage) {
  const Printed out = printed(document(many(200, "<p>Paragraph {} of quite some words.</p>")));
  ASSERT_GT(out.pages, 2U);
  for (std::size_t page = 1; page <= out.pages; ++page) {
    const std::string words = words_of(out.pdf, page);
    EXPECT_NE(words.find("The head"), std::string::npos);
    EXPECT_NE(words.find("Version 3 (abc)"), std::string::npos);
    EXPECT_NE(words.find("Page " + std::to_string(page) + " of " + std::to_string(out.pages)), std::string::npos);
  }
  const std::string all = words_of(out.pdf);
  for (int i = 1; i <= 200; ++i) EXPECT_EQ(times(all, "Paragraph " + std::to_string(i) + " of"), 1U);
}

TEST_F(Pdf, IsTaggedAndSaysItsLanguageAndTitle) {
  Document paper = document(
      "<h1>Head</h1><h2>Second</h2><p>See <a href=\"https://example.org/a(b)'c\">there</a> and <a "
      "href=\"#x\">below</a> "
      "and <a href=\"#nowhere\">nowhere</a>.</p><ul><li>item</li></ul><blockquote><p>words</p></blockquote>"
      "<table><thead><tr><th>H</th></tr></thead><tbody><tr><td>D</td></tr></tbody></table><h3 id=\"x\">Third</h3>");
  paper.language = "es";
  paper.made_at = *parse_rfc3339("2026-03-01T12:30:45Z");
  const Printed out = printed(paper);
  const std::string tags = seen(out.pdf, "pdfinfo -struct-text {}");
  for (const char* tag : {"Document", "H1 ", "H2 ", "H3 ", "P ", "Link ", "L (", "LI ", "Lbl ", "LBody ",
                          "BlockQuote\n", "Table ", "TR\n", "TH\n", "TD\n"})
    EXPECT_NE(tags.find(tag), std::string::npos) << tag << "\n" << tags;
  EXPECT_EQ(times(tags, "Link "), 2U) << "a link that leads nowhere is words";
  const std::string info = seen(out.pdf, "pdfinfo -isodates {}");
  EXPECT_NE(info.find("A title"), std::string::npos);
  EXPECT_NE(info.find("an owner"), std::string::npos);
  EXPECT_NE(info.find("2026-03-01T12:30:45Z"), std::string::npos) << info;
  EXPECT_NE(info.find("Tagged:          yes"), std::string::npos) << info;
  EXPECT_NE(out.pdf.find("/Lang (es)"), std::string::npos);
  EXPECT_NE(out.pdf.find("/URI (https://example.org/a%28b%29%27c)"), std::string::npos);
  EXPECT_NE(out.pdf.find("/Outlines"), std::string::npos);
  EXPECT_NE(out.pdf.find("/Title (Second)"), std::string::npos);
}

TEST_F(Pdf, EmbedsSubsetsOfItsFonts) {
  const std::string fonts = seen(printed(document("<p>Plain, <strong>strong</strong> and <code>code</code></p>")).pdf,
                                 "pdffonts {} | tail -n +3");
  EXPECT_GE(times(fonts, "yes yes yes"), 3U) << fonts;
  EXPECT_EQ(times(fonts, "yes yes yes"), times(fonts, "\n")) << fonts;
}

TEST_F(Pdf, GivesTheSameBytesForTheSameDocument) {
  const Document one = document(many(60, "<h2>Section {}</h2><p>Words — más palabras, слова, λέξεις</p>"));
  EXPECT_EQ(printed(one).pdf, printed(one).pdf);
  EXPECT_EQ(seen(printed(one).pdf, "pdfinfo {}").find("CreationDate"), std::string::npos)
      << "no date where the document has none";
}

TEST_F(Pdf, KnowsTwoPapers) {
  EXPECT_NE(seen(printed(document("<p>a</p>")).pdf, "pdfinfo {}").find("612 x 792 pts (letter)"), std::string::npos);
  EXPECT_NE(seen(printed(document("<p>a</p>"), a4).pdf, "pdfinfo {}").find("(A4)"), std::string::npos);
  EXPECT_EQ(paper_of("a5").error().code, "print/paper");
}

TEST_F(Pdf, RepeatsTheHeadOfATableOnEveryPageAndTagsItOnce) {
  const Printed out =
      printed(document("<table><thead><tr><th>Reason given</th><th>Refund</th></tr></thead><tbody>" +
                       many(150, "<tr><td>reason {} of many</td><td>full</td></tr>") + "</tbody></table>"));
  ASSERT_GE(out.pages, 3U);
  for (std::size_t page = 1; page <= out.pages; ++page)
    EXPECT_EQ(times(words_of(out.pdf, page), "Reason given"), 1U) << "page " << page;
  const std::string tags = seen(out.pdf, "pdfinfo -struct-text {}");
  EXPECT_EQ(times(tags, "TH\n"), 2U);
  EXPECT_EQ(times(tags, "TR\n"), 151U);
}

TEST_F(Pdf, KeepsAHeadingWithWhatFollows) {
  for (int lines = 30; lines < 60; ++lines) {
    const Printed out = printed(
        document(many(static_cast<std::size_t>(lines), "<p>x</p>") + "<h2>The heading</h2><p>What follows it.</p>"));
    for (std::size_t page = 1; page <= out.pages; ++page) {
      const std::string words = words_of(out.pdf, page);
      EXPECT_EQ(words.find("The heading") == std::string::npos, words.find("What follows it") == std::string::npos)
          << lines << " lines, page " << page;
    }
  }
}

TEST_F(Pdf, LeavesNoLineOfAParagraphAloneOnAPage) {
  std::string words;
  for (int i = 0; i < 40; ++i) words += "fourteen words on a line and then some more of them ";
  for (int before = 30; before < 50; ++before) {
    const Printed out = printed(document(many(static_cast<std::size_t>(before), "<p>x</p>") + "<p>" + words + "</p>"));
    for (std::size_t page = 1; page <= out.pages; ++page) {
      const std::size_t on_page = times(words_of(out.pdf, page), "fourteen");
      EXPECT_TRUE(on_page == 0 || on_page > 2) << before << " before, page " << page << ": " << on_page;
    }
  }
}

TEST_F(Pdf, WritesOtherScriptsAndFromRightToLeft) {
  const Printed out =
      printed(document("<p>¿Qué pasó? Niño, señal.</p><p>שלום עולם</p><p>مرحبا بالعالم</p><p>नमस्ते</p>"));
  EXPECT_EQ(out.unknown_characters, 0U);
  std::string words = words_of(out.pdf);
  words.erase(std::remove(words.begin(), words.end(), ' '),
              words.end());  // readers guess them from the room between glyphs
  for (const char* one : {"¿Quépasó?Niño,señal.", "שלוםעולם", "مرحبابالعالم", "नमस्ते"})
    EXPECT_NE(words.find(one), std::string::npos) << words;
}

TEST_F(Pdf, MarksWhatWentAndWhatCame) {
  Document paper;
  paper.blocks = {{.words = {{.text = "stays "},
                             {.text = "gone ", .change = Change::deleted},
                             {.text = "come", .change = Change::inserted}}}};
  const Printed marked = printed(paper);
  EXPECT_NE(words_of(marked.pdf).find("stays gone come"), std::string::npos);
  for (Words& words : paper.blocks[0].words) words.change = Change::none;
  EXPECT_GT(marked.pdf.size(), printed(paper).pdf.size()) << "lines, colours and a bar are drawn";
}

TEST_F(Pdf, SurvivesHostileDocuments) {
  const std::string huge(300'000, 'w');
  EXPECT_EQ(times(words_of(printed(document("<p>" + huge + "</p>")).pdf), "w"), huge.size());
  EXPECT_GT(printed(document("<table><tr><td>" + huge + "</td><td>b</td></tr></table>")).pages, 10U);
  EXPECT_GT(printed(document(many(300, "<ul><li>{}") + many(300, "</li></ul>"))).pages, 0U);
  EXPECT_GT(printed(document("<table><tr>" + many(200, "<td>cell {}</td>") + "</tr></table>")).pages, 0U);
  EXPECT_EQ(printed(document("")).pages, 1U);
  EXPECT_EQ(printed(document("<ul><li></li></ul><blockquote></blockquote><table></table><p></p>")).pages, 1U);
  Document control;
  control.title =
      "a\x01"
      "b";
  control.blocks = {{.words = {{.text = std::string("nul\0 bell\a esc\x1b turn\u202e bad\xff", 27)}}},
                    {.kind = Block::Kind::heading, .words = {{.text = "h\x02"}}},
                    {.words = {{.text = "link", .link = "https://x/'\\() \n\x01ñ"}}}};
  control.foot_left = std::string(100'000, 'f');
  control.head_right = std::string(100'000, 'r');
  EXPECT_NE(words_of(printed(control).pdf).find("bell"), std::string::npos);
}

TEST_F(Pdf, RefusesWhatIsPastItsBounds) {
  Document paper;
  paper.blocks = {{.words = {{.text = std::string(limits::print_bytes_max + 1, 'x')}}}};
  const auto too_long = to_pdf(paper);
  ASSERT_FALSE(too_long.has_value());
  EXPECT_EQ(too_long.error().code, "print/too-large");
  paper.blocks.assign(1'000'000, {.words = {{.text = "x"}}});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(to_pdf(paper).error().code, "print/too-large");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3 * limits::print_seconds_max));
}

TEST_F(Pdf, DrawsPicturesAndCutsThemWhereItMay) {
  const std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"3000\" viewBox=\"0 0 400 3000\"><style>"
      ".a{--ink:#ff0000}@media (prefers-color-scheme:dark){.a{--ink:#00ff00}}.a{fill:var(--ink)}</style>"
      "<text class=\"a\" x=\"10\" y=\"40\">above</text><text x=\"10\" y=\"2900\">below</text></svg>";
  EXPECT_NE(without_variables(svg).find(".a{fill:#ff0000}"), std::string::npos);
  EXPECT_EQ(without_variables(svg).find("@media"), std::string::npos);
  Document paper;
  paper.blocks = {{.kind = Block::Kind::picture}};
  paper.blocks[0].picture = {.svg = svg, .cuts = {900, 1800}};
  const Printed out = printed(paper);
  ASSERT_GE(out.pages, 2U);
  EXPECT_NE(words_of(out.pdf, 1).find("above"), std::string::npos);
  EXPECT_NE(words_of(out.pdf, out.pages).find("below"), std::string::npos);
  const auto drawn = Drawn::read(svg);
  ASSERT_TRUE(drawn.has_value());
  EXPECT_EQ((*drawn)->part(1800, 3000).find("above"), std::string::npos) << "what cannot be seen is not drawn";
  EXPECT_NE((*drawn)->part(1800, 3000).find("below"), std::string::npos);
  for (const char* wrong : {"<svg", "<p/>", "<svg/>", "<svg width=\"1\" height=\"-1\"/>", ""})
    EXPECT_EQ(Drawn::read(wrong).error().code, "print/picture") << wrong;
  paper.blocks[0].picture.svg = "<svg";
  EXPECT_EQ(to_pdf(paper).error().code, "print/picture");
}

}  // namespace
}  // namespace evenhand::print
