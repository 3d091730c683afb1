// Procedures, drafts and redlines as PDF over the API.
#include <gtest/gtest.h>

#include "api/testing.hpp"

namespace evenhand::api {
namespace {

using testing::ApiTest;
using testing::sop;

TEST_F(ApiTest, PrintsVersionsDraftsAndRedlines) {
  auto author = browser("author");
  const std::string base = "/api/v1/procedures/greeting";
  const auto is_pdf = [&](const Answer& answer, const std::string& name) {
    EXPECT_EQ(answer.status, 200) << answer.code();
    EXPECT_EQ(answer.headers.value_or("Content-Type", ""), "application/pdf");
    EXPECT_EQ(answer.headers.value_or("Content-Disposition", ""), "attachment; filename=\"" + name + "\"");
  };
  is_pdf(author.send("GET", base + "/versions/1/pdf"), "greeting-v1.pdf");
  is_pdf(author.send("GET", base + "/versions/1/pdf?language=es&channel=email&paper=a4"), "greeting-v1-email-es.pdf");
  EXPECT_EQ(author.send("GET", base + "/versions/1/pdf?paper=a5").code(), "print/paper");
  EXPECT_EQ(author.send("GET", base + "/versions/99/pdf").status, 404);
  EXPECT_EQ(author.send("GET", base + "/draft/pdf").code(), "procedure/no-draft");

  std::string changed(sop);
  changed.replace(changed.find("Say hello."), 10, "Say hello loudly.");
  const std::string draft = json::write(json::Value(json::Object{{"source", changed}}));
  ASSERT_EQ(author.send("PUT", base + "/draft", draft, {{"If-None-Match", "*"}}).status, 201);
  is_pdf(author.send("GET", base + "/draft/pdf"), "greeting-draft.pdf");
  is_pdf(author.send("GET", base + "/diff/pdf?from=1&to=draft"), "greeting-draft-redline.pdf");
  is_pdf(author.send("GET", base + "/diff/pdf?from=1&to=1"), "greeting-v1-redline.pdf");
  auto agent = browser("agent");
  is_pdf(agent.send("GET", base + "/versions/1/pdf"), "greeting-v1.pdf");
  EXPECT_EQ(agent.send("GET", base + "/draft/pdf").code(), "permission/missing");
  EXPECT_EQ(agent.send("GET", base + "/diff/pdf?from=1&to=draft").code(), "permission/missing")
      << "a draft is for those who may edit";
}

TEST_F(ApiTest, HelpsAtTheCursor) {
  auto author = browser("author");
  const std::size_t at = sop.find("reason = ");
  const auto line = static_cast<int>(1 + std::count(sop.begin(), sop.begin() + at, '\n'));
  const auto column = static_cast<int>(at - sop.rfind('\n', at));
  const Answer help = author.send(
      "POST", "/api/v1/procedures/complete",
      json::write(json::Value(json::Object{
          {"source", sop}, {"line", line}, {"column", column}, {"facts", json::Object{{"reason", "complaint"}}}})));
  ASSERT_EQ(help.status, 200) << json::write(help.body);
  const json::Value& expression = *help.body.find("expression");
  EXPECT_EQ(expression.string_or("type", ""), "boolean");
  EXPECT_EQ(expression.string_or("display", ""), "yes");
  EXPECT_NE(json::write(*help.body.find("completions")).find(R"("label":"reason","kind":"fact")"), std::string::npos);
}

}  // namespace
}  // namespace evenhand::api
