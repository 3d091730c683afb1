#include "store/reader_pool.hpp"

#include <utility>

namespace evenhand::store {

ReaderPool::ReaderPool(Connect connect, std::size_t connections_max)
    : connect_(std::move(connect)), connections_max_(connections_max) {
  free_.reserve(connections_max_);  // giving one back never fails
}

Result<void> ReaderPool::open_all() {
  const std::lock_guard lock(mutex_);
  while (free_.size() + out_ < connections_max_) {
    auto opened = connect_();
    if (!opened) return fail(std::move(opened.error()));
    free_.push_back(std::move(*opened));
  }
  return {};
}

Result<ConnectionPtr> ReaderPool::take(WhenOut when_out) {
  std::unique_lock lock(mutex_);
  const auto may_go = [this] { return closed_ || !free_.empty() || out_ < connections_max_; };
  if (when_out == WhenOut::refuse && !may_go())
    return fail(ErrorKind::unavailable, "store/readers-busy", "Too much is being read.", "Try again in a moment.");
  changed_.wait(lock, may_go);
  if (closed_) return fail(ErrorKind::unavailable, "store/closed", "The store is closed.", "Try again in a moment.");
  ++out_;
  if (!free_.empty()) {
    ConnectionPtr connection = std::move(free_.back());
    free_.pop_back();
    return connection;
  }
  lock.unlock();
  auto opened = connect_();
  if (!opened) give_back(nullptr);
  return opened;
}

void ReaderPool::give_back(ConnectionPtr connection) {
  {
    const std::lock_guard lock(mutex_);
    --out_;
    if (connection && connection->is_alive() && !connection->in_transaction()) free_.push_back(std::move(connection));
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
