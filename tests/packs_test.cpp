/// @file packs_test.cpp
/// @brief The starter procedures: each compiles without a warning, every practice case of each ends as it says in every
/// state, channel and language it is offered for, and each answers to the law of every state; the packs hold what the table of law facts has.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "casework/simulate.hpp"
#include "law/library.hpp"
#include "procedure/law_check.hpp"
#include "support/procedures.hpp"

namespace evenhand::tests {
namespace {

using procedure::Node;
using procedure::NodeKind;
using procedure::Procedure;

const Instant start{1'795'000'000'000'000};  // 2026-11-18

constexpr std::array starters = {"account-access",           "billing-dispute",       "complaint",
                                 "damaged-or-late-delivery", "escalation-to-manager", "follow-up",
                                 "greeting-and-intake",      "identity-check",        "personal-data-request",
                                 "product-return",           "refund-request",        "subscription-cancellation"};

ProcedureFolder& folder() {
  static ProcedureFolder packs("packs/procedures");
  return packs;
}

void for_each_node(const Node& node, const std::function<void(const Node&)>& visit) {
  visit(node);
  for (const Node& child : node.children) for_each_node(child, visit);
  for (const Node& branch : node.branches) for_each_node(branch, visit);
}

/// The nodes of the base text, of escalation rules and of what overlays add.
void for_each_node(const Procedure& procedure, const std::function<void(const Node&)>& visit) {
  for_each_node(procedure.root, visit);
  for (const auto& rule : procedure.escalation) for_each_node(rule.body, visit);
  for (const auto& overlay : procedure.overlays) {
    for (const auto& edit : overlay.edits) {
      for (const Node& node : edit.nodes) for_each_node(node, visit);
      if (edit.escalation) for_each_node(edit.escalation->body, visit);
    }
  }
}

/// What the table of law facts says of one: its jurisdiction as a pack names it (`us-ma`), and how sure it is.
struct LawFact {
  std::string pack, confidence;
};

/// Entries of law.yaml by id. Only three plain keys of a flat list are wanted, so lines are enough.
std::map<std::string, LawFact> law_facts() {
  std::map<std::string, LawFact> facts;
  const auto law = data_folder("law");
  if (law.empty()) return facts;
  const std::string entries = read_text(law / "law.yaml");
  static const std::regex line(R"((?:^|\n)(- id|  jurisdiction|  confidence): ([^\n]+))");
  LawFact* fact = nullptr;
  for (std::sregex_iterator it(entries.begin(), entries.end(), line), end; it != end; ++it) {
    const std::string value = (*it)[2];
    if ((*it)[1] == "- id") {
      fact = &facts[value];
    } else if (fact != nullptr) {
      if ((*it)[1] == "  confidence")
        fact->confidence = value;
      else
        fact->pack = text::to_lower_ascii(value);
    }
  }
  return facts;
}

/// The packs of packs/law.
std::shared_ptr<const law::Law> law_in_use() {
  static const std::shared_ptr<const law::Law> law = [] {
    std::vector<std::shared_ptr<const law::Pack>> packs;
    for (const char* name : {"us", "us-ar", "us-ma", "us-mo", "us-ok", "us-wy"})
      packs.push_back(std::make_shared<const law::Pack>(
          law::parse_pack(read_text("packs/law/" + std::string(name) + ".yaml")).pack));
    return law::Law::of(std::move(packs)).value();
  }();
  return law;
}

/// The packs of law facts that may be named inside an overlay: the federal one and those of its states.
std::set<std::string> packs_of(const procedure::Overlay& overlay) {
  std::set<std::string> packs{"us"};
  for (const std::string& state : overlay.states) packs.insert("us-" + text::to_lower_ascii(state));
  return packs;
}

class StarterProcedure : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    procedure_ = folder().by_id(GetParam());
    ASSERT_NE(procedure_, nullptr) << folder().diagnostics_text(std::string(GetParam()) + ".sop.md");
  }

