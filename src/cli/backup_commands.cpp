#include "cli/backup_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <vector>

#include "backup/make_backup.hpp"
#include "backup/move_store.hpp"
#include "backup/restore.hpp"
#include "base/json.hpp"
#include "cli/findings.hpp"
#include "cli/long_work.hpp"
#include "cli/output.hpp"

namespace evenhand::cli {
namespace {

namespace fs = std::filesystem;

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

constexpr std::string_view dated_start = "evenhand-", dated_end = ".backup", draft_end = ".part";
constexpr std::string_view dated_form = "00000000T000000Z";  ///< its digits stand for themselves

/// `evenhand-20261130T093000Z.backup` in `folder`, which is made when it is missing: by name they are sorted by age.
Result<fs::path> dated_file(const fs::path& folder, Instant now) {
  std::error_code error;
  const bool is_new = fs::create_directories(folder, error);
  if (!error && is_new) fs::permissions(folder, fs::perms::owner_all, error);
  if (error || !fs::is_directory(folder, error))
    return fail(ErrorKind::unavailable, "backup/no-folder", folder.string() + " is no folder for backups.",
                "With --keep, --output names a folder.");
  std::string stamp;
  for (const char c : format_rfc3339(Instant{now.micros / 1'000'000 * 1'000'000}))
    if (c != ':' && c != '-') stamp += c;
  return folder / fmt::format("{}{}{}", dated_start, stamp, dated_end);
}

/// @param unfinished  one that was being written when the program was killed
bool is_dated(std::string_view name, bool unfinished) {
  if (unfinished && !name.ends_with(draft_end)) return false;
  if (unfinished) name.remove_suffix(draft_end.size());
  if (name.size() != dated_start.size() + dated_form.size() + dated_end.size() || !name.starts_with(dated_start) ||
      !name.ends_with(dated_end))
    return false;
  name = name.substr(dated_start.size(), dated_form.size());
  return std::equal(name.begin(), name.end(), dated_form.begin(),
                    [](char c, char form) { return form == '0' ? c >= '0' && c <= '9' : c == form; });
}

/// What has another name was not made by --keep, and stays. @return how many were removed
Result<std::size_t> remove_old(const fs::path& folder, unsigned keep) {
  std::error_code error;
  std::vector<fs::path> all, unfinished;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (is_dated(name, false) && at->is_regular_file()) all.push_back(at->path());
    if (is_dated(name, true)) unfinished.push_back(at->path());
  }
  std::sort(all.begin(), all.end());
  const std::size_t surplus = all.size() > keep ? all.size() - keep : 0;
  for (std::size_t i = 0; i < surplus && !error; ++i) fs::remove(all[i], error);
  // What was begun before the oldest that is kept is not being written any more.
  for (const fs::path& one : unfinished)
    if (!error && !all.empty() && one < all[surplus]) fs::remove(one, error);
  if (error)
    return fail(
        ErrorKind::unavailable, "backup/not-removed",
        "The backup is made, but older ones in " + folder.string() + " cannot be removed: " + error.message() + ".",
        "Check who may write there.");
  return surplus;
}

}  // namespace

