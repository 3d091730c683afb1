#include "desk/desk.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <sstream>
#include <thread>

#include "desk/records.hpp"
#include "ledger/pack.hpp"
#include "store/customers.hpp"
#include "store/events.hpp"
#include "store/messages.hpp"
#include "store/outbox.hpp"
#include "store/search.hpp"
#include "store/timers.hpp"
#include "store/testing/database.hpp"

namespace evenhand::desk {
namespace {

namespace fs = std::filesystem;
namespace cw = casework;

constexpr Instant start{1'790'000'000'000'000};

constexpr std::string_view refund = R"(---
id: small-refund
title: Small refund
channels: [email]
---

# Small refund

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text like `AA-00` | customer | contact |
| amount | money in USD | look up order | no |

## 1. Look

- Ask for **order number**.
- Do **look up order** with **order number**, giving **amount**. If it fails: close as **not found**.

## 2. Answer

- [ ] Read the order.
- Send **answer**.
- Wait for a reply, up to 3 days. If none: close as **silent**.
- Close as **answered**.

## Messages

### answer

> We found order {order number} over {amount}.

## Actions

| Action | Connector | Allowed when |
| --- | --- | --- |
| look up order | shop | `order number != null` |
)";

class DeskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    folder_ =
        fs::temp_directory_path() / ("evenhand_desk_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "connectors.json") << R"({"connectors":{"shop":{"kind":"table","file":"orders.csv"}}})";
    std::ofstream(folder_ / "orders.csv") << "order number,amount\nAB-12,40.00\n";
    open();
    const auto published = desk_->library().publish({.procedure_id = "small-refund",
                                                     .source = std::string(refund),
                                                     .note = "first",
                                                     .person_id = "person_x",
                                                     .expected_current = 0},
                                                    clock_.now());
    ASSERT_TRUE(published) << published.error().error.message
                           << (published.error().diagnostics.empty() ? "" : published.error().diagnostics[0].message);
  }
  void TearDown() override {
    desk_.reset();
    fs::remove_all(folder_);
  }
  void open() {
    desk_.reset();
    auto opened = Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test & Co", .background = false},
        clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
  }

  Outcome open_case(const std::string& address = "kim@mail.example") {
    Opening opening;
    opening.procedure_id = "small-refund";
    opening.selection.channel = "email";
    opening.open.subject = "Where is my money";
    opening.open.customer_name = "Kim";
    opening.open.customer_address = address;
    opening.message = "Hello, where is my money?";
    opening.actor = agent();
    auto opened = desk_->open_and_wait(std::move(opening));
    EXPECT_TRUE(opened) << why(opened);
    return opened ? *desk_->look(opened->case_id) : Outcome{};
  }
  tl::expected<Outcome, Failure> submit(const std::string& id, cw::Command command) {
    return desk_->submit_and_wait({.case_id = id, .command = std::move(command), .actor = agent()});
  }
  static std::string why(const tl::expected<Outcome, Failure>& answer) {
    if (answer) return "";
    if (const auto* error = std::get_if<Error>(&answer.error())) return error->code + ": " + error->message;
    return std::get<cw::Refusal>(answer.error()).code + ": " + std::get<cw::Refusal>(answer.error()).message;
  }
  static cw::Actor agent() {
    return {.id = "person_agent", .name = "Agent", .roles = {"agent"}, .may_override = false, .may_reopen = false};
  }

  /// The path of the node of this kind that the case is at.
  static std::string path_of(const Outcome& outcome, procedure::NodeKind kind) {
    for (const cw::Place* place : outcome.program->places()) {
      const auto node = outcome.state->nodes.find(place->path);
      if (place->node->kind == kind && node != outcome.state->nodes.end() &&
          node->second.status == cw::NodeStatus::active)
        return place->path;
    }
    return "";
  }
  Outcome ask_order(const Outcome& opened, const std::string& order) {
    const auto answered =
        submit(opened.case_id, cw::RecordFacts{path_of(opened, procedure::NodeKind::ask), {{"order number", order}}});
    EXPECT_TRUE(answered) << why(answered);
    const Outcome now = *desk_->look(opened.case_id);
    const std::string action = path_of(now, procedure::NodeKind::action);
    if (now.state->pending_actions.empty()) {
      const auto done =
          submit(opened.case_id, cw::PerformAction{.path = action, .action = "look up order", .inputs = {}});
      EXPECT_TRUE(done) << why(done);
    }
    return *desk_->look(opened.case_id);
  }

