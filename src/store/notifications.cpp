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

/// Receivers, $3, as rows `r`: one look into notifications_by_receiver for each. $1 is the organisation, $2 the person.
struct OfReceivers {
  std::string rows, notices;  ///< what to select from; the condition that a notice `n` is for `r`
};
OfReceivers of_receivers(Dialect dialect) {
  const bool sqlite = dialect == Dialect::sqlite;
  const auto part = [&](int i) {
    return sqlite ? fmt::format("json_extract(r.value, '$[{}]')", i) : fmt::format("r.value ->> {}", i);
  };
  return {.rows = sqlite ? "json_each($3) r" : "jsonb_array_elements(CAST($3 AS jsonb)) r",
          .notices = fmt::format("n.org_id = $1 AND n.to_kind = ({}) AND n.to_id = ({})", part(0), part(1))};
}
constexpr std::string_view unread =
    "NOT EXISTS (SELECT 1 FROM notification_reads d WHERE d.org_id = n.org_id AND "
    "d.notification_key = n.notification_key AND d.person_id = $2)";

}  // namespace

std::string key_of(std::string_view case_id, std::uint64_t seq) {
  return fmt::format("{}/notice/{}", case_id, seq);
}

Result<std::optional<Notification>> of_event(const Reader& reader, std::string_view org, std::string_view case_id,
                                             std::uint64_t seq) {
  const std::string key = key_of(case_id, seq);
  return one_row<Notification>(reader,
                               "SELECT notification_key, to_kind, to_id, case_id, kind, at FROM notifications WHERE "
                               "org_id = $1 AND notification_key = $2",
                               {org, key}, [](const Row& row) {
                                 return Notification{row.text(0), row.text(1), row.text(2),    row.text(3),
                                                     row.text(4), {},          row.instant(5), false};
                               });
}

Result<std::vector<Notification>> of_case(const Reader& reader, std::string_view org, std::string_view case_id) {
  return all_rows<Notification>(
      reader,
      "SELECT notification_key, to_kind, to_id, case_id, kind, text, at FROM notifications WHERE org_id = $1 AND "
      "case_id = $2",
      {org, case_id}, [](const Row& row) {
        return Notification{row.text(0), row.text(1), row.text(2),    row.text(3),
                            row.text(4), row.text(5), row.instant(6), false};
      });
}

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
  const Dialect dialect = reader.sql().dialect();
  const OfReceivers of = of_receivers(dialect);
  // Of each receiver as many as the page has, in the order of the index; then the first of those.
  const std::string first = fmt::format(
      "FROM notifications n WHERE {} AND (n.at, n.notification_key) < ($4, $5) {}ORDER BY n.at DESC, "
      "n.notification_key DESC LIMIT $6",
      of.notices, unread_only ? fmt::format("AND {} ", unread) : "");
  const std::string from =
      dialect == Dialect::sqlite
          ? fmt::format("{} CROSS JOIN notifications m WHERE m.rowid IN (SELECT n.rowid {})", of.rows, first)
          : fmt::format("{} CROSS JOIN LATERAL (SELECT n.* {}) m", of.rows, first);
  const std::string sql = fmt::format(
      "SELECT m.notification_key, m.to_kind, m.to_id, m.case_id, m.kind, m.text, m.at, EXISTS (SELECT 1 FROM "
      "notification_reads d WHERE d.org_id = m.org_id AND d.notification_key = m.notification_key AND d.person_id = "
      "$2) FROM {} ORDER BY m.at DESC, m.notification_key DESC LIMIT $6",
      from);
  return all_rows<Notification>(reader, sql, {org, person_id, to, before.at, before.key, limit}, [](const Row& row) {
    return Notification{row.text(0), row.text(1), row.text(2),    row.text(3),
                        row.text(4), row.text(5), row.instant(6), row.flag(7)};
  });
}

Result<std::uint64_t> unread_count(const Reader& reader, std::string_view org, std::string_view person_id,
                                   std::span<const std::string> roles, std::span<const std::string> teams) {
  const std::string to = receivers(person_id, roles, teams);
  const OfReceivers of = of_receivers(reader.sql().dialect());
  return reader.sql()
      .integer(fmt::format("SELECT count(*) FROM {} CROSS JOIN notifications n WHERE {} AND {}", of.rows, of.notices,
                           unread),
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
  const OfReceivers of = of_receivers(writer.sql().dialect());
  const std::string sql = fmt::format(
      "INSERT INTO notification_reads (org_id, notification_key, person_id, read_at) SELECT n.org_id, "
      "n.notification_key, $2, $4 FROM {} CROSS JOIN notifications n WHERE {} AND {} ON CONFLICT DO NOTHING",
      of.rows, of.notices, unread);
  return run(writer, sql, {org, person_id, to, at});
}

}  // namespace evenhand::store::notifications
