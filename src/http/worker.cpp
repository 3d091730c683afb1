#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "http/response_head.hpp"
#include "http/worker_impl.hpp"

namespace evenhand::http {
namespace {

/// Connections that are being told 503; past it they are closed without a word.
constexpr std::size_t refusing_max = 64;

bool is_sane_request_id(std::string_view id) noexcept {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

}  // namespace

std::string ServerShared::make_request_id(const Request& request) {
  const std::string_view given = request.headers.value_or("X-Request-Id", "");
  if (is_sane_request_id(given)) return std::string(given);
  return fmt::format("{}-{:x}", request_id_prefix, next_request.fetch_add(1, std::memory_order_relaxed));
}

Admission ServerShared::enter(const std::string& address_key) {
  const std::scoped_lock lock(mutex_);
  ++accepted;
  const auto found = by_address_.find(address_key);
  const std::size_t of_address = found == by_address_.end() ? 0 : found->second.connections;
  if (open_ < options.limits.connections_max && of_address < options.limits.connections_per_address_max) {
    ++open_;
    ++by_address_[address_key].connections;
    return Admission::admitted;
  }
  ++capped;
  // Saying 503 over TLS would cost a handshake, which is what the cap is there to save.
  if (tls || refusing_ >= refusing_max) return Admission::dropped;
  ++refusing_;
  return Admission::refused;
}

void ServerShared::leave(const std::string& address_key, Admission admission) {
  const std::scoped_lock lock(mutex_);
  if (admission == Admission::refused) {
    --refusing_;
  } else {
    --open_;
    if (const auto found = by_address_.find(address_key); --found->second.connections == 0) by_address_.erase(found);
  }
  if (open_ + refusing_ == 0) changed_.notify_all();
}

bool ServerShared::take_body(const std::string& address_key, std::uint64_t bytes) {
  const ServerLimits& most = options.limits;
  const std::scoped_lock lock(mutex_);
  // Its connection is counted until it leaves, so the address is there.
  OfAddress& of_address = by_address_.at(address_key);
  if (bodies_bytes_ + bytes > most.bodies_bytes_max ||
      of_address.bodies_bytes + bytes > most.bodies_bytes_per_address_max)
    return false;
  if (bytes > limits::http_body_bytes_max) {
    if (large_bodies_ >= most.large_bodies_max || of_address.large_bodies >= most.large_bodies_per_address_max)
      return false;
    ++large_bodies_;
    ++of_address.large_bodies;
  }
  bodies_bytes_ += bytes;
  of_address.bodies_bytes += bytes;
  return true;
}

void ServerShared::give_back_body(const std::string& address_key, std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  OfAddress& of_address = by_address_.at(address_key);
  bodies_bytes_ -= bytes;
  of_address.bodies_bytes -= bytes;
  if (bytes <= limits::http_body_bytes_max) return;
  --large_bodies_;
  --of_address.large_bodies;
}

bool ServerShared::take_answer(const std::string& address_key, std::uint64_t bytes) {
  const ServerLimits& most = options.limits;
  const std::scoped_lock lock(mutex_);
  OfAddress& of_address = by_address_.at(address_key);
  // One alone may be as long as it likes.
  if (answers_bytes_ > 0 && answers_bytes_ + bytes > most.answers_bytes_max) return false;
  if (of_address.answers_bytes > 0 && of_address.answers_bytes + bytes > most.answers_bytes_per_address_max)
    return false;
  answers_bytes_ += bytes;
  of_address.answers_bytes += bytes;
  return true;
}

void ServerShared::give_back_answer(const std::string& address_key, std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  answers_bytes_ -= bytes;
  by_address_.at(address_key).answers_bytes -= bytes;
}

std::uint64_t ServerShared::connections() const {
  const std::scoped_lock lock(mutex_);
  return open_;
}

bool ServerShared::wait_until_empty(std::chrono::milliseconds time_max) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time_max, [&] { return open_ + refusing_ == 0; });
}

void Worker::stop() {
  {
    const std::scoped_lock lock(stop_mutex_);
    is_stopped_ = true;
  }
  io.restart();
  io.poll();
}

void Worker::add(std::shared_ptr<Connection> connection) {
  Connection* key = connection.get();
  connections_.emplace(key, std::move(connection));
}

void Worker::remove(Connection* connection) {
  connections_.erase(connection);
}

void Worker::drain_all() {
  // A copy: draining an idle connection takes it off the list.
  std::vector<std::shared_ptr<Connection>> all;
  for (const auto& [key, connection] : connections_) all.push_back(connection);
  for (const auto& connection : all) connection->drain();
}

void Worker::finish_all() {
  std::vector<std::shared_ptr<Connection>> all;
  for (const auto& [key, connection] : connections_) all.push_back(connection);
  for (const auto& connection : all) connection->finish();
}

const std::string& Worker::date() {
  const std::int64_t second = SystemClock().now().micros / 1'000'000;
  if (second != date_second_) {
    date_second_ = second;
    date_ = format_http_date(second);
  }
  return date_;
}

}  // namespace evenhand::http
