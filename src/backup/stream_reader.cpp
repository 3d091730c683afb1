#include <fmt/format.h>
#include <sodium.h>
#include <zstd.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "backup/digest.hpp"
#include "backup/stream.hpp"
#include "backup/stream_form.hpp"
#include "base/assert.hpp"
#include "base/bytes.hpp"

namespace evenhand::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t hash_bytes = 32;

struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

class StreamReader::Inside {
 public:
  explicit Inside(fs::path file) : file_(std::move(file)), in_(file_, std::ios::binary) {}

  Result<void> start(const ChooseKey& choose) {
    EH_ASSERT(sodium_init() >= 0);
    std::error_code ignored;
    if (!in_ || fs::is_directory(file_, ignored))
      return fail(ErrorKind::not_found, "backup/unreadable", "The backup " + file_.string() + " cannot be read.",
                  "Check its name and who may read it.");
    const std::uintmax_t size = fs::file_size(file_, ignored);
    std::string first(std::min<std::uintmax_t>(magic.size(), size), '\0');
    left_ = size > hash_bytes ? size - hash_bytes : 0;
    if (!take(first) || first != magic) {
      const bool newer = first.starts_with("EVENHAND BACKUP ");
      return fail(newer ? ErrorKind::unsupported : ErrorKind::invalid,
                  newer ? "backup/newer-format" : "backup/not-a-backup",
                  newer ? "The backup " + file_.string() + " has a form that this program does not know."
                        : file_.string() + " is no backup of Evenhand.",
                  newer ? "Restore it with the version of evenhand that made it, or a newer one." : "Check its name.");
    }
    std::string line;
    for (std::string c(1, '\0'); c[0] != '\n' && line.size() < head_bytes_max && take(c);) line += c;
    if (!line.ends_with('\n')) return cut();
    auto key = choose(first + line);
    if (!key) return fail(key.error());
    decompressor_.reset(ZSTD_createDCtx());
    EH_ASSERT(decompressor_ != nullptr);
    if (key->empty()) return {};
    return start_opening(*key, first + line);
  }

  Result<std::string> read(std::size_t size) {
    while (plain_.size() - at_ < size) {
      if (auto more = fill(); !more) return fail(more.error());
    }
    std::string out = plain_.substr(at_, size);
    at_ += size;
    if (at_ > chunk_bytes) {
      plain_.erase(0, at_);
      at_ = 0;
    }
    return out;
  }

  Result<void> expect_end() {
    while (!frame_ended_) {
      if (auto more = fill(); !more) return more;
    }
    if (at_ != plain_.size() || given_.size() != used_) return altered("more follows its end");
    if (opening_ && !last_chunk_) {
      if (auto more = next_chunk(); !more) return more;
      if (!last_chunk_ || given_.size() != used_) return altered("more follows its end");
    }
    if (left_ != 0) return altered("more follows its end");
    std::string hash(hash_bytes, '\0');
    in_.read(hash.data(), static_cast<std::streamsize>(hash.size()));
    if (static_cast<std::size_t>(in_.gcount()) != hash.size()) return cut();
    if (hash != *unhex(digest_.finish())) return altered("the hash of the whole file is another");
    return {};
  }

  tl::unexpected<Error> cut() const {
    return fail(ErrorKind::corrupt, "backup/cut", "The backup " + file_.string() + " is cut short.",
                "Use another one, or copy it again from where it was made. Nothing was written.");
  }
  tl::unexpected<Error> altered(std::string_view why) const {
    return fail(ErrorKind::corrupt, "backup/altered",
                fmt::format("The backup {} was altered: {}.", file_.string(), why),
                "Use another one, or copy it again from where it was made. Nothing was written.");
  }

