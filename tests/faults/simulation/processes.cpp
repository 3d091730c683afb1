#include "processes.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

namespace evenhand::simulation {
namespace {

struct Running {
  Plan plan;
  pid_t pid = 0;
  int pipe = -1;
  std::string told;
};

std::string live(const Plan& plan, const std::map<std::string, Text>& library) {
  seed_process(plan.seed);
  // The disk and its copies grow large and go with the process: to give memory back costs a tenth of the time.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("evenhand_simulation_{}", getpid());
  std::string out;
  {
    World world(plan, library, folder);
    try {
      world.run();
    } catch (const std::exception& e) {
      std::string words = e.what();
      std::replace(words.begin(), words.end(), '\n', ' ');
      out += "broken " + words + "\n";
    }
    out += fmt::format("trace {}\n", world.trace());
    for (const auto& [name, n] : world.tally()) out += fmt::format("count {} {}\n", n, name);
  }
  std::filesystem::remove_all(folder);
  return out;
}

Running begin(const Plan& plan, const std::map<std::string, Text>& library) {
  int pipes[2];
  if (pipe(pipes) != 0) throw std::runtime_error("no pipe");
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    close(pipes[0]);
    try {
      const std::string out = live(plan, library);
      for (std::size_t at = 0; at < out.size();)
        at += static_cast<std::size_t>(std::max<ssize_t>(write(pipes[1], out.data() + at, out.size() - at), 0));
      std::fflush(stdout);
      _exit(0);
    } catch (...) { _exit(3); }
  }
  close(pipes[1]);
  return {plan, child, pipes[0], {}};
}

Life end(const Running& one) {
  close(one.pipe);
  int status = 0;
  waitpid(one.pid, &status, 0);
  Life life{.plan = one.plan, .tally = {}, .trace = 0, .broken = {}};
  if (status != 0) life.broken = fmt::format("the process ended with status {}", status);
  std::istringstream lines(one.told);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("broken ")) life.broken = line.substr(7);
    if (line.starts_with("trace ")) life.trace = std::stoull(line.substr(6));
    if (line.starts_with("count ")) {
      const auto space = line.find(' ', 6);
      life.tally[line.substr(space + 1)] += std::stoull(line.substr(6, space - 6));
    }
  }
  return life;
}

}  // namespace

void run_worlds(const std::map<std::string, Text>& library, std::size_t side_by_side,
                const std::function<std::optional<Plan>()>& next, const std::function<bool(const Life&)>& done) {
  std::vector<Running> running;
  for (bool more = true;;) {
    while (more && running.size() < side_by_side) {
      const auto plan = next();
      if (!plan) more = false;
      if (plan) running.push_back(begin(*plan, library));
    }
    if (running.empty()) return;
    std::vector<pollfd> waiting;
    for (const Running& one : running) waiting.push_back({.fd = one.pipe, .events = POLLIN, .revents = 0});
    poll(waiting.data(), waiting.size(), -1);
    for (std::size_t i = waiting.size(); i-- > 0;) {
      if (waiting[i].revents == 0) continue;
      char buffer[65536];
      const ssize_t n = read(running[i].pipe, buffer, sizeof buffer);
      if (n > 0) {
        running[i].told.append(buffer, static_cast<std::size_t>(n));
        continue;
      }
      const Life life = end(running[i]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      more = done(life) && more;
    }
  }
}

Life run_world(const std::map<std::string, Text>& library, const Plan& plan) {
  Life life;
  std::optional<Plan> once = plan;
  run_worlds(
      library, 1, [&] { return std::exchange(once, std::nullopt); },
      [&](const Life& lived) {
        life = lived;
        return true;
      });
  return life;
}

}  // namespace evenhand::simulation
