/// @file world.hpp
/// @brief One simulated desk from its first start to the end: people and the outside drawn from a seed, a clock that only
/// the world moves, a disk that fails, crashes at any change and is opened again. Everything happens on one thread, so that
/// a seed and a number of commands say all that will happen.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "book.hpp"
#include "commands.hpp"
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
  using Answer = tl::expected<desk::Outcome, desk::Failure>;
  /// A request that was sent, and what it comes to when it is carried out.
  struct Asked {
    std::string kind, case_id, actor_id, idempotency_key;
    std::vector<cw::Recorded> events;  ///< as decided
    cw::ProgramPtr program;
    std::optional<Answer> answer;
    int answers = 0;
    std::uint64_t commit = 0;  ///< the group commit that it was answered after
    bool is_undone = false;    ///< its own part of the commit failed, and was taken back before the rest was written
  };
  /// An event as the table has it.
  struct Stored {
    std::int64_t at = 0;
    std::string type, actor_id, door;
    bool operator==(const Stored&) const = default;
  };
  struct Kept {
    std::string actor, key, body, case_id;
    Instant until;
  };

  // world.cpp: what happens
  void step();
  void publish(Text text);
  void erase();
  void fire_timers();
  void run_outbox();
  void move_clock();
  void calm();
  void plan_faults();

  // asking.cpp: what people ask for, several at a time
  void serve();
  void ask(Asked& asked);
  void open_case(Asked& asked, const desk::Reply& reply);
  void command(Asked& asked, const desk::Reply& reply);
  [[nodiscard]] bool replay(Asked& asked, const desk::Reply& reply);
  void hear(Asked& asked);
  void keep(const Asked& asked, std::string body);
  Book& any_case();
  [[nodiscard]] cw::CaseState ahead(const Book& book) const;

  // recovery.cpp: opening the desk, and what came through a crash
  void open_desk();
  void recover();
  void catch_up();
  void reconcile();
  using ByCase = std::map<std::string, std::vector<Stored>>;
  [[nodiscard]] ByCase together(const Asked& first, const ByCase& stored) const;
  void came_through(const ByCase& more);
  [[nodiscard]] std::vector<cw::Recorded> stored_events(const Book& book, std::uint64_t after);

  // judging.cpp: the whole database held against the books
  void judge_all(bool from_start);
  void judge_events(sqlite3* db, bool from_start);
  void judge_rows(sqlite3* db);
  void judge_state(Book& book);
  void judge_journal();
  void judge_content();
  void sabotage();

  void note(const std::string& what);
  void count(const std::string& what, std::uint64_t n = 1) { tally_[what] += n; }
  void take(Book& book, const std::vector<cw::Recorded>& events);
  [[noreturn]] void broken(const std::string& what) const;
  /// The same from where nothing may be thrown: it is, at the next step.
  void suspect(const std::string& what) { suspicion_ = what; }

  const Plan plan_;
  const std::map<std::string, Text>& library_;
  const std::filesystem::path folder_;
  Random random_;
  ManualClock clock_;
  Disk disk_;
  Commands commands_;
  std::unique_ptr<desk::Desk> desk_;
  std::vector<cw::Actor> people_;
  std::map<std::string, std::pair<Text, std::uint32_t>> published_;
  std::vector<Text> to_publish_;
  std::map<std::string, std::unique_ptr<Book>> books_;
  std::vector<Book*> open_;
  std::deque<Asked> asked_;       ///< under way
  std::vector<Asked*> answered_;  ///< of these, in the order of their answers
  std::vector<Asked> doubts_;     ///< whose answers left it open whether they were written, since the last that was
  std::map<std::string, bool> customers_;  ///< id -> erased
  std::vector<Kept> kept_;
  std::map<std::string, std::uint64_t> told_;  ///< case -> last event the desk told of
  std::map<std::string, int> calls_;           ///< of connectors, by key
  bool all_is_well_outside_ = false;
  std::uint64_t sent_ = 0, keys_ = 0, judged_position_ = 0;
  Instant latest_;  ///< the clock at its furthest
  std::map<std::string, std::string> heads_;
  std::string last_, suspicion_;
  Tally tally_;
  TraceHash trace_;
};

}  // namespace evenhand::simulation
