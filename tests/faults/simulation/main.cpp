// Runs simulated worlds, each in a process of its own, and prints what happened in them. See ../README.md.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "base/log.hpp"
#include "world.hpp"

namespace evenhand::simulation {
namespace {

struct Result {
  Tally tally;
  std::uint64_t trace = 0;
  std::string broken;  ///< empty: all promises were kept
};

Result run_world(const Plan& plan, const std::map<std::string, Text>& library) {
  int pipes[2];
  if (pipe(pipes) != 0) throw std::runtime_error("no pipe");
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    close(pipes[0]);
    seed_process(plan.seed);
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("evenhand_simulation_{}", getpid());
    std::string out;
    try {
      World world(plan, library, folder);
      try {
        world.run();
      } catch (const std::exception& e) {
        std::string words = e.what();
        for (char& c : words) c = c == '\n' ? ' ' : c;
        out += "broken " + words + "\n";
      }
      out += fmt::format("trace {}\n", world.trace());
      for (const auto& [name, n] : world.tally()) out += fmt::format("count {} {}\n", n, name);
      std::filesystem::remove_all(folder);
      for (std::size_t at = 0; at < out.size();)
        at += static_cast<std::size_t>(std::max<ssize_t>(write(pipes[1], out.data() + at, out.size() - at), 0));
      std::fflush(stdout);
      _exit(0);
    } catch (...) { _exit(3); }
  }
  close(pipes[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t n = 0; (n = read(pipes[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(n));
  close(pipes[0]);
  int status = 0;
  waitpid(child, &status, 0);
  Result result;
  if (status != 0) result.broken = fmt::format("the process ended with status {}", status);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("broken ")) result.broken = line.substr(7);
    if (line.starts_with("trace ")) result.trace = std::stoull(line.substr(6));
    if (line.starts_with("count ")) {
      const auto space = line.find(' ', 6);
      result.tally[line.substr(space + 1)] += std::stoull(line.substr(6, space - 6));
    }
  }
  return result;
}

/// The fewest commands after which the world is found broken.
std::uint64_t shortest(Plan plan, const std::map<std::string, Text>& library) {
  std::uint64_t whole = 0, cut = plan.commands;
  while (cut - whole > 1) {
    plan.commands = whole + (cut - whole) / 2;
    (run_world(plan, library).broken.empty() ? whole : cut) = plan.commands;
  }
  return cut;
}

int run(int argc, char** argv) {
  Plan plan;
  std::uint64_t commands = 20'000;
  std::string source = EVENHAND_SOURCE_DIR;
  bool twice = false, expects_failure = false, expects_all = false;
  plan.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count() % 1'000'000'000);
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&] { return i + 1 < argc ? std::string(argv[++i]) : std::string("0"); };
    if (word == "--seed")
      plan.seed = std::stoull(value());
    else if (word == "--commands")
      commands = std::stoull(value());
    else if (word == "--world")
      plan.commands = std::stoull(value());
    else if (word == "--sabotage")
      plan.sabotage = value(), expects_failure = true;
    else if (word == "--twice")
      twice = true;
    else if (word == "--tell")
      plan.tells = true;
    else if (word == "--all-kinds")
      expects_all = true;
    else
      return fmt::print(
                 "usage: simulation [--seed S] [--commands N] [--world N] [--twice] [--tell] [--all-kinds] [--sabotage "
                 "sync|timer|early|event|body|effect|message|row]\n"),
             2;
  }
  log::set_level(plan.tells ? log::Level::warning : log::Level::off);
  const auto library = library_of(source);
  if (library.empty()) return fmt::print("no procedures under {}\n", source), 2;
  const auto began = std::chrono::steady_clock::now();
  fmt::print("seed {}\n", plan.seed);
  Tally all;
  for (std::uint64_t done = 0; done < commands;) {
    plan.commands = std::min(plan.commands, commands - done);
    const Result result = run_world(plan, library);
    for (const auto& [name, n] : result.tally) all[name] += n;
    if (!result.broken.empty()) {
      fmt::print("BROKEN: {}\n", result.broken);
      if (expects_failure) return fmt::print("caught, as it should be\n"), 0;
      const auto fewest = shortest(plan, library);
      fmt::print("again: simulation --seed {} --commands {} --world {} --tell\n", plan.seed, fewest, fewest);
      return 1;
    }
    if (twice && run_world(plan, library).trace != result.trace)
      return fmt::print("seed {} gave two traces\n", plan.seed), 1;
    done += plan.commands;
    ++plan.seed;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  for (const auto& [name, n] : all) fmt::print("{:>10}  {}\n", n, name);
  fmt::print("{:.0f} commands a second\n", static_cast<double>(all["commands"]) / seconds);
  if (expects_failure) return fmt::print("what was broken on purpose was not found\n"), 1;
  if (!expects_all) return 0;
  std::vector<std::string> wanted = {"accepted publish",
                                     "accepted erase",
                                     "refused replay",
                                     "recoveries",
                                     "in doubt",
                                     "doubts that came through",
                                     "unsynced writes torn",
                                     "unsynced writes lost",
                                     "disk refused",
                                     "disk slow",
                                     "power cuts while opening",
                                     "timers tried",
                                     "connector calls repeated",
                                     "connector answers wrong",
                                     "clock set back",
                                     "clock jumped forwards",
                                     "event timer-fired",
                                     "event escalated",
                                     "event action-succeeded",
                                     "event action-failed"};
  for (const auto& type : api::testing::types_of_commands())
    if (type != "fire-timer" && type != "open-case") wanted.push_back("accepted " + type);
  wanted.push_back("accepted open-case");
  int missing = 0;
  for (const auto& name : wanted)
    if (all[name] == 0) ++missing, fmt::print("never happened: {}\n", name);
  return missing > 0 ? 1 : 0;
}

}  // namespace
}  // namespace evenhand::simulation

int main(int argc, char** argv) {
  return evenhand::simulation::run(argc, argv);
}
