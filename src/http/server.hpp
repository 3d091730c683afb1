/// @file server.hpp
/// @brief The HTTP/1.1 server: sockets, TLS, limits, deadlines, keep-alive and draining. It parses requests, hands each
/// complete one to the handler, and writes the answers in order. Fronting libraries stay in the .cpp files.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "http/responder.hpp"

namespace evenhand::http {

/// Called on an I/O thread with each complete request; must not block (hand work to a pool and keep the Responder). An
/// exception that leaves it answers 500.
using Handler = std::function<void(std::shared_ptr<const Request>, Responder)>;
/// The largest body in bytes this request may have; called on an I/O thread with head and no body yet.
using BodyLimit = std::function<std::size_t(const Request&)>;

/// Asked on an I/O thread with head and no body yet, before a body over limits::http_body_unknown_bytes_max is read: an answer
/// turns it away.
using TurnAway = std::function<std::optional<Response>(const Request&)>;

/// Deadlines are total, not per byte, so that trickling does not extend them.
struct ServerLimits {
  std::size_t header_bytes_max = limits::http_header_bytes_max;    ///< request line and fields: 431
  std::size_t header_fields_max = limits::http_header_fields_max;  ///< 431
  std::size_t target_bytes_max = limits::http_target_bytes_max;    ///< 414
  std::chrono::milliseconds header_time_max = std::chrono::seconds(limits::http_header_seconds_max);  ///< 408
  /// For one body, plus one second for every 32 KiB that Content-Length announces: 408.
  std::chrono::milliseconds body_time_max = std::chrono::seconds(limits::http_body_seconds_max);
  std::chrono::milliseconds idle_time_max = std::chrono::seconds(limits::http_idle_seconds_max);  ///< closed silently
  /// To write one response, plus one second for every 16 KiB of it; then the connection is dropped.
  std::chrono::milliseconds write_time_max = std::chrono::seconds(limits::http_write_seconds_max);
  std::chrono::milliseconds heartbeat = std::chrono::seconds(limits::event_stream_heartbeat_seconds);
  std::size_t connections_max = limits::http_connections_max;  ///< 503 and close
  /// Of a body longer than limits::http_body_unknown_bytes_max this much has to come in every `body_pace_time`: 408.
  std::chrono::milliseconds body_pace_time = std::chrono::seconds(limits::http_body_rate_seconds);
  std::size_t body_pace_bytes_min = limits::http_body_rate_seconds * limits::http_body_rate_bytes_min;
  std::size_t large_bodies_max = limits::http_large_bodies_max;  ///< over the default limit, at once: 503
  std::size_t large_bodies_per_address_max = limits::http_large_bodies_per_address_max;  ///< 503
  std::size_t bodies_bytes_max = limits::http_bodies_bytes_max;  ///< all that are on their way or being answered: 503
  std::size_t bodies_bytes_per_address_max = limits::http_bodies_bytes_per_address_max;  ///< of one address: 503
  std::size_t connections_per_address_max = limits::http_connections_per_address_max;    ///< 503 and close
  std::size_t answers_bytes_max =
      limits::http_answers_bytes_max;  ///< of long answers on their way: 503 in place of one more
  std::size_t answers_bytes_per_address_max = limits::http_answers_bytes_per_address_max;  ///< to one address: 503
  /// A peer that acknowledges nothing for so long, not even a heartbeat, is gone.
  std::chrono::milliseconds unacknowledged_time_max = std::chrono::seconds(limits::http_unacknowledged_seconds_max);
  std::size_t event_stream_queue_max = limits::event_stream_queue_max;
};

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal; `::` takes both
  std::uint16_t port = 0;             ///< 0: any free one, see Server::port
  unsigned io_threads = 1;            ///< at least 1
  std::string tls_certificate_file;   ///< PEM chain; with the key it turns TLS (1.2 and up) on
  std::string tls_private_key_file;   ///< PEM
  ServerLimits limits;
  BodyLimit body_limit;  ///< unset: limits::http_body_bytes_max for every request
  TurnAway turn_away;    ///< unset: nothing is
};

/// What the server is doing now; counters since start.
struct ServerStatistics {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0;  ///< by a connection cap
  std::uint64_t requests = 0;             ///< handed to the handler
  std::uint64_t requests_refused = 0;     ///< answered by the transport itself: malformed, too big, too slow
  std::uint64_t event_streams_open = 0;
};

/// `start`, serve, `shutdown`. Thread safety: `shutdown`, `port` and `statistics` from any thread; `start` once.
class Server {
 public:
  Server(ServerOptions options, Handler handler);
  /// Shuts down at once when still running.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds, listens and starts the I/O threads; ignores SIGPIPE for the whole process. Errors: `http/address-invalid`,
  /// `http/address-in-use`, `http/listen-failed`, `http/tls-invalid`.
  [[nodiscard]] Result<void> start();
  /// The bound port; 0 before `start`.
  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Stops accepting, closes idle connections and event streams, lets requests in flight finish until the time is up,
  /// then drops what is left and joins the threads. Blocks; idempotent; not to be called from a handler.
  /// @return true when everything finished in time.
  bool shutdown(std::chrono::milliseconds drain_time_max);
  [[nodiscard]] ServerStatistics statistics() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace evenhand::http
