#include "store/attachments.hpp"

#include "base/limits.hpp"
#include "store/rows.hpp"

namespace evenhand::store::attachments {

namespace {

constexpr std::string_view columns =
    "SELECT file_id, case_id, name, type, bytes, sha256, uploaded_by, uploaded_at, first_seq FROM attachments ";

Error no_file() {
  return {ErrorKind::not_found, "file/not-found", "There is no such file in this case.",
          "A file that nothing refers to is removed after a day."};
}

Attachment read(const Row& row) {
  Attachment file;
  file.id = row.text(0);
  file.case_id = row.text(1);
  file.name = row.text(2);
  file.type = row.text(3);
  file.bytes = row.count(4);
  file.sha256 = row.text(5);
  file.uploaded_by = row.text(6);
  file.uploaded_at = row.instant(7);
  file.first_seq = row.count(8);
  return file;
}

Result<void> remove_row(Writer& writer, std::string_view org, std::string_view file_id) {
  auto done = run(writer, "DELETE FROM attachment_contents WHERE org_id = $1 AND file_id = $2", {org, file_id});
  if (!done) return done;
  return run(writer, "DELETE FROM attachments WHERE org_id = $1 AND file_id = $2", {org, file_id});
}

}  // namespace

Result<void> add(Writer& writer, std::string_view org, const Attachment& file, std::string_view sealed) {
  if (auto turn = writer.take_turn(org); !turn) return turn;
  std::size_t count = 0;
  std::uint64_t bytes = file.bytes;
  auto counted = writer.sql().each(
      "SELECT count(*), CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM attachments WHERE org_id = $1 AND case_id = $2",
      {org, file.case_id}, [&](const Row& row) -> Result<void> {
        count = row.count(0);
        bytes += row.count(1);
        return {};
      });
  if (!counted) return counted;
  if (count >= limits::case_files_max || bytes > limits::case_file_bytes_max) {
    return fail(ErrorKind::conflict, "file/too-many",
                "The case has as many files as it may have: " + std::to_string(limits::case_files_max) + " files of " +
                    std::to_string(limits::case_file_bytes_max >> 20) + " MiB together.",
                "Remove files that nothing refers to.");
  }
  auto added = writer.sql().run(
      "INSERT INTO attachments (org_id, file_id, case_id, name, type, bytes, sha256, uploaded_by, uploaded_at, "
      "first_seq) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, 0 WHERE EXISTS (SELECT 1 FROM cases WHERE org_id = $1 "
      "AND case_id = $3)",
      {org, file.id, file.case_id, file.name, file.type, file.bytes, file.sha256, file.uploaded_by, file.uploaded_at});
  if (!added) return fail(added.error());
  if (*added == 0) return fail(ErrorKind::not_found, "case/not-found", "There is no such case.");
  return run(writer, "INSERT INTO attachment_contents (org_id, file_id, content) VALUES ($1, $2, $3)",
             {org, file.id, Blob{sealed}});
}

Result<Attachment> find(const Reader& reader, std::string_view org, std::string_view case_id,
                        std::string_view file_id) {
  auto found = one_row<Attachment>(reader, std::string(columns) + "WHERE org_id = $1 AND case_id = $2 AND file_id = $3",
                                   {org, case_id, file_id}, read);
  if (!found) return fail(found.error());
  if (!*found) return fail(no_file());
  return std::move(**found);
}

Result<std::vector<Attachment>> of_case(const Reader& reader, std::string_view org, std::string_view case_id) {
  return all_rows<Attachment>(reader, std::string(columns) + "WHERE org_id = $1 AND case_id = $2 ORDER BY file_id",
                              {org, case_id}, read);
}

Result<std::string> content(const Reader& reader, std::string_view org, std::string_view file_id) {
  auto found =
      one_row<std::string>(reader, "SELECT content FROM attachment_contents WHERE org_id = $1 AND file_id = $2",
                           {org, file_id}, [](const Row& row) { return row.text(0); });
  if (!found) return fail(found.error());
  if (!*found) {
    return fail(ErrorKind::not_found, "ledger/erased",
                "The content of this file was erased with its customer's values.");
  }
  return std::move(**found);
}

Result<void> refer(Writer& writer, std::string_view org, std::string_view case_id, std::string_view file_id,
                   std::uint64_t seq) {
  return run_on_one(writer,
                    "UPDATE attachments SET first_seq = CASE first_seq WHEN 0 THEN $4 ELSE first_seq END "
                    "WHERE org_id = $1 AND case_id = $2 AND file_id = $3",
                    {org, case_id, file_id, seq}, no_file());
}

Result<void> remove(Writer& writer, std::string_view org, std::string_view case_id, std::string_view file_id) {
  const auto file = find(writer, org, case_id, file_id);
  if (!file) return fail(file.error());
  if (file->first_seq != 0) {
    return fail(ErrorKind::conflict, "file/in-record",
                "Event " + std::to_string(file->first_seq) + " of the case refers to this file, so it stays.",
                "Upload another file and name that one.");
  }
  return remove_row(writer, org, file_id);
}

Result<bool> any_unused(const Reader& reader, std::string_view org, Instant before) {
  const auto found = reader.sql().integer(
      "SELECT 1 FROM attachments WHERE org_id = $1 AND first_seq = 0 AND uploaded_at < $2 LIMIT 1", {org, before});
  if (!found) return fail(found.error());
  return found->has_value();
}

Result<std::int64_t> remove_unused(Writer& writer, std::string_view org, Instant before, std::size_t limit) {
  const auto ids = all_rows<std::string>(
      writer, "SELECT file_id FROM attachments WHERE org_id = $1 AND first_seq = 0 AND uploaded_at < $2 LIMIT $3",
      {org, before, static_cast<std::uint64_t>(limit)}, [](const Row& row) { return row.text(0); });
  if (!ids) return fail(ids.error());
  for (const std::string& id : *ids)
    if (auto done = remove_row(writer, org, id); !done) return fail(done.error());
  return static_cast<std::int64_t>(ids->size());
}

}  // namespace evenhand::store::attachments
