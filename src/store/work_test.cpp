// Timers, outbox, messages, notices and idempotency keys: what moves work along.
#include <gtest/gtest.h>

#include "store/idempotency.hpp"
#include "store/messages.hpp"
#include "store/notifications.hpp"
#include "store/orgs.hpp"
#include "store/outbox.hpp"
#include "store/testing/fixture.hpp"
#include "store/timers.hpp"

namespace evenhand::store {
namespace {

using testing::Draft;
using testing::grow;
using testing::org;

class WorkTest : public testing::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    Draft draft("case_1");
    ASSERT_TRUE(grow(*store, draft));
  }
  std::vector<timers::Timer> claim_timers(std::int64_t now, std::int64_t until) {
    std::vector<timers::Timer> out;
    EXPECT_TRUE(write([&](Writer& w) -> Result<void> {
      out = timers::claim_due(w, org, Instant{now}, Instant{until}, 10).value();
      return {};
    }));
    return out;
  }
  std::vector<outbox::Effect> claim(std::int64_t now, std::int64_t until, std::vector<std::string> kinds = {}) {
    std::vector<outbox::Effect> out;
    EXPECT_TRUE(write([&](Writer& w) -> Result<void> {
      out = outbox::claim(w, org, kinds, Instant{now}, Instant{until}, 10).value();
      return {};
    }));
    return out;
  }
  bool add_effect(const outbox::Effect& effect) {
    bool fresh = false;
    EXPECT_TRUE(write([&](Writer& w) -> Result<void> {
      fresh = outbox::add(w, org, effect).value();
      return {};
    }));
    return fresh;
  }
  outbox::Effect effect(const std::string& key) {
    return store->read([&](Reader& r) { return outbox::find(r, org, key); }).value().value();
  }
};

TEST_F(WorkTest, ATimerIsClaimedOnceAndComesBackWhenItsHolderDies) {
  ASSERT_TRUE(write([](Writer& w) { return timers::arm(w, org, {"case_1", "wait", Instant{100}}); }));
  ASSERT_TRUE(write([](Writer& w) { return timers::arm(w, org, {"case_1", "later", Instant{500}}); }));
  const auto next = [&] { return store->read([](Reader& r) { return timers::next_due(r, org); }).value(); };
  EXPECT_EQ(next(), Instant{100});
  EXPECT_TRUE(claim_timers(99, 200).empty()) << "never early";
  const auto due = claim_timers(100, 200);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].id, "wait");
  EXPECT_EQ(due[0].due, Instant{100});
  EXPECT_TRUE(claim_timers(150, 250).empty()) << "held";
  EXPECT_EQ(next(), Instant{200});
  EXPECT_EQ(claim_timers(200, 300).size(), 1u) << "the hold passed: never lost";
  ASSERT_TRUE(write([](Writer& w) { return timers::clear(w, org, "case_1", "wait"); }));
  ASSERT_TRUE(write([](Writer& w) { return timers::clear(w, org, "case_1", "wait"); })) << "clearing again is no error";
  EXPECT_TRUE(claim_timers(400, 450).empty());
  EXPECT_EQ(store->read([](Reader& r) { return timers::of_case(r, org, "case_1"); })->size(), 1u);
}

TEST_F(WorkTest, ArmingAgainMovesATimer) {
  ASSERT_TRUE(write([](Writer& w) { return timers::arm(w, org, {"case_1", "wait", Instant{100}}); }));
  EXPECT_EQ(claim_timers(100, 900).size(), 1u);
  ASSERT_TRUE(write([](Writer& w) { return timers::arm(w, org, {"case_1", "wait", Instant{300}}); }));
  EXPECT_TRUE(claim_timers(299, 900).empty());
  EXPECT_EQ(claim_timers(300, 900).size(), 1u);
  ASSERT_TRUE(write([](Writer& w) { return timers::clear_case(w, org, "case_1"); }));
  EXPECT_EQ(store->read([](Reader& r) { return timers::next_due(r, org); }).value(), cases::never);
}

TEST_F(WorkTest, ATimerNeedsItsCase) {
  const auto armed = write([](Writer& w) { return timers::arm(w, org, {"case_9", "wait", Instant{100}}); });
  EXPECT_EQ(armed.error().code, "store/constraint");
}

TEST_F(WorkTest, AnEffectIsAddedOnceUnderItsKey) {
  EXPECT_TRUE(add_effect({.key = "k1", .kind = "call-connector", .case_id = "case_1", .seq = 1, .body = "first"}));
  EXPECT_FALSE(add_effect({.key = "k1", .kind = "call-connector", .case_id = "case_1", .seq = 1, .body = "second"}));
  EXPECT_EQ(effect("k1").body, "first");
  EXPECT_EQ(effect("k1").status, "pending");
}

