#include "store/group_commit.hpp"

#include <fmt/format.h>

#include <thread>
#include <utility>

#include "store/dialect.hpp"

namespace evenhand::store {
namespace {

constexpr auto again_after = std::chrono::milliseconds(100);  ///< when a server is away

Result<void> status_of(const Result<bool>& done) {
  return done ? Result<void>() : fail(done.error());
}

Result<void> guarded(Store::Job& job, Writer& writer) {
  try {
    return job(writer);
  } catch (const std::exception& e) {
    return fail(ErrorKind::unavailable, "store/job-failed", fmt::format("The command ended early: {}", e.what()));
  }
}

}  // namespace

Result<void> GroupCommit::run(Completions::Group& group) {
  const auto until = std::chrono::steady_clock::now() + patience_;
  for (;;) {
    transaction_.clear();
    if (!connection_->is_alive()) {
      if (auto again = connect_again(until); !again) return again;
    }
    auto done = try_group(group);
    if (connection_->is_alive()) return done;
    const auto fate = fate_of_lost(until);
    if (!fate) return fail(fate.error());
    if (*fate == Fate::committed) return {};
    if (std::chrono::steady_clock::now() >= until) return done;
  }
}

Result<void> GroupCommit::try_group(Completions::Group& group) {
  // A savepoint for each job costs a sixth of the writer's time and few jobs fail, so the first try goes without. A job
  // that fails takes the group with it; then all run again, each in a savepoint of its own.
  if (auto done = attempt(group, Savepoints::none); !done || *done) return status_of(done);
  if (group.size() == 1) return {};
  return status_of(attempt(group, Savepoints::each_job));
}

Result<void> GroupCommit::connect_again(Until until) {
  for (;;) {
    auto opened = database_.connect(Access::write);
    if (opened) {
      connection_ = std::move(*opened);
      return {};
    }
    if (std::chrono::steady_clock::now() >= until) return fail(std::move(opened.error()));
    std::this_thread::sleep_for(again_after);
  }
}

/// The server went away: what became of the transaction that was under way?
Result<Fate> GroupCommit::fate_of_lost(Until until) {
  if (transaction_.empty()) return Fate::undone;
  for (;;) {
    if (auto again = connect_again(until); !again) break;
    const auto fate = database_.fate_of(*connection_, transaction_);
    if (fate && *fate != Fate::unknown) return fate;
    // The server has not noticed yet that its client is gone.
    if (std::chrono::steady_clock::now() >= until) break;
    std::this_thread::sleep_for(again_after);
  }
  return fail(ErrorKind::unavailable, "store/unknown-outcome",
              "The database server went away while it was writing; what was asked may have been written or not.",
              "Look at the case, or repeat the request under the same Idempotency-Key.");
}

/// @return whether the group was committed; false when a job failed and nothing could be told apart, so that nothing
///         of the group was written.
Result<bool> GroupCommit::attempt(Completions::Group& group, Savepoints savepoints) {
  if (auto begun = connection_->post(begin_writing(connection_->dialect()), {}); !begun) return fail(begun.error());
  Writer writer(*connection_, clock_.now());
  Result<bool> result = true;
  for (std::size_t i = 0; i < group.size() && result && *result; ++i) {
    auto& [job, done, outcome] = group[i];
    if (savepoints == Savepoints::each_job) {
      if (auto ran = run_in_savepoint(job, writer, outcome); !ran) result = fail(ran.error());
    } else {
      outcome = guarded(job, writer);
      result = outcome.has_value();
    }
  }
  if (result && *result) {
    auto named = writer.transaction().empty() ? database_.name_transaction(*connection_) : writer.transaction();
    if (named) transaction_ = std::move(*named);
    // What the jobs posted may fail as late as here; which of them it was shows when each has a savepoint.
    auto done = named ? connection_->commit() : fail(std::move(named.error()));
    if (!done && savepoints == Savepoints::none && connection_->in_transaction()) {
      if (group.size() == 1) group.front().outcome = fail(std::move(done.error()));
      result = false;
    } else if (!done) {
      result = fail(std::move(done.error()));
    }
  } else {
    (void)connection_->settle();
  }
  if (connection_->in_transaction()) {
    if (auto undone = connection_->run("ROLLBACK", {}); !undone && result) result = fail(undone.error());
  }
  return result;
}

/// @return an error when the whole transaction is lost.
Result<void> GroupCommit::run_in_savepoint(Store::Job& job, Writer& writer, Result<void>& outcome) {
  if (auto saved = connection_->post("SAVEPOINT job", {}); !saved) return fail(saved.error());
  outcome = guarded(job, writer);
  auto settled = connection_->settle();
  if (outcome && !settled) outcome = fail(std::move(settled.error()));
  // A full disk or a failing one makes SQLite roll back everything by itself.
  if (!connection_->in_transaction()) {
    return outcome ? fail(ErrorKind::unavailable, "store/io", "The database undid the transaction by itself.")
                   : fail(outcome.error());
  }
  if (!outcome) writer.forget();
  const auto ended = outcome ? connection_->run("RELEASE job", {}) : undo_job();
  return ended ? Result<void>() : fail(ended.error());
}

Result<std::int64_t> GroupCommit::undo_job() {
  auto undone = connection_->run("ROLLBACK TO job", {});
  return undone ? connection_->run("RELEASE job", {}) : undone;
}

}  // namespace evenhand::store
