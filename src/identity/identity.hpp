/// @file identity.hpp
/// @brief Who is asking: sign-in by password, sessions of browsers, API tokens, and the people behind them. What the store
/// keeps of a secret is its SHA-256; the secret itself is shown once and never again.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/instant.hpp"
#include "base/secret.hpp"
#include "identity/passwords.hpp"
#include "identity/roles.hpp"
#include "store/people.hpp"
#include "store/store.hpp"

namespace evenhand::identity {

/// Someone who has proved who they are.
struct Who {
  store::people::Person person;
  Permissions permissions;
  std::string session_hash;  ///< empty for a token
  std::string csrf;          ///< what a changing request of this session must show
  std::string token_id;      ///< empty for a session
  bool has_slid = false;     ///< this use moved the session's end, which its cookie has to follow
  [[nodiscard]] bool may(Permission p) const noexcept { return permissions.has(p); }
};

struct NewSession {
  Secret secret;  ///< for the cookie
  Who who;
};
struct NewToken {
  Secret secret;  ///< `evh_…`, shown once
  store::people::Token token;
};

struct IdentityOptions {
  Microseconds session_length = std::chrono::hours(12);  ///< since it was last used
  PasswordHasher::Cost password_cost;
};

/// Thread safe.
class Identity {
 public:
  Identity(store::Store& store, std::string org, const Clock& clock, IdentityOptions options);
  Identity(store::Store& store, std::string org, const Clock& clock)
      : Identity(store, std::move(org), clock, IdentityOptions{}) {}

  /// Answers on a hashing thread. Error `session/wrong` for an unknown address, a wrong password and a person who left
  /// alike, in the same time.
  void sign_in(std::string_view email, Secret password, std::string user_agent,
               std::function<void(Result<NewSession>)> done);
  /// Error `session/none` (unauthenticated) when there is none, it ended, or its person left.
  [[nodiscard]] Result<Who> by_session(std::string_view secret);
  [[nodiscard]] Result<Who> by_token(std::string_view secret);
  /// The same person as they are now, by the same session or token; unlike a request this does not count as its use.
  /// Errors as of the two above.
  [[nodiscard]] Result<Who> look_again(const Who& who);
  /// Whether a session's or token's secret is somebody's. For threads that must not wait: while the database is too busy
  /// to say, it is taken to be.
  [[nodiscard]] bool is_known(std::string_view secret);
  [[nodiscard]] Microseconds session_length() const noexcept { return options_.session_length; }
  [[nodiscard]] Result<void> sign_out(const Who& who);
  [[nodiscard]] Result<void> end_session(const Who& who, std::string_view session_hash);

  /// Errors: `person/email-invalid`, `person/email-taken`, `person/name-missing`, `password/weak`.
  /// @param password  empty: cannot sign in until one is set
  [[nodiscard]] Result<store::people::Person> add_person(store::people::Person person, const Secret& password);
  /// Alters a person that was just read; a second time, on a fresh one, when the transaction has to begin again.
  using Change = std::function<Result<void>(store::people::Person&)>;
  /// Reads, changes and writes a person in one transaction, so that nobody else's change is undone; the password stays.
  /// Ends all sessions when the person is no longer active. Errors as for add_person, `person/not-found`,
  /// `person/last-admin`, `permission/beyond`.
  [[nodiscard]] Result<store::people::Person> update_person(const Who& who, std::string_view id, const Change& change);
  /// Of what `change` does to the person only language and settings are kept.
  [[nodiscard]] Result<store::people::Person> update_own(const Who& who, const Change& change);
  /// Whether someone may give roles, or manage a person who has them. Error `permission/beyond`: they permit what `who`
  /// may not.
  [[nodiscard]] static Result<void> may_give(const Who& who, std::span<const std::string> roles);
  /// Changes when anyone was added or changed: what was made of people before is to be made again.
  [[nodiscard]] std::uint64_t people_version() const noexcept { return people_version_; }
  /// Checks the current password, then sets the new one and ends the person's other sessions.
  void change_password(const Who& who, Secret current, Secret fresh, std::function<void(Result<void>)> done);
  /// @param expires_at  empty: never. Errors `token/scope-unknown`, `token/scope-beyond`, `token/name-missing`,
  ///                    `token/expired`.
  [[nodiscard]] Result<NewToken> add_token(const Who& who, std::string name, std::vector<std::string> scopes,
                                           std::optional<Instant> expires_at);
  /// @return whose it was.
  [[nodiscard]] Result<std::string> revoke_token(const Who& who, std::string_view token_id);

  /// Finishes the sign-ins that wait, then takes no more: what their answers use may end after this.
  void close() { hasher_.close(); }

 private:
  struct Cached {
    Who who;
    Instant until;
    std::list<std::string>::iterator age;
  };
  [[nodiscard]] std::optional<Who> cached(const std::string& hash);
  [[nodiscard]] std::uint64_t generation();
  /// Unless something was forgotten since `generation`, when it began to be read: it may be what was to be forgotten.
  void remember(const std::string& hash, const Who& who, std::uint64_t generation);
  void forget_all();
  [[nodiscard]] Result<Who> start_session(const store::people::Person& person, const std::string& secret,
                                          std::string user_agent);
  [[nodiscard]] Result<void> check_person(const store::people::Person& person) const;

  store::Store& store_;
  const std::string org_;
  const Clock& clock_;
  const IdentityOptions options_;
  std::atomic<std::uint64_t> people_version_{0};
  std::mutex mutex_;
  std::unordered_map<std::string, Cached> cache_;
  std::list<std::string> ages_;   ///< oldest first
  std::uint64_t generation_ = 0;  ///< counts `forget_all`
  PasswordHasher hasher_;         ///< last: its threads use the rest
};

}  // namespace evenhand::identity
