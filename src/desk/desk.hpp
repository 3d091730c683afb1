/// @file desk.hpp
/// @brief The one door: whoever changes a case, by screen, API, command line, timer or connector, does it by `submit`. The
/// desk loads the case, lets the engine decide, and makes events, state, timers, effects and the read side durable in one
/// transaction before it answers. It also owns what runs by itself: timers, the outbox, checkpoints.
///
///   auto desk = Desk::open({.folder = "data"}, clock);
///   desk->submit({.case_id = id, .command = TickTask{path}, .actor = actor, .door = "api"}, [](Reply reply) { … });
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "casework/engine.hpp"
#include "connect/connector.hpp"
#include "desk/library.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/record.hpp"
#include "store/cases.hpp"
#include "store/idempotency.hpp"
#include "store/store.hpp"

namespace evenhand::desk {

struct DeskOptions {
  std::filesystem::path folder;        ///< the data folder: database, keys, connectors.json; made when missing
  std::string database;                ///< `postgresql://…` that several nodes share; empty: SQLite in the folder
  std::string replica;                 ///< URL of a server that follows it; empty: none
  std::string company;                 ///< `{company}`; empty: as stored, or "Our company" at first
  std::size_t shards = 2;              ///< threads that decide
  std::size_t live_cases_max = 4'096;  ///< cases kept in memory, per shard
  bool shared = false;                 ///< other desks write the same file (tests); a server is always shared
  bool background = true;              ///< run timers, outbox and checkpoints; tests may drive them by hand
  bool threads = true;                 ///< false: all happens on the caller's thread, in `run_waiting` (simulation)
  std::string vfs;                     ///< SQLite VFS to open the database through; empty: the system's
  std::optional<connect::Connectors> connectors;  ///< in place of connectors.json
  std::shared_ptr<const law::Law> law;            ///< packs of law facts to hold procedures against; null: none
  Library::Compile compile = procedure::compile;  ///< a simulation that opens many desks compiles a text once
};

/// Why nothing happened: the engine's refusal with its gates, or any other failure.
using Failure = std::variant<Error, casework::Refusal>;

/// A case after a command, as of its commit, or as `look` finds it.
struct Outcome {
  std::string case_id;
  std::vector<casework::Recorded> events;  ///< what the command caused
  /// For a Render, which must not keep it, and from `look`; null in a Reply: the case may have moved on by then.
  std::shared_ptr<const casework::CaseState> state;
  casework::ProgramPtr program;
  store::cases::CaseRow row;  ///< subject sealed as stored
  std::string rendered;       ///< what Submission::render made
};
using Reply = std::function<void(tl::expected<Outcome, Failure>)>;

/// Turns an outcome into the answer to keep and send. Runs on a shard thread before the commit, so that it may take time.
using Render = std::function<std::string(const Outcome&)>;

/// How long an answer is kept under its Idempotency-Key.
inline constexpr auto answers_kept_for = std::chrono::hours(24);

/// An answer as it is sent.
struct Rendered {
  int status = 0;
  std::string body;
};
/// Turns a refusal into the answer to keep.
using RenderRefusal = std::function<Rendered(const casework::Refusal&)>;

/// Remembers the rendered answer under the caller's key, in the command's own transaction, sealed for the case's customer.
struct IdempotencyKey {
  std::string actor_id, key, request_hash;
  int status = 200;
  /// A refusal is remembered too, before it is told: else a first sending that stands still elsewhere might be carried out after it.
  /// Empty: it is not the request's last word.
  RenderRefusal refused = {};
};

/// How long a request that is carried out under a key keeps others with it out, should it never end.
inline constexpr auto answers_awaited_for = std::chrono::minutes(2);

/// An answer that was given before under the same key.
struct KeptAnswer {
  std::string request_hash;
  int status = 200;  ///< 0: the request is under way
  std::string body;
};

struct Submission {
  std::string case_id;
  casework::Command command;
  casework::Actor actor;
  std::string door = "api";
  std::optional<std::uint64_t> expected_seq;  ///< refuse with `precondition/stale` when the case moved on
  Render render;
  std::optional<IdempotencyKey> idempotency;
  store::Store::Job also;  ///< more to write in the same transaction
};

struct Opening {
  std::string procedure_id;
  procedure::Selection selection;
  casework::OpenCase open;  ///< customer_id empty: found by address, or made
  std::string message;      ///< the customer's first words; empty: none
  casework::Actor actor;
  std::string door = "api";
  Render render;
  std::optional<IdempotencyKey> idempotency;
};

/// Told after each commit, on a thread of the store: must not block.
struct Change {
  enum class Kind { case_changed, procedure_published, notification };
  Kind kind = Kind::case_changed;
  std::string id;         ///< case or procedure
  std::uint64_t seq = 0;  ///< of the case; version number of the procedure
  std::string status;
  std::string to;  ///< notification: `role:…` or `person:…`
};

class Desk {
 public:
  /// Errors: those of Store::open and KeyRing::load, `ledger/key-wrong` (not the key the values were sealed with), `connector/bad-config`, `desk/no-folder`.
  [[nodiscard]] static Result<std::unique_ptr<Desk>> open(DeskOptions options, const Clock& clock);
  /// Drains and closes.
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  /// `reply` is called once, after the commit or the refusal, on a thread of the desk: it must not block.
  void submit(Submission submission, Reply reply);
  /// The same where many are submitted one after the other: each is decided on its shard's thread, and those that come together are
  /// committed together.
  void submit_beside(const Submission& submission, const Reply& reply);
  void open_case(Opening opening, Reply reply);
  /// The same, waiting. Not from a reply.
  [[nodiscard]] tl::expected<Outcome, Failure> submit_and_wait(Submission submission);
  [[nodiscard]] tl::expected<Outcome, Failure> open_and_wait(Opening opening);

