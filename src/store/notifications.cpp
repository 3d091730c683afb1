#include "store/notifications.hpp"

#include <fmt/format.h>

#include <set>

#include "base/json.hpp"
#include "store/rows.hpp"

namespace evenhand::store::notifications {

namespace {

/// Whom notices for a person are addressed to, as one value: `[["person","person_1"],["role","lead"]]`.
std::string receivers(std::string_view person_id, std::span<const std::string> roles,
                      std::span<const std::string> teams) {
  std::set<std::pair<std::string_view, std::string_view>> each{{"person", person_id}};
  for (const std::string& role : roles) each.emplace("role", role);
  for (const std::string& team : teams) each.emplace("team", team);
  json::Array all;
  for (const auto& [kind, name] : each) all.emplace_back(json::Array{json::Value(kind), json::Value(name)});
  return json::write(all);
}

/// The notices of each receiver by themselves, so that each is one look into notifications_by_receiver. $1 is the
/// organisation, $2 the person, $3 the receivers.
constexpr std::string_view of_receiver =
    "n.org_id = $1 AND n.to_kind = json_extract(r.value, '$[0]') AND n.to_id = json_extract(r.value, '$[1]')";
constexpr std::string_view unread =
    "NOT EXISTS (SELECT 1 FROM notification_reads d WHERE d.org_id = n.org_id AND "
    "d.notification_key = n.notification_key AND d.person_id = $2)";

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
                                             bool unread_only, const Place& before, std::size_t limit) {
  const std::string to = receivers(person_id, roles, teams);
  // Of each receiver as many as the page has, in the order of the index; then the first of those.
  const std::string sql = fmt::format(
      "SELECT m.notification_key, m.to_kind, m.to_id, m.case_id, m.kind, m.text, m.at, EXISTS (SELECT 1 FROM "
      "notification_reads d WHERE d.org_id = m.org_id AND d.notification_key = m.notification_key AND d.person_id = "
      "$2) "
      "FROM json_each($3) r CROSS JOIN notifications m WHERE m.rowid IN (SELECT n.rowid FROM notifications n WHERE {} "
      "AND (n.at, n.notification_key) < ($4, $5) {}ORDER BY n.at DESC, n.notification_key DESC LIMIT $6) "
      "ORDER BY m.at DESC, m.notification_key DESC LIMIT $6",
      of_receiver, unread_only ? fmt::format("AND {} ", unread) : "");
  return all_rows<Notification>(reader, sql, {org, person_id, to, before.at, before.key, limit}, [](const Row& row) {
    return Notification{row.text(0), row.text(1), row.text(2),    row.text(3),
                        row.text(4), row.text(5), row.instant(6), row.flag(7)};
  });
}

Result<std::uint64_t> unread_count(const Reader& reader, std::string_view org, std::string_view person_id,
                                   std::span<const std::string> roles, std::span<const std::string> teams) {
  const std::string to = receivers(person_id, roles, teams);
  return reader.sql()
      .integer(fmt::format("SELECT count(*) FROM json_each($3) r CROSS JOIN notifications n WHERE {} AND {}",
                           of_receiver, unread),
               {org, person_id, to})
      .map([](std::optional<std::int64_t> counted) { return static_cast<std::uint64_t>(counted.value_or(0)); });
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
  const std::string to = receivers(person_id, roles, teams);
  static const std::string sql = fmt::format(
      "INSERT INTO notification_reads (org_id, notification_key, person_id, read_at) SELECT n.org_id, "
      "n.notification_key, $2, $4 FROM json_each($3) r CROSS JOIN notifications n WHERE {} AND {} "
      "ON CONFLICT DO NOTHING",
      of_receiver, unread);
  return run(writer, sql, {org, person_id, to, at});
}

}  // namespace evenhand::store::notifications
