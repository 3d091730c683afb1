#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/doctor_checks.hpp"
#include "cli/find_data.hpp"
#include "cli/output.hpp"
#include "desk/desk.hpp"
#include "store/cases.hpp"
#include "store/orgs.hpp"

namespace evenhand::cli {
namespace {

constexpr std::size_t shown_max = 20;  ///< problems of one check in a terminal; JSON has all

class Sheet {
 public:
  explicit Sheet(bool as_json) : as_json_(as_json) {}

  void add(const std::string& what, const Finding& finding) {
    well_ = well_ && finding.problems.empty();
    if (as_json_) {
      json::Value value;
      value.set("check", what).set("ok", finding.problems.empty()).set("detail", finding.fine);
      value.set("problems", list_of(finding.problems)).set("notes", list_of(finding.notes));
      checks_.push_back(std::move(value));
      return;
    }
    const bool fine = finding.problems.empty();
    const bool noted = fine && finding.fine.empty() && !finding.notes.empty();
    std::string mark = !fine ? "FAIL" : noted ? "note" : "ok";
    std::string name = what;
    const auto line = [&](const std::string& words) {
      fmt::print("{:<5} {:<12} {}\n", std::exchange(mark, ""), std::exchange(name, ""), words);
    };
    if (fine && !finding.fine.empty()) line(finding.fine);
    for (std::size_t i = 0; i < finding.problems.size() && i < shown_max; ++i) line(finding.problems[i]);
    if (finding.problems.size() > shown_max)
      line(fmt::format("… and {} more: --json lists them", finding.problems.size() - shown_max));
    for (const std::string& note : finding.notes) {
      if (mark.empty()) mark = "note";
      line(note);
    }
  }

  [[nodiscard]] int finish() {
    if (as_json_) fmt::print("{}\n", json::write_pretty(json::Value(std::move(checks_))));
    return well_ ? exit_ok : exit_no;
  }

 private:
  static json::Array list_of(const std::vector<std::string>& sentences) {
    json::Array list;
    for (const std::string& one : sentences) list.emplace_back(one);
    return list;
  }
  const bool as_json_;
  bool well_ = true;
  json::Array checks_;
};

Finding served(const std::string& by) {
  if (by.empty()) return {.problems = {}, .fine = "nobody works with it now", .notes = {}};
  return {.problems = {}, .fine = "in use by " + by + "; looked at beside it, as of one moment", .notes = {}};
}

/// They are derived from the cases, so this loses nothing.
Result<void> recount(const DoctorOptions& options, const Clock& clock) {
  auto desk = desk::Desk::open({.folder = options.data, .database = options.database, .background = false}, clock);
  if (!desk) return fail(desk.error());
  return (*desk)->store().write_and_wait(
      [&](store::Writer& writer) { return store::cases::recount(writer, (*desk)->org()); });
}

}  // namespace

Result<void> find_data(const std::string& folder, const std::string& database) {
  if (!database.empty()) return {};
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::path(folder) / "evenhand.db", error)) return {};
  return fail(ErrorKind::not_found, "data/not-found",
              std::filesystem::is_directory(folder, error) ? "The folder " + folder + " holds no data of Evenhand."
                                                           : "There is no folder " + folder + ".",
              "--data names the folder that `evenhand serve` works in.");
}

int doctor(const DoctorOptions& options) {
  if (const auto found = find_data(options.data, options.database); !found) return report(found.error());
  const SystemClock clock;
  if (options.recount) {
    if (const auto counted = recount(options, clock); !counted) return report(counted.error());
  }
  const store::Place place = store::Place::of(options.database.empty() ? options.data : options.database);
  const auto by = store::served_by(place);
  if (!by) return report(by.error());
  Sheet sheet(options.json);
  sheet.add("server", served(*by));
  sheet.add("files", check_files(options.data, !by->empty()));
  const Instant now = clock.now();
  auto database = store::open_snapshot(place);
  // That it cannot be reached says nothing about its health.
  if (!database && database.error().kind == ErrorKind::unavailable) return report(database.error());
  if (!database) {
    sheet.add("database",
              {.problems = {database.error().message + " " + database.error().hint}, .fine = {}, .notes = {}});
    return sheet.finish();
  }
  const Finding schema = check_schema(**database);
  sheet.add("schema", schema);
  const auto orgs = store::orgs::list(store::Reader(**database));
  const Patient patient{.place = place,
                        .folder = options.data,
                        .served_by = *by,
                        .database = **database,
                        .org = orgs && !orgs->empty() ? orgs->front().id : std::string(),
                        .clock = clock,
                        .now = now};
  sheet.add("database", check_database(patient));
  if (!schema.problems.empty() || !schema.notes.empty()) {
    sheet.add("record",
              {.problems = {}, .fine = {}, .notes = {"not looked at before the schema is whole and up to date"}});
  } else {
    sheet.add("keys", check_keys(patient));
    bool is_whole = false;
    sheet.add("ledger", check_ledger(patient, is_whole));
    sheet.add("content",
              is_whole ? check_content(patient)
                       : Finding{.problems = {}, .fine = {}, .notes = {"not looked at before the ledger is whole"}});
    sheet.add("counts", check_counts(patient));
    sheet.add("clock", check_clock(patient));
    sheet.add("disk", check_disk(patient));
    sheet.add("outbox", check_outbox(patient));
    sheet.add("mail", check_mail(patient));
    sheet.add("backup", check_backup(patient));
  }
  sheet.add("connectors", check_connectors(patient));
  return sheet.finish();
}

}  // namespace evenhand::cli
