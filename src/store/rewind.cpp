#include "store/rewind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "ledger/merkle.hpp"
#include "store/case_row.hpp"
#include "store/events.hpp"
#include "store/rows.hpp"
#include "store/search.hpp"

namespace evenhand::store::rewind {
namespace {

constexpr std::size_t batch_events = 2'000;

Result<std::vector<std::string>> texts(const Reader& reader, std::string_view sql, Params params) {
  return all_rows<std::string>(reader, sql, params, [](const Row& row) { return row.text(0); });
}

Result<void> remove_messages(Writer& writer, std::string_view org, std::string_view case_id, std::uint64_t after) {
  const auto gone = texts(writer, "SELECT message_id FROM messages WHERE org_id = $1 AND case_id = $2 AND seq > $3",
                          {org, case_id, after});
  if (!gone) return fail(gone.error());
  for (const std::string& id : *gone)
    if (auto done = search::remove(writer, org, "message", id); !done) return done;
  return run(writer, "DELETE FROM messages WHERE org_id = $1 AND case_id = $2 AND seq > $3", {org, case_id, after});
}

/// The number of the event that a notice is of ends its key.
std::uint64_t seq_of(std::string_view key) {
  std::uint64_t seq = 0;
  const std::size_t slash = key.rfind('/');
  if (slash != std::string_view::npos) std::from_chars(key.data() + slash + 1, key.data() + key.size(), seq);
  return seq;
}

Result<void> remove_notices(Writer& writer, std::string_view org, std::string_view case_id, std::uint64_t after) {
  const auto keys =
      texts(writer, "SELECT notification_key FROM notifications WHERE org_id = $1 AND case_id = $2", {org, case_id});
  if (!keys) return fail(keys.error());
  for (const std::string& key : *keys) {
    if (seq_of(key) <= after) continue;
    for (const char* table : {"notification_reads", "notifications"}) {
      auto done =
          run(writer, fmt::format("DELETE FROM {} WHERE org_id = $1 AND notification_key = $2", table), {org, key});
      if (!done) return done;
    }
  }
  return {};
}

Result<void> rebuild_edge(Writer& writer, std::string_view org, std::uint64_t size) {
  ledger::Frontier edge;
  while (edge.size() < size) {
    const auto hashes = events::hashes(writer, org, edge.size(), std::min(size, edge.size() + batch_events));
    if (!hashes) return fail(hashes.error());
    if (hashes->empty())
      return fail(ErrorKind::corrupt, "ledger/bad-tree", "The journal is shorter than its checkpoint.",
                  "Use another backup.");
    for (const ledger::Hash& hash : *hashes) edge.append(hash);
  }
  return run(writer, "UPDATE merkle_frontiers SET frontier = $2 WHERE org_id = $1", {org, edge.str()});
}

/// A procedure whose newest versions are gone goes back to the newest that is left.
Result<void> set_current(Writer& writer, std::string_view org, const std::string& id) {
  struct Left {
    std::int64_t number = 0, at = 0;
    std::string hash, kind, title, source;
  };
  const auto left = one_row<Left>(
      writer,
      "SELECT number, published_at, hash, kind, title, source FROM procedure_versions WHERE org_id = $1 AND "
      "procedure_id = $2 AND scheduled = 0 AND (withdrawn_at = 0 OR withdrawn_at >= effective_at) ORDER BY number DESC "
      "LIMIT 1",
      {org, id}, [](const Row& row) {
        return Left{row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5)};
      });
  if (!left) return fail(left.error());
  const auto waits = writer.sql().integer(
      "SELECT number FROM procedure_versions WHERE org_id = $1 AND procedure_id = $2 LIMIT 1", {org, id});
  if (!waits) return fail(waits.error());
  if (!*left && *waits)
    return run(writer, "UPDATE procedures SET current_number = 0, hash = '' WHERE org_id = $1 AND procedure_id = $2",
               {org, id});
  if (!*left) {
    for (const char* kind : {"procedure", "guidance"})
      if (auto done = search::remove(writer, org, kind, id); !done) return done;
    return run(writer, "DELETE FROM procedures WHERE org_id = $1 AND procedure_id = $2", {org, id});
  }
  auto done = run(writer,
                  "UPDATE procedures SET current_number = $3, hash = $4, kind = $5, title = $6, changed_at = $7 WHERE "
                  "org_id = $1 AND procedure_id = $2",
                  {org, id, (*left)->number, (*left)->hash, (*left)->kind, (*left)->title, (*left)->at});
  if (!done) return done;
  return search::put(writer, org,
                     {.kind = (*left)->kind,
                      .id = id,
                      .target = id,
                      .customer_id = {},
                      .title = (*left)->title,
                      .body = (*left)->source});
}

}  // namespace

