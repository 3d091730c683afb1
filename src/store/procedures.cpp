#include "store/procedures.hpp"

#include <fmt/format.h>

#include "store/change_control.hpp"
#include "store/rows.hpp"

namespace evenhand::store::procedures {

namespace {

constexpr std::string_view version_columns =
    "procedure_id, number, hash, kind, title, published_by, published_at, note, effective_at, expires_at, "
    "withdrawn_at, "
    "scheduled";

Version read_version(const Row& row) {
  Version v;
  v.procedure_id = row.text(0);
  v.number = static_cast<std::uint32_t>(row.integer(1));
  v.hash = row.text(2);
  v.kind = row.text(3);
  v.title = row.text(4);
  v.published_by = row.text(5);
  v.published_at = row.instant(6);
  v.note = row.text(7);
  v.effective_at = row.instant(8);
  v.expires_at = row.instant(9);
  v.withdrawn_at = row.instant(10);
  v.scheduled = row.flag(11);
  return v;
}
Version read_with_source(const Row& row) {
  Version v = read_version(row);
  v.source = row.text(12);
  v.changes = row.text(13);
  return v;
}

Error not_found(std::string_view what) {
  return {ErrorKind::not_found, "procedure/not-found", fmt::format("There is no {}.", what), {}};
}

Result<Version> one_version(const Reader& reader, std::string_view conditions, Params params, std::string_view what) {
  auto found = one_row<Version>(
      reader,
      fmt::format("SELECT {}, source, changes FROM procedure_versions WHERE {} LIMIT 1", version_columns, conditions),
      params, read_with_source);
  if (!found) return fail(found.error());
  if (!*found) return fail(not_found(what));
  return std::move(**found);
}

Error stale_draft(std::uint64_t now) {
  return {ErrorKind::precondition, "procedure/stale-draft",
          now == 0 ? std::string("There is no such draft any more.")
                   : fmt::format("The draft was changed meanwhile: it is at revision {}.", now),
          "Read the draft again and apply your change to it."};
}

Result<std::uint64_t> revision_of(const Reader& reader, std::string_view org, std::string_view procedure_id) {
  return reader.sql()
      .integer("SELECT revision FROM procedure_drafts WHERE org_id = $1 AND procedure_id = $2", {org, procedure_id})
      .map([](std::optional<std::int64_t> found) { return static_cast<std::uint64_t>(found.value_or(0)); });
}

}  // namespace

Result<void> set_retired(Writer& writer, std::string_view org, std::string_view procedure_id, bool retired) {
  return run_on_one(writer, "UPDATE procedures SET retired = $3 WHERE org_id = $1 AND procedure_id = $2",
                    {org, procedure_id, retired}, not_found("such procedure"));
}

Result<std::uint32_t> current_number(const Reader& reader, std::string_view org, std::string_view procedure_id) {
  auto number = one_row<std::uint32_t>(
      reader, "SELECT current_number FROM procedures WHERE org_id = $1 AND procedure_id = $2", {org, procedure_id},
      [](const Row& row) { return static_cast<std::uint32_t>(row.integer(0)); });
  if (!number) return fail(number.error());
  return number->value_or(0);
}

Result<std::map<std::string, std::uint32_t>> current_numbers(const Reader& reader, std::string_view org) {
  std::map<std::string, std::uint32_t> out;
  auto read = reader.sql().each("SELECT procedure_id, current_number FROM procedures WHERE org_id = $1", {org},
                                [&](const Row& row) -> Result<void> {
                                  out.emplace(row.text(0), static_cast<std::uint32_t>(row.integer(1)));
                                  return {};
                                });
  if (!read) return fail(read.error());
  return out;
}

Result<Version> current(const Reader& reader, std::string_view org, std::string_view procedure_id) {
  return one_version(reader,
                     "org_id = $1 AND procedure_id = $2 AND number = (SELECT current_number FROM procedures p "
                     "WHERE p.org_id = $1 AND p.procedure_id = $2)",
                     {org, procedure_id}, "such procedure");
}

Result<Version> version(const Reader& reader, std::string_view org, std::string_view procedure_id,
                        std::uint32_t number) {
  return one_version(reader, "org_id = $1 AND procedure_id = $2 AND number = $3", {org, procedure_id, number},
                     "such version");
}

Result<Version> by_hash(const Reader& reader, std::string_view org, std::string_view hash) {
  return one_version(reader, "org_id = $1 AND hash = $2", {org, hash}, "version with this hash");
}

Result<std::vector<Version>> versions(const Reader& reader, std::string_view org, std::string_view procedure_id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM procedure_versions WHERE org_id = $1 AND procedure_id = $2 ORDER BY number DESC",
                  version_columns);
  return all_rows<Version>(reader, sql, {org, procedure_id}, read_version);
}

