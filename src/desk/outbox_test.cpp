// What a case asks of a service that fails: the same thing again under the same key, later and later, and at last what the
// procedure says for it. The case stays where it is meanwhile.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "connect/testing.hpp"
#include "desk/background.hpp"
#include "ledger/record.hpp"
#include "store/testing/database.hpp"

namespace evenhand::desk {
namespace {

namespace fs = std::filesystem;
namespace cw = casework;
using connect::testing::http_answer;

constexpr std::string_view sop = R"(---
id: payment
title: Payment
---

# Payment

## Facts

| Fact | Type | From |
| --- | --- | --- |
| order number | text like `AA-00` | customer |
| receipt | text | pay |

## 1. Pay

- Ask for **order number**.
- Do **pay** with **order number**, giving **receipt**. If it fails: close as **to be paid by hand**.
- Close as **paid**.

## Actions

| Action | Connector | Allowed when |
| --- | --- | --- |
| pay | bank | `order number != null` |
)";

const std::string paid = http_answer("200 OK", R"({"receipt":"R-1"})");
const std::string broken = http_answer("500 Internal Server Error", "{}");
const std::string garbage = http_answer("200 OK", "<html>Welcome!</html>");
const std::string other = http_answer("200 OK", R"({"receit":"R-1"})");
const std::string silence;  // until the connector's second is over

class OutboxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    folder_ =
        fs::temp_directory_path() / ("evenhand_outbox_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "connectors.json")
        << R"({"connectors":{"bank":{"kind":"http","allow_private":true,"timeout_seconds":1,"actions":{"pay":)"
        << R"({"method":"POST","url":")" << service_.url("/pay") << R"(","body":{"order":"{order number}"},)"
        << R"("outputs":{"receipt":"/receipt"}}}}}})";
    auto opened = Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test", .background = false},
        clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
    const auto published = desk_->library().publish({.procedure_id = "payment",
                                                     .source = std::string(sop),
                                                     .note = "",
                                                     .person_id = "person_x",
                                                     .expected_current = 0},
                                                    clock_.now());
    ASSERT_TRUE(published) << published.error().error.message;
  }
  void TearDown() override {
    desk_.reset();
    fs::remove_all(folder_);
  }
  /// A case whose payment is in the outbox.
  std::string ask(std::deque<std::string> answers) {
    {
      const std::lock_guard lock(mutex_);
      answers_ = std::move(answers);
    }
    Opening opening;
    opening.procedure_id = "payment";
    opening.open.customer_name = "Kim";
    opening.actor = {.id = "person_agent", .name = "Agent", .roles = {"agent"}};
    const auto opened = desk_->open_and_wait(std::move(opening));
    EXPECT_TRUE(opened);
    if (!opened) return {};
    EXPECT_TRUE(desk_->submit_and_wait({.case_id = opened->case_id,
                                        .command = cw::RecordFacts{path_of(opened->case_id, procedure::NodeKind::ask),
                                                                   {{"order number", feel::Value("AB-12")}}},
                                        .actor = {.id = "person_agent", .name = "Agent", .roles = {"agent"}}}));
    return opened->case_id;
  }
  std::string path_of(const std::string& id, procedure::NodeKind kind) {
    const auto seen = desk_->look(id);
    for (const cw::Place* place : seen->program->places()) {
      const auto node = seen->state->nodes.find(place->path);
      if (place->node->kind == kind && node != seen->state->nodes.end() &&
          node->second.status == cw::NodeStatus::active)
        return place->path;
    }
    return {};
  }
  std::vector<std::string> keys() {
    const std::lock_guard lock(mutex_);
    return keys_;
  }
  std::string answer(const std::string& request) {
    const std::lock_guard lock(mutex_);
    constexpr std::string_view header = "Idempotency-Key: ";
    const std::size_t at = request.find(header) + header.size();
    keys_.push_back(request.substr(at, request.find('\r', at) - at));
    EXPECT_NE(request.find(R"({"order":"AB-12"})"), std::string::npos) << request;
    EXPECT_FALSE(answers_.empty()) << "the service is asked once more";
    if (answers_.empty()) return broken;
    std::string said = std::move(answers_.front());
    answers_.pop_front();
    return said;
  }

