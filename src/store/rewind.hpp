/// @file rewind.hpp
/// @brief What it takes to turn a database back to a moment: its journal cut, its cases set to what they were. For a copy that
/// nobody serves; in a database at work nothing is ever taken out of the record.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/cases.hpp"
#include "store/timers.hpp"

namespace evenhand::store::rewind {

/// The position of the last event not later than `at`; 0: there is none.
[[nodiscard]] Result<std::uint64_t> position_at(const Reader& reader, std::string_view org, Instant at);

struct Touched {
  std::string case_id;
  std::uint64_t keeps = 0;  ///< events, from the first; 0: the case was opened later
};
/// Cases with events behind `position`.
[[nodiscard]] Result<std::vector<Touched>> touched(const Reader& reader, std::string_view org, std::uint64_t position);

/// Removes a case that was opened later, and all that belongs to it.
[[nodiscard]] Result<void> drop_case(Writer& writer, std::string_view org, std::string_view case_id);

struct CaseThen {
  cases::CaseRow row;                  ///< seq and head: where it ends now
  std::vector<timers::Timer> timers;   ///< armed then
  std::set<std::string> open_actions;  ///< keys of effects whose results the case waits for
};
/// Sets a case to what it was: row, timers, and nothing that later events led to. Effects that were carried out stay in the outbox,
/// so that they are not carried out again; those whose result was in a later event are `dead`, with `note`.
/// @return how many of these there are
[[nodiscard]] Result<std::uint64_t> cut_case(Writer& writer, const CaseThen& then, std::string_view note);

/// Checkpoints, tiles and the edge of the tree to what `position` covers.
[[nodiscard]] Result<void> cut_ledger(Writer& writer, std::string_view org, std::uint64_t position);
/// Versions published later, customers who came later, and answers kept for requests; counts the cases anew. Comes last.
[[nodiscard]] Result<void> cut_rest(Writer& writer, std::string_view org, Instant at);

}  // namespace evenhand::store::rewind
