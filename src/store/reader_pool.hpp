/// @file reader_pool.hpp
/// @brief Read-only connections, opened when they are first needed and shared by all threads. Private to this module.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

#include "store/sqlite.hpp"

namespace evenhand::store {

class ReaderPool {
 public:
  ReaderPool(SqliteOptions options, std::size_t connections_max);
  /// Waits while all are out. Errors: `store/closed`, and those of opening one.
  [[nodiscard]] Result<ConnectionPtr> take();
  /// One that is still inside a transaction is not used again.
  void give_back(ConnectionPtr connection);
  /// Waits until all are back, then closes them; `take` fails from now on.
  void close();

 private:
  const SqliteOptions options_;
  const std::size_t connections_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ConnectionPtr> free_;
  std::size_t out_ = 0;
  bool closed_ = false;
};

}  // namespace evenhand::store
