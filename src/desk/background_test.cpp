// What runs by itself, when what it needs is slow, dead or gone.
#include "desk/background.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "desk/ticker.hpp"
#include "ledger/record.hpp"
#include "store/checkpoints.hpp"
#include "store/timers.hpp"
#include "store/testing/database.hpp"

namespace evenhand::desk {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
namespace cw = casework;

constexpr Instant start{1'790'000'000'000'000};

/// A service that takes every call and never says a word.
class SilentService {
 public:
  SilentService() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_, 64), 0);
    socklen_t length = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
  }
  ~SilentService() { close(listener_); }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  int listener_;
  std::uint16_t port_ = 0;
};

std::string procedure_with(const std::string& connector) {
  return "---\nid: " + connector + "-question\ntitle: Question\n---\n\n# Question\n\n## Facts\n\n" +
         "| Fact | Type | From | Personal |\n| --- | --- | --- | --- |\n"
         "| order number | text like `AA-00` | customer | contact |\n"
         "| amount | money in USD | look up order | no |\n\n"
         "## 1. Look\n\n- Ask for **order number**.\n"
         "- Do **look up order** with **order number**, giving **amount**. If it fails: close as **not found**.\n"
         "- Wait for a reply, up to 3 days. If none: close as **silent**.\n- Close as **answered**.\n\n"
         "## Actions\n\n| Action | Connector | Allowed when |\n| --- | --- | --- |\n"
         "| look up order | " +
         connector + " | `order number != null` |\n";
}

template <class Condition>
bool soon(Condition condition, std::chrono::milliseconds time_max = 10s) {
  const auto end = std::chrono::steady_clock::now() + time_max;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

class BackgroundTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    folder_ = fs::temp_directory_path() /
              ("evenhand_background_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "connectors.json")
        << R"({"connectors":{"shop":{"kind":"table","file":"orders.csv"},"bank":{"kind":"http","allow_private":true,)"
        << R"("timeout_seconds":100,"actions":{"look up order":{"method":"POST","url":")" << service_.url()
        << R"(","outputs":{"amount":"/amount"}}}}}})";
    std::ofstream(folder_ / "orders.csv") << "order number,amount\nAB-12,40.00\n";
  }
  void TearDown() override {
    desk_.reset();
    fs::remove_all(folder_);
  }
  void open(const Clock& clock, bool background) {
    desk_.reset();
    auto opened = Desk::open(
        {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test", .background = background},
        clock);
    ASSERT_TRUE(opened) << opened.error().message;
    desk_ = std::move(*opened);
    for (const char* connector : {"shop", "bank"}) {
      const auto published = desk_->library().publish({.procedure_id = std::string(connector) + "-question",
                                                       .source = procedure_with(connector),
                                                       .note = "",
                                                       .person_id = "person_x",
                                                       .expected_current = 0},
                                                      clock.now());
      ASSERT_TRUE(published || published.error().error.code == "procedure/conflict") << published.error().error.message;
    }
  }
  static cw::Actor agent() {
    return {.id = "person_agent", .name = "Agent", .roles = {"agent"}, .may_override = false, .may_reopen = false};
  }
  static std::string path_of(const Outcome& outcome, procedure::NodeKind kind) {
    for (const cw::Place* place : outcome.program->places()) {
      const auto node = outcome.state->nodes.find(place->path);
      if (place->node->kind == kind && node != outcome.state->nodes.end() &&
          node->second.status == cw::NodeStatus::active)
        return place->path;
    }
    return "";
  }
  /// A case whose action is in the outbox.
  std::string ask(const std::string& connector) {
    Opening opening;
    opening.procedure_id = connector + "-question";
    opening.open.customer_name = "Kim";
    opening.open.customer_address = "kim@mail.example";
    opening.actor = agent();
    const auto opened = desk_->open_and_wait(std::move(opening));
    EXPECT_TRUE(opened);
    if (!opened) return "";
    const std::string id = opened->case_id;
    const auto seen = desk_->look(id);
    EXPECT_TRUE(desk_->submit_and_wait(
        {.case_id = id,
         .command = cw::RecordFacts{path_of(*seen, procedure::NodeKind::ask), {{"order number", "AB-12"}}},
         .actor = agent()}));
    const auto asked = desk_->look(id);
    if (asked->state->pending_actions.empty() && asked->state->facts.count("amount") == 0) {
      EXPECT_TRUE(
          desk_->submit_and_wait({.case_id = id,
                                  .command = cw::PerformAction{.path = path_of(*asked, procedure::NodeKind::action),
                                                               .action = "look up order",
                                                               .inputs = {}},
                                  .actor = agent()}));
    }
    return id;
  }
  std::vector<store::outbox::Effect> effects_of(const std::string& id) {
    return desk_->store()
        .read([&](store::Reader& reader) { return store::outbox::of_case(reader, desk_->org(), id); })
        .value_or(std::vector<store::outbox::Effect>{});
  }
  bool is_done(const std::string& id) {
    const auto effects = effects_of(id);
    return effects.size() == 1 && effects[0].status == "done";
  }

  fs::path folder_;
  SilentService service_;
  SystemClock clock_;
  std::unique_ptr<Desk> desk_;
};

