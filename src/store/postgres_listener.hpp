/// @file postgres_listener.hpp
/// @brief Word between nodes that something was committed, by LISTEN and NOTIFY on a connection and a thread of their own.
/// The word may be lost (a cut connection, a pooler that hands no notifications on): whoever waits for it looks now and then by
/// itself too. Private to this module.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace evenhand::store {

class PostgresListener {
 public:
  explicit PostgresListener(std::string url);
  ~PostgresListener() { stop(); }
  PostgresListener(const PostgresListener&) = delete;
  PostgresListener& operator=(const PostgresListener&) = delete;

  /// Begins to listen; `heard` is called on the thread when another node has committed, and after each new connection.
  /// An empty one ends the calls: none runs any more when this returns.
  void listen(std::function<void()> heard);
  /// Tells the others. Several calls in short order become one word. Never blocks.
  void notify() noexcept;
  void stop() noexcept;

 private:
  void run();
  void listen_on_connection();
  void call();

  const std::string url_;
  const std::string node_;  ///< its own words are not for it
  std::mutex mutex_;        ///< held while `heard_` runs
  std::function<void()> heard_;
  std::atomic<bool> stopping_{false}, due_{false};
  int wake_[2] = {-1, -1};
  std::thread thread_;
};

}  // namespace evenhand::store
