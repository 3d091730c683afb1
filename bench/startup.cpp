#include "startup.hpp"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace evenhand::bench {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

bool has_words(const fs::path& file) {
  std::error_code error;
  return fs::file_size(file, error) > 0 && !error;
}

}  // namespace

double seconds_to_first_answer(const fs::path& data) {
  // Beside this program's folder: build/release/bench/steps_bench and build/release/evenhand.
  const std::string binary = (fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "evenhand").string();
  const fs::path port_file = data.string() + ".port";
  fs::remove(port_file);
  std::vector<std::string> words = {binary,   "serve",       "--quiet",     "--port",          "0",
                                    "--data", data.string(), "--port-file", port_file.string()};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", 1, 0);
  pid_t child = 0;
  const auto start = Steady::now();
  const int failed = posix_spawn(&child, binary.c_str(), &quiet, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&quiet);
  if (failed != 0) return -1;
  const auto took = [&] { return std::chrono::duration<double>(Steady::now() - start).count(); };
  while (!has_words(port_file) && took() < 60 && ::waitpid(child, nullptr, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const double answered = has_words(port_file) ? took() : -1;
  ::kill(child, SIGTERM);
  ::waitpid(child, nullptr, 0);
  fs::remove(port_file);
  return answered;
}

}  // namespace evenhand::bench
