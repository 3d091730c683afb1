// Durable commands a second through the store, beside a bare SQLite loop that writes the same rows with the same number
// of commands in a commit. A command appends three events to a case, rewrites the case's row, moves its timer and adds
// an effect: what one step of a procedure does. Prints figures; `--seconds N` for each cell (default 2).
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "figure.hpp"
#include "store/cases.hpp"
#include "store/orgs.hpp"
#include "store/outbox.hpp"
#include "store/timers.hpp"

namespace {

using namespace evenhand;
using SteadyClock = std::chrono::steady_clock;

constexpr int events_per_command = 3;
const std::string org = "org_01hv2m3c4d5e6f7g8h9jkmnpqr";
const std::string note =
    R"({"text":{"person":"customer_01hv2m3c4d5e6f7g8h9jkmnpqr","sealed":"v1.)" + std::string(120, 'A') + R"("}})";

struct BenchCase {
  store::cases::CaseRow row;
  std::vector<ledger::StoredEvent> events;  ///< of the next command

  explicit BenchCase(int number) {
    row.org = org;
    row.id = fmt::format("case_01hv2m3c4d5e6f7g8h9j{:06}", number);
    row.procedure_id = "refund-request";
    row.version_hash = std::string(64, 'a');
    row.title = "Refund request";
    row.subject = "v1." + std::string(90, 'B');
    row.status = "open";
    row.team = "support";
    row.customer_id = "customer_01hv2m3c4d5e6f7g8h9jkmnpqr";
    row.state = "MA";
    row.channel = "email";
    row.language = "en";
    row.waiting_for = "Ask for the order number";
  }
  void next() {
    events.clear();
    for (int i = 0; i < events_per_command; ++i) {
      ledger::StoredEvent event;
      event.org = org;
      event.case_id = row.id;
      event.seq = ++row.seq;
      event.at = Instant{1'790'000'000'000'000 + static_cast<std::int64_t>(row.seq)};
      event.actor_id = "person_01hv2m3c4d5e6f7g8h9jkmnpqr";
      event.actor_name = "Kim";
      event.door = "api";
      event.type = "note-added";
      event.body = note;
      event.prev = row.head;
      event.hash = ledger::event_hash(event);
      row.head = event.hash;
      events.push_back(std::move(event));
    }
    row.changed_at = events.back().at;
    row.next_due = row.changed_at;
  }
  [[nodiscard]] std::string effect_key() const { return fmt::format("{}/{}", row.id, row.seq); }
};

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("evenhand-bench-" + hex(sha256(random_bytes(8))).substr(0, 12))) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::filesystem::path file() const { return path_ / "bench.db"; }

 private:
  std::filesystem::path path_;
};

struct Figure {
  double per_second = 0, group = 0, cpu_micros = 0;
};

double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// `callers` commands are always on their way: each is followed by the next of its case when it is durable.
class StoreLoad {
 public:
  StoreLoad(store::Store& store, int callers) : store_(store) {
    for (int i = 0; i < callers; ++i) cases_.emplace_back(i);
  }
  Figure run(double seconds) {
    const auto begin = SteadyClock::now();
    const double cpu = cpu_seconds();
    const auto before = store_.figures();
    end_ = begin + std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>(seconds));
    running_ = cases_.size();
    for (BenchCase& c : cases_) submit(c);
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return running_ == 0; });
    const double elapsed = std::chrono::duration<double>(SteadyClock::now() - begin).count();
    const auto after = store_.figures();
    const auto jobs = static_cast<double>(after.jobs - before.jobs);
    return {jobs / elapsed, jobs / static_cast<double>(after.commits - before.commits),
            (cpu_seconds() - cpu) * 1e6 / jobs};
  }

 private:
  void submit(BenchCase& c) {
    const std::uint64_t expected = c.row.seq;
    c.next();
    store_.write(
        [&c, expected](store::Writer& w) -> Result<void> {
          if (auto done = store::cases::append(w, expected, c.events, c.row); !done) return fail(done.error());
          if (auto done = store::timers::arm(w, org, {c.row.id, "wait", c.row.next_due}); !done) return done;
          auto added = store::outbox::add(
              w, org,
              {.key = c.effect_key(), .kind = "call-connector", .case_id = c.row.id, .seq = c.row.seq, .body = note});
          return added ? Result<void>() : Result<void>(fail(added.error()));
        },
        [this, &c](const Result<void>& done) {
          EH_ASSERT_MSG(done.has_value(), done ? "" : done.error().message);
          if (SteadyClock::now() < end_) return submit(c);
          const std::lock_guard lock(mutex_);
          if (--running_ == 0) idle_.notify_one();
        });
  }

  store::Store& store_;
  std::vector<BenchCase> cases_;
  SteadyClock::time_point end_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t running_ = 0;
};