TEST(Patience, WaitsLongerFromFailureToFailureAndBeginsAnew) {
  Patience patience("a test");
  const Error error{ErrorKind::unavailable, "store/full", "The disk is full.", {}};
  std::vector<std::int64_t> seconds;
  for (int i = 0; i < 9; ++i) seconds.push_back((patience.failed(error, start) - start).count() / 1'000'000);
  EXPECT_EQ(seconds, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 60, 60, 60}));
  patience.worked();
  EXPECT_EQ((patience.failed(error, start) - start).count(), 1'000'000);
}

TEST(Ticker, ComesAgainWhenItsTimeHasComeAndNotBefore) {
  const SystemClock clock;
  std::atomic<int> rounds{0};
  Ticker ticker(
      clock,
      [&] {
        ++rounds;
        return clock.now() + 1h;
      },
      2ms);
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(rounds, 0) << "it has not been started";
  ticker.start();
  EXPECT_TRUE(soon([&] { return rounds == 1; }));
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(rounds, 1) << "looking at the clock is no round";
  ticker.poke(clock.now());
  EXPECT_TRUE(soon([&] { return rounds == 2; }));
}

TEST(Ticker, ARoundThatThrowsEndsNothing) {
  const SystemClock clock;
  std::atomic<int> rounds{0};
  Ticker ticker(
      clock,
      [&]() -> Instant {
        ++rounds;
        throw std::bad_alloc();
      },
      1ms);
  ticker.start();
  EXPECT_TRUE(soon([&] { return rounds > 3; }));
}

TEST_F(BackgroundTest, ADeadServiceDelaysItsOwnEffectsAlone) {
  open(clock_, true);
  for (int i = 0; i < 12; ++i) ask("bank");
  const std::string id = ask("shop");
  EXPECT_TRUE(soon([&] { return is_done(id); }));
}

TEST_F(BackgroundTest, WhatAServiceSaysOfItsFailureIsSealed) {
  open(clock_, true);
  std::ofstream(folder_ / "orders.csv") << "order number,amount\n";
  open(clock_, true);
  const std::string id = ask("shop");
  ASSERT_TRUE(soon([&] { return effects_of(id).size() == 1 && effects_of(id)[0].status == "dead"; }));
  const std::string kept = effects_of(id)[0].last_error;
  EXPECT_EQ(kept.find("AB-12"), std::string::npos) << kept;
  const auto scope = desk_->seal_scope(id, desk_->look(id)->row.customer_id);
  const auto opened = ledger::open_text(kept, "effect-error", scope);
  ASSERT_TRUE(opened);
  EXPECT_FALSE(opened->empty());
}

TEST_F(BackgroundTest, AVersionThatCannotBeReadIsNotSaidToBeMissing) {
  open(clock_, false);
  const std::string id = ask("shop");
  const auto spoiled = desk_->store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    auto done = writer.sql().run("UPDATE procedure_versions SET source = $1 WHERE procedure_id = $2",
                                 {"---\nid: shop-question\n---\n\n## 1. Look\n\n- Ask for.\n", "shop-question"});
    return done ? Result<void>() : fail(done.error());
  });
  ASSERT_TRUE(spoiled) << spoiled.error().message;
  desk_.reset();
  auto again = Desk::open(
      {.folder = folder_, .database = store::testing::url_for(folder_), .company = "Test", .background = false},
      clock_);
  ASSERT_TRUE(again);
  const auto seen = (*again)->look(id);
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().code, "procedure/unreadable");
}

TEST_F(BackgroundTest, ClosingBreaksCallsOffAndGivesClaimsBack) {
  open(clock_, true);
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) ids.push_back(ask("bank"));
  ASSERT_TRUE(soon([&] { return effects_of(ids[0])[0].status == "claimed"; }));
  const auto began = std::chrono::steady_clock::now();
  desk_->close();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  open(clock_, false);
  for (const std::string& id : ids) {
    const auto effects = effects_of(id);
    ASSERT_EQ(effects.size(), 1u);
    EXPECT_EQ(effects[0].status, "pending");
    EXPECT_EQ(effects[0].attempts, 0u) << "broken off by us, it is no try of the service";
  }
}

/// Late when it is asked first, and then a day earlier: set back while a timer is being fired.
class SetBackClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return late_once_.exchange(false) ? at_.load() + 24h : at_.load(); }
  void set(Instant at, bool late_once) {
    at_ = at;
    late_once_ = late_once;
  }

 private:
  std::atomic<Instant> at_{start};
  mutable std::atomic<bool> late_once_{false};
};

