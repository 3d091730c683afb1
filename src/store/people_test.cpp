// People, sessions, tokens, customers and their erasure, and what is found by search.
#include "store/people.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/text.hpp"
#include "store/attachments.hpp"
#include "store/customers.hpp"
#include "store/messages.hpp"
#include "store/notifications.hpp"
#include "store/outbox.hpp"
#include "store/search.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

using testing::Draft;
using testing::grow;
using testing::org;

class PeopleTest : public testing::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ASSERT_TRUE(write([](Writer& w) { return people::save_team(w, org, "north", "North"); }));
    ASSERT_TRUE(add(kim()));
  }
  static people::Person kim() {
    return {.id = "person_1",
            .email = "Kim@Example.com",
            .name = "Kim",
            .state = "MA",
            .password_hash = "argon",
            .roles = {"agent", "author"},
            .teams = {"north"},
            .created_at = Instant{1}};
  }
  Result<void> add(const people::Person& person) {
    return write([&](Writer& w) { return people::add(w, org, person); });
  }
  Result<people::Person> find(const std::string& id) {
    return store->read([&](Reader& r) { return people::find(r, org, id); });
  }
  std::vector<search::Hit> hits(const std::string& query, std::vector<std::string> kinds = {}) {
    return store->read([&](Reader& r) { return search::find(r, org, query, kinds, 10); }).value();
  }
  Result<void> put(const search::Document& document) {
    return write([&](Writer& w) { return search::put(w, org, document); });
  }
};

TEST_F(PeopleTest, APersonComesBackWithRolesAndTeams) {
  const auto person = find("person_1").value();
  EXPECT_EQ(person.email, "kim@example.com");
  EXPECT_EQ(person.roles, (std::vector<std::string>{"agent", "author"}));
  EXPECT_EQ(person.teams, (std::vector<std::string>{"north"}));
  EXPECT_EQ(person.language, "en");
  EXPECT_TRUE(
      store->read([](Reader& r) { return people::find_by_email(r, org, "KIM@example.COM"); }).value().has_value());
  EXPECT_FALSE(
      store->read([](Reader& r) { return people::find_by_email(r, org, "lee@example.com"); }).value().has_value());
  EXPECT_EQ(find("person_9").error().code, "person/not-found");
  EXPECT_EQ(store->read([](Reader& r) { return people::teams(r, org); })->front().members,
            (std::vector<std::string>{"person_1"}));
}

TEST_F(PeopleTest, AnAddressBelongsToOnePerson) {
  auto lee = kim();
  lee.id = "person_2";
  EXPECT_EQ(add(lee).error().code, "person/email-taken");
  lee.email = "lee@example.com";
  lee.name = "Lee";
  ASSERT_TRUE(add(lee));
  EXPECT_EQ(add(lee).error().code, "person/exists");
  lee.email = "kim@example.com";
  EXPECT_EQ(write([&](Writer& w) { return people::update(w, org, lee); }).error().code, "person/email-taken");
  EXPECT_EQ(store->read([](Reader& r) { return people::list(r, org); })->size(), 2u);
}

TEST_F(PeopleTest, AnUpdateReplacesRolesAndTeams) {
  auto person = kim();
  person.roles = {"support manager"};
  person.teams = {};
  person.active = false;
  person.password_hash = "of an older read";
  ASSERT_TRUE(write([&](Writer& w) { return people::update(w, org, person); }));
  EXPECT_EQ(find("person_1")->password_hash, "argon") << "an update leaves the password alone";
  ASSERT_TRUE(write([](Writer& w) { return people::set_password(w, org, "person_1", "other"); }));
  const auto back = find("person_1").value();
  EXPECT_EQ(back.roles, person.roles);
  EXPECT_TRUE(back.teams.empty());
  EXPECT_FALSE(back.active);
  EXPECT_EQ(back.password_hash, "other");
  EXPECT_EQ(store->read([](Reader& r) { return people::roles(r, org); }).value(), person.roles);
  EXPECT_EQ(store->read([](Reader& r) { return people::names(r, org); }).value().at("person_1"), "Kim");
  const auto has = [&](const std::string& role, const std::string& but) {
    return store->read([&](Reader& r) { return people::is_active_with_role(r, org, role, but); }).value();
  };
  EXPECT_FALSE(has("support manager", "person_2")) << "who left does not count";
  person.active = true;
  person.teams = {"south"};
  ASSERT_TRUE(write([&](Writer& w) { return people::update(w, org, person); })) << "a team is there once it is named";
  EXPECT_EQ(find("person_1")->teams, person.teams);
  EXPECT_TRUE(has("support manager", "person_2"));
  EXPECT_FALSE(has("support manager", "person_1"));
  ASSERT_TRUE(write([](Writer& w) { return people::set_own(w, org, "person_1", "es", R"({"theme":"dark"})"); }));
  EXPECT_EQ(find("person_1")->language, "es");
  EXPECT_EQ(find("person_1")->roles, person.roles);
}

