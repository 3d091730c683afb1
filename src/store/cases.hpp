/// @file cases.hpp
/// @brief Cases: their events, the row that queues and lists read, and the latest snapshot of their state. All three
/// change in one transaction, through `append`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/record.hpp"
#include "store/store.hpp"

namespace evenhand::store::cases {

inline constexpr std::uint64_t snapshot_events = 32;  ///< a snapshot at least every so many events
inline constexpr Instant never{INT64_MAX};            ///< no due time

/// What lists and searches know of a case. The desk fills it from the case's state in the transaction of every command.
struct CaseRow {
  std::string org, id;
  std::string procedure_id, version_hash, title;  ///< title: of the procedure
  std::string subject;                            ///< sealed text (ledger::seal_text)
  std::string status;                             ///< `open`, `paused`, `closed`
  std::string priority = "normal";                ///< `low`, `normal`, `high`, `urgent`
  std::string team, assignee_id, customer_id;
  std::string state, channel, language, product;  ///< what the program was selected by; state: `MA`
  std::string outcome;                            ///< once closed
  /// Who can go on: a role (`support manager`), `customer`, `timer`, `connector`; empty: the assignee or anyone.
  std::string waiting_role;
  std::string waiting_for;  ///< one sentence for the queue: `Approval by support manager`; nothing personal in it
  Instant opened_at, changed_at, closed_at;  ///< closed_at: zero while it is not
  Instant next_due = never;                  ///< the earliest armed timer or target
  std::uint64_t seq = 0;                     ///< of the last event
  ledger::Hash head{};                       ///< its hash: the `prev` of the next
};

struct Snapshot {
  std::uint64_t seq = 0;
  std::string state;  ///< ledger::seal_state
};

/// Whether a command that takes a case from `before` to `after` events should write a snapshot.
[[nodiscard]] constexpr bool wants_snapshot(std::uint64_t before, std::uint64_t after) noexcept {
  return before / snapshot_events != after / snapshot_events;
}

/// What a case is counted by (`count`, `open_by_procedure`).
struct Counted {
  std::string status, priority, team, assignee_id, waiting_role, procedure_id;
  bool operator==(const Counted&) const = default;
};
[[nodiscard]] Counted counted(const CaseRow& row);

/// Adds `events` (sealed, chained, in order) to the case; the first one creates it. `row.seq` and `row.head` are those
/// of the last event; row.org and row.id those of the events.
/// @param expected_seq  the last one the caller saw; 0 for a new case.
/// @param before  as the row stands after that one; none: it is looked up, which a server has to be asked for.
/// @return the journal position of the last event. Errors: `case/conflict` (the case moved on, or exists),
/// `store/bad-append` (gap or broken chain), `ledger/too-large`.
[[nodiscard]] Result<std::uint64_t> append(Writer& writer, std::uint64_t expected_seq,
                                           std::span<const ledger::StoredEvent> events, const CaseRow& row,
                                           const std::optional<Snapshot>& snapshot = std::nullopt,
                                           const std::optional<Counted>& before = std::nullopt);

/// Error `case/not-found`.
[[nodiscard]] Result<CaseRow> find(const Reader& reader, std::string_view org, std::string_view case_id);
/// Several at once, in the order asked for; unknown ones are left out.
[[nodiscard]] Result<std::vector<CaseRow>> find_all(const Reader& reader, std::string_view org,
                                                    std::span<const std::string> case_ids);

/// Where a case's chain ends, by its row.
struct End {
  std::string case_id;
  std::uint64_t seq = 0;
  ledger::Hash head{};
};
/// Of one case, by its key alone; seq 0: there is none.
[[nodiscard]] Result<End> head(const Reader& reader, std::string_view org, std::string_view case_id);
/// Of all cases, by id: for checks.
[[nodiscard]] Result<std::vector<End>> ends(const Reader& reader, std::string_view org);

/// The ids of the next cases, by id, at most `limit`; `after` empty: the first ones.
[[nodiscard]] Result<std::vector<std::string>> ids_after(const Reader& reader, std::string_view org,
                                                         std::string_view after, std::size_t limit);
/// How many there are: counted one by one.
[[nodiscard]] Result<std::uint64_t> how_many(const Reader& reader, std::string_view org);

struct Loaded {
  CaseRow row;
  std::optional<std::string>
      wrapped_key;  ///< of the customer (ledger::KeyRing::unwrap); empty text: erased; none: there is no such one
  std::optional<Snapshot> snapshot;         ///< none: the events are all
  std::vector<ledger::StoredEvent> events;  ///< after the snapshot, in order
};
/// All that is needed to rebuild the state. Error `case/not-found`.
/// @param use_snapshot  false: every event (the snapshot cannot be opened any more, or is to be checked).
[[nodiscard]] Result<Loaded> load(const Reader& reader, std::string_view org, std::string_view case_id,
                                  bool use_snapshot = true);

/// The latest snapshot alone; empty when there is none.
[[nodiscard]] Result<std::optional<Snapshot>> snapshot(const Reader& reader, std::string_view org,
                                                       std::string_view case_id);

enum class Sort : std::uint8_t {
  by_urgency,  ///< priority, then next due, then age
  by_changed,  ///< last changed first
  by_opened,   ///< newest first
};
struct Filter {
  std::vector<std::string> statuses;  ///< any of; empty: all
  std::string team, assignee_id, procedure_id, state, channel, priority, waiting_role, customer_id;  ///< empty: all
  std::vector<std::string> waiting_for_any;  ///< waiting roles, any of; an empty one: nobody else; none: all
  bool unassigned = false;
  bool overdue = false;  ///< next due has passed at `now`
  Instant now;
  std::string text;  ///< words, looked up in the search index (search.hpp)
  Sort sort = Sort::by_urgency;
};
/// What a list shows of a customer, still sealed, and the wrapped key for it and for the subject; empty when they were erased.
struct NameAndKey {
  std::string name, wrapped;
};
struct Page {
  std::vector<CaseRow> rows;
  std::vector<NameAndKey> customers;  ///< of each row
  std::string next;                   ///< cursor of the next page; empty: this is the last
};
/// @param cursor  empty for the first page. A cursor stays good while cases come and go, and only for the same sort.
/// @param limit  1 to limits::page_size_max. Error `store/bad-cursor`.
[[nodiscard]] Result<Page> list(const Reader& reader, std::string_view org, const Filter& filter,
                                std::string_view cursor, std::size_t limit);

/// For the badges of the queue: how many open or paused cases, by team and by whom they wait for. From counts that `append` keeps,
/// whatever the number of cases; the overdue ones are counted one by one in their index.
struct Counts {
  std::uint64_t open = 0, paused = 0, closed = 0, unassigned = 0, overdue = 0, mine = 0;
  std::map<std::string, std::uint64_t> by_team, by_waiting_role, by_priority;
};
[[nodiscard]] Result<Counts> count(const Reader& reader, std::string_view org, std::string_view assignee_id,
                                   Instant now);

/// How many cases of each procedure are open or paused, by its id; procedures without any are not there.
/// @param procedure_id  empty: all
[[nodiscard]] Result<std::map<std::string, std::uint64_t>> open_by_procedure(const Reader& reader, std::string_view org,
                                                                             std::string_view procedure_id = {});

/// How many of a procedure's cases are open or paused, by the hash of the version they run under.
[[nodiscard]] Result<std::map<std::string, std::uint64_t>> open_by_version(const Reader& reader, std::string_view org,
                                                                           std::string_view procedure_id);
/// The ids of a procedure's cases: those closed last, or the open and paused ones that run under `hash`.
[[nodiscard]] Result<std::vector<std::string>> closed_last(const Reader& reader, std::string_view org,
                                                           std::string_view procedure_id, std::size_t limit);
[[nodiscard]] Result<std::vector<std::string>> open_under(const Reader& reader, std::string_view org,
                                                          std::string_view procedure_id, std::string_view hash,
                                                          std::size_t limit);

/// Holds the counts against the cases, all of which it reads. @return a sentence for each that is wrong
[[nodiscard]] Result<std::vector<std::string>> miscounted(const Reader& reader, std::string_view org);
/// Counts all cases anew.
[[nodiscard]] Result<void> recount(Writer& writer, std::string_view org);

/// Forgets the snapshots of a customer's cases (part of an erasure). @return how many.
[[nodiscard]] Result<std::int64_t> drop_snapshots_of_customer(Writer& writer, std::string_view org,
                                                              std::string_view customer_id);

}  // namespace evenhand::store::cases
