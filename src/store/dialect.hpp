/// @file dialect.hpp
/// @brief The few words of SQL that the databases do not share. Private to this module.
#pragma once

#include <string>
#include <string_view>

#include "store/sql.hpp"

namespace evenhand::store {

/// The texts of a JSON list in one parameter, as rows of one column `value`: a statement takes a limited number of parameters.
[[nodiscard]] std::string texts_of(Dialect dialect, std::string_view parameter);
/// The value of a JSON object's key, as text.
[[nodiscard]] std::string json_text(Dialect dialect, std::string_view column, std::string_view key);
/// After a SELECT of rows to claim: a row that another node is claiming is passed over.
[[nodiscard]] std::string_view for_claim(Dialect dialect) noexcept;

/// Begins a transaction that writes; one that reads sees one moment throughout.
[[nodiscard]] std::string_view begin_writing(Dialect dialect) noexcept;
[[nodiscard]] std::string_view begin_reading(Dialect dialect) noexcept;

/// On PostgreSQL, an expression: the number of the transaction and how far the log has come. Asked after the transaction has left
/// a record in the log, a server that comes back without that record is known not to have committed it.
inline constexpr std::string_view transaction_name =
    "CAST(pg_current_xact_id() AS text) || ' ' || CAST(pg_current_wal_insert_lsn() AS text)";

/// The text of a migration, which is written for SQLite, in the words of `dialect`.
[[nodiscard]] std::string schema_in(Dialect dialect, std::string_view sql);

}  // namespace evenhand::store
