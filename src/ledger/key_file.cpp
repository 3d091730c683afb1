#include "ledger/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/bytes.hpp"

namespace evenhand::ledger {

namespace {

constexpr std::size_t key_bytes = 32;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int get() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<Error> unreadable(const std::filesystem::path& path, std::string_view what) {
  return fail(ErrorKind::unavailable, "ledger/key-unreadable",
              fmt::format("The key file {} cannot be {}: {}.", path.string(), what, std::strerror(errno)),
              "Check the data folder's owner and free space.");
}

Result<Secret> parse_key(const std::filesystem::path& path, std::string_view content, std::string_view label) {
  const auto broken = [&](std::string_view why) {
    return fail(ErrorKind::corrupt, "ledger/key-invalid", fmt::format("The key file {} {}.", path.string(), why),
                "Put the file back from a backup; without it sealed values cannot be read.");
  };
  if (!content.starts_with(label) || content.size() <= label.size() || content[label.size()] != ' ') {
    return broken(fmt::format("does not begin with '{}'", label));
  }
  std::string_view rest = content.substr(label.size() + 1);
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  auto key = unbase64url(rest);
  if (!key || key->size() != key_bytes) return broken("does not hold a key of 32 bytes");
  return Secret(std::move(*key));
}

/// Made under another name first, so that a crash never leaves half a key under the right one.
Result<void> make_key(const std::filesystem::path& folder, const std::filesystem::path& path, std::string_view label) {
  const std::filesystem::path draft = path.string() + "." + hex(sha256(random_bytes(16))).substr(0, 12) + ".new";
  {
    const File file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() < 0) return unreadable(draft, "made");
    const Secret text(fmt::format("{} {}\n", label, base64url(random_bytes(key_bytes))));
    const std::string_view bytes = text.reveal();
    const bool written = ::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    if (!written || ::fsync(file.get()) != 0) {
      const auto error = unreadable(draft, "written");
      ::unlink(draft.c_str());
      return error;
    }
  }
  // link refuses an existing name: of two processes that start together one key wins, and both then read it.
  if (::link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    const auto error = unreadable(path, "made");
    ::unlink(draft.c_str());
    return error;
  }
  ::unlink(draft.c_str());
  const File directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) return unreadable(folder, "synced");
  return {};
}

}  // namespace

Result<Secret> load_key_file(const std::filesystem::path& folder, std::string_view name, std::string_view label,
                             MissingKey missing) {
  const std::filesystem::path path = folder / name;
  if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
    if (missing == MissingKey::refuse)
      return fail(
          ErrorKind::corrupt, "ledger/key-missing",
          fmt::format("The key file {} is not there, but the database beside it was written with it.", path.string()),
          "Put the file back from a backup; a new key would open nothing that is stored. Nothing was changed.");
    if (auto made = make_key(folder, path, label); !made) return fail(made.error());
  }
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return unreadable(path, "opened");
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return unreadable(path, "read");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(
        ErrorKind::forbidden, "ledger/key-mode",
        fmt::format("The key file {} may be read by others (mode {:o}).", path.string(), status.st_mode & 0777u),
        fmt::format("Run: chmod 600 {}", path.string()));
  }
  std::string buffer(256, '\0');
  const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
  if (got < 0) return unreadable(path, "read");
  const Secret content(buffer.substr(0, static_cast<std::size_t>(got)));
  const Secret wiped(std::move(buffer));
  return parse_key(path, content.reveal(), label);
}

}  // namespace evenhand::ledger