  fs::path folder_;
  ManualClock clock_{Instant{1'790'000'000'000'000}};
  std::mutex mutex_;
  std::deque<std::string> answers_;
  std::vector<std::string> keys_;
  connect::testing::Service service_{[this](const std::string& request) { return answer(request); }};
  std::unique_ptr<Desk> desk_;
};

TEST_F(OutboxTest, AServiceThatFailsTwiceIsAskedAgainUnderTheSameKey) {
  for (const auto& [first, second] : std::vector<std::pair<std::string, std::string>>{
           {broken, garbage}, {garbage, broken}, {other, silence}, {silence, broken}}) {
    SCOPED_TRACE(first.substr(0, 80));
    const std::string id = ask({first, second, paid});
    const std::size_t before = keys().size();
    const std::uint64_t seq = desk_->look(id)->state->seq;
    for (std::uint32_t tries = 1; tries <= 2; ++tries) {
      EXPECT_EQ(desk_->run_outbox(), 1u);
      EXPECT_EQ(desk_->run_outbox(), 0u) << "not at once";
      clock_.advance(store::outbox::back_off(tries) - Microseconds{1});
      EXPECT_EQ(desk_->run_outbox(), 0u) << "not before its time";
      EXPECT_EQ(desk_->look(id)->state->seq, seq) << "the case stays where it was";
      EXPECT_FALSE(path_of(id, procedure::NodeKind::action).empty());
      clock_.advance(Microseconds{1});
    }
    EXPECT_EQ(desk_->run_outbox(), 1u);
    EXPECT_EQ(desk_->look(id)->state->outcome, "paid");
    EXPECT_EQ(desk_->look(id)->state->facts.at("receipt").value, feel::Value("R-1"));
    const auto all = keys();
    ASSERT_EQ(all.size(), before + 3);
    EXPECT_EQ(all[before], all[before + 1]);
    EXPECT_EQ(all[before], all[before + 2]);
    clock_.advance(std::chrono::hours(3));
    EXPECT_EQ(desk_->run_outbox(), 0u) << "what is done is not asked again";
  }
}

TEST_F(OutboxTest, TheEighthFailureIsWhatTheProcedureSaysForIt) {
  const std::string id = ask(std::deque<std::string>(8, broken));
  const std::uint64_t seq = desk_->look(id)->state->seq;
  Microseconds waited{0};
  for (std::uint32_t tries = 1; tries < 8; ++tries) {
    ASSERT_EQ(desk_->run_outbox(), 1u) << tries;
    EXPECT_EQ(desk_->look(id)->state->seq, seq) << tries;
    clock_.advance(store::outbox::back_off(tries));
    waited += store::outbox::back_off(tries);
  }
  EXPECT_GT(waited, std::chrono::hours(1));
  ASSERT_EQ(desk_->run_outbox(), 1u);
  EXPECT_EQ(desk_->look(id)->state->outcome, "to be paid by hand");
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(desk_->run_outbox(), 0u);
  const auto all = keys();
  ASSERT_EQ(all.size(), 8u);
  EXPECT_EQ(std::count(all.begin(), all.end(), all.front()), 8);
  const auto dead =
      desk_->store().read([&](store::Reader& reader) { return store::outbox::dead(reader, desk_->org(), 5); });
  ASSERT_EQ(dead->size(), 1u);
  const auto why = ledger::open_text(dead->front().last_error, "effect-error",
                                     desk_->seal_scope(id, desk_->look(id)->row.customer_id));
  ASSERT_TRUE(why);
  EXPECT_NE(why->find("500"), std::string::npos) << *why;
}

TEST_F(OutboxTest, WhatTheCaseCouldNotBeToldOfIsReportedSoon) {
  const auto run_sql = [&](const std::string& statement) {
    const auto done = desk_->store().write_and_wait([&](store::Writer& writer) -> Result<void> {
      const auto ran = writer.sql().run(statement, {});
      return ran ? Result<void>() : fail(ran.error());
    });
    EXPECT_TRUE(done) << done.error().message;
  };
  const bool on_server = store::testing::is_on_server();
  for (const auto& [said, outcome] : std::vector<std::pair<std::string, std::string>>{
           {http_answer("404 Not Found", "{}"), "to be paid by hand"}, {paid, "paid"}}) {
    SCOPED_TRACE(outcome);
    const std::string id = ask({said, said});
    run_sql(on_server
                ? "ALTER TABLE events ADD CONSTRAINT no_room CHECK (false) NOT VALID"
                : "CREATE TRIGGER no_room BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    EXPECT_EQ(desk_->run_outbox(), 1u);
    run_sql(on_server ? "ALTER TABLE events DROP CONSTRAINT no_room" : "DROP TRIGGER no_room");
    EXPECT_EQ(desk_->look(id)->state->outcome, "");
    EXPECT_EQ(desk_->run_outbox(), 0u) << "not at once";
    clock_.advance(store::outbox::back_off(1));
    EXPECT_EQ(desk_->run_outbox(), 1u) << "it is neither buried nor left to its lease";
    EXPECT_EQ(desk_->look(id)->state->outcome, outcome);
  }
}

TEST_F(OutboxTest, WhatCannotGetBetterIsNotTriedAgain) {
  const std::string id = ask({http_answer("404 Not Found", "{}")});
  EXPECT_EQ(desk_->run_outbox(), 1u);
  EXPECT_EQ(desk_->look(id)->state->outcome, "to be paid by hand");
  EXPECT_EQ(keys().size(), 1u);
}

}  // namespace
}  // namespace evenhand::desk
