/// @file case_row.hpp
/// @brief The columns of a case's row, how they are read, priorities as ranks, and what is counted by them. Private to this module.
#pragma once

#include <optional>
#include <string_view>

#include "store/cases.hpp"

namespace evenhand::store::cases {

/// What read_row expects, in order.
inline constexpr std::string_view row_columns =
    "c.org_id, c.case_id, c.procedure_id, c.version_hash, c.title, c.subject, c.status, c.priority_rank, c.team, "
    "c.assignee_id, c.customer_id, c.state, c.channel, c.language, c.product, c.outcome, c.waiting_role, "
    "c.waiting_for, "
    "c.opened_at, c.changed_at, c.closed_at, c.next_due, c.seq, c.head";
inline constexpr int row_column_count = 24;
[[nodiscard]] CaseRow read_row(const Row& row);

/// 0 is the most urgent; empty for a word that is no priority.
[[nodiscard]] std::optional<int> priority_rank(std::string_view priority) noexcept;
[[nodiscard]] std::string_view priority_name(std::int64_t rank) noexcept;

/// Moves the counts on for a case that was counted as `before` (none: it is new) and is now as `after`, in one statement at most.
[[nodiscard]] Result<void> move_counts(Writer& writer, std::string_view org, const std::optional<Counted>& before,
                                       const Counted& after);

}  // namespace evenhand::store::cases
