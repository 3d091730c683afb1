#include "backup/restore.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>
#include <utility>

#include "backup/make_backup.hpp"
#include "desk/journal_check.hpp"
#include "ledger/checkpoint.hpp"
#include "store/customers.hpp"
#include "store/events.hpp"
#include "store/staging.hpp"

namespace evenhand::backup {
namespace {

namespace fs = std::filesystem;
namespace tables = store::tables;

constexpr std::size_t rows_a_commit = 2'000;

tl::unexpected<Error> stopped() {
  return fail(ErrorKind::unavailable, "backup/stopped", "The restore was stopped; the place is as it was.",
              "Run the command again.");
}

/// Puts the rows of an archive into a staged database, some thousands a transaction.
class Loading {
 public:
  Loading(store::Connection& target, const Manifest& manifest, const Watch& watch, Instant now)
      : target_(target), manifest_(manifest), watch_(watch), writer_(target, now) {}

  Result<void> start() {
    auto all = tables::all(target_);
    if (!all) return fail(all.error());
    all_ = std::move(*all);
    return {};
  }

  Result<void> begin_table(const tables::Table& given) {
    table_ = nullptr;
    for (const tables::Table& one : all_)
      if (one.name == given.name) table_ = &one;
    const auto same = [&] {
      if (table_ == nullptr || table_->columns.size() != given.columns.size()) return false;
      for (std::size_t i = 0; i < given.columns.size(); ++i)
        if (table_->columns[i].name != given.columns[i].name || table_->columns[i].kind != given.columns[i].kind)
          return false;
      return true;
    };
    if (!same())
      return fail(ErrorKind::corrupt, "backup/foreign",
                  fmt::format("The backup's table {} is none of schema {}.", given.name, manifest_.schema),
                  "It was made by another program, or by another build of this one.");
    const Part* part = manifest_.find(std::string(table_prefix) + given.name);
    total_ = part == nullptr ? 0 : part->rows;
    done_ = 0;
    return target_.script("BEGIN");
  }

  Result<void> row(tables::Values&& values) {
    if (auto added = tables::put(writer_, *table_, values); !added) return added;
    if (++done_ % rows_a_commit != 0) return {};
    if (auto ended = target_.script("COMMIT"); !ended) return ended;
    if (!watch_(table_->name, done_, total_)) return stopped();
    return target_.script("BEGIN");
  }

  Result<void> end_table() {
    if (auto ended = target_.script("COMMIT"); !ended) return ended;
    return watch_(table_->name, done_, total_) ? Result<void>() : stopped();
  }

 private:
  store::Connection& target_;
  const Manifest& manifest_;
  const Watch& watch_;
  store::Writer writer_;
  std::vector<tables::Table> all_;
  const tables::Table* table_ = nullptr;
  std::uint64_t done_ = 0, total_ = 0;
};

/// A folder beside the data's own in which files wait to be put in their place.
class WaitingFiles {
 public:
  explicit WaitingFiles(fs::path folder) : folder_(std::move(folder)) {}
  WaitingFiles(const WaitingFiles&) = delete;
  WaitingFiles& operator=(const WaitingFiles&) = delete;
  ~WaitingFiles() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Result<void> start() {
    std::error_code error;
    fs::remove_all(folder_, error);
    fs::create_directories(folder_, error);
    if (!error) fs::permissions(folder_, fs::perms::owner_all, error);
    return error ? unwritable(folder_) : Result<void>();
  }
  Result<void> add(const std::string& name, const std::string& content) {
    if (name != master_key && name != signing_key && name != connectors_file) return {};
    const fs::path path = folder_ / name;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
    out << content;
    out.close();
    if (!out) return unwritable(path);
    if (auto synced = store::sync_file(path); !synced) return synced;
    names_.push_back(name);
    return {};
  }
  /// Takes a key that is in the place already and not in the backup.
  Result<void> borrow(const fs::path& from) {
    for (const std::string_view name : {master_key, signing_key}) {
      std::error_code error;
      if (fs::exists(folder_ / name, error) || !fs::exists(from / name, error)) continue;
      fs::copy_file(from / name, folder_ / name, error);
      if (error) return unwritable(folder_ / name);
    }
    return {};
  }
  [[nodiscard]] const fs::path& folder() const noexcept { return folder_; }
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

