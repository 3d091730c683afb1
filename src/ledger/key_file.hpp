/// @file key_file.hpp
/// @brief Keys in files of the data folder: made once, mode 0600, never overwritten, refused when others may read them.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace evenhand::ledger {

/// What to do when a key file is not there: make one (a new folder), or refuse (something was sealed or signed with it).
enum class MissingKey { make, refuse };

/// Reads the 32 bytes of `folder`/`name`, or makes them at random when there is no such file. The file is one line,
/// `label` and the key as base64url.
/// Errors: `ledger/key-mode` (group or others may read it), `ledger/key-invalid`, `ledger/key-unreadable`,
/// `ledger/key-missing` (only with MissingKey::refuse).
[[nodiscard]] Result<Secret> load_key_file(const std::filesystem::path& folder, std::string_view name,
                                           std::string_view label, MissingKey missing);

}  // namespace evenhand::ledger
