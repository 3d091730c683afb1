#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "store/migrations.hpp"
#include "store/sqlite.hpp"

namespace evenhand::store {
namespace {

std::vector<std::string> first_column(Connection& connection, std::string_view sql, Params params) {
  std::vector<std::string> out;
  const auto read = connection.each(sql, params, [&](const Row& row) -> Result<void> {
    out.push_back(row.text(0));
    return {};
  });
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return out;
}

class SqliteSchema : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = open_sqlite({.path = ":memory:"});
    ASSERT_TRUE(opened);
    connection = std::move(*opened);
    const auto done = migrate(*connection, Instant{1});
    ASSERT_TRUE(done) << done.error().message;
    tables = first_column(*connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", {});
    std::erase_if(tables, [](const std::string& name) { return is_exempt_from_org(name); });
    ASSERT_GT(tables.size(), 20u);
  }
  ConnectionPtr connection;
  std::vector<std::string> tables;
};

TEST_F(SqliteSchema, EveryTableLeadsWithTheOrganisation) {
  for (const auto& table : tables) {
    const auto columns = first_column(*connection, "SELECT name FROM pragma_table_info($1) ORDER BY cid", {table});
    ASSERT_FALSE(columns.empty());
    EXPECT_EQ(columns.front(), "org_id") << table;
    const auto key =
        first_column(*connection, "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk", {table});
    ASSERT_FALSE(key.empty()) << table << " has no primary key";
    EXPECT_EQ(key.front(), "org_id") << table;
  }
}

TEST_F(SqliteSchema, EveryIndexLeadsWithTheOrganisation) {
  for (const auto& table : tables) {
    for (const auto& index : first_column(*connection, "SELECT name FROM pragma_index_list($1)", {table})) {
      const auto columns = first_column(*connection, "SELECT name FROM pragma_index_info($1) ORDER BY seqno", {index});
      ASSERT_FALSE(columns.empty());
      EXPECT_EQ(columns.front(), "org_id") << index;
    }
  }
}

TEST_F(SqliteSchema, EveryForeignKeyIncludesTheOrganisation) {
  std::size_t keys = 0;
  for (const auto& table : tables) {
    const auto ids = first_column(*connection, "SELECT DISTINCT id FROM pragma_foreign_key_list($1)", {table});
    for (const auto& id : ids) {
      ++keys;
      const auto from = first_column(
          *connection, R"(SELECT "from" || '>' || "to" FROM pragma_foreign_key_list($1) WHERE id = $2 ORDER BY seq)",
          {table, std::int64_t{std::stoi(id)}});
      ASSERT_FALSE(from.empty());
      EXPECT_EQ(from.front(), "org_id>org_id") << table;
    }
    EXPECT_TRUE(!ids.empty() || table == "orgs") << table << " is tied to no organisation";
  }
  EXPECT_GT(keys, 15u);
}

TEST_F(SqliteSchema, EveryTableIsStrict) {
  for (const auto& table : tables) {
    EXPECT_EQ(connection->integer("SELECT strict FROM pragma_table_list WHERE name = $1", {table}).value(), 1) << table;
  }
}

TEST_F(SqliteSchema, MigratingAgainChangesNothing) {
  const auto before = first_column(*connection, "SELECT sql FROM sqlite_master ORDER BY name", {});
  ASSERT_TRUE(migrate(*connection, Instant{2}));
  EXPECT_EQ(first_column(*connection, "SELECT sql FROM sqlite_master ORDER BY name", {}), before);
}

TEST_F(SqliteSchema, ANewerSchemaIsRefused) {
  ASSERT_TRUE(connection->run("INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, 'later', 3)",
                              {static_cast<int>(migrations().size()) + 1}));
  const auto done = migrate(*connection, Instant{2});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "store/newer-schema");
  EXPECT_FALSE(done.error().hint.empty());
}

TEST_F(SqliteSchema, AnotherProgramsStepIsRefused) {
  ASSERT_TRUE(connection->run("UPDATE schema_migrations SET name = 'other' WHERE number = 1", {}));
  EXPECT_EQ(migrate(*connection, Instant{2}).error().code, "store/bad-migration");
}

}  // namespace
}  // namespace evenhand::store
