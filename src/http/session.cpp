#include "http/session_impl.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/write.hpp>
#include <exception>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "http/problem.hpp"
#include "http/response_head.hpp"

namespace evenhand::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t head_read_bytes = 4u << 10;
constexpr std::size_t body_read_bytes = 64u << 10;
/// A body up to this size is copied behind its head, so that both leave in one write.
constexpr std::size_t joined_body_bytes_max = 16u << 10;
/// What an idle connection may keep of its buffers, each.
constexpr std::size_t kept_capacity_max = 8u << 10;
/// From here on an answer is counted against the room for those that are on their way.
constexpr std::size_t counted_answer_bytes_min = 64u << 10;
constexpr std::size_t write_bytes_per_second_min = 16u << 10;
constexpr std::size_t body_bytes_per_second_min = 32u << 10;
/// How long a closing connection waits for the client to read the answer and close its side.
constexpr std::chrono::milliseconds linger_time_max = 2s;
constexpr std::string_view continue_response = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view heartbeat_frame = ":\n\n";

HeadScanner::Limits scanner_limits(const ServerLimits& limits) {
  return {limits.header_bytes_max, limits.header_fields_max, limits.target_bytes_max};
}

}  // namespace

template <class Stream>
Session<Stream>::Session(std::shared_ptr<Worker> worker, Stream stream, Peer peer)
    : worker_(std::move(worker)),
      shared_(*worker_->shared),
      stream_(std::move(stream)),
      timer_(worker_->io),
      peer_(std::move(peer)),
      scanner_(scanner_limits(shared_.options.limits)) {}

template <class Stream>
void Session<Stream>::start() {
  if (shared_.is_draining) return finish();
  if (peer_.admission == Admission::refused) {
    Response response =
        problem_response(503, "http/too-many-connections", "The server has as many connections as it takes.",
                         "Try again in a moment, and keep connections open between requests.");
    response.headers.add("Retry-After", "1");
    return write_response(std::move(response), true);
  }
  if constexpr (is_tls) {
    state_ = SessionState::handshaking;
    set_deadline(limits().header_time_max);
    stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](const ErrorCode& ec) {
      if (self->state_ != SessionState::handshaking) return;
      if (ec || self->shared_.is_draining) return self->finish();
      self->begin_request();
    });
  } else {
    begin_request();
  }
}

template <class Stream>
void Session<Stream>::drain() {
  if (state_ == SessionState::streaming) {
    channel_->close();
  } else if (state_ == SessionState::handshaking ||
             (state_ == SessionState::reading_head && !is_head_begun_ && buffer_.size() == 0)) {
    finish();
  }
}

template <class Stream>
void Session<Stream>::finish() {
  if (state_ == SessionState::finished) return;
  state_ = SessionState::finished;
  give_back_body();
  give_back_answer();
  const auto self = this->shared_from_this();
  clear_deadline();
  timer_.cancel();
  ErrorCode ignored;
  socket().close(ignored);
  worker_->remove(this);
  shared_.leave(peer_.address_key, peer_.admission);
  if (!channel_) return;
  --shared_.event_streams;
  std::exchange(channel_, nullptr)->abandon();
}

// --- deadlines -------------------------------------------------------------------------------------------------------

/// Deadlines mostly move later with each request; the timer is only set anew when one comes closer, and looks at the
/// current deadline when it fires. A busy connection so touches the timer queue a few times a minute.
template <class Stream>
void Session<Stream>::set_deadline(Milliseconds from_now) {
  deadline_ = std::chrono::steady_clock::now() + from_now;
  if (!is_timer_waiting_ || timer_.expiry() > deadline_) wait_for_deadline();
}

template <class Stream>
void Session<Stream>::wait_for_deadline() {
  timer_.expires_at(deadline_);
  is_timer_waiting_ = true;
  timer_.async_wait([self = this->shared_from_this(), generation = ++timer_generation_](const ErrorCode& ec) {
    self->on_timer(ec, generation);
  });
}

