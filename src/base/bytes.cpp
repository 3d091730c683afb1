#include "base/bytes.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/assert.hpp"

namespace evenhand {

namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::string_view alphabet64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> digits64 = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < alphabet64.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet64[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}();

/// One digest context per thread: making one costs more than hashing a short text.
EVP_MD_CTX* digest_context() {
  struct Holder {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    Holder() = default;
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    ~Holder() { EVP_MD_CTX_free(context); }
  };
  thread_local const Holder holder;
  EH_ASSERT(holder.context != nullptr);
  return holder.context;
}

/// Fetched once: `EVP_sha256()` would look the provider up again at every hash.
const EVP_MD* sha256_method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EH_ASSERT(method != nullptr);
  return method;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  return sha256(std::span(&bytes, 1));
}

Sha256 sha256(std::span<const std::string_view> parts) {
  EVP_MD_CTX* context = digest_context();
  EH_ASSERT(EVP_DigestInit_ex2(context, sha256_method(), nullptr) == 1);
  for (const std::string_view part : parts) { EH_ASSERT(EVP_DigestUpdate(context, part.data(), part.size()) == 1); }
  Sha256 out{};
  unsigned length = 0;
  EH_ASSERT(EVP_DigestFinal_ex(context, out.data(), &length) == 1 && length == out.size());
  return out;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out(bytes.size() * 2, '\0');
  char* put = out.data();
  for (const std::uint8_t byte : bytes) {
    *put++ = digits[byte >> 4];
    *put++ = digits[byte & 15];
  }
  return out;
}

std::optional<std::string> unhex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high << 4 | low));
  }
  return out;
}

std::string base64url(std::string_view bytes) {
  std::string out((bytes.size() * 4 + 2) / 3, '\0');
  char* put = out.data();
  const auto byte = [&](std::size_t at) -> std::uint32_t { return static_cast<std::uint8_t>(bytes[at]); };
  std::size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) {
    const std::uint32_t word = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
    for (const int shift : {18, 12, 6, 0}) *put++ = alphabet64[word >> shift & 63];
  }
  const std::size_t left = bytes.size() - at;
  if (left > 0) {
    const std::uint32_t word = byte(at) << 16 | (left == 2 ? byte(at + 1) << 8 : 0);
    for (const int shift : {18, 12, 6}) {
      if (put != out.data() + out.size()) *put++ = alphabet64[word >> shift & 63];
    }
  }
  return out;
}

std::optional<std::string> unbase64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const std::int8_t digit = digits64[static_cast<std::uint8_t>(c)];
    if (digit < 0) return std::nullopt;
    buffer = buffer << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<char>(buffer >> bits));
    buffer &= (1u << bits) - 1;
  }
  // Left-over bits must be zero, or two texts would mean the same bytes.
  if (buffer != 0) return std::nullopt;
  return out;
}

std::string_view as_chars(std::span<const std::uint8_t> bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  const int got = RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count));
  EH_ASSERT_MSG(got == 1, "the operating system gave no random bytes");
  return out;
}

}  // namespace evenhand
