#include "desk/files.hpp"

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/limits.hpp"
#include "desk/file_type.hpp"
#include "store/attachments.hpp"

namespace evenhand::desk {
namespace {

StoredFile present(const store::attachments::Attachment& row, const ledger::SealScope& scope) {
  StoredFile out;
  out.file = {{row.id, row.type, row.bytes, row.sha256}, ledger::open_text(row.name, row.id, scope).value_or("")};
  out.uploaded_by = row.uploaded_by;
  out.uploaded_at = row.uploaded_at;
  out.first_seq = row.first_seq;
  return out;
}

}  // namespace

Result<casework::CaseFile> inspect_file(std::string_view name, std::string_view content) {
  if (content.size() > limits::file_bytes_max) {
    return fail(ErrorKind::too_large, "file/too-large",
                "A file has at most " + std::to_string(limits::file_bytes_max >> 20) + " MiB.",
                "Send a smaller one: a photo in a lower resolution, a document in parts.");
  }
  auto type = file_type(content, name);
  if (!type) return fail(std::move(type.error()));
  std::string clean = clean_file_name(name, *type);
  return casework::CaseFile{{{}, std::move(*type), content.size(), hex(sha256(content))}, std::move(clean)};
}

Result<StoredFile> add_file(Desk& desk, const Upload& upload) {
  auto file = inspect_file(upload.name, upload.content);
  if (!file) return fail(std::move(file.error()));
  const auto seen = desk.look(upload.case_id);
  if (!seen) return fail(seen.error());
  if (seen->state->status == casework::CaseState::Status::closed)
    return fail(ErrorKind::conflict, "case/closed", "The case is closed.", "Reopen it first.");
  const Instant now = desk.clock().now();
  file->id = FileId::make(now).str();
  const ledger::SealScope scope = desk.seal_scope(upload.case_id, seen->row.customer_id);
  auto name = ledger::seal_text(file->name, file->id, scope);
  if (!name) return fail(std::move(name.error()));
  const auto sealed = ledger::seal_file(upload.content, file->id, scope);
  if (!sealed) return fail(sealed.error());
  const store::attachments::Attachment row{.id = file->id,
                                           .case_id = upload.case_id,
                                           .name = std::move(*name),
                                           .type = file->type,
                                           .bytes = file->bytes,
                                           .sha256 = file->sha256,
                                           .uploaded_by = upload.person_id,
                                           .uploaded_at = now,
                                           .first_seq = 0};
  const auto added = desk.store().write_and_wait(
      [&](store::Writer& writer) { return store::attachments::add(writer, desk.org(), row, *sealed); });
  if (!added) return fail(added.error());
  return StoredFile{std::move(*file), upload.person_id, now, 0};
}

Result<std::vector<StoredFile>> list_files(Desk& desk, const std::string& case_id) {
  const auto seen = desk.look(case_id);
  if (!seen) return fail(seen.error());
  const auto rows = desk.store().read(
      [&](store::Reader& reader) { return store::attachments::of_case(reader, desk.org(), case_id); });
  if (!rows) return fail(rows.error());
  const ledger::SealScope scope = desk.seal_scope(case_id, seen->row.customer_id);
  std::vector<StoredFile> files;
  for (const auto& row : *rows) files.push_back(present(row, scope));
  return files;
}

Result<FileContent> read_file(Desk& desk, const std::string& case_id, const std::string& file_id) {
  const auto seen = desk.look(case_id);
  if (!seen) return fail(seen.error());
  struct Found {
    store::attachments::Attachment row;
    std::string sealed;
  };
  const auto found = desk.store().read([&](store::Reader& reader) -> Result<Found> {
    auto row = store::attachments::find(reader, desk.org(), case_id, file_id);
    if (!row) return fail(std::move(row.error()));
    auto sealed = store::attachments::content(reader, desk.org(), file_id);
    if (!sealed) return fail(std::move(sealed.error()));
    return Found{std::move(*row), std::move(*sealed)};
  });
  if (!found) return fail(found.error());
  const ledger::SealScope scope = desk.seal_scope(case_id, seen->row.customer_id);
  auto content = ledger::open_file(found->sealed, file_id, scope);
  if (!content) return fail(std::move(content.error()));
  if (hex(sha256(*content)) != found->row.sha256) {
    return fail(ErrorKind::corrupt, "file/corrupt", "The stored file is not the one that was uploaded.",
                "Restore the database from a backup.");
  }
  return FileContent{present(found->row, scope).file, std::move(*content)};
}

Result<void> remove_file(Desk& desk, const std::string& case_id, const std::string& file_id) {
  const auto seen = desk.look(case_id);
  if (!seen) return fail(seen.error());
  return desk.store().write_and_wait(
      [&](store::Writer& writer) { return store::attachments::remove(writer, desk.org(), case_id, file_id); });
}

}  // namespace evenhand::desk
