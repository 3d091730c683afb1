/// @file import_test.cpp
/// @brief Support pages that nobody wrote for us, imported: each becomes a draft that the parser takes, every ordered item is
/// in it, and most of them are something that is done.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/json.hpp"
#include "base/text.hpp"
#include "intake/document.hpp"
#include "intake/intake.hpp"
#include "procedure/compile.hpp"
#include "procedure/draw.hpp"
#include "support/procedures.hpp"

namespace evenhand::tests {
namespace {

namespace fs = std::filesystem;

std::vector<std::string_view> lines_of(std::string_view text) {
  return text::split(text, '\n');
}

/// Letters and digits alone: what stays of words whatever marks are around them.
std::string bare(std::string_view words) {
  std::string out;
  for (const char c : words)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool is_acted_on(const intake::Entry& e) {
  return e.became == "step" || e.became == "box" || e.became == "directive" || e.became == "branch" ||
         e.became == "words";
}

TEST(ImportOfHandbooks, EveryPageBecomesADraftAndMostOrderedItemsSteps) {
  const auto folder = data_folder("handbooks");
  if (folder.empty()) GTEST_SKIP() << "no handbooks under $EVENHAND_DATA (default ../shared/data)";
  const auto reference = json::parse(read_text(folder / "reference_counts.json"));
  ASSERT_TRUE(reference.has_value());
  std::size_t pages = 0, ordered = 0, steps = 0, runnable = 0, numbered = 0, lost = 0;
  std::map<std::string, std::size_t> left;
  for (const auto& [name, counts] : *reference->as_object()) {
    SCOPED_TRACE(name);
    const std::string text = read_text(folder / name);
    const auto imported = intake::import_file(name, text);
    ASSERT_TRUE(imported) << imported.error().code << ": " << imported.error().message;
    ++pages;
    runnable += imported->runnable ? 1 : 0;
    const auto compiled = procedure::compile(imported->draft);
    for (const auto& d : compiled.diagnostics)
      EXPECT_NE(d.severity, Severity::error) << render(d, name, imported->draft);
    ASSERT_NE(compiled.procedure, nullptr);
    EXPECT_EQ(compiled.procedure->guidance_only, !imported->runnable);
    std::int64_t on_page = 0;
    const auto lines = lines_of(imported->draft);
    for (const intake::Entry& e : imported->report) {
      EXPECT_NE(intake::rule_sentence(e.rule), "") << e.rule;
      if (!e.ordered_item) continue;
      ++on_page;
      ASSERT_GT(e.draft_line, 0U) << e.words;
      ASSERT_LE(e.draft_line, lines.size());
      // The words are where the report says, all of them: a step may say the first of them alone, with the rest in a box.
      std::string there;
      for (std::size_t l = e.draft_line - 1; l < std::min(lines.size(), std::size_t{e.draft_line} + 8); ++l)
        there += bare(intake::plain_words(lines[l]));
      std::string words = bare(e.words);
      if (e.became == "branch") words = words.substr(words.size() - std::min<std::size_t>(words.size(), 12));
      if (e.became == "directive") words = words.substr(0, 3);
      if (there.find(words) == std::string::npos) {
        ++lost;
        ADD_FAILURE() << e.rule << " line " << e.draft_line << ": " << e.words << "\n" << there;
      }
      steps += is_acted_on(e) ? 1 : 0;
      if (!is_acted_on(e)) ++left[e.rule];
      if (!is_acted_on(e) && std::getenv("SHOW")) std::printf("    %s: %s\n", e.rule.c_str(), e.words.c_str());
      numbered += e.became == "step" ? 1 : 0;
    }
    EXPECT_EQ(on_page, counts.int_or("ordered_items", -1));
    ordered += static_cast<std::size_t>(on_page);
  }
  EXPECT_EQ(pages, 127U);
  EXPECT_EQ(lost, 0U);
  EXPECT_GE(static_cast<double>(steps), 0.8 * static_cast<double>(ordered));
  for (const auto& [rule, n] : left) std::printf("  %zu items stay guidance by rule %s\n", n, rule.c_str());
  std::printf(
      "%zu pages, %zu of them procedures; %zu ordered items, %zu become steps (%zu numbered headings): %.1f %%\n",
      pages, runnable, ordered, steps, numbered, 100.0 * static_cast<double>(steps) / static_cast<double>(ordered));
}

/// What a procedure exports is taken back with its steps.
class ImportOfOurExports : public ::testing::TestWithParam<std::string> {};

TEST_P(ImportOfOurExports, KeepsTheSteps) {
  ProcedureFolder folder(GetParam());
  std::size_t files = 0;
  for (const auto& file : folder.files()) {
    SCOPED_TRACE(file);
    const auto original = folder.compiled(file).procedure;
    ASSERT_NE(original, nullptr);
    const auto imported = intake::import_file("export.bpmn", procedure::to_bpmn(*original));
    ASSERT_TRUE(imported) << imported.error().message;
    const auto compiled = procedure::compile(imported->draft);
    for (const auto& d : compiled.diagnostics)
      EXPECT_NE(d.severity, Severity::error) << render(d, file, imported->draft);
    ASSERT_NE(compiled.procedure, nullptr);
    EXPECT_EQ(compiled.procedure->title, original->title);
    if (original->free_order) continue;
    std::vector<std::string> before, after;
    for (const auto& step : original->root.children) before.push_back(step.text.text);
    for (const auto& step : compiled.procedure->root.children) after.push_back(step.text.text);
    EXPECT_EQ(after, before);
    ++files;
  }
  EXPECT_GE(files, 1U);
}

INSTANTIATE_TEST_SUITE_P(Folders, ImportOfOurExports,
                         ::testing::Values("tests/corpus/retailer", "tests/corpus/telecom", "packs/procedures"),
                         [](const auto& folder) { return folder.param.substr(folder.param.rfind('/') + 1); });

}  // namespace
}  // namespace evenhand::tests
