/// @file worker_impl.hpp
/// @brief What a server's connections share, and one I/O thread's part of it. Private to this module. A connection
/// lives on one Worker and is touched by its thread only, so connections need no locks; other threads reach them
/// through `post`.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "http/server.hpp"

namespace evenhand::http {

namespace asio = boost::asio;

/// Bound to one loop's executor type: no type erasure on the hot path.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

enum class Admission { admitted, refused, dropped };

/// State of the whole server: options, handler, counters, connection caps.
struct ServerShared {
  ServerOptions options;
  Handler handler;
  std::optional<asio::ssl::context> tls;

  std::atomic<std::uint64_t> accepted{0}, capped{0}, requests{0}, refused_requests{0}, event_streams{0};
  std::atomic<std::uint64_t> next_request{0};
  std::atomic<bool> is_draining{false};
  std::string request_id_prefix;

  /// Counts the connection in, or says how to turn it away. Every admitted or refused one must `leave`.
  [[nodiscard]] Admission enter(const std::string& address_key);
  void leave(const std::string& address_key, Admission admission);
  /// Counts a body of up to `bytes`, which is held in memory until its answer leaves. False when there is no room for it.
  [[nodiscard]] bool take_body(const std::string& address_key, std::uint64_t bytes);
  void give_back_body(const std::string& address_key, std::uint64_t bytes);
  /// The same of an answer's body, until it is written.
  [[nodiscard]] bool take_answer(const std::string& address_key, std::uint64_t bytes);
  void give_back_answer(const std::string& address_key, std::uint64_t bytes);
  /// The client's X-Request-Id when it is sane, else a new one.
  [[nodiscard]] std::string make_request_id(const Request& request);
  [[nodiscard]] std::uint64_t connections() const;
  /// Waits until no connection is left. False when the time is up.
  [[nodiscard]] bool wait_until_empty(std::chrono::milliseconds time_max);

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  struct OfAddress {
    std::size_t connections = 0;
    std::size_t large_bodies = 0;
    std::uint64_t bodies_bytes = 0;
    std::uint64_t answers_bytes = 0;
  };
  std::unordered_map<std::string, OfAddress> by_address_;
  std::size_t large_bodies_ = 0;
  std::uint64_t bodies_bytes_ = 0;
  std::uint64_t answers_bytes_ = 0;
  std::size_t open_ = 0;
  std::size_t refusing_ = 0;
};

/// What a Worker asks of a connection during shutdown.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void start() = 0;
  virtual void drain() = 0;
  virtual void finish() = 0;
};

/// One I/O thread: its loop and its connections.
class Worker {
 public:
  explicit Worker(std::shared_ptr<ServerShared> server) : shared(std::move(server)) {}

  /// Runs `work` on the worker's thread: now when called there, else soon. False when the worker has stopped.
  template <class Work>
  bool run(Work work) {
    if (io.get_executor().running_in_this_thread()) {
      work();
      return true;
    }
    return post(std::move(work));
  }
  /// Runs `work` on the worker's thread, later.
  template <class Work>
  bool post(Work work) {
    const std::scoped_lock lock(stop_mutex_);
    if (is_stopped_) return false;
    asio::post(io, std::move(work));
    return true;
  }
  /// After the thread has been joined: runs what was posted last and takes nothing more.
  void stop();

  void add(std::shared_ptr<Connection> connection);
  void remove(Connection* connection);
  void drain_all();
  void finish_all();
  /// The Date header's value, made once a second.
  [[nodiscard]] const std::string& date();
  /// For reads whose bytes nobody wants: one place for all of a worker's connections.
  [[nodiscard]] asio::mutable_buffer scratch() { return asio::buffer(scratch_); }

  const std::shared_ptr<ServerShared> shared;

 private:
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  std::mutex stop_mutex_;
  bool is_stopped_ = false;
  std::int64_t date_second_ = -1;
  std::string date_;
  std::array<char, 512> scratch_{};

 public:
  asio::io_context io{1};  ///< declared last: destroyed while the rest is still there
};

/// Takes over an accepted socket. With `Admission::refused` it answers 503 and ends.
[[nodiscard]] std::shared_ptr<Connection> make_connection(std::shared_ptr<Worker> worker, Socket socket,
                                                          std::string address, std::string address_key,
                                                          Admission admission);

}  // namespace evenhand::http
