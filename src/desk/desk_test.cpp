#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "desk/records.hpp"
#include "desk/testing/desk.hpp"
#include "ledger/pack.hpp"
#include "store/customers.hpp"
#include "store/events.hpp"
#include "store/messages.hpp"
#include "store/outbox.hpp"
#include "store/search.hpp"
#include "store/timers.hpp"

namespace evenhand::desk {
namespace {

namespace fs = std::filesystem;
namespace cw = casework;
using testing::DeskTest;
using testing::start;

TEST_F(DeskTest, OneKeyOutsideIsAMessageInEachCase) {
  const Outcome first = open_case("kim@mail.example");
  const Outcome second = open_case("lee@mail.example");
  for (const std::string& id : {first.case_id, second.case_id}) {
    const auto received =
        submit(id, cw::ReceiveMessage{.channel = "email", .text = "And?", .from = "x@mail.example", .key = "m1"});
    ASSERT_TRUE(received) << why(received);
    const auto messages =
        desk_->store().read([&](store::Reader& reader) { return store::messages::of_case(reader, desk_->org(), id); });
    EXPECT_EQ(messages->size(), 2u) << "what the record has, the conversation has";
  }
}

TEST_F(DeskTest, ACaseIsLedThroughConnectorMessageAndReplyAndSurvivesARestart) {
  Outcome one = ask_order(open_case(), "AB-12");
  ASSERT_EQ(one.state->pending_actions.size(), 1u);
  EXPECT_EQ(desk_->run_outbox(), 1u);
  one = *desk_->look(one.case_id);
  ASSERT_EQ(one.state->facts.at("amount").value, feel::Value(*Decimal::parse("40.00")));

  const auto ticked = submit(one.case_id, cw::TickTask{.path = path_of(one, procedure::NodeKind::task)});
  ASSERT_TRUE(ticked) << why(ticked);
  const Outcome in_memory = *desk_->look(one.case_id);
  open();  // everything from the database
  one = *desk_->look(one.case_id);
  EXPECT_EQ(*one.state, *in_memory.state);
  EXPECT_EQ(one.row.waiting_role, "customer");

  const auto messages = desk_->store().read(
      [&](store::Reader& reader) { return store::messages::of_case(reader, desk_->org(), one.case_id); });
  ASSERT_TRUE(messages);
  ASSERT_EQ(messages->size(), 2u);
  const ledger::SealScope scope = desk_->seal_scope(one.case_id, one.row.customer_id);
  EXPECT_EQ(ledger::open_text((*messages)[1].text, "message", scope).value_or(""), "We found order AB-12 over $40.00.");
  EXPECT_EQ((*messages)[1].text.find("AB-12"), std::string::npos) << "sealed in the database";

  const auto closed =
      submit(one.case_id,
             cw::ReceiveMessage{.channel = "email", .text = "Thank you", .from = "kim@mail.example", .key = "m1"});
  ASSERT_TRUE(closed) << why(closed);
  EXPECT_EQ(closed->row.outcome, "answered");
  EXPECT_EQ(closed->row.status, "closed");
}

TEST_F(DeskTest, ARefusalNamesTheGatesAndChangesNothing) {
  const Outcome one = open_case();
  const auto refused = submit(one.case_id, cw::CloseCase{"answered"});
  ASSERT_FALSE(refused);
  const auto* refusal = std::get_if<cw::Refusal>(&refused.error());
  ASSERT_NE(refusal, nullptr) << why(refused);
  EXPECT_GE(refusal->gates.size(), 2u);
  EXPECT_EQ(desk_->look(one.case_id)->state->seq, one.state->seq);
}

TEST_F(DeskTest, TimersFireWhenDueAndNotBefore) {
  Outcome one = ask_order(open_case(), "AB-12");
  desk_->run_outbox();
  one = *desk_->look(one.case_id);
  ASSERT_TRUE(submit(one.case_id, cw::TickTask{.path = path_of(one, procedure::NodeKind::task)}));
  clock_.advance(std::chrono::hours(71));
  EXPECT_EQ(desk_->fire_due_timers(), 0u);
  const auto early = submit(one.case_id, cw::FireTimer{desk_->look(one.case_id)->state->timers.begin()->first});
  EXPECT_FALSE(early);
  clock_.advance(std::chrono::hours(2));
  EXPECT_EQ(desk_->fire_due_timers(), 1u);
  EXPECT_EQ(desk_->look(one.case_id)->state->outcome, "silent");
  EXPECT_EQ(desk_->fire_due_timers(), 0u);
}

TEST_F(DeskTest, AConnectorThatFailsForGoodTakesTheAlternative) {
  const Outcome one = ask_order(open_case(), "ZZ-99");
  EXPECT_EQ(desk_->run_outbox(), 1u);
  EXPECT_EQ(desk_->look(one.case_id)->state->outcome, "not found");
  EXPECT_EQ(desk_->run_outbox(), 0u);
}

TEST_F(DeskTest, AFailureOfManyWordsIsToldAllTheSame) {
  std::ofstream(folder_ / "orders.csv") << "order number,error\nAB-12," << std::string(10'000, 'x') << "\n";
  open();
  const Outcome one = ask_order(open_case(), "AB-12");
  EXPECT_EQ(desk_->run_outbox(), 1u);
  EXPECT_EQ(desk_->look(one.case_id)->state->outcome, "not found");
}

TEST_F(DeskTest, AnAnswerThatComesTwiceCountsOnce) {
  const Outcome one = ask_order(open_case(), "AB-12");
  const std::string key = one.state->pending_actions.begin()->first;
  const cw::ReportAction report{
      .key = key, .ok = true, .outputs = {{"amount", feel::Value("40.00")}}, .error = {}, .final = true};
  const auto as_connector = [&] {
    return desk_->submit_and_wait(
        {.case_id = one.case_id, .command = report, .actor = system_actor(), .door = "connector"});
  };
  EXPECT_FALSE(submit(one.case_id, report)) << "a person does not speak for the connector";
  ASSERT_TRUE(as_connector());
  const auto again = as_connector();
  ASSERT_FALSE(again);
  EXPECT_TRUE(std::get<cw::Refusal>(again.error()).code.starts_with("action/")) << why(again);
  EXPECT_EQ(desk_->run_outbox(), 1u);  // the effect itself is carried out and finds its answer there
  EXPECT_EQ(desk_->look(one.case_id)->state->actions_done.at("look up order"), 1u);
}

TEST_F(DeskTest, TheSameAddressIsTheSameCustomer) {
  const Outcome first = open_case("Sam@Mail.example");
  const Outcome second = open_case("sam@mail.example");
  const Outcome other = open_case("other@mail.example");
  EXPECT_EQ(first.row.customer_id, second.row.customer_id);
  EXPECT_NE(first.row.customer_id, other.row.customer_id);
}

TEST_F(DeskTest, AStaleCommandIsToldSo) {
  const Outcome one = open_case();
  ASSERT_TRUE(submit(one.case_id, cw::AddNote{"someone was quicker"}));
  const auto stale = desk_->submit_and_wait(
      {.case_id = one.case_id, .command = cw::AddNote{"late"}, .actor = agent(), .expected_seq = one.state->seq});
  ASSERT_FALSE(stale);
  EXPECT_EQ(std::get<Error>(stale.error()).code, "precondition/stale");
}

TEST_F(DeskTest, AClockThatMovesBackNeverTurnsHistoryRound) {
  const Outcome one = open_case();
  clock_.set(start - std::chrono::hours(5));
  const auto later = submit(one.case_id, cw::AddNote{"written by a clock that was set back"});
  ASSERT_TRUE(later);
  EXPECT_GE(later->events.front().at, one.state->changed_at);
}

TEST_F(DeskTest, UnknownCasesAndProceduresAreToldApart) {
  for (const char* id : {"case_00000000000000000000000000", "nonsense", ""}) {
    const auto missing = submit(id, cw::AddNote{"x"});
    ASSERT_FALSE(missing);
    EXPECT_EQ(std::get<Error>(missing.error()).code, "case/not-found") << id;
  }
  Opening opening;
  opening.procedure_id = "no-such";
  opening.actor = agent();
  const auto missing = desk_->open_and_wait(std::move(opening));
  ASSERT_FALSE(missing);
  EXPECT_EQ(std::get<Error>(missing.error()).code, "procedure/not-found");
}

TEST_F(DeskTest, AnExportProvesItselfAndOneChangedByteIsFound) {
  Outcome one = ask_order(open_case(), "AB-12");
  desk_->run_outbox();
  const auto pack = export_pack(*desk_, {one.case_id}, {.personal = true, .made_by = "person_auditor"});
  ASSERT_TRUE(pack) << pack.error().message;
  ledger::VerifyOptions how;
  how.public_key = desk_->signing_key().public_key();
  how.read_text = [](const std::string& source) -> std::optional<ledger::PackText> {
    const auto compiled = procedure::compile(source);
    if (compiled.procedure == nullptr) return std::nullopt;
    return ledger::PackText{compiled.procedure->id, compiled.procedure->title, compiled.procedure->hash};
  };
  std::istringstream whole(*pack);
  const auto report = ledger::verify_pack(whole, how);
  EXPECT_TRUE(report.ok) << (report.problems.empty() ? "" : report.problems[0].message);
  EXPECT_EQ(report.events, desk_->look(one.case_id)->state->seq);
  std::string altered = *pack;
  const std::size_t at =
      altered.find("\"note-added\"") == std::string::npos ? altered.size() / 2 : altered.find("\"note-added\"");
  altered[at] = static_cast<char>(altered[at] ^ 1);
  std::istringstream bent(altered);
  const auto found = ledger::verify_pack(bent, how);
  EXPECT_FALSE(found.ok);
  ASSERT_FALSE(found.problems.empty());
  EXPECT_GT(found.problems[0].line, 0u);
}

TEST_F(DeskTest, AnExportTakesCasesInAnyOrderAndNamedTwice) {
  const std::string first = open_case().case_id;
  const std::string second = open_case("lee@mail.example").case_id;
  const auto pack = export_pack(*desk_, {std::max(first, second), std::min(first, second), first},
                                {.personal = true, .made_by = "person_auditor"});
  ASSERT_TRUE(pack) << pack.error().message;
  std::istringstream in(*pack);
  const auto report = ledger::verify_pack(in);
  EXPECT_TRUE(report.ok) << (report.problems.empty() ? "" : report.problems[0].message);
  EXPECT_EQ(report.cases, 2u);
}

TEST_F(DeskTest, WordsOfCasesAndProceduresAreFound) {
  const Outcome one = open_case();
  const auto find = [&](const std::string& words) {
    const auto hits = desk_->store().read(
        [&](store::Reader& reader) { return store::search::find(reader, desk_->org(), words, {}, 10); });
    return hits ? hits->size() : 0;
  };
  EXPECT_EQ(find("where money"), 2u);   // the case and its first message
  EXPECT_EQ(find("small refund"), 2u);  // the procedure, and the case that follows it
  EXPECT_EQ(find("unheard"), 0u);
}

TEST_F(DeskTest, WithoutItsMasterKeyAFolderIsRefusedAndNoNewKeyIsMade) {
  (void)open_case();
  desk_.reset();
  const auto refusal = [&] {
    const auto opened = Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "", .background = false}, clock_);
    return opened ? std::string("opened") : opened.error().code;
  };
  fs::rename(folder_ / "master.key", folder_ / "kept.key");
  EXPECT_EQ(refusal(), "ledger/key-missing");
  EXPECT_FALSE(fs::exists(folder_ / "master.key"));
  {
    const fs::path elsewhere = folder_ / "elsewhere";
    const auto other = Desk::open({.folder = elsewhere, .company = "", .background = false}, clock_);
    ASSERT_TRUE(other) << "a new folder gets a key of its own";
    fs::copy_file(elsewhere / "master.key", folder_ / "master.key");
  }
  EXPECT_EQ(refusal(), "ledger/key-wrong");
  fs::remove(folder_ / "master.key");
  fs::rename(folder_ / "kept.key", folder_ / "master.key");
  open();
}

constexpr std::string_view secret_call = R"(---
id: secret-call
title: Secret call
channels: [email]
---

# Secret call

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text | customer | secret, never stored |
| amount | money in USD | look up order | no |

## 1. Look

- Ask for **order number**.
- Do **look up order** with **order number**, giving **amount**. If it fails: close as **not found**.
- Tell **team lead** that {amount} is due.
- Close as **found**.

## Actions

| Action | Connector |
| --- | --- |
| look up order | shop |
)";

