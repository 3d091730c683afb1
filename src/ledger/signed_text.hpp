/// @file signed_text.hpp
/// @brief A text that somebody vouches for, such as a pack of law facts: the text under one line of comment with an Ed25519
/// signature over all that follows it. `# evenhand-signature ed25519 PUBLIC-KEY SIGNATURE`, both base64url without padding. Who
/// reads it without checking sees a comment.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ledger/checkpoint.hpp"

namespace evenhand::ledger {

struct SignedText {
  std::string public_key;  ///< base64url, 43 characters; empty: the text is not signed
  std::string_view text;   ///< what was signed: all after the first line; of an unsigned text all of it
};

/// Checks the signature, not whose it is. Error `signature/bad` (the line is malformed, or the text was altered after it was signed).
[[nodiscard]] Result<SignedText> open_signed(std::string_view text);
/// The same, and made by one of these keys. Errors: `signature/none`, `signature/unknown-key`, and that of `open_signed`.
/// @param trusted  public keys as base64url
[[nodiscard]] Result<SignedText> open_trusted(std::string_view text, const std::vector<std::string>& trusted);
/// The text under such a line; one that it has is replaced.
[[nodiscard]] std::string sign_text(std::string_view text, const SigningKey& key);

}  // namespace evenhand::ledger
