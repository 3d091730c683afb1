#include "floor_postgresql.hpp"

#include <libpq-fe.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "base/assert.hpp"
#include "processes.hpp"

namespace evenhand::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct Closer {
  void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Server = std::unique_ptr<PGconn, Closer>;
using Answer = std::unique_ptr<PGresult, Closer>;

Server connect(const std::string& url) {
  Server server(PQconnectdb(url.c_str()));
  EH_ASSERT_MSG(PQstatus(server.get()) == CONNECTION_OK, PQerrorMessage(server.get()));
  PQsetNoticeProcessor(
      server.get(), [](void*, const char*) {}, nullptr);
  return server;
}

Answer ask(const Server& server, const std::string& sql, const std::vector<std::string>& texts = {}) {
  std::vector<const char*> values;
  for (const std::string& text : texts) values.push_back(text.c_str());
  Answer answer(PQexecParams(server.get(), sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                             nullptr, nullptr, 0));
  const ExecStatusType status = PQresultStatus(answer.get());
  EH_ASSERT_MSG(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, PQerrorMessage(server.get()));
  return answer;
}

std::string text_at(const Answer& rows, int row, int column) {
  return {PQgetvalue(rows.get(), row, column), static_cast<std::size_t>(PQgetlength(rows.get(), row, column))};
}

struct Case {
  std::string org, id;
  std::int64_t seq = 0, at = 0;
  std::vector<std::array<std::string, 7>> events;  ///< actor_id to hash
};

/// One connection in pipeline mode, and the cases it alone writes.
class Hand {
 public:
  Hand(const std::string& url, std::vector<Case*> cases) : server_(connect(url)), cases_(std::move(cases)) {
    const auto prepare = [this](const char* name, const char* sql) {
      const Answer made(PQprepare(server_.get(), name, sql, 0, nullptr));
      EH_ASSERT_MSG(PQresultStatus(made.get()) == PGRES_COMMAND_OK, PQerrorMessage(server_.get()));
    };
    prepare("begin", "BEGIN");
    prepare("commit", "COMMIT");
    prepare(
        "insert",
        "INSERT INTO floor.events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, "
        "hash) VALUES ($1, nextval('floor.position'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    prepare("update", "UPDATE floor.cases SET changed_at = $3, seq = $4, head = $5 WHERE org_id = $1 AND case_id = $2");
    EH_ASSERT(PQenterPipelineMode(server_.get()) == 1);
  }

  void commit(std::size_t steps) {
    std::size_t sent = 2;
    send<0>("begin", {});
    for (std::size_t i = 0; i < steps; ++i) sent += write(*cases_[next_++ % cases_.size()]);
    send<0>("commit", {});
    EH_ASSERT(PQpipelineSync(server_.get()) == 1);
    for (std::size_t i = 0; i < sent; ++i) {
      const Answer answer(PQgetResult(server_.get()));
      EH_ASSERT_MSG(PQresultStatus(answer.get()) == PGRES_COMMAND_OK, PQerrorMessage(server_.get()));
      EH_ASSERT(PQgetResult(server_.get()) == nullptr);
    }
    const Answer end(PQgetResult(server_.get()));
    EH_ASSERT(PQresultStatus(end.get()) == PGRES_PIPELINE_SYNC);
  }

 private:
  std::size_t write(Case& one) {
    ++one.at;
    const std::string at = std::to_string(one.at);
    std::string seq;
    for (const auto& event : one.events) {
      seq = std::to_string(++one.seq);
      send<11>("insert", {&one.org, &one.id, &seq, &at, event.data(), &event[1], &event[2], &event[3], &event[4],
                          &event[5], &event[6]});
    }
    send<5>("update", {&one.org, &one.id, &at, &seq, &one.events.back()[6]});
    return one.events.size() + 1;
  }

  template <std::size_t N>
  void send(const char* statement, const std::array<const std::string*, N>& texts) {
    std::array<const char*, N> values{};
    std::array<int, N> lengths{}, formats{};
    for (std::size_t i = 0; i < N; ++i) {
      values[i] = texts[i]->c_str();
      lengths[i] = static_cast<int>(texts[i]->size());
    }
    EH_ASSERT_MSG(PQsendQueryPrepared(server_.get(), statement, static_cast<int>(N), values.data(), lengths.data(),
                                      formats.data(), 1) == 1,
                  PQerrorMessage(server_.get()));
  }

  Server server_;
  std::vector<Case*> cases_;
  std::size_t next_ = 0;
};

double since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

}  // namespace

class PostgresFloor::Inside {
 public:
  Inside(const std::string& url, const std::vector<std::string>& case_ids, std::size_t events_per_step)
      : url_(url), postmaster_(postmaster_of(url)), server_(connect(url)) {
    ask(server_, "DROP SCHEMA IF EXISTS floor CASCADE");
    ask(server_, "CREATE SCHEMA floor");
    ask(server_, "CREATE TABLE floor.cases (LIKE cases INCLUDING ALL)");
    ask(server_, "CREATE TABLE floor.events (LIKE events INCLUDING ALL)");
    ask(server_, "ALTER TABLE floor.events ADD FOREIGN KEY (org_id, case_id) REFERENCES floor.cases (org_id, case_id)");
    ask(server_, "INSERT INTO floor.cases SELECT * FROM cases");
    ask(server_, "INSERT INTO floor.events SELECT * FROM events");
    ask(server_, "CREATE SEQUENCE floor.position CACHE 100");
    ask(server_, "SELECT setval('floor.position', (SELECT MAX(position) FROM events) + 1000)");
    ask(server_, "ANALYZE floor.cases");
    ask(server_, "ANALYZE floor.events");
    for (const std::string& id : case_ids) cases_.push_back(read(id, events_per_step));
  }
  ~Inside() { ask(server_, "DROP SCHEMA floor CASCADE"); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  void run(FloorRow& sum, std::size_t connections, std::size_t group, double seconds) {
    while (hands_.size() < connections) {
      std::vector<Case*> mine;
      for (std::size_t i = hands_.size(); i < cases_.size(); i += connections) mine.push_back(&cases_[i]);
      hands_.push_back(std::make_unique<Hand>(url_, std::move(mine)));
    }
    std::mutex mutex;
    const double cpu = cpu_of_this_process() + cpu_of_tree(postmaster_);
    const auto start = Steady::now();
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < connections; ++i) {
      threads.emplace_back([&, i] {
        std::vector<double> latencies_ms;
        while (since(start) < seconds) {
          const auto begun = Steady::now();
          hands_[i]->commit(group);
          latencies_ms.push_back(since(begun) * 1000);
        }
        const std::lock_guard lock(mutex);
        sum.steps += static_cast<double>(latencies_ms.size() * group);
        sum.latencies_ms.insert(sum.latencies_ms.end(), latencies_ms.begin(), latencies_ms.end());
      });
    }
    for (std::thread& thread : threads) thread.join();
    sum.seconds += since(start);
    sum.cpu_seconds += cpu_of_this_process() + cpu_of_tree(postmaster_) - cpu;
  }

