#include "cli/law_packs.hpp"

#include <filesystem>

#include "base/instant.hpp"
#include "base/limits.hpp"
#include "cli/findings.hpp"
#include "cli/output.hpp"
#include "packs/packs.hpp"

namespace evenhand::cli {

namespace fs = std::filesystem;

Result<CalendarDate> day_asked(const std::string& on) {
  return on.empty() ? Result<CalendarDate>(day_of(SystemClock().now())) : parse_calendar_date(on);
}

namespace {

Result<law::Pack> usable(law::ParsedPack parsed, const std::string& file, std::string_view text) {
  if (!has_errors(parsed.diagnostics)) return std::move(parsed.pack);
  print(parsed.diagnostics, file, text);
  return fail(ErrorKind::invalid, "law/bad-pack", file + " cannot be used as a pack of law facts.",
              "evenhand law check " + file);
}

}  // namespace

Result<law::Pack> read_pack(const std::string& file) {
  const auto text = read_file(file, limits::law_pack_bytes_max);
  if (!text) return fail(text.error());
  return usable(law::parse_pack(*text), file, *text);
}

Result<std::shared_ptr<const law::Law>> law_in_use(const LawOptions& options) {
  std::vector<std::shared_ptr<const law::Pack>> packs;
  const auto add = [&](Result<law::Pack> pack) {
    if (pack) packs.push_back(std::make_shared<const law::Pack>(std::move(*pack)));
    return pack ? Result<void>() : fail(pack.error());
  };
  if (options.packs.empty()) {
    for (const packs::PackFile& file : packs::law_packs())
      if (auto added = add(usable(law::parse_pack(file.text), std::string(file.name), file.text)); !added)
        return fail(added.error());
    return law::Law::of(std::move(packs));
  }
  std::error_code error;
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(options.packs, error))
    if (entry.path().extension() == ".yaml" && files.size() <= limits::law_packs_max)
      files.push_back(entry.path().string());
  if (error || files.empty())
    return fail(ErrorKind::not_found, "law/no-packs", options.packs + " holds no packs of law facts.",
                "They are files such as us-ma.yaml.");
  for (const std::string& file : files)
    if (auto added = add(read_pack(file)); !added) return fail(added.error());
  return law::Law::of(std::move(packs));
}

}  // namespace evenhand::cli