int make_backup(const BackupCommand& options) {
  if (options.output.empty())
    return report({ErrorKind::invalid, "backup/no-output", "There is no name for the file.",
                   "--output names it: evenhand backup --output evenhand.backup"});
  backup::BackupOptions how;
  how.database = place_of(options.database, options.data);
  how.folder = options.data;
  const SystemClock clock;
  how.file = options.output;
  if (options.keep > 0) {
    auto made = dated_file(options.output, clock.now());
    if (!made) return report(made.error());
    how.file = std::move(*made);
  }
  how.replace = options.force;
  how.with_keys = !options.without_keys;
  how.program = EVENHAND_VERSION;
  if (!options.to_key.empty()) {
    auto key = backup::read_public_key(options.to_key);
    if (!key) return report(key.error());
    how.public_key = std::move(*key);
  }
  const auto done = [&] {
    LongWork work("backup");
    return backup::make_backup(
        how, clock, [&](std::string_view what, std::uint64_t n, std::uint64_t of) { return work.step(what, n, of); });
  }();
  if (!done) return report(done.error());
  const backup::Manifest& manifest = done->manifest;
  if (done->held_log)
    complain(
        "there was no room for a copy of the database, so it was read in place and its log grew meanwhile: "
        "SQLITE_TMPDIR names a folder with more room");
  if (done->unnoted) complain("doctor will not know of this backup: " + done->unnoted->message);
  // Only now, with the new one whole on the disk.
  const auto removed = options.keep > 0 ? remove_old(options.output, options.keep) : Result<std::size_t>(0);
  if (!removed) return report(removed.error());
  if (options.json) {
    json::Value value = manifest.to_json();
    value.set("removed", *removed);
    value.set("file", how.file.string()).set("file_bytes", done->bytes).set("encrypted", !how.public_key.empty());
    fmt::print("{}\n", json::write_pretty(value));
    return exit_ok;
  }
  fmt::print("{}: {} of {}, as of {}, {}.\n", how.file.string(), count_of(manifest.events, "event"), manifest.company,
             format_rfc3339(manifest.taken_at), size_text(done->bytes));
  if (*removed > 0) fmt::print("{} removed: --keep {}.\n", count_of(*removed, "older backup"), options.keep);
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
  if (options.output.empty() || fs::exists(options.output, ignored))
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
    if (how.to)
      value.set("events_dropped", done->rewound.events_dropped)
          .set("cases_dropped", done->rewound.cases_dropped)
          .set("cases_rebuilt", done->rewound.cases_rebuilt)
          .set("actions_unknown", done->rewound.actions_unknown);
    fmt::print("{}\n", json::write_pretty(value));
    return exit_ok;
  }
  fmt::print("Restored {}: {}, {}, every chain whole, {} of them signed.\n", how.database.shown(),
             count_of(done->cases, "case"), count_of(done->events, "event"), done->signed_events);
  if (how.to) {
    const backup::Rewound& rewound = done->rewound;
    fmt::print("As of {}: {} and {} left out, {} turned back.\n", format_rfc3339(*how.to),
               count_of(rewound.events_dropped, "later event"), count_of(rewound.cases_dropped, "later case"),
               count_of(rewound.cases_rebuilt, "case"));
    if (rewound.actions_unknown > 0)
      fmt::print("{} had been carried out since: not done again; find out what came of it (doctor lists them).\n",
                 count_of(rewound.actions_unknown, "action"));
    fmt::print(
        "Not turned back: people and their roles, sessions, drafts, settings, what was erased, what left by mail.\n");
  }
  if (!done->aside.empty()) fmt::print("What was there before is in {}.\n", done->aside.string());
  return exit_ok;
}

int migrate_store(const MigrateStoreCommand& options) {
  backup::MoveOptions how;
  how.from = store::Place::of(options.from);
  how.to = store::Place::of(options.to);
  how.restart = options.restart;
  how.snapshot = options.snapshot;
  const SystemClock clock;
  const auto done = [&] {
    LongWork work("migrate-store");
    return backup::move_store(
        how, clock, [&](std::string_view what, std::uint64_t n, std::uint64_t of) { return work.step(what, n, of); },
        [&](std::uint64_t rows) {
          complain(fmt::format("an unfinished copy with {} is there: going on with it", count_of(rows, "row")));
        });
  }();
  if (!done) return report(done.error());
  if (options.json) {
    json::Value value;
    value.set("rows", done->rows).set("written", done->written).set("cases", done->cases).set("events", done->events);
    value.set("resumed", done->resumed).set("in_place", done->in_place);
    fmt::print("{}\n", json::write_pretty(value));
  } else {
    fmt::print("{} of {}, {} of them written now; {}, {}, every chain whole.\n", count_of(done->rows, "row"),
               how.from.shown(), done->written, count_of(done->cases, "case"), count_of(done->events, "event"));
    if (done->in_place)
      fmt::print("{} is complete. The keys stay where they are: serve it with the data folder that has them.\n",
                 how.to.shown());
    else
      fmt::print(
          "{} is still served, so the copy is not in place yet. Stop the server and run the same command again: "
          "it copies what changed since, and puts it there.\n",
          how.from.shown());
  }
  return done->in_place ? exit_ok : exit_no;
}

}  // namespace evenhand::cli
