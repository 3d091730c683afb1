#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "base/id.hpp"
#include "base/json.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "cli/doctor_checks.hpp"
#include "cli/findings.hpp"
#include "cli/output.hpp"
#include "connect/connector.hpp"
#include "desk/desk.hpp"
#include "desk/file_type.hpp"
#include "desk/journal_check.hpp"
#include "desk/records.hpp"
#include "ledger/pack.hpp"
#include "procedure/compile.hpp"
#include "store/cases.hpp"
#include "store/checkpoints.hpp"

namespace evenhand::cli {

namespace {

/// Only `serve` makes a data folder: whoever looks into one wants one that is there.
Result<void> find_data(const std::string& folder, const std::string& database) {
  if (!database.empty()) return {};
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::path(folder) / "evenhand.db", error)) return {};
  return fail(ErrorKind::not_found, "data/not-found",
              std::filesystem::is_directory(folder, error) ? "The folder " + folder + " holds no data of Evenhand."
                                                           : "There is no folder " + folder + ".",
              "--data names the folder that `evenhand serve` works in.");
}

void print_report(const ledger::VerifyReport& result, bool key_is_its_own) {
  for (const ledger::PackProblem& problem : result.problems) {
    fmt::print("line {}{}{}: {}\n", problem.line,
               problem.case_id.empty() ? "" : ", " + text::printable(problem.case_id),
               problem.seq == 0 ? "" : ", event " + std::to_string(problem.seq), text::printable(problem.message));
  }
  if (result.ok) {
    fmt::print("Unaltered: {}, {}, {}; signed by key {} at {}.\n", count_of(result.cases, "case"),
               count_of(result.events, "event"), count_of(result.versions, "procedure text"), result.key_id,
               format_rfc3339(result.checkpoint.at));
    fmt::print("Made by {} at {}: this, and the numbers and dates of the texts, are the signer's word.\n",
               text::printable(result.made_by), result.made_at);
    if (result.files > 0)
      fmt::print("{} file{} referred to; {}\n", result.files, result.files == 1 ? " is" : "s are",
                 result.files_checked == result.files ? "every byte has the hash in the record."
                 : result.files_checked == 0
                     ? "their content is not in this pack (it comes with --personal), so only their hashes are proven."
                     : fmt::format("the content of {} is here and has the hash in the record.", result.files_checked));
    if (key_is_its_own)
      fmt::print(
          "The signing key is the one in the pack. Give --key with the organisation's own to prove who made it.\n");
  } else {
    fmt::print("NOT proven: {}.\n", count_of(result.problem_count, "problem"));
  }
}

}  // namespace

int export_cases(const ExportOptions& options) {
  if (const auto found = find_data(options.data, options.database); !found) return report(found.error());
  const SystemClock clock;
  auto desk = desk::Desk::open({.folder = options.data, .database = options.database, .background = false}, clock);
  if (!desk) return report(desk.error());
  const auto pack = desk::export_pack(**desk, options.cases, {.personal = options.personal, .made_by = "cli"});
  if (!pack) return report(pack.error());
  const auto written = write_file(options.output, *pack, Readers::owner_only);
  return written ? exit_ok : report(written.error());
}

int verify(const VerifyOptions& options) {
  std::ifstream file;
  if (options.file != "-") {
    if (const auto opened = open_file(options.file, file); !opened) return report(opened.error());
  }
  if (!options.key.empty() && ledger::key_id_of(options.key).empty())
    return report({ErrorKind::invalid, "key/invalid", "\"" + options.key + "\" is no public key.",
                   "It is the organisation's Ed25519 key in base64url, 43 letters."});
  ledger::VerifyOptions how;
  how.public_key = options.key;
  how.read_text = [](const std::string& source) -> std::optional<ledger::PackText> {
    const procedure::Compiled compiled = procedure::compile(source);
    if (compiled.procedure == nullptr) return std::nullopt;
    return ledger::PackText{compiled.procedure->id, compiled.procedure->title, compiled.procedure->hash};
  };
  // Named by their ids, which are plain letters: what is in a pack never chooses a path.
  std::vector<std::string> unwritten;
  if (!options.files.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.files, error);
    if (error)
      return report({ErrorKind::unavailable,
                     "file/unwritable",
                     "The folder " + options.files + " cannot be made: " + error.message() + ".",
                     {}});
    how.on_file = [&](std::string_view, std::string_view id, std::string_view type, const std::string& content) {
      if (!FileId::parse(id)) return;
      const std::string name = desk::clean_file_name(id, type);
      const auto written =
          write_file((std::filesystem::path(options.files) / name).string(), content, Readers::owner_only);
      if (!written) unwritten.push_back(written.error().message);
    };
  }
  const ledger::VerifyReport result = ledger::verify_pack(options.file == "-" ? std::cin : file, how);
  if (options.json) {
    json::Array problems;
    for (const ledger::PackProblem& problem : result.problems) {
      json::Value value;
      value.set("line", problem.line)
          .set("case", problem.case_id)
          .set("seq", problem.seq)
          .set("message", problem.message);
      problems.push_back(std::move(value));
    }
    json::Value value;
    value.set("ok", result.ok)
        .set("cases", result.cases)
        .set("events", result.events)
        .set("versions", result.versions)
        .set("files", result.files)
        .set("files_checked", result.files_checked)
        .set("organisation", result.org);
    value.set("made_at", result.made_at)
        .set("made_by", result.made_by)
        .set("key", result.key_id)
        .set("problem_count", result.problem_count)
        .set("problems", std::move(problems));
    fmt::print("{}\n", json::write_pretty(value));
  } else {
    print_report(result, options.key.empty());
  }
  for (const std::string& problem : unwritten) complain(problem);
  if (!unwritten.empty()) return exit_trouble;
  return result.ok ? exit_ok : exit_no;
}

