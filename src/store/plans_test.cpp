// The way the database takes through large tables, held against what the indexes are for.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "store/cases.hpp"
#include "store/migrations.hpp"
#include "store/notifications.hpp"
#include "store/search.hpp"
#include "store/sqlite.hpp"
#include "store/statistics.hpp"

namespace evenhand::store {
namespace {

/// Notes the plan of each statement before it runs.
class Planned final : public Connection {
 public:
  explicit Planned(Connection& inner) : inner_(inner) {}
  [[nodiscard]] Dialect dialect() const noexcept override { return inner_.dialect(); }
  Result<std::int64_t> run(std::string_view sql, std::span<const Param> params) override {
    note(sql, params);
    return inner_.run(sql, params);
  }
  Result<void> each(std::string_view sql, std::span<const Param> params, const RowFunction& row) override {
    note(sql, params);
    return inner_.each(sql, params, row);
  }
  Result<void> script(std::string_view sql) override { return inner_.script(sql); }
  [[nodiscard]] bool in_transaction() const override { return inner_.in_transaction(); }
  void interrupt() noexcept override { inner_.interrupt(); }
  [[nodiscard]] std::string take() { return std::exchange(plan_, {}); }

 private:
  void note(std::string_view sql, std::span<const Param> params) {
    const auto read =
        inner_.each("EXPLAIN QUERY PLAN " + std::string(sql), params, [&](const Row& row) -> Result<void> {
          plan_ += row.text(3) + "\n";
          return {};
        });
    EXPECT_TRUE(read) << sql;
  }
  Connection& inner_;
  std::string plan_;
};

class SqlitePlans : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = open_sqlite({.path = ":memory:"});
    ASSERT_TRUE(opened);
    connection = std::move(*opened);
    ASSERT_TRUE(migrate(*connection, Instant{1}));
    planned.emplace(*connection);
    reader.emplace(*planned);
  }
  std::string plan_of(const cases::Filter& filter, const std::string& cursor = {}) {
    EXPECT_TRUE(cases::list(*reader, "org", filter, cursor, 50));
    return planned->take();
  }
  static std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  }
  ConnectionPtr connection;
  std::optional<Planned> planned;
  std::optional<Reader> reader;
};

TEST_F(SqlitePlans, AListByUrgencyComesOutOfAnIndexInOrder) {
  const std::string open = plan_of({.statuses = {"open", "paused"}});
  EXPECT_EQ(count(open, "USING INDEX cases_by_urgency"), 1u) << open;
  EXPECT_EQ(count(open, "TEMP B-TREE"), 1u) << "the page, once more: " << open;
  EXPECT_LT(open.find("USING INDEX cases_by_urgency"), open.find("TEMP B-TREE")) << open;
  EXPECT_EQ(count(open, "SEARCH p USING PRIMARY KEY") + count(open, "SEARCH k USING PRIMARY KEY"), 2u) << open;
  // Both halves in the order of the index; what is sorted is a page of each.
  for (const cases::Filter& filter : {cases::Filter{}, cases::Filter{.statuses = {"open", "closed"}}}) {
    const std::string both = plan_of(filter);
    EXPECT_EQ(count(both, "USING INDEX cases_by_urgency (org_id=? AND closed=?"), 2u) << both;
    EXPECT_EQ(count(both, "TEMP B-TREE"), 3u) << both;
  }
  const std::string mine = plan_of({.assignee_id = "person_1"});
  EXPECT_EQ(count(mine, "USING INDEX cases_by_assignee (org_id=? AND closed=? AND assignee_id=?"), 2u) << mine;
  const std::string changed = plan_of({.sort = cases::Sort::by_changed});
  EXPECT_EQ(count(changed, "USING INDEX cases_by_change"), 1u) << changed;
  EXPECT_EQ(count(changed, "TEMP B-TREE"), 1u) << changed;
}

