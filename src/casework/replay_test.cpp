// A case played again under its own version goes the way it went; under another one it may not.
#include <gtest/gtest.h>

#include "casework/replay.hpp"
#include "procedure/compile.hpp"

namespace evenhand::casework {
namespace {

constexpr Instant start{1'790'000'000'000'000};

std::string text(const std::string& limit, const std::string& more = "") {
  return "---\nid: refund\n---\n\n# Refund\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| age | number "
         "| "
         "agent |\n\n## 1. Look\n\n- Ask for **age**.\n" +
         more + "- [ ] Is it whole? If not: close as **damaged**.\n- If `age <= " + limit +
         "`: get approval from **manager**, up to 1 day. If refused: close as **refused**. If none: close as "
         "**late**.\n\n## 2. "
         "End\n\n- If `age <= " +
         limit + "`: close as **paid**.\n- Close as **too old**.\n";
}

ProgramPtr program(const std::string& source) {
  const auto compiled = procedure::compile(source);
  EXPECT_NE(compiled.procedure, nullptr) << (compiled.diagnostics.empty() ? "" : compiled.diagnostics[0].message);
  if (compiled.procedure == nullptr) return nullptr;
  auto linked = Program::link("refund", {{"refund", compiled.procedure->hash}}, {.channel = "email", .language = "en"},
                              [&](const std::string&) { return compiled.procedure; });
  EXPECT_TRUE(linked);
  return linked ? *linked : nullptr;
}

SimulationResult played(const ProgramPtr& under, const std::string& age, bool ticks, bool refuses) {
  procedure::Scenario s;
  s.channel = "email";
  s.language = "en";
  s.name = "first";
  s.given.push_back({"age", feel::parse(age, {}).expression, "", {}});
  if (!ticks) s.unticked_tasks.push_back("Is it whole?");
  if (refuses) s.refusing_roles.push_back("manager");
  return simulate(under, s, start);
}

TEST(Replay, GoesTheWayItWentUnderItsOwnVersion) {
  const ProgramPtr own = program(text("30"));
  ASSERT_NE(own, nullptr);
  for (const auto& [age, ticks, refuses, outcome] :
       std::vector<std::tuple<std::string, bool, bool, std::string>>{{"10", true, false, "paid"},
                                                                     {"10", true, true, "refused"},
                                                                     {"10", false, false, "damaged"},
                                                                     {"90", true, false, "too old"}}) {
    const SimulationResult then = played(own, age, ticks, refuses);
    ASSERT_EQ(then.outcome, outcome);
    const Answers answers = answers_of(then.history, *own);
    EXPECT_EQ(answers.missing, "");
    const SimulationResult again = simulate(own, answers.scenario, start);
    EXPECT_EQ(again.outcome, outcome);
    EXPECT_EQ(way_of(again.history, *own), way_of(then.history, *own));
  }
}

TEST(Replay, ShowsAnotherWayUnderAnotherText) {
  const ProgramPtr own = program(text("30")), stricter = program(text("20"));
  const SimulationResult then = played(own, "25", true, false);
  ASSERT_EQ(then.outcome, "paid");
  const SimulationResult now = simulate(stricter, answers_of(then.history, *own).scenario, start);
  EXPECT_EQ(now.outcome, "too old");
  EXPECT_NE(way_of(now.history, *stricter), way_of(then.history, *own));
}

TEST(Replay, NeedsAnswersThatTheCaseDoesNotHave) {
  const ProgramPtr own = program(text("30"));
  const std::string asks = text("30", "- Ask for **colour**.\n");
  const ProgramPtr more =
      program("---\nid: refund\n---\n" +
              asks.substr(asks.find("\n# Refund"))
                  .replace(asks.substr(asks.find("\n# Refund")).find("| age |"), 0, "| colour | text | agent |\n"));
  ASSERT_NE(more, nullptr);
  const SimulationResult then = played(own, "25", true, false);
  const SimulationResult now = simulate(more, answers_of(then.history, *own).scenario, start);
  EXPECT_FALSE(now.finished);
  ASSERT_FALSE(now.problems.empty());
  EXPECT_NE(now.problems.front().find("colour"), std::string::npos);
}

TEST(Replay, TakesAnyValueForWhatWasNeverStored) {
  const ProgramPtr under = program(
      "---\nid: refund\n---\n\n# Refund\n\n## Facts\n\n| Fact | Type | From | Personal |\n| --- | --- | --- | --- |\n| "
      "code | "
      "text like `000-AA` | customer | secret, never stored |\n| right | yes or no | agent | no |\n\n## 1. Look\n\n- "
      "Ask for **code**.\n- "
      "Ask for **right**.\n- If `right and code != null`: close as **let in**.\n- Close as **kept out**.\n");
  ASSERT_NE(under, nullptr);
  procedure::Scenario s;
  s.channel = "email";
  s.language = "en";
  s.name = "first";
  s.given.push_back({"code", feel::parse("\"123-XY\"", {}).expression, "", {}});
  s.given.push_back({"right", feel::parse("true", {}).expression, "", {}});
  SimulationResult then = simulate(under, s, start);
  ASSERT_EQ(then.outcome, "let in") << (then.problems.empty() ? "" : then.problems.front());
  // As it comes back from the store.
  for (Recorded& recorded : then.history)
    if (auto* fact = std::get_if<FactRecorded>(&recorded.event); fact != nullptr && fact->transient) fact->value = {};
  const Answers answers = answers_of(then.history, *under);
  EXPECT_EQ(answers.missing, "");
  EXPECT_EQ(simulate(under, answers.scenario, start).outcome, "let in");
}

}  // namespace
}  // namespace evenhand::casework
