/// @file seal.hpp
/// @brief Personal values under a key per person. Every person has a random key that is stored only wrapped under the
/// master key of the data folder; erasing the wrapped key erases the person and leaves hashes and proofs whole.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "ledger/key_file.hpp"

namespace evenhand::ledger {

/// 32 bytes of key. Copies are wiped when they go.
class PersonKey {
 public:
  /// @param bytes  exactly 32; anything else is a bug of the caller.
  explicit PersonKey(Secret bytes);
  [[nodiscard]] std::string_view reveal() const noexcept { return bytes_.reveal(); }

 private:
  Secret bytes_;
};

/// Gives the key of a person (`customer_…`), or the error `ledger/erased` when it was erased.
using KeyLookup = std::function<Result<PersonKey>(std::string_view person)>;

/// `v1.` + base64url of nonce and XChaCha20-Poly1305 ciphertext. The nonce is derived from key, text and associated
/// data, so the same three give the same text: events stay a pure function of their input. Thread safe.
/// @param associated  where the value stands; it opens in no other place.
[[nodiscard]] std::string seal(const PersonKey& key, std::string_view plaintext, std::string_view associated);
/// Errors: `ledger/bad-seal` when the text was altered, moved, or sealed under another key.
[[nodiscard]] Result<std::string> open(const PersonKey& key, std::string_view sealed, std::string_view associated);

/// The same as bytes, for what is long: nonce, then ciphertext, without `v1.` and base64url.
[[nodiscard]] std::string seal_bytes(const PersonKey& key, std::string_view plaintext, std::string_view associated);
[[nodiscard]] Result<std::string> open_bytes(const PersonKey& key, std::string_view sealed,
                                             std::string_view associated);

/// The master key and what it wraps. Immutable after `load`; safe to share between threads.
class KeyRing {
 public:
  /// Reads `master.key` in `folder`; when there is none, makes one (mode 0600) or refuses.
  /// Errors: `ledger/key-mode` (others may read it), `ledger/key-invalid`, `ledger/key-unreadable`, `ledger/key-missing`.
  [[nodiscard]] static Result<KeyRing> load(const std::filesystem::path& folder, MissingKey missing = MissingKey::make);
  /// Around a given key of 32 bytes: tests, restores.
  explicit KeyRing(Secret master);

  /// A new random key for `person`, wrapped: the text to store.
  [[nodiscard]] std::string new_person_key(std::string_view org, std::string_view person) const;
  /// @param wrapped  as stored; empty: the key was erased.
  /// Errors: `ledger/erased`, `ledger/bad-seal` (another master key, or another person's).
  [[nodiscard]] Result<PersonKey> unwrap(std::string_view wrapped, std::string_view org, std::string_view person) const;
  /// A keyed fingerprint of `text` (base64url, 43 characters), for finding an equal value (an e-mail address) without
  /// storing it. Differs by `purpose`.
  [[nodiscard]] std::string fingerprint(std::string_view purpose, std::string_view text) const;

 private:
  PersonKey master_;
};

}  // namespace evenhand::ledger