Result<std::uint64_t> position_at(const Reader& reader, std::string_view org, Instant at) {
  const auto last = reader.sql().integer("SELECT max(position) FROM events WHERE org_id = $1 AND at <= $2", {org, at});
  if (!last) return fail(last.error());
  return static_cast<std::uint64_t>(last->value_or(0));
}

Result<std::vector<Touched>> touched(const Reader& reader, std::string_view org, std::uint64_t position) {
  return all_rows<Touched>(
      reader,
      "SELECT case_id, min(seq) FROM events WHERE org_id = $1 AND position > $2 GROUP BY case_id ORDER BY case_id",
      {org, position}, [](const Row& row) {
        return Touched{row.text(0), row.count(1) - 1};
      });
}

Result<void> drop_case(Writer& writer, std::string_view org, std::string_view case_id) {
  if (auto done = remove_messages(writer, org, case_id, 0); !done) return done;
  if (auto done = remove_notices(writer, org, case_id, 0); !done) return done;
  if (auto done = search::remove(writer, org, "case", case_id); !done) return done;
  auto done = run(writer,
                  "DELETE FROM attachment_contents WHERE org_id = $1 AND file_id IN (SELECT file_id FROM attachments "
                  "WHERE org_id = $1 AND case_id = $2)",
                  {org, case_id});
  for (const char* table : {"attachments", "timers", "outbox", "snapshots", "events", "cases"}) {
    if (!done) return done;
    done = run(writer, fmt::format("DELETE FROM {} WHERE org_id = $1 AND case_id = $2", table), {org, case_id});
  }
  return done;
}

Result<std::uint64_t> cut_case(Writer& writer, const CaseThen& then, std::string_view note) {
  const cases::CaseRow& row = then.row;
  const std::string& org = row.org;
  if (auto done = remove_messages(writer, org, row.id, row.seq); !done) return fail(done.error());
  if (auto done = remove_notices(writer, org, row.id, row.seq); !done) return fail(done.error());
  Result<void> done;
  const auto also = [&](std::string_view sql, Params params) {
    if (done) done = run(writer, sql, params);
  };
  also("DELETE FROM events WHERE org_id = $1 AND case_id = $2 AND seq > $3", {org, row.id, row.seq});
  also("DELETE FROM snapshots WHERE org_id = $1 AND case_id = $2 AND seq > $3", {org, row.id, row.seq});
  also("DELETE FROM outbox WHERE org_id = $1 AND case_id = $2 AND seq > $3 AND status <> 'done'",
       {org, row.id, row.seq});
  also("UPDATE attachments SET first_seq = 0 WHERE org_id = $1 AND case_id = $2 AND first_seq > $3",
       {org, row.id, row.seq});
  also("DELETE FROM timers WHERE org_id = $1 AND case_id = $2", {org, row.id});
  also(
      "UPDATE cases SET status = $3, closed = $4, priority_rank = $5, team = $6, assignee_id = $7, outcome = $8, "
      "waiting_role = $9, waiting_for = $10, opened_at = $11, changed_at = $12, closed_at = $13, next_due = $14, "
      "seq = $15, head = $16 WHERE org_id = $1 AND case_id = $2",
      {org, row.id, row.status, row.status == "closed", cases::priority_rank(row.priority).value_or(1), row.team,
       row.assignee_id, row.outcome, row.waiting_role, row.waiting_for, row.opened_at, row.changed_at, row.closed_at,
       row.next_due, row.seq, row.head});
  if (!done) return fail(done.error());
  for (const timers::Timer& timer : then.timers)
    if (auto armed = timers::arm(writer, org, timer); !armed) return fail(armed.error());
  struct Effect {
    std::string key;
    std::uint64_t seq = 0;
  };
  const auto effects =
      all_rows<Effect>(writer,
                       "SELECT effect_key, seq FROM outbox WHERE org_id = $1 AND case_id = $2 AND status = 'done' AND "
                       "kind = 'call-connector'",
                       {org, row.id}, [](const Row& one) {
                         return Effect{one.text(0), one.count(1)};
                       });
  if (!effects) return fail(effects.error());
  std::uint64_t kept = 0;
  for (const Effect& effect : *effects) {
    if (effect.seq <= row.seq && !then.open_actions.contains(effect.key)) continue;
    auto marked =
        run(writer, "UPDATE outbox SET status = 'dead', last_error = $3 WHERE org_id = $1 AND effect_key = $2",
            {org, effect.key, note});
    if (!marked) return fail(marked.error());
    ++kept;
  }
  return kept;
}