template <class Stream>
void Session<Stream>::on_timer(const ErrorCode& ec, std::uint64_t generation) {
  if (generation != timer_generation_) return;
  is_timer_waiting_ = false;
  if (ec || state_ == SessionState::finished || deadline_ == TimePoint::max()) return;
  if (std::chrono::steady_clock::now() < deadline_) return wait_for_deadline();
  clear_deadline();
  on_deadline();
}

template <class Stream>
void Session<Stream>::on_deadline() {
  switch (state_) {
    case SessionState::reading_head:
      if (!is_head_begun_) return finish();
      cancel_read();
      return refuse({408, "http/header-timeout", "The header section took too long to arrive."});
    case SessionState::reading_body:
      if (std::chrono::steady_clock::now() < body_deadline_ && pace_bytes_ >= limits().body_pace_bytes_min)
        return begin_body_pace();
      cancel_read();
      return refuse({408, "http/body-timeout", "The body took too long to arrive."});
    case SessionState::streaming:
      if (is_stream_writing_) return finish();
      return write_stream(std::string(heartbeat_frame));
    case SessionState::handling:
    case SessionState::finished:
      return;
    case SessionState::handshaking:
    case SessionState::writing:
    case SessionState::lingering:
      return finish();
  }
}

// --- reading ---------------------------------------------------------------------------------------------------------

template <class Stream>
std::string_view Session<Stream>::buffered() const noexcept {
  const auto data = buffer_.data();
  return {static_cast<const char*>(data.data()), data.size()};
}

template <class Stream>
void Session<Stream>::begin_request() {
  state_ = SessionState::reading_head;
  parser_.reset();
  scanner_.reset();
  is_head_begun_ = is_body_begun_ = false;
  request_id_.clear();
  is_head_request_ = false;
  version_ = 11;
  if (buffer_.size() == 0 && buffer_.capacity() > kept_capacity_max) {
    buffer_.consume(buffer_.size());
    buffer_.shrink_to_fit();
  }
  set_deadline(limits().idle_time_max);
  if (buffer_.size() > 0) return process_head();
  if (shared_.is_draining) return finish();
  read_more();
}

template <class Stream>
void Session<Stream>::read_more() {
  is_reading_ = true;
  std::size_t bytes = head_read_bytes;
  if (state_ == SessionState::reading_body) {
    const auto remaining = parser_->content_length_remaining();
    bytes = remaining ? static_cast<std::size_t>(std::min<std::uint64_t>(*remaining, body_read_bytes))
                      : body_read_bytes / 4;
  }
  stream_.async_read_some(buffer_.prepare(bytes), bind(&Session::on_read));
}

template <class Stream>
void Session<Stream>::cancel_read() {
  ErrorCode ignored;
  if (is_reading_) socket().cancel(ignored);
}

template <class Stream>
void Session<Stream>::on_read(const ErrorCode& ec, std::size_t bytes) {
  is_reading_ = false;
  switch (state_) {
    case SessionState::reading_head:
    case SessionState::reading_body:
      if (ec) return finish();
      buffer_.commit(bytes);
      if (state_ == SessionState::reading_body) pace_bytes_ += bytes;
      return state_ == SessionState::reading_head ? process_head() : process_body();
    case SessionState::streaming:
      // Nothing is expected from a subscriber but its leave.
      return ec ? finish() : watch_stream();
    case SessionState::lingering:
      return linger();
    default:
      return;  // a read that was cancelled
  }
}

