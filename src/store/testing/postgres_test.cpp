// What only a server can do or get wrong. EVENHAND_TEST_DATABASE names it, EVENHAND_TEST_POOLER a PgBouncer before it.
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <set>
#include <thread>

#include "store/database.hpp"
#include "store/dialect.hpp"
#include "store/events.hpp"
#include "store/migrations.hpp"
#include "store/orgs.hpp"
#include "store/outbox.hpp"
#include "store/statistics.hpp"
#include "store/testing/postgres.hpp"
#include "store/timers.hpp"

namespace evenhand::store {
namespace {

using testing::add_org;
using testing::Draft;
using testing::Folder;
using testing::grow;
using testing::open_at;
using testing::org;
using testing::PostgresTest;
using testing::system_clock;

std::string refusal(const std::string& url) {
  auto opened = Store::open({.url = url, .patience = {}}, system_clock);
  return opened ? "opened" : opened.error().code;
}
std::vector<std::string> first_column(Connection& connection, std::string_view sql, Params params = {}) {
  std::vector<std::string> out;
  const auto read = connection.each(sql, params, [&](const Row& row) -> Result<void> {
    out.push_back(row.text(0));
    return {};
  });
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return out;
}

TEST_F(PostgresTest, EveryTableKeyIndexAndReferenceLeadsWithTheOrganisation) {
  const auto store = open_at(url);
  auto connection = open_postgres(url).value();
  constexpr std::string_view tables =
      "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = CAST(current_schema() AS "
      "regnamespace) AND relname <> 'schema_migrations' ORDER BY 1";
  const auto all = first_column(*connection, tables);
  ASSERT_GT(all.size(), 20u);
  for (const std::string& table : all) {
    EXPECT_EQ(first_column(*connection,
                           "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum = 1", {table}),
              std::vector<std::string>{"org_id"})
        << table;
    EXPECT_EQ(first_column(
                  *connection,
                  "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = to_regclass($1) AND indisprimary",
                  {table})
                  .size(),
              1u)
        << table << " has no primary key";
  }
  // A full-text index holds words and no columns; whoever looks there names the organisation beside.
  const auto astray = first_column(
      *connection,
      "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam JOIN "
      "pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE c.relnamespace = "
      "CAST(current_schema() "
      "AS regnamespace) AND m.amname = 'btree' AND a.attname <> 'org_id' AND c.relname NOT LIKE 'schema_migrations%'");
  EXPECT_EQ(astray, std::vector<std::string>{});
  const auto loose = first_column(
      *connection,
      "SELECT conname FROM pg_constraint f WHERE contype = 'f' AND connamespace = CAST(current_schema() AS "
      "regnamespace) "
      "AND NOT EXISTS (SELECT 1 FROM pg_attribute a, pg_attribute b WHERE a.attrelid = f.conrelid AND a.attnum = "
      "f.conkey[1] AND b.attrelid = f.confrelid AND b.attnum = f.confkey[1] AND a.attname = 'org_id' AND b.attname = "
      "'org_id')");
  EXPECT_EQ(loose, std::vector<std::string>{});
  EXPECT_GT(connection
                ->integer("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = "
                          "CAST(current_schema() AS regnamespace)",
                          {})
                .value()
                .value(),
            15);
}

TEST_F(PostgresTest, WhatIsNoDatabaseForUsIsRefusedAndSaid) {
  EXPECT_EQ(refusal("mysql://localhost/x"), "store/bad-url");
  EXPECT_EQ(refusal("postgresql://[bad"), "store/bad-url");
  const auto nobody = Store::open({.url = "postgresql://kim:secret@127.0.0.1:1/x", .patience = {}}, system_clock);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, "store/unreachable");
  EXPECT_NE(nobody.error().message.find("postgresql://kim@127.0.0.1:1/x"), std::string::npos) << nobody.error().message;
  EXPECT_EQ(nobody.error().message.find("secret"), std::string::npos);
  EXPECT_EQ(refusal(url + "%20-csynchronous_commit%3Doff"), "store/not-durable");
}

TEST_F(PostgresTest, AnotherProgramsTablesAreLeftAlone) {
  auto connection = open_postgres(url).value();
  ASSERT_TRUE(connection->script("CREATE TABLE invoices (id BIGINT)"));
  EXPECT_EQ(refusal(url), "store/not-ours");
  EXPECT_EQ(first_column(*connection, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"),
            std::vector<std::string>{"invoices"});
}

TEST_F(PostgresTest, ANewerSchemaAndAForeignStepAreRefused) {
  open_at(url)->close();
  auto connection = open_postgres(url).value();
  ASSERT_TRUE(connection->run("INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, 'later', 3)",
                              {static_cast<int>(migrations().size()) + 1}));
  EXPECT_EQ(refusal(url), "store/newer-schema");
  ASSERT_TRUE(
      connection->script("DELETE FROM schema_migrations WHERE name = 'later'; UPDATE schema_migrations SET name = "
                         "'other' WHERE number = 2"));
  EXPECT_EQ(refusal(url), "store/bad-migration");
}

TEST_F(PostgresTest, OfManyNodesThatStartOneMigratesAndOneOrganisationIsMade) {
  std::vector<std::thread> nodes;
  std::set<std::string> orgs;
  std::mutex mutex;
  for (int i = 0; i < 6; ++i) {
    nodes.emplace_back([&, i] {
      const auto store = open_at(url);
      ASSERT_TRUE(store);
      const auto done = store->write_and_wait([&](Writer& w) -> Result<void> {
        auto first = orgs::first_or_add(w, {.id = "org_" + std::to_string(i), .name = "x", .created_at = {}});
        if (!first) return fail(first.error());
        const std::lock_guard lock(mutex);
        orgs.insert(first->id);
        return {};
      });
      EXPECT_TRUE(done) << done.error().message;
    });
  }
  for (auto& node : nodes) node.join();
  EXPECT_EQ(orgs.size(), 1u);
  auto connection = open_postgres(url).value();
  EXPECT_EQ(connection->integer("SELECT count(*) FROM schema_migrations", {}).value(),
            static_cast<std::int64_t>(migrations().size()));
}

TEST_F(PostgresTest, NodesWriteOneJournalWithoutGapsAndOneOfTwoWritersIsTurnedAway) {
  constexpr int nodes = 3, threads = 3, each = 30;
  std::vector<std::unique_ptr<Store>> stores;
  for (int i = 0; i < nodes; ++i) stores.push_back(open_at(url));
  ASSERT_TRUE(add_org(*stores[0]));
  std::atomic<int> acknowledged = 0, conflicts = 0;
  std::vector<std::thread> workers;
  for (int t = 0; t < nodes * threads; ++t) {
    workers.emplace_back([&, t] {
      Store& store = *stores[static_cast<std::size_t>(t % nodes)];
      const std::string id = "case_" + std::to_string(t / nodes);  // three nodes fight for each case
      for (int i = 0; i < each; ++i) {
        Draft draft(id);
        const auto row = store.read([&](Reader& r) { return cases::find(r, org, id); });
        if (row) draft.row = *row;
        const auto done = grow(store, draft);
        if (done) ++acknowledged;
        if (!done) {
          EXPECT_EQ(done.error().code, "case/conflict") << done.error().message;
          ++conflicts;
        }
      }
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(acknowledged + conflicts, nodes * threads * each);
  EXPECT_GT(conflicts, 0);
  const auto events = stores[1]->read([](Reader& r) { return events::after_position(r, org, 0, 10'000); });
  ASSERT_EQ(events->size(), static_cast<std::size_t>(acknowledged));
  for (std::size_t i = 0; i < events->size(); ++i) EXPECT_EQ((*events)[i].position, i + 1) << "no gap in the journal";
}

TEST_F(PostgresTest, ADueRowIsClaimedByOneNode) {
  std::vector<std::unique_ptr<Store>> stores;
  for (int i = 0; i < 3; ++i) stores.push_back(open_at(url));
  ASSERT_TRUE(add_org(*stores[0]));
  Draft draft("case_1");
  ASSERT_TRUE(grow(*stores[0], draft));
  ASSERT_TRUE(stores[0]->write_and_wait([](Writer& w) -> Result<void> {
    for (int i = 0; i < 60; ++i) {
      if (auto armed = timers::arm(w, org, {.case_id = "case_1", .id = "t" + std::to_string(i), .due = Instant{1}});
          !armed)
        return armed;
    }
    return {};
  }));
  std::mutex mutex;
  std::multiset<std::string> claimed;
  std::vector<std::thread> workers;
  for (auto& store : stores) {
    workers.emplace_back([&] {
      for (bool more = true; more;) {
        std::vector<timers::Timer> mine;
        ASSERT_TRUE(store->write_and_wait([&](Writer& w) -> Result<void> {
          auto due = timers::claim_due(w, org, Instant{10}, Instant{1'000}, 7);
          if (!due) return fail(due.error());
          mine = std::move(*due);
          return {};
        }));
        more = !mine.empty();
        const std::lock_guard lock(mutex);
        for (const auto& timer : mine) claimed.insert(timer.id);
      }
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(claimed.size(), 60u);
  EXPECT_EQ(std::set<std::string>(claimed.begin(), claimed.end()).size(), 60u);
}

TEST_F(PostgresTest, OtherNodesHearOfACommitAndOneselfDoesNot) {
  const auto one = open_at(url), other = open_at(url);
  ASSERT_TRUE(add_org(*one));
  std::atomic<int> heard_here = 0, heard_there = 0;
  one->on_foreign_commit([&] { ++heard_here; });
  other->on_foreign_commit([&] { ++heard_there; });
  const auto wait_for = [](const std::atomic<int>& count, int least) {
    for (int i = 0; i < 500 && count < least; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return count >= least;
  };
  ASSERT_TRUE(wait_for(heard_here, 1) && wait_for(heard_there, 1)) << "once it listens";
  const int before = heard_here;
  Draft draft("case_1");
  ASSERT_TRUE(grow(*one, draft));
  EXPECT_TRUE(wait_for(heard_there, 2));
  EXPECT_EQ(heard_here, before);
  one->on_foreign_commit({});
  other->on_foreign_commit({});
}

TEST_F(PostgresTest, TablesThatHaveGrownAreLookedAtOnce) {
  const auto store = open_at(url);
  ASSERT_TRUE(add_org(*store));
  const auto refresh = [&] { return store->read([](Reader& r) { return refresh_grown(r); }); };
  EXPECT_EQ(refresh(), 0u) << "all is small";
  constexpr int rows = 600;
  const auto set = [&](int from, int to) {
    return store->write_and_wait([&](Writer& w) -> Result<void> {
      for (int i = from; i < to; ++i)
        if (auto done = orgs::set_setting(w, org, "setting-" + std::to_string(i), "x"); !done) return done;
      return {};
    });
  };
  ASSERT_TRUE(set(0, rows));
  // A busy connection tells what it changed once a second.
  Result<std::size_t> looked = 0u;
  for (int i = 0; i < 500 && looked && *looked == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_TRUE(set(0, 1));
    looked = refresh();
  }
  EXPECT_EQ(looked, 1u);
  const auto known = store->read([](Reader& r) {
    return r.sql().integer("SELECT CAST(reltuples AS bigint) FROM pg_class WHERE oid = 'org_settings'::regclass", {});
  });
  ASSERT_TRUE(known) << known.error().message;
  EXPECT_EQ(*known, rows);
  EXPECT_EQ(refresh(), 0u);
}

TEST_F(PostgresTest, ATextWithANulIsTheCallersMistake) {
  const auto store = open_at(url);
  const auto found = store->read([](Reader& r) { return cases::find(r, org, std::string_view("a\0b", 3)); });
  EXPECT_EQ(found.error().kind, ErrorKind::invalid);
}

TEST_F(PostgresTest, WhatIsPostedFailsWithItsJobAlone) {
  const auto store = open_at(url);
  ASSERT_TRUE(add_org(*store));
  std::latch told(3);
  std::vector<std::string> codes(3);
  const auto done = [&](std::size_t i) {
    return [&, i](const Result<void>& outcome) {
      codes[i] = outcome ? "ok" : outcome.error().code;
      told.count_down();
    };
  };
  store->queue([](Writer& w) { return orgs::set_setting(w, org, "a", "1"); }, done(0));
  store->queue([](Writer& w) { return orgs::set_setting(w, "org_nobody", "a", "1"); }, done(1));
  store->queue([](Writer& w) { return orgs::set_setting(w, org, "b", "2"); }, done(2));
  store->lend_hand();
  told.wait();
  EXPECT_EQ(codes, (std::vector<std::string>{"ok", "store/constraint", "ok"}));
  EXPECT_EQ(store->read([](Reader& r) { return orgs::setting(r, org, "b"); }).value(), "2");
}

// PgBouncer in transaction mode: each transaction may be on another connection of the server.
TEST(PoolerTest, ServesAStoreAsTheServerItselfDoes) {
  const char* pooler = std::getenv("EVENHAND_TEST_POOLER");
  ASSERT_NE(pooler, nullptr);
  const std::string server = std::getenv("EVENHAND_TEST_DATABASE");
  const std::string name = "pooled_" + hex(sha256(random_bytes(16))).substr(0, 12);
  ASSERT_TRUE(open_postgres(server).value()->script("CREATE DATABASE " + name));
  const std::string through(pooler);
  const std::string url = through.substr(0, through.rfind('/') + 1) + name;
  const auto one = open_at(url), other = open_at(url);
  ASSERT_TRUE(one && other);
  std::latch listens(1);
  std::once_flag once;
  one->on_foreign_commit([&] { std::call_once(once, [&] { listens.count_down(); }); });
  listens.wait();
  ASSERT_TRUE(add_org(*one));
  std::vector<std::thread> workers;
  for (int t = 0; t < 6; ++t) {
    workers.emplace_back([&, t] {
      Draft draft("case_" + std::to_string(t));
      for (int i = 0; i < 25; ++i) {
        Store& store = i % 2 == 0 ? *one : *other;
        const auto done = grow(store, draft);
        ASSERT_TRUE(done) << done.error().message;
        const auto row = store.read([&](Reader& r) { return cases::find(r, org, draft.row.id); });
        EXPECT_TRUE(row && row->seq == draft.row.seq);
      }
    });
  }
  for (auto& worker : workers) worker.join();
  const auto events = other->read([](Reader& r) { return events::after_position(r, org, 0, 10'000); });
  ASSERT_EQ(events->size(), 150u);
  for (std::size_t i = 0; i < events->size(); ++i) EXPECT_EQ((*events)[i].position, i + 1);
  // What one client sets for its session is found by the next: whoever tells of commits once made all of them wait for no disk.
  std::vector<ConnectionPtr> all;
  for (int i = 0; i < 12; ++i) {
    auto connection = open_postgres(url);
    ASSERT_TRUE(connection) << connection.error().code;
    all.push_back(std::move(*connection));
    ASSERT_TRUE(all.back()->run("BEGIN", {}));
    EXPECT_EQ(all.back()->text("SELECT current_setting('synchronous_commit')", {}).value(), "on");
  }
}

// A server that follows another: what may lag is read there, and at the first one when it is away.
TEST_F(PostgresTest, WhatMayLagIsReadOnTheReplica) {
  ASSERT_NE(std::getenv("EVENHAND_TEST_REPLICA"), nullptr);
  const std::string replica = std::getenv("EVENHAND_TEST_REPLICA") + url.substr(url.find('?'));
  const auto in_recovery = [](Reader& r) -> Result<bool> {
    const auto is = r.sql().integer("SELECT pg_is_in_recovery()", {});
    if (!is) return fail(is.error());
    return is->value_or(0) != 0;
  };
  for (const auto& [to, expected] : {std::pair(replica, true), {std::string("postgresql://x@127.0.0.1:1/x"), false}}) {
    auto store = Store::open({.url = url, .replica_url = to}, system_clock);
    ASSERT_TRUE(store) << store.error().message;
    if (expected) {
      ASSERT_TRUE(add_org(**store));
      const auto there = [&] { return (*store)->read_lagging([](Reader& r) { return orgs::list(r); }); };
      for (int i = 0; i < 500 && (!there() || there()->empty()); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      EXPECT_EQ(there()->size(), 1u);
    }
    EXPECT_EQ((*store)->read_lagging(in_recovery), expected);
    EXPECT_EQ((*store)->read(in_recovery), false);
  }
}

}  // namespace
}  // namespace evenhand::store
