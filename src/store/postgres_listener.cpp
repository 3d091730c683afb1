#include "store/postgres_listener.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/bytes.hpp"
#include "base/log.hpp"

namespace evenhand::store {
namespace {

constexpr int again_after_ms = 1'000;
constexpr std::chrono::milliseconds words_apart{5};
constexpr std::string_view channel = "evenhand_commits";

struct Closer {
  void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};

bool ran(PGconn* connection, const std::string& sql) {
  PGresult* result = PQexec(connection, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  PQclear(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

}  // namespace

PostgresListener::PostgresListener(std::string url)
    : url_(std::move(url)), node_(hex(sha256(random_bytes(16))).substr(0, 16)) {
  if (::pipe2(wake_, O_CLOEXEC | O_NONBLOCK) != 0) wake_[0] = wake_[1] = -1;
}

void PostgresListener::listen(std::function<void()> heard) {
  const bool wanted = static_cast<bool>(heard);
  {
    const std::lock_guard lock(mutex_);
    heard_ = std::move(heard);
  }
  if (wanted && !thread_.joinable() && !stopping_) thread_ = std::thread([this] { run(); });
}

void PostgresListener::notify() noexcept {
  if (due_.exchange(true)) return;
  const char byte = 1;
  (void)!::write(wake_[1], &byte, 1);
}

void PostgresListener::stop() noexcept {
  if (stopping_.exchange(true)) return;
  const char byte = 1;
  (void)!::write(wake_[1], &byte, 1);
  if (thread_.joinable()) thread_.join();
  for (const int end : wake_)
    if (end >= 0) ::close(end);
}

void PostgresListener::call() {
  const std::lock_guard lock(mutex_);
  if (heard_) heard_();
}

void PostgresListener::run() {
  while (!stopping_) {
    listen_on_connection();
    if (stopping_) return;
    pollfd wait{.fd = wake_[0], .events = POLLIN, .revents = 0};
    ::poll(&wait, 1, again_after_ms);
    char drained[64];
    (void)!::read(wake_[0], drained, sizeof drained);
  }
}

/// Until the connection is lost or it is to stop.
void PostgresListener::listen_on_connection() {
  const std::unique_ptr<PGconn, Closer> connection(PQconnectdb(url_.c_str()));
  PGconn* const server = connection.get();
  if (server == nullptr || PQstatus(server) != CONNECTION_OK) return;
  PQsetNoticeProcessor(
      server, [](void*, const char*) {}, nullptr);
  if (!ran(server, fmt::format("LISTEN {}", channel))) return;
  // A lost word costs a little time and nothing else, so nobody waits for the disk. Only in this transaction: behind a pooler the
  // session is somebody else's next, whose commits would not wait either.
  const std::string word =
      fmt::format("BEGIN; SET LOCAL synchronous_commit = off; SELECT pg_notify('{}', '{}'); COMMIT", channel, node_);
  call();
  auto next_word = std::chrono::steady_clock::now();
  while (!stopping_) {
    // A word a commit would cost a busy server a transaction each.
    const auto now = std::chrono::steady_clock::now();
    if (now >= next_word && due_.exchange(false)) {
      if (!ran(server, word)) return;
      next_word = now + words_apart;
    }
    bool foreign = false;
    while (PGnotify* said = PQnotifies(server)) {
      foreign = foreign || node_ != said->extra;
      PQfreemem(said);
    }
    if (foreign) call();
    pollfd waits[2] = {{.fd = PQsocket(server), .events = POLLIN, .revents = 0},
                       {.fd = wake_[0], .events = POLLIN, .revents = 0}};
    const int wait_ms = due_ ? static_cast<int>(words_apart.count()) : -1;
    if (::poll(waits, 2, wait_ms) < 0 && errno != EINTR) return;
    if (waits[1].revents != 0) {
      char drained[64];
      (void)!::read(wake_[0], drained, sizeof drained);
    }
    if (waits[0].revents != 0 && (PQconsumeInput(server) != 1 || PQstatus(server) != CONNECTION_OK)) return;
  }
}

}  // namespace evenhand::store
