/// @file session_impl.hpp
/// @brief One connection, plain or TLS: reads a request, hands it on, writes the answer, and again; or becomes an event
/// stream. Private to this module. Runs on its worker's thread only; one timer serves every deadline.
#pragma once

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/event_stream.hpp"
#include "http/head_scanner.hpp"
#include "http/request_parser_impl.hpp"
#include "http/session_sink_impl.hpp"
#include "http/worker_impl.hpp"

namespace evenhand::http {

/// Where the connection is. Exactly one operation is pending in each state but `handling` (none), and `streaming` (a
/// read that watches for the client's leave, and maybe a write).
enum class SessionState { handshaking, reading_head, reading_body, handling, writing, streaming, lingering, finished };

struct Peer {
  std::string address;
  std::string address_key;  ///< what the per-address cap counts by
  Admission admission = Admission::admitted;
};

template <class Stream>
class Session final : public AnsweringConnection, public std::enable_shared_from_this<Session<Stream>> {
 public:
  Session(std::shared_ptr<Worker> worker, Stream stream, Peer peer);

  void start() override;
  void drain() override;
  void finish() override;
  void answer(Response response) override;
  void begin_stream(Headers headers, std::shared_ptr<EventChannel> channel) override;
  void pump() override;

 private:
  using ErrorCode = boost::system::error_code;
  using Milliseconds = std::chrono::milliseconds;
  static constexpr bool is_tls = !std::is_same_v<Stream, Socket>;

  // Deadlines
  void set_deadline(Milliseconds from_now);
  void clear_deadline() noexcept { deadline_ = TimePoint::max(); }
  void wait_for_deadline();
  void on_timer(const ErrorCode& ec, std::uint64_t generation);
  void on_deadline();

  // Reading
  void begin_request();
  void read_more();
  void on_read(const ErrorCode& ec, std::size_t bytes);
  void process_head();
  void process_body();
  void write_continue();
  void dispatch();
  void refuse(const Refusal& refusal);
  void refuse(Response response);
  void cancel_read();
  [[nodiscard]] bool take_body(std::uint64_t bytes);
  void give_back_body();
  void give_back_answer();
  void begin_body_pace();
  void watch_stream();

  // Writing
  void write_response(Response response, bool is_closing, bool is_stream = false);
  void on_written(const ErrorCode& ec);
  void write_stream(std::string bytes);
  void end_stream();
  void linger();
  void linger_drain();

  [[nodiscard]] std::string_view buffered() const noexcept;
  [[nodiscard]] auto& socket() noexcept {
    if constexpr (is_tls)
      return stream_.next_layer();
    else
      return stream_;
  }
  [[nodiscard]] const ServerLimits& limits() const noexcept { return shared_.options.limits; }
  /// Binds a member to `this` and keeps the session alive until it has run.
  template <class Member>
  [[nodiscard]] auto bind(Member member) {
    return [self = this->shared_from_this(), member](auto&&... arguments) {
      (self.get()->*member)(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  using TimePoint = std::chrono::steady_clock::time_point;

  std::shared_ptr<Worker> worker_;
  ServerShared& shared_;
  Stream stream_;
  Timer timer_;
  Peer peer_;
  SessionState state_ = SessionState::reading_head;

  TimePoint deadline_ = TimePoint::max();
  std::uint64_t timer_generation_ = 0;
  bool is_timer_waiting_ = false;

  boost::beast::flat_buffer buffer_;
  HeadScanner scanner_;
  std::optional<RequestParser> parser_;
  bool is_reading_ = false;
  bool is_head_begun_ = false;
  bool is_body_begun_ = false;
  bool is_head_request_ = false;  ///< method HEAD
  bool keeps_alive_ = false;
  std::uint64_t body_bytes_taken_ = 0;          ///< of ServerShared's room for bodies
  std::uint64_t answer_bytes_taken_ = 0;        ///< of ServerShared's room for answers
  TimePoint body_deadline_ = TimePoint::max();  ///< of the whole body
  std::size_t pace_bytes_ = 0;                  ///< of the body since its pace was looked at
  int version_ = 11;
  std::string request_id_;

  std::string out_;
  Body body_;
  bool is_closing_ = false;
  bool is_stream_writing_ = false;
  std::shared_ptr<EventChannel> channel_;
};

}  // namespace evenhand::http
