/// @file sql.hpp
/// @brief The thin SQL layer: run a statement, walk its rows, errors as values. Parameters are `$1`, `$2`, …;
/// statements are prepared once for each connection and kept. Nothing here knows which database answers.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

namespace evenhand::store {

struct Blob {
  std::string_view bytes;
};

/// One bound value. Views must live until the call returns, which temporaries of the call itself do.
class Param {
 public:
  Param(std::nullptr_t) : value_(nullptr) {}                        // NOLINT(google-explicit-constructor)
  Param(std::int64_t n) : value_(n) {}                              // NOLINT(google-explicit-constructor)
  Param(std::uint64_t n) : value_(static_cast<std::int64_t>(n)) {}  // NOLINT(google-explicit-constructor)
  Param(int n) : value_(static_cast<std::int64_t>(n)) {}            // NOLINT(google-explicit-constructor)
  Param(std::uint32_t n) : value_(static_cast<std::int64_t>(n)) {}  // NOLINT(google-explicit-constructor)
  Param(bool b) : value_(static_cast<std::int64_t>(b)) {}           // NOLINT(google-explicit-constructor)
  Param(Instant at) : value_(at.micros) {}                          // NOLINT(google-explicit-constructor)
  Param(std::string_view s) : value_(s) {}                          // NOLINT(google-explicit-constructor)
  Param(const std::string& s) : value_(std::string_view(s)) {}      // NOLINT(google-explicit-constructor)
  Param(const char* s) : value_(std::string_view(s)) {}             // NOLINT(google-explicit-constructor)
  Param(Blob b) : value_(b) {}                                      // NOLINT(google-explicit-constructor)
  Param(const Sha256& h) : value_(Blob{as_chars(h)}) {}             // NOLINT(google-explicit-constructor)
  Param(double) = delete;
  using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;
  [[nodiscard]] const Value& value() const noexcept { return value_; }

 private:
  Value value_;
};

/// The current row of a statement, columns from 0. Valid inside the row function only. Null reads as zero or empty.
class Row {
 public:
  virtual ~Row() = default;
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  [[nodiscard]] virtual std::string_view bytes(int column) const = 0;  ///< text or blob

  [[nodiscard]] std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
  [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }
  [[nodiscard]] Instant instant(int column) const { return Instant{integer(column)}; }
  /// Zeros when the column does not hold 32 bytes.
  [[nodiscard]] Sha256 hash(int column) const;
};
using RowFunction = std::function<Result<void>(const Row&)>;
using Params = std::initializer_list<Param>;

/// Where SQL differs between the databases; `dialect.hpp` has the words.
enum class Dialect { sqlite, postgresql };

/// One connection, for one thread at a time.
///
/// Errors of every call: `store/busy`, `store/full`, `store/read-only`, `store/io`, `store/corrupt`, `store/constraint`
/// (kind conflict), `store/unreachable` (a server that does not answer), `store/sql` (our bug, or a schema that is not ours).
class Connection {
 public:
  virtual ~Connection() = default;
  [[nodiscard]] virtual Dialect dialect() const noexcept = 0;
  /// Runs one statement. @return the number of rows it changed.
  virtual Result<std::int64_t> run(std::string_view sql, std::span<const Param> params) = 0;
  /// Runs one statement and hands each row to `row`, until it fails.
  virtual Result<void> each(std::string_view sql, std::span<const Param> params, const RowFunction& row) = 0;
  /// Runs one statement whose outcome may wait: it is sent at the latest by the next other call, and what became of it is
  /// told by that call or by `settle`, so that a server is not waited for once a statement. An embedded database runs it now.
  /// @param check  looks at the number of rows it changed
  using Check = std::function<Result<void>(std::int64_t rows)>;
  virtual Result<void> post(std::string_view sql, std::span<const Param> params, Check check) {
    auto rows = run(sql, params);
    if (!rows) return fail(std::move(rows.error()));
    return check ? check(*rows) : Result<void>();
  }
  /// As post, for a statement that itself fails where something does not hold, by a constraint or a division by zero: that is
  /// told as `otherwise`. The server enforces it, so a COMMIT need not wait until this side has looked.
  virtual Result<void> post_guarded(std::string_view sql, std::span<const Param> params, const Error& otherwise) {
    auto rows = run(sql, params);
    if (rows) return {};
    return fail(rows.error().code == "store/constraint" ? otherwise : std::move(rows.error()));
  }
  /// Waits for all that was posted. The first error of it.
  virtual Result<void> settle() { return {}; }
  /// Ends the transaction, also when the COMMIT itself fails. Only when something that was posted fails is it still open.
  virtual Result<void> commit() {
    auto done = run("COMMIT", {});
    if (done) return {};
    if (in_transaction()) (void)run("ROLLBACK", {});
    return fail(std::move(done.error()));
  }
  /// Ends a transaction that only read. A server is told and not waited for: the connection finds out at its next use.
  virtual Result<void> leave() { return commit(); }
  /// Several statements without parameters, for migrations and transactions.
  virtual Result<void> script(std::string_view sql) = 0;
  /// Whether a transaction is open. After some failures (disk full) the database has rolled back by itself.
  [[nodiscard]] virtual bool in_transaction() const = 0;
  /// False once the server is gone: the connection is of no use any more.
  [[nodiscard]] virtual bool is_alive() const { return true; }
  /// From any thread, while the connection lives: a statement that runs now fails with `store/interrupted`.
  virtual void interrupt() noexcept = 0;

  Result<std::int64_t> run(std::string_view sql, Params params) {
    return run(sql, std::span(params.begin(), params.size()));
  }
  Result<void> each(std::string_view sql, Params params, const RowFunction& row) {
    return each(sql, std::span(params.begin(), params.size()), row);
  }
  Result<void> post(std::string_view sql, Params params, Check check = {}) {
    return post(sql, std::span(params.begin(), params.size()), std::move(check));
  }
  /// The first column of the first row; empty when there is no row.
  Result<std::optional<std::int64_t>> integer(std::string_view sql, Params params);
  Result<std::optional<std::string>> text(std::string_view sql, Params params);
};
using ConnectionPtr = std::unique_ptr<Connection>;

}  // namespace evenhand::store
