/// @file handbooks_test.cpp
/// @brief Support pages that nobody wrote for us: each compiles as plain guidance, to be published and searched and never
/// run, and none brings the compiler down.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.hpp"
#include "procedure/draw.hpp"
#include "procedure/testing.hpp"
#include "support/procedures.hpp"

namespace evenhand::tests {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pages() {
  std::vector<fs::path> out;
  const auto handbooks = data_folder("handbooks");
  if (handbooks.empty()) return out;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(handbooks / "sourcegraph_support", error)) {
    if (entry.path().extension() == ".md") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Handbooks, EveryPageIsPublishedAsGuidance) {
  const auto all = pages();
  if (all.empty()) GTEST_SKIP() << "no handbooks under $EVENHAND_DATA (default ../shared/data)";
  EXPECT_EQ(all.size(), 127u);
  for (const auto& page : all) {
    SCOPED_TRACE(page.filename().string());
    const std::string text = read_text(page);
    const auto compiled = procedure::compile(text);
    for (const auto& diagnostic : compiled.diagnostics) {
      EXPECT_NE(diagnostic.severity, Severity::error) << render(diagnostic, page.filename().string(), text);
    }
    ASSERT_NE(compiled.procedure, nullptr);
    EXPECT_TRUE(compiled.procedure->guidance_only);
    // A title comes from the first heading; one page has none at all.
    const bool has_heading = text.starts_with("#") || text.find("\n#") != std::string::npos;
    EXPECT_EQ(compiled.procedure->title.empty(), !has_heading);
    EXPECT_EQ(compiled.procedure->hash.size(), 64u);
  }
}

TEST(Handbooks, FormattingAPageChangesNothingItSays) {
  const auto all = pages();
  if (all.empty()) GTEST_SKIP() << "no handbooks under $EVENHAND_DATA (default ../shared/data)";
  for (const auto& page : all) {
    SCOPED_TRACE(page.filename().string());
    const std::string text = read_text(page);
    const auto formatted = procedure::format(text);
    EXPECT_EQ(procedure::format(formatted), formatted);
    const auto before = procedure::compile(text), after = procedure::compile(formatted);
    ASSERT_TRUE(before.procedure != nullptr && after.procedure != nullptr);
    EXPECT_EQ(procedure::meaning(after.procedure), procedure::meaning(before.procedure));
  }
}

/// What a page of HTML shows, beside the items and the title that the page itself makes.
struct Shown {
  std::int64_t headings = -1, ordered = 0, bullets = 0, tables = 0, quotes = 0;
};
Shown shown_on(std::string_view html) {
  Shown shown;
  std::vector<bool> lists;  // whether each that is open is ordered
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const std::string_view tag = html.substr(at + 1, html.find('>', at) - at - 1);
    const std::string_view name = tag.substr(0, tag.find(' '));
    if (name == "ol" || name == "ul") lists.push_back(name == "ol");
    if (name == "/ol" || name == "/ul") lists.pop_back();
    if (tag == "li") ++(lists.back() ? shown.ordered : shown.bullets);
    if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') ++shown.headings;
    if (name == "table") ++shown.tables;
    if (name == "blockquote") ++shown.quotes;
  }
  return shown;
}

TEST(Handbooks, ThePageShowsWhatAnotherReaderSees) {
  const auto folder = data_folder("handbooks");
  if (folder.empty()) GTEST_SKIP() << "no handbooks under $EVENHAND_DATA (default ../shared/data)";
  const auto reference = json::parse(read_text(folder / "reference_counts.json"));
  ASSERT_TRUE(reference.has_value());
  EXPECT_EQ(reference->as_object()->size(), 127u);
  for (const auto& [name, counts] : *reference->as_object()) {
    SCOPED_TRACE(name);
    const auto compiled = procedure::compile(read_text(folder / name));
    ASSERT_NE(compiled.procedure, nullptr);
    const Shown shown = shown_on(procedure::to_html(*compiled.procedure, {}));
    EXPECT_EQ(shown.headings, counts.int_or("headings", -1));
    EXPECT_EQ(shown.ordered, counts.int_or("ordered_items", -1));
    EXPECT_EQ(shown.bullets, counts.int_or("bullet_items", -1));
    EXPECT_EQ(shown.tables, counts.int_or("tables", -1));
    EXPECT_EQ(shown.quotes, counts.int_or("blockquotes", -1));
  }
}

}  // namespace
}  // namespace evenhand::tests