template <class Stream>
void Session<Stream>::process_head() {
  if (!is_head_begun_) {
    // Empty lines before a request line are to be skipped (RFC 9112 section 2.2).
    while (buffered().starts_with("\r\n")) buffer_.consume(2);
    if (buffered().empty() || buffered() == "\r") return read_more();
  }
  const HeadScanner::Progress progress = scanner_.scan(buffered());
  if (progress.refusal.status != 0) return refuse(progress.refusal);
  if (progress.head_bytes == 0) {
    if (!is_head_begun_) set_deadline(limits().header_time_max);
    is_head_begun_ = true;
    return read_more();
  }
  is_head_begun_ = true;
  parser_.emplace(limits().header_bytes_max, limits().target_bytes_max);
  Refusal refusal = parser_->read_head(buffered().substr(0, progress.head_bytes));
  Request& request = parser_->request();
  is_head_request_ = request.method == "HEAD";
  version_ = request.version;
  if (refusal.status != 0) return refuse(refusal);
  buffer_.consume(progress.head_bytes);
  request.remote_address = peer_.address;
  request.is_tls = is_tls;
  request_id_ = request.id = shared_.make_request_id(request);
  keeps_alive_ = parser_->keep_alive();
  if (!parser_->is_done()) {
    const auto& limit = shared_.options.body_limit;
    const std::size_t body_bytes_max = limit ? limit(request) : limits::http_body_bytes_max;
    refusal = parser_->limit_body(body_bytes_max);
    if (refusal.status != 0) return refuse(refusal);
    const std::uint64_t bytes = parser_->content_length_remaining().value_or(body_bytes_max);
    if (const auto& turn_away = shared_.options.turn_away; turn_away && bytes > limits::http_body_unknown_bytes_max) {
      if (auto response = turn_away(request)) return refuse(std::move(*response));
    }
    if (!take_body(bytes))
      return refuse({503, "http/too-many-uploads", "Too many long bodies are on their way. Try again in a moment."});
  }
  state_ = SessionState::reading_body;
  process_body();
}

/// Bodies are held in memory, so that there is room for so many only.
template <class Stream>
bool Session<Stream>::take_body(std::uint64_t bytes) {
  if (!shared_.take_body(peer_.address_key, bytes)) return false;
  body_bytes_taken_ = bytes;
  return true;
}

template <class Stream>
void Session<Stream>::give_back_body() {
  if (const std::uint64_t bytes = std::exchange(body_bytes_taken_, 0); bytes > 0)
    shared_.give_back_body(peer_.address_key, bytes);
}

/// A long body has to keep moving: one that holds its place without being sent takes it from others.
template <class Stream>
void Session<Stream>::begin_body_pace() {
  pace_bytes_ = 0;
  const auto left = std::chrono::ceil<Milliseconds>(body_deadline_ - std::chrono::steady_clock::now());
  const bool is_long = body_bytes_taken_ > limits::http_body_unknown_bytes_max;
  set_deadline(is_long ? std::min(left, limits().body_pace_time) : left);
}

template <class Stream>
void Session<Stream>::process_body() {
  const bool has_bytes = buffer_.size() > 0;
  if (!parser_->is_done() && has_bytes) {
    const RequestParser::BodyProgress progress = parser_->read_body(buffered());
    if (progress.refusal.status != 0) return refuse(progress.refusal);
    buffer_.consume(progress.consumed_bytes);
  }
  if (parser_->is_done()) return dispatch();
  if (std::exchange(is_body_begun_, true)) return read_more();
  const std::uint64_t announced = parser_->content_length_remaining().value_or(0);
  body_deadline_ = std::chrono::steady_clock::now() + limits().body_time_max +
                   std::chrono::seconds(announced / body_bytes_per_second_min);
  begin_body_pace();
  if (parser_->expects_continue() && !has_bytes) return write_continue();
  read_more();
}

template <class Stream>
void Session<Stream>::write_continue() {
  asio::async_write(stream_, asio::buffer(continue_response.data(), continue_response.size()),
                    [self = this->shared_from_this()](const ErrorCode& ec, std::size_t) {
                      if (self->state_ != SessionState::reading_body) return;
                      if (ec) return self->finish();
                      self->read_more();
                    });
}