TEST_F(WorkTest, AClaimEndsByItsFenceAlone) {
  const std::int64_t now = clock.now().micros;
  ASSERT_TRUE(add_effect({.key = "k1", .kind = "call-connector", .case_id = "case_1", .seq = 1, .body = "b"}));
  const auto first = claim(now, now + 10);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].attempts, 1u);
  EXPECT_TRUE(claim(now + 9, now + 20).empty());
  const auto second = claim(now + 10, now + 30);
  ASSERT_EQ(second.size(), 1u) << "the lease passed";
  EXPECT_EQ(second[0].attempts, 2u);
  const auto late = write([](Writer& w) { return outbox::complete(w, org, "k1", 1, "ok"); });
  EXPECT_EQ(late.error().code, "outbox/lost-claim");
  ASSERT_TRUE(write([](Writer& w) { return outbox::complete(w, org, "k1", 2, "ok"); }));
  EXPECT_EQ(effect("k1").status, "done");
  EXPECT_EQ(effect("k1").result, "ok");
  EXPECT_TRUE(effect("k1").body.empty());
  EXPECT_TRUE(claim(now + 1'000'000, now + 2'000'000).empty());
  EXPECT_EQ(write([](Writer& w) { return outbox::complete(w, org, "k1", 2, "ok"); }).error().code, "outbox/lost-claim");
  EXPECT_EQ(write([](Writer& w) { return outbox::complete(w, org, "k9", 1, ""); }).error().code, "outbox/not-found");
}

TEST_F(WorkTest, ARetryWaitsAndADeadOneForgetsItsBody) {
  const std::int64_t now = clock.now().micros;
  ASSERT_TRUE(add_effect({.key = "k1", .kind = "deliver-message", .case_id = "case_1", .seq = 1, .body = "b"}));
  ASSERT_TRUE(add_effect({.key = "k2", .kind = "notify-role", .case_id = "case_1", .seq = 2, .body = "b"}));
  EXPECT_TRUE(claim(now, now + 10, {"call-connector"}).empty());
  ASSERT_EQ(claim(now, now + 10, {"deliver-message", "call-connector"}).size(), 1u);
  ASSERT_TRUE(write([&](Writer& w) { return outbox::retry(w, org, "k1", 1, Instant{now + 50}, "refused"); }));
  EXPECT_EQ(effect("k1").last_error, "refused");
  EXPECT_TRUE(claim(now + 49, now + 60, {"deliver-message"}).empty());
  const auto next_of = [&](const std::vector<std::string>& kinds) {
    return store->read([&](Reader& r) { return outbox::next_at(r, org, kinds); }).value();
  };
  EXPECT_EQ(next_of({}), Instant{now}) << "k2 waits still";
  EXPECT_EQ(next_of({"deliver-message"}), Instant{now + 50});
  EXPECT_EQ(next_of({"call-connector"}), cases::never) << "what nobody here carries out wakes nobody";
  ASSERT_EQ(claim(now + 50, now + 60, {"deliver-message"}).size(), 1u);
  ASSERT_TRUE(write([](Writer& w) { return outbox::bury(w, org, "k1", 2, "gone for good"); }));
  const auto dead = store->read([](Reader& r) { return outbox::dead(r, org, 10); }).value();
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].last_error, "gone for good");
  EXPECT_EQ(dead[0].body, "") << "it may hold what is never stored anywhere else";
  EXPECT_TRUE(claim(now + 1'000'000, now + 2'000'000, {"deliver-message"}).empty());
  EXPECT_EQ(store->read([](Reader& r) { return outbox::of_case(r, org, "case_1"); })->size(), 2u);
}

TEST_F(WorkTest, EffectsOfACaseGoOutInOrder) {
  for (const int seq : {3, 1, 2}) {
    ASSERT_TRUE(add_effect({.key = "k" + std::to_string(seq),
                            .kind = "x",
                            .case_id = "case_1",
                            .seq = static_cast<std::uint64_t>(seq),
                            .body = "b"}));
  }
  const auto got = claim(clock.now().micros, clock.now().micros + 1);
  ASSERT_EQ(got.size(), 3u);
  for (std::uint64_t i = 0; i < 3; ++i) EXPECT_EQ(got[i].seq, i + 1);
}