/// The floor: prepared statements, one thread, nothing between the loop and SQLite but the binding of values.
class BareLoop {
 public:
  explicit BareLoop(const std::filesystem::path& file) {
    EH_ASSERT(sqlite3_open(file.c_str(), &database_) == SQLITE_OK);
    execute(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = "
        "2000;"
        "PRAGMA secure_delete = ON");
    insert_case_ = prepare(
        "INSERT INTO cases VALUES (?1,?2,?3,?4,?5,?6,?7,0,2,?8,'',?9,?10,?11,?12,'','','',?13,0,?14,0,?14,?15,?16)");
    update_case_ =
        prepare("UPDATE cases SET changed_at=?3, next_due=?3, seq=?4, head=?5 WHERE org_id=?1 AND case_id=?2");
    insert_event_ = prepare("INSERT INTO events VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)");
    timer_ = prepare("INSERT INTO timers VALUES (?1,?2,'wait',?3,?3) ON CONFLICT DO UPDATE SET due_at=?3, ready_at=?3");
    effect_ = prepare("INSERT INTO outbox VALUES (?1,?2,'call-connector',?3,?4,?5,'pending',0,?6,?6,0,?6,'','')");
  }
  BareLoop(const BareLoop&) = delete;
  BareLoop& operator=(const BareLoop&) = delete;
  ~BareLoop() {
    for (sqlite3_stmt* s : {insert_case_, update_case_, insert_event_, timer_, effect_}) sqlite3_finalize(s);
    sqlite3_close(database_);
  }

  Figure run(double seconds, int group) {
    std::vector<BenchCase> cases;
    for (int i = 0; i < group; ++i) cases.emplace_back(i);
    const auto begin = SteadyClock::now();
    const double cpu = cpu_seconds();
    double commands = 0;
    double elapsed = 0;
    do {
      for (BenchCase& c : cases) c.next();
      execute("BEGIN IMMEDIATE");
      for (BenchCase& c : cases) write(c);
      execute("COMMIT");
      commands += group;
      elapsed = std::chrono::duration<double>(SteadyClock::now() - begin).count();
    } while (elapsed < seconds);
    return {commands / elapsed, static_cast<double>(group), (cpu_seconds() - cpu) * 1e6 / commands};
  }

