// Sessions and tokens of people.hpp.
#include <fmt/format.h>

#include "base/text.hpp"
#include "store/people.hpp"
#include "store/rows.hpp"

namespace evenhand::store::people {

namespace {

Session read_session(const Row& row) {
  Session s;
  s.hash = row.text(0);
  s.person_id = row.text(1);
  s.csrf = row.text(2);
  s.user_agent = row.text(3);
  s.created_at = row.instant(4);
  s.expires_at = row.instant(5);
  s.seen_at = row.instant(6);
  return s;
}

Token read_token(const Row& row) {
  Token t;
  t.id = row.text(0);
  t.hash = row.text(1);
  t.person_id = row.text(2);
  t.name = row.text(3);
  for (const std::string_view scope : text::split(row.bytes(4), ' ')) {
    if (!scope.empty()) t.scopes.emplace_back(scope);
  }
  t.created_at = row.instant(5);
  t.expires_at = row.instant(6);
  t.used_at = row.instant(7);
  t.revoked_at = row.instant(8);
  return t;
}

}  // namespace

Result<void> add_session(Writer& writer, std::string_view org, const Session& s) {
  return run(
      writer,
      "INSERT INTO sessions (org_id, session_hash, person_id, csrf, user_agent, created_at, expires_at, seen_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {org, s.hash, s.person_id, s.csrf, s.user_agent, s.created_at, s.expires_at, s.seen_at});
}

Result<std::optional<Session>> find_session(const Reader& reader, std::string_view org, std::string_view hash,
                                            Instant now) {
  return one_row<Session>(
      reader,
      "SELECT session_hash, person_id, csrf, user_agent, created_at, expires_at, seen_at FROM sessions "
      "WHERE org_id = $1 AND session_hash = $2 AND expires_at > $3",
      {org, hash, now}, read_session);
}

Result<void> touch_session(Writer& writer, std::string_view org, std::string_view hash, Instant seen_at,
                           Instant expires_at) {
  return run(writer, "UPDATE sessions SET seen_at = $3, expires_at = $4 WHERE org_id = $1 AND session_hash = $2",
             {org, hash, seen_at, expires_at});
}

Result<void> end_session(Writer& writer, std::string_view org, std::string_view hash) {
  return run(writer, "DELETE FROM sessions WHERE org_id = $1 AND session_hash = $2", {org, hash});
}

Result<void> end_sessions_of(Writer& writer, std::string_view org, std::string_view person_id) {
  return run(writer, "DELETE FROM sessions WHERE org_id = $1 AND person_id = $2", {org, person_id});
}

Result<std::vector<Session>> sessions_of(const Reader& reader, std::string_view org, std::string_view person_id) {
  return all_rows<Session>(reader,
                           "SELECT session_hash, person_id, csrf, user_agent, created_at, expires_at, seen_at "
                           "FROM sessions WHERE org_id = $1 AND person_id = $2 ORDER BY seen_at DESC",
                           {org, person_id}, read_session);
}

Result<void> add_token(Writer& writer, std::string_view org, const Token& t) {
  const std::string scopes = fmt::format("{}", fmt::join(t.scopes, " "));
  return run(
      writer,
      "INSERT INTO tokens (org_id, token_id, token_hash, person_id, name, scopes, created_at, expires_at, used_at, "
      "revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {org, t.id, t.hash, t.person_id, t.name, scopes, t.created_at, t.expires_at, t.used_at, t.revoked_at});
}

Result<std::optional<Token>> find_token(const Reader& reader, std::string_view org, std::string_view hash,
                                        Instant now) {
  return one_row<Token>(
      reader,
      "SELECT token_id, token_hash, person_id, name, scopes, created_at, expires_at, used_at, revoked_at "
      "FROM tokens WHERE org_id = $1 AND token_hash = $2 AND revoked_at = 0 "
      "AND (expires_at = 0 OR expires_at > $3)",
      {org, hash, now}, read_token);
}

Result<void> touch_token(Writer& writer, std::string_view org, std::string_view id, Instant used_at) {
  return run(writer, "UPDATE tokens SET used_at = $3 WHERE org_id = $1 AND token_id = $2", {org, id, used_at});
}

Result<std::string> revoke_token(Writer& writer, std::string_view org, std::string_view id, Instant at) {
  auto owner = one_row<std::string>(writer, "SELECT person_id FROM tokens WHERE org_id = $1 AND token_id = $2",
                                    {org, id}, [](const Row& row) { return row.text(0); });
  if (!owner) return fail(std::move(owner.error()));
  if (!*owner) return fail(ErrorKind::not_found, "token/not-found", "There is no such token.");
  const auto done = run(writer, "UPDATE tokens SET revoked_at = $3 WHERE org_id = $1 AND token_id = $2", {org, id, at});
  if (!done) return fail(done.error());
  return std::move(**owner);
}

Result<std::vector<Token>> tokens_of(const Reader& reader, std::string_view org, std::string_view person_id) {
  return all_rows<Token>(reader,
                         "SELECT token_id, token_hash, person_id, name, scopes, created_at, expires_at, used_at, "
                         "revoked_at FROM tokens WHERE org_id = $1 AND person_id = $2 ORDER BY created_at DESC",
                         {org, person_id}, read_token);
}

Result<std::int64_t> sweep_sessions(Writer& writer, std::string_view org, Instant now) {
  return writer.sql().run("DELETE FROM sessions WHERE org_id = $1 AND expires_at <= $2", {org, now});
}

}  // namespace evenhand::store::people
