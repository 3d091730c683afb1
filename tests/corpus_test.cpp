/// @file corpus_test.cpp
/// @brief Every SOP of tests/corpus/retailer and tests/corpus/telecom compiles without an error, and each of its scenarios
/// runs through the real engine to its end.
#include <gtest/gtest.h>

#include <algorithm>

#include "casework/simulate.hpp"
#include "procedure/testing.hpp"
#include "support/procedures.hpp"

namespace evenhand::tests {
namespace {

class Corpus : public ::testing::TestWithParam<std::string> {
 protected:
  static ProcedureFolder& folder_of(const std::string& name) {
    static std::map<std::string, ProcedureFolder> folders;
    return folders.try_emplace(name, "tests/corpus/" + name).first->second;
  }
};

const Instant start{1'795'000'000'000'000};  // 2026-11-18

TEST_P(Corpus, CompilesWithoutErrors) {
  auto& folder = folder_of(GetParam());
  ASSERT_FALSE(folder.files().empty());
  for (const auto& file : folder.files()) {
    const auto& compiled = folder.compiled(file);
    EXPECT_FALSE(has_errors(compiled.diagnostics)) << folder.diagnostics_text(file);
    ASSERT_NE(compiled.procedure, nullptr) << file;
    EXPECT_FALSE(compiled.procedure->guidance_only) << file;
    EXPECT_EQ(compiled.procedure->id + ".sop.md", file);
  }
}

TEST_P(Corpus, FormattingChangesNothingItSays) {
  auto& folder = folder_of(GetParam());
  for (const auto& file : folder.files()) {
    const std::string text = folder.text(file), formatted = procedure::format(text);
    EXPECT_EQ(procedure::format(formatted), formatted) << file;
    EXPECT_EQ(procedure::meaning(procedure::compile(formatted).procedure),
              procedure::meaning(procedure::compile(text).procedure))
        << file;
  }
}

TEST_P(Corpus, EveryScenarioRunsToItsEnd) {
  auto& folder = folder_of(GetParam());
  std::size_t played = 0;
  for (const auto& file : folder.files()) {
    const auto procedure = folder.compiled(file).procedure;
    ASSERT_NE(procedure, nullptr) << file;
    EXPECT_FALSE(procedure->training.scenarios.empty()) << file << " has no scenario";
    const auto program = folder.link(procedure->id);
    ASSERT_TRUE(program.has_value()) << file << ": " << program.error().message;
    for (const auto& scenario : procedure->training.scenarios) {
      SCOPED_TRACE(file + ": " + scenario.name);
      const auto result = casework::simulate(*program, scenario, start);
      EXPECT_TRUE(result.finished);
      for (const auto& problem : result.problems) ADD_FAILURE() << problem;
      const bool says_outcome = std::any_of(scenario.expect.begin(), scenario.expect.end(), [](const auto& expect) {
        return expect.kind == procedure::Scenario::Expect::Kind::outcome;
      });
      EXPECT_TRUE(says_outcome) << "the scenario does not say how the case closes";
      ++played;
    }
  }
  RecordProperty("scenarios", static_cast<int>(played));
  EXPECT_GE(played, folder.files().size());
}

INSTANTIATE_TEST_SUITE_P(Folders, Corpus, ::testing::Values("retailer", "telecom"),
                         [](const auto& folder) { return folder.param; });

}  // namespace
}  // namespace evenhand::tests
