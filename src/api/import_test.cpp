// A file that was written elsewhere, through the API.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/testing.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;

TEST_F(ApiTest, AFileComesBackAsADraftAndIsNotSaved) {
  auto author = browser("author");
  const std::string page = "# Refunds\n\n## Do it\n\n1. Open the order.\n2. Wait 3 days.\n";
  const Answer made =
      author.send("POST", "/api/v1/procedures/import?name=refunds.md", page, {{"Content-Type", "text/markdown"}});
  ASSERT_EQ(made.status, 200) << json::write(made.body);
  EXPECT_EQ(made.body.string_or("title", ""), "Refunds");
  EXPECT_TRUE(made.body.bool_or("runnable", false));
  EXPECT_THAT(made.body.string_or("draft", ""), HasSubstr("- [ ] Open the order.\n- Wait 3 days.\n"));
  EXPECT_EQ(made.body.find("counts")->int_or("guessed", 0), 2);
  EXPECT_EQ(author.send("GET", "/api/v1/procedures/refunds/draft").status, 404);
  // What came back is a draft like any other.
  const Answer saved =
      author.send("PUT", "/api/v1/procedures/refunds/draft",
                  json::write(json::Value().set("source", made.body.string_or("draft", ""))), {{"If-None-Match", "*"}});
  EXPECT_EQ(saved.status, 201) << json::write(saved.body);
}

TEST_F(ApiTest, AnImportIsForAuthorsAndSaysWhatIsWrong) {
  auto author = browser("author");
  const auto code = [&](const std::string& name, const std::string& bytes) {
    return author
        .send("POST", "/api/v1/procedures/import?name=" + name, bytes, {{"Content-Type", "application/octet-stream"}})
        .code();
  };
  EXPECT_EQ(code("a.docx", "no zip"), "import/not-word");
  EXPECT_EQ(code("a.bpmn", "<!DOCTYPE x>"), "import/document-type");
  EXPECT_EQ(code("a.md", "bad \xFF"), "import/not-text");
  EXPECT_EQ(code("a.exe", "MZ"), "import/unknown-format");
  EXPECT_EQ(browser("agent")
                .send("POST", "/api/v1/procedures/import?name=a.md", "# T", {{"Content-Type", "text/markdown"}})
                .status,
            403);
}

}  // namespace
}  // namespace evenhand::api
