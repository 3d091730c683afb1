#include "store/orgs.hpp"

#include <fmt/format.h>

#include "store/rows.hpp"

namespace evenhand::store::orgs {

Result<void> add(Writer& writer, const Org& org) {
  return run_on_one(writer, "INSERT INTO orgs (org_id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    {org.id, org.name, org.created_at},
                    {ErrorKind::conflict, "org/exists", "There is an organisation with this id already.", {}});
}

Result<Org> first_or_add(Writer& writer, const Org& org) {
  if (writer.sql().dialect() == Dialect::postgresql) {
    if (auto alone = writer.sql().run("LOCK TABLE orgs IN SHARE ROW EXCLUSIVE MODE", {}); !alone)
      return fail(std::move(alone.error()));
  }
  auto all = list(writer);
  if (!all) return fail(std::move(all.error()));
  if (!all->empty()) return std::move(all->front());
  if (auto added = add(writer, org); !added) return fail(std::move(added.error()));
  return org;
}

Result<void> rename(Writer& writer, std::string_view id, std::string_view name) {
  return run_on_one(writer, "UPDATE orgs SET name = $2 WHERE org_id = $1", {id, name},
                    {ErrorKind::not_found, "org/not-found", "There is no such organisation.", {}});
}

Result<std::vector<Org>> list(const Reader& reader) {
  return all_rows<Org>(reader, "SELECT org_id, name, created_at FROM orgs ORDER BY created_at, org_id", {},
                       [](const Row& row) {
                         return Org{row.text(0), row.text(1), row.instant(2)};
                       });
}

Result<std::optional<std::string>> setting(const Reader& reader, std::string_view org, std::string_view name) {
  return reader.sql().text("SELECT value FROM org_settings WHERE org_id = $1 AND name = $2", {org, name});
}

Result<void> set_setting(Writer& writer, std::string_view org, std::string_view name, std::string_view value) {
  return run(writer,
             "INSERT INTO org_settings (org_id, name, value) VALUES ($1, $2, $3) "
             "ON CONFLICT (org_id, name) DO UPDATE SET value = excluded.value",
             {org, name, value});
}

Result<std::string> setting_or_set(Writer& writer, std::string_view org, std::string_view name,
                                   std::string_view value) {
  auto set = writer.sql().run(
      "INSERT INTO org_settings (org_id, name, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", {org, name, value});
  if (!set) return fail(std::move(set.error()));
  return setting(writer, org, name).map([](std::optional<std::string> now) { return now.value_or(""); });
}

Result<bool> take_over(Writer& writer, std::string_view org, std::string_view task, Instant now, Microseconds every) {
  const std::string name = fmt::format("turn/{}", task);
  const std::string at = std::to_string(now.micros);
  // One from the time to come is of a clock that was wrong.
  auto taken = writer.sql().run(
      "INSERT INTO org_settings (org_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (org_id, name) DO UPDATE SET "
      "value = "
      "excluded.value WHERE CAST(org_settings.value AS bigint) <= $4 OR CAST(org_settings.value AS bigint) > $5",
      {org, name, at, now - every, now + every});
  if (!taken) return fail(std::move(taken.error()));
  return *taken == 1;
}

}  // namespace evenhand::store::orgs
