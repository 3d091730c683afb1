// A data folder written by each released schema opens in this build, with its cases as they were and able to go on.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "desk/desk.hpp"
#include "desk/journal_check.hpp"
#include "store/messages.hpp"
#include "store/search.hpp"
#include "store/sqlite.hpp"
#include "store/testing/fixture.hpp"
#include "store/timers.hpp"

namespace evenhand {
namespace {

namespace fs = std::filesystem;
namespace cw = casework;
const fs::path fixtures = fs::path(EVENHAND_SOURCE_DIR) / "tests" / "upgrade";

class Upgrade : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    std::ifstream in(fixtures / fmt::format("schema_{}.sql", GetParam()));
    ASSERT_TRUE(in) << "no fixture of schema " << GetParam() << ": run tests/upgrade/make";
    const std::string sql{std::istreambuf_iterator<char>(in), {}};
    auto database = store::open_sqlite({.path = folder_.file().string()});
    ASSERT_TRUE(database);
    const auto filled = (*database)->script(sql);
    ASSERT_TRUE(filled) << filled.error().message;
    for (const char* key : {"master.key", "signing.key"}) {
      fs::copy_file(fixtures / key, folder_.path() / key);
      ::chmod((folder_.path() / key).c_str(), S_IRUSR | S_IWUSR);
    }
    database->reset();
    auto opened = desk::Desk::open({.folder = folder_.path(), .background = false}, clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
  }

  store::testing::Folder folder_;
  ManualClock clock_{Instant{1'790'000'000'000'000} + std::chrono::hours(1)};
  std::unique_ptr<desk::Desk> desk_;
};

TEST_P(Upgrade, OpensWithItsLedgerWhole) {
  const auto report = desk::check_journal(*desk_);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->problems.empty()) << report->problems.front();
  EXPECT_EQ(report->cases, 3u);
  EXPECT_EQ(report->signed_events, report->events);
  EXPECT_GT(report->events, 15u);
  const auto sound = desk_->store().check();
  ASSERT_TRUE(sound);
  EXPECT_TRUE(sound->empty()) << sound->front();
  const auto wrong =
      desk_->store().read([&](store::Reader& reader) { return store::cases::miscounted(reader, desk_->org()); });
  ASSERT_TRUE(wrong);
  EXPECT_TRUE(wrong->empty()) << wrong->front();
}

TEST_P(Upgrade, CasesAreAsTheyWereAndGoOn) {
  const auto page = desk_->store().read([&](store::Reader& reader) {
    return store::cases::list(reader, desk_->org(), {.sort = store::cases::Sort::by_opened}, "", 10);
  });
  ASSERT_TRUE(page);
  ASSERT_EQ(page->rows.size(), 3u);
  const auto closed = desk_->look(page->rows[0].id);
  const auto waiting = desk_->look(page->rows[1].id);
  const auto asked = desk_->look(page->rows[2].id);
  ASSERT_TRUE(closed && waiting && asked);
  EXPECT_EQ(closed->state->status, cw::CaseState::Status::closed);
  EXPECT_EQ(closed->state->outcome, "answered");
  EXPECT_EQ(waiting->state->opened.subject, "ben asks for a refund");
  EXPECT_EQ(waiting->state->timers.size(), 1u);
  EXPECT_EQ(asked->state->status, cw::CaseState::Status::open);
  const auto timers = desk_->store().read(
      [&](store::Reader& reader) { return store::timers::of_case(reader, desk_->org(), waiting->case_id); });
  ASSERT_TRUE(timers);
  EXPECT_EQ(timers->size(), 1u);
  const auto found = desk_->store().read([&](store::Reader& reader) {
    return store::search::find(reader, desk_->org(), "money", std::vector<std::string>{"message"}, 10);
  });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), 3u);

  const auto replied = desk_->submit_and_wait(
      {.case_id = waiting->case_id,
       .command = cw::ReceiveMessage{.channel = "email", .text = "Thank you", .from = "", .key = "later"},
       .actor = {
           .id = "person_agent", .name = "Agent", .roles = {"agent"}, .may_override = false, .may_reopen = false}});
  ASSERT_TRUE(replied);
  EXPECT_EQ(desk_->look(waiting->case_id)->state->status, cw::CaseState::Status::closed);
  ASSERT_TRUE(desk_->checkpoint());
  const auto report = desk::check_journal(*desk_);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->problems.empty()) << report->problems.front();
}

INSTANTIATE_TEST_SUITE_P(EverySchema, Upgrade, ::testing::Range(1, store::Store::schema_version() + 1));

}  // namespace
}  // namespace evenhand
