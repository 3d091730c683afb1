#include "cli/doctor_checks.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "cli/findings.hpp"
#include "store/cases.hpp"
#include "store/events.hpp"
#include "store/outbox.hpp"
#include "store/rewind.hpp"

namespace evenhand::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t free_bytes_min = 256u << 20;
constexpr std::size_t dead_listed_max = 1'000;
constexpr auto clock_slack = std::chrono::minutes(1);  ///< between the clocks of several nodes

}  // namespace

Finding check_files(const std::string& folder) {
  Finding out{.problems = {}, .fine = "private, nothing unfinished"};
  for (const char* name : {"evenhand.db", "evenhand.db-wal", "master.key", "signing.key"}) {
    const std::string path = (fs::path(folder) / name).string();
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 || (status.st_mode & (S_IRWXG | S_IRWXO)) == 0) continue;
    out.problems.push_back(
        fmt::format("{} may be used by others (mode {:o}): chmod 600 {}", path, status.st_mode & 0777u, path));
  }
  std::error_code ignored;
  if (fs::exists(fs::path(folder) / "evenhand.db.unfinished", ignored))
    out.problems.push_back(
        "evenhand.db.unfinished is a copy that was not finished: run migrate-store again, or remove it");
  if (fs::exists(fs::path(folder) / ".restoring", ignored))
    out.problems.push_back(".restoring is left of a restore that was killed: run restore again, or remove it");
  return out;
}

Finding check_disk(const std::string& folder) {
  std::error_code error;
  const fs::space_info space = fs::space(folder, error);
  if (error) return {.problems = {"the free space cannot be told: " + error.message()}, .fine = {}};
  const std::string free = fmt::format("{} MiB free", space.available >> 20);
  if (space.available >= free_bytes_min) return {.problems = {}, .fine = free};
  return {.problems = {free + ": make room before the database has to stop writing"}, .fine = {}};
}

Finding check_clock(desk::Desk& desk) {
  const Instant now = desk.clock().now() + clock_slack;
  std::uint64_t last = 0, past = 0;
  const auto read = desk.store().read([&](store::Reader& reader) -> Result<void> {
    const auto end = store::events::last_position(reader, desk.org());
    if (!end) return fail(end.error());
    const auto until = store::rewind::position_at(reader, desk.org(), now);
    if (!until) return fail(until.error());
    last = *end;
    past = *until;
    return {};
  });
  if (!read) return {.problems = {read.error().message}, .fine = {}};
  if (past == last) return {.problems = {}, .fine = "no event is from the future"};
  return {
      .problems = {fmt::format("{} at the end of the journal are later than this clock: set the clock right (timers "
                               "wait for it)",
                               count_of(last - past, "event"))},
      .fine = {}};
}

Finding check_outbox(desk::Desk& desk) {
  std::size_t dead = 0;
  Instant next = store::cases::never;
  const auto read = desk.store().read([&](store::Reader& reader) -> Result<void> {
    const auto given_up = store::outbox::dead(reader, desk.org(), dead_listed_max);
    if (!given_up) return fail(given_up.error());
    const auto waiting = store::outbox::next_at(reader, desk.org(), {});
    if (!waiting) return fail(waiting.error());
    dead = given_up->size();
    next = *waiting;
    return {};
  });
  if (!read) return {.problems = {read.error().message}, .fine = {}};
  std::string fine = next == store::cases::never ? "nothing waits" : "the oldest waits since " + format_rfc3339(next);
  if (next > desk.clock().now() && next != store::cases::never) fine = "the next leaves at " + format_rfc3339(next);
  if (dead > 0) fine += fmt::format("; {} given up: their cases say why, go on there by hand", dead);
  return {.problems = {}, .fine = std::move(fine)};
}

}  // namespace evenhand::cli
