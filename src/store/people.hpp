/// @file people.hpp
/// @brief Staff: people, their roles and teams, password hashes, sessions and API tokens. Secrets are stored as hashes
/// only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::people {

struct Person {
  std::string id;     ///< `person_…`
  std::string email;  ///< unique in the organisation, compared in lower case
  std::string name;
  std::string state;  ///< where they work: `MA`; may be empty
  std::string language = "en";
  std::string password_hash;    ///< empty: cannot sign in with a password
  std::string settings = "{}";  ///< JSON of the person's own choices (theme, …)
  bool active = true;
  std::vector<std::string> roles, teams;  ///< teams: ids; one that is not there yet is made, with its id as its name
  Instant created_at;
};
struct Team {
  std::string id, name;
  std::vector<std::string> members;  ///< person ids; filled by `teams`
};
struct Session {
  std::string hash;  ///< hex SHA-256 of the cookie's secret
  std::string person_id;
  std::string csrf;  ///< token that unsafe requests must show
  std::string user_agent;
  Instant created_at, expires_at, seen_at;
};
struct Token {
  std::string id;    ///< `token_…`
  std::string hash;  ///< hex SHA-256 of the secret
  std::string person_id, name;
  std::vector<std::string> scopes;
  Instant created_at, expires_at, used_at, revoked_at;  ///< zero: never
};

/// Errors: `person/email-taken`, `person/exists`.
[[nodiscard]] Result<void> add(Writer& writer, std::string_view org, const Person& person);
/// Replaces everything but id, password and created_at. Errors: `person/not-found`, `person/email-taken`.
[[nodiscard]] Result<void> update(Writer& writer, std::string_view org, const Person& person);
/// What everyone sets for themselves, and nothing else.
[[nodiscard]] Result<void> set_own(Writer& writer, std::string_view org, std::string_view person_id,
                                   std::string_view language, std::string_view settings);
[[nodiscard]] Result<void> set_password(Writer& writer, std::string_view org, std::string_view person_id,
                                        std::string_view password_hash);
/// Error `person/not-found`.
[[nodiscard]] Result<Person> find(const Reader& reader, std::string_view org, std::string_view person_id);
[[nodiscard]] Result<std::optional<Person>> find_by_email(const Reader& reader, std::string_view org,
                                                          std::string_view email);
[[nodiscard]] Result<std::vector<Person>> list(const Reader& reader, std::string_view org);  ///< by name
/// Everyone's name by id, also of those who left.
[[nodiscard]] Result<std::map<std::string, std::string>> names(const Reader& reader, std::string_view org);
/// Whether anyone active but `but_not` has the role.
[[nodiscard]] Result<bool> is_active_with_role(const Reader& reader, std::string_view org, std::string_view role,
                                               std::string_view but_not);
[[nodiscard]] Result<std::vector<std::string>> roles(const Reader& reader,
                                                     std::string_view org);  ///< all in use, sorted

/// Makes the team or renames it.
[[nodiscard]] Result<void> save_team(Writer& writer, std::string_view org, std::string_view id, std::string_view name);
[[nodiscard]] Result<std::vector<Team>> teams(const Reader& reader, std::string_view org);

[[nodiscard]] Result<void> add_session(Writer& writer, std::string_view org, const Session& session);
/// Empty when there is none or it expired at `now`.
[[nodiscard]] Result<std::optional<Session>> find_session(const Reader& reader, std::string_view org,
                                                          std::string_view hash, Instant now);
[[nodiscard]] Result<void> touch_session(Writer& writer, std::string_view org, std::string_view hash, Instant seen_at,
                                         Instant expires_at);
[[nodiscard]] Result<void> end_session(Writer& writer, std::string_view org, std::string_view hash);
[[nodiscard]] Result<void> end_sessions_of(Writer& writer, std::string_view org, std::string_view person_id);
[[nodiscard]] Result<std::vector<Session>> sessions_of(const Reader& reader, std::string_view org,
                                                       std::string_view person_id);

[[nodiscard]] Result<void> add_token(Writer& writer, std::string_view org, const Token& token);
/// Empty when there is none, it expired at `now`, or it was revoked.
[[nodiscard]] Result<std::optional<Token>> find_token(const Reader& reader, std::string_view org, std::string_view hash,
                                                      Instant now);
[[nodiscard]] Result<void> touch_token(Writer& writer, std::string_view org, std::string_view id, Instant used_at);
/// @return whose it was. Error `token/not-found`.
[[nodiscard]] Result<std::string> revoke_token(Writer& writer, std::string_view org, std::string_view id, Instant at);
[[nodiscard]] Result<std::vector<Token>> tokens_of(const Reader& reader, std::string_view org,
                                                   std::string_view person_id);

/// Sessions past their end. @return how many went.
[[nodiscard]] Result<std::int64_t> sweep_sessions(Writer& writer, std::string_view org, Instant now);

}  // namespace evenhand::store::people
