/// @file corpus_retailer.cpp
/// @brief The order of actions that the retailer's kb.json lists for each of its 55 sub-flows: the engine accepts it, and
/// refuses every way to leave out or swap a required action, naming the gate, whichever door is tried.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.hpp"
#include "support/case_worker.hpp"
#include "support/procedures.hpp"

namespace evenhand::tests {
namespace {

using casework::Place;
using procedure::NodeKind;
using Expect = procedure::Scenario::Expect;

const Instant start{1'795'000'000'000'000};  // 2026-11-18

struct SubFlow {
  std::string key;
  std::vector<std::string> actions;  ///< as the SOPs name them: blanks for hyphens
};

std::string with(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

std::vector<SubFlow> read_kb() {
  std::vector<SubFlow> flows;
  const auto folder = data_folder("abcd");
  if (folder.empty()) return flows;
  const auto parsed = json::parse(read_text(folder / "kb.json"));
  if (!parsed) return flows;
  for (const auto& [key, buttons] : *parsed->as_object()) {
    SubFlow flow{key, {}};
    for (const auto& button : *buttons.as_array()) flow.actions.push_back(with(*button.as_string(), '-', ' '));
    flows.push_back(std::move(flow));
  }
  return flows;
}

ProcedureFolder& retailer() {
  static ProcedureFolder folder("tests/corpus/retailer");
  return folder;
}

class Retailer : public ::testing::TestWithParam<SubFlow> {
 protected:
  void SetUp() override {
    const auto id = with(GetParam().key, '_', '-');
    procedure_ = retailer().by_id(id);
    ASSERT_NE(procedure_, nullptr) << "no SOP for " << GetParam().key;
    auto linked = retailer().link(id);
    ASSERT_TRUE(linked.has_value()) << linked.error().message;
    program_ = *linked;
    ASSERT_FALSE(procedure_->training.scenarios.empty());
    regular_ = &procedure_->training.scenarios.front();
    answers_ = answers_of(*regular_, start);
    for (const auto& expect : regular_->expect) {
      if (expect.kind == Expect::Kind::outcome) outcome_ = expect.name;
    }
    ASSERT_FALSE(outcome_.empty());
  }

  /// The node of the case's own procedure that does `action`.
  [[nodiscard]] const Place* node_of(const std::string& action) const {
    for (const auto* place : program_->places()) {
      if (place->scope.empty() && place->node->kind == NodeKind::action && place->node->name == action) return place;
    }
    return nullptr;
  }

  /// Whether the refusal names the gate: `missing` itself, or the guard that waits for it.
  static bool names(const casework::Refusal& refusal, const std::string& missing) {
    return std::any_of(refusal.gates.begin(), refusal.gates.end(), [&](const casework::Gate& gate) {
      return gate.message.find(missing) != std::string::npos ||
             gate.condition.find(missing + " done") != std::string::npos;
    });
  }

  /// With `done` actions done, every later one but the next, and the end, must be refused at every door.
  void expect_no_way_round(CaseWorker& worker, std::size_t done) {
    const auto& actions = GetParam().actions;
    const auto& due = actions[done];
    for (std::size_t later = done + 1; later < actions.size(); ++later) {
      const auto* place = node_of(actions[later]);
      ASSERT_NE(place, nullptr) << actions[later];
      for (const std::string& path : {place->path, std::string{}}) {
        const auto refusal = worker.would_refuse(casework::PerformAction{path, actions[later], {}, {}});
        ASSERT_TRUE(refusal.has_value()) << actions[later] << " was accepted before " << due << " at '" << path << "'";
        EXPECT_TRUE(names(*refusal, actions[later - 1]) || names(*refusal, due))
            << actions[later] << " before " << due << " at '" << path << "' names no gate: " << describe(*refusal);
      }
    }
    const auto refusal = worker.would_refuse(casework::CloseCase{outcome_});
    ASSERT_TRUE(refusal.has_value()) << "closed before " << due;
    EXPECT_TRUE(names(*refusal, due)) << "closing before " << due << " names no gate: " << describe(*refusal);
  }

  procedure::ProcedurePtr procedure_;
  casework::ProgramPtr program_;
  const procedure::Scenario* regular_ = nullptr;
  Answers answers_;
  std::string outcome_;
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Retailer);

TEST_P(Retailer, AcceptsTheListedOrderAndRefusesEveryOther) {
  CaseWorker worker(program_, start);
  for (std::size_t commands = 0; !worker.closed() && commands < 200; ++commands) {
    const auto done = worker.actions_done().size();
    if (done < GetParam().actions.size()) expect_no_way_round(worker, done);
    if (HasFatalFailure()) return;
    const auto now = worker.now();
    ASSERT_FALSE(now.empty()) << "nothing to do after " << done << " actions";
    const auto refused = worker.act(*now.front(), answers_);
    ASSERT_FALSE(refused.has_value()) << now.front()->path << ": " << describe(*refused);
  }
  ASSERT_TRUE(worker.closed());
  EXPECT_EQ(worker.state().outcome, outcome_);
  EXPECT_EQ(worker.actions_done(), GetParam().actions);
}

TEST_P(Retailer, NoShorterPathReachesTheRegularOutcome) {
  for (const auto& scenario : procedure_->training.scenarios) {
    const bool regular = std::any_of(scenario.expect.begin(), scenario.expect.end(), [&](const auto& expect) {
      return expect.kind == Expect::Kind::outcome && expect.name == outcome_;
    });
    if (!regular) continue;
    const auto result = casework::simulate(program_, scenario, start);
    ASSERT_TRUE(result.ok()) << scenario.name << ": " << result.problems.front();
    // What a followed procedure does besides comes before; the listed ones keep their order.
    auto listed = GetParam().actions.begin();
    for (const auto& action : result.actions) {
      if (listed != GetParam().actions.end() && action == *listed) ++listed;
    }
    EXPECT_EQ(listed, GetParam().actions.end()) << scenario.name << " closed without " << *listed;
  }
}

INSTANTIATE_TEST_SUITE_P(SubFlows, Retailer, ::testing::ValuesIn(read_kb()),
                         [](const auto& flow) { return flow.param.key; });

TEST(RetailerData, ListsFiftyFiveSubFlows) {
  if (data_folder("abcd").empty()) GTEST_SKIP() << "no abcd/kb.json under $EVENHAND_DATA (default ../shared/data)";
  EXPECT_EQ(read_kb().size(), 55u);
}

TEST(RetailerFiles, AreOneForEachSubFlow) {
  EXPECT_EQ(retailer().files().size(), 55u);
}

}  // namespace
}  // namespace evenhand::tests
