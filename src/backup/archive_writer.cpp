#include <fmt/format.h>

#include <utility>

#include "backup/archive.hpp"
#include "backup/archive_form.hpp"
#include "backup/stream_form.hpp"

namespace evenhand::backup {

json::Value Manifest::to_json() const {
  json::Array list;
  for (const Part& part : parts) {
    json::Value one;
    one.set("name", part.name).set("rows", part.rows).set("bytes", part.bytes).set("sha256", part.sha256);
    list.push_back(std::move(one));
  }
  json::Value ledger;
  ledger.set("events", events).set("head", head);
  json::Value out;
  out.set("program", program).set("schema", schema).set("org", org).set("company", company);
  out.set("taken_at", format_rfc3339(taken_at)).set("ledger", std::move(ledger)).set("parts", std::move(list));
  return out;
}

const Part* Manifest::find(std::string_view name) const noexcept {
  for (const Part& part : parts)
    if (part.name == name) return &part;
  return nullptr;
}

Result<ArchiveWriter> ArchiveWriter::create(const std::filesystem::path& file, bool replace, std::string_view program,
                                            Instant now, std::string_view public_key) {
  json::Value head;
  head.set("made_at", format_rfc3339(now)).set("program", program);
  if (!public_key.empty()) head.set("encrypted_to", key_id(public_key));
  const std::string lines = std::string(magic) + json::write(head) + "\n";
  auto stream = StreamWriter::create(file, replace, lines, public_key);
  if (!stream) return fail(stream.error());
  ArchiveWriter out(std::move(*stream));
  out.head_hash_ = hex(sha256(lines));
  return out;
}

Result<void> ArchiveWriter::record(char kind, std::string_view payload) {
  if (auto done = stream_.write(kind + number_text(static_cast<std::uint32_t>(payload.size()))); !done) return done;
  return stream_.write(payload);
}

Result<void> ArchiveWriter::begin_table(const store::tables::Table& table) {
  json::Array columns;
  for (const store::tables::Column& column : table.columns) {
    constexpr const char* kinds[] = {"integer", "text", "blob"};
    json::Value one;
    one.set("name", column.name).set("kind", kinds[static_cast<std::size_t>(column.kind)]);
    columns.push_back(std::move(one));
  }
  table_ = &table;
  part_ = {.name = std::string(table_prefix) + table.name, .rows = 0, .bytes = 0, .sha256 = {}};
  digest_ = std::make_shared<Digest>();
  json::Value value;
  value.set("name", part_.name).set("columns", std::move(columns));
  return record(begins_part, json::write(value));
}

Result<void> ArchiveWriter::row(const store::tables::Values& row) {
  store::tables::encode(*table_, row, rows_);
  ++part_.rows;
  return rows_.size() < data_bytes ? Result<void>() : flush();
}

Result<void> ArchiveWriter::flush() {
  if (rows_.empty()) return {};
  digest_->add(rows_);
  part_.bytes += rows_.size();
  return record(holds_data, std::exchange(rows_, {}));
}

Result<void> ArchiveWriter::end_table() {
  if (auto done = flush(); !done) return done;
  return end_part();
}

Result<void> ArchiveWriter::end_part() {
  part_.sha256 = digest_->finish();
  parts_.push_back(std::exchange(part_, {}));
  return record(ends_part, {});
}

Result<void> ArchiveWriter::file(std::string_view name, std::string_view content) {
  part_ = {.name = std::string(file_prefix) + std::string(name), .rows = 0, .bytes = content.size(), .sha256 = {}};
  digest_ = std::make_shared<Digest>();
  digest_->add(content);
  json::Value value;
  value.set("name", part_.name);
  if (auto done = record(begins_part, json::write(value)); !done) return done;
  if (auto done = record(holds_data, content); !done) return done;
  return end_part();
}

Result<std::pair<Manifest, std::uint64_t>> ArchiveWriter::finish(Manifest manifest) {
  manifest.parts = std::move(parts_);
  json::Value value = manifest.to_json();
  value.set("head", head_hash_);
  if (auto done = record(holds_manifest, json::write(value)); !done) return fail(done.error());
  auto bytes = stream_.finish();
  if (!bytes) return fail(bytes.error());
  return std::pair(std::move(manifest), *bytes);
}

}  // namespace evenhand::backup
