/// @file side_writes.hpp
/// @brief All that one command makes durable beside its events: the case's row, timers, effects, messages, notices, search
/// entries. Prepared on a shard thread, sealed and ready, so that the writer thread only runs SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casework/engine.hpp"
#include "ledger/record.hpp"
#include "store/cases.hpp"
#include "store/customers.hpp"
#include "store/messages.hpp"
#include "store/notifications.hpp"
#include "store/outbox.hpp"
#include "store/search.hpp"
#include "store/timers.hpp"

namespace evenhand::desk {

struct SideWrites {
  std::vector<ledger::StoredEvent> events;
  std::uint64_t expected_seq = 0;
  store::cases::CaseRow row;
  std::optional<store::cases::Counted> before;  ///< as the case was counted; none: it is new
  std::optional<store::cases::Snapshot> snapshot;
  std::optional<store::customers::Customer> new_customer;
  std::string new_customer_key;  ///< wrapped
  std::vector<store::timers::Timer> armed;
  std::vector<std::string> cleared_timers;
  bool clear_all_timers = false;
  std::vector<store::outbox::Effect> effects;
  std::vector<store::messages::Message> messages;
  std::vector<store::notifications::Notification> notices;
  std::vector<store::search::Document> documents;
  std::vector<std::pair<std::string, std::uint64_t>> referred_files;  ///< id, seq of the event
};

/// Brings the row up to what `state` says now: status, owner, whom it waits for, what is due next.
void update_row(store::cases::CaseRow& row, const casework::CaseState& state, const casework::Program& program);

/// Seals and sorts what `recorded` leads to into `writes` (all but events, row, snapshot and customer).
/// Errors: those of sealing.
[[nodiscard]] Result<void> collect_side_writes(SideWrites& writes, const std::vector<casework::Recorded>& recorded,
                                               const casework::CaseState& state, const ledger::SealScope& scope);

/// Runs all of it inside the caller's transaction. Error `case/conflict` when the case moved on.
[[nodiscard]] Result<void> write_all(store::Writer& writer, const SideWrites& writes);

}  // namespace evenhand::desk
