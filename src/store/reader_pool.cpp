#include "store/reader_pool.hpp"

#include <utility>

namespace evenhand::store {

ReaderPool::ReaderPool(SqliteOptions options, std::size_t connections_max)
    : options_(std::move(options)), connections_max_(connections_max) {}

Result<ConnectionPtr> ReaderPool::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !free_.empty() || out_ < connections_max_; });
  if (closed_) return fail(ErrorKind::unavailable, "store/closed", "The store is closed.", "Try again in a moment.");
  ++out_;
  if (!free_.empty()) {
    ConnectionPtr connection = std::move(free_.back());
    free_.pop_back();
    return connection;
  }
  lock.unlock();
  auto opened = open_sqlite(options_);
  if (!opened) give_back(nullptr);
  return opened;
}

void ReaderPool::give_back(ConnectionPtr connection) {
  {
    const std::lock_guard lock(mutex_);
    --out_;
    if (connection && !connection->in_transaction()) free_.push_back(std::move(connection));
  }
  changed_.notify_all();
}

void ReaderPool::close() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  changed_.notify_all();
  changed_.wait(lock, [this] { return out_ == 0; });
  free_.clear();
}

}  // namespace evenhand::store
