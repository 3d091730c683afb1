#include "store/events.hpp"

#include <algorithm>

#include "store/event_row.hpp"
#include "store/rows.hpp"

namespace evenhand::store {

ledger::StoredEvent read_event(const Row& row) {
  ledger::StoredEvent event;
  event.org = row.text(0);
  event.case_id = row.text(1);
  event.seq = row.count(2);
  event.at = row.instant(3);
  event.actor_id = row.text(4);
  event.actor_name = row.text(5);
  event.door = row.text(6);
  event.type = row.text(7);
  event.body = row.text(8);
  event.prev = row.hash(9);
  event.hash = row.hash(10);
  event.position = row.count(11);
  return event;
}

Result<std::vector<ledger::StoredEvent>> read_events(const Reader& reader, std::string_view sql, Params params) {
  std::vector<ledger::StoredEvent> out;
  auto read = reader.sql().each(sql, params, [&](const Row& row) -> Result<void> {
    out.push_back(read_event(row));
    return {};
  });
  if (!read) return fail(read.error());
  return out;
}

namespace events {

namespace {
std::int64_t row_limit(std::size_t limit) {
  return static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX));
}
}  // namespace

Result<std::vector<ledger::StoredEvent>> of_case(const Reader& reader, std::string_view org, std::string_view case_id,
                                                 std::uint64_t after, std::size_t limit) {
  return read_events(reader,
                     "SELECT org_id, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash, position "
                     "FROM events WHERE org_id = $1 AND case_id = $2 AND seq > $3 ORDER BY seq LIMIT $4",
                     {org, case_id, after, row_limit(limit)});
}

Result<std::vector<ledger::StoredEvent>> after_position(const Reader& reader, std::string_view org, std::uint64_t after,
                                                        std::size_t limit) {
  return read_events(reader,
                     "SELECT org_id, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash, position "
                     "FROM events WHERE org_id = $1 AND position > $2 ORDER BY position LIMIT $3",
                     {org, after, row_limit(limit)});
}

Result<std::vector<Place>> places_after(const Reader& reader, std::string_view org, std::uint64_t after,
                                        std::size_t limit) {
  return all_rows<Place>(reader,
                         "SELECT position, case_id, seq FROM events WHERE org_id = $1 AND position > $2 "
                         "ORDER BY position LIMIT $3",
                         {org, after, row_limit(limit)}, [](const Row& row) {
                           return Place{row.count(0), row.text(1), row.count(2)};
                         });
}

Result<std::uint64_t> last_position(const Reader& reader, std::string_view org) {
  return reader.sql()
      .integer("SELECT position FROM events WHERE org_id = $1 ORDER BY position DESC LIMIT 1", {org})
      .map([](std::optional<std::int64_t> last) { return static_cast<std::uint64_t>(last.value_or(0)); });
}

Result<std::vector<ledger::Hash>> hashes(const Reader& reader, std::string_view org, std::uint64_t begin,
                                         std::uint64_t end) {
  std::vector<ledger::Hash> out;
  out.reserve(end > begin ? std::min<std::uint64_t>(end - begin, 4096) : 0);
  auto read = reader.sql().each(
      "SELECT hash FROM events WHERE org_id = $1 AND position > $2 AND position <= $3 ORDER BY position",
      {org, begin, end}, [&](const Row& row) -> Result<void> {
        out.push_back(row.hash(0));
        return {};
      });
  if (!read) return fail(read.error());
  return out;
}

}  // namespace events
}  // namespace evenhand::store