namespace {

/// With a bar while it takes.
Result<desk::JournalReport> read_journal(desk::Desk& desk) {
  std::optional<Progress> progress;
  return desk::check_journal(desk, [&](std::uint64_t events) {
    if (!progress) progress.emplace("chains", static_cast<std::size_t>(events / 1000 + 1));
    progress->step();
  });
}

/// They are derived from the cases: wrong ones are put right at once. @return what was wrong
Result<std::vector<std::string>> recount(desk::Desk& desk) {
  auto wrong = desk.store().read([&](store::Reader& reader) { return store::cases::miscounted(reader, desk.org()); });
  if (!wrong || wrong->empty()) return wrong;
  const auto counted =
      desk.store().write_and_wait([&](store::Writer& writer) { return store::cases::recount(writer, desk.org()); });
  if (!counted) return fail(counted.error());
  return wrong;
}

/// The keys other than the present one that checkpoints were signed with: it was replaced, or was lost.
Result<std::string> earlier_signers(desk::Desk& desk) {
  const auto all =
      desk.store().read([&](store::Reader& reader) { return store::checkpoints::signers(reader, desk.org()); });
  if (!all) return fail(all.error());
  std::string others;
  for (const std::string& key : *all) {
    if (key != desk.signing_key().key_id()) others += (others.empty() ? "" : ", ") + key;
  }
  return others;
}

}  // namespace

int doctor(const DoctorOptions& options) {
  const SystemClock clock;
  json::Array checks;
  bool well = true;
  const auto say = [&](const std::string& what, const std::vector<std::string>& problems, const std::string& fine) {
    well = well && problems.empty();
    json::Array list;
    for (const std::string& problem : problems) list.emplace_back(problem);
    json::Value value;
    value.set("check", what).set("ok", problems.empty()).set("detail", fine).set("problems", std::move(list));
    checks.push_back(std::move(value));
    if (options.json) return;
    fmt::print("{:<5} {:<22} {}\n", problems.empty() ? "ok" : "FAIL", what, problems.empty() ? fine : problems.front());
    for (std::size_t i = 1; i < problems.size() && i < 20; ++i) fmt::print("{:<28} {}\n", "", problems[i]);
  };
  if (const auto found = find_data(options.data, options.database); !found) return report(found.error());
  const Finding files = check_files(options.data);  // before opening changes them
  auto desk = desk::Desk::open({.folder = options.data, .database = options.database, .background = false}, clock);
  // That a server has it says nothing about its health.
  if (!desk && desk.error().kind == ErrorKind::unavailable) return report(desk.error());
  if (!desk) {
    say("data folder and keys", {desk.error().message + " " + desk.error().hint}, "");
  } else {
    say("data folder and keys", {}, options.data);
    say("files", files.problems, files.fine);
    const Finding disk = check_disk(options.data);
    say("disk", disk.problems, disk.fine);
    const auto database = (*desk)->store().check();
    say("database", database ? *database : std::vector<std::string>{database.error().message},
        "integrity and references hold, schema " + std::to_string(store::Store::schema_version()));
    const auto journal = read_journal(**desk);
    say("ledger", journal ? journal->problems : std::vector<std::string>{journal.error().message},
        journal ? fmt::format("{}, every chain whole, {} of them signed", count_of(journal->events, "event"),
                              journal->signed_events)
                : "");
    const auto counts = recount(**desk);
    say("counts of cases", counts ? std::vector<std::string>{} : std::vector<std::string>{counts.error().message},
        counts && !counts->empty() ? "were wrong and are counted anew: " + counts->front() : "hold");
    const Finding time = check_clock(**desk);
    say("clock", time.problems, time.fine);
    const Finding outbox = check_outbox(**desk);
    say("outbox", outbox.problems, outbox.fine);
    const auto signers = earlier_signers(**desk);
    say("signing key", signers ? std::vector<std::string>{} : std::vector<std::string>{signers.error().message},
        "signs as " + (*desk)->signing_key().key_id() +
            (signers && !signers->empty() ? "; checkpoints before were signed as " + *signers : std::string{}));
    const auto connectors = connect::Connectors::load(options.data + "/connectors.json");
    say("connectors", connectors ? std::vector<std::string>{} : std::vector<std::string>{connectors.error().message},
        connectors ? std::to_string(connectors->names().size()) + " set up" : "");
  }
  if (options.json) fmt::print("{}\n", json::write_pretty(json::Value(std::move(checks))));
  return well ? exit_ok : exit_no;
}

}  // namespace evenhand::cli
