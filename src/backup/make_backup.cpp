#include "backup/make_backup.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "backup/archive_form.hpp"
#include "store/events.hpp"
#include "store/last_backup.hpp"
#include "store/orgs.hpp"

namespace evenhand::backup {
namespace {

namespace fs = std::filesystem;
namespace tables = store::tables;

tl::unexpected<Error> stopped() {
  return fail(ErrorKind::unavailable, "backup/stopped", "The backup was stopped; no file was left.",
              "Run the command again.");
}

Result<std::optional<std::string>> small_file(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return std::optional<std::string>();
  std::ifstream in(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(in), {}};
  if (!in || content.size() > small_bytes_max)
    return fail(ErrorKind::unavailable, "backup/unreadable", path.string() + " cannot be read.",
                "Run the command as the person who runs the server.");
  return std::optional(std::move(content));
}

/// Keys first: a missing one should be known before an hour of reading, not after.
Result<void> add_files(ArchiveWriter& archive, const BackupOptions& options) {
  for (const std::string_view name : {master_key, signing_key, connectors_file}) {
    const bool is_key = name != connectors_file;
    if (is_key && !options.with_keys) continue;
    auto content = small_file(options.folder / name);
    if (!content) return fail(content.error());
    if (!*content && is_key)
      return fail(ErrorKind::not_found, "backup/keys-missing",
                  fmt::format("There is no {} in {}.", name, options.folder.string()),
                  "--data names the data folder; --without-keys makes a backup that needs the keys kept elsewhere.");
    if (!*content) continue;
    if (auto added = archive.file(name, **content); !added) return added;
  }
  return {};
}

Result<void> add_table(ArchiveWriter& archive, store::Connection& source, const tables::Table& table,
                       std::uint64_t total, const Watch& watch) {
  if (auto begun = archive.begin_table(table); !begun) return begun;
  tables::Walk walk(source, table);
  for (std::uint64_t done = 0;;) {
    if (!watch(table.name, done, total)) return stopped();
    const auto rows = walk.next();
    if (!rows) return fail(rows.error());
    if (rows->empty()) return archive.end_table();
    for (const tables::Values& row : *rows)
      if (auto added = archive.row(row); !added) return added;
    done += rows->size();
  }
}

Result<Manifest> describe(store::Connection& source) {
  Manifest out;
  const store::Reader reader(source);
  const auto orgs = store::orgs::list(reader);
  if (!orgs) return fail(orgs.error());
  if (!orgs->empty()) {
    out.org = orgs->front().id;
    out.company = orgs->front().name;
  }
  const auto schema = tables::schema_of(source);
  if (!schema) return fail(schema.error());
  out.schema = *schema;
  const auto last = store::events::last_position(reader, out.org);
  if (!last) return fail(last.error());
  out.events = *last;
  if (*last > 0) {
    const auto hashes = store::events::hashes(reader, out.org, *last - 1, *last);
    if (!hashes) return fail(hashes.error());
    if (!hashes->empty()) out.head = hex(hashes->front());
  }
  return out;
}

}  // namespace

Result<BackupDone> make_backup(const BackupOptions& options, const Clock& clock, const Watch& watch) {
  const Instant now = clock.now();
  auto snapshot = store::open_long_snapshot(
      options.database, [&](std::uint64_t done, std::uint64_t total) { return watch("copy", done, total); });
  if (!snapshot && snapshot.error().code == "store/interrupted") return stopped();
  if (!snapshot) return fail(snapshot.error());
  const store::ConnectionPtr& source = snapshot->connection;
  auto manifest = describe(*source);
  if (!manifest) return fail(manifest.error());
  manifest->program = options.program;
  manifest->taken_at = now;
  const auto all = tables::all(*source);
  if (!all) return fail(all.error());
  auto archive = ArchiveWriter::create(options.file, options.replace, options.program, now, options.public_key);
  if (!archive) return fail(archive.error());
  if (auto added = add_files(*archive, options); !added) return fail(added.error());
  for (const tables::Table& table : *all) {
    const auto total = tables::count(*source, table);
    if (!total) return fail(total.error());
    if (auto added = add_table(*archive, *source, table, *total, watch); !added) return fail(added.error());
  }
  auto done = archive->finish(std::move(*manifest));
  if (!done) return fail(done.error());
  BackupDone out{
      .manifest = std::move(done->first), .bytes = done->second, .held_log = snapshot->holds_log, .unnoted = {}};
  // The file is whole: that nobody hears of it later does not make it less.
  auto noted =
      store::note_backup(options.database, {.at = now, .file = options.file.string(), .events = out.manifest.events});
  if (!noted) out.unnoted = std::move(noted.error());
  return out;
}

}  // namespace evenhand::backup
