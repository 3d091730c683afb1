// cases/weights.cases: what each difference weighs, and why.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "procedure/codes.hpp"
#include "procedure/compile.hpp"

namespace evenhand::procedure {
namespace {

struct Case {
  std::string name, before, after, expected;
};

std::vector<Case> read_cases() {
  std::ifstream in("src/procedure/cases/weights.cases");
  std::vector<Case> out;
  int part = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("# ") && out.empty()) continue;
    if (line.starts_with("== ")) {
      out.push_back({line.substr(3), {}, {}, {}});
      part = 0;
    } else if (line == "--") {
      ++part;
    } else if (!out.empty()) {
      std::string& text = part == 0 ? out.back().before : part == 1 ? out.back().after : out.back().expected;
      if (part < 2 || !line.empty()) text += line + "\n";
    }
  }
  return out;
}

std::string weighed(const Case& one) {
  const Compiled a = compile(whole_example(one.before)), b = compile(whole_example(one.after));
  if (!a.procedure || !b.procedure) return "does not compile";
  std::string out;
  for (const Change& c : diff(*a.procedure, *b.procedure)) {
    out += std::string(weight_name(c.weight)) + " " + c.reason + (c.detail.empty() ? "" : " " + c.detail) + " | " +
           c.where + "\n";
    EXPECT_NE(reason_text(c, "en"), "") << c.reason;
    EXPECT_NE(reason_text(c, "en"), reason_text(c, "es")) << c.reason;
  }
  return out;
}

TEST(DiffWeight, IsProposedFromTheWords) {
  const std::vector<Case> cases = read_cases();
  ASSERT_GT(cases.size(), 10u);
  for (const Case& one : cases) EXPECT_EQ(weighed(one), one.expected) << one.name;
}

TEST(DiffWeight, HasNames) {
  for (const Weight one : {Weight::editorial, Weight::clarifying, Weight::material})
    EXPECT_EQ(weight_of(weight_name(one)), one);
  EXPECT_EQ(weight_of("grave"), std::nullopt);
}

}  // namespace
}  // namespace evenhand::procedure
