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

struct Finalize {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

/// A copy of a store's database and what a step of each case writes to it.
class CopiedDatabase {
 public:
  CopiedDatabase(const std::filesystem::path& file, const std::vector<std::string>& case_ids,
                 std::size_t events_per_step) {
    EH_ASSERT(sqlite3_open(file.c_str(), &db_) == SQLITE_OK);
    run("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL;"
        "PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -16000");
    insert_ = prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
    update_ = prepare("UPDATE cases SET changed_at = ?3, seq = ?4, head = ?5 WHERE org_id = ?1 AND case_id = ?2");
    const Statement last = prepare("SELECT MAX(position) FROM events");
    EH_ASSERT(sqlite3_step(last.get()) == SQLITE_ROW);
    position_ = sqlite3_column_int64(last.get(), 0);
    for (const std::string& id : case_ids) cases_.push_back(read(id, events_per_step));
  }
  ~CopiedDatabase() {
    insert_.reset();
    update_.reset();
    sqlite3_close(db_);
  }
  CopiedDatabase(const CopiedDatabase&) = delete;
  CopiedDatabase& operator=(const CopiedDatabase&) = delete;

  void commit(std::size_t steps) {
    run("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < steps; ++i) write(cases_[next_++ % cases_.size()]);
    run("COMMIT");
  }

 private:
  struct Event {
    std::array<std::string, 5> texts;  // actor_id to body
    std::string prev, hash;
  };
  struct Case {
    std::string org, id;
    std::int64_t seq = 0, at = 0;
    std::vector<Event> events;
  };

  Case read(const std::string& id, std::size_t events_per_step) {
    const Statement rows = prepare(
        "SELECT org_id, seq, at, actor_id, actor_name, door, type, body, prev, hash FROM events "
        "WHERE org_id = (SELECT org_id FROM orgs) AND case_id = ?1 ORDER BY seq DESC LIMIT ?2");
    bind(rows, 1, id);
    sqlite3_bind_int64(rows.get(), 2, static_cast<std::int64_t>(events_per_step));
    Case out{.org = {}, .id = id, .events = {}};
    const auto column = [&rows](int at) {
      return std::string(static_cast<const char*>(sqlite3_column_blob(rows.get(), at)),
                         static_cast<std::size_t>(sqlite3_column_bytes(rows.get(), at)));
    };
    while (sqlite3_step(rows.get()) == SQLITE_ROW) {
      if (out.seq == 0) {
        out.org = column(0);
        out.seq = sqlite3_column_int64(rows.get(), 1);
        out.at = sqlite3_column_int64(rows.get(), 2);
      }
      out.events.push_back(
          {.texts = {column(3), column(4), column(5), column(6), column(7)}, .prev = column(8), .hash = column(9)});
    }
    EH_ASSERT(out.events.size() == events_per_step);
    return out;
  }

  void write(Case& one) {
    ++one.at;
    for (const Event& event : one.events) {
      bind(insert_, 1, one.org);
      sqlite3_bind_int64(insert_.get(), 2, ++position_);
      bind(insert_, 3, one.id);
      sqlite3_bind_int64(insert_.get(), 4, ++one.seq);
      sqlite3_bind_int64(insert_.get(), 5, one.at);
      for (int i = 0; i < 5; ++i) bind(insert_, 6 + i, event.texts[static_cast<std::size_t>(i)]);
      bind_blob(insert_, 11, event.prev);
      bind_blob(insert_, 12, event.hash);
      step(insert_);
    }
    bind(update_, 1, one.org);
    bind(update_, 2, one.id);
    sqlite3_bind_int64(update_.get(), 3, one.at);
    sqlite3_bind_int64(update_.get(), 4, one.seq);
    bind_blob(update_, 5, one.events.back().hash);
    step(update_);
  }

  Statement prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    EH_ASSERT_MSG(sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) == SQLITE_OK, sqlite3_errmsg(db_));
    return Statement(statement);
  }
  void step(const Statement& statement) {
    EH_ASSERT_MSG(sqlite3_step(statement.get()) == SQLITE_DONE, sqlite3_errmsg(db_));
    sqlite3_reset(statement.get());
  }
  static void bind(const Statement& statement, int at, const std::string& text) {
    sqlite3_bind_text(statement.get(), at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  static void bind_blob(const Statement& statement, int at, const std::string& bytes) {
    sqlite3_bind_blob(statement.get(), at, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  }
  void run(const char* sql) { EH_ASSERT(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK); }

  sqlite3* db_ = nullptr;
  Statement insert_, update_;
  std::int64_t position_ = 0;
  std::vector<Case> cases_;
  std::size_t next_ = 0;
};

template <class Database>
Loop loop_over(std::shared_ptr<Database> database, std::size_t group) {
  return [database = std::move(database), group](double seconds) {
    const auto start = Steady::now();
    double written = 0;
    while (std::chrono::duration<double>(Steady::now() - start).count() < seconds) {
      database->commit(group);
      written += static_cast<double>(group);
    }
    return written;
  };
}

}  // namespace

Loop same_rows(const std::filesystem::path& copy, const std::vector<std::string>& case_ids, std::size_t events_per_step,
               std::size_t group) {
  return loop_over(std::make_shared<CopiedDatabase>(copy, case_ids, events_per_step), group);
}

Loop bare_sqlite(const std::filesystem::path& folder, std::size_t bytes, std::size_t group) {
  return loop_over(std::make_shared<BareDatabase>(folder, bytes), group);
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
