/// @file passwords.hpp
/// @brief Passwords as Argon2id hashes (libsodium), computed on two threads of their own so that a burst of sign-ins never
/// holds up the threads that serve requests or write the journal.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace evenhand::identity {

/// 12 to 1,024 bytes and none of the most common passwords or the person's own address. Error `password/weak`.
[[nodiscard]] Result<void> check_password_strength(const Secret& password, std::string_view email);

class PasswordHasher {
 public:
  /// Cost of one hash. The defaults are OWASP's Argon2id advice (19 MiB, two passes); tests use less.
  struct Cost {
    unsigned long long passes = 2;
    std::size_t memory_bytes = 19u << 20;
  };
  explicit PasswordHasher(Cost cost);
  PasswordHasher() : PasswordHasher(Cost{}) {}
  ~PasswordHasher();
  PasswordHasher(const PasswordHasher&) = delete;
  PasswordHasher& operator=(const PasswordHasher&) = delete;

  /// `done` runs on a hashing thread with the encoded hash. Error `unavailable` (`password/busy`) when 64 already wait.
  void hash(Secret password, std::function<void(Result<std::string>)> done);
  /// `done(true)` when the password fits. An empty `encoded` takes the same time and never fits, so that an unknown
  /// address cannot be told from a wrong password by the clock.
  void verify(Secret password, std::string encoded, std::function<void(Result<bool>)> done);
  /// On the calling thread: set-up and the command line.
  [[nodiscard]] Result<std::string> hash_now(const Secret& password) const;
  /// Finishes what waits and ends the threads; later calls are answered with `password/busy`.
  void close();

 private:
  struct Threads;
  Cost cost_;
  std::unique_ptr<Threads> threads_;
};

}  // namespace evenhand::identity
