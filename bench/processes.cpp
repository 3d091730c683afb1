#include "processes.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace evenhand::bench {
namespace {

struct Process {
  pid_t parent = 0;
  long ticks = 0;
};

std::optional<Process> read_process(const std::string& id) {
  std::ifstream in("/proc/" + id + "/stat");
  std::string line;
  if (!std::getline(in, line)) return std::nullopt;
  const std::size_t name_end = line.rfind(')');  // a name may hold anything
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  std::string state, skipped;
  Process out;
  fields >> state >> out.parent;
  for (int i = 0; i < 9; ++i) fields >> skipped;
  long user = 0, system = 0, user_of_ended = 0, system_of_ended = 0;
  fields >> user >> system >> user_of_ended >> system_of_ended;
  if (!fields) return std::nullopt;
  out.ticks = user + system + user_of_ended + system_of_ended;
  return out;
}

}  // namespace

double cpu_of_this_process() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double cpu_of_tree(pid_t root) {
  std::map<pid_t, Process> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    pid_t id = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
    if (error != std::errc() || end != name.data() + name.size()) continue;
    if (const auto process = read_process(name)) all.emplace(id, *process);
  }
  long ticks = 0;
  std::vector<pid_t> left = {root};
  while (!left.empty()) {
    const pid_t one = left.back();
    left.pop_back();
    if (const auto found = all.find(one); found != all.end()) ticks += found->second.ticks;
    for (const auto& [id, process] : all)
      if (process.parent == one) left.push_back(id);
  }
  return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

pid_t parent_of(pid_t process) {
  const auto found = read_process(std::to_string(process));
  return found ? found->parent : 0;
}

}  // namespace evenhand::bench
