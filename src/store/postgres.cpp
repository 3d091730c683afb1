#include "store/postgres.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "store/postgres_values.hpp"

namespace evenhand::store {
namespace {

constexpr std::size_t statements_max = 400;
// With more under way, this side could wait to send while the server waits to answer.
constexpr std::size_t posted_max = 200;
constexpr std::size_t posted_bytes_max = 256u << 10;
constexpr int oldest_server = 150000;

struct Closer {
  void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
  void operator()(PGresult* result) const noexcept { PQclear(result); }
  void operator()(PGcancel* cancel) const noexcept { PQfreeCancel(cancel); }
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};
using Server = std::unique_ptr<PGconn, Closer>;
using Answer = std::unique_ptr<PGresult, Closer>;

std::int64_t rows_changed(const PGresult* result) {
  const std::string_view digits = PQcmdTuples(const_cast<PGresult*>(result));
  std::int64_t rows = 0;
  for (const char c : digits) rows = rows * 10 + (c - '0');
  return rows;
}

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(Server server) : server_(std::move(server)), cancel_(PQgetCancel(server_.get())) {}
  using Connection::each;
  using Connection::post;
  using Connection::run;
  Dialect dialect() const noexcept override { return Dialect::postgresql; }

  /// Errors: those of open_postgres.
  Result<void> greet() {
    if (PQserverVersion(server_.get()) < oldest_server) {
      return fail(
          ErrorKind::unsupported, "store/old-server",
          fmt::format("The server is PostgreSQL {}; 15 or later is needed.", PQserverVersion(server_.get()) / 10000),
          "Update the server, or name another one.");
    }
    // A pooler tells its own number instead of the server process's.
    const auto process = integer("SELECT pg_backend_pid()", {});
    if (!process) return fail(process.error());
    prepares_ = *process == PQbackendPID(server_.get());
    const auto setting = text("SELECT current_setting('synchronous_commit')", {});
    if (!setting) return fail(setting.error());
    if (setting->value_or("") == "off") {
      return fail(ErrorKind::unsupported, "store/not-durable",
                  "The database acknowledges what is not on its disk yet (synchronous_commit is off).",
                  "Run ALTER DATABASE … SET synchronous_commit = on; then start again.");
    }
    return {};
  }

  Result<std::int64_t> run(std::string_view sql, std::span<const Param> params) override {
    auto answer = ask(sql, params);
    if (!answer) return fail(std::move(answer.error()));
    return rows_changed(answer->get());
  }

  Result<void> each(std::string_view sql, std::span<const Param> params, const RowFunction& row) override {
    auto answer = ask(sql, params);
    if (!answer) return fail(std::move(answer.error()));
    PostgresRow current(answer->get());
    const int rows = PQntuples(answer->get());
    for (int i = 0; i < rows; ++i) {
      current.move_to(i);
      if (auto more = row(current); !more) return more;
    }
    return {};
  }

  Result<void> post(std::string_view sql, std::span<const Param> params, Check check) override {
    if (posted_.size() >= posted_max || posted_bytes_ >= posted_bytes_max) {
      if (auto settled = settle(); !settled) return settled;
    }
    return send(sql, params, std::move(check));
  }

  Result<void> post_guarded(std::string_view sql, std::span<const Param> params, const Error& otherwise) override {
    if (auto sent = post(sql, params, Check()); !sent) return sent;
    posted_.back().otherwise = otherwise;
    return {};
  }

  /// One wait for all that was posted and for the COMMIT: after a statement that fails, the server skips the rest.
  Result<void> commit() override {
    const bool looks = std::any_of(posted_.begin(), posted_.end(), [](const Posted& one) { return bool(one.check); });
    if (looks) {
      if (auto settled = settle(); !settled) return settled;
    }
    auto answer = ask("COMMIT", {});
    if (!answer) return fail(std::move(answer.error()));
    if (std::string_view(PQcmdStatus(answer->get())) == "COMMIT") return {};
    return fail(ErrorKind::unavailable, "store/io", "The database undid the transaction by itself.");
  }

  Result<void> settle() override {
    if (has_left_) return come_back();
    if (posted_.empty()) return {};
    auto last = receive();
    return last ? Result<void>() : fail(std::move(last.error()));
  }

  Result<void> leave() override {
    if (auto settled = settle(); !settled) return settled;
    if (auto sent = send("COMMIT", {}, {}); !sent) return sent;
    if (PQpipelineSync(server_.get()) != 1) return fail(lost());
    has_left_ = true;
    return {};
  }

