/// @file health.hpp
/// @brief What `doctor` asks a database about itself, on a connection that only reads, beside whoever serves it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::health {

/// What Store::check finds; each entry is one problem.
[[nodiscard]] Result<std::vector<std::string>> damage(Connection& connection);
struct Schema {
  int steps = 0;                   ///< the last one it has seen
  std::vector<std::string> wrong;  ///< what they make and is not there, and what later ones make and is
};
/// Errors `store/newer-schema`, `store/bad-migration`.
[[nodiscard]] Result<Schema> schema(Connection& connection);
/// Of the database, indexes with it, without a log.
[[nodiscard]] Result<std::uint64_t> size_bytes(Connection& connection);
/// What the clock of the server says; empty: a file has none.
[[nodiscard]] Result<std::optional<Instant>> server_time(Connection& connection);

/// How many of the newest ten thousand events are later than `now` by more than clocks of several nodes differ: it was set back.
[[nodiscard]] Result<std::uint64_t> events_to_come(const Reader& reader, std::string_view org, Instant now);

/// Effects of one kind that have not left, or were given up.
struct Waiting {
  std::string kind;
  std::uint64_t waiting = 0, dead = 0;
  Instant since;  ///< the oldest that waits, was due then
};
[[nodiscard]] Result<std::vector<Waiting>> outbox(const Reader& reader, std::string_view org);

}  // namespace evenhand::store::health