 private:
  void execute(const char* sql) {
    EH_ASSERT_MSG(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(database_));
  }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    EH_ASSERT_MSG(sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK,
                  sqlite3_errmsg(database_));
    return statement;
  }
  static void text(sqlite3_stmt* s, int at, const std::string& value) {
    sqlite3_bind_text(s, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  }
  static void blob(sqlite3_stmt* s, int at, const Sha256& value) {
    sqlite3_bind_blob(s, at, value.data(), 32, SQLITE_STATIC);
  }
  static void number(sqlite3_stmt* s, int at, std::uint64_t value) {
    sqlite3_bind_int64(s, at, static_cast<std::int64_t>(value));
  }
  void step(sqlite3_stmt* s) {
    EH_ASSERT_MSG(sqlite3_step(s) == SQLITE_DONE, sqlite3_errmsg(database_));
    sqlite3_reset(s);
  }

  void write(const BenchCase& c) {
    const auto& row = c.row;
    const auto at = static_cast<std::uint64_t>(row.changed_at.micros);
    if (row.seq == events_per_command) {
      int i = 0;
      for (const std::string* value :
           {&row.org, &row.id, &row.procedure_id, &row.version_hash, &row.title, &row.subject, &row.status, &row.team,
            &row.customer_id, &row.state, &row.channel, &row.language, &row.waiting_for}) {
        text(insert_case_, ++i, *value);
      }
      number(insert_case_, 14, at);
      number(insert_case_, 15, row.seq);
      blob(insert_case_, 16, row.head);
      step(insert_case_);
    } else {
      text(update_case_, 1, row.org);
      text(update_case_, 2, row.id);
      number(update_case_, 3, at);
      number(update_case_, 4, row.seq);
      blob(update_case_, 5, row.head);
      step(update_case_);
    }
    for (const auto& event : c.events) {
      text(insert_event_, 1, event.org);
      number(insert_event_, 2, ++position_);
      text(insert_event_, 3, event.case_id);
      number(insert_event_, 4, event.seq);
      number(insert_event_, 5, static_cast<std::uint64_t>(event.at.micros));
      int i = 5;
      for (const std::string* value : {&event.actor_id, &event.actor_name, &event.door, &event.type, &event.body}) {
        text(insert_event_, ++i, *value);
      }
      blob(insert_event_, 11, event.prev);
      blob(insert_event_, 12, event.hash);
      step(insert_event_);
    }
    text(timer_, 1, row.org);
    text(timer_, 2, row.id);
    number(timer_, 3, at);
    step(timer_);
    const std::string key = c.effect_key();
    text(effect_, 1, row.org);
    text(effect_, 2, key);
    text(effect_, 3, row.id);
    number(effect_, 4, row.seq);
    text(effect_, 5, note);
    number(effect_, 6, at);
    step(effect_);
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt *insert_case_ = nullptr, *update_case_ = nullptr, *insert_event_ = nullptr, *timer_ = nullptr,
               *effect_ = nullptr;
  std::uint64_t position_ = 0;
};

Result<void> make_database(const std::filesystem::path& file, const Clock& clock) {
  auto opened = store::Store::open({.path = file}, clock);
  if (!opened) return fail(opened.error());
  return (*opened)->write_and_wait([](store::Writer& w) { return store::orgs::add(w, {org, "Bench", Instant{1}}); });
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc == 3 && std::string(argv[1]) == "--seconds" ? std::atof(argv[2]) : 2;
  const SystemClock clock;
  for (const int callers : {1, 32, 256}) {
    const Folder ours;
    const Folder bare;
    for (const Folder* folder : {&ours, &bare}) {
      if (auto made = make_database(folder->file(), clock); !made) {
        fmt::print(stderr, "{}\n", made.error().message);
        return 1;
      }
    }
    Figure store_figure;
    {
      auto store = store::Store::open({.path = ours.file()}, clock);
      EH_ASSERT(store.has_value());
      StoreLoad load(**store, callers);
      store_figure = load.run(seconds);
    }
    // The floor commits as many commands at once as the store found waiting on the average.
    const int group = std::max(1, static_cast<int>(store_figure.group + 0.5));
    const Figure floor = BareLoop(bare.file()).run(seconds, group);
    const auto print = [&](std::string_view system, const Figure& row) {
      const std::string name = fmt::format("commands/{}/{}", system, callers);
      bench::figure("store", name, row.per_second, "commands/s");
      bench::figure("store", name + "/cpu", row.cpu_micros, "us");
    };
    print("evenhand", store_figure);
    bench::figure("store", fmt::format("commands/evenhand/{}/commands a commit", callers), store_figure.group,
                  "commands");
    print("floor, a bare loop in groups of the same size", floor);
  }
  return 0;
}
