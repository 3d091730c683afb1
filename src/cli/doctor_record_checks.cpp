#include <fmt/format.h>

#include <optional>

#include "cli/doctor_checks.hpp"
#include "cli/findings.hpp"
#include "cli/output.hpp"
#include "desk/content_check.hpp"
#include "desk/journal_check.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/seal.hpp"
#include "store/cases.hpp"
#include "store/checkpoints.hpp"
#include "store/customers.hpp"
#include "store/health.hpp"
#include "store/rewind.hpp"
#include "store/row_check.hpp"

namespace evenhand::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto server_slack = std::chrono::seconds(10);  ///< between a node and its database server
constexpr auto unsigned_max = std::chrono::minutes(15);  ///< a server signs every minute

Finding trouble(const Error& error) {
  return {.problems = {error.message + (error.hint.empty() ? "" : " " + error.hint)}, .fine = {}, .notes = {}};
}

std::string others_than(const std::string& key, const std::vector<std::string>& signers) {
  std::string out;
  for (const std::string& one : signers)
    if (one != key) out += (out.empty() ? "" : ", ") + one;
  return out;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::optional<ledger::SigningKey> signing_key(const Patient& patient) {
  if (!is_there(patient.folder / "signing.key")) return std::nullopt;
  auto key = ledger::SigningKey::load(patient.folder);
  return key ? std::optional(std::move(*key)) : std::nullopt;
}

/// None when it is not here, may not be used, or is not the one that values were sealed with.
std::optional<ledger::KeyRing> key_ring(const Patient& patient) {
  auto ring = ledger::KeyRing::load(patient.folder, ledger::MissingKey::refuse);
  const auto sealed = store::customers::any_wrapped_key(store::Reader(patient.database));
  if (!ring || !sealed) return std::nullopt;
  if (*sealed && !ring->unwrap((*sealed)->wrapped, (*sealed)->org, (*sealed)->customer_id)) return std::nullopt;
  return std::move(*ring);
}

/// With a wrong master key everything would be there, and nothing of it could be read.
void check_master_key(const Patient& patient, const std::optional<store::customers::WrappedKey>& sealed, Finding& out) {
  if (!sealed && !is_there(patient.folder / "master.key")) {
    out.notes.emplace_back("there is no master.key yet: the first start makes one");
    return;
  }
  const auto ring = ledger::KeyRing::load(patient.folder, ledger::MissingKey::refuse);
  if (!ring) {
    out.problems.push_back(ring.error().message + " " + ring.error().hint);
  } else if (sealed && !ring->unwrap(sealed->wrapped, sealed->org, sealed->customer_id)) {
    out.problems.push_back(
        (patient.folder / "master.key").string() +
        " is not the key that the values in the database were sealed with: put the right one back from "
        "a backup");
  }
}

}  // namespace

Finding check_schema(store::Connection& database) {
  const int known = store::Store::schema_version();
  const auto schema = store::health::schema(database);
  if (!schema) return trouble(schema.error());
  Finding out{.problems = schema->wrong, .fine = fmt::format("{}, whole", schema->steps), .notes = {}};
  if (!schema->wrong.empty())
    out.problems.emplace_back("a copy was broken off, or it was changed by hand: restore a backup");
  if (schema->steps < known)
    out.notes.push_back(
        fmt::format("this program makes schema {} of it at the next start: make a backup before", known));
  return out;
}

Finding check_database(const Patient& patient) {
  const auto damage = store::health::damage(patient.database);
  if (!damage) return trouble(damage.error());
  Finding out{.problems = *damage, .fine = "integrity and references hold", .notes = {}};
  const auto words = store::row_check::look_at_words(patient.place);
  if (words) out.problems.insert(out.problems.end(), words->begin(), words->end());
  if (!words && words.error().kind != ErrorKind::unavailable) out.problems.push_back(words.error().message);
  if (!words && words.error().kind == ErrorKind::unavailable)
    out.notes.push_back("the full-text index was not looked at: " + words.error().message + " " + words.error().hint);
  if (!out.problems.empty())
    out.problems.emplace_back("stop the server, keep this folder as it is, and restore a backup");
  return out;
}

Finding check_keys(const Patient& patient) {
  const store::Reader reader(patient.database);
  const auto sealed = store::customers::any_wrapped_key(reader);
  if (!sealed) return trouble(sealed.error());
  const auto signers = store::checkpoints::signers(reader, patient.org);
  if (!signers) return trouble(signers.error());
  Finding out;
  check_master_key(patient, *sealed, out);
  if (!is_there(patient.folder / "signing.key")) {
    if (signers->empty()) out.fine = "nothing is signed yet";
    if (!signers->empty())
      out.problems.push_back(
          "there is no signing.key, and checkpoints were signed as " + others_than({}, *signers) +
          ": put it back from a backup; otherwise the next start signs with a new one, which those who "
          "know the old one will not accept");
    return out;
  }
  const auto key = ledger::SigningKey::load(patient.folder);
  if (!key) {
    out.problems.push_back(key.error().message + " " + key.error().hint);
    return out;
  }
  const std::string others = others_than(key->key_id(), *signers);
  out.fine = "signs as " + key->key_id() + (others.empty() ? "" : "; checkpoints before were signed as " + others);
  return out;
}

