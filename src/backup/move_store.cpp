#include "backup/move_store.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "desk/journal_check.hpp"
#include "store/orgs.hpp"
#include "store/staging.hpp"
#include "store/tables.hpp"

namespace evenhand::backup {
namespace {

namespace tables = store::tables;

tl::unexpected<Error> stopped() {
  return fail(ErrorKind::unavailable, "move/stopped", "The copy was stopped; what was copied is kept.",
              "Run the command again: it goes on where it stopped.");
}

class Moving {
 public:
  Moving(store::Connection& from, store::Connection& to, const Watch& watch, Instant now)
      : from_(from), to_(to), watch_(watch), writer_(to, now) {}

  Result<void> start() {
    auto all = tables::all(from_);
    if (!all) return fail(all.error());
    auto there = tables::all(to_);
    if (!there) return fail(there.error());
    for (const tables::Table& one : *all) {
      bool known = false;
      for (const tables::Table& other : *there) known = known || other.name == one.name;
      if (!known)
        return fail(ErrorKind::corrupt, "move/mismatch", "The table " + one.name + " is not known to the target.",
                    "Bring the source up to date: start and stop the server on it once.");
    }
    all_ = std::move(*all);
    return {};
  }

  /// Rows of the target that the source has no more, children before their parents.
  Result<void> remove_gone() {
    for (auto table = all_.rbegin(); table != all_.rend(); ++table) {
      tables::Walk walk(to_, *table);
      for (;;) {
        if (!watch_(table->name, 0, 0)) return stopped();
        const auto there = walk.next();
        if (!there) return fail(there.error());
        if (there->empty()) break;
        const auto here = between(from_, *table, there->front(), there->back());
        if (!here) return fail(here.error());
        if (auto done = remove_missing(*table, *there, *here); !done) return done;
      }
    }
    return {};
  }

  /// Rows that the target has not, or has otherwise, parents first.
  Result<void> copy() {
    for (const tables::Table& table : all_) {
      const auto total = tables::count(from_, table);
      if (!total) return fail(total.error());
      tables::Walk walk(from_, table);
      for (std::uint64_t done = 0;;) {
        if (!watch_(table.name, done, *total)) return stopped();
        const auto here = walk.next();
        if (!here) return fail(here.error());
        if (here->empty()) break;
        const auto there = between(to_, table, here->front(), here->back());
        if (!there) return fail(there.error());
        if (auto put = put_changed(table, *here, *there); !put) return put;
        done += here->size();
        rows_ += here->size();
      }
      const auto copied = tables::count(to_, table);
      if (!copied) return fail(copied.error());
      if (*copied != *total)
        return fail(ErrorKind::corrupt, "move/mismatch",
                    fmt::format("The copy of {} has {} rows, the source {}.", table.name, *copied, *total),
                    "Run the command again with --restart.");
    }
    return {};
  }

  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::uint64_t written() const noexcept { return written_; }
  Result<std::uint64_t> rows_there() {
    std::uint64_t sum = 0;
    for (const tables::Table& table : all_) {
      const auto rows = tables::count(to_, table);
      if (!rows) return fail(rows.error());
      sum += *rows;
    }
    return sum;
  }

 private:
  using Rows = std::vector<tables::Values>;

  static Result<Rows> between(store::Connection& connection, const tables::Table& table, const tables::Values& first,
                              const tables::Values& last) {
    return tables::read_between(connection, table, tables::key_of(table, first), tables::key_of(table, last));
  }

  Result<void> in_transaction(const std::function<Result<void>()>& work) {
    if (auto begun = to_.script("BEGIN"); !begun) return begun;
    auto done = work();
    if (done) done = to_.script("COMMIT");
    if (!done && to_.in_transaction()) (void)to_.script("ROLLBACK");
    return done;
  }

  Result<void> put_changed(const tables::Table& table, const Rows& here, const Rows& there) {
    std::vector<const tables::Values*> changed;
    std::size_t at = 0;
    for (const tables::Values& row : here) {
      const tables::Values key = tables::key_of(table, row);
      while (at < there.size() && tables::key_of(table, there[at]) < key) ++at;
      if (at == there.size() || there[at] != row) changed.push_back(&row);
    }
    if (changed.empty()) return {};
    written_ += changed.size();
    return in_transaction([&]() -> Result<void> {
      for (const tables::Values* row : changed)
        if (auto put = tables::put(writer_, table, *row); !put) return put;
      return {};
    });
  }

  Result<void> remove_missing(const tables::Table& table, const Rows& there, const Rows& here) {
    std::vector<tables::Values> gone;
    std::size_t at = 0;
    for (const tables::Values& row : there) {
      tables::Values key = tables::key_of(table, row);
      while (at < here.size() && tables::key_of(table, here[at]) < key) ++at;
      if (at == here.size() || tables::key_of(table, here[at]) != key) gone.push_back(std::move(key));
    }
    if (gone.empty()) return {};
    written_ += gone.size();
    return in_transaction([&]() -> Result<void> {
      for (const tables::Values& key : gone)
        if (auto removed = tables::remove(writer_, table, key); !removed) return removed;
      return {};
    });
  }

