/// @file filler.hpp
/// @brief Fills a store with cases that have a history: rows, sound chains of events, armed timers and search entries, written
/// through the store's own calls in big transactions. Their values are sealed by shape alone: no case is opened by a desk.
#pragma once

#include <string>
#include <vector>

#include "store/cases.hpp"

namespace evenhand::bench {

/// A case by number; the same number gives the same case. Not yet with an event.
[[nodiscard]] store::cases::CaseRow case_row(const std::string& org, std::uint64_t number);
/// The next `count` events of the case, chained to its row, which moves on with them.
[[nodiscard]] std::vector<ledger::StoredEvent> next_events(store::cases::CaseRow& row, int count);
/// Adds cases `from` (inclusive) to `to` (exclusive), each with so many events and a timer an hour or more ahead of `now`.
[[nodiscard]] Result<void> fill(store::Store& store, const std::string& org, std::uint64_t from, std::uint64_t to,
                                int events_a_case, Instant now);

}  // namespace evenhand::bench