  procedure::ProcedurePtr procedure_;
};

TEST_P(StarterProcedure, CompilesWithoutAWarning) {
  EXPECT_EQ(folder().diagnostics_text(std::string(GetParam()) + ".sop.md"), "");
}

TEST_P(StarterProcedure, IsInItsCanonicalForm) {
  const std::string text = folder().text(std::string(GetParam()) + ".sop.md");
  EXPECT_TRUE(procedure::format(text) == text) << "evenhand fmt packs/procedures/" << GetParam() << ".sop.md";
}

TEST_P(StarterProcedure, SaysWhoOwnsItAndForWhomItIs) {
  const Procedure& p = *procedure_;
  EXPECT_FALSE(p.owner.empty());
  EXPECT_FALSE(p.approvers.empty());
  EXPECT_FALSE(p.channels.empty());
  EXPECT_FALSE(p.topics.empty());
  EXPECT_TRUE(p.review_every.has_value());
  EXPECT_EQ(p.states, (std::vector<std::string>{"AR", "MA", "MO", "OK", "WY"}));
  EXPECT_EQ(p.languages, (std::vector<std::string>{"en", "es"}));
  EXPECT_EQ(p.training.required_for, std::vector<std::string>{"agents"});
  EXPECT_EQ(p.training.questions.size(), 3u);
  EXPECT_GE(p.training.scenarios.size(), 2u);
}

TEST_P(StarterProcedure, NeedsNoConnector) {
  for (const auto& action : procedure_->actions) EXPECT_EQ(action.connector, "") << action.name;
}

TEST_P(StarterProcedure, EveryOutcomeIsPractised) {
  std::set<std::string> outcomes, practised;
  for_each_node(*procedure_, [&](const Node& node) {
    if (node.kind == NodeKind::close) outcomes.insert(node.name);
  });
  for (const auto& scenario : procedure_->training.scenarios) {
    for (const auto& expect : scenario.expect) {
      if (expect.kind == procedure::Scenario::Expect::Kind::outcome) practised.insert(expect.name);
    }
  }
  for (const auto& outcome : outcomes) EXPECT_TRUE(practised.contains(outcome)) << outcome << " ends no scenario";
}

TEST_P(StarterProcedure, ScenariosPassEverywhere) {
  const Procedure& p = *procedure_;
  std::set<procedure::Selection> selections;
  for (const auto& language : p.languages) {
    selections.insert({.state = {}, .channel = {}, .product = {}, .language = language});
    for (const auto& state : p.states)
      selections.insert({.state = state, .channel = p.channels.front(), .product = {}, .language = language});
    for (const auto& channel : p.channels)
      selections.insert({.state = p.states.front(), .channel = channel, .product = {}, .language = language});
  }
  for (const auto& selection : selections) {
    const auto program = folder().link(p.id, selection);
    ASSERT_TRUE(program.has_value()) << program.error().message;
    for (const auto& scenario : p.training.scenarios) {
      SCOPED_TRACE(scenario.name + " in " + selection.state + " by " + selection.channel + ", " + selection.language);
      const auto played = casework::simulate(*program, scenario, start);
      for (const auto& problem : played.problems) ADD_FAILURE() << problem;
      EXPECT_TRUE(played.finished);
    }
  }
}

TEST_P(StarterProcedure, AnswersToTheLawOfEveryStateItIsFor) {
  const auto check = procedure::check_law(
      procedure_, {.law = *law_in_use(), .day = day_of(start), .followed = [](std::string_view id) {
                     return folder().by_id(std::string(id));
                   }});
  for (const Diagnostic& one : check.diagnostics)
    if (one.severity != Severity::note) ADD_FAILURE() << one.code << " " << one.message;
  for (const procedure::LawFinding& one : check.findings)
    EXPECT_EQ(one.verdict, procedure::Verdict::met) << one.state << " " << one.requirement << " " << one.message;
  for (const auto& row : check.matrix.rows)
    for (const procedure::StepInState step : row.states) EXPECT_NE(step, procedure::StepInState::blocked) << row.title;
}

TEST_P(StarterProcedure, NamesStateLawOnlyInThatState) {
  for_each_node(procedure_->root, [](const Node& node) {
    for (const auto& id : node.satisfies) EXPECT_TRUE(id.starts_with("us/")) << id << " holds in one state only";
  });
  for (const auto& overlay : procedure_->overlays) {
    const auto packs = packs_of(overlay);
    for (const auto& edit : overlay.edits) {
      for (const Node& added : edit.nodes) {
        for_each_node(added, [&](const Node& node) {
          for (const auto& id : node.satisfies)
            EXPECT_TRUE(packs.contains(id.substr(0, id.find('/')))) << id << " under " << overlay.name;
        });
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Packs, StarterProcedure, ::testing::ValuesIn(starters), [](const auto& param) {
  std::string name = param.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(LawPacks, HoldWhatTheTableOfLawFactsHasAndNothingElse) {
  const auto known = law_facts();
  if (known.empty()) GTEST_SKIP() << "no law facts under $EVENHAND_DATA (default ../shared/data)";
  std::set<std::string> held;
  for (const auto& pack : law_in_use()->packs()) {
    for (const law::Fact& fact : pack->facts) {
      const auto entry = known.find(fact.id);
      ASSERT_NE(entry, known.end()) << fact.id;
      EXPECT_EQ(pack->id, entry->second.pack) << fact.id;
      EXPECT_EQ(law::name_of(fact.confidence), entry->second.confidence) << fact.id;
      held.insert(fact.id);
    }
  }
  EXPECT_EQ(held.size(), known.size());
}

TEST(StarterProcedures, AreTheTwelve) {
  std::vector<std::string> wanted;
  for (const char* id : starters) wanted.push_back(std::string(id) + ".sop.md");
  EXPECT_EQ(folder().files(), wanted);
}

TEST(StarterProcedures, ShowApprovalsRefusalsRepliesSilenceAndFailures) {
  std::size_t approved = 0, refused = 0, replied = 0, silent = 0, failed = 0;
  for (const char* id : starters) {
    const auto procedure = folder().by_id(id);
    ASSERT_NE(procedure, nullptr) << id;
    const auto program = folder().link(id);
    ASSERT_TRUE(program.has_value()) << id;
    for (const auto& scenario : procedure->training.scenarios) {
      refused += !scenario.refusing_roles.empty();
      replied += !scenario.reply.empty();
      silent += scenario.no_reply;
      failed += !scenario.failing_actions.empty();
      const auto played = casework::simulate(*program, scenario, start);
      approved += scenario.refusing_roles.empty() &&
                  std::any_of(played.commands.begin(), played.commands.end(), [](const casework::Submitted& one) {
                    return std::holds_alternative<casework::GiveApproval>(one.command);
                  });
    }
  }
  EXPECT_GE(approved, 3u);
  EXPECT_GE(refused, 3u);
  EXPECT_GE(replied, 3u);
  EXPECT_GE(silent, 3u);
  EXPECT_GE(failed, 2u);
}

}  // namespace
}  // namespace evenhand::tests
