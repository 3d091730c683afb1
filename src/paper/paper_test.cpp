#include "paper/paper.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "print/pdf.hpp"
#include "print/testing.hpp"
#include "procedure/compile.hpp"

namespace evenhand::paper {
namespace {

using print::testing::times;
using print::testing::words_of;

std::string read(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream(file).rdbuf();
  return out.str();
}
procedure::ProcedurePtr compiled(const std::string& text) {
  procedure::Compiled out = procedure::compile(text);
  EXPECT_NE(out.procedure, nullptr);
  return out.procedure;
}
std::string replaced(std::string text, const std::string& before, const std::string& after) {
  const std::size_t at = text.find(before);
  EXPECT_NE(at, std::string::npos) << before;
  return at == std::string::npos ? text : text.replace(at, before.size(), after);
}
print::Printed printed(const Result<print::Document>& document) {
  EXPECT_TRUE(document.has_value()) << document.error().message;
  if (!document) return {};
  auto out = print::to_pdf(*document);
  EXPECT_TRUE(out.has_value()) << out.error().message;
  return out ? std::move(*out) : print::Printed{};
}

const std::string refund = "packs/procedures/refund-request.sop.md";
const Imprint third{.number = 3, .published_at = Instant{1'772'366'400'000'000}};  // 2026-03-01

class Paper : public ::testing::Test {
  void SetUp() override {
    if (!print::testing::has_readers()) GTEST_SKIP() << "poppler-utils is not installed (script/setup test brings it)";
  }
};

TEST_F(Paper, EveryPageSaysVersionHashDateStateAndNumber) {
  const auto procedure = compiled(read(refund));
  const print::Printed out = printed(procedure_paper(procedure, {.state = "MA"}, third));
  ASSERT_GT(out.pages, 3U);
  for (std::size_t page = 1; page <= out.pages; ++page) {
    const std::string words = words_of(out.pdf, page);
    for (const std::string& part : {std::string("Refund request"), "Version 3 (" + procedure->hash.substr(0, 12) + ")",
                                    std::string("Published 2026-03-01"), std::string("State MA"),
                                    "Page " + std::to_string(page) + " of " + std::to_string(out.pages)})
      EXPECT_NE(words.find(part), std::string::npos) << "page " << page << ": " << part;
  }
}

TEST_F(Paper, SaysFromWhenItIsInForce) {
  const auto procedure = compiled(replaced(read(refund), "\n---\n", "\neffective: 2026-04-01\n---\n"));
  const auto document = procedure_paper(procedure, {}, third);
  ASSERT_TRUE(document.has_value());
  EXPECT_NE(document->foot_left.find("In force from 2026-04-01"), std::string::npos) << document->foot_left;
}

TEST_F(Paper, SpeaksTheReadersLanguage) {
  const print::Printed out = printed(procedure_paper(compiled(read(refund)), {.language = "es"}, third));
  const std::string words = words_of(out.pdf);
  EXPECT_NE(words.find("Página 1 de "), std::string::npos);
  EXPECT_NE(words.find("Versión 3 ("), std::string::npos);
  EXPECT_NE(words.find("Flujo"), std::string::npos);
  EXPECT_NE(words.find("Firmas"), std::string::npos) << "where those who approve it sign";
  EXPECT_NE(out.pdf.find("/Lang (es)"), std::string::npos);
}

TEST_F(Paper, AFlowTooLongForPaperIsSaidToBe) {
  std::string text = "---\nid: long\ntitle: Long\n---\n\n# Long\n";
  for (int step = 1; step <= 100; ++step) {
    text += "\n## " + std::to_string(step) + ". Step " + std::to_string(step) + "\n\n";
    for (int item = 0; item < 10; ++item) text += "- [ ] Do thing " + std::to_string(item) + ".\n";
  }
  const print::Printed out = printed(procedure_paper(compiled(text + "- Close as **done**.\n"), {}, {}));
  EXPECT_NE(words_of(out.pdf, out.pages).find("too long for paper"), std::string::npos);
}

TEST_F(Paper, IsRefusedForAStateThatTheProcedureIsNotFor) {
  EXPECT_EQ(procedure_paper(compiled(read(refund)), {.state = "ZZ"}, {}).error().code, "paper/not-for");
}

TEST_F(Paper, EveryStarterProcedurePrintsInBothLanguages) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("packs/procedures")) {
    if (!entry.path().string().ends_with(".sop.md")) continue;
    ++count;
    const auto procedure = compiled(read(entry.path()));
    for (const char* language : {"en", "es"}) {
      const print::Printed out = printed(procedure_paper(procedure, {.language = language}, {}));
      EXPECT_EQ(out.unknown_characters, 0U) << entry.path();
      EXPECT_GT(out.pages, 2U) << entry.path();
      const std::string tags = print::testing::seen(out.pdf, "pdfinfo -struct {}");
      EXPECT_EQ(times(tags, "H1 "), 1U) << entry.path();
      EXPECT_GE(times(tags, "H2 "), procedure->root.children.size()) << entry.path();
    }
  }
  EXPECT_GE(count, 12U);
}

TEST_F(Paper, ARedlineListsTheChangesAndMarksTheWords) {
  const std::string before = read(refund);
  const std::string after = replaced(before, "Write a one-line summary", "Write a short and plain summary");
  const Imprint fourth{.number = 4};
  const auto document = redline_paper(compiled(before), third, compiled(after), fourth, {});
  ASSERT_TRUE(document.has_value()) << document.error().message;
  const std::string words = words_of(printed(document).pdf);
  EXPECT_NE(words.find("Redline: Refund request"), std::string::npos);
  EXPECT_NE(words.find("Step 5. Wrap up"), std::string::npos) << "where it changed, as people find it";
  EXPECT_NE(words.find("a one-line short and plain summary"), std::string::npos) << "marked in the text";
  EXPECT_NE(words.find("compared with Version 3"), std::string::npos);
  std::size_t marked = 0;
  const auto count = [&](const auto& self, const std::vector<print::Block>& blocks) -> void {
    for (const print::Block& block : blocks) {
      for (const print::Words& one : block.words) marked += one.change != print::Change::none ? 1 : 0;
      self(self, block.blocks);
    }
  };
  count(count, document->blocks);
  EXPECT_EQ(marked, 2U);
}

TEST_F(Paper, ARedlineOfTheSameTextSaysThatNothingChanged) {
  const auto procedure = compiled(read(refund));
  const auto document = redline_paper(procedure, third, procedure, third, {});
  ASSERT_TRUE(document.has_value());
  EXPECT_NE(words_of(printed(document).pdf).find("Nothing that people"), std::string::npos);
}

TEST_F(Paper, TheSameVersionGivesTheSameBytes) {
  const auto procedure = compiled(read(refund));
  EXPECT_EQ(printed(procedure_paper(procedure, {.state = "MA"}, third)).pdf,
            printed(procedure_paper(procedure, {.state = "MA"}, third)).pdf);
}

TEST(PaperName, SaysWhichVersionForWhom) {
  procedure::Procedure procedure;
  procedure.id = "refund-request";
  EXPECT_EQ(file_name(procedure, {.state = "MA", .language = "es"}, third, false), "refund-request-v3-ma-es.pdf");
  EXPECT_EQ(file_name(procedure, {.product = "\"/../x"}, {.is_draft = true}, true),
            "refund-request-draft-x-redline.pdf");
}

}  // namespace
}  // namespace evenhand::paper
