#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/findings.hpp"
#include "cli/law_packs.hpp"
#include "cli/law_report.hpp"
#include "cli/output.hpp"
#include "cli/sop_files.hpp"
#include "law/pack.hpp"
#include "procedure/draw.hpp"

namespace evenhand::cli {
namespace {

template <class Page>
int print_code(const Page& page, bool as_json) {
  if (as_json) {
    json::Value value;
    value.set("code", page.code).set("title", page.title).set("why", page.why);
    value.set("wrong", page.wrong).set("right", page.right);
    fmt::print("{}\n", json::write_pretty(value));
    return exit_ok;
  }
  fmt::print("{}  {}\n\n{}\n\nWrong:\n\n{}\n\nRight:\n\n{}\n", page.code, page.title, page.why, page.wrong, page.right);
  return exit_ok;
}

int explain_code(const std::string& what, bool as_json) {
  std::string code = what;
  std::transform(code.begin(), code.end(), code.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  const auto& law_pages = procedure::law_code_pages();
  const auto of_law_check = std::find_if(law_pages.begin(), law_pages.end(),
                                         [&](const procedure::CodePage& page) { return page.code == code; });
  if (of_law_check != law_pages.end()) return print_code(*of_law_check, as_json);
  const auto& of_law = law::pack_codes();
  const auto law_page =
      std::find_if(of_law.begin(), of_law.end(), [&](const law::PackCode& page) { return page.code == code; });
  if (law_page != of_law.end()) return print_code(*law_page, as_json);
  const auto& pages = procedure::code_pages();
  const auto found =
      std::find_if(pages.begin(), pages.end(), [&](const procedure::CodePage& page) { return page.code == code; });
  if (found == pages.end())
    return report(
        {ErrorKind::not_found, "code/not-found", "There is no code " + code + ".", "docs/language.md lists them."});
  return print_code(*found, as_json);
}

bool is_code(const std::string& what) {
  return what.size() == 6 && text::starts_with_ignoring_case(what, "EH") &&
         std::all_of(what.begin() + 2, what.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Writes the file with what its findings know to be meant, and says each on standard error.
Result<void> mend(const std::string& file, SopFiles& files) {
  const procedure::Fixed fixed = files.fix();
  const auto say = [&](const procedure::Edit& edit, std::string_view what) {
    complain(fmt::format("{}:{}:{}: {} {}", file, edit.span.line, edit.span.column, what, text::printable(edit.text)));
  };
  for (const procedure::Edit& edit : fixed.made) say(edit, "is now");
  for (const procedure::Edit& edit : fixed.refused) say(edit, "stays: there would be a new error with");
  return fixed.made.empty() ? Result<void>() : write_file(file, fixed.text);
}

}  // namespace

int check(const CheckOptions& options) {
  Findings findings(options);
  const auto law = law_in_use({.packs = options.packs, .on = {}, .json = false});
  if (!law) return report(law.error());
  const auto day = day_asked(options.on);
  if (!day) return report(day.error());
  json::Array reports;
  for (const std::string& file : options.files) {
    SopFiles files;
    auto compiled = files.compile(file);
    if (!compiled) return report(compiled.error());
    if (options.fix && file == "-")
      return report({ErrorKind::invalid, "file/standard-input", "Standard input cannot be mended.", "Name a file."});
    if (options.fix && !compiled->fixes.empty()) {
      if (const auto written = mend(file, files); !written) return report(written.error());
      compiled = files.compile(file);
      if (!compiled) return report(compiled.error());
    }
    Diagnostics found = compiled->diagnostics;
    if (compiled->procedure != nullptr) {
      const procedure::LawCheck of_law = procedure::check_law(
          compiled->procedure,
          {.law = **law, .day = *day, .followed = [&](std::string_view id) { return files.followed(id); }});
      // What cannot be told is for those who ask for all of it.
      std::copy_if(of_law.diagnostics.begin(), of_law.diagnostics.end(), std::back_inserter(found),
                   [](const Diagnostic& one) { return one.severity != Severity::note; });
      if (options.law && options.json) reports.push_back(report_as_json(of_law, file));
      if (options.law && !options.json) print_report(of_law, files.source(), *compiled->procedure, **law);
    }
    findings.add(found, file, files.source());
  }
  json::Value answer;
  answer.set("files", static_cast<std::int64_t>(options.files.size()));
  if (options.law) answer.set("law", std::move(reports));
  return findings.finish(count_of(options.files.size(), "file"), std::move(answer));
}

int explain(const ExplainOptions& options) {
  if (is_code(options.what)) return explain_code(options.what, options.json);
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
      fmt::print("{:>5}  {:<12} {}\n", line.line, line.kind, text::printable(line.text));
    }
  }
  if (options.json) fmt::print("{}\n", json::write_pretty(json::Value(std::move(lines))));
  print(compiled->diagnostics, options.what, files.source());
  return has_errors(compiled->diagnostics) ? exit_no : exit_ok;
}

int format(const FormatOptions& options) {
  int exit_code = exit_ok;
  json::Array looked_at;
  const auto found = [&](const std::string& file, std::string_view form) {
    if (form != "canonical") exit_code = exit_no;
    if (options.json) looked_at.push_back(std::move(json::Value().set("file", file).set("form", form)));
  };
  for (const std::string& file : options.files) {
    SopFiles files;
    const auto compiled = files.compile(file);
    if (!compiled) return report(compiled.error());
    if (has_errors(compiled->diagnostics)) {  // it stays as it is: what is no SOP has no canonical form
      print(compiled->diagnostics, file, files.source());
      found(file, "none");
      continue;
    }
    const auto canonical = procedure::canonical(files.source());
    if (!canonical) {
      Error why = canonical.error();
      why.message = file + ": " + why.message;
      report(why);
      exit_code = exit_no;
    }
    const std::string& formatted = canonical ? *canonical : files.source();
    if (options.check) {
      const bool is_canonical = formatted == files.source();
      found(file, is_canonical ? "canonical" : "other");
      if (!is_canonical && !options.json) fmt::print("{} is not in its canonical form\n", file);
    } else if (options.stdout_only || file == "-") {
      if (const auto written = write_file("-", formatted); !written) return report(written.error());
    } else if (formatted != files.source()) {
      if (const auto written = write_file(file, formatted); !written) return report(written.error());
      fmt::print("{}\n", file);
    }
  }
  if (options.json) fmt::print("{}\n", json::write_pretty(json::Value(std::move(looked_at))));
  return exit_code;
}

int diff(const DiffOptions& options) {
  int exit_code = exit_ok;
  SopFiles before_files, after_files;
  const auto before = before_files.load(options.before, exit_code);
  const auto after = after_files.load(options.after, exit_code);
  if (before == nullptr || after == nullptr) return exit_code == exit_no ? exit_trouble : exit_code;
  json::Array changes;
  const auto found = procedure::diff(*before, *after);
  for (const procedure::Change& change : found) {
    const std::string_view kind = procedure::change_kind_name(change.kind);
    const std::string_view weight = procedure::weight_name(change.weight);
    const std::string why = procedure::reason_text(change, "en");
    if (options.json) {
      json::Value value;
      value.set("kind", kind).set("where", change.where).set("before", change.before).set("after", change.after);
      value.set("class", weight).set("why", why);
      changes.push_back(std::move(value));
      continue;
    }
    fmt::print("{:<8} {}\n    {}: {}\n", kind, text::printable(change.where), weight, text::printable(why));
    if (!change.before.empty()) fmt::print("    - {}\n", text::printable(change.before));
    if (!change.after.empty()) fmt::print("    + {}\n", text::printable(change.after));
  }
  if (options.json) fmt::print("{}\n", json::write_pretty(json::Value(std::move(changes))));
  return found.empty() ? exit_ok : exit_no;
}

int draw(const DrawOptions& options) {
  int exit_code = exit_ok;
  SopFiles files;
  const auto procedure = files.load(options.file, exit_code);
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