TEST_F(SqlitePlans, WordsAreLookedUpOnceAndNotForEachDocument) {
  const std::vector<std::string> kinds{"case", "message"};
  const auto rightly = [&](const std::string& plan) {
    return plan.find("SCAN t VIRTUAL TABLE") < plan.find("SEARCH d USING INDEX sqlite_autoindex_search_documents_2") &&
           plan.find("SEARCH d USING INDEX sqlite_autoindex_search_documents_2") != std::string::npos;
  };
  const std::string listed = plan_of({.text = "late parcel"});
  EXPECT_TRUE(rightly(listed)) << listed;
  ASSERT_TRUE(search::find(*reader, "org", "late parcel", kinds, 10));
  const std::string found = planned->take();
  EXPECT_TRUE(rightly(found)) << found;
  EXPECT_EQ(count(found, "TEMP B-TREE"), 2u) << "those that are ranked and the page are sorted, not all matches\n"
                                             << found;
}

TEST_F(SqlitePlans, NoticesAreReadReceiverByReceiver) {
  const std::vector<std::string> roles(1'200, "lead"), teams{"north"};
  ASSERT_TRUE(notifications::unread_count(*reader, "org", "person_1", roles, teams));
  const std::string counted = planned->take();
  EXPECT_EQ(
      count(counted, "SEARCH n USING COVERING INDEX notifications_by_receiver (org_id=? AND to_kind=? AND to_id=?)"),
      1u)
      << counted;
  ASSERT_TRUE(notifications::for_person(*reader, "org", "person_1", roles, teams, true, {}, 50));
  const std::string page = planned->take();
  EXPECT_EQ(count(page,
                  "SEARCH n USING COVERING INDEX notifications_by_receiver (org_id=? AND to_kind=? AND to_id=? AND "
                  "(at,notification_key)<(?,?))"),
            1u)
      << page;
  EXPECT_EQ(count(page, "SEARCH m USING INTEGER PRIMARY KEY"), 1u) << page;
}

TEST_F(SqlitePlans, CountsReadNoCaseButTheOverdue) {
  ASSERT_TRUE(cases::count(*reader, "org", "person_1", Instant{1}));
  const std::string plan = planned->take();
  EXPECT_EQ(count(plan, "SEARCH case_counts USING PRIMARY KEY (org_id=? AND dimension=?"), 2u) << plan;
  EXPECT_EQ(count(plan, "SEARCH cases USING COVERING INDEX cases_by_due (org_id=? AND closed=? AND next_due<?)"), 1u)
      << plan;
  EXPECT_EQ(count(plan, "SCAN"), 0u) << plan;
  ASSERT_TRUE(cases::open_by_procedure(*reader, "org"));
  EXPECT_EQ(count(planned->take(), "SEARCH case_counts USING PRIMARY KEY (org_id=? AND dimension=?)"), 1u);
}

TEST_F(SqlitePlans, TooManyValuesAreAnError) {
  std::string sql = "SELECT 1 WHERE 1 IN (";
  std::vector<Param> params;
  for (int i = 1; i <= 1'100; ++i) {
    sql += (i == 1 ? "$" : ", $") + std::to_string(i);
    params.emplace_back(i);
  }
  const auto ran = connection->run(sql + ")", params);
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, "store/too-many-parameters");
}

TEST_F(SqlitePlans, WhatTheDatabaseSaysOfItselfStaysInTheLog) {
  ASSERT_TRUE(connection->script("CREATE TABLE secret_table (a INTEGER NOT NULL)"));
  for (const auto& sql : {"INSERT INTO secret_table (a) VALUES (NULL)", "SELECT b FROM secret_table"}) {
    const auto ran = connection->run(sql, Params{});
    ASSERT_FALSE(ran);
    EXPECT_EQ((ran.error().message + ran.error().hint).find("secret_table"), std::string::npos) << ran.error().message;
  }
}

TEST_F(SqlitePlans, StatisticsAreTakenInsideAJob) {
  Writer writer(*connection, Instant{1});
  ASSERT_TRUE(connection->script("BEGIN IMMEDIATE"));
  EXPECT_TRUE(refresh_statistics(writer));
  EXPECT_TRUE(connection->script("COMMIT"));
}

}  // namespace
}  // namespace evenhand::store
