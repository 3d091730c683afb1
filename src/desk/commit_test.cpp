// What is seen of a commit before it is one, what becomes of commands when one fails, and many at once.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "desk/testing/desk.hpp"
#include "store/events.hpp"

namespace evenhand::desk {
namespace {

namespace cw = casework;
using testing::DeskTest;

TEST_F(DeskTest, AFailedCommitFailsItsCommandAndLeavesTheCaseWhereItWas) {
  const Outcome one = open_case();
  const auto failed = desk_->submit_and_wait({.case_id = one.case_id,
                                              .command = cw::AddNote{"lost"},
                                              .actor = agent(),
                                              .also = [](store::Writer&) -> Result<void> {
                                                return fail(ErrorKind::unavailable, "store/full", "The disk is full.");
                                              }});
  ASSERT_FALSE(failed);
  EXPECT_EQ(std::get<Error>(failed.error()).code, "store/full");
  EXPECT_EQ(*desk_->look(one.case_id)->state, *one.state);
  EXPECT_TRUE(submit(one.case_id, cw::AddNote{"kept"}));
}

TEST_F(DeskTest, NobodySeesWhatIsNotCommittedYet) {
  const Outcome one = open_case();
  std::promise<void> gate;
  std::latch holds(1);
  std::promise<tl::expected<Outcome, Failure>> answer;
  std::thread writer([&] {
    desk_->submit({.case_id = one.case_id,
                   .command = cw::AddNote{"lost"},
                   .actor = agent(),
                   .also = [&, opened = gate.get_future().share()](store::Writer&) -> Result<void> {
                     holds.count_down();
                     opened.wait();
                     return fail(ErrorKind::unavailable, "store/full", "The disk is full.");
                   }},
                  [&](auto done) { answer.set_value(std::move(done)); });
  });
  holds.wait();
  auto seen = std::async(std::launch::async, [&] { return desk_->look(one.case_id); });
  EXPECT_EQ(seen.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  gate.set_value();
  writer.join();
  EXPECT_FALSE(answer.get_future().get());
  EXPECT_EQ(*seen.get()->state, *one.state);
}

// They are others' commands: what failed was none of theirs.
TEST_F(DeskTest, CommandsDecidedOnAStateThatIsNeverCommittedAreDecidedAgain) {
  const Outcome one = open_case();
  std::promise<void> gate;
  std::shared_future<void> opened_gate = gate.get_future().share();
  std::vector<std::promise<tl::expected<Outcome, Failure>>> answers(3);
  // The first job holds the writer until all three are decided, then fails; the others were decided on top of it. It may hold
  // its caller too, so that is another thread.
  std::latch holds(1);
  std::thread first([&] {
    desk_->submit({.case_id = one.case_id,
                   .command = cw::AddNote{"1"},
                   .actor = agent(),
                   .also = [&holds, opened_gate](store::Writer&) -> Result<void> {
                     holds.count_down();
                     opened_gate.wait();
                     return fail(ErrorKind::unavailable, "store/full", "The disk is full.");
                   }},
                  [&](auto answer) { answers[0].set_value(std::move(answer)); });
  });
  holds.wait();
  desk_->submit({.case_id = one.case_id, .command = cw::AddNote{"2"}, .actor = agent()},
                [&](auto answer) { answers[1].set_value(std::move(answer)); });
  std::promise<void> decided;
  std::atomic<bool> is_decided = false;
  desk_->submit({.case_id = one.case_id,
                 .command = cw::AddNote{"3"},
                 .actor = agent(),
                 .render =
                     [&](const Outcome&) {
                       if (!is_decided.exchange(true)) decided.set_value();
                       return std::string();
                     }},
                [&](auto answer) { answers[2].set_value(std::move(answer)); });
  decided.get_future().wait();
  gate.set_value();
  first.join();
  EXPECT_FALSE(answers[0].get_future().get());
  EXPECT_TRUE(answers[1].get_future().get());
  EXPECT_TRUE(answers[2].get_future().get());
  EXPECT_EQ(desk_->look(one.case_id)->row.seq, one.row.seq + 2);
  EXPECT_TRUE(submit(one.case_id, cw::AddNote{"kept"}));
}

TEST_F(DeskTest, ManyCallersOnManyCasesLoseNothing) {
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) ids.push_back(open_case("c" + std::to_string(i) + "@mail.example").case_id);
  constexpr int notes = 200;
  std::atomic<int> acknowledged{0}, answered{0};
  std::promise<void> all;
  for (int i = 0; i < notes; ++i) {
    desk_->submit({.case_id = ids[static_cast<std::size_t>(i) % ids.size()],
                   .command = cw::AddNote{"note " + std::to_string(i)},
                   .actor = agent()},
                  [&](const auto& answer) {
                    if (answer) ++acknowledged;
                    if (++answered == notes) all.set_value();
                  });
  }
  all.get_future().wait();
  EXPECT_EQ(acknowledged, notes);
  std::uint64_t written = 0;
  for (const std::string& id : ids) {
    const auto events =
        desk_->store().read([&](store::Reader& reader) { return store::events::of_case(reader, desk_->org(), id); });
    ASSERT_TRUE(events);
    ledger::ChainCheck chain;
    for (const auto& event : *events) {
      EXPECT_EQ(chain.next(event), std::nullopt);
      written += event.type == "note-added" ? 1 : 0;
    }
  }
  EXPECT_EQ(written, static_cast<std::uint64_t>(notes));
}

}  // namespace
}  // namespace evenhand::desk