TEST_F(WorkTest, WhatNodesDoNowAndThenIsDoneByOneOfThem) {
  const auto take = [&](std::string_view task, std::int64_t now) {
    bool ours = false;
    EXPECT_TRUE(write([&](Writer& w) -> Result<void> {
      ours = orgs::take_over(w, org, task, Instant{now}, Microseconds(100)).value();
      return {};
    }));
    return ours;
  };
  EXPECT_TRUE(take("sweep", 1'000));
  EXPECT_FALSE(take("sweep", 1'000));
  EXPECT_FALSE(take("sweep", 1'099));
  EXPECT_TRUE(take("checkpoint", 1'099)) << "another task";
  EXPECT_TRUE(take("sweep", 1'100));
  EXPECT_FALSE(take("sweep", 1'101));
  EXPECT_TRUE(take("sweep", 500)) << "the clock was ahead and was set right";
}

TEST_F(WorkTest, BackOffGrowsToAnHour) {
  using std::chrono::seconds;
  EXPECT_EQ(outbox::back_off(1), seconds(2));
  EXPECT_EQ(outbox::back_off(2), seconds(8));
  EXPECT_EQ(outbox::back_off(4), seconds(128));
  EXPECT_EQ(outbox::back_off(7), seconds(3600));
  EXPECT_EQ(outbox::back_off(1'000), seconds(3600));
}

TEST_F(WorkTest, AMessageIsKeptOnceByItsKey) {
  const messages::Message message{.id = "message_1",
                                  .case_id = "case_1",
                                  .seq = 1,
                                  .direction = "out",
                                  .channel = "email",
                                  .language = "en",
                                  .address = "v1.a",
                                  .text = "v1.t",
                                  .author_id = "person_1",
                                  .author_name = "Kim",
                                  .status = "queued",
                                  .key = "k1",
                                  .error = {},
                                  .at = Instant{5}};
  const auto add = [&](const messages::Message& m) {
    bool fresh = false;
    EXPECT_TRUE(write([&](Writer& w) -> Result<void> {
      fresh = messages::add(w, org, m).value();
      return {};
    }));
    return fresh;
  };
  EXPECT_TRUE(add(message));
  auto again = message;
  again.id = "message_2";
  EXPECT_FALSE(add(again));
  ASSERT_TRUE(write([](Writer& w) { return messages::set_status(w, org, "k1", "failed", "bounced"); }));
  EXPECT_EQ(write([](Writer& w) { return messages::set_status(w, org, "k9", "sent"); }).error().code,
            "message/not-found");
  const auto all = store->read([](Reader& r) { return messages::of_case(r, org, "case_1"); }).value();
  ASSERT_EQ(all.size(), 1u);
  const auto after = [&](std::int64_t at, std::uint64_t seq) {
    return store->read([&](Reader& r) { return messages::of_case(r, org, "case_1", {Instant{at}, seq}, 10); }).value();
  };
  EXPECT_EQ(after(5, 0).size(), 1u);
  EXPECT_EQ(after(5, 1).size(), 0u);
  EXPECT_EQ(all[0].status, "failed");
  EXPECT_EQ(all[0].error, "bounced");
  EXPECT_EQ(all[0].text, "v1.t");
  EXPECT_EQ(all[0].at, Instant{5});
  EXPECT_TRUE(store->read([](Reader& r) { return messages::find_by_key(r, org, "k1"); }).value().has_value());
}

TEST_F(WorkTest, NoticesReachPeopleRolesAndTeamsAndAreReadByEach) {
  const auto add = [&](const std::string& key, const std::string& kind, const std::string& to, std::int64_t at) {
    ASSERT_TRUE(write([&](Writer& w) -> Result<void> {
      auto added = notifications::add(
          w, org,
          {.key = key, .to_kind = kind, .to = to, .case_id = "case_1", .kind = "told", .text = "t", .at = Instant{at}});
      return added ? Result<void>() : Result<void>(fail(added.error()));
    }));
  };
  add("n1", "person", "person_1", 10);
  add("n2", "role", "support manager", 20);
  add("n3", "team", "north", 30);
  add("n4", "role", "auditor", 40);
  add("n1", "person", "person_1", 99);
  const std::vector<std::string> roles{"support manager"};
  const std::vector<std::string> teams{"north"};
  const auto keys = [&](bool unread, const notifications::Place& before = {}, std::size_t limit = 10) {
    std::vector<std::string> out;
    const auto found = store->read(
        [&](Reader& r) { return notifications::for_person(r, org, "person_1", roles, teams, unread, before, limit); });
    for (const auto& n : found.value()) out.push_back(n.key + (n.read ? "*" : ""));
    return out;
  };
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys(false), (Keys{"n3", "n2", "n1"}));
  EXPECT_EQ(keys(false, {Instant{30}, "n3"}), (Keys{"n2", "n1"}));
  ASSERT_TRUE(write([](Writer& w) { return notifications::mark_read(w, org, "n2", "person_1", Instant{50}); }));
  ASSERT_TRUE(write([](Writer& w) { return notifications::mark_read(w, org, "n2", "person_1", Instant{51}); }));
  EXPECT_EQ(keys(false), (Keys{"n3", "n2*", "n1"}));
  EXPECT_EQ(keys(true), (Keys{"n3", "n1"}));
  const auto unread = [&](const std::string& person) {
    return store->read([&](Reader& r) { return notifications::unread_count(r, org, person, roles, teams); }).value();
  };
  EXPECT_EQ(unread("person_1"), 2u);
  EXPECT_EQ(unread("person_2"), 2u) << "what one person read, another has not";
  ASSERT_TRUE(
      write([&](Writer& w) { return notifications::mark_all_read(w, org, "person_1", roles, teams, Instant{60}); }));
  EXPECT_EQ(unread("person_1"), 0u);
  add("m1", "role", "support manager", 70);
  add("m2", "person", "person_1", 70);
  add("m3", "team", "north", 70);
  EXPECT_EQ(keys(true, {}, 2), (Keys{"m3", "m2"}));
  EXPECT_EQ(keys(true, {Instant{70}, "m2"}, 2), (Keys{"m1"})) << "of one moment none is left out between pages";
  ASSERT_TRUE(
      write([&](Writer& w) { return notifications::mark_all_read(w, org, "person_1", roles, teams, Instant{80}); }));
  EXPECT_EQ(unread("person_1"), 0u);
  EXPECT_EQ(unread("person_2"), 4u);
}

TEST_F(WorkTest, AnAnswerIsKeptUnderItsKeyUntilItExpires) {
  const idempotency::Entry entry{.key = "k",
                                 .actor_id = "person_1",
                                 .request_hash = "h",
                                 .status = 201,
                                 .response = "{}",
                                 .expires_at = Instant{100}};
  const auto add = [&](const idempotency::Entry& e, std::int64_t now) {
    return write([&](Writer& w) { return idempotency::add(w, org, e, Instant{now}); });
  };
  const auto find = [&](const std::string& actor, std::int64_t now) {
    return store->read([&](Reader& r) { return idempotency::find(r, org, actor, "k", Instant{now}); }).value();
  };
  ASSERT_TRUE(add(entry, 1));
  EXPECT_EQ(add(entry, 2).error().code, "idempotency/exists");
  ASSERT_TRUE(find("person_1", 99));
  EXPECT_EQ(find("person_1", 99)->status, 201);
  EXPECT_FALSE(find("person_2", 99));
  EXPECT_FALSE(find("person_1", 100));
  auto later = entry;
  later.expires_at = Instant{500};
  ASSERT_TRUE(add(later, 100)) << "an expired one is replaced";
  auto answer = later;
  const auto finish = [&] { return write([&](Writer& w) { return idempotency::finish(w, org, answer); }); };
  answer.response = "other";
  ASSERT_TRUE(finish());
  EXPECT_EQ(find("person_1", 110)->response, "{}") << "an answer that is there stays";
  auto place = later;
  place.key = "p";
  place.status = 0;
  ASSERT_TRUE(add(place, 100));
  EXPECT_EQ(add(place, 101).error().code, "idempotency/exists");
  const auto release = [&] { return write([&](Writer& w) { return idempotency::release(w, org, "person_1", "p"); }); };
  ASSERT_TRUE(release());
  ASSERT_TRUE(add(place, 102)) << "what came to nothing may be tried again";
  answer.key = "p";
  ASSERT_TRUE(finish());
  ASSERT_TRUE(release()) << "which leaves answers alone";
  EXPECT_EQ(add(place, 103).error().code, "idempotency/exists");
  ASSERT_TRUE(write([&](Writer& w) -> Result<void> {
    EXPECT_EQ(w.sql().run("DELETE FROM idempotency_keys WHERE request_key = 'p'", Params{}).value(), 1);
    EXPECT_EQ(idempotency::sweep(w, org, Instant{499}).value(), 0);
    EXPECT_EQ(idempotency::sweep(w, org, Instant{500}).value(), 1);
    return {};
  }));
}

}  // namespace
}  // namespace evenhand::store
