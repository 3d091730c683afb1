/// @file law_packs.hpp
/// @brief The packs of law facts that a command uses: those built in, or those of a folder.
#pragma once

#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "law/library.hpp"

namespace evenhand::cli {

/// The packs of `options.packs`, or those built in. Problems of one are printed. Errors `law/no-packs`, `law/bad-pack`, `file/…`.
[[nodiscard]] Result<std::shared_ptr<const law::Law>> law_in_use(const LawOptions& options);
/// One pack. Its problems are printed; then the error is `law/bad-pack`.
[[nodiscard]] Result<law::Pack> read_pack(const std::string& file);
/// The day that `--on` names; today without it. Error `date/invalid`.
[[nodiscard]] Result<CalendarDate> day_asked(const std::string& on);

}  // namespace evenhand::cli
