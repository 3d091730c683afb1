/// @file handbooks_test.cpp
/// @brief Support pages that nobody wrote for us: each compiles as plain guidance, to be published and searched and never
/// run, and none brings the compiler down.
#include <gtest/gtest.h>

#include <algorithm>

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
    const auto formatted = procedure::format(read_text(page));
    EXPECT_EQ(procedure::format(formatted), formatted);
  }
}

}  // namespace
}  // namespace evenhand::tests
