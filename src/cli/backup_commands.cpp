#include "cli/backup_commands.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "backup/make_backup.hpp"
#include "backup/restore.hpp"
#include "base/json.hpp"
#include "cli/findings.hpp"
#include "cli/long_work.hpp"
#include "cli/output.hpp"

namespace evenhand::cli {
namespace {

store::Place place_of(const std::string& database, const std::string& data) {
  return store::Place::of(database.empty() ? data : database);
}

/// A backup that is not sound is an answer; everything else could not be tried.
int report_restore(const Error& error) {
  const int code = report(error);
  for (const char* no : {"backup/cut", "backup/altered", "backup/ledger-broken", "backup/foreign"})
    if (error.code == no) return exit_no;
  return code;
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1u << 20) return fmt::format("{:.1f} KiB", static_cast<double>(bytes) / 1024);
  return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (1 << 20));
}

}  // namespace

int make_backup(const BackupCommand& options) {
  if (options.output.empty())
    return report({ErrorKind::invalid, "backup/no-output", "There is no name for the file.",
                   "--output names it: evenhand backup --output evenhand.backup"});
  backup::BackupOptions how;
  how.database = place_of(options.database, options.data);
  how.folder = options.data;
  how.file = options.output;
  how.replace = options.force;
  how.with_keys = !options.without_keys;
  how.program = EVENHAND_VERSION;
  if (!options.to_key.empty()) {
    auto key = backup::read_public_key(options.to_key);
    if (!key) return report(key.error());
    how.public_key = std::move(*key);
  }
  const SystemClock clock;
  const auto done = [&] {
    LongWork work("backup");
    return backup::make_backup(
        how, clock, [&](std::string_view what, std::uint64_t n, std::uint64_t of) { return work.step(what, n, of); });
  }();
  if (!done) return report(done.error());
  const backup::Manifest& manifest = done->manifest;
  if (options.json) {
    json::Value value = manifest.to_json();
    value.set("file", options.output).set("file_bytes", done->bytes).set("encrypted", !how.public_key.empty());
    fmt::print("{}\n", json::write_pretty(value));
    return exit_ok;
  }
  fmt::print("{}: {} of {}, as of {}, {}.\n", options.output, count_of(manifest.events, "event"), manifest.company,
             format_rfc3339(manifest.taken_at), size_text(done->bytes));
  if (options.without_keys) {
    fmt::print(
        "The keys are not in it: keep master.key and signing.key elsewhere, without them nothing in it can be read.\n");
  } else if (how.public_key.empty()) {
    fmt::print("It is not encrypted and holds the keys: keep it as safe as the data folder, or use --to-key.\n");
  }
  return exit_ok;
}

int make_backup_key(const KeygenCommand& options) {
  std::error_code ignored;
  if (options.output.empty() || std::filesystem::exists(options.output, ignored))
    return report(
        {ErrorKind::conflict, "backup/exists",
         options.output.empty() ? "There is no name for the secret key's file." : options.output + " is there already.",
         "--output names a new file: evenhand backup keygen --output backup.key"});
  const backup::KeyPair pair = backup::make_key_pair();
  const auto written = write_file(options.output, backup::secret_key_text(pair).reveal(), Readers::owner_only);
  if (!written) return report(written.error());
  fmt::print("{}\n", pair.public_key);
  complain("the secret key is in " + options.output + ": keep it where restores are made, and not beside the backups");
  return exit_ok;
}

int restore(const RestoreCommand& options) {
  backup::RestoreOptions how;
  how.file = options.file;
  how.secret_key_file = options.key;
  how.database = place_of(options.database, options.data);
  how.folder = options.data;
  how.force = options.force;
  if (!options.to.empty()) {
    const auto to = parse_rfc3339(options.to);
    if (!to)
      return report({ErrorKind::invalid, "time/invalid", "\"" + options.to + "\" is no instant.",
                     "Write it as 2026-11-30T09:30:00Z."});
    how.to = *to;
  }
  const SystemClock clock;
  const auto done = [&] {
    LongWork work("restore");
    return backup::restore(
        how, clock, [&](std::string_view what, std::uint64_t n, std::uint64_t of) { return work.step(what, n, of); });
  }();
  if (!done) return report_restore(done.error());
  if (options.json) {
    json::Value value;
    value.set("organisation", done->manifest.org)
        .set("taken_at", format_rfc3339(done->manifest.taken_at))
        .set("cases", done->cases)
        .set("events", done->events)
        .set("signed_events", done->signed_events)
        .set("moved_aside", done->aside.string());
    fmt::print("{}\n", json::write_pretty(value));
    return exit_ok;
  }
  fmt::print("Restored {}: {}, {}, every chain whole, {} of them signed.\n", how.database.shown(),
             count_of(done->cases, "case"), count_of(done->events, "event"), done->signed_events);
  if (!done->aside.empty()) fmt::print("What was there before is in {}.\n", done->aside.string());
  return exit_ok;
}

}  // namespace evenhand::cli
