/// @file floor_postgresql.hpp
/// @brief The floors of a durable step on PostgreSQL: SQL written by hand, straight on libpq in pipeline mode, that writes the same
/// rows with the same keys and indexes to tables of its own, in a schema `floor` beside the store's.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace evenhand::bench {

/// What a floor wrote, in how long, and what that cost on both sides.
struct FloorRow {
  double steps = 0, seconds = 0, cpu_seconds = 0;
  std::vector<double> latencies_ms;  ///< of transactions
};

class PostgresFloor {
 public:
  /// Copies the cases and their last events into tables of its own, which the destructor drops.
  PostgresFloor(const std::string& url, const std::vector<std::string>& case_ids, std::size_t events_per_step);
  ~PostgresFloor();
  PostgresFloor(const PostgresFloor&) = delete;
  PostgresFloor& operator=(const PostgresFloor&) = delete;

  /// One connection, `group` steps a transaction, one round trip each.
  void in_groups(FloorRow& sum, std::size_t group, double seconds);
  /// As it is usually written: each caller has a connection, and each step is a transaction, in one round trip. The cases are
  /// shared out among the connections.
  void one_by_one(FloorRow& sum, std::size_t connections, double seconds);

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

/// The server's first process, when it runs on this machine. Ends the program when it cannot be asked.
[[nodiscard]] pid_t postmaster_of(const std::string& url);

}  // namespace evenhand::bench
