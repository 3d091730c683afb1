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

/// Sound procedures for the mistaken ones to follow.
ProcedurePtr followed(std::string_view link) {
  const fs::path file = "tests/corpus/mistakes/followed/" + std::string(link);
  return fs::exists(file) ? compile(read_file(file)).procedure : nullptr;
}

TEST(Mistakes, EveryCodeThatAnSopCanGetIsThere) {
  // Files with as many lines as these need are made in codes_test.
  std::set<std::string> expected = {"EH0102", "EH0104", "EH0109", "EH0110", "EH0307"};
  // What only programs and DMN files get.
  expected.insert({"EH0301", "EH0312", "EH0405", "EH0406", "EH0407", "EH0408", "EH0409", "EH0410"});
  for (const auto& entry : fs::directory_iterator("tests/corpus/mistakes")) {
    if (entry.path().extension() != ".expected") continue;
    std::istringstream lines(read_file(entry.path()));
    for (std::string line; std::getline(lines, line);) expected.insert(line.substr(0, line.find(' ')));
  }
  for (const CodePage& page : code_pages())
    EXPECT_TRUE(expected.contains(std::string(page.code))) << page.code << " has no file in tests/corpus/mistakes";
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
    const Compiled compiled = compile(text, followed);
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
