/// @file tables.hpp
/// @brief The tables of a database as its own catalogue tells them, and their rows as plain values: for whatever copies all of it
/// without knowing what it means (backup, restore, migrate-store). What is derived is never copied as it lies: of the full-text
/// index the documents are read, and put again in the words of the other database.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::tables {

enum class Kind { integer, text, blob };

struct Column {
  std::string name;
  Kind kind = Kind::text;
};

struct Table {
  std::string name;
  std::vector<Column> columns;
  std::vector<std::size_t> key;  ///< the columns of the primary key, in its order
};

using Value = std::variant<std::monostate, std::int64_t, std::string>;  ///< null, integer, text or blob
using Values = std::vector<Value>;

/// Every table with rows of organisations, parents before those that refer to them. `search_documents` has the columns of
/// search::Document, whatever the index is made of.
[[nodiscard]] Result<std::vector<Table>> all(Connection& connection);

/// The number of the last migration the database has seen; 0: none, it is new. Errors `store/newer-schema`, `store/not-ours`.
[[nodiscard]] Result<int> schema_of(Connection& connection);

[[nodiscard]] Values key_of(const Table& table, const Values& row);

/// Rows in the order of the primary key, the same in every database.
/// @param after  a key; empty: from the first row  @param until  a key, included; empty: to the last row
[[nodiscard]] Result<std::vector<Values>> read(Connection& connection, const Table& table, const Values& after,
                                               const Values& until, std::size_t rows_max);
[[nodiscard]] Result<std::uint64_t> count(Connection& connection, const Table& table);
/// Adds a row, or replaces the one with its key. `row` has a value for every column of `table`.
[[nodiscard]] Result<void> put(Writer& writer, const Table& table, const Values& row);
[[nodiscard]] Result<void> remove(Writer& writer, const Table& table, const Values& key);

/// A value is a byte for its kind (0 null, 1 integer, 2 text, 3 blob), then 8 bytes, or 4 bytes of length and the content; numbers
/// have their lowest byte first.
void encode(const Table& table, const Values& row, std::string& out);
/// Takes one row off the front of `bytes`. Error `store/bad-row`.
[[nodiscard]] Result<Values> decode(const Table& table, std::string_view& bytes);

/// Walks a table from its first row to its last, a batch at a time that fits in memory.
class Walk {
 public:
  Walk(Connection& connection, const Table& table) : connection_(connection), table_(table) {}
  /// @return the next rows; none: this was all.
  [[nodiscard]] Result<std::vector<Values>> next();

 private:
  Connection& connection_;
  const Table& table_;
  Values after_;
  std::size_t rows_ = 16;
};

}  // namespace evenhand::store::tables
