#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "base/id.hpp"
#include "base/json.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "cli/find_data.hpp"
#include "cli/findings.hpp"
#include "cli/output.hpp"
#include "desk/desk.hpp"
#include "desk/file_type.hpp"
#include "desk/records.hpp"
#include "ledger/pack.hpp"
#include "procedure/compile.hpp"

namespace evenhand::cli {

namespace {

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

}  // namespace evenhand::cli
