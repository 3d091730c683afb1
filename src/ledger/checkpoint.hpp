/// @file checkpoint.hpp
/// @brief A signed statement that an organisation's journal had a size and a root at a time. Ed25519; the key pair is a
/// file of the data folder. Anyone with the public key can hold two checkpoints against each other and against an
/// export.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "ledger/merkle.hpp"

namespace evenhand::ledger {

struct Checkpoint {
  std::string org;
  std::uint64_t size = 0;  ///< events in the journal
  Hash root{};
  Instant at;
  std::string key_id;  ///< first 16 hex digits of SHA-256 of the public key
  bool operator==(const Checkpoint&) const = default;
};

/// Canonical JSON {"at","key","org","root","size","v":1}: the bytes that are signed.
[[nodiscard]] std::string canonical_bytes(const Checkpoint& checkpoint);
/// Error `ledger/bad-checkpoint`.
[[nodiscard]] Result<Checkpoint> checkpoint_from_text(std::string_view canonical);

/// Immutable after `load`; safe to share between threads.
class SigningKey {
 public:
  /// Reads `signing.key` in `folder`, or makes one (mode 0600) when there is none. Errors as for KeyRing::load.
  [[nodiscard]] static Result<SigningKey> load(const std::filesystem::path& folder);
  /// From 32 bytes of seed: tests, restores.
  explicit SigningKey(const Secret& seed);
  [[nodiscard]] const std::string& public_key() const noexcept { return public_key_; }  ///< base64url, 43 characters
  [[nodiscard]] std::string key_id() const;
  /// Sets key_id and signs. @return the signature, base64url.
  [[nodiscard]] std::string sign(Checkpoint& checkpoint) const;
  /// Signs bytes as they are; the same bytes always get the same signature. @return the signature, base64url.
  [[nodiscard]] std::string sign(std::string_view bytes) const;

 private:
  Secret secret_;
  std::string public_key_;
};

/// The id of a public key given as base64url; empty when it is none.
[[nodiscard]] std::string key_id_of(std::string_view public_key);
[[nodiscard]] bool verify(const Checkpoint& checkpoint, std::string_view signature, std::string_view public_key);
[[nodiscard]] bool verify(std::string_view bytes, std::string_view signature, std::string_view public_key);

}  // namespace evenhand::ledger