  Result<void> script(std::string_view sql) override {
    if (auto settled = settle(); !settled) return settled;
    if (PQexitPipelineMode(server_.get()) != 1) return fail(lost());
    const Answer answer(PQexec(server_.get(), std::string(sql).c_str()));
    const bool ran =
        PQresultStatus(answer.get()) == PGRES_COMMAND_OK || PQresultStatus(answer.get()) == PGRES_TUPLES_OK;
    Result<void> outcome = ran ? Result<void>() : fail(error_of(answer.get(), sql));
    if (PQenterPipelineMode(server_.get()) != 1) return fail(lost());
    return outcome;
  }

  bool in_transaction() const override {
    // A server that went away has none, whatever libpq still waits to hear.
    if (is_lost_ || has_left_) return false;
    const PGTransactionStatusType status = PQtransactionStatus(server_.get());
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
  }
  bool is_alive() const override { return !is_lost_ && PQstatus(server_.get()) == CONNECTION_OK; }
  void interrupt() noexcept override {
    std::array<char, 256> words{};
    PQcancel(cancel_.get(), words.data(), static_cast<int>(words.size()));
  }

 private:
  struct Posted {
    std::string sql;
    std::string prepares;  ///< not empty: this only prepares the text
    Check check;
    std::optional<Error> otherwise;  ///< what a condition of its own that does not hold means
  };

  Error lost() {
    is_lost_ = true;
    return unreachable(PQerrorMessage(server_.get()));
  }

  Result<void> send(std::string_view sql, std::span<const Param> params, Check check) {
    if (is_lost_) return fail(lost());
    if (has_left_) {
      if (auto back = come_back(); !back) return back;
    }
    if (PQpipelineStatus(server_.get()) == PQ_PIPELINE_OFF && PQenterPipelineMode(server_.get()) != 1)
      return fail(lost());
    const PostgresParams values(params);
    int sent = 0;
    if (prepares_) {
      const auto name = name_of(sql, values);
      if (!name) return fail(name.error());
      sent = PQsendQueryPrepared(server_.get(), name->c_str(), values.count(), values.values.data(),
                                 values.lengths.data(), values.formats.data(), 1);
    } else {
      sent = PQsendQueryParams(server_.get(), std::string(sql).c_str(), values.count(), values.types.data(),
                               values.values.data(), values.lengths.data(), values.formats.data(), 1);
    }
    if (sent != 1) return fail(lost());
    posted_.push_back({std::string(sql), {}, std::move(check), {}});
    for (const int length : values.lengths) posted_bytes_ += static_cast<std::size_t>(length);
    posted_bytes_ += sql.size();
    return {};
  }

  Result<std::string> name_of(std::string_view sql, const PostgresParams& values) {
    const auto found = prepared_.find(std::string(sql));
    if (found != prepared_.end()) return found->second;
    // Texts put together at run time must not fill the server's memory.
    if (prepared_.size() >= statements_max) forget_statements();
    std::string name = fmt::format("s{}", ++names_);
    if (PQsendPrepare(server_.get(), name.c_str(), std::string(sql).c_str(), values.count(), values.types.data()) != 1)
      return fail(lost());
    posted_.push_back({std::string(sql), name, {}, {}});
    prepared_.emplace(sql, name);
    return name;
  }

  void forget_statements() {
    for (const auto& [sql, name] : prepared_) {
      const std::string text = "DEALLOCATE " + name;
      if (PQsendQueryParams(server_.get(), text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1) == 1)
        posted_.push_back({text, {}, {}, {}});
    }
    prepared_.clear();
  }

  /// Sends one more and waits for it and for all before it.
  Result<Answer> ask(std::string_view sql, std::span<const Param> params) {
    if (auto sent = send(sql, params, {}); !sent) return fail(std::move(sent.error()));
    return receive();
  }

  /// What was answered since to `leave`.
  Result<void> come_back() {
    has_left_ = false;
    auto ended = receive_answers();
    if (ended) return {};
    is_lost_ = true;  // what ends a transaction that only read cannot fail on a sound connection
    return fail(std::move(ended.error()));
  }