TEST_F(DeskTest, WhatIsNeverStoredLeavesTheOutboxWithTheCall) {
  ASSERT_TRUE(desk_->library().publish({.procedure_id = "secret-call",
                                        .source = std::string(secret_call),
                                        .note = "",
                                        .person_id = "person_x",
                                        .expected_current = 0},
                                       clock_.now()));
  const auto body_of = [&](const Outcome& one) {
    const auto effects = desk_->store().read(
        [&](store::Reader& reader) { return store::outbox::of_case(reader, desk_->org(), one.case_id); });
    EXPECT_TRUE(effects);
    for (const auto& effect : *effects)
      if (effect.kind == "call-connector") return effect.status + ":" + effect.body;
    return std::string("none");
  };
  for (const std::string order : {"AB-12", "ZZ-99"}) {
    Opening opening;
    opening.procedure_id = "secret-call";
    opening.selection.channel = "email";
    opening.open.subject = "Look";
    opening.open.customer_name = "Kim";
    opening.actor = agent();
    const auto opened = desk_->open_and_wait(std::move(opening));
    ASSERT_TRUE(opened) << why(opened);
    const std::string ask = path_of(*desk_->look(opened->case_id), procedure::NodeKind::ask);
    ASSERT_TRUE(submit(opened->case_id, cw::RecordFacts{ask, {{"order number", order}}}));
    const std::string waiting = body_of(*opened);
    EXPECT_TRUE(waiting.starts_with("pending:v1.")) << "sealed until it is sent: " << waiting;
    ASSERT_EQ(desk_->run_outbox(), 1u);
    EXPECT_EQ(body_of(*opened), order == "AB-12" ? "done:" : "dead:");
    EXPECT_EQ(desk_->look(opened->case_id)->state->outcome, order == "AB-12" ? "found" : "not found");
  }
}

}  // namespace
}  // namespace evenhand::desk
