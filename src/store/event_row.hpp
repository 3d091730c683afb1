/// @file event_row.hpp
/// @brief How the columns of an event are read, in the order that events.cpp selects them. Private to this module.
#pragma once

#include <vector>

#include "ledger/record.hpp"
#include "store/store.hpp"

namespace evenhand::store {

[[nodiscard]] ledger::StoredEvent read_event(const Row& row);
[[nodiscard]] Result<std::vector<ledger::StoredEvent>> read_events(const Reader& reader, std::string_view sql,
                                                                   Params params);

}  // namespace evenhand::store
