/// @file statistics.hpp
/// @brief What the database knows of how its tables are filled, by which it chooses the way through them.
#pragma once

#include "store/store.hpp"

namespace evenhand::store {

/// Looks again where much has changed since the last time; cheap, since it looks at a sample. For once a day.
[[nodiscard]] Result<void> refresh_statistics(Writer& writer);

}  // namespace evenhand::store