Result<void> cut_ledger(Writer& writer, std::string_view org, std::uint64_t position) {
  auto done = run(writer, "DELETE FROM checkpoints WHERE org_id = $1 AND size > $2", {org, position});
  if (!done) return done;
  const auto newest = writer.sql().integer("SELECT max(size) FROM checkpoints WHERE org_id = $1", {org});
  if (!newest) return fail(newest.error());
  const auto size = static_cast<std::uint64_t>(newest->value_or(0));
  done = run(writer, "DELETE FROM merkle_tiles WHERE org_id = $1 AND tile >= $2", {org, size / ledger::tile_leaves});
  if (!done) return done;
  if (size == 0) return run(writer, "DELETE FROM merkle_frontiers WHERE org_id = $1", {org});
  return rebuild_edge(writer, org, size);
}

Result<void> cut_rest(Writer& writer, std::string_view org, Instant at) {
  const auto changed =
      texts(writer,
            "SELECT DISTINCT procedure_id FROM procedure_versions WHERE org_id = $1 AND (published_at > "
            "$2 OR effective_at > $2)",
            {org, at});
  if (!changed) return fail(changed.error());
  for (const char* sql : {"DELETE FROM procedure_events WHERE org_id = $1 AND at > $2",
                          "DELETE FROM procedure_submissions WHERE org_id = $1 AND submitted_at > $2",
                          "UPDATE procedure_submissions SET status = 'void' WHERE org_id = $1 AND settled_at > $2",
                          "UPDATE procedure_versions SET withdrawn_at = 0 WHERE org_id = $1 AND withdrawn_at > $2",
                          "UPDATE procedure_versions SET scheduled = 1 WHERE org_id = $1 AND effective_at > $2 AND "
                          "published_at <= $2 AND withdrawn_at = 0"})
    if (auto undone = run(writer, sql, {org, at}); !undone) return undone;
  // What a case that is left was opened with stays, whatever the clock said then.
  auto done = run(writer,
                  "DELETE FROM procedure_versions WHERE org_id = $1 AND published_at > $2 AND hash NOT IN (SELECT "
                  "version_hash FROM cases WHERE org_id = $1)",
                  {org, at});
  if (!done) return done;
  for (const std::string& id : *changed)
    if (auto set = set_current(writer, org, id); !set) return set;
  done = run(writer, "DELETE FROM idempotency_keys WHERE org_id = $1", {org});
  constexpr std::string_view came_later =
      "org_id = $1 AND customer_id IN (SELECT customer_id FROM customers WHERE org_id = $1 AND created_at > $2 AND "
      "customer_id NOT IN (SELECT customer_id FROM cases WHERE org_id = $1))";
  for (const char* table : {"person_keys", "customers"})
    if (done) done = run(writer, fmt::format("DELETE FROM {} WHERE {}", table, came_later), {org, at});
  return done ? cases::recount(writer, org) : done;
}

}  // namespace evenhand::store::rewind