  store::Connection& from_;
  store::Connection& to_;
  const Watch& watch_;
  store::Writer writer_;
  std::vector<tables::Table> all_;
  std::uint64_t rows_ = 0, written_ = 0;
};

Result<std::string> organisation(store::Connection& connection) {
  const auto orgs = store::orgs::list(store::Reader(connection));
  if (!orgs) return fail(orgs.error());
  return orgs->empty() ? std::string() : orgs->front().id;
}

Result<void> check_target(const store::Staging& staging, const MoveOptions& options, const std::string& org) {
  const auto there = staging.organisation_there();
  if (!there) return fail(there.error());
  if (!there->empty())
    return fail(ErrorKind::conflict, "move/not-empty", options.to.shown() + " holds data already.",
                "Name an empty place. Nothing was changed.");
  if (!staging.is_resumed()) return {};
  const auto copied = organisation(staging.sql());
  if (!copied) return fail(copied.error());
  if (copied->empty() || *copied == org) return {};
  return fail(ErrorKind::conflict, "move/other-copy",
              options.to.shown() + " holds the unfinished copy of another organisation.",
              "--restart drops it and begins anew.");
}

/// The place that is left holds its lock to the end, so that no server changes it behind the last look.
Result<bool> hold_source(const store::Place& from, store::LockFile& lock) {
  if (from.is_server()) return store::served_by(from).map([](const std::string& who) { return !who.empty(); });
  std::error_code ignored;
  if (!std::filesystem::exists(from.file, ignored)) return false;  // said by whoever reads it
  auto taken = store::LockFile::take(from.file);
  if (!taken && taken.error().code == "store/locked") return true;
  if (!taken) return fail(taken.error());
  lock = std::move(*taken);
  return false;
}

/// Beside a server from a copy, so that its log need not wait.
Result<store::ConnectionPtr> open_source(const store::Place& from, bool served, const Watch& watch) {
  if (!served) return store::open_snapshot(from);
  auto opened = store::open_long_snapshot(
      from, [&](std::uint64_t done, std::uint64_t total) { return watch("copy", done, total); });
  if (!opened && opened.error().code == "store/interrupted") return stopped();
  if (!opened) return fail(opened.error());
  return std::move(opened->connection);
}

}  // namespace

Result<MoveDone> move_store(const MoveOptions& options, const Clock& clock, const Watch& watch,
                            const std::function<void(std::uint64_t)>& on_resumed) {
  if (options.from == options.to)
    return fail(ErrorKind::invalid, "move/same-place", "--from and --to name the same place.", "Name another one.");
  const Instant now = clock.now();
  store::LockFile lock;
  const auto served = hold_source(options.from, lock);
  if (!served) return fail(served.error());
  auto snapshot = open_source(options.from, *served, watch);
  if (!snapshot) return fail(snapshot.error());
  store::Connection& source = **snapshot;
  const auto schema = tables::schema_of(source);
  if (!schema) return fail(schema.error());
  const auto org = organisation(source);
  if (!org) return fail(org.error());
  using Unfinished = store::Staging::Unfinished;
  auto staging =
      store::Staging::begin(options.to, options.restart ? Unfinished::drop : Unfinished::go_on, *schema, now);
  if (!staging) return fail(staging.error());
  if (auto fits = check_target(*staging, options, *org); !fits) {
    if (!staging->is_resumed()) staging->drop();
    return fail(fits.error());
  }

  MoveDone out;
  out.resumed = staging->is_resumed();
  Moving moving(source, staging->sql(), watch, now);
  if (auto started = moving.start(); !started) return fail(started.error());
  if (out.resumed) {
    const auto there = moving.rows_there();
    if (!there) return fail(there.error());
    on_resumed(*there);
    if (auto removed = moving.remove_gone(); !removed) return fail(removed.error());
  }
  if (auto copied = moving.copy(); !copied) return fail(copied.error());
  out.rows = moving.rows();
  out.written = moving.written();
  std::uint64_t seen = 0;
  const auto report = desk::check_journal(store::Reader(staging->sql()), *org, nullptr,
                                          [&](std::uint64_t total) { (void)watch("ledger", seen += 1'000, total); });
  if (!report) return fail(report.error());
  if (!report->problems.empty())
    return fail(ErrorKind::corrupt, "move/ledger-broken",
                "The ledger of the copy does not hold: " + report->problems.front() + ".",
                "evenhand doctor says whether the source's does. The copy was not put in place.");
  out.cases = report->cases;
  out.events = report->events;
  if (*served && !options.snapshot) return out;
  if (auto complete = staging->complete(now); !complete) return fail(complete.error());
  const auto placed = staging->put_in_place(options.to.file.parent_path() / "before-move");
  if (!placed) return fail(placed.error());
  out.in_place = true;
  return out;
}

}  // namespace evenhand::backup
