#include "store/timers.hpp"

#include <fmt/format.h>

#include "store/cases.hpp"
#include "store/dialect.hpp"
#include "store/rows.hpp"

namespace evenhand::store::timers {

// ready_at is when a timer may be claimed: its due time, or the end of the present hold.
Result<void> arm(Writer& writer, std::string_view org, const Timer& timer) {
  return run(writer,
             "INSERT INTO timers (org_id, case_id, timer_id, due_at, ready_at) VALUES ($1, $2, $3, $4, $4) ON CONFLICT "
             "(org_id, case_id, timer_id) DO UPDATE SET due_at = excluded.due_at, ready_at = excluded.ready_at",
             {org, timer.case_id, timer.id, timer.due});
}

Result<void> clear(Writer& writer, std::string_view org, std::string_view case_id, std::string_view id) {
  return run(writer, "DELETE FROM timers WHERE org_id = $1 AND case_id = $2 AND timer_id = $3", {org, case_id, id});
}

Result<void> clear_claimed(Writer& writer, std::string_view org, const Timer& timer) {
  return run(writer, "DELETE FROM timers WHERE org_id = $1 AND case_id = $2 AND timer_id = $3 AND due_at = $4",
             {org, timer.case_id, timer.id, timer.due});
}

Result<void> clear_case(Writer& writer, std::string_view org, std::string_view case_id) {
  return run(writer, "DELETE FROM timers WHERE org_id = $1 AND case_id = $2", {org, case_id});
}

Result<std::vector<Timer>> claim_due(Writer& writer, std::string_view org, Instant now, Instant held_until,
                                     std::size_t limit) {
  std::vector<Timer> out;
  auto read = writer.sql().each(
      fmt::format("SELECT case_id, timer_id, due_at FROM timers WHERE org_id = $1 AND ready_at <= $2 ORDER BY ready_at "
                  "LIMIT $3{}",
                  for_claim(writer.sql().dialect())),
      {org, now, limit}, [&](const Row& row) -> Result<void> {
        out.push_back({row.text(0), row.text(1), row.instant(2)});
        return {};
      });
  if (!read) return fail(read.error());
  for (const Timer& timer : out) {
    auto held = run(writer, "UPDATE timers SET ready_at = $4 WHERE org_id = $1 AND case_id = $2 AND timer_id = $3",
                    {org, timer.case_id, timer.id, held_until});
    if (!held) return fail(held.error());
  }
  return out;
}

Result<std::int64_t> end_holds(Writer& writer, std::string_view org, Instant now, Instant held_until) {
  return writer.sql().run(
      "UPDATE timers SET ready_at = due_at WHERE org_id = $1 AND ready_at > $2 AND ready_at <= $3 AND due_at < "
      "ready_at",
      {org, now, held_until});
}

Result<Instant> next_due(const Reader& reader, std::string_view org) {
  return reader.sql()
      .integer("SELECT ready_at FROM timers WHERE org_id = $1 ORDER BY ready_at LIMIT 1", {org})
      .map([](std::optional<std::int64_t> at) { return at ? Instant{*at} : cases::never; });
}

Result<std::vector<Timer>> of_case(const Reader& reader, std::string_view org, std::string_view case_id) {
  std::vector<Timer> out;
  auto read = reader.sql().each(
      "SELECT case_id, timer_id, due_at FROM timers WHERE org_id = $1 AND case_id = $2 ORDER BY due_at, timer_id",
      {org, case_id}, [&](const Row& row) -> Result<void> {
        out.push_back({row.text(0), row.text(1), row.instant(2)});
        return {};
      });
  if (!read) return fail(read.error());
  return out;
}

}  // namespace evenhand::store::timers
