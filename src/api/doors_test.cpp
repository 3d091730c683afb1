// Nothing walks round a procedure's gates, whichever public door it comes through. The seed of each run is printed with
// what is found; the runs are the same every time.
#include <gtest/gtest.h>

#include <algorithm>

#include "api/testing_doors.hpp"

namespace evenhand::api {
namespace {

using namespace testing;

/// A new route that changes something belongs to the doors, where it is tried at random, or to those that leave cases alone.
TEST_F(DoorsTest, EveryRouteThatChangesSomethingIsKnown) {
  std::set<std::string> known = routes_beside_cases(), routes;
  for (const auto& [route, use] : doors()) known.insert(route);
  for (const Endpoint& endpoint : api_->endpoints())
    if (endpoint.changes_something()) routes.insert(endpoint.method + " " + endpoint.pattern);
  EXPECT_EQ(routes, known);
}

TEST_F(DoorsTest, TheOtherRoutesLeaveCasesAlone) {
  ASSERT_TRUE(open("ordered"));
  const auto events = [&] {
    return desk_->store().read(
        [&](store::Reader& reader) { return store::events::last_position(reader, desk_->org()); });
  };
  const auto before = events();
  ASSERT_TRUE(before);
  const auto all = doors();
  for (const Endpoint& endpoint : api_->endpoints()) {
    const std::string route = endpoint.method + " " + endpoint.pattern;
    if (all.contains(route) || endpoint.answer == "EventStream") continue;
    std::string target = endpoint.pattern;
    for (auto open = target.find('{'); open != std::string::npos; open = target.find('{')) {
      const auto name = target.substr(open + 1, target.find('}', open) - open - 1);
      target.replace(open, name.size() + 2, name == "case" ? case_ : "ordered");
    }
    browser("lead").send(endpoint.method, target, endpoint.takes_body ? "{}" : "");
    const auto after = events();
    ASSERT_TRUE(after);
    EXPECT_EQ(*after, *before) << route << " changed a case";
  }
}

TEST_F(DoorsTest, NoSequenceOfCallsWalksRoundTheGates) {
  unsigned seed = 1;
  for (const auto& [procedure, text] : texts_) work_at_random(procedure, seed++, 60);
  for (const char* procedure : {"ordered", "everything", "free-order", "ordered", "everything", "ordered"})
    work_at_random(procedure, seed++, 120);
  EXPECT_EQ(random_.made, types_of_commands()) << "a type of command is never tried";
  // Where nothing happens nothing can go wrong.
  for (const char* event : {"case-closed", "case-reopened", "gate-overridden", "approval-given", "action-requested",
                            "node-finished", "undone"})
    EXPECT_GT(happened_[event], 0) << event;
  EXPECT_EQ(accepted_["open-case"] + accepted_["fire-timer"], 0) << "these are not for people";
  EXPECT_GT(timers_, 0u);
}

/// The oracle is worth something only if it sees what is wrong: a history that is as it should be, and forged ones.
TEST_F(DoorsTest, TheOracleSeesWhatIsForged) {
  ASSERT_TRUE(open("ordered"));
  add_file("agent");
  const auto nth = [&](NodeKind kind, int n) {
    const auto seen = desk_->look(case_);
    for (const cw::Place* place : seen->program->places())
      if (place->node->kind == kind && n-- == 0) return place->path;
    return std::string("none");
  };
  const auto must = [&](const char* who, const cw::Command& command) {
    const Answer answer = give(who, command);
    EXPECT_EQ(answer.status, 200) << cw::command_type(command) << json::write(answer.body);
  };
  must("agent", cw::TickTask{nth(NodeKind::task, 0), true, "", {}});
  must("expert", cw::TickTask{nth(NodeKind::task, 1), true, "", {}});
  must("agent", cw::RecordFacts{nth(NodeKind::ask, 0), {{"amount", feel::Value(150)}, {"agreed", feel::Value(true)}}});
  must("agent", cw::SkipNode{nth(NodeKind::task, 2), "not wanted"});
  must("manager", cw::GiveApproval{nth(NodeKind::approve, 0), true, "fine"});
  must("agent", cw::TickTask{nth(NodeKind::task, 3), true, "", {}});
  must("agent", cw::TickTask{nth(NodeKind::task, 4), true, "", {random_.file}});
  const std::string key = desk_->look(case_)->state->pending_actions.begin()->first;
  ASSERT_TRUE(desk_->submit_and_wait({.case_id = case_,
                                      .command = cw::ReportAction{key, true, {{"receipt", feel::Value("R")}}, "", true},
                                      .actor = desk::system_actor(),
                                      .door = "connector"}));
  must("agent", cw::ReceiveMessage{"email", "Thank you.", "kim@mail.example", ""});
  must("expert", cw::TickTask{nth(NodeKind::close, 2), true, "", {}});

  const auto good = history();
  ASSERT_TRUE(std::holds_alternative<cw::CaseClosed>(good.back().event)) << event_type(good.back().event);
  EXPECT_EQ(judge(good), std::vector<std::string>{});
  const auto id_of = [&](const std::string& name) {
    return std::find_if(ids_.begin(), ids_.end(), [&](const auto& one) { return one.second == name; })->first;
  };
  /// Without the first event that fits.
  const auto without = [&](const auto& fits) {
    auto forged = good;
    const auto at = std::find_if(forged.begin(), forged.end(), fits);
    EXPECT_NE(at, forged.end());
    forged.erase(at);
    return forged;
  };
  const auto by = [&](const auto& fits, const std::string& who) {
    auto forged = good;
    const auto at = std::find_if(forged.begin(), forged.end(), fits);
    EXPECT_NE(at, forged.end());
    at->actor_id = id_of(who);
    return forged;
  };
  const auto finishes = [](std::string path) {
    return [path = std::move(path)](const cw::Recorded& recorded) {
      const auto* event = std::get_if<cw::NodeFinished>(&recorded.event);
      return event && event->path == path;
    };
  };
  const auto is = [](std::string_view type) {
    return [type](const cw::Recorded& recorded) { return event_type(recorded.event) == type; };
  };
  for (int box : {0, 1, 3, 4})
    EXPECT_NE(judge(without(finishes(nth(NodeKind::task, box)))), std::vector<std::string>{}) << "no box " << box;
  EXPECT_NE(judge(by(finishes(nth(NodeKind::task, 1)), "agent")), std::vector<std::string>{}) << "another role";
  EXPECT_NE(judge(without(is("approval-given"))), std::vector<std::string>{});
  EXPECT_NE(judge(by(is("approval-given"), "agent")), std::vector<std::string>{}) << "no manager";
  EXPECT_NE(judge(by(is("approval-given"), "expert")), std::vector<std::string>{}) << "who did something before";
  EXPECT_NE(judge(without([](const cw::Recorded& recorded) {
              const auto* fact = std::get_if<cw::FactRecorded>(&recorded.event);
              return fact && fact->name == "agreed";
            })),
            std::vector<std::string>{})
      << "the guard of pay";
  EXPECT_NE(judge(without(is("action-succeeded"))), std::vector<std::string>{});
  auto ended = good;
  for (auto& recorded : ended) {
    const auto* entered = std::get_if<cw::NodeEntered>(&recorded.event);
    if (is("case-closed")(recorded) || (entered && entered->path == nth(NodeKind::close, 2)))
      recorded.actor_id = id_of("agent");
  }
  EXPECT_NE(judge(ended), std::vector<std::string>{}) << "an end of another role";
  auto after_the_end = good;
  after_the_end.push_back(*std::find_if(good.begin(), good.end(), is("fact-recorded")));
  EXPECT_NE(judge(after_the_end), std::vector<std::string>{});
}

}  // namespace
}  // namespace evenhand::api