TEST_F(PeopleTest, SessionsEnd) {
  const people::Session session{.hash = "h",
                                .person_id = "person_1",
                                .csrf = "c",
                                .user_agent = "u",
                                .created_at = Instant{1},
                                .expires_at = Instant{100},
                                .seen_at = Instant{1}};
  ASSERT_TRUE(write([&](Writer& w) { return people::add_session(w, org, session); }));
  const auto alive = [&](std::int64_t now) {
    return store->read([&](Reader& r) { return people::find_session(r, org, "h", Instant{now}); }).value().has_value();
  };
  EXPECT_TRUE(alive(99));
  EXPECT_FALSE(alive(100));
  ASSERT_TRUE(write([](Writer& w) { return people::touch_session(w, org, "h", Instant{50}, Instant{200}); }));
  EXPECT_TRUE(alive(199));
  EXPECT_EQ(store->read([](Reader& r) { return people::sessions_of(r, org, "person_1"); })->size(), 1u);
  ASSERT_TRUE(write([](Writer& w) -> Result<void> {
    EXPECT_EQ(people::sweep_sessions(w, org, Instant{199}).value(), 0);
    return people::end_sessions_of(w, org, "person_1");
  }));
  EXPECT_FALSE(alive(1));
}

TEST_F(PeopleTest, TokensAreFoundByHashUntilRevokedOrExpired) {
  const people::Token token{.id = "token_1",
                            .hash = "h",
                            .person_id = "person_1",
                            .name = "till",
                            .scopes = {"cases:read", "cases:write"},
                            .created_at = Instant{1},
                            .expires_at = Instant{100},
                            .used_at = {},
                            .revoked_at = {}};
  ASSERT_TRUE(write([&](Writer& w) { return people::add_token(w, org, token); }));
  const auto find_token = [&](std::int64_t now) {
    return store->read([&](Reader& r) { return people::find_token(r, org, "h", Instant{now}); }).value();
  };
  ASSERT_TRUE(find_token(99));
  EXPECT_EQ(find_token(99)->scopes, token.scopes);
  EXPECT_FALSE(find_token(100));
  ASSERT_TRUE(write([](Writer& w) { return people::touch_token(w, org, "token_1", Instant{7}); }));
  EXPECT_EQ(find_token(50)->used_at, Instant{7});
  ASSERT_TRUE(write([](Writer& w) -> Result<void> {
    EXPECT_EQ(people::revoke_token(w, org, "token_1", Instant{8}).value_or(""), "person_1");
    return {};
  }));
  EXPECT_FALSE(find_token(50));
  ASSERT_TRUE(write([](Writer& w) -> Result<void> {
    EXPECT_EQ(people::revoke_token(w, org, "token_9", Instant{8}).error().code, "token/not-found");
    return {};
  }));
  EXPECT_EQ(store->read([](Reader& r) { return people::tokens_of(r, org, "person_1"); })->front().revoked_at,
            Instant{8});
}

TEST_F(PeopleTest, CustomersAreFoundByTheirPrint) {
  const customers::Customer ada{.id = "customer_1",
                                .name = "v1.n",
                                .address = "v1.a",
                                .address_print = "print",
                                .language = "en",
                                .created_at = Instant{1},
                                .erased_at = {}};
  const auto add_customer = [&](const customers::Customer& c) {
    return write([&](Writer& w) { return customers::add(w, org, c, "wrapped"); });
  };
  ASSERT_TRUE(add_customer(ada));
  auto other = ada;
  other.id = "customer_2";
  EXPECT_EQ(add_customer(other).error().code, "customer/exists");
  other.address_print = "";
  ASSERT_TRUE(add_customer(other));
  other.id = "customer_3";
  ASSERT_TRUE(add_customer(other)) << "any number of customers may have no print";
  EXPECT_EQ(store->read([](Reader& r) { return customers::find_by_address(r, org, "print"); }).value()->id,
            "customer_1");
  EXPECT_EQ(store->read([](Reader& r) { return customers::wrapped_key(r, org, "customer_1"); }).value(), "wrapped");
  EXPECT_EQ(store->read([](Reader& r) { return customers::find(r, org, "customer_9"); }).error().code,
            "customer/not-found");
}