  /// What was posted, in order; the last one's answer, or the first error.
  Result<Answer> receive() {
    if (PQpipelineSync(server_.get()) != 1) return fail(lost());
    return receive_answers();
  }
  Result<Answer> receive_answers() {
    std::deque<Posted> posted = std::exchange(posted_, {});
    posted_bytes_ = 0;
    std::optional<Error> failed;
    Answer last;
    for (Posted& one : posted) {
      Answer answer(PQgetResult(server_.get()));
      if (answer == nullptr || PQstatus(server_.get()) != CONNECTION_OK) return fail(lost());
      while (const Answer end{PQgetResult(server_.get())}) {}
      const ExecStatusType status = PQresultStatus(answer.get());
      const bool ran = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
      if (!ran && !one.prepares.empty()) prepared_.erase(one.sql);
      // Those after the first that failed were skipped, and say nothing of themselves.
      if (!ran && !failed) {
        failed = error_of(answer.get(), one.sql);
        if (one.otherwise && (failed->code == "store/condition" || failed->code == "store/constraint"))
          failed = std::move(*one.otherwise);
      }
      if (ran && !failed && one.check) {
        if (auto fits = one.check(rows_changed(answer.get())); !fits) failed = std::move(fits.error());
      }
      last = std::move(answer);
    }
    const Answer end(PQgetResult(server_.get()));
    if (PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC) return fail(lost());
    if (failed && failed->code == "store/unreachable") is_lost_ = true;
    if (failed) return fail(std::move(*failed));
    return last;
  }

  Server server_;
  std::unique_ptr<PGcancel, Closer> cancel_;
  bool prepares_ = false;
  bool is_lost_ = false;
  bool has_left_ = false;  ///< what `leave` sent is not answered yet
  std::deque<Posted> posted_;
  std::size_t posted_bytes_ = 0;
  std::unordered_map<std::string, std::string> prepared_;
  std::uint64_t names_ = 0;
};

Result<std::unique_ptr<PQconninfoOption, Closer>> parse_url(std::string_view url) {
  char* words = nullptr;
  std::unique_ptr<PQconninfoOption, Closer> options(PQconninfoParse(std::string(url).c_str(), &words));
  if (words != nullptr) PQfreemem(words);
  const bool is_url = url.starts_with("postgresql://") || url.starts_with("postgres://");
  if (options == nullptr || !is_url) {
    // libpq's own words may repeat the password.
    return fail(ErrorKind::invalid, "store/bad-url", "The database URL cannot be read.",
                "Write postgresql://USER:PASSWORD@HOST:PORT/DATABASE.");
  }
  return options;
}

/// What libpq says of a connection without the address before it; it never names a password.
std::string_view reason_in(std::string_view said) {
  constexpr std::string_view before = "failed: ";
  if (const std::size_t at = said.find(before); at != std::string_view::npos) said.remove_prefix(at + before.size());
  said = said.substr(0, said.find('\n'));
  constexpr std::string_view severity = "FATAL:  ";
  if (said.starts_with(severity)) said.remove_prefix(severity.size());
  return said;
}

}  // namespace

std::string shown_url(std::string_view url) {
  const auto options = parse_url(url);
  if (!options) return "(no database URL)";
  std::string user, host = "localhost", port = "5432", database;
  for (const PQconninfoOption* one = options->get(); one->keyword != nullptr; ++one) {
    if (one->val == nullptr) continue;
    const std::string_view keyword = one->keyword;
    if (keyword == "user") user = one->val;
    if (keyword == "host") host = one->val;
    if (keyword == "port") port = one->val;
    if (keyword == "dbname") database = one->val;
  }
  return fmt::format("postgresql://{}{}{}:{}/{}", user, user.empty() ? "" : "@", host, port, database);
}

Result<ConnectionPtr> open_postgres(const std::string& url) {
  if (auto sound = parse_url(url); !sound) return fail(std::move(sound.error()));
  // What the URL says comes last and so wins. A server that falls silent is given up after fifteen seconds.
  const std::array<const char*, 8> names{"connect_timeout",
                                         "tcp_user_timeout",
                                         "keepalives_idle",
                                         "application_name",
                                         "client_encoding",
                                         "dbname",
                                         nullptr};
  const std::array<const char*, 8> values{"5", "15000", "10", "evenhand", "UTF8", url.c_str(), nullptr};
  Server server(PQconnectdbParams(names.data(), values.data(), 1));
  if (server == nullptr)
    return fail(ErrorKind::unavailable, "store/memory", "There is not enough memory for the database.");
  if (PQstatus(server.get()) != CONNECTION_OK) {
    Error error = unreachable(PQerrorMessage(server.get()));
    error.message = fmt::format("The database server at {} cannot be reached: {}.", shown_url(url),
                                reason_in(PQerrorMessage(server.get())));
    return fail(std::move(error));
  }
  PQsetNoticeProcessor(
      server.get(), [](void*, const char*) {}, nullptr);
  auto connection = std::make_unique<PostgresConnection>(std::move(server));
  if (auto greeted = connection->greet(); !greeted) return fail(std::move(greeted.error()));
  return ConnectionPtr(std::move(connection));
}

}  // namespace evenhand::store
