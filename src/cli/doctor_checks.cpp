#include "cli/doctor_checks.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/json.hpp"
#include "cli/findings.hpp"
#include "connect/connector.hpp"
#include "connect/reach.hpp"
#include "store/events.hpp"
#include "store/health.hpp"
#include "store/last_backup.hpp"
#include "store/outbox.hpp"
#include "store/rewind.hpp"

namespace evenhand::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;

constexpr std::uintmax_t free_bytes_min = 256u << 20;
constexpr std::uintmax_t log_bytes_noted = 256u << 20;
constexpr std::uintmax_t days_left_min = 14;  ///< at the pace of the last week
constexpr auto overdue = std::chrono::minutes(15);
constexpr auto backup_age_max = hours(24 * 7);
constexpr std::size_t dead_shown = 3;

std::string mib(std::uintmax_t bytes) {
  return fmt::format("{} MiB", bytes >> 20);
}

std::string age(Microseconds time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
  if (minutes < 120) return count_of(static_cast<std::size_t>(std::max<std::int64_t>(minutes, 0)), "minute");
  if (minutes < 48 * 60) return count_of(static_cast<std::size_t>(minutes / 60), "hour");
  return count_of(static_cast<std::size_t>(minutes / 60 / 24), "day");
}

Finding trouble(const Error& error) {
  return {.problems = {error.message + (error.hint.empty() ? "" : " " + error.hint)}, .fine = {}, .notes = {}};
}

void check_mode(const fs::path& path, std::optional<uid_t>& owner, Finding& out) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return;
  if (!owner) owner = status.st_uid;
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    out.problems.push_back(fmt::format("{} may be used by others (mode {:o}): chmod 600 {}", path.string(),
                                       status.st_mode & 0777u, path.string()));
  if (status.st_uid != *owner)
    out.problems.push_back(
        fmt::format("{} belongs to another user ({}) than what lies beside it ({}), and a server may not be "
                    "able to use it: chown {} {}",
                    path.string(), status.st_uid, *owner, *owner, path.string()));
}

std::uint64_t size_of(const fs::path& path) {
  std::error_code none;
  const std::uintmax_t size = fs::file_size(path, none);
  return none ? 0 : size;
}

/// How many events a day came in the last week; 0: none.
Result<double> events_a_day(const store::Reader& reader, const std::string& org, Instant now, std::uint64_t last) {
  const auto before = store::rewind::position_at(reader, org, now - hours(24 * 7));
  if (!before) return fail(before.error());
  return static_cast<double>(last - std::min(*before, last)) / 7;
}

}  // namespace

Finding check_files(const fs::path& folder, bool is_served) {
  Finding out{.problems = {}, .fine = "private, nothing unfinished", .notes = {}};
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    return {.problems = {"there is no folder " + folder.string() + ": --data names the one with the keys"},
            .fine = {},
            .notes = {}};
  std::optional<uid_t> owner;  // of the first that is there
  for (const char* name :
       {"evenhand.db", "evenhand.db-wal", "evenhand.db-shm", "master.key", "signing.key", "last-backup.json"})
    check_mode(folder / name, owner, out);
  if (fs::exists(folder / "evenhand.db.unfinished", ignored))
    out.problems.emplace_back(
        "evenhand.db.unfinished is a copy that was not finished: run migrate-store or restore again, or remove it");
  if (fs::exists(folder / ".restoring", ignored))
    out.problems.emplace_back(".restoring is left of a restore that was killed: run restore again, or remove it");
  for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end; at.increment(ignored))
    if (const std::string name = at->path().filename().string(); name.starts_with("before-restore-"))
      out.notes.push_back(name + " is what was there before a restore: remove it when you are sure");
  if (!is_served && size_of(folder / "evenhand.db-wal") > 0)
    out.notes.emplace_back("the last server did not end gently; nothing is lost, the next start folds its log in");
  return out;
}

