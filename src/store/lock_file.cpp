#include "store/lock_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace evenhand::store {

namespace {

Error file_error(const std::filesystem::path& path) {
  const int code = errno;
  const std::string message = fmt::format("{} cannot be opened for writing: {}.", path.string(), std::strerror(code));
  if (code == EROFS || code == EACCES || code == EPERM) {
    return {ErrorKind::unavailable, "store/read-only", message,
            "Check the owner and the mode of the data folder, and whether its file system is mounted read-only."};
  }
  if (code == ENOSPC || code == EDQUOT)
    return {ErrorKind::unavailable, "store/full", message, "Free some space and try again."};
  return {ErrorKind::unavailable, "store/io", message, "Check the path of the data folder and the disk."};
}

/// Of the database itself: two folders with a link to one file share its lock.
std::filesystem::path lock_of(const std::filesystem::path& database) {
  std::error_code error;
  const auto real = std::filesystem::weakly_canonical(database, error);
  return (error ? database : real).string() + ".lock";
}

std::string owner_in(int descriptor) {
  std::string owner(32, '\0');
  const ssize_t got = ::pread(descriptor, owner.data(), owner.size(), 0);
  owner.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return owner.empty() ? "unknown" : owner;
}

}  // namespace

LockFile::LockFile(LockFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
LockFile& LockFile::operator=(LockFile&& other) noexcept {
  if (this != &other) {
    release();
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}
LockFile::~LockFile() {
  release();
}

void LockFile::release() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

std::string LockFile::holder(const std::filesystem::path& database) {
  LockFile lock;
  lock.descriptor_ = ::open(lock_of(database).c_str(), O_RDONLY | O_CLOEXEC);
  if (lock.descriptor_ < 0 || ::flock(lock.descriptor_, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) return {};
  return owner_in(lock.descriptor_);
}

Result<LockFile> LockFile::take(const std::filesystem::path& database) {
  const std::filesystem::path path = lock_of(database);
  LockFile lock;
  lock.descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (lock.descriptor_ < 0) return fail(file_error(path));
  if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return fail(file_error(path));
    return fail(ErrorKind::unavailable, "store/locked",
                fmt::format("The data folder {} is in use by process {}.", path.parent_path().string(),
                            owner_in(lock.descriptor_)),
                "Stop the other server, or give this one a data folder of its own.");
  }
  const std::string owner = std::to_string(::getpid());
  const bool noted = ::ftruncate(lock.descriptor_, 0) == 0 &&
                     ::pwrite(lock.descriptor_, owner.data(), owner.size(), 0) == static_cast<ssize_t>(owner.size());
  if (!noted) return fail(file_error(path));
  return lock;
}

Result<std::uintmax_t> ensure_private_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return fail(file_error(path));
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  const Error error = file_error(path);
  ::close(descriptor);
  if (!known) return fail(error);
  return static_cast<std::uintmax_t>(status.st_size);
}

Result<void> sync_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const Error error = file_error(path);
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) return fail(error);
  return {};
}

}  // namespace evenhand::store