Finding check_ledger(const Patient& patient, bool& is_whole) {
  const store::Reader reader(patient.database);
  const std::optional<ledger::SigningKey> key = signing_key(patient);
  std::optional<Progress> progress;
  const auto report = desk::check_journal(reader, patient.org, key ? &*key : nullptr, [&](std::uint64_t events) {
    if (!progress) progress.emplace("chains", static_cast<std::size_t>(events / 1'000 + 1));
    progress->step();
  });
  if (!report) return trouble(report.error());
  is_whole = report->problems.empty();
  Finding out{.problems = report->problems,
              .fine = fmt::format("{}, every chain whole, {} of them signed", count_of(report->events, "event"),
                                  report->signed_events),
              .notes = {}};
  if (!out.problems.empty())
    out.problems.emplace_back(
        "stop the server, keep this folder as it is, and restore the newest backup that verifies");
  const auto newest = store::checkpoints::latest(reader, patient.org);
  if (!newest) return trouble(newest.error());
  const Instant signed_at = *newest ? (*newest)->checkpoint.at : Instant{};
  const auto old = store::rewind::position_at(reader, patient.org, patient.now - unsigned_max);
  if (!old) return trouble(old.error());
  if (!patient.served_by.empty() && *old > report->signed_events && patient.now - signed_at > unsigned_max)
    out.problems.push_back(fmt::format("{} older than 15 minutes, not signed although a server runs: see its log",
                                       count_of(*old - report->signed_events, "event is", "")));
  return out;
}

Finding check_content(const Patient& patient) {
  const std::optional<ledger::KeyRing> ring = key_ring(patient);
  const std::optional<ledger::SigningKey> signing = signing_key(patient);
  std::optional<Progress> progress;
  const auto report = desk::check_content(store::Reader(patient.database), patient.org,
                                          {.ring = ring ? &*ring : nullptr, .signing = signing ? &*signing : nullptr},
                                          [&](std::uint64_t cases) {
                                            if (!progress) progress.emplace("content", static_cast<std::size_t>(cases));
                                            progress->step();
                                          });
  if (!report) return trouble(report.error());
  Finding out{.problems = report->problems,
              .fine = fmt::format("{} as their events say, {} looked at", count_of(report->cases, "case"),
                                  count_of(report->rows, "row")),
              .notes = {}};
  if (!out.problems.empty())
    out.problems.emplace_back(
        "the events are whole, what stands beside them is not: stop the server, keep this folder as it is, and "
        "restore the newest backup that verifies");
  if (!ring)
    out.notes.emplace_back("names, messages and all else that is sealed was not looked at: the key for it is not here");
  return out;
}

Finding check_counts(const Patient& patient) {
  const auto wrong = store::cases::miscounted(store::Reader(patient.database), patient.org);
  if (!wrong) return trouble(wrong.error());
  Finding out{.problems = *wrong, .fine = "as many cases as the queues say", .notes = {}};
  if (!wrong->empty())
    out.problems.emplace_back(
        "the queues say wrong numbers and nothing else is amiss: stop the server and run "
        "evenhand doctor --recount");
  return out;
}

Finding check_clock(const Patient& patient) {
  const store::Reader reader(patient.database);
  const auto later = store::health::events_to_come(reader, patient.org, patient.now);
  if (!later) return trouble(later.error());
  Finding out{.problems = {}, .fine = "no event is from the future", .notes = {}};
  if (*later > 0)
    out.problems.push_back(
        fmt::format("{} of the journal are later than this clock: set the clock right (timers wait for it)",
                    count_of(*later, "event")));
  const Instant asked = patient.clock.now();
  const auto theirs = store::health::server_time(patient.database);
  if (!theirs) return trouble(theirs.error());
  if (!*theirs) return out;
  const Microseconds off = **theirs - (asked + (patient.clock.now() - asked) / 2);
  out.fine += fmt::format("; the database server's is {:+} ms from this one's", off.count() / 1'000);
  if (off > server_slack || off < -server_slack)
    out.problems.push_back(
        fmt::format("the database server's clock is {:+} seconds from this one's: keep both in step with "
                    "NTP",
                    std::chrono::duration_cast<std::chrono::seconds>(off).count()));
  return out;
}

}  // namespace evenhand::cli
