// Several desks on one database: what any of them acknowledged is in the record once, and what any of them answers is not stale.
#include <gtest/gtest.h>

#include <iostream>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "desk/testing/nodes.hpp"
#include "store/change_control.hpp"
#include "store/events.hpp"

namespace evenhand::desk {
namespace {

using testing::NodesTest;

TEST_F(NodesTest, ACaseKeptByOneNodeIsNeverAnsweredStale) {
  Desk& a = *nodes_[0];
  Desk& b = *nodes_[1];
  const Outcome opened = open_case(a);
  const auto by_b = note(b, opened.case_id, "from b");
  ASSERT_TRUE(by_b) << code_of(by_b);
  EXPECT_EQ(a.look(opened.case_id)->row.seq, by_b->row.seq);
  const auto by_a = note(a, opened.case_id, "from a");
  ASSERT_TRUE(by_a) << code_of(by_a);
  // b still keeps the case as it left it: both the seq it would take for stale and the one it would take for new are judged right.
  EXPECT_EQ(code_of(note(b, opened.case_id, "late", by_b->row.seq)).substr(0, 18), "precondition/stale");
  const auto right = note(a, opened.case_id, "third", by_a->row.seq);
  ASSERT_TRUE(right) << code_of(right);
  const auto newest = note(b, opened.case_id, "newest", right->row.seq);
  EXPECT_TRUE(newest) << code_of(newest);
}

TEST_F(NodesTest, ANewCaseGetsTheVersionThatAnotherNodePublished) {
  const std::string before = open_case(*nodes_[1]).row.version_hash;
  publish(*nodes_[0], "Read it twice.", 1);
  const std::string after = open_case(*nodes_[1]).row.version_hash;
  EXPECT_NE(after, before);
  EXPECT_EQ(after, open_case(*nodes_[0]).row.version_hash);
}

TEST_F(NodesTest, WhatOneNodeCommitsIsAnnouncedByTheOthersAndOnceByItself) {
  std::vector<std::vector<std::string>> heard(2);
  for (std::size_t i = 0; i < heard.size(); ++i) {
    nodes_[i]->follow_other_nodes();  // begins behind what is there
    nodes_[i]->on_change([&heard, i](const Change& change) {
      heard[i].push_back(change.id + "/" + std::to_string(change.seq) + change.to);
    });
  }
  const Outcome opened = open_case(*nodes_[0]);
  const auto noted = note(*nodes_[0], opened.case_id, "one");
  ASSERT_TRUE(noted) << code_of(noted);
  publish(*nodes_[0], "Read it twice.", 1);
  nodes_[0]->announce(
      {.kind = Change::Kind::procedure_published, .id = "plain-care", .seq = 2, .status = {}, .to = {}});
  for (int round = 0; round < 3; ++round)
    for (const auto& node : nodes_) node->follow_other_nodes();
  for (const auto& node : nodes_) node->on_change({});
  const std::string newest = opened.case_id + "/" + std::to_string(noted->row.seq);
  EXPECT_EQ(heard[0],
            (std::vector<std::string>{opened.case_id + "/" + std::to_string(opened.row.seq), newest, "plain-care/2"}));
  EXPECT_EQ(heard[1], (std::vector<std::string>{newest, "plain-care/2"}));
}

TEST_F(NodesTest, AScheduledVersionTakesEffectOnceAndIsWithdrawnForAll) {
  const Instant due = clock_.now() + std::chrono::milliseconds(200);
  const auto scheduled = nodes_[0]->library().publish({.procedure_id = "plain-care",
                                                       .source = testing::text_of("Read it twice."),
                                                       .note = "n",
                                                       .person_id = "person_x",
                                                       .expected_current = 1,
                                                       .effective_at = due},
                                                      clock_.now());
  ASSERT_TRUE(scheduled) << scheduled.error().error.message;
  const std::string before = open_case(*nodes_[1]).row.version_hash;
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  std::vector<std::thread> clocks;
  for (const auto& node : nodes_) clocks.emplace_back([&node] { EXPECT_TRUE(node->take_effect()); });
  for (std::thread& one : clocks) one.join();
  for (const auto& node : nodes_) EXPECT_NE(open_case(*node).row.version_hash, before);
  const auto events = nodes_[0]->store().read(
      [&](store::Reader& reader) { return store::change_control::events(reader, nodes_[0]->org(), "plain-care", 50); });
  ASSERT_TRUE(events);
  EXPECT_EQ(std::count_if(events->begin(), events->end(), [](const auto& one) { return one.kind == "in-force"; }), 1);
  ASSERT_TRUE(nodes_[1]->library().withdraw("plain-care", 2, "person_x", "wrong", clock_.now()));
  for (const auto& node : nodes_) {
    const auto refused = node->library().in_force("plain-care", clock_.now());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "procedure/withdrawn");
  }
}

TEST_F(NodesTest, ANewNameOfTheCompanyReachesTheNodesThatRun) {
  nodes_[0]->follow_other_nodes();
  nodes_[2].reset();
  nodes_[2] = open_node("Another & Co");
  ASSERT_NE(nodes_[2], nullptr);
  EXPECT_EQ(nodes_[0]->company(), "Test & Co");
  nodes_[0]->follow_other_nodes();
  EXPECT_EQ(nodes_[0]->company(), "Another & Co");
}

TEST_F(NodesTest, CommandsThroughAnyNodeAreEachInTheRecordOnce) {
  const std::uint64_t seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::vector<std::string> cases;
  std::vector<std::set<std::uint64_t>> seqs(2);  // of events that somebody was told of, by case
  for (std::size_t i = 0; i < seqs.size(); ++i) {
    const Outcome opened = open_case(*nodes_[i]);
    cases.push_back(opened.case_id);
    for (const auto& one : opened.events) seqs[i].insert(one.seq);
  }
  std::mutex mutex;
  std::vector<std::thread> callers;
  for (unsigned t = 0; t < 4; ++t) {
    callers.emplace_back([&, t] {
      std::mt19937_64 random(seed + t);
      for (int i = 0; i < 30; ++i) {
        const std::size_t which = random() % cases.size();
        const auto done =
            note(*nodes_[random() % nodes_.size()], cases[which], std::to_string(t) + "/" + std::to_string(i));
        ASSERT_TRUE(done) << code_of(done);
        const auto seen = nodes_[random() % nodes_.size()]->look(cases[which]);
        ASSERT_TRUE(seen) << seen.error().message;
        EXPECT_GE(seen->row.seq, done->row.seq) << "a read that began after the answer sees what it told of";
        const std::lock_guard lock(mutex);
        for (const auto& one : done->events)
          EXPECT_TRUE(seqs[which].insert(one.seq).second) << "told twice: " << one.seq;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto stored = nodes_[0]->store().read(
        [&](store::Reader& reader) { return store::events::of_case(reader, nodes_[0]->org(), cases[i]); });
    ASSERT_TRUE(stored);
    std::uint64_t seq = 0;
    for (const auto& event : *stored) EXPECT_EQ(event.seq, ++seq);
    EXPECT_EQ(stored->size(), seqs[i].size()) << "nothing is there that nobody was told of";
  }
}

}  // namespace
}  // namespace evenhand::desk
