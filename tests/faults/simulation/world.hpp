/// @file world.hpp
/// @brief One simulated desk from its first start to the end: people and the outside drawn from a seed, a clock that only
/// the world moves, a disk that fails, crashes at any change and is opened again. Everything happens on one thread, or on
/// the store's while this one waits, so that a seed and a number of commands say all that will happen.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/testing_random_commands.hpp"
#include "book.hpp"
#include "desk/desk.hpp"
#include "disk.hpp"
#include "texts.hpp"

struct sqlite3;

namespace evenhand::simulation {

/// A promise that was not kept.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Plan {
  std::uint64_t seed = 1;
  std::uint64_t commands = 5'000;
  std::string sabotage;  ///< what to break on purpose; empty: nothing
  bool tells = false;    ///< print each step
};

using Tally = std::map<std::string, std::uint64_t>;

class World {
 public:
  World(const Plan& plan, const std::map<std::string, Text>& library, std::filesystem::path folder);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Lives its life. Throws Broken.
  void run();
  [[nodiscard]] Tally tally() const;
  [[nodiscard]] std::uint64_t trace() const { return trace_.value(); }

 private:
  friend class ScriptedConnector;
  /// What was sent, and what it would write when it is carried out.
  struct Asked {
    std::string kind, case_id;
    Doubt writes;
    cw::ProgramPtr program;
  };
  using Answer = tl::expected<desk::Outcome, desk::Failure>;

  // world.cpp: what happens
  void step();
  void open_case();
  void command();
  void replay();
  void publish(Text text);
  void erase();
  void fire_timers();
  void run_outbox();
  void move_clock();
  void calm();
  void sabotage();
  void plan_faults();
  void hear(Asked& asked, const Answer& answer);
  void catch_up();
  [[nodiscard]] std::vector<cw::Recorded> stored_events(const Book& book);
  Book& any_case();

  // judging.cpp: recovery, and the whole database held against the books
  void open_desk();
  void recover();
  void reconcile(sqlite3* db);
  void judge_all(bool from_start);
  void judge_events(sqlite3* db, bool from_start);
  void judge_rows(sqlite3* db);
  void judge_state(Book& book);
  void judge_journal();

  void note(const std::string& what);
  void count(const std::string& what, std::uint64_t n = 1) { tally_[what] += n; }
  void take(Book& book, const std::vector<cw::Recorded>& events);
  [[noreturn]] void broken(const std::string& what) const;

  const Plan plan_;
  const std::map<std::string, Text>& library_;
  const std::filesystem::path folder_;
  Random random_;
  ManualClock clock_;
  Disk disk_;
  api::testing::RandomCommands commands_;
  std::unique_ptr<desk::Desk> desk_;
  std::vector<cw::Actor> people_;
  std::map<std::string, std::pair<Text, std::uint32_t>> published_;
  std::vector<Text> to_publish_;
  std::map<std::string, std::unique_ptr<Book>> books_;
  std::vector<Book*> open_;
  std::map<std::string, Asked> openings_in_doubt_;
  std::map<std::string, bool> customers_;  ///< id -> erased
  struct Kept {
    std::string actor, key, body, case_id;
    Instant until;
  };
  std::vector<Kept> kept_;
  std::set<std::string> changed_;     ///< cases the desk told of
  std::map<std::string, int> calls_;  ///< of connectors, by key
  bool all_is_well_outside_ = false;
  std::uint64_t sent_ = 0, keys_ = 0, judged_position_ = 0;
  Instant latest_;  ///< the clock at its furthest
  std::map<std::string, std::string> heads_;
  std::string last_;
  Tally tally_;
  TraceHash trace_;
};

}  // namespace evenhand::simulation
