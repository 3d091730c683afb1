#include "identity/identity.hpp"

#include <algorithm>
#include <utility>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"

namespace evenhand::identity {
namespace {

using store::Reader;
using store::Writer;
namespace people = store::people;

constexpr std::size_t cache_entries_max = 10'000;
constexpr auto cache_time = std::chrono::seconds(5);   ///< how long a change of roles may take to be felt
constexpr auto touch_every = std::chrono::minutes(5);  ///< a session's last use is not written at every request
constexpr std::string_view token_prefix = "evh_";
constexpr std::size_t user_agent_bytes_max = 200;

tl::unexpected<Error> no_session() {
  return fail(ErrorKind::unauthenticated, "session/none", "You are not signed in, or your session has ended.",
              "Sign in again.");
}
tl::unexpected<Error> wrong() {
  return fail(ErrorKind::unauthenticated, "session/wrong", "The address and the password do not fit together.",
              "Check both and try again.");
}

std::string hash_of(std::string_view secret) {
  return hex(sha256(secret));
}

bool looks_like_email(std::string_view email) {
  const std::size_t at = email.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < email.size() &&
         email.find('@', at + 1) == std::string_view::npos && email.size() <= 254 &&
         email.find_first_of(" \t\r\n<>,;\"") == std::string_view::npos;
}

}  // namespace

Identity::Identity(store::Store& store, std::string org, const Clock& clock, IdentityOptions options)
    : store_(store), org_(std::move(org)), clock_(clock), options_(options), hasher_(options.password_cost) {}

std::optional<Who> Identity::cached(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  const auto found = cache_.find(hash);
  if (found == cache_.end() || found->second.until < clock_.now()) return std::nullopt;
  return found->second.who;
}

std::uint64_t Identity::generation() {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void Identity::remember(const std::string& hash, const Who& who, std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (const auto found = cache_.find(hash); found != cache_.end()) {
    ages_.erase(found->second.age);
    cache_.erase(found);
  }
  if (cache_.size() >= cache_entries_max) {
    cache_.erase(ages_.front());
    ages_.pop_front();
  }
  ages_.push_back(hash);
  cache_.emplace(hash, Cached{.who = who, .until = clock_.now() + cache_time, .age = std::prev(ages_.end())});
}

void Identity::forget_all() {
  const std::lock_guard lock(mutex_);
  cache_.clear();
  ages_.clear();
  ++generation_;
}

Result<Who> Identity::start_session(const people::Person& person, const std::string& secret, std::string user_agent) {
  const Instant now = clock_.now();
  people::Session session;
  session.hash = hash_of(secret);
  session.person_id = person.id;
  session.csrf = base64url(random_bytes(18));
  session.user_agent = text::prefix(text::printable(user_agent), user_agent_bytes_max);
  session.created_at = now;
  session.seen_at = now;
  session.expires_at = now + options_.session_length;
  const auto added = store_.write_and_wait([&](Writer& writer) { return people::add_session(writer, org_, session); });
  if (!added) return fail(added.error());
  return Who{.person = person,
             .permissions = permissions_of(person.roles),
             .session_hash = session.hash,
             .csrf = session.csrf,
             .token_id = {}};
}

void Identity::sign_in(std::string_view email, Secret password, std::string user_agent,
                       std::function<void(Result<NewSession>)> done) {
  auto found = store_.read([&](Reader& reader) { return people::find_by_email(reader, org_, email); });
  if (!found) return done(fail(std::move(found.error())));
  std::optional<people::Person> person = std::move(*found);
  if (person && !person->active) person.reset();
  std::string encoded = person ? person->password_hash : std::string{};
  hasher_.verify(std::move(password), std::move(encoded),
                 [this, person = std::move(person), user_agent = std::move(user_agent), done](Result<bool> fits) {
                   if (!fits) return done(fail(std::move(fits.error())));
                   if (!*fits) return done(wrong());
                   const std::string secret = base64url(random_bytes(32));
                   auto who = start_session(*person, secret, user_agent);
                   if (!who) return done(fail(std::move(who.error())));
                   done(NewSession{.secret = Secret(secret), .who = std::move(*who)});
                 });
}

Result<Who> Identity::by_session(std::string_view secret) {
  const std::string hash = hash_of(secret);
  if (auto who = cached(hash)) return std::move(*who);
  const std::uint64_t seen = generation();
  const Instant now = clock_.now();
  struct Found {
    people::Session session;
    people::Person person;
  };
  auto found = store_.read([&](Reader& reader) -> Result<Found> {
    auto session = people::find_session(reader, org_, hash, now);
    if (!session) return fail(std::move(session.error()));
    if (!*session) return no_session();
    auto person = people::find(reader, org_, (*session)->person_id);
    if (!person) return no_session();
    return Found{std::move(**session), std::move(*person)};
  });
  if (!found) return fail(std::move(found.error()));
  if (!found->person.active) return no_session();
  const bool has_slid = now - found->session.seen_at > touch_every;
  if (has_slid) {
    store_.write([hash, now, org = org_, until = now + options_.session_length](
                     Writer& writer) { return people::touch_session(writer, org, hash, now, until); },
                 [](const Result<void>&) {});
  }
  Who who{.person = std::move(found->person),
          .permissions = {},
          .session_hash = hash,
          .csrf = found->session.csrf,
          .token_id = {}};
  who.permissions = permissions_of(who.person.roles);
  remember(hash, who, seen);
  who.has_slid = has_slid;
  return who;
}

Result<Who> Identity::look_again(const Who& who) {
  const Instant now = clock_.now();
  return store_.read([&](Reader& reader) -> Result<Who> {
    Who fresh = who;
    fresh.has_slid = false;
    auto person = people::find(reader, org_, who.person.id);
    if (!person || !person->active) return no_session();
    fresh.person = std::move(*person);
    fresh.permissions = permissions_of(fresh.person.roles);
    if (who.token_id.empty()) {
      const auto session = people::find_session(reader, org_, who.session_hash, now);
      if (!session) return fail(session.error());
      return *session ? Result<Who>(std::move(fresh)) : no_session();
    }
    const auto tokens = people::tokens_of(reader, org_, who.person.id);
    if (!tokens) return fail(tokens.error());
    const auto token =
        std::find_if(tokens->begin(), tokens->end(), [&](const people::Token& t) { return t.id == who.token_id; });
    const auto is_past = [&](Instant end) { return end != Instant{} && end <= now; };
    if (token == tokens->end() || is_past(token->expires_at) || token->revoked_at != Instant{}) return no_session();
    fresh.permissions = fresh.permissions.intersect(permissions_from_names(token->scopes));
    return fresh;
  });
}

bool Identity::is_known(std::string_view secret) {
  const std::string hash = hash_of(secret);
  {
    const std::lock_guard lock(mutex_);
    if (cache_.contains(hash)) return true;
  }
  const bool is_token = secret.starts_with(token_prefix);
  const auto found = store_.read_if_free([&](Reader& reader) -> Result<bool> {
    if (is_token)
      return people::find_token(reader, org_, hash, clock_.now()).map([](const auto& t) { return t.has_value(); });
    return people::find_session(reader, org_, hash, clock_.now()).map([](const auto& s) { return s.has_value(); });
  });
  return found.value_or(true);
}

Result<Who> Identity::by_token(std::string_view secret) {
  if (!secret.starts_with(token_prefix)) {
    return fail(ErrorKind::unauthenticated, "token/wrong", "This is no token of Evenhand.", "Tokens begin with evh_.");
  }
  const std::string hash = hash_of(secret);
  if (auto who = cached(hash)) return std::move(*who);
  const std::uint64_t seen = generation();
  const Instant now = clock_.now();
  struct Found {
    people::Token token;
    people::Person person;
  };
  const auto unknown = [] {
    return fail(ErrorKind::unauthenticated, "token/wrong", "This token is unknown, expired or revoked.",
                "Make a new one.");
  };
  auto found = store_.read([&](Reader& reader) -> Result<Found> {
    auto token = people::find_token(reader, org_, hash, now);
    if (!token) return fail(std::move(token.error()));
    if (!*token) return unknown();
    auto person = people::find(reader, org_, (*token)->person_id);
    if (!person) return unknown();
    return Found{std::move(**token), std::move(*person)};
  });
  if (!found) return fail(std::move(found.error()));
  if (!found->person.active) return unknown();
  if (now - found->token.used_at > touch_every) {
    store_.write(
        [id = found->token.id, now, org = org_](Writer& writer) { return people::touch_token(writer, org, id, now); },
        [](const Result<void>&) {});
  }
  Who who{.person = std::move(found->person),
          .permissions = {},
          .session_hash = {},
          .csrf = {},
          .token_id = found->token.id};
  who.permissions = permissions_of(who.person.roles).intersect(permissions_from_names(found->token.scopes));
  remember(hash, who, seen);
  return who;
}

Result<void> Identity::sign_out(const Who& who) {
  return end_session(who, who.session_hash);
}

Result<void> Identity::end_session(const Who& who, std::string_view session_hash) {
  const auto own = store_.read([&](Reader& reader) { return people::sessions_of(reader, org_, who.person.id); });
  if (!own) return fail(own.error());
  const bool known =
      std::any_of(own->begin(), own->end(), [&](const people::Session& s) { return s.hash == session_hash; });
  if (!known) return fail(ErrorKind::not_found, "session/not-found", "You have no such session.");
  auto ended = store_.write_and_wait([&](Writer& writer) { return people::end_session(writer, org_, session_hash); });
  forget_all();
  return ended;
}

Result<void> Identity::check_person(const people::Person& person) const {
  if (text::trim(person.name).empty() || person.name.size() > 200) {
    return fail(ErrorKind::invalid, "person/name-missing", "A person needs a name of up to 200 characters.");
  }
  if (!looks_like_email(person.email)) {
    return fail(ErrorKind::invalid, "person/email-invalid", "\"" + person.email + "\" is no e-mail address.");
  }
  return {};
}

Result<people::Person> Identity::add_person(people::Person person, const Secret& password) {
  if (const auto fine = check_person(person); !fine) return fail(fine.error());
  const Instant now = clock_.now();
  person.id = PersonId::make(now).str();
  person.created_at = now;
  if (!password.empty()) {
    if (const auto strong = check_password_strength(password, person.email); !strong) return fail(strong.error());
    auto encoded = hasher_.hash_now(password);
    if (!encoded) return fail(std::move(encoded.error()));
    person.password_hash = std::move(*encoded);
  }
  const auto added = store_.write_and_wait([&](Writer& writer) { return people::add(writer, org_, person); });
  ++people_version_;
  if (!added) return fail(added.error());
  return person;
}

Result<void> Identity::may_give(const Who& who, std::span<const std::string> roles) {
  if (permissions_of(roles).within(who.permissions)) return {};
  return fail(ErrorKind::forbidden, "permission/beyond",
              "These roles permit what you may not do yourself, so you may not give them or manage who has them.",
              "Ask someone who has all of it, or use a token with these scopes.");
}

Result<people::Person> Identity::update_person(const Who& who, std::string_view id, const Change& change) {
  const auto is_admin = [](const people::Person& p) {
    return p.active && std::find(p.roles.begin(), p.roles.end(), "admin") != p.roles.end();
  };
  people::Person person;
  const auto updated = store_.write_and_wait([&](Writer& writer) -> Result<void> {
    auto before = people::find(writer, org_, id);
    if (!before) return fail(std::move(before.error()));
    person = *before;
    if (auto done = change(person); !done) return done;
    if (auto fine = check_person(person); !fine) return fine;
    if (auto may = may_give(who, before->roles); !may) return may;
    if (auto may = may_give(who, person.roles); !may) return may;
    if (is_admin(*before) && !is_admin(person)) {
      const auto other = people::is_active_with_role(writer, org_, "admin", id);
      if (!other) return fail(other.error());
      if (!*other) {
        return fail(ErrorKind::conflict, "person/last-admin", "This is the last administrator.",
                    "Make someone else one first.");
      }
    }
    auto done = people::update(writer, org_, person);
    if (done && !person.active) done = people::end_sessions_of(writer, org_, person.id);
    return done;
  });
  ++people_version_;
  forget_all();
  if (!updated) return fail(updated.error());
  return person;
}

Result<people::Person> Identity::update_own(const Who& who, const Change& change) {
  people::Person person;
  const auto updated = store_.write_and_wait([&](Writer& writer) -> Result<void> {
    auto found = people::find(writer, org_, who.person.id);
    if (!found) return fail(std::move(found.error()));
    person = std::move(*found);
    people::Person changed = person;
    if (auto done = change(changed); !done) return done;
    person.language = changed.language;
    person.settings = changed.settings;
    return people::set_own(writer, org_, person.id, person.language, person.settings);
  });
  forget_all();
  if (!updated) return fail(updated.error());
  return person;
}

void Identity::change_password(const Who& who, Secret current, Secret fresh, std::function<void(Result<void>)> done) {
  if (const auto strong = check_password_strength(fresh, who.person.email); !strong) return done(fail(strong.error()));
  auto person = store_.read([&](Reader& reader) { return people::find(reader, org_, who.person.id); });
  if (!person) return done(fail(std::move(person.error())));
  hasher_.verify(std::move(current), person->password_hash,
                 [this, who, fresh = std::move(fresh), done](const Result<bool>& fits) {
                   if (!fits) return done(fail(fits.error()));
                   if (!*fits)
                     return done(fail(ErrorKind::invalid, "password/wrong", "The current password is another one."));
                   const auto encoded = hasher_.hash_now(fresh);
                   if (!encoded) return done(fail(encoded.error()));
                   auto changed = store_.write_and_wait([&](Writer& writer) -> Result<void> {
                     if (const auto set = people::set_password(writer, org_, who.person.id, *encoded); !set) return set;
                     auto sessions = people::sessions_of(writer, org_, who.person.id);
                     if (!sessions) return fail(std::move(sessions.error()));
                     for (const people::Session& session : *sessions) {
                       if (session.hash == who.session_hash) continue;
                       if (const auto ended = people::end_session(writer, org_, session.hash); !ended) return ended;
                     }
                     return {};
                   });
                   forget_all();
                   done(std::move(changed));
                 });
}

Result<NewToken> Identity::add_token(const Who& who, std::string name, std::vector<std::string> scopes,
                                     std::optional<Instant> expires_at) {
  if (text::trim(name).empty() || name.size() > 200)
    return fail(ErrorKind::invalid, "token/name-missing", "A token needs a name of up to 200 characters.");
  for (const std::string& scope : scopes) {
    const auto known = all_permissions();
    if (std::none_of(known.begin(), known.end(), [&](Permission p) { return permission_name(p) == scope; })) {
      return fail(ErrorKind::invalid, "token/scope-unknown", "There is no permission \"" + scope + "\".",
                  "GET /api/v1/roles lists them.");
    }
    if (!permissions_from_names(std::span(&scope, 1)).within(who.permissions)) {
      return fail(ErrorKind::forbidden, "token/scope-beyond",
                  "You do not have the permission \"" + scope + "\" yourself.");
    }
  }
  const Instant now = clock_.now();
  if (expires_at && *expires_at <= now)
    return fail(ErrorKind::invalid, "token/expired", "\"expires_at\" has passed already.",
                "Name a time to come, or leave it out.");
  const std::string secret = std::string(token_prefix) + base64url(random_bytes(32));
  people::Token token;
  token.id = TokenId::make(now).str();
  token.hash = hash_of(secret);
  token.person_id = who.person.id;
  token.name = std::move(name);
  token.scopes = std::move(scopes);
  token.created_at = now;
  token.expires_at = expires_at.value_or(Instant{});
  const auto added = store_.write_and_wait([&](Writer& writer) { return people::add_token(writer, org_, token); });
  if (!added) return fail(added.error());
  return NewToken{.secret = Secret(secret), .token = std::move(token)};
}

Result<std::string> Identity::revoke_token(const Who& who, std::string_view token_id) {
  const auto own = store_.read([&](Reader& reader) { return people::tokens_of(reader, org_, who.person.id); });
  if (!own) return fail(own.error());
  if (std::none_of(own->begin(), own->end(), [&](const people::Token& t) { return t.id == token_id; }) &&
      !who.may(Permission::people_manage)) {
    return fail(ErrorKind::not_found, "token/not-found", "You have no such token.");
  }
  std::string owner;
  const auto revoked = store_.write_and_wait([&](Writer& writer) -> Result<void> {
    auto whose = people::revoke_token(writer, org_, token_id, clock_.now());
    if (!whose) return fail(std::move(whose.error()));
    owner = std::move(*whose);
    return {};
  });
  forget_all();
  if (!revoked) return fail(revoked.error());
  return owner;
}

}  // namespace evenhand::identity