Result<std::vector<Listed>> list(const Reader& reader, std::string_view org, bool with_retired) {
  return all_rows<Listed>(
      reader,
      "SELECT p.procedure_id, p.kind, p.title, p.current_number, p.hash, CASE WHEN d.updated_at > "
      "p.changed_at THEN d.updated_at ELSE p.changed_at END, CASE WHEN d.procedure_id IS NULL THEN 0 ELSE 1 END, "
      "p.retired FROM procedures p LEFT JOIN procedure_drafts d "
      "ON d.org_id = p.org_id AND d.procedure_id = p.procedure_id WHERE p.org_id = $1 AND (p.retired = 0 OR $2 = 1) "
      "UNION ALL SELECT d.procedure_id, d.kind, d.title, 0, '', d.updated_at, 1, 0 FROM procedure_drafts d "
      "WHERE d.org_id = $1 AND NOT EXISTS (SELECT 1 FROM procedures p WHERE p.org_id = d.org_id AND "
      "p.procedure_id = d.procedure_id) ORDER BY 3, 1",
      {org, with_retired}, [](const Row& row) {
        Listed l;
        l.procedure_id = row.text(0);
        l.kind = row.text(1);
        l.title = row.text(2);
        l.current = static_cast<std::uint32_t>(row.integer(3));
        l.hash = row.text(4);
        l.changed_at = row.instant(5);
        l.has_draft = row.flag(6);
        l.retired = row.flag(7);
        return l;
      });
}

Result<std::uint64_t> save_draft(Writer& writer, std::string_view org, const Draft& draft,
                                 std::uint64_t expected_revision) {
  if (auto turn = writer.take_turn(org); !turn) return fail(std::move(turn.error()));
  const auto revision = revision_of(writer, org, draft.procedure_id);
  if (!revision) return revision;
  if (*revision != expected_revision) return fail(stale_draft(*revision));
  auto done =
      run(writer,
          "INSERT INTO procedure_drafts (org_id, procedure_id, kind, title, source, revision, updated_by, "
          "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, procedure_id) DO UPDATE SET "
          "kind = excluded.kind, title = excluded.title, source = excluded.source, revision = excluded.revision, "
          "updated_by = excluded.updated_by, updated_at = excluded.updated_at",
          {org, draft.procedure_id, draft.kind, draft.title, draft.source, *revision + 1, draft.updated_by,
           draft.updated_at});
  if (done) {
    done = run(writer,
               "INSERT INTO procedure_draft_authors (org_id, procedure_id, person_id) VALUES ($1, $2, $3) ON CONFLICT "
               "DO NOTHING",
               {org, draft.procedure_id, draft.updated_by});
  }
  if (!done) return fail(done.error());
  if (auto voided = change_control::void_other(writer, org, draft); !voided) return fail(voided.error());
  return *revision + 1;
}

Result<std::optional<Draft>> draft(const Reader& reader, std::string_view org, std::string_view procedure_id) {
  return one_row<Draft>(
      reader,
      "SELECT procedure_id, source, title, kind, revision, updated_by, updated_at FROM procedure_drafts "
      "WHERE org_id = $1 AND procedure_id = $2",
      {org, procedure_id}, [](const Row& row) {
        Draft d;
        d.procedure_id = row.text(0);
        d.source = row.text(1);
        d.title = row.text(2);
        d.kind = row.text(3);
        d.revision = row.count(4);
        d.updated_by = row.text(5);
        d.updated_at = row.instant(6);
        return d;
      });
}

Result<void> delete_draft(Writer& writer, std::string_view org, std::string_view procedure_id,
                          std::uint64_t expected_revision) {
  if (auto turn = writer.take_turn(org); !turn) return turn;
  const auto revision = revision_of(writer, org, procedure_id);
  if (!revision) return fail(revision.error());
  if (*revision != expected_revision) return fail(stale_draft(*revision));
  for (const char* sql :
       {"DELETE FROM procedure_drafts WHERE org_id = $1 AND procedure_id = $2",
        "DELETE FROM procedure_draft_authors WHERE org_id = $1 AND procedure_id = $2",
        "DELETE FROM procedure_draft_comments WHERE org_id = $1 AND procedure_id = $2 AND version = 0"})
    if (auto done = run(writer, sql, {org, procedure_id}); !done) return done;
  return change_control::void_any(writer, org, procedure_id);
}

}  // namespace evenhand::store::procedures
