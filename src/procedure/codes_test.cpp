// Every page of a code is compiled: the wrong example gives the code where codes.expected says, the right one does not.
#include "procedure/codes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "dmn/model.hpp"

namespace evenhand::procedure {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Diagnostics problems_of(std::string_view example, const Resolver& siblings) {
  const std::vector<std::string> names{"amount", "reason"};
  switch (example_kind(example)) {
    case ExampleKind::procedure:
      return compile(whole_example(example), siblings).diagnostics;
    case ExampleKind::expression:
      return feel::parse(spelled_out(example.substr(1, example.size() - 2)), names, true).diagnostics;
    case ExampleKind::model:
      break;
  }
  return dmn::read_model(example).diagnostics;
}

std::string problems(const Diagnostics& all) {
  std::string out;
  for (const Diagnostic& d : all)
    out += d.code + " " + std::to_string(d.span.line) + ":" + std::to_string(d.span.column) + " " + d.message + "\n";
  return out;
}

TEST(Codes, EveryPageIsTrue) {
  std::string places;
  const ProcedurePtr known =
      compile(
          "---\nid: known\n---\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| mail | email | input |\n"
          "| confirmed | yes or no | result |\n\n## 1. Ask\n\n- Ask for **confirmed**.\n")
          .procedure;
  auto loop = std::make_shared<Procedure>(*known);
  loop->id = "loop";
  loop->follows = {"example"};
  const Resolver siblings = [&](std::string_view link) -> ProcedurePtr {
    return link == "known.sop.md" || link == "unknown.sop.md" ? known
           : link == "loop.sop.md"                            ? ProcedurePtr(loop)
                                                              : nullptr;
  };
  for (const CodePage& page : code_pages()) {
    SCOPED_TRACE(std::string(page.code));
    EXPECT_FALSE(page.title.empty());
    EXPECT_FALSE(page.why.empty());
    EXPECT_FALSE(page.wrong.empty());
    EXPECT_FALSE(text::first_invalid_utf8(page.wrong)) << "pages of codes are shown as JSON";
    EXPECT_FALSE(page.right.empty());
    const Diagnostics wrong = problems_of(page.wrong, siblings), right = problems_of(page.right, siblings);
    const auto is_it = [&](const Diagnostic& d) { return d.code == page.code; };
    const auto found = std::find_if(wrong.begin(), wrong.end(), is_it);
    EXPECT_NE(found, wrong.end()) << problems(wrong);
    if (found != wrong.end())
      places += std::string(page.code) + " " + std::to_string(found->span.line) + ":" +
                std::to_string(found->span.column) + "\n";
    EXPECT_TRUE(std::none_of(right.begin(), right.end(), is_it)) << problems(right);
    // A wrong example of ours is wrong in one way, and the right one is right. Examples of the flow are parts of larger texts.
    if (page.code >= "EH0700") continue;
    for (const Diagnostic& d : wrong) {
      if (d.severity == Severity::error) { EXPECT_EQ(d.code, page.code) << problems(wrong); }
    }
    EXPECT_FALSE(has_errors(right)) << problems(right);
  }
  const std::filesystem::path golden = "src/procedure/cases/codes.expected";
  if (std::getenv("EVENHAND_UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << places;
  EXPECT_EQ(read_file(golden), places);
}

TEST(Codes, TheLanguagePageListsThem) {
  std::string page = read_file("docs/language.md");
  if (std::getenv("EVENHAND_UPDATE_GOLDEN") != nullptr) {
    page.resize(page.find("| Code | What is wrong"));
    page += code_table();
    std::ofstream("docs/language.md") << page;
  }
  EXPECT_NE(page.find(code_table()), std::string::npos) << "put this under \"## Codes\" of docs/language.md:\n"
                                                        << code_table();
}

}  // namespace
}  // namespace evenhand::procedure
