// Golden texts: what is wrong with an expression, in the very words and with the caret that people see. Each case in
// cases/errors.txt is the expression, a line of dashes, and what is printed; cases stand apart by a line of equal signs.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "feel/expression.hpp"

namespace evenhand::feel {
namespace {

constexpr const char* file_name = "src/feel/cases/errors.txt";

std::string render_all(std::string source) {
  const std::vector<std::string> names = {"order number", "order total", "attempts", "pre-tax total"};
  const bool is_cell = source.starts_with("cell: ");
  if (is_cell) source.erase(0, 6);
  std::string out;
  const Parsed parsed = is_cell ? parse_unary_tests(source, names, true) : parse(source, names, true);
  for (const Diagnostic& problem : parsed.diagnostics) out += render(problem, "text", source);
  return out;
}

TEST(ErrorTexts, AreTheGoldenOnes) {
  std::ifstream in(file_name, std::ios::binary);
  ASSERT_TRUE(in.is_open()) << "run the test from the root of the project";
  std::ostringstream all;
  all << in.rdbuf();
  const bool update = std::getenv("EVENHAND_UPDATE_GOLDEN") != nullptr;
  std::string updated;
  std::set<std::string> codes;
  int cases = 0;
  std::string text = all.str();
  const std::string apart = "====\n";
  const std::string dashes = "\n----\n";
  for (std::size_t at = 0; at < text.size(); ++cases) {
    const std::size_t end = std::min(text.find(apart, at), text.size());
    const std::string block = text.substr(at, end - at);
    const std::size_t line = block.find(dashes);
    ASSERT_NE(line, std::string::npos) << block;
    const std::string source = block.substr(0, line);
    const std::string got = render_all(source);
    if (update) updated += (updated.empty() ? "" : apart) + source + dashes + got;
    EXPECT_FALSE(got.empty()) << source << " is no error";
    if (!update) { EXPECT_EQ(got, block.substr(line + dashes.size())) << source; }
    EXPECT_NE(got.find('^'), std::string::npos) << "no caret: " << got;
    for (std::size_t code = got.find("EH03"); code != std::string::npos; code = got.find("EH03", code + 1)) {
      codes.insert(got.substr(code, 6));
    }
    at = end + apart.size();
  }
  if (update) std::ofstream(file_name, std::ios::binary) << updated;
  EXPECT_GE(cases, 40);
  // Every code that a short text can bring about.
  EXPECT_EQ(codes, (std::set<std::string>{"EH0300", "EH0301", "EH0302", "EH0303", "EH0304", "EH0305", "EH0306",
                                          "EH0311", "EH0313", "EH0315", "EH0316"}));
}

}  // namespace
}  // namespace evenhand::feel
