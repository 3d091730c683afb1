#include "ledger/checkpoint.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "base/assert.hpp"
#include "ledger/key_file.hpp"

namespace evenhand::ledger {

namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

tl::unexpected<Error> bad_checkpoint() {
  return fail(ErrorKind::corrupt, "ledger/bad-checkpoint", "The checkpoint is not in the form of version 1.");
}

}  // namespace

std::string canonical_bytes(const Checkpoint& checkpoint) {
  json::Value value;
  value.set("at", format_rfc3339(checkpoint.at));
  value.set("key", checkpoint.key_id);
  value.set("org", checkpoint.org);
  value.set("root", hex(checkpoint.root));
  value.set("size", checkpoint.size);
  value.set("v", 1);
  return json::write_canonical(value);
}

Result<Checkpoint> checkpoint_from_text(std::string_view canonical) {
  const auto value = json::parse(canonical);
  if (!value || value->int_or("v", 0) != 1) return bad_checkpoint();
  Checkpoint out;
  const auto at = parse_rfc3339(value->string_or("at", ""));
  const auto root = unhex(value->string_or("root", ""));
  const std::int64_t size = value->int_or("size", -1);
  if (!at || !root || root->size() != out.root.size() || size < 0) return bad_checkpoint();
  out.org = value->string_or("org", "");
  out.size = static_cast<std::uint64_t>(size);
  std::copy(root->begin(), root->end(), out.root.begin());
  out.at = *at;
  out.key_id = value->string_or("key", "");
  // Only the canonical bytes were signed.
  if (canonical_bytes(out) != canonical) return bad_checkpoint();
  return out;
}

SigningKey::SigningKey(const Secret& seed) {
  EH_ASSERT_MSG(sodium_init() >= 0, "libsodium did not start");
  EH_ASSERT_MSG(seed.reveal().size() == crypto_sign_SEEDBYTES, "a signing seed has 32 bytes");
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_seed_keypair(bytes_of(public_key), bytes_of(secret), bytes_of(seed.reveal()));
  secret_ = Secret(std::move(secret));
  public_key_ = base64url(public_key);
}

Result<SigningKey> SigningKey::load(const std::filesystem::path& folder) {
  return load_key_file(folder, "signing.key", "evenhand-signing-key-v1", MissingKey::make).map([](const Secret& seed) {
    return SigningKey(seed);
  });
}

std::string SigningKey::key_id() const {
  return key_id_of(public_key_);
}

std::string SigningKey::sign(Checkpoint& checkpoint) const {
  checkpoint.key_id = key_id();
  return sign(canonical_bytes(checkpoint));
}

std::string SigningKey::sign(std::string_view bytes) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(bytes), bytes.size(), bytes_of(secret_.reveal()));
  return base64url(signature);
}

std::string key_id_of(std::string_view public_key) {
  const auto bytes = unbase64url(public_key);
  if (!bytes || bytes->size() != crypto_sign_PUBLICKEYBYTES) return {};
  return hex(sha256(*bytes)).substr(0, 16);
}

bool verify(const Checkpoint& checkpoint, std::string_view signature, std::string_view public_key) {
  return checkpoint.key_id == key_id_of(public_key) && verify(canonical_bytes(checkpoint), signature, public_key);
}

bool verify(std::string_view bytes, std::string_view signature, std::string_view public_key) {
  EH_ASSERT_MSG(sodium_init() >= 0, "libsodium did not start");
  const auto key = unbase64url(public_key);
  const auto signed_bytes = unbase64url(signature);
  return key && key->size() == crypto_sign_PUBLICKEYBYTES && signed_bytes &&
         signed_bytes->size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(bytes_of(*signed_bytes), bytes_of(bytes), bytes.size(), bytes_of(*key)) == 0;
}

}  // namespace evenhand::ledger