template <class Stream>
void Session<Stream>::dispatch() {
  state_ = SessionState::handling;
  clear_deadline();
  shared_.requests.fetch_add(1, std::memory_order_relaxed);
  std::shared_ptr<const Request> request = parser_->take();
  Responder responder(std::make_shared<SessionSink>(worker_, this->weak_from_this()));
  // Answering inside the handler must not start the next pipelined request inside it too: writes complete later.
  try {
    shared_.handler(std::move(request), std::move(responder));
  } catch (const std::exception& error) {
    log::error("a request handler threw", {{"request", request_id_}, {"what", error.what()}});
  } catch (...) {
    log::error("a request handler threw something that is no std::exception", {{"request", request_id_}});
  }
}

template <class Stream>
void Session<Stream>::give_back_answer() {
  if (const std::uint64_t bytes = std::exchange(answer_bytes_taken_, 0); bytes > 0)
    shared_.give_back_answer(peer_.address_key, bytes);
}

template <class Stream>
void Session<Stream>::refuse(const Refusal& refusal) {
  Response response = problem_response(refusal.status, refusal.code, refusal.detail);
  if (refusal.status == 503) response.headers.add("Retry-After", "1");
  refuse(std::move(response));
}

template <class Stream>
void Session<Stream>::refuse(Response response) {
  shared_.refused_requests.fetch_add(1, std::memory_order_relaxed);
  write_response(std::move(response), true);
}

// --- writing ---------------------------------------------------------------------------------------------------------

template <class Stream>
void Session<Stream>::answer(Response response) {
  if (state_ != SessionState::handling) return;
  write_response(std::move(response), !keeps_alive_ || shared_.is_draining);
}

template <class Stream>
void Session<Stream>::write_response(Response response, bool is_closing, bool is_stream) {
  state_ = SessionState::writing;
  give_back_body();
  // Who asks for much and reads nothing of it would fill the memory.
  if (const std::uint64_t bytes = response.body.is_held() && !is_head_request_ ? response.body.size() : 0;
      bytes > counted_answer_bytes_min) {
    if (!shared_.take_answer(peer_.address_key, bytes)) {
      response = problem_response(503, "http/too-many-answers", "Too many long answers are waiting to be read.",
                                  "Read what was asked for before asking for more; try again in a moment.");
      response.headers.add("Retry-After", "1");
    } else {
      answer_bytes_taken_ = bytes;
    }
  }
  is_closing_ = is_closing;
  out_.clear();
  append_response_head(out_, response, {worker_->date(), request_id_, version_, is_closing, is_stream});
  body_ = is_head_request_ || !status_has_body(response.status) ? Body() : std::move(response.body);
  if (body_.size() <= joined_body_bytes_max) {
    out_ += body_.view();
    body_ = Body();
  }
  const std::string_view body = body_.view();
  set_deadline(limits().write_time_max + std::chrono::seconds(body.size() / write_bytes_per_second_min));
  auto done = [self = this->shared_from_this()](const ErrorCode& ec, std::size_t) { self->on_written(ec); };
  if (body.empty()) return asio::async_write(stream_, asio::buffer(out_), std::move(done));
  const std::array<asio::const_buffer, 2> buffers = {asio::buffer(out_), asio::buffer(body.data(), body.size())};
  asio::async_write(stream_, buffers, std::move(done));
}

template <class Stream>
void Session<Stream>::on_written(const ErrorCode& ec) {
  if (state_ != SessionState::writing) return;
  if (ec) return finish();
  body_ = Body();
  give_back_answer();
  if (out_.capacity() > kept_capacity_max) std::string().swap(out_);
  if (is_closing_) return linger();
  begin_request();
}