 private:
  static Result<void> unwritable(const fs::path& path) {
    return fail(ErrorKind::unavailable, "backup/unwritable", path.string() + " cannot be written.",
                "Check the folder, the disk's space and who may write there.");
  }
  const fs::path folder_;
  std::vector<std::string> names_;
};

Result<void> check_place(const store::Staging& staging, const Manifest& manifest, const RestoreOptions& options) {
  const auto there = staging.organisation_there();
  // A database that cannot be read is what backups are for: only whoever says so loses sight of it.
  if (!there && !options.force) return fail(there.error());
  if (!there || there->empty()) return {};
  if (!options.force)
    return fail(ErrorKind::conflict, "backup/not-empty", options.database.shown() + " holds data already.",
                "Restore into an empty place, or say --force: what is there is then moved aside.");
  if (*there != manifest.org)
    return fail(ErrorKind::conflict, "backup/other-organisation",
                fmt::format("{} holds the data of another organisation ({}, the backup is of {}).",
                            options.database.shown(), *there, manifest.org),
                "Restore into a place of its own.");
  return {};
}

/// With a wrong master key everything would be there, and nothing of it could be read.
Result<void> check_keys(const store::Reader& reader, const fs::path& folder, const fs::path& place) {
  const auto sealed = store::customers::any_wrapped_key(reader);
  if (!sealed) return fail(sealed.error());
  if (!*sealed) return {};
  std::error_code ignored;
  if (!fs::exists(folder / master_key, ignored))
    return fail(ErrorKind::not_found, "backup/keys-missing",
                "The backup was made without keys, and there is no master.key in " + place.string() + ".",
                "Put master.key and signing.key, which were kept elsewhere, into that folder first.");
  const auto ring = ledger::KeyRing::load(folder, ledger::MissingKey::refuse);
  if (!ring) return fail(ring.error());
  if (ring->unwrap((*sealed)->wrapped, (*sealed)->org, (*sealed)->customer_id)) return {};
  return fail(ErrorKind::corrupt, "ledger/key-wrong",
              "The master.key in " + place.string() + " is not the one that the backup's values were sealed with.",
              "Put the right master.key there.");
}

Result<void> check_ledger(const store::Reader& reader, const Manifest& manifest, const RestoreOptions& options,
                          const ledger::SigningKey* key, RestoreDone& out, const Watch& watch) {
  std::uint64_t done = 0;
  const auto report = desk::check_journal(reader, manifest.org, key,
                                          [&](std::uint64_t total) { (void)watch("ledger", done += 1'000, total); });
  if (!report) return fail(report.error());
  std::string wrong = report->problems.empty() ? std::string() : report->problems.front();
  if (wrong.empty() && !options.to && report->events != manifest.events)
    wrong = fmt::format("it has {} events, the manifest says {}", report->events, manifest.events);
  if (wrong.empty() && !options.to && manifest.events > 0) {
    const auto last = store::events::hashes(reader, manifest.org, manifest.events - 1, manifest.events);
    if (!last) return fail(last.error());
    if (last->empty() || hex(last->front()) != manifest.head) wrong = "its last event is another than the manifest's";
  }
  if (!wrong.empty())
    return fail(ErrorKind::corrupt, "backup/ledger-broken", "The ledger in the backup does not hold: " + wrong + ".",
                "Use another backup; the place is as it was.");
  out.events = report->events;
  out.cases = report->cases;
  out.signed_events = report->signed_events;
  return {};
}

class Restoring {
 public:
  Restoring(const RestoreOptions& options, const Clock& clock, const Watch& watch)
      : options_(options), watch_(watch), now_(clock.now()), files_(options.folder / ".restoring") {}

  Result<RestoreDone> run() {
    // Once through for the hashes alone: nothing is written before all of it has proven sound.
    Visitor look;
    std::uint64_t tables_seen = 0;
    look.end_table = [&]() -> Result<void> { return watch_("hashes", ++tables_seen, 0) ? Result<void>() : stopped(); };
    auto manifest = read_archive(options_.file, options_.secret_key_file, look);
    if (!manifest) return fail(manifest.error());
    out_.manifest = std::move(*manifest);
    const int known = store::Store::schema_version();
    if (out_.manifest.schema > known)
      return fail(
          ErrorKind::unsupported, "backup/newer-schema",
          fmt::format("The backup has schema {}; this program knows {} and older.", out_.manifest.schema, known),
          fmt::format("Restore it with evenhand {} or newer.", out_.manifest.program));
    auto staging =
        store::Staging::begin(options_.database, store::Staging::Unfinished::drop, out_.manifest.schema, now_);
    if (!staging) return fail(staging.error());
    auto done = build(*staging);
    if (!done) staging->drop();
    if (!done) return fail(done.error());
    return std::move(out_);
  }

 private:
  Result<void> build(store::Staging& staging) {
    if (auto fits = check_place(staging, out_.manifest, options_); !fits) return fits;
    if (auto made = files_.start(); !made) return made;
    if (auto loaded = load(staging.sql()); !loaded) return loaded;
    if (auto borrowed = files_.borrow(options_.folder); !borrowed) return borrowed;
    const store::Reader reader(staging.sql());
    if (auto fit = check_keys(reader, files_.folder(), options_.folder); !fit) return fit;
    std::optional<ledger::SigningKey> key;
    std::error_code ignored;
    if (fs::exists(files_.folder() / signing_key, ignored)) {
      auto loaded = ledger::SigningKey::load(files_.folder());
      if (!loaded) return fail(loaded.error());
      key.emplace(std::move(*loaded));
    }
    if (auto held = check_ledger(reader, out_.manifest, options_, key ? &*key : nullptr, out_, watch_); !held)
      return held;
    return put_in_place(staging);
  }

  Result<void> load(store::Connection& target) {
    Loading loading(target, out_.manifest, watch_, now_);
    if (auto started = loading.start(); !started) return started;
    const Visitor visitor{
        .begin_table = [&](const tables::Table& table) { return loading.begin_table(table); },
        .row = [&](tables::Values&& values) { return loading.row(std::move(values)); },
        .end_table = [&] { return loading.end_table(); },
        .file = [&](const std::string& name, const std::string& content) { return files_.add(name, content); }};
    auto read = read_archive(options_.file, options_.secret_key_file, visitor);
    if (!read && target.in_transaction()) (void)target.script("ROLLBACK");
    return read ? Result<void>() : fail(read.error());
  }

  Result<void> put_in_place(store::Staging& staging) {
    std::string stamp;
    for (const char c : format_rfc3339(Instant{now_.micros / 1'000'000 * 1'000'000}))
      if (c != ':' && c != '-') stamp += c;
    fs::path aside = options_.folder / ("before-restore-" + stamp);
    // A second restore within a second must not mix with the first one's.
    std::error_code error;
    for (int n = 2; fs::exists(aside, error); ++n)
      aside = options_.folder / fmt::format("before-restore-{}-{}", stamp, n);
    if (auto complete = staging.complete(now_); !complete) return complete;
    bool moved = false;
    for (const std::string& name : files_.names()) {
      const auto placed = store::replace_file(files_.folder() / name, options_.folder / name, aside);
      if (!placed) return fail(placed.error());
      moved = moved || *placed;
    }
    const auto placed = staging.put_in_place(aside);
    if (!placed) return fail(placed.error());
    if (moved || *placed) out_.aside = aside;
    return {};
  }

  const RestoreOptions& options_;
  const Watch& watch_;
  const Instant now_;
  WaitingFiles files_;
  RestoreDone out_;
};

}  // namespace

Result<RestoreDone> restore(const RestoreOptions& options, const Clock& clock, const Watch& watch) {
  return Restoring(options, clock, watch).run();
}

}  // namespace evenhand::backup
