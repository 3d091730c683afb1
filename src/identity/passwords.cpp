#include "identity/passwords.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/bounded_queue.hpp"
#include "base/guarded.hpp"
#include "base/text.hpp"

namespace evenhand::identity {
namespace {

constexpr std::size_t password_bytes_min = 12;
constexpr std::size_t password_bytes_max = 1024;
constexpr std::size_t waiting_max = 64;
constexpr std::size_t threads_count = 2;

/// Twelve letters or more, and still guessed first; all others of the common lists are shorter than the minimum.
constexpr std::array<std::string_view, 16> common = {
    "passwordpassword", "password1234",     "password12345",    "123456789012",   "1234567890123",  "12345678901234",
    "qwertyuiop123",    "qwertyuiopas",     "qwerty123456",     "iloveyou1234",   "letmeinletmein", "administrator",
    "welcome12345",     "changemechangeme", "evenhandevenhand", "adminadminadmin"};

Result<std::string> hash_with(const PasswordHasher::Cost& cost, const Secret& password) {
  std::string encoded(crypto_pwhash_STRBYTES, '\0');
  const std::string_view plain = password.reveal();
  if (crypto_pwhash_str_alg(encoded.data(), plain.data(), plain.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(ErrorKind::unavailable, "password/no-memory", "There is not enough memory to check a password now.",
                "Try again in a moment.");
  }
  encoded.resize(encoded.find('\0'));
  return encoded;
}

}  // namespace

struct PasswordHasher::Threads {
  BoundedQueue<std::function<void()>> queue{waiting_max};
  std::vector<std::thread> threads;
  std::string decoy;  ///< hash of a random password: what unknown people are compared with
};

Result<void> check_password_strength(const Secret& password, std::string_view email) {
  const std::string_view plain = password.reveal();
  if (plain.size() < password_bytes_min || plain.size() > password_bytes_max) {
    return fail(ErrorKind::invalid, "password/weak", "A password has 12 to 1,024 characters.",
                "A few unrelated words make a good one.");
  }
  const std::string lower = text::to_lower_ascii(plain);
  const std::string user = text::to_lower_ascii(email.substr(0, email.find('@')));
  const bool repeats_one = lower.find_first_not_of(lower.front()) == std::string::npos;
  const bool is_common = std::find(common.begin(), common.end(), lower) != common.end();
  const bool is_address = !email.empty() && text::equals_ignoring_case(plain, email);
  const bool is_user_and_a_bit = user.size() >= 4 && lower.starts_with(user) && lower.size() - user.size() < 4;
  if (repeats_one || is_common || is_address || is_user_and_a_bit) {
    return fail(ErrorKind::invalid, "password/weak", "This password is among the first that would be guessed.",
                "A few unrelated words make a good one.");
  }
  return {};
}

PasswordHasher::PasswordHasher(Cost cost) : cost_(cost), threads_(std::make_unique<Threads>()) {
  EH_ASSERT(sodium_init() >= 0);
  std::array<char, 32> random{};
  randombytes_buf(random.data(), random.size());
  threads_->decoy = hash_with(cost_, Secret(std::string(random.data(), random.size()))).value_or(std::string{});
  for (std::size_t i = 0; i < threads_count; ++i) {
    threads_->threads.emplace_back([queue = &threads_->queue] {
      while (auto work = queue->pop()) guarded("a hashing thread", [&] { (*work)(); });
    });
  }
}

PasswordHasher::~PasswordHasher() {
  close();
}

void PasswordHasher::close() {
  threads_->queue.close();
  for (std::thread& thread : threads_->threads) {
    if (thread.joinable()) thread.join();
  }
}

void PasswordHasher::hash(Secret password, std::function<void(Result<std::string>)> done) {
  auto work = [this, password = std::move(password), done] { done(hash_with(cost_, password)); };
  if (!threads_->queue.try_push(std::move(work))) {
    done(fail(ErrorKind::unavailable, "password/busy", "Too many passwords are being checked at once.",
              "Try again in a moment."));
  }
}

void PasswordHasher::verify(Secret password, std::string encoded, std::function<void(Result<bool>)> done) {
  auto work = [this, password = std::move(password), encoded = std::move(encoded), done] {
    const std::string& against = encoded.empty() ? threads_->decoy : encoded;
    const std::string_view plain = password.reveal();
    const bool fits = crypto_pwhash_str_verify(against.c_str(), plain.data(), plain.size()) == 0;
    done(fits && !encoded.empty());
  };
  if (!threads_->queue.try_push(std::move(work))) {
    done(fail(ErrorKind::unavailable, "password/busy", "Too many passwords are being checked at once.",
              "Try again in a moment."));
  }
}

Result<std::string> PasswordHasher::hash_now(const Secret& password) const {
  return hash_with(cost_, password);
}

}  // namespace evenhand::identity