  /// The case as it is, read from memory or the database. Error `case/not-found`. Waits for its shard.
  [[nodiscard]] Result<Outcome> look(const std::string& case_id);

  /// The answer kept under a caller's key, opened; empty when there is none that is still good.
  /// Error `ledger/erased` when it showed someone who was erased since.
  [[nodiscard]] Result<std::optional<KeptAnswer>> kept_answer(std::string_view actor_id, std::string_view key);
  /// For a request that no case's own transaction remembers: takes the place under its key before anything is done.
  /// Error `idempotency/exists` when another request has it.
  [[nodiscard]] Result<void> await_answer(const IdempotencyKey& key);
  /// Keeps the answer in that place. @param case_id  the case it shows, for whose customer it is sealed; empty: none
  [[nodiscard]] Result<void> keep_answer(const IdempotencyKey& key, std::string body, const std::string& case_id);
  /// Keeps an answer that nothing was written for, where no place was taken. Error `idempotency/exists` when another has it.
  [[nodiscard]] Result<void> add_answer(const IdempotencyKey& key, std::string body);
  /// Frees the place: the request came to nothing and may be sent again.
  [[nodiscard]] Result<void> release_answer(const IdempotencyKey& key);

  /// One listener; null: none. Once this returns the listener before is not called any more.
  void on_change(std::function<void(const Change&)> listener);
  void announce(const Change& change);          ///< for changes made beside cases: publications
  void announce_foreign(const Change& change);  ///< what another node did
  /// Reads the company's name again: another node may have been started with a new one.
  void refresh_company();
  /// One round of following what other nodes commit; for tests.
  void follow_other_nodes();

  [[nodiscard]] const std::string& org() const noexcept;
  [[nodiscard]] std::string company() const;
  [[nodiscard]] const Clock& clock() const noexcept;
  [[nodiscard]] store::Store& store() noexcept;
  [[nodiscard]] Library& library() noexcept;
  [[nodiscard]] const ledger::KeyRing& key_ring() const noexcept;
  [[nodiscard]] const ledger::SigningKey& signing_key() const noexcept;
  /// Keys of customers for opening sealed values; reads the database.
  [[nodiscard]] ledger::SealScope seal_scope(const std::string& case_id, const std::string& customer_id);

  /// Without threads: decides and writes all that waits, and tells it.
  void run_waiting();
  /// One round of what otherwise runs in the background, on this thread. @return how many timers fired / effects done.
  std::size_t fire_due_timers();
  std::size_t run_outbox();
  /// Versions whose time has come take effect. @return when the next one is due at the latest.
  Result<Instant> take_effect();
  Result<void> checkpoint();
  /// Forgets sessions and kept answers that are past their time; once a day looks at how the tables are filled.
  Result<void> sweep();
  /// Removes files that no event has referred to for limits::unused_file_hours. @return how many.
  Result<std::size_t> remove_unused_files();

  /// Finishes what was accepted and stops; later submissions fail with `desk/closed`.
  void close();

 private:
  class Inside;
  explicit Desk(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

/// The system as an actor: timers, connectors.
[[nodiscard]] casework::Actor system_actor();

}  // namespace evenhand::desk
