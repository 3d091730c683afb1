/// @file group_commit.hpp
/// @brief Writes jobs that wait together in one transaction, on one connection, and finds out what became of it when the server goes
/// away in the middle. Private to this module.
#pragma once

#include <chrono>
#include <string>

#include "base/instant.hpp"
#include "store/completions.hpp"
#include "store/database.hpp"

namespace evenhand::store {

/// For one thread at a time.
class GroupCommit {
 public:
  /// @param patience  how long a server that is away is waited for
  GroupCommit(Database& database, const Clock& clock, Microseconds patience)
      : database_(database), clock_(clock), patience_(patience) {}

  void write_on(ConnectionPtr connection) { connection_ = std::move(connection); }
  [[nodiscard]] Connection* connection() const noexcept { return connection_.get(); }
  [[nodiscard]] ConnectionPtr give_back() noexcept { return std::move(connection_); }

  /// Each job's outcome stands beside it. @return an error when nothing of the group was written, whatever the jobs said.
  [[nodiscard]] Result<void> run(Completions::Group& group);

 private:
  using Until = std::chrono::steady_clock::time_point;
  enum class Savepoints { none, each_job };
  Result<void> try_group(Completions::Group& group);
  Result<void> connect_again(Until until);
  Result<Fate> fate_of_lost(Until until);
  Result<bool> attempt(Completions::Group& group, Savepoints savepoints);
  Result<void> run_in_savepoint(Store::Job& job, Writer& writer, Result<void>& outcome);
  Result<std::int64_t> undo_job();

  Database& database_;
  const Clock& clock_;
  const Microseconds patience_;
  ConnectionPtr connection_;
  std::string transaction_;  ///< the name of the one that was last committed, or lost
};

}  // namespace evenhand::store