Finding check_disk(const Patient& patient) {
  std::error_code error;
  const fs::space_info space = fs::space(patient.folder, error);
  if (error) return {.problems = {"the free space cannot be told: " + error.message()}, .fine = {}, .notes = {}};
  const auto bytes = store::health::size_bytes(patient.database);
  if (!bytes) return trouble(bytes.error());
  Finding out{.problems = {},
              .fine = fmt::format("{} free, the database takes {}", mib(space.available), mib(*bytes)),
              .notes = {}};
  if (patient.place.is_server()) {
    out.fine = fmt::format("the database takes {}", mib(*bytes));
    out.notes.emplace_back("how much room is left on the database server has to be looked at there");
    return out;
  }
  if (space.available < free_bytes_min)
    out.problems.push_back(mib(space.available) + " free: make room before the database has to stop writing");
  const std::uint64_t log = size_of(patient.place.file.string() + "-wal");
  if (log > log_bytes_noted)
    out.notes.push_back(
        fmt::format("the log beside the database has {}: something has read for long; it shrinks once that "
                    "is over, at the latest when the server is started again",
                    mib(log)));
  const store::Reader reader(patient.database);
  const auto last = store::events::last_position(reader, patient.org);
  const auto daily = last ? events_a_day(reader, patient.org, patient.now, *last) : Result<double>(0.0);
  if (!last || !daily || *last == 0 || *daily == 0) return out;
  const double growth = *daily * static_cast<double>(*bytes) / static_cast<double>(*last);
  const auto days = static_cast<std::uintmax_t>(static_cast<double>(space.available) / std::max(growth, 1.0));
  if (days < days_left_min)
    out.problems.push_back(
        fmt::format("{} free, which the pace of the last week ({} a day) fills in {} days: make room, or "
                    "move to a larger disk",
                    mib(space.available), mib(static_cast<std::uintmax_t>(growth)), days));
  return out;
}

Finding check_outbox(const Patient& patient) {
  const store::Reader reader(patient.database);
  const auto kinds = store::health::outbox(reader, patient.org);
  if (!kinds) return trouble(kinds.error());
  Finding out{.problems = {}, .fine = "nothing waits to be carried out", .notes = {}};
  for (const store::health::Waiting& one : *kinds) {
    if (one.kind != "call-connector") continue;
    if (one.waiting > 0)
      out.fine = fmt::format("{} to be carried out, the first {} {}", count_of(one.waiting, "call"),
                             one.since > patient.now ? "at" : "since", format_rfc3339(one.since));
    if (one.waiting > 0 && !patient.served_by.empty() && patient.now - one.since > overdue)
      out.problems.push_back(
          fmt::format("calls wait since {} and nobody carries them out: see the server's log, then "
                      "start it again",
                      format_rfc3339(one.since)));
    if (one.dead == 0) continue;
    const auto dead = store::outbox::dead(reader, patient.org, dead_shown);
    if (!dead) return trouble(dead.error());
    out.notes.push_back(count_of(one.dead, "call") + " given up; the cases say why, go on there by hand:");
    for (const store::outbox::Effect& effect : *dead)
      out.notes.push_back(fmt::format("  {}, event {}: {}", effect.case_id, effect.seq, effect.last_error));
    if (one.dead > dead->size()) out.notes.emplace_back("  …");
  }
  return out;
}

Finding check_mail(const Patient& patient) {
  const auto kinds = store::health::outbox(store::Reader(patient.database), patient.org);
  if (!kinds) return trouble(kinds.error());
  std::uint64_t messages = 0;
  for (const store::health::Waiting& one : *kinds)
    if (one.kind == "deliver-message") messages += one.waiting;
  return {
      .problems = {},
      .fine = fmt::format("this version sends none by itself: {} kept for those who send by hand or through the API",
                          messages == 1 ? "1 message is" : fmt::format("{} messages are", messages)),
      .notes = {}};
}

Finding check_connectors(const Patient& patient) {
  const fs::path file = patient.folder / "connectors.json";
  const auto connectors = connect::Connectors::load(file.string());
  if (!connectors) return trouble(connectors.error());
  Finding out{.problems = {}, .fine = std::to_string(connectors->names().size()) + " set up", .notes = {}};
  if (connectors->names().empty()) return out;
  out.fine += ", all within reach";
  std::ifstream in(file, std::ios::binary);
  const auto config = json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
  if (config) out.problems = connect::unreachable(*config, patient.folder.string());
  return out;
}

Finding check_backup(const Patient& patient) {
  const auto last = store::last_backup(patient.place);
  if (!last) return trouble(last.error());
  if (!*last)
    return {.problems = {},
            .fine = "none is known",
            .notes = {"if none is made in another way: evenhand backup --keep 14, every night (docs/backup.md)"}};
  const auto events = store::events::last_position(store::Reader(patient.database), patient.org);
  if (!events) return trouble(events.error());
  const Microseconds since = patient.now - (*last)->at;
  const std::uint64_t missing = *events - std::min(*events, (*last)->events);
  Finding out{.problems = {},
              .fine = fmt::format("{} of {}, {} ago; {} since", (*last)->file, format_rfc3339((*last)->at), age(since),
                                  count_of(missing, "event")),
              .notes = {}};
  if (since > backup_age_max && missing > 0)
    out.problems.push_back(
        fmt::format("the last one is {} old ({}), and {} came since: see why no other was made, and make "
                    "one now",
                    age(since), (*last)->file, count_of(missing, "event")));
  return out;
}

}  // namespace evenhand::cli
