#include "store/idempotency.hpp"

#include "store/rows.hpp"

namespace evenhand::store::idempotency {

Error came_first() {
  return {ErrorKind::conflict, "idempotency/exists", "Another request with this key came first.",
          "Repeat the request: it gets the first one's answer."};
}

Result<std::optional<Entry>> find(const Reader& reader, std::string_view org, std::string_view actor_id,
                                  std::string_view key, Instant now) {
  return one_row<Entry>(
      reader,
      "SELECT request_key, actor_id, request_hash, status, case_id, response, expires_at FROM idempotency_keys "
      "WHERE org_id = $1 AND actor_id = $2 AND request_key = $3 AND expires_at > $4",
      {org, actor_id, key, now}, [](const Row& row) {
        return Entry{row.text(0), row.text(1), row.text(2),   static_cast<int>(row.integer(3)),
                     row.text(4), row.text(5), row.instant(6)};
      });
}

Result<void> add(Writer& writer, std::string_view org, const Entry& e, Instant now) {
  return run_on_one(
      writer,
      "INSERT INTO idempotency_keys (org_id, actor_id, request_key, request_hash, status, case_id, response, "
      "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, actor_id, request_key) "
      "DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status, case_id = excluded.case_id, "
      "response = excluded.response, expires_at = excluded.expires_at WHERE idempotency_keys.expires_at <= $9",
      {org, e.actor_id, e.key, e.request_hash, e.status, e.case_id, e.response, e.expires_at, now}, came_first());
}

Result<void> finish(Writer& writer, std::string_view org, const Entry& e) {
  return run(writer,
             "UPDATE idempotency_keys SET status = $5, case_id = $6, response = $7, expires_at = $8 WHERE org_id = $1 "
             "AND actor_id = $2 AND request_key = $3 AND request_hash = $4 AND status = 0",
             {org, e.actor_id, e.key, e.request_hash, e.status, e.case_id, e.response, e.expires_at});
}

Result<void> release(Writer& writer, std::string_view org, std::string_view actor_id, std::string_view key) {
  return run(writer,
             "DELETE FROM idempotency_keys WHERE org_id = $1 AND actor_id = $2 AND request_key = $3 AND status = 0",
             {org, actor_id, key});
}

Result<std::int64_t> sweep(Writer& writer, std::string_view org, Instant now) {
  return writer.sql().run("DELETE FROM idempotency_keys WHERE org_id = $1 AND expires_at <= $2", {org, now});
}

}  // namespace evenhand::store::idempotency
