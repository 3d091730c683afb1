#include "ledger/seal.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "ledger/key_file.hpp"

namespace evenhand::ledger {

namespace {

constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::string_view version_mark = "v1.";
static_assert(key_bytes == 32);

void start_sodium() {
  static const int started = sodium_init();
  EH_ASSERT_MSG(started >= 0, "libsodium did not start");
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// BLAKE2b under a key of its own purpose, so that nonces, fingerprints and encryption never share one.
std::string keyed_hash(std::string_view key, std::string_view purpose, std::string_view first, std::string_view second,
                       std::size_t size) {
  start_sodium();
  std::string subkey(32, '\0');
  EH_ASSERT(crypto_generichash(bytes_of(subkey), subkey.size(), bytes_of(purpose), purpose.size(), bytes_of(key),
                               key.size()) == 0);
  crypto_generichash_state state;
  EH_ASSERT(crypto_generichash_init(&state, bytes_of(subkey), subkey.size(), size) == 0);
  // The length goes in first: without it ("ab", "c") and ("a", "bc") would be one text.
  const std::string length = fmt::format("{}:", first.size());
  crypto_generichash_update(&state, bytes_of(length), length.size());
  crypto_generichash_update(&state, bytes_of(first), first.size());
  crypto_generichash_update(&state, bytes_of(second), second.size());
  std::string out(size, '\0');
  crypto_generichash_final(&state, bytes_of(out), out.size());
  sodium_memzero(subkey.data(), subkey.size());
  return out;
}

tl::unexpected<Error> bad_seal() {
  return fail(ErrorKind::corrupt, "ledger/bad-seal",
              "A sealed value was altered, moved to another place, or sealed under another key.",
              "If master.key was replaced, put the old one back from a backup.");
}

std::string wrap_place(std::string_view org, std::string_view person) {
  return fmt::format("key\n{}\n{}", org, person);
}

}  // namespace

PersonKey::PersonKey(Secret bytes) : bytes_(std::move(bytes)) {
  EH_ASSERT_MSG(bytes_.reveal().size() == key_bytes, "a person key has 32 bytes");
}

std::string seal_bytes(const PersonKey& key, std::string_view plaintext, std::string_view associated) {
  std::string out = keyed_hash(key.reveal(), "evenhand nonce v1", associated, plaintext, nonce_bytes);
  out.resize(nonce_bytes + plaintext.size() + tag_bytes);
  unsigned long long written = 0;
  const int sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes_of(out) + nonce_bytes, &written, bytes_of(plaintext), plaintext.size(), bytes_of(associated),
      associated.size(), nullptr, bytes_of(out), bytes_of(key.reveal()));
  EH_ASSERT(sealed == 0 && written == plaintext.size() + tag_bytes);
  return out;
}

std::string seal(const PersonKey& key, std::string_view plaintext, std::string_view associated) {
  return std::string(version_mark) + base64url(seal_bytes(key, plaintext, associated));
}

Result<std::string> open(const PersonKey& key, std::string_view sealed, std::string_view associated) {
  if (!sealed.starts_with(version_mark)) return bad_seal();
  const auto raw = unbase64url(sealed.substr(version_mark.size()));
  return raw ? open_bytes(key, *raw, associated) : Result<std::string>(bad_seal());
}

Result<std::string> open_bytes(const PersonKey& key, std::string_view sealed, std::string_view associated) {
  start_sodium();
  if (sealed.size() < nonce_bytes + tag_bytes) return bad_seal();
  std::string out(sealed.size() - nonce_bytes - tag_bytes, '\0');
  unsigned long long written = 0;
  const std::string_view cipher = sealed.substr(nonce_bytes);
  const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(out), &written, nullptr, bytes_of(cipher),
                                                                cipher.size(), bytes_of(associated), associated.size(),
                                                                bytes_of(sealed), bytes_of(key.reveal()));
  if (opened != 0) return bad_seal();
  EH_ASSERT(written == out.size());
  return out;
}

KeyRing::KeyRing(Secret master) : master_(std::move(master)) {}

Result<KeyRing> KeyRing::load(const std::filesystem::path& folder, MissingKey missing) {
  return load_key_file(folder, "master.key", "evenhand-master-key-v1", missing).map([](Secret key) {
    return KeyRing(std::move(key));
  });
}

std::string KeyRing::new_person_key(std::string_view org, std::string_view person) const {
  const Secret fresh(random_bytes(key_bytes));
  return seal(master_, fresh.reveal(), wrap_place(org, person));
}

Result<PersonKey> KeyRing::unwrap(std::string_view wrapped, std::string_view org, std::string_view person) const {
  if (wrapped.empty()) {
    return fail(ErrorKind::not_found, "ledger/erased", fmt::format("The personal values of {} were erased.", person));
  }
  auto opened = open(master_, wrapped, wrap_place(org, person));
  if (!opened) return fail(opened.error());
  Secret key(std::move(*opened));
  if (key.reveal().size() != key_bytes) return bad_seal();
  return PersonKey(std::move(key));
}

std::string KeyRing::fingerprint(std::string_view purpose, std::string_view text) const {
  return base64url(keyed_hash(master_.reveal(), "evenhand fingerprint v1", purpose, text, 32));
}

}  // namespace evenhand::ledger