 private:
  Result<void> start_opening(const Secret& secret, std::string_view head) {
    std::string public_key(crypto_box_PUBLICKEYBYTES, '\0');
    crypto_scalarmult_base(reinterpret_cast<unsigned char*>(public_key.data()), raw(secret.reveal()));
    std::string box(crypto_secretstream_xchacha20poly1305_KEYBYTES + crypto_box_SEALBYTES, '\0');
    std::string header(crypto_secretstream_xchacha20poly1305_HEADERBYTES, '\0');
    if (!take(box) || !take(header)) return cut();
    std::string key(crypto_secretstream_xchacha20poly1305_KEYBYTES, '\0');
    const bool opened = crypto_box_seal_open(reinterpret_cast<unsigned char*>(key.data()), raw(box), box.size(),
                                             raw(public_key), raw(secret.reveal())) == 0;
    const Secret wiped(std::move(key));
    if (!opened)
      return fail(ErrorKind::forbidden, "backup/wrong-key", "This key does not open the backup " + file_.string() + ".",
                  "--key names the secret key of the pair that the backup was made for.");
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state_, raw(header), raw(wiped.reveal())) != 0)
      return altered("its first chunk does not open");
    head_hash_ = std::string(as_chars(sha256(head)));
    opening_ = true;
    return {};
  }

  /// All of `bytes`, or nothing.
  bool take(std::string& bytes) {
    if (bytes.size() > left_) return false;
    in_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(in_.gcount()) != bytes.size()) return false;
    left_ -= bytes.size();
    digest_.add(bytes);
    return true;
  }

  Result<void> next_chunk() {
    given_.clear();
    used_ = 0;
    if (!opening_) {
      given_.resize(std::min<std::uintmax_t>(chunk_bytes, left_));
      return given_.empty() || !take(given_) ? Result<void>(cut()) : Result<void>();
    }
    if (last_chunk_) return cut();
    std::string size_bytes(4, '\0');
    if (!take(size_bytes)) return cut();
    const std::size_t size = number_of(size_bytes);
    if (size < crypto_secretstream_xchacha20poly1305_ABYTES ||
        size > chunk_bytes + crypto_secretstream_xchacha20poly1305_ABYTES)
      return altered("a chunk has an impossible length");
    std::string sealed(size, '\0');
    if (!take(sealed)) return cut();
    given_.resize(size - crypto_secretstream_xchacha20poly1305_ABYTES);
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&state_, reinterpret_cast<unsigned char*>(given_.data()), nullptr,
                                                   &tag, raw(sealed), sealed.size(), raw(head_hash_),
                                                   head_hash_.size()) != 0)
      return altered("a chunk does not open");
    last_chunk_ = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return {};
  }

  /// Decompresses a little more.
  Result<void> fill() {
    if (frame_ended_) return cut();
    if (used_ == given_.size()) {
      if (auto more = next_chunk(); !more) return more;
    }
    char buffer[65536];
    ZSTD_inBuffer in{given_.data(), given_.size(), used_};
    ZSTD_outBuffer out{buffer, sizeof buffer, 0};
    const std::size_t left = ZSTD_decompressStream(decompressor_.get(), &out, &in);
    if (ZSTD_isError(left) != 0) return altered("it does not decompress");
    used_ = in.pos;
    plain_.append(buffer, out.pos);
    frame_ended_ = left == 0;
    return {};
  }

  const fs::path file_;
  std::ifstream in_;
  std::uintmax_t left_ = 0;  ///< of the file, without the hash at its end
  Digest digest_;
  std::unique_ptr<ZSTD_DCtx, FreeDecompressor> decompressor_;
  bool frame_ended_ = false;
  std::string given_;  ///< compressed
  std::size_t used_ = 0;
  std::string plain_;
  std::size_t at_ = 0;
  bool opening_ = false, last_chunk_ = false;
  std::string head_hash_;
  crypto_secretstream_xchacha20poly1305_state state_{};
};

StreamReader::StreamReader(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
StreamReader::~StreamReader() = default;
StreamReader::StreamReader(StreamReader&&) noexcept = default;

Result<StreamReader> StreamReader::open(const fs::path& file, const ChooseKey& choose) {
  auto inside = std::make_unique<Inside>(file);
  if (auto started = inside->start(choose); !started) return fail(started.error());
  return StreamReader(std::move(inside));
}
Result<std::string> StreamReader::read(std::size_t size) {
  return inside_->read(size);
}
Result<void> StreamReader::expect_end() {
  return inside_->expect_end();
}

}  // namespace evenhand::backup
