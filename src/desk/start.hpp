/// @file start.hpp
/// @brief What a desk finds or makes before it opens: its folder, its organisation, and keys that fit what is stored.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/seal.hpp"
#include "store/orgs.hpp"
#include "store/store.hpp"

namespace evenhand::desk {

/// Error `desk/no-folder`.
[[nodiscard]] Result<std::filesystem::path> make_folder(const std::filesystem::path& folder);
/// The one organisation of an installation; made at the first start.
[[nodiscard]] Result<store::orgs::Org> find_or_make_org(store::Store& store, const std::string& company, Instant now);
/// A new folder gets a new key. Beside a database with values sealed under one, a missing or foreign key is refused: a new
/// one could open nothing, and would seal the next customers under something the backups do not have. Error `ledger/key-wrong`.
[[nodiscard]] Result<ledger::KeyRing> load_keys(const std::filesystem::path& folder, store::Store& store);
/// Nodes that share a database seal with one key: two that begin at once, each with a new one, could not read each other's
/// values. Error `ledger/key-wrong`.
[[nodiscard]] Result<void> check_same_key(const std::filesystem::path& folder, store::Store& store,
                                          const std::string& org, const ledger::KeyRing& keys);
/// A signing key that is lost is made anew, since nothing is sealed with it; but whoever holds its public key will not
/// accept what is signed from now on.
void warn_of_new_signer(store::Store& store, const std::string& org, const ledger::SigningKey& key);

}  // namespace evenhand::desk
