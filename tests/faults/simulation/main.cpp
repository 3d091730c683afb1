// Runs simulated worlds and prints what happened in them. See ../README.md.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <set>
#include <thread>

#include "base/log.hpp"
#include "processes.hpp"

namespace evenhand::simulation {
namespace {

using Library = std::map<std::string, Text>;

struct Options {
  Plan plan;
  std::uint64_t commands = 20'000;
  std::size_t processes = std::max(1u, std::thread::hardware_concurrency());
  bool twice = false, expects_failure = false, expects_all = false;
};

std::optional<Options> read_options(int argc, char** argv) {
  Options o;
  o.plan.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count() / 1'000'000 %
                                           1'000'000'000);
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto number = [&] { return i + 1 < argc ? std::stoull(argv[++i]) : 0; };
    if (word == "--seed")
      o.plan.seed = number();
    else if (word == "--commands")
      o.commands = number();
    else if (word == "--world")
      o.plan.commands = number();
    else if (word == "--processes")
      o.processes = std::max<std::size_t>(1, number());
    else if (word == "--sabotage" && i + 1 < argc)
      o.plan.sabotage = argv[++i], o.expects_failure = true;
    else if (word == "--twice")
      o.twice = true;
    else if (word == "--tell")
      o.plan.tells = true, o.processes = 1;
    else if (word == "--all-kinds")
      o.expects_all = true;
    else
      return std::nullopt;
  }
  return o;
}

/// The fewest commands after which the world is found broken.
std::uint64_t shortest(Plan plan, const Library& library) {
  std::uint64_t whole = 0, cut = plan.commands;
  while (cut - whole > 1) {
    plan.commands = whole + (cut - whole) / 2;
    (run_world(library, plan).broken.empty() ? whole : cut) = plan.commands;
  }
  return cut;
}

/// What a long run has to have come to, so that nothing is thought to be tried that never happened.
int missing(const Tally& all) {
  std::vector<std::string> wanted = {"accepted publish",
                                     "accepted erase",
                                     "refused replay",
                                     "recoveries",
                                     "in doubt",
                                     "doubts that came through",
                                     "commits of 5 and more",
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
  // Timers are fired by the desk, when they are due.
  for (const auto& type : api::testing::types_of_commands())
    if (type != "fire-timer") wanted.push_back("accepted " + type);
  int count = 0;
  for (const auto& name : wanted)
    if (const auto found = all.find(name); found == all.end() || found->second == 0)
      ++count, fmt::print("never happened: {}\n", name);
  return count;
}

int report(const Options& o, const Tally& all, double seconds) {
  std::uint64_t accepted = 0;
  for (const auto& [name, n] : all) {
    if (name.starts_with("accepted ")) accepted += n;
    fmt::print("{:>10}  {}\n", n, name);
  }
  const auto commands = all.contains("commands") ? all.at("commands") : 0;
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  const double cpu = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                     static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  fmt::print("{} commands, {} of them accepted, in {:.1f} s: {:.0f} a second, {:.0f} a second of CPU time\n", commands,
             accepted, seconds, static_cast<double>(commands) / seconds, static_cast<double>(commands) / cpu);
  if (o.expects_failure) return fmt::print("what was broken on purpose was not found\n"), 1;
  return o.expects_all && missing(all) > 0 ? 1 : 0;
}

int run(const Options& o) {
  log::set_level(o.plan.tells ? log::Level::warning : log::Level::off);
  const auto library = library_of(EVENHAND_SOURCE_DIR);
  if (library.empty()) return fmt::print("no procedures under {}\n", EVENHAND_SOURCE_DIR), 2;
  const auto began = std::chrono::steady_clock::now();
  fmt::print("seed {}\n", o.plan.seed);
  Tally all;
  std::optional<Life> broken;
  std::map<std::uint64_t, std::uint64_t> traces;
  std::uint64_t planned = 0;
  Plan plan = o.plan;
  std::optional<Plan> again;
  const auto next = [&]() -> std::optional<Plan> {
    if (again) return std::exchange(again, std::nullopt);
    if (planned >= o.commands) return std::nullopt;
    plan.commands = std::min(o.plan.commands, o.commands - planned);
    planned += plan.commands;
    const Plan here = plan;
    if (o.twice) again = here;
    ++plan.seed;
    return here;
  };
  run_worlds(library, o.processes, next, [&](const Life& life) {
    for (const auto& [name, n] : life.tally) all[name] += n;
    const bool same = traces.emplace(life.plan.seed, life.trace).first->second == life.trace;
    if (life.broken.empty() && same) return true;
    if (!broken) broken = life;
    if (life.broken.empty()) broken->broken = "the same seed gave two traces";
    return false;
  });
  if (broken) {
    fmt::print("BROKEN (seed {}): {}\n", broken->plan.seed, broken->broken);
    if (o.expects_failure) return fmt::print("caught, as it should be\n"), 0;
    const auto fewest = shortest(broken->plan, library);
    fmt::print("again: simulation --seed {} --commands {} --world {} --tell\n", broken->plan.seed, fewest, fewest);
    return 1;
  }
  return report(o, all, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
}

}  // namespace
}  // namespace evenhand::simulation

int main(int argc, char** argv) {
  using namespace evenhand::simulation;
  try {
    if (const auto options = read_options(argc, argv)) return run(*options);
  } catch (const std::logic_error&) {}
  fmt::print(
      "usage: simulation [--seed S] [--commands N] [--world N] [--processes N] [--twice] [--tell] [--all-kinds]\n"
      "  [--sabotage sync|timer|early|event|body|effect|message|row]\n");
  return 2;
}
