// Pages that nobody wrote for us, through the API: published as guidance, found by their words, read, and never a case.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "api/testing.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
namespace fs = std::filesystem;

fs::path handbooks() {
  const char* data = std::getenv("EVENHAND_DATA");
  return fs::path(data != nullptr && *data != '\0' ? data : "../shared/data") / "handbooks/sourcegraph_support";
}

/// The body of a request that checks or publishes this page.
std::string body_of(const fs::path& page) {
  std::ifstream in(page, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return json::write(json::Value(json::Object{{"source", json::Value(text.str())}}));
}

TEST_F(ApiTest, EveryHandbookPageIsPublishedAndFoundByItsTitle) {
  if (!fs::exists(handbooks())) GTEST_SKIP() << "no handbooks under $EVENHAND_DATA (default ../shared/data)";
  std::vector<fs::path> pages;
  for (const auto& entry : fs::recursive_directory_iterator(handbooks()))
    if (entry.path().extension() == ".md" && entry.file_size() > 0) pages.push_back(entry.path());
  std::sort(pages.begin(), pages.end());
  EXPECT_EQ(pages.size(), 126u) << "of 127, one is empty";
  auto author = browser("author");
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const Answer published =
        author.send("POST", "/api/v1/procedures/page-" + std::to_string(i) + "/publish", body_of(pages[i]));
    ASSERT_EQ(published.status, 201) << pages[i] << " " << json::write(published.body);
  }
  const Answer listed = author.send("GET", "/api/v1/procedures?kind=guidance");
  ASSERT_EQ(listed.status, 200) << json::write(listed.body);
  ASSERT_EQ(listed.body.find("items")->as_array()->size(), pages.size());
  for (const json::Value& entry : *listed.body.find("items")->as_array()) {
    const std::string title = entry.string_or("title", ""), id = entry.string_or("id", "");
    const Answer found = author.send("GET", "/api/v1/search?limit=100&q=" + url_encode(title));
    ASSERT_EQ(found.status, 200) << title;
    const auto& hits = *found.body.find("items")->as_array();
    EXPECT_TRUE(std::any_of(hits.begin(), hits.end(), [&](const json::Value& hit) {
      return hit.string_or("target", "") == id;
    })) << title;
  }
}

TEST_F(ApiTest, AHandbookPageIsPublishedFoundAndRead) {
  const fs::path page = handbooks() / "support/process/support-workflow.md";
  if (!fs::exists(page)) GTEST_SKIP() << "no handbooks under $EVENHAND_DATA (default ../shared/data)";
  auto author = browser("author");
  const std::string source = body_of(page);
  const Answer checked = author.send("POST", "/api/v1/procedures/check", source);
  EXPECT_TRUE(checked.body.bool_or("ok", false)) << json::write(checked.body);
  const Answer published = author.send("POST", "/api/v1/procedures/support-workflow/publish", source);
  ASSERT_EQ(published.status, 201) << json::write(published.body);

  auto agent = browser("agent");
  const Answer listed = agent.send("GET", "/api/v1/procedures?kind=guidance");
  ASSERT_EQ(listed.body.find("items")->as_array()->size(), 1u);
  const json::Value& entry = listed.body.find("items")->as_array()->front();
  EXPECT_EQ(entry.string_or("id", ""), "support-workflow");
  EXPECT_TRUE(entry.bool_or("guidance_only", false));
  const Answer found = agent.send("GET", "/api/v1/search?q=" + url_encode("workflow"));
  ASSERT_EQ(found.body.find("items")->as_array()->size(), 1u) << json::write(found.body);
  const json::Value& hit = found.body.find("items")->as_array()->front();
  EXPECT_EQ(hit.string_or("kind", ""), "guidance");
  EXPECT_EQ(hit.string_or("target", ""), "support-workflow");
  const Answer shown = agent.send("GET", "/api/v1/procedures/support-workflow/page");
  EXPECT_NE(shown.body.string_or("html", "").find("<h2>"), std::string::npos);
  const Answer opened =
      agent.send("POST", "/api/v1/cases", R"({"procedure":"support-workflow","subject":"A case of a page"})");
  EXPECT_EQ(opened.code(), "procedure/guidance-only");
}

}  // namespace
}  // namespace evenhand::api
