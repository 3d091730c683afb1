#include "store/cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "base/limits.hpp"
#include "store/case_row.hpp"
#include "store/events.hpp"
#include "store/rows.hpp"

namespace evenhand::store::cases {

namespace {

constexpr std::array<std::string_view, 4> priorities{"urgent", "high", "normal", "low"};

tl::unexpected<Error> bad_append(std::string message) {
  return fail(ErrorKind::conflict, "store/bad-append", std::move(message),
              "Load the case again and repeat the command.");
}

/// The end of the stored chain, and the columns that indexes hold: one look at the row serves both.
struct Head {
  std::uint64_t seq = 0;
  ledger::Hash hash{};
  Instant next_due, opened_at;
  int closed = 0, priority_rank = 0;
  std::string customer_id;
  Counted counted;
};

Result<Head> read_head(const Reader& reader, std::string_view org, std::string_view case_id) {
  Head head;
  auto read = reader.sql().each(
      "SELECT seq, head, next_due, opened_at, closed, priority_rank, customer_id, status, team, assignee_id, "
      "waiting_role, "
      "procedure_id FROM cases WHERE org_id = $1 AND case_id = $2",
      {org, case_id}, [&](const Row& row) -> Result<void> {
        head = {row.count(0),
                row.hash(1),
                row.instant(2),
                row.instant(3),
                static_cast<int>(row.integer(4)),
                static_cast<int>(row.integer(5)),
                row.text(6),
                {.status = row.text(7),
                 .priority = std::string(priority_name(row.integer(5))),
                 .team = row.text(8),
                 .assignee_id = row.text(9),
                 .waiting_role = row.text(10),
                 .procedure_id = row.text(11)}};
        return {};
      });
  if (!read) return fail(read.error());
  return head;
}

/// The chain must go on where the stored one ends, and end where the row says.
Result<void> check_chain(const Head& head, std::span<const ledger::StoredEvent> events, const CaseRow& row) {
  struct {
    std::uint64_t seq;
    ledger::Hash hash;
  } last{head.seq, head.hash};
  for (const ledger::StoredEvent& event : events) {
    if (event.org != row.org || event.case_id != row.id)
      return bad_append("An event belongs to another case than its row.");
    if (event.seq != last.seq + 1 || event.prev != last.hash) {
      return bad_append(fmt::format("Event {} of {} does not follow event {}.", event.seq, row.id, last.seq));
    }
    if (event.body.size() > limits::event_bytes_max) {
      return fail(ErrorKind::too_large, "ledger/too-large",
                  fmt::format("A {} event of {} bytes is over the limit of {}.", event.type, event.body.size(),
                              limits::event_bytes_max));
    }
    last = {event.seq, event.hash};
  }
  if (row.seq != last.seq || row.head != last.hash) return bad_append("The case's row does not end at its last event.");
  return {};
}

/// An update rewrites every index that holds a column it names, changed or not; so it names the indexed ones only when
/// they changed. Most commands change none but changed_at, some the due time.
std::string_view update_statement(bool due, bool others) {
  static constexpr std::string_view plain =
      "UPDATE cases SET procedure_id = $3, version_hash = $4, title = $5, subject = $6, status = $7, state = $13, "
      "channel = $14, language = $15, product = $16, outcome = $17, waiting_role = $18, waiting_for = $19, "
      "changed_at = $21, closed_at = $22, seq = $24, head = $25";
  static constexpr std::string_view this_case = " WHERE org_id = $1 AND case_id = $2";
  static const std::string light = fmt::format("{}{}", plain, this_case);
  static const std::string with_due = fmt::format("{}, next_due = $23{}", plain, this_case);
  static const std::string full = fmt::format(
      "{}, closed = $8, priority_rank = $9, team = $10, assignee_id = $11, customer_id = $12, opened_at = $20, "
      "next_due = $23{}",
      plain, this_case);
  return others ? full : due ? with_due : light;
}

constexpr std::string_view insert_statement =
    "INSERT INTO cases (org_id, case_id, procedure_id, version_hash, title, subject, status, closed, priority_rank, "
    "team, assignee_id, customer_id, state, channel, language, product, outcome, waiting_role, waiting_for, opened_at, "
    "changed_at, closed_at, next_due, seq, head) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) ON CONFLICT DO NOTHING";

/// Where others write too, the row itself has to end where this command was decided; the server divides by zero otherwise, so
/// that nothing of the transaction is committed. A row that is not there fails by the events' reference to it.
std::string_view guarded_update_statement() {
  static constexpr std::string_view moves_on = "seq = $24";
  static const std::string guarded = [] {
    std::string sql(update_statement(true, true));
    return sql.replace(sql.find(moves_on), moves_on.size(),
                       "seq = CASE WHEN seq = $26 AND head = $27 THEN $24 ELSE $24 / (seq - seq) END");
  }();
  return guarded;
}

Error moved_on() {
  return {ErrorKind::conflict, "case/conflict", "The case moved on meanwhile.",
          "Load the case again and repeat the command."};
}

Error no_case() {
  return {ErrorKind::not_found, "case/not-found", "There is no such case.", {}};
}

/// @param before  the row as it is; none: not looked at, `prev` is the head it must have
Result<void> write_row(Writer& writer, const CaseRow& row, const Head* before, std::uint64_t expected_seq,
                       const ledger::Hash& prev) {
  const auto rank = priority_rank(row.priority);
  if (!rank) {
    return fail(ErrorKind::invalid, "store/bad-priority", fmt::format("'{}' is no priority.", row.priority),
                "Use low, normal, high or urgent.");
  }
  const int closed = row.status == "closed" ? 1 : 0;
  const auto statement = [&]() -> std::string_view {
    if (expected_seq == 0) return insert_statement;
    if (before == nullptr) return guarded_update_statement();
    const bool others = std::tie(before->closed, before->priority_rank, before->opened_at, before->counted.team,
                                 before->counted.assignee_id, before->customer_id) !=
                        std::tie(closed, *rank, row.opened_at, row.team, row.assignee_id, row.customer_id);
    return update_statement(before->next_due != row.next_due, others);
  };
  const std::array<Param, 27> values{
      row.org,       row.id,       row.procedure_id, row.version_hash, row.title,       row.subject,   row.status,
      closed,        *rank,        row.team,         row.assignee_id,  row.customer_id, row.state,     row.channel,
      row.language,  row.product,  row.outcome,      row.waiting_role, row.waiting_for, row.opened_at, row.changed_at,
      row.closed_at, row.next_due, row.seq,          row.head,         expected_seq,    prev};
  if (before == nullptr && expected_seq != 0) return writer.sql().post_guarded(statement(), values, moved_on());
  constexpr std::size_t count = 25;
  return writer.sql().post(statement(), std::span(values).first(count), [](std::int64_t rows) -> Result<void> {
    return rows == 1 ? Result<void>() : Result<void>(fail(moved_on()));
  });
}

constexpr std::size_t event_columns = 12;
constexpr std::size_t events_at_once_max = 8;

std::string insert_events_statement(std::size_t rows) {
  std::string sql =
      "INSERT INTO events (org_id, position, case_id, seq, at, actor_id, actor_name, door, type, body, prev, hash) "
      "VALUES ";
  for (std::size_t i = 0; i < rows * event_columns; ++i) {
    const bool is_first = i % event_columns == 0;
    const bool is_last = i % event_columns == event_columns - 1;
    sql += fmt::format("{}${}{}", is_first ? (i == 0 ? "(" : ", (") : ", ", i + 1, is_last ? ")" : "");
  }
  return sql;
}

/// @param end  the journal's end, which moves on. A server takes several rows with a statement, since each costs it more than a row
///             does; to SQLite they cost the same, and a statement of one row is prepared once.
Result<void> insert_events(Writer& writer, std::span<const ledger::StoredEvent> events, std::uint64_t& end) {
  static const std::array<std::string, events_at_once_max> statements = [] {
    std::array<std::string, events_at_once_max> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = insert_events_statement(i + 1);
    return out;
  }();
  const std::size_t at_once = writer.sql().dialect() == Dialect::sqlite ? 1 : events_at_once_max;
  std::vector<Param> values;
  while (!events.empty()) {
    const auto now = events.first(std::min(at_once, events.size()));
    values.clear();
    for (const ledger::StoredEvent& event : now) {
      values.insert(values.end(), {event.org, ++end, event.case_id, event.seq, event.at, event.actor_id,
                                   event.actor_name, event.door, event.type, event.body, event.prev, event.hash});
    }
    if (auto added = writer.sql().post(statements[now.size() - 1], values, {}); !added) return added;
    events = events.subspan(now.size());
  }
  return {};
}

/// Events that begin where nothing is known but what they say themselves.
Head claimed_head(std::uint64_t expected_seq, std::span<const ledger::StoredEvent> events) {
  Head head;
  head.seq = expected_seq;
  if (!events.empty()) head.hash = events.front().prev;
  return head;
}

}  // namespace

std::optional<int> priority_rank(std::string_view priority) noexcept {
  const auto found = std::find(priorities.begin(), priorities.end(), priority);
  if (found == priorities.end()) return std::nullopt;
  return static_cast<int>(found - priorities.begin());
}

std::string_view priority_name(std::int64_t rank) noexcept {
  return rank >= 0 && rank < 4 ? priorities[static_cast<std::size_t>(rank)] : "normal";
}

CaseRow read_row(const Row& row) {
  CaseRow out;
  int i = 0;
  for (std::string* text :
       {&out.org, &out.id, &out.procedure_id, &out.version_hash, &out.title, &out.subject, &out.status}) {
    *text = row.text(i++);
  }
  out.priority = priority_name(row.integer(i++));
  for (std::string* text : {&out.team, &out.assignee_id, &out.customer_id, &out.state, &out.channel, &out.language,
                            &out.product, &out.outcome, &out.waiting_role, &out.waiting_for}) {
    *text = row.text(i++);
  }
  for (Instant* at : {&out.opened_at, &out.changed_at, &out.closed_at, &out.next_due}) *at = row.instant(i++);
  out.seq = row.count(i++);
  out.head = row.hash(i);
  return out;
}

Result<std::uint64_t> append(Writer& writer, std::uint64_t expected_seq, std::span<const ledger::StoredEvent> events,
                             const CaseRow& row, const std::optional<Snapshot>& snapshot,
                             const std::optional<Counted>& before) {
  // To look costs nothing in one's own memory; a server is told what has to hold instead of being asked.
  const bool looks = writer.sql().dialect() == Dialect::sqlite;
  const auto head = looks ? read_head(writer, row.org, row.id) : claimed_head(expected_seq, events);
  if (!head) return fail(head.error());
  if (head->seq != expected_seq) return fail(moved_on());
  if (events.empty()) return bad_append("There is no event to append.");
  if (auto sound = check_chain(*head, events, row); !sound) return fail(sound.error());
  // The turn first: whoever waits for it holds no row yet.
  const auto end = writer.journal_end(row.org);
  if (!end) return fail(end.error());
  std::optional<Counted> was;
  if (expected_seq > 0) {
    if (!looks && before) {
      was = before;
    } else {
      auto stored = looks ? head : read_head(writer, row.org, row.id);
      if (!stored) return fail(stored.error());
      was = std::move(stored->counted);
    }
  }
  if (auto written = write_row(writer, row, looks ? &*head : nullptr, expected_seq, head->hash); !written)
    return fail(written.error());
  if (auto moved = move_counts(writer, row.org, was, counted(row)); !moved) return fail(moved.error());
  if (auto added = insert_events(writer, events, **end); !added) return fail(added.error());
  if (snapshot) {
    auto kept = run(writer,
                    "INSERT INTO snapshots (org_id, case_id, seq, state) VALUES ($1, $2, $3, $4) "
                    "ON CONFLICT (org_id, case_id) DO UPDATE SET seq = excluded.seq, state = excluded.state",
                    {row.org, row.id, snapshot->seq, snapshot->state});
    if (!kept) return fail(kept.error());
  }
  return **end;
}

Result<CaseRow> find(const Reader& reader, std::string_view org, std::string_view case_id) {
  static const std::string sql =
      fmt::format("SELECT {} FROM cases c WHERE c.org_id = $1 AND c.case_id = $2", row_columns);
  std::optional<CaseRow> out;
  auto read = reader.sql().each(sql, {org, case_id}, [&](const Row& row) -> Result<void> {
    out = read_row(row);
    return {};
  });
  if (!read) return fail(read.error());
  if (!out) return fail(no_case());
  return std::move(*out);
}

Result<std::vector<CaseRow>> find_all(const Reader& reader, std::string_view org,
                                      std::span<const std::string> case_ids) {
  std::vector<CaseRow> out;
  out.reserve(case_ids.size());
  for (const std::string& id : case_ids) {
    auto row = find(reader, org, id);
    if (row) {
      out.push_back(std::move(*row));
    } else if (row.error().code != "case/not-found") {
      return fail(row.error());
    }
  }
  return out;
}

Result<std::optional<Snapshot>> snapshot(const Reader& reader, std::string_view org, std::string_view case_id) {
  return one_row<Snapshot>(reader, "SELECT seq, state FROM snapshots WHERE org_id = $1 AND case_id = $2",
                           {org, case_id}, [](const Row& row) {
                             return Snapshot{row.count(0), row.text(1)};
                           });
}

Result<End> head(const Reader& reader, std::string_view org, std::string_view case_id) {
  auto found = one_row<End>(reader, "SELECT case_id, seq, head FROM cases WHERE org_id = $1 AND case_id = $2",
                            {org, case_id}, [](const Row& row) {
                              return End{row.text(0), row.count(1), row.hash(2)};
                            });
  if (!found) return fail(found.error());
  return found->value_or(End{});
}

Result<std::vector<End>> ends(const Reader& reader, std::string_view org) {
  return all_rows<End>(reader, "SELECT case_id, seq, head FROM cases WHERE org_id = $1 ORDER BY case_id", {org},
                       [](const Row& row) {
                         return End{row.text(0), row.count(1), row.hash(2)};
                       });
}

Result<std::vector<std::string>> ids_after(const Reader& reader, std::string_view org, std::string_view after,
                                           std::size_t limit) {
  return all_rows<std::string>(reader,
                               "SELECT case_id FROM cases WHERE org_id = $1 AND case_id > $2 ORDER BY case_id LIMIT $3",
                               {org, after, limit}, [](const Row& row) { return row.text(0); });
}

Result<std::uint64_t> how_many(const Reader& reader, std::string_view org) {
  return reader.sql()
      .integer("SELECT count(*) FROM cases WHERE org_id = $1", {org})
      .map([](std::optional<std::int64_t> rows) { return static_cast<std::uint64_t>(rows.value_or(0)); });
}

Result<Loaded> load(const Reader& reader, std::string_view org, std::string_view case_id, bool use_snapshot) {
  static const std::string sql = fmt::format(
      "SELECT {}, (SELECT k.wrapped FROM person_keys k WHERE k.org_id = c.org_id AND k.customer_id = c.customer_id), "
      "s.seq, s.state FROM cases c LEFT JOIN snapshots s ON s.org_id = c.org_id AND s.case_id = c.case_id "
      "WHERE c.org_id = $1 AND c.case_id = $2",
      row_columns);
  constexpr int key_column = row_column_count, snapshot_column = row_column_count + 1;
  auto found = one_row<Loaded>(reader, sql, {org, case_id}, [&](const Row& row) {
    Loaded loaded{.row = read_row(row), .wrapped_key = {}, .snapshot = {}, .events = {}};
    if (!row.is_null(key_column)) loaded.wrapped_key = row.text(key_column);
    if (use_snapshot && !row.is_null(snapshot_column))
      loaded.snapshot = Snapshot{row.count(snapshot_column), row.text(snapshot_column + 1)};
    return loaded;
  });
  if (!found) return fail(found.error());
  if (!*found) return fail(no_case());
  Loaded out = std::move(**found);
  auto events = events::of_case(reader, org, case_id, out.snapshot ? out.snapshot->seq : 0);
  if (!events) return fail(events.error());
  out.events = std::move(*events);
  return out;
}

Result<std::int64_t> drop_snapshots_of_customer(Writer& writer, std::string_view org, std::string_view customer_id) {
  return writer.sql().run(
      "DELETE FROM snapshots WHERE org_id = $1 AND case_id IN "
      "(SELECT case_id FROM cases WHERE org_id = $1 AND customer_id = $2)",
      {org, customer_id});
}

}  // namespace evenhand::store::cases
