/// @file database.hpp
/// @brief Where a store's connections lead: a file that this process has for itself, or a server that several nodes share.
/// Private to this module.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "store/sql.hpp"
#include "store/store.hpp"

namespace evenhand::store {

enum class Access { read, write };

/// What became of a transaction whose COMMIT was not answered.
enum class Fate { committed, undone, unknown };

class Database {
 public:
  virtual ~Database() = default;
  /// Claims, checks and migrates. @return the connection to write on. Errors: those of Store::open.
  [[nodiscard]] virtual Result<ConnectionPtr> open(Instant now) = 0;
  [[nodiscard]] virtual Result<ConnectionPtr> connect(Access access) = 0;
  /// Others may write the same tables at the same time.
  [[nodiscard]] virtual bool is_shared() const noexcept = 0;
  /// There is only the connection that `open` gave, for reading too.
  [[nodiscard]] virtual bool has_one_connection() const noexcept { return false; }

  /// A name for the transaction that is open, to ask `fate_of` by when its COMMIT is not answered; empty where it always is.
  [[nodiscard]] virtual Result<std::string> name_transaction(Connection&) { return std::string(); }
  [[nodiscard]] virtual Result<Fate> fate_of(Connection&, const std::string&) { return Fate::undone; }

  /// Each entry is one problem.
  [[nodiscard]] virtual Result<std::vector<std::string>> check(Connection& connection) = 0;
  [[nodiscard]] virtual Result<void> backup(Connection& connection, const std::filesystem::path& to) = 0;
  /// What a check beside the first requests found.
  [[nodiscard]] virtual bool is_damaged() const noexcept { return false; }

  /// Tells other nodes that something was committed. Never blocks.
  virtual void notify() noexcept {}
  /// Called on a thread of the database when another node has committed, and now and then without reason; empty: no more.
  virtual void on_foreign_commit(std::function<void()>) {}

  virtual void stop() noexcept {}                         ///< ends what runs beside; connections are still open
  virtual void close(ConnectionPtr writer) noexcept = 0;  ///< the last one to go
};

[[nodiscard]] std::unique_ptr<Database> make_sqlite_database(const StoreOptions& options);
[[nodiscard]] std::unique_ptr<Database> make_postgres_database(const StoreOptions& options);

}  // namespace evenhand::store
