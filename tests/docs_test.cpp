/// @file docs_test.cpp
/// @brief Holds the documents against the code: every limit is in docs/limits.md with its value, links lead somewhere, and
/// every module has its line in the architecture page.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
const fs::path root = EVENHAND_SOURCE_DIR;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TEST(Docs, EveryLimitIsListedWithItsValue) {
  const std::string source = read(root / "src/base/limits.hpp");
  const std::string page = read(root / "docs/limits.md");
  re2::StringPiece left(source);
  std::string name, value, about;
  std::size_t count = 0;
  while (re2::RE2::FindAndConsume(&left, R"(inline constexpr \S+ (\w+) =\s+([^;]+);[^\n]*///< ([^\n]+))", &name, &value,
                                  &about)) {
    ++count;
    EXPECT_NE(page.find("| `" + name + "` | `" + value + "` | " + about + " |"), std::string::npos)
        << name << " = " << value << ": " << about;
    // What it is of, not its name over again.
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    EXPECT_NE(about, words);
  }
  re2::StringPiece all(source);
  std::size_t constants = 0;
  while (re2::RE2::FindAndConsume(&all, R"(inline constexpr \S+ (\w+))", &name)) ++constants;
  EXPECT_EQ(count, constants) << "a limit in limits.hpp has no sentence that says what it is of";
  EXPECT_GT(count, 30u);
  std::size_t rows = 0;
  for (std::size_t at = page.find("\n| `"); at != std::string::npos; at = page.find("\n| `", at + 1)) ++rows;
  EXPECT_EQ(rows, count) << "docs/limits.md names a limit that is no more";
}

TEST(Docs, LinksLeadSomewhere) {
  std::size_t checked = 0;
  std::vector<fs::path> pages = {root / "README.md", root / "CONTRIBUTING.md", root / "SECURITY.md"};
  for (const auto& entry : fs::directory_iterator(root / "docs")) {
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  }
  for (const fs::path& page : pages) {
    const std::string text = read(page);
    std::string link;
    bool in_code = false;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("```")) in_code = !in_code;
      if (in_code) continue;
      re2::StringPiece rest(line);
      while (re2::RE2::FindAndConsume(&rest, R"([^`]\]\(([^)#\s]+)\))", &link)) {
        if (link.find("://") != std::string::npos || link.ends_with(".sop.md")) continue;
        ++checked;
        EXPECT_TRUE(fs::exists(page.parent_path() / link)) << page.filename() << " links to " << link;
      }
    }
  }
  EXPECT_GT(checked, 5u);
}

TEST(Docs, EveryModuleIsOnTheArchitecturePage) {
  const std::string page = read(root / "docs/architecture.md");
  for (const auto& entry : fs::directory_iterator(root / "src")) {
    if (entry.is_directory()) {
      EXPECT_NE(page.find("`" + entry.path().filename().string() + "/`"), std::string::npos) << entry.path().filename();
    }
  }
}