  fs::path folder_;
  ManualClock clock_{start};
  std::unique_ptr<Desk> desk_;
};

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

// On a shared database, where a commit may fail because another node was first, they are decided again.
TEST_F(DeskTest, CommandsDecidedOnAnUncommittedStateFailWithItOrAreDecidedAgain) {
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
  const bool again = store::testing::is_on_server();
  EXPECT_FALSE(answers[0].get_future().get());
  EXPECT_EQ(answers[1].get_future().get().has_value(), again);
  EXPECT_EQ(answers[2].get_future().get().has_value(), again);
  EXPECT_EQ(desk_->look(one.case_id)->row.seq, one.row.seq + (again ? 2 : 0));
  EXPECT_TRUE(submit(one.case_id, cw::AddNote{"kept"}));
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

TEST_F(DeskTest, OpenCasesStayOnTheVersionTheyBeganWith) {
  const Outcome one = open_case();
  std::string changed(refund);
  changed.replace(changed.find("Read the order."), 15, "Read it twice.!");
  const auto published = desk_->library().publish({.procedure_id = "small-refund",
                                                   .source = changed,
                                                   .note = "second",
                                                   .person_id = "person_x",
                                                   .expected_current = 1},
                                                  clock_.now());
  ASSERT_TRUE(published) << published.error().error.message;
  EXPECT_EQ(*published, 2u);
  open();
  EXPECT_EQ(desk_->look(one.case_id)->row.version_hash, one.row.version_hash);
  EXPECT_NE(open_case().row.version_hash, one.row.version_hash);
  const auto stale = desk_->library().publish({.procedure_id = "small-refund",
                                               .source = std::string(refund),
                                               .note = "",
                                               .person_id = "person_x",
                                               .expected_current = 1},
                                              clock_.now());
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().error.code, "procedure/conflict");
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

/// A procedure that hands `identity confirmed` back, and one that reads it.
std::string neighbour(bool gives) {
  return std::string(
             "---\nid: check-them\nchannels: [email]\n---\n\n# Check them\n\n## Facts\n\n| Fact | Type | From |\n| --- "
             "| --- | --- |\n| ") +
         (gives ? "identity confirmed" : "all well") + " | yes or no | result |\n\n## 1. Ask\n\n- Ask for **" +
         (gives ? "identity confirmed" : "all well") + "**.\n";
}
constexpr std::string_view reads_neighbour =
    "---\nid: asks-them\nchannels: [email]\n---\n\n# Asks them\n\n## 1. Check\n\n- Follow [Check "
    "them](check-them.sop.md).\n- [ ] Go on.\n- If `identity confirmed`: close as **good**.\n- Close as **bad**.\n";

TEST_F(DeskTest, AnOpenCaseGoesOnBesideTheVersionsItIsPinnedTo) {
  const auto publish = [&](const std::string& id, const std::string& source, std::uint32_t current) {
    const auto done = desk_->library().publish(
        {.procedure_id = id, .source = source, .note = "", .person_id = "person_x", .expected_current = current},
        clock_.now());
    EXPECT_TRUE(done) << done.error().error.message
                      << (done.error().diagnostics.empty() ? "" : done.error().diagnostics[0].message);
  };
  const auto start_case = [&] {
    Opening opening;
    opening.procedure_id = "asks-them";
    opening.selection.channel = "email";
    opening.open.subject = "Who";
    opening.open.customer_name = "Kim";
    opening.actor = agent();
    return desk_->open_and_wait(std::move(opening));
  };
  publish("check-them", neighbour(true), 0);
  publish("asks-them", std::string(reads_neighbour), 0);
  const std::string hash = (*desk_->library().current("asks-them"))->version.hash;
  EXPECT_EQ(procedure::compile(reads_neighbour).procedure->hash, hash) << "one name with and without its neighbour";
  const auto one = start_case();
  ASSERT_TRUE(one) << why(one);

  publish("check-them", neighbour(false), 1);
  open();  // nothing is remembered: every text is compiled again
  ASSERT_TRUE(desk_->library().current("asks-them")) << "still there to read";
  auto seen = desk_->look(one->case_id);
  ASSERT_TRUE(seen) << seen.error().message;
  const auto asked = submit(one->case_id, cw::RecordFacts{path_of(*seen, procedure::NodeKind::ask),
                                                          {{"identity confirmed", feel::Value(true)}}});
  ASSERT_TRUE(asked) << why(asked);
  seen = desk_->look(one->case_id);
  ASSERT_TRUE(seen) << seen.error().message;
  const auto ticked = submit(one->case_id, cw::TickTask{.path = path_of(*seen, procedure::NodeKind::task)});
  ASSERT_TRUE(ticked) << why(ticked);
  EXPECT_EQ(ticked->row.outcome, "good");

  const auto refused = start_case();
  ASSERT_FALSE(refused);
  ASSERT_TRUE(std::holds_alternative<Error>(refused.error())) << why(refused);
  EXPECT_EQ(std::get<Error>(refused.error()).code, "procedure/misfit");
}

TEST_F(DeskTest, AVersionKeepsTheNameItWasPublishedWith) {
  const std::string name(64, 'a');  // as an earlier build may have named this very text
  store::procedures::Version version = (*desk_->library().current("small-refund"))->version;
  ASSERT_NE(version.hash, name);
  version.hash = name;
  const auto stored = desk_->store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    const auto number = store::procedures::publish(writer, desk_->org(), version, 1);
    return number ? Result<void>() : fail(number.error());
  });
  ASSERT_TRUE(stored) << stored.error().message;
  open();
  const Outcome one = open_case();
  EXPECT_EQ(one.state->opened.pins.at("small-refund"), name);
  open();
  const Outcome asked = ask_order(one, "AB-12");
  EXPECT_EQ(asked.state->opened.pins.at("small-refund"), name);
}

}  // namespace
}  // namespace evenhand::desk
