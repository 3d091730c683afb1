/// @file digest.hpp
/// @brief SHA-256 of what is too long to be held at once. Private to this module.
#pragma once

#include <sodium.h>

#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace evenhand::backup {

/// SHA-256 over what comes piece by piece.
class Digest {
 public:
  Digest() { crypto_hash_sha256_init(&state_); }
  void add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  }
  /// Hexadecimal; nothing can be added after.
  [[nodiscard]] std::string finish() {
    Sha256 out{};
    crypto_hash_sha256_final(&state_, out.data());
    return hex(out);
  }

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace evenhand::backup
