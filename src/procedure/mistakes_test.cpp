// The corpus of seeded mistakes: each file in tests/corpus/mistakes has one or two, and its .expected says the exact code,
// line and column of every one.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "procedure/compile.hpp"

namespace evenhand::procedure {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string finding(const Diagnostic& d) {
  return d.code + " " + std::to_string(d.span.line) + ":" + std::to_string(d.span.column);
}

TEST(Mistakes, EachHasItsCodeAndPlace) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator("tests/corpus/mistakes"))
    if (entry.path().string().ends_with(".sop.md")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  ASSERT_GE(files.size(), 150u);
  for (const fs::path& file : files) {
    SCOPED_TRACE(file.filename().string());
    const std::string text = read_file(file);
    std::string expected_path = file.string();
    expected_path.replace(expected_path.size() - 7, 7, ".expected");
    std::set<std::string> expected;
    std::istringstream lines(read_file(expected_path));
    for (std::string line; std::getline(lines, line);) expected.insert(line);
    ASSERT_FALSE(expected.empty());
    const Compiled compiled = compile(text);
    std::set<std::string> found;
    std::string rendered;
    for (const Diagnostic& d : compiled.diagnostics) {
      found.insert(finding(d));
      rendered += render(d, file.filename().string(), text) + "\n";
      EXPECT_FALSE(d.message.empty());
      if (d.severity == Severity::error) {
        EXPECT_TRUE(expected.contains(finding(d))) << "a second mistake was found:\n"
                                                   << render(d, file.filename().string(), text);
      }
    }
    for (const std::string& e : expected)
      EXPECT_TRUE(found.contains(e)) << "expected " << e << ", found:\n" << rendered;
  }
}

}  // namespace
}  // namespace evenhand::procedure
