#include <fmt/format.h>

#include <filesystem>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "intake/intake.hpp"

namespace evenhand::cli {

int import_sop(const ImportOptions& options) {
  if (options.json && options.output == "-" && options.report)
    return report({ErrorKind::invalid, "import/options", "--json holds the report already.", "Leave --report out."});
  const auto bytes = read_file(options.file, limits::import_bytes_max);
  if (!bytes) return report(bytes.error());
  const std::string name =
      options.name.empty() ? std::filesystem::path(options.file).filename().string() : options.name;
  const auto imported = intake::import_file(name, *bytes);
  if (!imported) return report(imported.error());
  if (options.json) {
    json::Value answer = intake::to_json(*imported);
    answer.set("draft", imported->draft);
    if (options.output != "-")
      if (const auto written = write_file(options.output, imported->draft); !written) return report(written.error());
    fmt::print("{}\n", json::write_pretty(answer));
    return exit_ok;
  }
  if (const auto written = write_file(options.output, imported->draft); !written) return report(written.error());
  const std::string all = intake::to_text(*imported);
  // The draft is the answer; what became of the file goes beside it, its last line at the least.
  const std::string said = options.report ? all : all.substr(all.rfind('\n', all.size() - 2) + 1);
  fmt::print(stderr, "{}", said);
  if (!imported->runnable)
    complain("no steps were found, so the draft is a page of guidance; give it an id and a step to run it");
  return exit_ok;
}

}  // namespace evenhand::cli
