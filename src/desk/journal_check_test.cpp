#include "desk/journal_check.hpp"

#include <gtest/gtest.h>

#include "store/testing/fixture.hpp"
#include "store/testing/database.hpp"

namespace evenhand::desk {
namespace {

using store::testing::Draft;
using store::testing::Folder;
using store::testing::grow;

/// Two cases whose events take turns: forty in the journal, all of them signed.
class JournalCheckTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Desk::open({.folder = folder_.path(),
                              .database = store::testing::url_for(folder_.path()),
                              .company = "Test",
                              .background = false},
                             clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
    Draft one("case_1", desk_->org());
    Draft two("case_2", desk_->org());
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(grow(desk_->store(), one, 3));
      ASSERT_TRUE(grow(desk_->store(), two, 1));
    }
    ASSERT_TRUE(desk_->checkpoint());
  }
  void run(std::string_view sql) {
    const auto done = desk_->store().write_and_wait([&](store::Writer& writer) -> Result<void> {
      auto ran = writer.sql().run(sql, {});
      return ran ? Result<void>() : Result<void>(fail(ran.error()));
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  std::string problems() {
    const auto report = check_journal(*desk_);
    if (!report) return report.error().message;
    std::string all;
    for (const std::string& one : report->problems) all += one + "\n";
    return all;
  }

  Folder folder_;
  ManualClock clock_{Instant{1'790'000'000'000'000}};
  std::unique_ptr<Desk> desk_;
};

TEST_F(JournalCheckTest, AWholeJournalHasNoProblem) {
  std::uint64_t steps = 0;
  const auto report = check_journal(*desk_, [&](std::uint64_t) { ++steps; });
  ASSERT_TRUE(report);
  EXPECT_EQ(problems(), "");
  EXPECT_EQ(report->events, 40u);
  EXPECT_EQ(report->signed_events, 40u);
  EXPECT_EQ(report->cases, 2u);
  EXPECT_EQ(steps, 1u);
}

TEST_F(JournalCheckTest, TheLastEventOfACaseIsMissed) {
  run("DELETE FROM events WHERE case_id = 'case_1' AND seq = 30");
  EXPECT_NE(problems().find("the journal: events 39 to 39 are missing"), std::string::npos) << problems();
  EXPECT_NE(problems().find("case_1: the journal has events to 29, the case to 30"), std::string::npos);
}

TEST_F(JournalCheckTest, TheNewestEventsAreMissed) {
  run("DELETE FROM events WHERE position > 10");
  EXPECT_NE(problems().find("case_2: the journal has events to 2, the case to 10"), std::string::npos) << problems();
  EXPECT_NE(problems().find("signed 40 events, the journal has 10"), std::string::npos);
}

TEST_F(JournalCheckTest, ARowThatWasPutRightDoesNotHideIt) {
  run("UPDATE cases SET seq = 9, head = (SELECT hash FROM events WHERE case_id = 'case_2' AND seq = 9) "
      "WHERE case_id = 'case_2'");
  run("DELETE FROM events WHERE case_id = 'case_2' AND seq = 10");
  EXPECT_NE(problems().find("signed 40 events, the journal has 39"), std::string::npos) << problems();
}

TEST_F(JournalCheckTest, ACheckpointThatWasAlteredIsSeen) {
  run("UPDATE checkpoints SET note = replace(note, '\"size\":40', '\"size\":39'), size = 39");
  EXPECT_NE(problems().find("a signature that does not verify"), std::string::npos) << problems();
  EXPECT_NE(problems().find("signed another journal"), std::string::npos) << problems();
}

TEST_F(JournalCheckTest, ACaseThatEndsAtAnotherHashIsSeen) {
  run("UPDATE cases SET head = prev FROM (SELECT prev FROM events WHERE case_id = 'case_1' AND seq = 1) e WHERE "
      "case_id = 'case_1'");
  EXPECT_EQ(problems(), "case_1: the last event has another hash than the case\n");
}

}  // namespace
}  // namespace evenhand::desk
