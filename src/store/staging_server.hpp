/// @file staging_server.hpp
/// @brief How a database is built beside another one on a PostgreSQL server: in a schema of its own, whose tables move into the
/// place's schema in one transaction. Private to this module.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "store/sql.hpp"

namespace evenhand::store {

inline constexpr std::string_view draft_schema = "evenhand_unfinished";

struct ServerStaging {
  Connection& connection;  ///< looks into the new schema first
  std::string home;        ///< the schema that nodes look into
};
struct ServerStagingBegun {
  ConnectionPtr connection;
  std::string home;
};

/// Errors: `store/locked` when nodes or another copy are at work there.
[[nodiscard]] Result<ServerStagingBegun> begin_on_server(const std::string& url, bool drop_unfinished);
/// Whether nodes are connected to the database.
[[nodiscard]] Result<bool> has_nodes(Connection& connection);
/// Runs `fn` with the place itself in view.
[[nodiscard]] Result<void> look_home(const ServerStaging& staging, const std::function<Result<void>(Connection&)>& fn);
/// @param aside  name of the schema that keeps what is there @return whether something was
[[nodiscard]] Result<bool> move_home(const ServerStaging& staging, const std::string& aside);
void drop_on_server(const ServerStaging& staging);

}  // namespace evenhand::store
