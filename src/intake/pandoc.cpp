#include "intake/pandoc.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "base/deadline.hpp"
#include "base/limits.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"

namespace evenhand::intake {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

/// The program, looked for where the shell would; empty when it is nowhere.
std::string find_pandoc() {
  const char* path = std::getenv("PATH");
  if (path == nullptr) return {};
  for (const std::string_view folder : text::split(path, ':')) {
    if (!folder.starts_with('/')) continue;
    const std::string program = std::string(folder) + "/pandoc";
    if (::access(program.c_str(), X_OK) == 0 && !std::filesystem::is_directory(program)) return program;
  }
  return {};
}

Error trouble(std::string_view what) {
  return {ErrorKind::unavailable, "import/pandoc-answer", "pandoc could not be run: " + std::string(what) + ".",
          "Try again; `pandoc --version` in a terminal says whether it works."};
}

/// What of a started process is still to be done: it is ended and waited for, whatever happens here.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    (void)wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  /// The status that waitpid gives.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_;
};

void limit(int resource, rlim_t most) {
  const rlimit both{most, most};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

/// Between fork and exec: only calls that are safe there.
[[noreturn]] void become_pandoc(const char* program, char* const* arguments, char* const* environment, int in, int out,
                                int errors) {
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  ::close_range(3, ~0U, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // it does not outlive the process that reads its answer
  limit(RLIMIT_AS, limits::import_memory_bytes_max);
  limit(RLIMIT_CPU, limits::import_seconds_max);
  limit(RLIMIT_FSIZE, 0);  // it writes no file
  limit(RLIMIT_CORE, 0);
  // A network of its own with nothing in it, where the system lets us; pandoc's sandbox opens none in any case.
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) errno = 0;
  if (::chdir("/") == 0) ::execve(program, arguments, environment);
  ::_exit(127);
}

/// Reads both until both are at their end. False at the deadline, or past the limit.
bool read_all(int out, int errors, const Deadline& deadline, const Deadline& longest, std::string& answer,
              std::string& complaint) {
  constexpr std::size_t complaint_bytes_max = 4096;
  std::array<pollfd, 2> ends{pollfd{out, POLLIN, 0}, pollfd{errors, POLLIN, 0}};
  std::array<char, 64u << 10> buffer{};
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    if (deadline.has_passed() || longest.has_passed()) return false;
    constexpr int look_again_ms = 100;
    if (::poll(ends.data(), ends.size(), look_again_ms) < 0 && errno != EINTR) return false;
    for (pollfd& end : ends) {
      if (end.fd < 0 || end.revents == 0) continue;
      const ssize_t n = ::read(end.fd, buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) {
        end.fd = -1;
        continue;
      }
      const std::string_view got(buffer.data(), static_cast<std::size_t>(n));
      if (end.fd == errors) {
        complaint += got.substr(0, complaint_bytes_max - std::min(complaint_bytes_max, complaint.size()));
      } else {
        answer += got;
        if (answer.size() > limits::import_answer_bytes_max) return false;
      }
    }
  }
  return true;
}

}  // namespace

Result<std::string> run_pandoc(const std::string& from, std::string_view bytes, const Deadline& deadline) {
  const std::string program = find_pandoc();
  if (program.empty())
    return fail(ErrorKind::unsupported, "import/no-pandoc",
                "Word and HTML files are read by pandoc, which is not installed.",
                "Install it (Debian: apt install pandoc), or save the document as Markdown.");
  Descriptor in(::memfd_create("import", MFD_CLOEXEC));
  if (in.get() < 0) return fail(trouble("no memory for the file"));
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = ::write(in.get(), bytes.data() + done, bytes.size() - done);
    if (n <= 0) return fail(trouble("no memory for the file"));
    done += static_cast<std::size_t>(n);
  }
  ::lseek(in.get(), 0, SEEK_SET);
  std::array<int, 2> out{}, errors{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0) return fail(trouble("no descriptors left"));
  Descriptor out_read(out[0]), out_write(out[1]);
  if (::pipe2(errors.data(), O_CLOEXEC) != 0) return fail(trouble("no descriptors left"));
  Descriptor errors_read(errors[0]), errors_write(errors[1]);

  std::vector<std::string> words{"pandoc", "--from=" + from, "--to=json", "--sandbox"};
  std::vector<std::string> settings{"PATH=/usr/bin:/bin", "HOME=/nonexistent", "LANG=C.UTF-8"};
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };
  const std::vector<char*> arguments = pointers(words), environment = pointers(settings);
  const Deadline longest = Deadline::in(std::chrono::seconds(limits::import_seconds_max));
  const pid_t pid = ::fork();
  if (pid < 0) return fail(trouble("no process could be started"));
  if (pid == 0)
    become_pandoc(program.c_str(), arguments.data(), environment.data(), in.get(), out_write.get(), errors_write.get());
  Child child(pid);
  out_write.reset();
  errors_write.reset();
  std::string answer, complaint;
  if (!read_all(out_read.get(), errors_read.get(), deadline, longest, answer, complaint)) {
    if (answer.size() > limits::import_answer_bytes_max)
      return fail(ErrorKind::too_large, "import/too-large", "The document says more than a procedure can.",
                  "Split it.");
    return fail(ErrorKind::too_large, "import/pandoc-time", "pandoc did not read the document in the time it has.",
                "Split the document, or save it as Markdown.");
  }
  const int status = child.wait();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return answer;
  const std::string said = text::printable(text::prefix(text::trim(complaint), 300));
  if (WIFSIGNALED(status) || complaint.find("heap") != std::string::npos ||
      complaint.find("memory") != std::string::npos)
    return fail(ErrorKind::too_large, "import/pandoc-time",
                "The document takes more time or memory than pandoc is given.",
                "Split the document, or save it as Markdown.");
  return fail(
      ErrorKind::invalid, "import/pandoc-answer",
      "pandoc cannot read the document: " + (said.empty() ? fmt::format("exit code {}", WEXITSTATUS(status)) : said),
      "Save it anew from the program that made it.");
}

}  // namespace evenhand::intake
