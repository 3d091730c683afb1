#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/sop_files.hpp"
#include "procedure/draw.hpp"

namespace evenhand::cli {
namespace {

int explain_code(const std::string& code) {
  const auto& pages = procedure::code_pages();
  const auto found =
      std::find_if(pages.begin(), pages.end(), [&](const procedure::CodePage& page) { return page.code == code; });
  if (found == pages.end())
    return report(
        {ErrorKind::not_found, "code/not-found", "There is no code " + code + ".", "docs/language.md lists them."});
  fmt::print("{}  {}\n\n{}\n\nWrong:\n\n{}\n\nRight:\n\n{}\n", found->code, found->title, found->why, found->wrong,
             found->right);
  return exit_ok;
}

bool is_code(const std::string& what) {
  return what.size() == 6 && what.starts_with("EH") &&
         std::all_of(what.begin() + 2, what.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Compiles, printing what is wrong to standard error; null when it has errors.
procedure::ProcedurePtr compile_or_report(SopFiles& files, const std::string& file, int& exit_code) {
  const auto compiled = files.compile(file);
  if (!compiled) {
    exit_code = report(compiled.error());
    return nullptr;
  }
  if (compiled->procedure == nullptr) {
    for (const Diagnostic& d : compiled->diagnostics) fmt::print(stderr, "{}\n", render(d, file, files.source()));
    exit_code = exit_no;
  }
  return compiled->procedure;
}

}  // namespace

int check(const CheckOptions& options) {
  std::size_t errors = 0, warnings = 0;
  json::Array all;
  for (const std::string& file : options.files) {
    SopFiles files;
    const auto compiled = files.compile(file);
    if (!compiled) return report(compiled.error());
    for (const Diagnostic& d : compiled->diagnostics) {
      errors += d.severity == Severity::error ? 1 : 0;
      warnings += d.severity == Severity::warning ? 1 : 0;
      if (options.json) {
        json::Value value = as_json(d);
        value.set("file", file);
        all.push_back(std::move(value));
      } else if (!options.quiet || d.severity == Severity::error) {
        fmt::print("{}\n", render(d, file, files.source()));
      }
    }
  }
  if (options.json) {
    json::Value value;
    value.set("files", static_cast<std::int64_t>(options.files.size()))
        .set("errors", static_cast<std::int64_t>(errors))
        .set("warnings", static_cast<std::int64_t>(warnings))
        .set("diagnostics", std::move(all));
    fmt::print("{}\n", json::write_pretty(value));
  } else if (!options.quiet) {
    fmt::print("{} file{}: {} error{}, {} warning{}\n", options.files.size(), options.files.size() == 1 ? "" : "s",
               errors, errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
  }
  return errors > 0 || (options.warnings_are_errors && warnings > 0) ? exit_no : exit_ok;
}

int explain(const ExplainOptions& options) {
  if (is_code(options.what)) return explain_code(options.what);
  SopFiles files;
  const auto compiled = files.compile(options.what);
  if (!compiled) return report(compiled.error());
  json::Array lines;
  for (const procedure::Understanding& line : compiled->understanding) {
    if (options.json) {
      json::Value value;
      value.set("line", line.line).set("kind", line.kind).set("text", line.text);
      lines.push_back(std::move(value));
    } else {
      fmt::print("{:>5}  {:<12} {}\n", line.line, line.kind, line.text);
    }
  }
  if (options.json) fmt::print("{}\n", json::write_pretty(json::Value(std::move(lines))));
  for (const Diagnostic& d : compiled->diagnostics) fmt::print(stderr, "{}\n", render(d, options.what, files.source()));
  return compiled->procedure == nullptr ? exit_no : exit_ok;
}

int format(const FormatOptions& options) {
  int exit_code = exit_ok;
  for (const std::string& file : options.files) {
    const auto text = read_file(file, limits::sop_bytes_max);
    if (!text) return report(text.error());
    SopFiles files;
    if (file != "-" && compile_or_report(files, file, exit_code) == nullptr) continue;
    const std::string formatted = procedure::format(*text);
    if (options.check) {
      if (formatted == *text) continue;
      fmt::print("{} is not in its canonical form\n", file);
      exit_code = exit_no;
    } else if (options.stdout_only || file == "-") {
      fmt::print("{}", formatted);
    } else if (formatted != *text) {
      if (const auto written = write_file(file, formatted); !written) return report(written.error());
      fmt::print("{}\n", file);
    }
  }
  return exit_code;
}

int diff(const DiffOptions& options) {
  int exit_code = exit_ok;
  SopFiles before_files, after_files;
  const auto before = compile_or_report(before_files, options.before, exit_code);
  const auto after = compile_or_report(after_files, options.after, exit_code);
  if (before == nullptr || after == nullptr) return exit_code == exit_no ? exit_trouble : exit_code;
  static constexpr std::string_view names[] = {"added", "removed", "changed", "moved"};
  json::Array changes;
  const auto found = procedure::diff(*before, *after);
  for (const procedure::Change& change : found) {
    const std::string_view kind = names[static_cast<std::size_t>(change.kind)];
    if (options.json) {
      json::Value value;
      value.set("kind", kind).set("where", change.where).set("before", change.before).set("after", change.after);
      changes.push_back(std::move(value));
      continue;
    }
    fmt::print("{:<8} {}\n", kind, change.where);
    if (!change.before.empty()) fmt::print("    - {}\n", change.before);
    if (!change.after.empty()) fmt::print("    + {}\n", change.after);
  }
  if (options.json) fmt::print("{}\n", json::write_pretty(json::Value(std::move(changes))));
  return found.empty() ? exit_ok : exit_no;
}

int draw(const DrawOptions& options) {
  int exit_code = exit_ok;
  SopFiles files;
  const auto procedure = compile_or_report(files, options.file, exit_code);
  if (procedure == nullptr) return exit_code;
  const auto resolved = procedure::resolve(
      procedure,
      {.state = options.state, .channel = options.channel, .product = options.product, .language = options.language});
  if (!resolved) return report(resolved.error());
  const std::string picture =
      options.format == "bpmn" ? procedure::to_bpmn(**resolved)
      : options.format == "html"
          ? procedure::to_html(**resolved, {.state = options.state,
                                            .channel = options.channel,
                                            .product = options.product,
                                            .language = options.language})
          : procedure::to_svg(**resolved, {.language = options.language, .marks = {}, .standalone = true});
  const auto written = write_file(options.output, picture);
  return written ? exit_ok : report(written.error());
}

}  // namespace evenhand::cli