template <class Stream>
void Session<Stream>::begin_stream(Headers headers, std::shared_ptr<EventChannel> channel) {
  if (state_ != SessionState::handling) return channel->abandon();
  give_back_body();
  headers.set("Content-Type", "text/event-stream");
  if (!headers.contains("Cache-Control")) headers.set("Cache-Control", "no-store");
  if (is_head_request_) {
    channel->abandon();
    return write_response(Response{200, std::move(headers), {}}, true, true);
  }
  std::string head;
  append_response_head(head, Response{200, std::move(headers), {}},
                       {worker_->date(), request_id_, version_, true, true});
  state_ = SessionState::streaming;
  channel_ = std::move(channel);
  ++shared_.event_streams;
  write_stream(std::move(head));
  // Thousands of streams wait for a seldom event: they keep nothing that was for requests.
  parser_.reset();
  buffer_.consume(buffer_.size());
  buffer_.shrink_to_fit();
  watch_stream();
  if (shared_.is_draining) channel_->close();
}

template <class Stream>
void Session<Stream>::watch_stream() {
  is_reading_ = true;
  stream_.async_read_some(worker_->scratch(), bind(&Session::on_read));
}

template <class Stream>
void Session<Stream>::write_stream(std::string bytes) {
  out_ = std::move(bytes);
  is_stream_writing_ = true;
  set_deadline(limits().write_time_max);
  asio::async_write(stream_, asio::buffer(out_), [self = this->shared_from_this()](const ErrorCode& ec, std::size_t) {
    if (self->state_ != SessionState::streaming) return;
    self->is_stream_writing_ = false;
    if (ec) return self->finish();
    std::string().swap(self->out_);
    self->pump();
  });
}

template <class Stream>
void Session<Stream>::pump() {
  if (state_ != SessionState::streaming) return;
  // A subscriber that lags too much is not worth waiting for.
  if (channel_->is_cut_off()) return finish();
  if (is_stream_writing_) return;
  EventChannel::Taken taken = channel_->take();
  if (!taken.bytes.empty()) return write_stream(std::move(taken.bytes));
  if (taken.ended) return end_stream();
  set_deadline(limits().heartbeat);
}

template <class Stream>
void Session<Stream>::end_stream() {
  --shared_.event_streams;
  channel_.reset();
  state_ = SessionState::lingering;
  set_deadline(linger_time_max);
  if (is_reading_) return cancel_read();  // on_read goes on from here
  linger();
}

/// Ends the connection so that the client can read the answer: closing with unread bytes would reset it away.
template <class Stream>
void Session<Stream>::linger() {
  state_ = SessionState::lingering;
  set_deadline(linger_time_max);
  if constexpr (is_tls) {
    stream_.async_shutdown([self = this->shared_from_this()](const ErrorCode&) {
      if (self->state_ == SessionState::lingering) self->linger_drain();
    });
  } else {
    linger_drain();
  }
}

template <class Stream>
void Session<Stream>::linger_drain() {
  ErrorCode ec;
  socket().shutdown(asio::socket_base::shutdown_send, ec);
  if (ec) return finish();
  buffer_.clear();
  socket().async_read_some(buffer_.prepare(head_read_bytes),
                           [self = this->shared_from_this()](const ErrorCode& read_error, std::size_t) {
                             if (self->state_ != SessionState::lingering) return;
                             if (read_error) return self->finish();
                             self->linger_drain();
                           });
}

std::shared_ptr<Connection> make_connection(std::shared_ptr<Worker> worker, Socket socket, std::string address,
                                            std::string address_key, Admission admission) {
  Peer peer{std::move(address), std::move(address_key), admission};
  if (worker->shared->tls) {
    using TlsStream = asio::ssl::stream<Socket>;
    TlsStream stream(std::move(socket), *worker->shared->tls);
    return std::make_shared<Session<TlsStream>>(std::move(worker), std::move(stream), std::move(peer));
  }
  return std::make_shared<Session<Socket>>(std::move(worker), std::move(socket), std::move(peer));
}

}  // namespace evenhand::http
