/// @file events.hpp
/// @brief Reading the journal: one case's history, and all events of an organisation in their one order (the position),
/// which is also the order of leaves in the Merkle tree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/record.hpp"
#include "store/store.hpp"

namespace evenhand::store::events {

/// Events of one case with seq > after, at most `limit`, in order. No such case: none.
[[nodiscard]] Result<std::vector<ledger::StoredEvent>> of_case(const Reader& reader, std::string_view org,
                                                               std::string_view case_id, std::uint64_t after = 0,
                                                               std::size_t limit = SIZE_MAX);
/// Events of all cases with position > after, at most `limit`, in order: live feeds, exports, checks.
[[nodiscard]] Result<std::vector<ledger::StoredEvent>> after_position(const Reader& reader, std::string_view org,
                                                                      std::uint64_t after, std::size_t limit);
/// The last position; 0 when there is none.
/// Where an event stands, without what it says.
struct Place {
  std::uint64_t position = 0;
  std::string case_id;
  std::uint64_t seq = 0;
};
/// In the order of the journal.
[[nodiscard]] Result<std::vector<Place>> places_after(const Reader& reader, std::string_view org, std::uint64_t after,
                                                      std::size_t limit);
[[nodiscard]] Result<std::uint64_t> last_position(const Reader& reader, std::string_view org);
/// Hashes of the events at tree indices begin (inclusive) to end (exclusive): positions begin + 1 to end.
[[nodiscard]] Result<std::vector<ledger::Hash>> hashes(const Reader& reader, std::string_view org, std::uint64_t begin,
                                                       std::uint64_t end);

}  // namespace evenhand::store::events
