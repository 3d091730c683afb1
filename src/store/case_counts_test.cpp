// The counts that badges show, held against the cases after whatever happens to these.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

#include <array>
#include <map>

#include "store/rewind.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

using testing::Draft;
using testing::grow;
using testing::org;

class CaseCountsTest : public testing::StoreTest {
 protected:
  std::vector<std::string> wrong() {
    return store->read([](Reader& r) { return cases::miscounted(r, org); }).value();
  }
  cases::Counts counts() {
    return store->read([](Reader& r) { return cases::count(r, org, "person_1", Instant{100}); }).value();
  }
};

/// The next event and a row changed at random, in every dimension that is counted.
void change(Draft& draft) {
  static constexpr std::array<const char*, 4> words{"", "one", "two", "three"};
  const auto word = [] { return std::string(words[*rc::gen::inRange<std::size_t>(0, words.size())]); };
  draft.row.status = *rc::gen::element<std::string>("open", "paused", "closed");
  draft.row.priority = *rc::gen::element<std::string>("low", "normal", "high", "urgent");
  draft.row.team = word();
  draft.row.waiting_role = word();
  draft.row.assignee_id = word();
  draft.row.procedure_id = "procedure " + word();
  draft.row.next_due = Instant{*rc::gen::inRange<std::int64_t>(50, 150)};
}

RC_GTEST_FIXTURE_PROP(CaseCountsTest, AreThoseOfTheCases, ()) {
  std::map<int, Draft> drafts;
  const int steps = *rc::gen::inRange(1, 16);
  for (int i = 0; i < steps; ++i) {
    const int number = *rc::gen::inRange(0, 6);
    auto [at, is_new] = drafts.try_emplace(number, fmt::format("case_{}", number));
    Draft before = at->second;
    change(at->second);
    if (*rc::gen::inRange(0, 5) == 0) {
      // A command that fails after it was counted leaves no trace.
      Draft draft = at->second;
      const auto events = draft.next(1);
      RC_ASSERT(!store->write_and_wait([&](Writer& w) -> Result<void> {
        if (auto done = cases::append(w, before.row.seq, events, draft.row); !done) return fail(done.error());
        return fail(ErrorKind::conflict, "test/undone", "Undone.");
      }));
      at->second = before;
      if (is_new) drafts.erase(at);
      continue;
    }
    // Half of the callers know how the case was counted, the others have it looked up.
    const bool knows = *rc::gen::arbitrary<bool>();
    const std::uint64_t seq = at->second.row.seq;
    const auto events = at->second.next(1);
    RC_ASSERT(store->write_and_wait([&](Writer& w) -> Result<void> {
      auto done = cases::append(w, seq, events, at->second.row, std::nullopt,
                                knows && !is_new ? std::optional(cases::counted(before.row)) : std::nullopt);
      return done ? Result<void>() : Result<void>(fail(done.error()));
    }));
  }
  RC_ASSERT(wrong() == std::vector<std::string>{});
  cases::Counts expected;
  std::map<std::string, std::uint64_t> by_procedure;
  for (const auto& [number, draft] : drafts) {
    const cases::CaseRow& row = draft.row;
    if (row.status == "closed") {
      ++expected.closed;
      continue;
    }
    ++(row.status == "paused" ? expected.paused : expected.open);
    if (row.assignee_id.empty()) ++expected.unassigned;
    if (row.next_due <= Instant{100}) ++expected.overdue;
    if (!row.team.empty()) ++expected.by_team[row.team];
    if (!row.waiting_role.empty()) ++expected.by_waiting_role[row.waiting_role];
    ++expected.by_priority[row.priority];
    ++by_procedure[row.procedure_id];
  }
  const cases::Counts kept = counts();
  RC_ASSERT(kept.open == expected.open && kept.paused == expected.paused && kept.closed == expected.closed);
  RC_ASSERT(kept.unassigned == expected.unassigned && kept.overdue == expected.overdue);
  RC_ASSERT(kept.by_team == expected.by_team);
  RC_ASSERT(kept.by_waiting_role == expected.by_waiting_role);
  RC_ASSERT(kept.by_priority == expected.by_priority);
  RC_ASSERT(store->read([](Reader& r) { return cases::open_by_procedure(r, org); }).value() == by_procedure);
  // For the next example: the fixture is made once.
  RC_ASSERT(store->write_and_wait([&](Writer& w) -> Result<void> {
    for (auto& [number, draft] : drafts)
      if (auto gone = rewind::drop_case(w, org, draft.row.id); !gone) return gone;
    return cases::recount(w, org);
  }));
}

TEST_F(CaseCountsTest, WrongOnesAreFoundAndCountedAnew) {
  Draft draft("case_1");
  draft.row.team = "north";
  ASSERT_TRUE(grow(*store, draft));
  EXPECT_TRUE(wrong().empty());
  ASSERT_TRUE(write([](Writer& w) -> Result<void> {
    auto done = w.sql().run("UPDATE case_counts SET cases = 7 WHERE dimension = 'team'", Params{});
    if (done) done = w.sql().run("DELETE FROM case_counts WHERE dimension = 'status'", Params{});
    return done ? Result<void>() : fail(done.error());
  }));
  EXPECT_EQ(wrong(), (std::vector<std::string>{"0 cases are counted by status 'open', there are 1",
                                               "7 cases are counted by team 'north', there are 1"}));
  ASSERT_TRUE(write([](Writer& w) { return cases::recount(w, org); }));
  EXPECT_TRUE(wrong().empty());
  EXPECT_EQ(counts().open, 1u);
}

}  // namespace
}  // namespace evenhand::store