TEST_F(BackgroundTest, ATimerThatIsTooEarlyStays) {
  SetBackClock clock;
  open(clock, false);
  const std::string id = ask("shop");
  EXPECT_EQ(desk_->run_outbox(), 1u);
  const auto armed = [&] {
    return desk_->store()
        .read([&](store::Reader& reader) { return store::timers::of_case(reader, desk_->org(), id); })
        ->size();
  };
  ASSERT_EQ(armed(), 1u);
  clock.set(start + 60h, true);
  EXPECT_EQ(desk_->fire_due_timers(), 1u);
  EXPECT_EQ(armed(), 1u) << "the customer's three days are not over";
  clock.set(start + 100h, false);
  EXPECT_EQ(desk_->fire_due_timers(), 1u);
  EXPECT_EQ(desk_->look(id)->state->outcome, "silent");
  EXPECT_EQ(armed(), 0u);
}

TEST_F(BackgroundTest, ACommandThatThrowsIsAnsweredAndLeavesTheCaseAsItWas) {
  open(clock_, false);
  const std::string id = ask("shop");
  const auto before = desk_->look(id)->state->seq;
  const auto answer = desk_->submit_and_wait(
      {.case_id = id, .command = cw::AddNote{"lost"}, .actor = agent(), .render = [](const Outcome&) -> std::string {
         throw std::bad_alloc();
       }});
  ASSERT_FALSE(answer);
  EXPECT_EQ(std::get<Error>(answer.error()).code, "desk/failed");
  EXPECT_EQ(desk_->look(id)->state->seq, before);
  EXPECT_TRUE(desk_->submit_and_wait({.case_id = id, .command = cw::AddNote{"kept"}, .actor = agent()}));
}

TEST_F(BackgroundTest, AfterClosingCommandsAreToldThatItIsClosed) {
  open(clock_, false);
  const std::string id = ask("shop");
  desk_->close();
  const auto answer = desk_->submit_and_wait({.case_id = id, .command = cw::AddNote{"late"}, .actor = agent()});
  ASSERT_FALSE(answer);
  EXPECT_EQ(std::get<Error>(answer.error()).code, "desk/closed");
}

TEST_F(BackgroundTest, TheCurrentVersionNeverGoesBack) {
  open(clock_, false);
  const auto text = [](int i) {
    return "---\nid: busy\ntitle: Busy " + std::to_string(i) +
           "\n---\n\n# Busy\n\n## 1. Do\n\n- [ ] Do it.\n- Close as **done**.\n";
  };
  std::atomic<std::uint32_t> newest{0};
  std::atomic<int> stale{0};
  const auto publish = [&](int from) {
    for (int i = 0; i < 40; ++i) {
      const auto number = desk_->library().publish({.procedure_id = "busy",
                                                    .source = text(from + i),
                                                    .note = "",
                                                    .person_id = "person_x",
                                                    .expected_current = newest.load()},
                                                   clock_.now());
      if (!number) continue;
      for (std::uint32_t seen = newest; seen < *number && !newest.compare_exchange_weak(seen, *number);) {}
      const auto current = desk_->library().current("busy");
      if (!current || (*current)->version.number < *number) ++stale;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(publish, 100 * i);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(stale, 0);
  EXPECT_EQ((*desk_->library().current("busy"))->version.number, newest);

  // A text that was current before is current again under its new number.
  const auto again = [&](int i) {
    const auto number = desk_->library().publish({.procedure_id = "busy",
                                                  .source = text(i),
                                                  .note = "",
                                                  .person_id = "person_x",
                                                  .expected_current = newest.load()},
                                                 clock_.now());
    ASSERT_TRUE(number) << number.error().error.message;
    newest = *number;
  };
  again(1'000);
  again(1'001);
  again(1'000);
  open(clock_, false);
  const std::string first = (*desk_->library().current("busy"))->version.hash;
  EXPECT_TRUE(desk_->library().by_hash(first));
  EXPECT_EQ((*desk_->library().current("busy"))->version.number, newest);
}

TEST_F(BackgroundTest, ASigningKeyThatWasMadeAnewIsTold) {
  open(clock_, false);
  ask("shop");
  ASSERT_TRUE(desk_->checkpoint());
  const std::string before = desk_->signing_key().key_id();
  desk_.reset();
  fs::remove(folder_ / "signing.key");
  open(clock_, false);
  ASSERT_NE(desk_->signing_key().key_id(), before);
  const auto signers =
      desk_->store().read([&](store::Reader& reader) { return store::checkpoints::signers(reader, desk_->org()); });
  ASSERT_TRUE(signers);
  EXPECT_EQ(*signers, std::vector<std::string>{before});
}

}  // namespace
}  // namespace evenhand::desk
