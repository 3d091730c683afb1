/// @file statistics.hpp
/// @brief What the database knows of how its tables are filled, by which it chooses the way through them.
#pragma once

#include "store/store.hpp"

namespace evenhand::store {

/// Looks again where much has changed since the last time; cheap, since it looks at a sample. For once a day.
[[nodiscard]] Result<void> refresh_statistics(Writer& writer);

/// On PostgreSQL, looks at the tables that have doubled since anybody looked. Its autovacuum does the same a minute later, and
/// until then takes new tables for small: a step then reads the whole index of an organisation's cases for each event that it
/// adds. For every few seconds; no node waits for another. @return how many tables were looked at.
[[nodiscard]] Result<std::size_t> refresh_grown(const Reader& reader);

}  // namespace evenhand::store
