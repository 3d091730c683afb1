/// @file reader_pool.hpp
/// @brief Read-only connections, shared by all threads. Private to this module.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "store/sql.hpp"

namespace evenhand::store {

class ReaderPool {
 public:
  using Connect = std::function<Result<ConnectionPtr>()>;
  ReaderPool(Connect connect, std::size_t connections_max);
  /// Opens all of them now, while there are file descriptors. Otherwise each is opened when it is first needed.
  [[nodiscard]] Result<void> open_all();
  enum class WhenOut { wait, refuse };
  /// Waits while all are out, or answers `store/readers-busy`. Errors: `store/closed`, and those of opening one.
  [[nodiscard]] Result<ConnectionPtr> take(WhenOut when_out = WhenOut::wait);
  /// One that is still inside a transaction, or cut off, is not used again.
  void give_back(ConnectionPtr connection);
  /// Waits until all are back, then closes them; `take` fails from now on.
  void close();

 private:
  const Connect connect_;
  const std::size_t connections_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ConnectionPtr> free_;
  std::size_t out_ = 0;
  bool closed_ = false;
};

}  // namespace evenhand::store