TEST_F(PeopleTest, ErasingACustomerLeavesTheRecordAndNoWord) {
  ASSERT_TRUE(write([](Writer& w) {
    return customers::add(w, org,
                          {.id = "customer_1",
                           .name = "v1.n",
                           .address = "v1.a",
                           .address_print = "print",
                           .language = "en",
                           .created_at = Instant{1},
                           .erased_at = {}},
                          "wrapped");
  }));
  Draft draft("case_1");
  draft.row.customer_id = "customer_1";
  draft.row.subject = "v1.subject";
  const auto events = draft.next(2);
  ASSERT_TRUE(write([&](Writer& w) -> Result<void> {
    EXPECT_TRUE(cases::append(w, 0, events, draft.row, cases::Snapshot{2, "v1.state"}));
    EXPECT_TRUE(messages::add(w, org,
                              {.id = "message_1",
                               .case_id = "case_1",
                               .seq = 1,
                               .direction = "in",
                               .channel = "email",
                               .language = "en",
                               .address = "v1.a",
                               .text = "v1.t",
                               .author_id = "customer",
                               .author_name = "customer",
                               .status = "received",
                               .key = "m",
                               .error = {},
                               .at = Instant{2}}));
    EXPECT_TRUE(
        outbox::add(w, org, {.key = "e", .kind = "deliver-message", .case_id = "case_1", .seq = 1, .body = "v1.b"}));
    EXPECT_TRUE(notifications::add(w, org,
                                   {.key = "n",
                                    .to_kind = "role",
                                    .to = "agent",
                                    .case_id = "case_1",
                                    .kind = "told",
                                    .text = "v1.x",
                                    .at = Instant{3}}));
    return search::put(w, org,
                       {.kind = "message",
                        .id = "message_1",
                        .target = "case_1",
                        .customer_id = "customer_1",
                        .title = "",
                        .body = "my zebra kettle"});
  }));
  ASSERT_EQ(hits("zebra").size(), 1u);
  ASSERT_TRUE(write([](Writer& w) {
    return attachments::add(w, org, {.id = "file_1", .case_id = "case_1", .name = "v1.n", .type = "image/png"},
                            "bytes");
  }));
  ASSERT_TRUE(write([](Writer& w) { return customers::erase(w, org, "customer_1", Instant{9}); }));
  EXPECT_EQ(store->read([](Reader& r) { return attachments::content(r, org, "file_1"); }).error().code,
            "ledger/erased");
  EXPECT_TRUE(
      store->read([](Reader& r) { return attachments::find(r, org, "case_1", "file_1"); }).value().name.empty());

  const auto customer = store->read([](Reader& r) { return customers::find(r, org, "customer_1"); }).value();
  EXPECT_TRUE(customer.name.empty() && customer.address.empty() && customer.address_print.empty());
  EXPECT_EQ(customer.erased_at, Instant{9});
  EXPECT_EQ(store->read([](Reader& r) { return customers::wrapped_key(r, org, "customer_1"); }).value(), "");
  const auto loaded = store->read([](Reader& r) { return cases::load(r, org, "case_1"); }).value();
  EXPECT_TRUE(loaded.row.subject.empty());
  EXPECT_FALSE(loaded.snapshot);
  EXPECT_EQ(loaded.events, [&] {
    auto with_positions = events;
    for (std::size_t i = 0; i < with_positions.size(); ++i) with_positions[i].position = i + 1;
    return with_positions;
  }()) << "events stay byte for byte";
  EXPECT_TRUE(store->read([](Reader& r) { return messages::of_case(r, org, "case_1"); })->front().text.empty());
  const auto effect = store->read([](Reader& r) { return outbox::find(r, org, "e"); }).value().value();
  EXPECT_EQ(effect.status, "dead");
  EXPECT_TRUE(effect.body.empty());
  EXPECT_TRUE(hits("zebra").empty());
  EXPECT_EQ(write([](Writer& w) { return customers::erase(w, org, "customer_9", Instant{9}); }).error().code,
            "customer/not-found");
}

// The bytes themselves are gone from the files, not only from what a query shows.
TEST(SqliteErasure, LeavesNothingOnTheDisk) {
  const ManualClock clock{Instant{1}};
  const testing::Folder folder;
  const auto bytes_on_disk = [&](std::string_view needle) {
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string content((std::istreambuf_iterator<char>(in)), {});
      for (std::size_t at = content.find(needle); at != std::string::npos; at = content.find(needle, at + 1)) ++found;
    }
    return found;
  };
  auto store = Store::open({.path = folder.file()}, clock).value();
  ASSERT_TRUE(testing::add_org(*store));
  ASSERT_TRUE(store->write_and_wait([](Writer& w) -> Result<void> {
    if (auto done = customers::add(w, org,
                                   {.id = "customer_1",
                                    .name = "",
                                    .address = "",
                                    .address_print = "",
                                    .language = "en",
                                    .created_at = Instant{1},
                                    .erased_at = {}},
                                   "WRAPPEDKEYTEXT");
        !done) {
      return done;
    }
    return search::put(
        w, org,
        {.kind = "message", .id = "m", .target = "c", .customer_id = "customer_1", .title = "", .body = "quagga"});
  }));
  EXPECT_GT(bytes_on_disk("WRAPPEDKEYTEXT"), 0u);
  ASSERT_TRUE(store->write_and_wait([](Writer& w) { return customers::erase(w, org, "customer_1", Instant{9}); }));
  store.reset();
  EXPECT_EQ(bytes_on_disk("WRAPPEDKEYTEXT"), 0u);
  EXPECT_EQ(bytes_on_disk("quagga"), 0u);
}

