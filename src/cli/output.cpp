#include "cli/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include "base/printable.hpp"

namespace evenhand::cli {
namespace {

constexpr std::size_t bar_width = 30;

/// A terminal that obeys escape codes.
bool is_terminal(std::FILE* stream) {
  const char* kind = std::getenv("TERM");
  return isatty(fileno(stream)) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

Error unwritable(const std::string& name, int error) {
  return {ErrorKind::unavailable, "file/unwritable",
          fmt::format("{} cannot be written: {}.", name == "-" ? "Standard output" : "The file " + name,
                      std::strerror(error)),
          "Check the folder, the disk's space and who may write there."};
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// A new empty file in a folder, under a name nobody uses. @return its descriptor, -1 when it cannot be made
int create_aside(const std::filesystem::path& folder, mode_t mode, std::string& name) {
  for (int n = 0; n < 1'000; ++n) {
    name = (folder / fmt::format(".evenhand.{}.{}", ::getpid(), n)).string();
    const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file >= 0 || errno != EEXIST) return file;
  }
  return -1;
}

}  // namespace

void complain(std::string_view words) {
  // Not by fmt::print, which throws when standard error is closed.
  std::fputs(("evenhand: " + text::printable(words) + "\n").c_str(), stderr);
}

int finish_output(int exit_code) {
  // Trouble has been said already, and may have been this.
  if ((std::fflush(stdout) == 0 && std::ferror(stdout) == 0) || exit_code == exit_trouble) return exit_code;
  return report_output(errno);
}

int report_output(int error) {
  return report(unwritable("-", error));
}

int report(const Error& error) {
  complain(fmt::format("{} [{}]", error.message, error.code));
  if (!error.hint.empty()) std::fputs(("  " + text::printable(error.hint) + "\n").c_str(), stderr);
  return exit_trouble;
}

Result<void> open_file(const std::string& name, std::ifstream& file) {
  std::error_code error;
  if (std::filesystem::is_directory(name, error))
    return fail(ErrorKind::not_found, "file/unreadable", name + " is a folder, not a file.", "Name a file in it.");
  file.open(name, std::ios::binary);
  if (!file)
    return fail(ErrorKind::not_found, "file/unreadable", "The file " + name + " cannot be read.",
                "Check its name and who may read it.");
  return {};
}

Result<std::string> read_file(const std::string& name, std::size_t bytes_max) {
  std::ifstream file;
  if (name != "-") {
    if (auto opened = open_file(name, file); !opened) return fail(std::move(opened.error()));
  }
  std::istream& in = name == "-" ? std::cin : file;
  std::string text;
  char buffer[65536];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > bytes_max)
      return fail(ErrorKind::too_large, "file/too-large",
                  "The file " + name + " is larger than " + std::to_string(bytes_max) + " bytes.");
  }
  if (in.bad())
    return fail(ErrorKind::not_found, "file/unreadable", "The file " + name + " cannot be read to its end.");
  return text;
}

Result<void> write_file(const std::string& name, std::string_view text, Readers readers) {
  if (name == "-") {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
      return fail(unwritable(name, errno));
    return {};
  }
  struct stat before {};
  const bool exists = ::stat(name.c_str(), &before) == 0;
  if (exists && !S_ISREG(before.st_mode)) {  // a device or a pipe has no content that could be lost
    const int file = ::open(name.c_str(), O_WRONLY | O_CLOEXEC);
    const bool written = file >= 0 && write_all(file, text);
    const int error = errno;
    if (file >= 0) ::close(file);
    if (!written) return fail(unwritable(name, error));
    return {};
  }
  if (exists && ::access(name.c_str(), W_OK) != 0) return fail(unwritable(name, errno));
  // Written aside and renamed: whatever happens on the way, the file is whole, as it was or as it is to be.
  std::error_code no_link;
  const std::filesystem::path linked = std::filesystem::canonical(name, no_link);
  const std::filesystem::path target = exists && !no_link ? linked : std::filesystem::path(name);
  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  std::string aside;
  const mode_t allowed = readers == Readers::owner_only ? 07700 : 07777;
  const int file = create_aside(folder, (exists ? before.st_mode & 0777 : 0666) & allowed, aside);
  if (file < 0) return fail(unwritable(name, errno));
  bool done = true;
  if (exists) {
    // Another's file stays theirs where that is allowed; nobody more may read it in any case.
    [[maybe_unused]] const int ignored = ::fchown(file, before.st_uid, before.st_gid);
    done = ::fchmod(file, before.st_mode & allowed) == 0;
  }
  done = done && write_all(file, text) && ::fsync(file) == 0;
  int error = errno;
  ::close(file);
  if (done && ::rename(aside.c_str(), target.c_str()) != 0) {
    done = false;
    error = errno;
  }
  if (!done) {
    ::unlink(aside.c_str());
    return fail(unwritable(name, error));
  }
  if (const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); opened >= 0) {
    ::fsync(opened);
    ::close(opened);
  }
  return {};
}

bool wants_colours(std::FILE* stream) {
  const char* no_color = std::getenv("NO_COLOR");
  return is_terminal(stream) && (no_color == nullptr || *no_color == '\0');
}

Progress::Progress(std::string title, std::size_t total)
    : title_(std::move(title)), total_(std::max<std::size_t>(total, 1)), on_terminal_(is_terminal(stderr)) {
  draw();
}

Progress::~Progress() {
  if (on_terminal_) fmt::print(stderr, "\r\033[K");
}

void Progress::step() {
  ++done_;
  draw();
}

void Progress::draw() const {
  if (!on_terminal_) return;
  const std::size_t full = std::min(bar_width, done_ * bar_width / total_);
  fmt::print(stderr, "\r{} [{}{}] {}/{}", title_, std::string(full, '='), std::string(bar_width - full, ' '), done_,
             total_);
  std::fflush(stderr);
}

}  // namespace evenhand::cli
