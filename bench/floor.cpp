#include "floor.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "base/assert.hpp"
#include "base/bounded_queue.hpp"

namespace evenhand::bench {
namespace {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;

/// One table, one statement, no thought.
class BareDatabase {
 public:
  BareDatabase(const std::filesystem::path& folder, std::size_t bytes)
      : path_(folder / "floor.db"), body_(std::max<std::size_t>(bytes, 1), 'x') {
    EH_ASSERT(sqlite3_open(path_.c_str(), &db_) == SQLITE_OK);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB)");
    EH_ASSERT(sqlite3_prepare_v2(db_, "INSERT INTO t(body) VALUES(?1)", -1, &insert_, nullptr) == SQLITE_OK);
  }
  ~BareDatabase() {
    sqlite3_finalize(insert_);
    sqlite3_close(db_);
    std::filesystem::remove(path_);
  }
  BareDatabase(const BareDatabase&) = delete;
  BareDatabase& operator=(const BareDatabase&) = delete;

  void commit(std::size_t rows) {
    run("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < rows; ++i) {
      sqlite3_bind_blob(insert_, 1, body_.data(), static_cast<int>(body_.size()), SQLITE_STATIC);
      EH_ASSERT(sqlite3_step(insert_) == SQLITE_DONE);
      sqlite3_reset(insert_);
    }
    run("COMMIT");
  }

 private:
  void run(const char* sql) { EH_ASSERT(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK); }

  const std::filesystem::path path_;
  const std::string body_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

}  // namespace

double bare_sqlite(const std::filesystem::path& folder, std::size_t bytes, std::size_t group, double seconds) {
  BareDatabase database(folder, bytes);
  const auto start = Steady::now();
  const auto passed = [&] { return std::chrono::duration<double>(Steady::now() - start).count(); };
  double rows = 0;
  for (; passed() < seconds; rows += static_cast<double>(group)) database.commit(group);
  return rows / passed();
}

class BareServer::Inside {
 public:
  Inside(const std::filesystem::path& folder, std::size_t bytes, std::size_t answer_bytes)
      : database_(folder, bytes),
        answer_(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", answer_bytes,
                            std::string(answer_bytes, 'x'))) {
    accept();
    socket_thread_ = std::thread([this] { io_.run(); });
    writer_thread_ = std::thread([this] { write_what_waits(); });
  }
  ~Inside() {
    asio::post(io_, [this] { io_.stop(); });
    socket_thread_.join();
    waiting_.close();
    writer_thread_.join();
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
  struct Peer {
    explicit Peer(Socket s) : socket(std::move(s)) {}
    Socket socket;
    std::array<char, 4096> block{};
  };
  using PeerPtr = std::shared_ptr<Peer>;

  void accept() {
    acceptor_.async_accept(io_, [this](const boost::system::error_code& error, Socket socket) {
      if (error) return;
      socket.set_option(asio::ip::tcp::no_delay(true));
      read(std::make_shared<Peer>(std::move(socket)));
      accept();
    });
  }
  void read(PeerPtr peer) {
    peer->socket.async_read_some(asio::buffer(peer->block),
                                 [this, peer](const boost::system::error_code& error, std::size_t) {
                                   if (!error) EH_ASSERT(waiting_.try_push(PeerPtr(peer)));
                                 });
  }
  void write_what_waits() {
    for (auto peers = waiting_.pop_many(512); !peers.empty(); peers = waiting_.pop_many(512)) {
      database_.commit(peers.size());
      asio::post(io_, [this, peers = std::move(peers)] {
        for (const PeerPtr& peer : peers) {
          asio::async_write(peer->socket, asio::buffer(answer_),
                            [this, peer](const boost::system::error_code& error, std::size_t) {
                              if (!error) read(peer);
                            });
        }
      });
    }
  }

  BareDatabase database_;
  const std::string answer_;
  BoundedQueue<PeerPtr> waiting_{4096};
  asio::io_context io_{1};
  asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type> acceptor_{
      io_, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::thread socket_thread_, writer_thread_;
};

BareServer::BareServer(const std::filesystem::path& folder, std::size_t bytes, std::size_t answer_bytes)
    : inside_(std::make_unique<Inside>(folder, bytes, answer_bytes)) {}
BareServer::~BareServer() = default;
std::uint16_t BareServer::port() const {
  return inside_->port();
}

}  // namespace evenhand::bench