TEST_F(PeopleTest, SearchMatchesWordsBeginningsAndAccents) {
  ASSERT_TRUE(put({.kind = "procedure",
                   .id = "refund",
                   .target = "refund",
                   .customer_id = {},
                   .title = "Refund request",
                   .body = "Ask for the order number, then decide."}));
  ASSERT_TRUE(put({.kind = "guidance",
                   .id = "tone",
                   .target = "tone",
                   .customer_id = {},
                   .title = "Tone",
                   .body = "Explain a refund kindly. Reclamación en español."}));
  const auto found = hits("refund");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].id, "refund") << "a hit in the title counts more";
  EXPECT_EQ(found[0].title, "Refund request");
  EXPECT_NE(found[1].snippet.find("\uE000refund\uE001"), std::string::npos) << found[1].snippet;
  EXPECT_EQ(hits("ord num").size(), 0u) << "only the last word may be a beginning";
  EXPECT_EQ(hits("order num").size(), 1u);
  EXPECT_EQ(hits("RECLAMACION").size(), 1u);
  EXPECT_EQ(hits("refund", {"guidance"}).size(), 1u);
  EXPECT_EQ(hits("refund kindly").size(), 1u);
  ASSERT_TRUE(put(
      {.kind = "procedure", .id = "refund", .target = "refund", .customer_id = {}, .title = "Returns", .body = "x"}));
  EXPECT_EQ(hits("order").size(), 0u) << "putting again replaces";
  ASSERT_TRUE(write([](Writer& w) { return search::remove(w, org, "guidance", "tone"); }));
  EXPECT_TRUE(hits("refund").empty());
  EXPECT_TRUE(store->read([](Reader& r) { return search::find(r, "org_other", "returns", {}, 10); })->empty());
}

TEST_F(PeopleTest, ACommonWordFindsTheNewestAndARareOneFindsAll) {
  constexpr int documents = 2'100;
  ASSERT_TRUE(write([](Writer& w) -> Result<void> {
    for (int i = 0; i < documents; ++i) {
      auto done = search::put(w, org,
                              {.kind = "case",
                               .id = fmt::format("case_{:05}", i),
                               .target = fmt::format("case_{:05}", i),
                               .customer_id = {},
                               .title = "Parcel",
                               .body = i == 0 ? "the first of all parcels" : "one more"});
      if (!done) return done;
    }
    return {};
  }));
  const auto common = hits("parcel");
  ASSERT_EQ(common.size(), 10u);
  // The first names it twice, the others are equally good: a server ranks them all, SQLite the newest.
  const bool on_server = testing::is_on_server();
  EXPECT_EQ(common[0].id, on_server ? "case_00000" : "case_00100");
  EXPECT_EQ(hits("parcel", {"message"}).size(), 0u);
  ASSERT_EQ(hits("parcel first").size(), 1u);
  EXPECT_EQ(hits("parcel first")[0].id, "case_00000");
  const auto at = [&](std::size_t offset) {
    return store->read([&](Reader& r) { return search::find(r, org, "parcel", {}, 10, offset); }).value().size();
  };
  EXPECT_EQ(at(1'990), 10u);
  EXPECT_EQ(at(2'000), on_server ? 10u : 0u) << "past the last that is ranked";
}

RC_GTEST_PROP(SearchTest, AnyTextIsAValidQuery, (const std::string& query)) {
  static const ManualClock clock{Instant{1}};
  static const testing::Folder folder;
  static const auto store = Store::open(testing::in_passing(folder), clock).value();
  const auto found = store->read([&](Reader& r) { return search::find(r, org, query, {}, 10); });
  RC_ASSERT(found.has_value());
}

TEST(SearchTest, OperatorsAreOnlyWords) {
  EXPECT_EQ(search::match_expression(Dialect::sqlite, "NEAR(a b) OR title:\"x\" -y*"),
            R"("NEAR" AND "a" AND "b" AND "OR" AND "title" AND "x" AND "y"*)");
  EXPECT_EQ(search::match_expression(Dialect::sqlite, "  \t"), "");
  EXPECT_EQ(search::match_expression(Dialect::sqlite, "\xff"), "");
  EXPECT_EQ(search::match_expression(Dialect::sqlite, "日本語"), "\"日本語\"*");
}

}  // namespace
}  // namespace evenhand::store
