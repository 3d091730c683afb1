#include "store/database_check.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace evenhand::store {
namespace {

constexpr std::int64_t application_id = 0x45766568;  // "Eveh", in the file's header: this database is ours

}  // namespace

Result<void> claim_file(Connection& connection) {
  const auto id = connection.integer("PRAGMA application_id", {});
  if (!id) return fail(id.error());
  if (id->value_or(0) == application_id) return {};
  const auto tables = connection.integer("SELECT count(*) FROM sqlite_master", {});
  if (!tables) return fail(tables.error());
  if (id->value_or(0) != 0 || tables->value_or(0) != 0) {
    return fail(ErrorKind::unsupported, "store/not-ours", "The database belongs to another program.",
                "Check the path of the data folder.");
  }
  return connection.script(fmt::format("PRAGMA application_id = {}", application_id));
}

Result<std::vector<std::string>> integrity_problems(Connection& connection, std::string_view pragma) {
  std::vector<std::string> problems;
  auto read = connection.each(pragma, {}, [&](const Row& row) -> Result<void> {
    if (row.bytes(0) != "ok") problems.push_back(row.text(0));
    return {};
  });
  if (!read && read.error().code == "store/corrupt") return std::vector<std::string>{read.error().message};
  if (!read) return fail(read.error());
  return problems;
}

Result<void> check_database(Connection& connection, bool fully) {
  const auto problems = integrity_problems(connection, fully ? "PRAGMA integrity_check(5)" : "PRAGMA quick_check(5)");
  if (!problems) return fail(problems.error());
  if (!problems->empty()) {
    return fail(ErrorKind::corrupt, "store/corrupt", "The database is damaged: " + problems->front(),
                "Restore a backup; evenhand doctor shows all that is damaged.");
  }
  return {};
}

}  // namespace evenhand::store
