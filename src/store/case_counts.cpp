#include <fmt/format.h>

#include <array>
#include <utility>

#include "store/case_row.hpp"
#include "store/rows.hpp"
#include "store/schema_7.hpp"

namespace evenhand::store::cases {

namespace {

struct Change {
  std::string_view dimension, value;
  int by = 0;
};
/// A case is in a group of each dimension, and leaves one as it enters another.
using Changes = std::vector<Change>;

void add(Changes& changes, std::string_view dimension, std::string_view value, int by) {
  for (Change& change : changes) {
    if (change.dimension != dimension || change.value != value) continue;
    change.by += by;
    return;
  }
  changes.push_back({dimension, value, by});
}

void add(Changes& changes, const Counted& as, int by) {
  add(changes, "status", as.status, by);
  if (as.status == "closed") return;
  if (!as.team.empty()) add(changes, "team", as.team, by);
  if (!as.waiting_role.empty()) add(changes, "waiting", as.waiting_role, by);
  add(changes, "assignee", as.assignee_id, by);
  add(changes, "priority", as.priority, by);
  add(changes, "procedure", as.procedure_id, by);
}

/// Every group as the cases themselves say it; reads all of them.
std::string groups_of_cases() {
  return fmt::format("SELECT org_id, dimension, value, cases FROM ({}) c WHERE org_id = $1",
                     schema_7_counts.substr(schema_7_counts.find("SELECT")));
}

}  // namespace

Counted counted(const CaseRow& row) {
  return {.status = row.status,
          .priority = row.priority,
          .team = row.team,
          .assignee_id = row.assignee_id,
          .waiting_role = row.waiting_role,
          .procedure_id = row.procedure_id};
}

Result<void> move_counts(Writer& writer, std::string_view org, const std::optional<Counted>& before,
                         const Counted& after) {
  if (before == after) return {};
  Changes changes;
  if (before) add(changes, *before, -1);
  add(changes, after, 1);
  std::erase_if(changes, [](const Change& change) { return change.by == 0; });
  if (changes.empty()) return {};
  std::string rows;
  std::vector<Param> params{org};
  for (const Change& change : changes) {
    const std::size_t at = params.size();
    rows += fmt::format("{}($1, ${}, ${}, ${})", rows.empty() ? "" : ", ", at + 1, at + 2, at + 3);
    params.insert(params.end(), {change.dimension, change.value, change.by});
  }
  return writer.sql().post(
      fmt::format("INSERT INTO case_counts (org_id, dimension, value, cases) VALUES {} ON CONFLICT "
                  "(org_id, dimension, value) DO UPDATE SET cases = case_counts.cases + "
                  "excluded.cases",
                  rows),
      params, {});
}

Result<Counts> count(const Reader& reader, std::string_view org, std::string_view assignee_id, Instant now) {
  Counts out;
  // Two reads of few rows: there may be as many assignees as people.
  auto read = reader.sql().each(
      "SELECT dimension, value, cases FROM case_counts WHERE org_id = $1 AND dimension IN ('status', 'team', "
      "'waiting', "
      "'priority') AND cases <> 0 UNION ALL SELECT dimension, value, cases FROM case_counts WHERE org_id = $1 AND "
      "dimension = 'assignee' AND value IN ('', $2)",
      {org, assignee_id}, [&](const Row& row) -> Result<void> {
        const std::string_view dimension = row.bytes(0);
        const std::string value = row.text(1);
        const std::uint64_t cases = row.count(2);
        if (dimension == "status") {
          (value == "closed" ? out.closed : value == "paused" ? out.paused : out.open) += cases;
        } else if (dimension == "assignee") {
          (value.empty() ? out.unassigned : out.mine) = cases;
        } else {
          (dimension == "team"      ? out.by_team
           : dimension == "waiting" ? out.by_waiting_role
                                    : out.by_priority)
              .emplace(value, cases);
        }
        return {};
      });
  if (!read) return fail(read.error());
  const auto overdue = reader.sql().integer(
      "SELECT count(*) FROM cases WHERE org_id = $1 AND closed = 0 AND next_due <= $2", {org, now});
  if (!overdue) return fail(overdue.error());
  out.overdue = static_cast<std::uint64_t>(overdue->value_or(0));
  return out;
}

Result<std::map<std::string, std::uint64_t>> open_by_procedure(const Reader& reader, std::string_view org,
                                                               std::string_view procedure_id) {
  std::map<std::string, std::uint64_t> out;
  const auto take = [&](const Row& row) -> Result<void> {
    out.emplace(row.text(0), row.count(1));
    return {};
  };
  constexpr std::string_view all =
      "SELECT value, cases FROM case_counts WHERE org_id = $1 AND dimension = 'procedure' AND cases <> 0";
  constexpr std::string_view one =
      "SELECT value, cases FROM case_counts WHERE org_id = $1 AND dimension = 'procedure' AND cases <> 0 AND value = "
      "$2";
  const auto read =
      procedure_id.empty() ? reader.sql().each(all, {org}, take) : reader.sql().each(one, {org, procedure_id}, take);
  if (!read) return fail(read.error());
  return out;
}

Result<std::vector<std::string>> miscounted(const Reader& reader, std::string_view org) {
  struct Group {
    std::int64_t kept = 0, there = 0;
  };
  std::map<std::pair<std::string, std::string>, Group> groups;
  auto read = reader.sql().each("SELECT dimension, value, cases FROM case_counts WHERE org_id = $1", {org},
                                [&](const Row& row) -> Result<void> {
                                  groups[{row.text(0), row.text(1)}].kept = row.integer(2);
                                  return {};
                                });
  if (!read) return fail(read.error());
  read = reader.sql().each(groups_of_cases(), {org}, [&](const Row& row) -> Result<void> {
    groups[{row.text(1), row.text(2)}].there = row.integer(3);
    return {};
  });
  if (!read) return fail(read.error());
  std::vector<std::string> problems;
  for (const auto& [name, group] : groups) {
    if (group.kept == group.there) continue;
    problems.push_back(
        fmt::format("{} cases are counted by {} '{}', there are {}", group.kept, name.first, name.second, group.there));
  }
  return problems;
}

Result<void> recount(Writer& writer, std::string_view org) {
  if (auto mine = writer.take_turn(org); !mine) return mine;
  if (auto gone = run(writer, "DELETE FROM case_counts WHERE org_id = $1", {org}); !gone) return gone;
  return run(writer, "INSERT INTO case_counts (org_id, dimension, value, cases) " + groups_of_cases(), {org});
}

Result<std::map<std::string, std::uint64_t>> open_by_version(const Reader& reader, std::string_view org,
                                                             std::string_view procedure_id) {
  std::map<std::string, std::uint64_t> out;
  auto read = reader.sql().each(
      "SELECT version_hash, count(*) FROM cases WHERE org_id = $1 AND procedure_id = $2 AND closed = 0 GROUP BY "
      "version_hash",
      {org, procedure_id}, [&](const Row& row) -> Result<void> {
        out.emplace(row.text(0), row.count(1));
        return {};
      });
  if (!read) return fail(read.error());
  return out;
}

Result<std::vector<std::string>> closed_last(const Reader& reader, std::string_view org, std::string_view procedure_id,
                                             std::size_t limit) {
  return all_rows<std::string>(
      reader,
      "SELECT case_id FROM cases WHERE org_id = $1 AND procedure_id = $2 AND closed = 1 ORDER BY "
      "closed_at DESC, case_id DESC LIMIT $3",
      {org, procedure_id, static_cast<std::uint64_t>(limit)}, [](const Row& row) { return row.text(0); });
}

Result<std::vector<std::string>> open_under(const Reader& reader, std::string_view org, std::string_view procedure_id,
                                            std::string_view hash, std::size_t limit) {
  return all_rows<std::string>(reader,
                               "SELECT case_id FROM cases WHERE org_id = $1 AND procedure_id = $2 AND closed = 0 AND "
                               "version_hash = $3 ORDER BY case_id LIMIT $4",
                               {org, procedure_id, hash, static_cast<std::uint64_t>(limit)},
                               [](const Row& row) { return row.text(0); });
}

}  // namespace evenhand::store::cases
