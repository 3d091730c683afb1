/// @file server.hpp
/// @brief A running server for tests, with a handler whose answers a test can hold back and give later. All on port 0.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "http/server.hpp"

namespace evenhand::http::testing {

/// Hands things from the server's threads to the test's. Waits at most five seconds.
template <class T>
class Mailbox {
 public:
  void put(T item) {
    const std::scoped_lock lock(mutex_);
    items_.push_back(std::move(item));
    changed_.notify_all();
  }
  [[nodiscard]] std::optional<T> take() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(5), [&] { return !items_.empty(); })) return std::nullopt;
    T item = std::move(items_.front());
    items_.erase(items_.begin());
    return item;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<T> items_;
};

/// `/echo` answers method, path and body; `/hold` puts the Responder into `held`; `/stream` opens an event stream and
/// puts it into `streams`; `/big` answers `big_bytes` of `x`; `/throw` throws; `/drop` drops; else 404.
class EchoServer {
 public:
  explicit EchoServer(ServerOptions options = {}, std::size_t big_bytes = 8u << 20);

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] Server& server() { return server_; }

  struct Held {
    std::shared_ptr<const Request> request;
    Responder responder;
  };
  Mailbox<Held> held;
  Mailbox<EventStream> streams;

 private:
  void handle(std::shared_ptr<const Request> request, Responder responder);

  std::shared_ptr<const std::string> big_;
  Server server_;
};

/// Waits until `condition` holds, at most five seconds. For state that only a counter shows.
template <class Condition>
[[nodiscard]] bool wait_until(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable().wait_for(lock, std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace evenhand::http::testing