  /// The next run shares the cases out anew.
  void let_go() { hands_.clear(); }

 private:
  Case read(const std::string& id, std::size_t events_per_step) {
    const Answer rows =
        ask(server_,
            "SELECT org_id, seq, at, actor_id, actor_name, door, type, body, prev, hash FROM floor.events "
            "WHERE case_id = $1 ORDER BY seq DESC LIMIT $2",
            {id, std::to_string(events_per_step)});
    EH_ASSERT(PQntuples(rows.get()) == static_cast<int>(events_per_step));
    Case out{.org = text_at(rows, 0, 0),
             .id = id,
             .seq = std::stoll(text_at(rows, 0, 1)),
             .at = std::stoll(text_at(rows, 0, 2)),
             .events = {}};
    for (int row = 0; row < PQntuples(rows.get()); ++row) {
      auto& event = out.events.emplace_back();
      for (int i = 0; i < 7; ++i) event[static_cast<std::size_t>(i)] = text_at(rows, row, 3 + i);
    }
    return out;
  }

  const std::string url_;
  const pid_t postmaster_;
  Server server_;
  std::vector<Case> cases_;
  std::vector<std::unique_ptr<Hand>> hands_;
};

PostgresFloor::PostgresFloor(const std::string& url, const std::vector<std::string>& case_ids,
                             std::size_t events_per_step)
    : inside_(std::make_unique<Inside>(url, case_ids, events_per_step)) {}
PostgresFloor::~PostgresFloor() = default;

void PostgresFloor::in_groups(FloorRow& sum, std::size_t group, double seconds) {
  inside_->run(sum, 1, group, seconds);
  inside_->let_go();
}
void PostgresFloor::one_by_one(FloorRow& sum, std::size_t connections, double seconds) {
  inside_->run(sum, connections, 1, seconds);
  inside_->let_go();
}

pid_t postmaster_of(const std::string& url) {
  const Server server = connect(url);
  const pid_t postmaster = parent_of(std::stoi(text_at(ask(server, "SELECT pg_backend_pid()"), 0, 0)));
  EH_ASSERT_MSG(postmaster > 1, "the PostgreSQL server does not run on this machine");
  return postmaster;
}

}  // namespace evenhand::bench
