#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "backup/digest.hpp"
#include "backup/stream.hpp"
#include "backup/stream_form.hpp"
#include "base/assert.hpp"
#include "base/bytes.hpp"

namespace evenhand::backup {
namespace {

namespace fs = std::filesystem;
constexpr int compression_level = 3;

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
};

tl::unexpected<Error> unwritable(const fs::path& file) {
  return fail(ErrorKind::unavailable, "backup/unwritable",
              fmt::format("The backup {} cannot be written: {}.", file.string(), std::strerror(errno)),
              "Check the folder, the disk's space and who may write there. Nothing half done was left.");
}

unsigned char* raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace

class StreamWriter::Inside {
 public:
  explicit Inside(fs::path file) : file_(std::move(file)), draft_(file_.string() + ".part") {}
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() {
    if (descriptor_ < 0) return;
    ::unlink(draft_.c_str());
    ::close(descriptor_);
  }

  Result<void> start(bool replace, std::string_view head, std::string_view public_key) {
    EH_ASSERT(sodium_init() >= 0);
    struct stat there {};
    if (::lstat(file_.c_str(), &there) == 0) {
      if (!S_ISREG(there.st_mode))
        return fail(ErrorKind::invalid, "backup/unwritable", file_.string() + " is no file.",
                    "Give the name of a file.");
      if (!replace)
        return fail(ErrorKind::conflict, "backup/exists", file_.string() + " is there already.",
                    "Give the name of a new file, or --force to replace it.");
    }
    const int opened = ::open(draft_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (opened < 0) return unwritable(file_);
    if (::flock(opened, LOCK_EX | LOCK_NB) != 0) {
      ::close(opened);
      return fail(ErrorKind::unavailable, "backup/busy", "Another backup is being written to " + file_.string() + ".",
                  "Wait for it, or give another name.");
    }
    descriptor_ = opened;
    if (::ftruncate(descriptor_, 0) != 0 || ::fchmod(descriptor_, S_IRUSR | S_IWUSR) != 0) return unwritable(file_);
    compressor_.reset(ZSTD_createCCtx());
    EH_ASSERT(compressor_ != nullptr);
    ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_compressionLevel, compression_level);
    ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_checksumFlag, 1);
    if (auto written = put(head); !written) return written;
    if (public_key.empty()) return {};
    encrypted_ = true;
    head_hash_ = std::string(as_chars(sha256(head)));
    Secret key(random_bytes(crypto_secretstream_xchacha20poly1305_KEYBYTES));
    std::string box(key.reveal().size() + crypto_box_SEALBYTES, '\0');
    EH_ASSERT(crypto_box_seal(raw(box), reinterpret_cast<const unsigned char*>(key.reveal().data()),
                              key.reveal().size(), reinterpret_cast<const unsigned char*>(public_key.data())) == 0);
    std::string header(crypto_secretstream_xchacha20poly1305_HEADERBYTES, '\0');
    crypto_secretstream_xchacha20poly1305_init_push(&state_, raw(header),
                                                    reinterpret_cast<const unsigned char*>(key.reveal().data()));
    return put(box + header);
  }

  Result<void> write(std::string_view bytes, bool last) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
      char buffer[65536];
      ZSTD_outBuffer out{buffer, sizeof buffer, 0};
      const std::size_t left = ZSTD_compressStream2(compressor_.get(), &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
      EH_ASSERT_MSG(ZSTD_isError(left) == 0, ZSTD_getErrorName(left));
      pending_.append(buffer, out.pos);
      while (pending_.size() >= chunk_bytes) {
        if (auto done = send(pending_.substr(0, chunk_bytes), false); !done) return done;
        pending_.erase(0, chunk_bytes);
      }
      if (last ? left == 0 : in.pos == in.size) break;
    }
    return {};
  }

  Result<std::uint64_t> finish() {
    if (auto done = write({}, true); !done) return fail(done.error());
    if (auto done = send(std::exchange(pending_, {}), true); !done) return fail(done.error());
    // Over the whole file: compressed bytes can be altered in ways that say the same.
    if (auto done = put(*unhex(digest_.finish())); !done) return fail(done.error());
    if (::fsync(descriptor_) != 0 || ::rename(draft_.c_str(), file_.c_str()) != 0) return unwritable(file_);
    ::close(std::exchange(descriptor_, -1));
    const fs::path folder = file_.has_parent_path() ? file_.parent_path() : ".";
    if (const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); opened >= 0) {
      ::fsync(opened);
      ::close(opened);
    }
    return bytes_;
  }

 private:
  Result<void> send(const std::string& plain, bool last) {
    if (!encrypted_) return put(plain);
    std::string sealed(plain.size() + crypto_secretstream_xchacha20poly1305_ABYTES, '\0');
    const unsigned char tag =
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    crypto_secretstream_xchacha20poly1305_push(
        &state_, raw(sealed), nullptr, reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
        reinterpret_cast<const unsigned char*>(head_hash_.data()), head_hash_.size(), tag);
    return put(number_text(static_cast<std::uint32_t>(sealed.size())) + sealed);
  }

  Result<void> put(std::string_view bytes) {
    bytes_ += bytes.size();
    digest_.add(bytes);
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return unwritable(file_);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  const fs::path file_, draft_;
  int descriptor_ = -1;
  std::uint64_t bytes_ = 0;
  Digest digest_;
  std::unique_ptr<ZSTD_CCtx, FreeCompressor> compressor_;
  std::string pending_;  ///< compressed, not yet a chunk
  bool encrypted_ = false;
  std::string head_hash_;
  crypto_secretstream_xchacha20poly1305_state state_{};
};

StreamWriter::StreamWriter(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
StreamWriter::~StreamWriter() = default;
StreamWriter::StreamWriter(StreamWriter&&) noexcept = default;

Result<StreamWriter> StreamWriter::create(const fs::path& file, bool replace, std::string_view head,
                                          std::string_view public_key) {
  auto inside = std::make_unique<Inside>(file);
  if (auto started = inside->start(replace, head, public_key); !started) return fail(started.error());
  return StreamWriter(std::move(inside));
}
Result<void> StreamWriter::write(std::string_view bytes) {
  return inside_->write(bytes, false);
}
Result<std::uint64_t> StreamWriter::finish() {
  return inside_->finish();
}

}  // namespace evenhand::backup
