// What is left by a process that died with claims in its hands, and by a person who was erased with a timer armed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "desk/desk.hpp"
#include "store/customers.hpp"
#include "store/outbox.hpp"
#include "store/testing/database.hpp"
#include "store/timers.hpp"

namespace evenhand::desk {
namespace {

namespace fs = std::filesystem;
namespace cw = casework;
using namespace std::chrono_literals;

constexpr std::string_view sop = R"(---
id: question
title: Question
channels: [email]
---

# Question

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text like `AA-00` | customer | contact |
| amount | money in USD | look up order | no |

## 1. Look

- Ask for **order number**.
- Do **look up order** with **order number**, giving **amount**. If it fails: close as **not found**.
- Wait for a reply, up to 3 days. If none: tell **team lead** that nobody answers.
- Close as **answered**.

## Actions

| Action | Connector | Allowed when |
| --- | --- | --- |
| look up order | shop | `order number != null` |
)";

class LeftBehindTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    folder_ =
        fs::temp_directory_path() / ("evenhand_left_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "connectors.json") << R"({"connectors":{"shop":{"kind":"table","file":"orders.csv"}}})";
    std::ofstream(folder_ / "orders.csv") << "order number,amount\nAB-12,40.00\n";
    open();
    const auto published = desk_->library().publish({.procedure_id = "question",
                                                     .source = std::string(sop),
                                                     .note = "",
                                                     .person_id = "person_x",
                                                     .expected_current = 0},
                                                    clock_.now());
    ASSERT_TRUE(published) << published.error().error.message
                           << (published.error().diagnostics.empty() ? "" : published.error().diagnostics[0].message);
    Opening opening;
    opening.procedure_id = "question";
    opening.selection.channel = "email";
    opening.open.customer_name = "Kim";
    opening.open.customer_address = "kim@mail.example";
    opening.actor = agent();
    const auto opened = desk_->open_and_wait(std::move(opening));
    ASSERT_TRUE(opened);
    case_ = opened->case_id;
  }
  void TearDown() override {
    desk_.reset();
    fs::remove_all(folder_);
  }
  void open() {
    desk_.reset();
    auto opened = Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test", .background = false},
        clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
  }
  static cw::Actor agent() { return {.id = "person_agent", .name = "Agent", .roles = {"agent"}}; }
  void ask_order() {
    const auto seen = desk_->look(case_);
    for (const cw::Place* place : seen->program->places()) {
      if (place->node->kind != procedure::NodeKind::ask) continue;
      const auto asked =
          desk_->submit_and_wait({.case_id = case_,
                                  .command = cw::RecordFacts{place->path, {{"order number", feel::Value("AB-12")}}},
                                  .actor = agent()});
      ASSERT_TRUE(asked);
    }
  }

  fs::path folder_;
  ManualClock clock_{Instant{1'790'000'000'000'000}};
  std::unique_ptr<Desk> desk_;
  std::string case_;
};

TEST_F(LeftBehindTest, WhatADeadProcessHadClaimedIsDoneAtOnceWhereNobodyElseCanHaveIt) {
  ask_order();
  const auto claim = [&](store::Writer& writer) -> Result<void> {
    const auto effects = store::outbox::claim(writer, desk_->org(), {}, clock_.now(), clock_.now() + 3min, 10);
    if (!effects) return fail(effects.error());
    EXPECT_EQ(effects->size(), 1u);
    return {};
  };
  ASSERT_TRUE(desk_->store().write_and_wait(claim));
  open();
  const bool is_alone = !store::testing::is_on_server();
  EXPECT_EQ(desk_->run_outbox(), is_alone ? 1u : 0u) << "on a server another node may be at it";
  clock_.advance(3min);
  EXPECT_EQ(desk_->run_outbox(), is_alone ? 0u : 1u);
  EXPECT_EQ(desk_->look(case_)->state->timers.size(), 1u) << "it waits for a reply";

  clock_.advance(std::chrono::hours(80));
  const auto hold = [&](store::Writer& writer) -> Result<void> {
    const auto held = store::timers::claim_due(writer, desk_->org(), clock_.now(), clock_.now() + 1min, 10);
    if (!held) return fail(held.error());
    EXPECT_EQ(held->size(), 1u);
    return {};
  };
  ASSERT_TRUE(desk_->store().write_and_wait(hold));
  open();
  EXPECT_EQ(desk_->fire_due_timers(), is_alone ? 1u : 0u);
  clock_.advance(1min);
  EXPECT_EQ(desk_->fire_due_timers(), is_alone ? 0u : 1u);
  EXPECT_EQ(desk_->look(case_)->row.status, "closed");
}

TEST_F(LeftBehindTest, ATimerThatSpeaksOfAnErasedPersonFiresOnceAndTheCaseWaitsForSomebodyInTheRecord) {
  ask_order();
  ASSERT_EQ(desk_->run_outbox(), 1u);
  const std::string customer = desk_->look(case_)->row.customer_id;
  ASSERT_TRUE(desk_->store().write_and_wait(
      [&](store::Writer& writer) { return store::customers::erase(writer, desk_->org(), customer, clock_.now()); }));
  open();
  clock_.advance(std::chrono::hours(80));
  EXPECT_EQ(desk_->fire_due_timers(), 1u);
  const auto seen = desk_->look(case_);
  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ(seen->row.status, "paused");
  EXPECT_TRUE(seen->state->timers.empty());
  clock_.advance(std::chrono::hours(80));
  EXPECT_EQ(desk_->fire_due_timers(), 0u) << "it is not tried for ever";
}

}  // namespace
}  // namespace evenhand::desk
