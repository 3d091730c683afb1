/// @file postgres.hpp
/// @brief The PostgreSQL adapter of the SQL layer, on libpq in pipeline mode. Private to this module and its tests.
#pragma once

#include <string>
#include <string_view>

#include "store/sql.hpp"

namespace evenhand::store {

/// The URL with what identifies the server and without what opens it, for messages and logs.
[[nodiscard]] std::string shown_url(std::string_view url);

/// Connects. Where a pooler stands between (PgBouncer in transaction mode), statements are not prepared: its next transaction may be
/// on another connection of the server.
/// Errors: `store/bad-url`, `store/unreachable`, `store/old-server` (below 15), `store/not-durable` (the server
/// acknowledges before it has written), `store/denied`.
[[nodiscard]] Result<ConnectionPtr> open_postgres(const std::string& url);

}  // namespace evenhand::store
