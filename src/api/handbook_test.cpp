// A page that nobody wrote for us, through the API: published as guidance, found by its words, read, and never a case.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "api/testing.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
namespace fs = std::filesystem;

TEST_F(ApiTest, AHandbookPageIsPublishedFoundAndRead) {
  const char* data = std::getenv("EVENHAND_DATA");
  const fs::path page = fs::path(data != nullptr && *data != '\0' ? data : "../shared/data") /
                        "handbooks/sourcegraph_support/support/process/support-workflow.md";
  std::ifstream in(page, std::ios::binary);
  if (!in) GTEST_SKIP() << "no handbooks under $EVENHAND_DATA (default ../shared/data)";
  std::ostringstream text;
  text << in.rdbuf();
  auto author = browser("author");
  const std::string source = json::write(json::Value(json::Object{{"source", json::Value(text.str())}}));
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
