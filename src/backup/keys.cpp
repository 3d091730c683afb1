#include "backup/keys.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "base/assert.hpp"
#include "base/bytes.hpp"

namespace evenhand::backup {
namespace {

constexpr std::string_view public_label = "evbackup1";
constexpr std::string_view secret_label = "evenhand-backup-secret-key-v1 ";
constexpr std::size_t key_bytes = crypto_box_SECRETKEYBYTES;

std::string public_text(std::string_view bytes) {
  return std::string(public_label) + base64url(bytes);
}

Result<std::string> parse_public(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with(' ')) text.remove_suffix(1);
  if (text.starts_with(public_label)) {
    auto bytes = unbase64url(text.substr(public_label.size()));
    if (bytes && bytes->size() == key_bytes) return std::move(*bytes);
  }
  return fail(ErrorKind::invalid, "backup/key-invalid", "That is no public key for backups.",
              "It begins with evbackup1; `evenhand backup keygen` makes a pair.");
}

std::string public_of(const Secret& secret) {
  std::string bytes(crypto_box_PUBLICKEYBYTES, '\0');
  crypto_scalarmult_base(reinterpret_cast<unsigned char*>(bytes.data()),
                         reinterpret_cast<const unsigned char*>(secret.reveal().data()));
  return bytes;
}

}  // namespace

KeyPair make_key_pair() {
  EH_ASSERT(sodium_init() >= 0);
  Secret secret(random_bytes(key_bytes));
  std::string shown = public_text(public_of(secret));
  return {.public_key = std::move(shown), .secret_key = std::move(secret)};
}

Secret secret_key_text(const KeyPair& pair) {
  return Secret(fmt::format("# Opens the backups made with --to-key {}\n{}{}\n", pair.public_key, secret_label,
                            base64url(pair.secret_key.reveal())));
}

Result<KeyPair> read_secret_key(const std::filesystem::path& file) {
  struct stat status {};
  std::ifstream in(file, std::ios::binary);
  if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || !in)
    return fail(ErrorKind::not_found, "backup/key-unreadable", "The key file " + file.string() + " cannot be read.",
                "--key names the file that `evenhand backup keygen` wrote.");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail(
        ErrorKind::forbidden, "backup/key-mode",
        fmt::format("The key file {} may be read by others (mode {:o}).", file.string(), status.st_mode & 0777u),
        "Run: chmod 600 " + file.string());
  std::string line;
  while (std::getline(in, line)) {
    if (!line.starts_with(secret_label)) continue;
    auto bytes = unbase64url(std::string_view(line).substr(secret_label.size()));
    if (!bytes || bytes->size() != key_bytes) break;
    Secret secret(std::move(*bytes));
    std::string shown = public_text(public_of(secret));
    return KeyPair{.public_key = std::move(shown), .secret_key = std::move(secret)};
  }
  return fail(ErrorKind::invalid, "backup/key-invalid", file.string() + " holds no secret key for backups.",
              "--key names the file that `evenhand backup keygen` wrote.");
}

Result<std::string> read_public_key(std::string_view text_or_file) {
  if (text_or_file.starts_with(public_label)) return parse_public(text_or_file);
  std::ifstream in{std::string(text_or_file), std::ios::binary};
  std::string line;
  while (in && std::getline(in, line)) {
    const std::size_t at = line.find(public_label);
    if (at != std::string::npos) return parse_public(std::string_view(line).substr(at));
  }
  return parse_public(text_or_file);
}

std::string key_id(std::string_view public_key) {
  return hex(sha256(public_key)).substr(0, 16);
}

}  // namespace evenhand::backup
