#include "store/messages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/rows.hpp"

namespace evenhand::store::messages {

namespace {

constexpr std::string_view columns =
    "message_id, case_id, seq, direction, channel, language, address, text, author_id, author_name, status, "
    "message_key, "
    "error, at";

Message read(const Row& row) {
  Message m;
  m.id = row.text(0);
  m.case_id = row.text(1);
  m.seq = row.count(2);
  m.direction = row.text(3);
  m.channel = row.text(4);
  m.language = row.text(5);
  m.address = row.text(6);
  m.text = row.text(7);
  m.author_id = row.text(8);
  m.author_name = row.text(9);
  m.status = row.text(10);
  m.key = row.text(11);
  m.error = row.text(12);
  m.at = row.instant(13);
  return m;
}

}  // namespace

Result<bool> add(Writer& writer, std::string_view org, const Message& m) {
  return writer.sql()
      .run(
          "INSERT INTO messages (org_id, message_id, case_id, seq, direction, channel, language, address, text, "
          "author_id, "
          "author_name, status, message_key, error, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
          "$13, "
          "$14, $15) ON CONFLICT (org_id, message_key) DO NOTHING",
          {org, m.id, m.case_id, m.seq, m.direction, m.channel, m.language, m.address, m.text, m.author_id,
           m.author_name, m.status, m.key, m.error, m.at})
      .map([](std::int64_t rows) { return rows == 1; });
}

Result<void> set_status(Writer& writer, std::string_view org, std::string_view key, std::string_view status,
                        std::string_view error) {
  return run_on_one(writer, "UPDATE messages SET status = $3, error = $4 WHERE org_id = $1 AND message_key = $2",
                    {org, key, status, error},
                    {ErrorKind::not_found, "message/not-found", "There is no such message.", {}});
}

Result<std::vector<Message>> of_case(const Reader& reader, std::string_view org, std::string_view case_id, Place after,
                                     std::size_t limit) {
  static const std::string sql = fmt::format(
      "SELECT {} FROM messages WHERE org_id = $1 AND case_id = $2 AND (at, seq) > ($3, $4) ORDER BY at, seq LIMIT $5",
      columns);
  return all_rows<Message>(
      reader, sql,
      {org, case_id, after.at, after.seq, static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX))}, read);
}

Result<std::optional<Message>> find_by_key(const Reader& reader, std::string_view org, std::string_view key) {
  static const std::string sql = fmt::format("SELECT {} FROM messages WHERE org_id = $1 AND message_key = $2", columns);
  return one_row<Message>(reader, sql, {org, key}, read);
}

}  // namespace evenhand::store::messages
