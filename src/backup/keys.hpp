/// @file keys.hpp
/// @brief The key pair that backups are encrypted to: X25519. Whoever makes backups needs the public half alone, which opens
/// nothing; the secret half lies where restores are made, and not beside the backups.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace evenhand::backup {

struct KeyPair {
  std::string public_key;  ///< `evbackup1…`, 52 characters
  Secret secret_key;       ///< the 32 bytes
};

[[nodiscard]] KeyPair make_key_pair();
/// The line of a secret key file. @return the text, with a line for the public half
[[nodiscard]] Secret secret_key_text(const KeyPair& pair);
/// Reads the file that secret_key_text wrote. Errors: `backup/key-mode` (others may read it), `backup/key-invalid`,
/// `backup/key-unreadable`.
[[nodiscard]] Result<KeyPair> read_secret_key(const std::filesystem::path& file);
/// A public key as text, or a file that holds one. @return the 32 bytes. Error `backup/key-invalid`.
[[nodiscard]] Result<std::string> read_public_key(std::string_view text_or_file);
/// 16 hex digits that name a key in messages. @param public_key  the 32 bytes
[[nodiscard]] std::string key_id(std::string_view public_key);

}  // namespace evenhand::backup
