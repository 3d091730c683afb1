#include "store/notifications.hpp"

#include <fmt/format.h>

#include "store/rows.hpp"

namespace evenhand::store::notifications {

namespace {

/// Who a person is as a receiver, as a condition over `n` and its values. $1 is the organisation, $2 the person.
struct Receivers {
  std::string condition;
  std::vector<Param> params;
};

Receivers receivers(std::string_view org, std::string_view person_id, std::span<const std::string> roles,
                    std::span<const std::string> teams) {
  Receivers out{"(n.to_kind = 'person' AND n.to_id = $2)", {org, person_id}};
  for (const auto& [kind, names] : {std::pair{"role", roles}, std::pair{"team", teams}}) {
    for (const std::string& name : names) {
      out.params.emplace_back(name);
      out.condition += fmt::format(" OR (n.to_kind = '{}' AND n.to_id = ${})", kind, out.params.size());
    }
  }
  out.condition = "(" + out.condition + ")";
  return out;
}

constexpr std::string_view unread =
    "NOT EXISTS (SELECT 1 FROM notification_reads r WHERE r.org_id = n.org_id AND "
    "r.notification_key = n.notification_key AND r.person_id = $2)";

}  // namespace

Result<bool> add(Writer& writer, std::string_view org, const Notification& n) {
  return writer.sql()
      .run(
          "INSERT INTO notifications (org_id, notification_key, to_kind, to_id, case_id, kind, text, at) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, notification_key) DO NOTHING",
          {org, n.key, n.to_kind, n.to, n.case_id, n.kind, n.text, n.at})
      .map([](std::int64_t rows) { return rows == 1; });
}

Result<std::vector<Notification>> for_person(const Reader& reader, std::string_view org, std::string_view person_id,
                                             std::span<const std::string> roles, std::span<const std::string> teams,
                                             bool unread_only, Instant before, std::size_t limit) {
  Receivers to = receivers(org, person_id, roles, teams);
  to.params.emplace_back(before);
  to.params.emplace_back(limit);
  const std::string sql = fmt::format(
      "SELECT n.notification_key, n.to_kind, n.to_id, n.case_id, n.kind, n.text, n.at, NOT {} FROM notifications n "
      "WHERE n.org_id = $1 AND {} AND n.at < ${} {}ORDER BY n.at DESC, n.notification_key LIMIT ${}",
      unread, to.condition, to.params.size() - 1, unread_only ? fmt::format("AND {} ", unread) : "", to.params.size());
  return all_rows<Notification>(reader, sql, to.params, [](const Row& row) {
    return Notification{row.text(0), row.text(1), row.text(2),    row.text(3),
                        row.text(4), row.text(5), row.instant(6), row.flag(7)};
  });
}

Result<std::uint64_t> unread_count(const Reader& reader, std::string_view org, std::string_view person_id,
                                   std::span<const std::string> roles, std::span<const std::string> teams) {
  const Receivers to = receivers(org, person_id, roles, teams);
  auto counted = all_rows<std::uint64_t>(
      reader,
      fmt::format("SELECT count(*) FROM notifications n WHERE n.org_id = $1 AND {} AND {}", to.condition, unread),
      to.params, [](const Row& row) { return row.count(0); });
  if (!counted) return fail(counted.error());
  return counted->front();
}

Result<void> mark_read(Writer& writer, std::string_view org, std::string_view key, std::string_view person_id,
                       Instant at) {
  return run(writer,
             "INSERT INTO notification_reads (org_id, notification_key, person_id, read_at) "
             "SELECT n.org_id, n.notification_key, $3, $4 FROM notifications n WHERE n.org_id = $1 AND "
             "n.notification_key = $2 ON CONFLICT DO NOTHING",
             {org, key, person_id, at});
}

Result<void> mark_all_read(Writer& writer, std::string_view org, std::string_view person_id,
                           std::span<const std::string> roles, std::span<const std::string> teams, Instant at) {
  Receivers to = receivers(org, person_id, roles, teams);
  to.params.emplace_back(at);
  auto done = writer.sql().run(
      fmt::format("INSERT INTO notification_reads (org_id, notification_key, person_id, read_at) "
                  "SELECT n.org_id, n.notification_key, $2, ${} FROM notifications n WHERE n.org_id = $1 AND {} "
                  "ON CONFLICT DO NOTHING",
                  to.params.size(), to.condition),
      to.params);
  return done ? Result<void>() : fail(done.error());
}

}  // namespace evenhand::store::notifications
