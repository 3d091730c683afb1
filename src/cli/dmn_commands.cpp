#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iterator>

#include "base/instant.hpp"
#include "base/limits.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "cli/findings.hpp"
#include "cli/output.hpp"
#include "cli/sop_files.hpp"
#include "dmn/model.hpp"
#include "procedure/decisions.hpp"

namespace evenhand::cli {
namespace {

namespace fs = std::filesystem;

struct ModelFile {
  std::string source;
  dmn::ReadModel read;
};

/// Models that a file imports stand in its own folder: by the name the import gives, else by their namespace. Nothing
/// outside the folder is opened, whatever the file says.
std::optional<std::string> find_beside(const fs::path& folder, std::string_view space, std::string_view location) {
  constexpr std::size_t files_max = 1'000;
  std::vector<fs::path> candidates;
  const fs::path named = fs::path(location).filename();
  if (!named.empty() && named == fs::path(location)) candidates.push_back(folder / named);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".dmn" && candidates.size() < files_max) candidates.push_back(entry.path());
  }
  for (const fs::path& path : candidates) {
    auto text = read_file(path.string(), limits::dmn_bytes_max);
    if (text && dmn::model_space(*text) == space) return std::move(*text);
  }
  return std::nullopt;
}

Result<ModelFile> read_dmn(const std::string& file) {
  ModelFile out;
  auto text = read_file(file, limits::dmn_bytes_max);
  if (!text) return fail(text.error());
  out.source = std::move(*text);
  const fs::path folder = file == "-" ? fs::path{} : fs::absolute(file).parent_path();
  out.read = dmn::read_model(out.source, [&](std::string_view space, std::string_view location) {
    return folder.empty() ? std::nullopt : find_beside(folder, space, location);
  });
  return out;
}

/// Prints the problems of reading to standard error; false when the model cannot be used.
bool print_problems(const ModelFile& model, const std::string& file) {
  print(model.read.diagnostics, file, model.source);
  return model.read.usable;
}

Result<json::Value> read_input(const std::string& input) {
  if (input != "-" && !input.starts_with('@')) return json::parse(input);
  const auto text = read_file(input == "-" ? input : input.substr(1), limits::dmn_bytes_max);
  if (!text) return fail(text.error());
  return json::parse(*text);
}

}  // namespace

int dmn_eval(const DmnEvalOptions& options) {
  const auto model = read_dmn(options.file);
  if (!model) return report(model.error());
  if (!print_problems(*model, options.file)) return exit_trouble;
  const auto object = read_input(options.input);
  if (!object) return report(object.error());
  const auto inputs = model->read.model.read_inputs(*object);
  if (!inputs) return report(inputs.error());
  std::vector<std::string> names = model->read.model.decisions();
  if (!options.decision.empty()) {
    const auto known = model->read.model.invocables();
    names.insert(names.end(), known.begin(), known.end());
    if (std::find(names.begin(), names.end(), options.decision) == names.end())
      return report({ErrorKind::not_found, "dmn/not-found", "The model has no decision \"" + options.decision + "\".",
                     fmt::format("It has: {}.", fmt::join(names, ", "))});
    names = {options.decision};
  }
  bool all = true;
  json::Object values, reasons, traces;
  const Instant now = SystemClock().now();
  // One of each for all decisions: a file has any number of them, and each may take as long as one may.
  feel::Budget budget{limits::dmn_steps_max};
  const Deadline deadline = Deadline::in(std::chrono::seconds(limits::dmn_seconds_max));
  for (const std::string& name : names) {
    dmn::Trace trace;
    const feel::Value value =
        model->read.model.evaluate(name, *inputs, now, options.explain ? &trace : nullptr, deadline, &budget);
    all = all && !value.is_null();
    if (options.json) {
      values.emplace_back(name, dmn::to_plain_json(value));
      if (value.is_null()) reasons.emplace_back(name, std::string(value.null_reason()));
      if (options.explain) traces.emplace_back(name, dmn::to_json(trace));
      continue;
    }
    fmt::print("{} = {}\n", text::printable(name), text::printable(feel::to_feel(value)));
    if (value.is_null() && !value.null_reason().empty())
      fmt::print("  because {}\n", text::printable(value.null_reason()));
    if (options.explain) fmt::print("{}", text::printable(dmn::to_text(trace)));
  }
  if (options.json) {
    json::Value answer;
    answer.set("values", std::move(values)).set("reasons", std::move(reasons));
    if (options.explain) answer.set("explanations", std::move(traces));
    fmt::print("{}\n", json::write_pretty(answer));
  }
  return all ? exit_ok : exit_no;
}

int dmn_check(const CheckOptions& options) {
  Findings findings(options);
  std::size_t tables = 0;
  for (const std::string& file : options.files) {
    const auto model = read_dmn(file);
    if (!model) return report(model.error());
    Diagnostics found = model->read.diagnostics;
    for (const dmn::ModelTable& table : model->read.model.tables()) {
      ++tables;
      for (Diagnostic d : dmn::analyse(*table.table)) {
        if (d.span.line == 0) d.span = table.span;
        d.message = fmt::format("In the table of \"{}\": {}", table.owner, d.message);
        found.push_back(std::move(d));
      }
    }
    findings.add(found, file, model->source);
  }
  json::Value answer;
  answer.set("files", static_cast<std::int64_t>(options.files.size())).set("tables", static_cast<std::int64_t>(tables));
  return findings.finish(count_of(tables, "table"), std::move(answer));
}

int dmn_export(const DmnExportOptions& options) {
  const auto edition = static_cast<dmn::Edition>(
      std::find(std::begin(dmn_editions), std::end(dmn_editions), options.edition) - std::begin(dmn_editions));
  if (options.file.ends_with(".dmn")) {
    const auto model = read_dmn(options.file);
    if (!model) return report(model.error());
    if (!print_problems(*model, options.file)) return exit_trouble;
    const auto written = write_file(options.output, dmn::write_model(model->read.model, edition));
    return written ? exit_ok : report(written.error());
  }
  int exit_code = exit_ok;
  SopFiles files;
  const auto procedure = files.load(options.file, exit_code);
  if (procedure == nullptr) return exit_code;
  const auto model = procedure::to_dmn(*procedure);
  if (!model) return report(model.error());
  const auto written = write_file(options.output, dmn::write_model(*model, edition));
  return written ? exit_ok : report(written.error());
}

int dmn_import(const DmnImportOptions& options) {
  const auto model = read_dmn(options.file);
  if (!model) return report(model.error());
  if (!print_problems(*model, options.file)) return exit_trouble;
  const auto text = procedure::from_dmn(model->read.model, {options.decision, options.table_only});
  if (!text) return report(text.error());
  const auto written = write_file(options.output, *text);
  return written ? exit_ok : report(written.error());
}

}  // namespace evenhand::cli
