#include <algorithm>
#include <charconv>
#include <span>

#include "api/api.hpp"
#include "api/present.hpp"
#include "base/text.hpp"
#include "ledger/record.hpp"
#include "store/notifications.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;
using store::people::Person;

std::vector<std::string> texts_of(const json::Value& body, std::string_view name) {
  std::vector<std::string> texts;
  if (const json::Value* value = body.find(name); value != nullptr && value->as_array() != nullptr) {
    for (const json::Value& item : *value->as_array())
      texts.push_back(text::to_lower_ascii(text::trim(*item.as_string())));
  }
  return texts;
}

Result<void> apply_changes(Person& person, const json::Value& body) {
  if (const json::Value* v = body.find("name")) person.name = *v->as_string();
  if (const json::Value* v = body.find("email")) person.email = *v->as_string();
  if (const json::Value* v = body.find("state")) person.state = *v->as_string();
  if (const json::Value* v = body.find("active")) person.active = *v->as_bool();
  if (body.find("roles") != nullptr) person.roles = texts_of(body, "roles");
  if (body.find("teams") != nullptr) person.teams = texts_of(body, "teams");
  if (const json::Value* v = body.find("language")) {
    if (*v->as_string() != "en" && *v->as_string() != "es")
      return fail(ErrorKind::invalid, "body/invalid", "\"language\" is en or es.");
    person.language = *v->as_string();
  }
  if (const json::Value* v = body.find("theme")) {
    const std::string& theme = *v->as_string();
    if (theme != "system" && theme != "light" && theme != "dark")
      return fail(ErrorKind::invalid, "body/invalid", "\"theme\" is system, light or dark.");
    json::Value settings;
    settings.set("theme", theme);
    person.settings = json::write(settings);
  }
  return {};
}

Result<Person> find_person(Call& call, std::string_view id) {
  return call.services.desk.store().read(
      [&](Reader& reader) { return store::people::find(reader, call.services.desk.org(), id); });
}

http::Response change_person(Call& call) {
  const auto saved = call.services.identity.update_person(
      call.who, call.path.at("person"), [&](Person& person) { return apply_changes(person, call.body); });
  if (!saved) return problem(saved.error());
  // Who a stream tells what follows from roles, and whether there is one from being active.
  if (call.body.find("roles") != nullptr || !saved->active) call.services.live.end_streams_of(saved->id);
  return json_answer(200, present_person(*saved));
}

http::Response change_own(Call& call) {
  const auto saved =
      call.services.identity.update_own(call.who, [&](Person& person) { return apply_changes(person, call.body); });
  return saved ? json_answer(200, present_person(*saved)) : problem(saved.error());
}

http::Response list_people(Call& call) {
  const auto people = call.services.desk.store().read(
      [&](Reader& reader) { return store::people::list(reader, call.services.desk.org()); });
  if (!people) return problem(people.error());
  json::Array items;
  for (const Person& person : *people) items.push_back(present_person(person));
  return page_answer(call, std::move(items), {});
}

http::Response add_person(Call& call) {
  Person person;
  if (const auto fine = apply_changes(person, call.body); !fine) return problem(fine.error());
  if (const auto may = identity::Identity::may_give(call.who, person.roles); !may) return problem(may.error());
  const std::string password = call.body.string_or("password", "");
  if (!password.empty() && call.who.session_hash.empty() && !call.who.may(Permission::token_manage)) {
    return problem({ErrorKind::forbidden, "permission/in-person",
                    "A token may not set passwords unless it has the permission token.manage.",
                    "Add the person without a password, or sign in and do it there."});
  }
  const auto added = call.services.identity.add_person(std::move(person), Secret(password));
  if (!added) return problem(added.error());
  http::Response response = json_answer(201, present_person(*added));
  response.headers.set("Location", "/api/v1/people/" + added->id);
  return response;
}

http::Response list_roles(Call& call) {
  const auto used = call.services.desk.store().read(
      [&](Reader& reader) { return store::people::roles(reader, call.services.desk.org()); });
  if (!used) return problem(used.error());
  json::Array items;
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    names.push_back(name);
    json::Array permissions;
    for (const std::string& permission : identity::permissions_of(std::span(&name, 1)).names())
      permissions.emplace_back(permission);
    json::Value value;
    value.set("name", name).set("permissions", std::move(permissions));
    items.push_back(std::move(value));
  };
  for (const identity::Role& role : identity::built_in_roles()) add(std::string(role.name));
  for (const std::string& name : *used) add(name);
  return page_answer(call, std::move(items), {});
}

json::Value present_token(const store::people::Token& token) {
  json::Array scopes;
  for (const std::string& scope : token.scopes) scopes.emplace_back(scope);
  json::Value value;
  value.set("id", token.id)
      .set("name", token.name)
      .set("scopes", std::move(scopes))
      .set("created_at", time_or_null(token.created_at));
  value.set("expires_at", time_or_null(token.expires_at))
      .set("used_at", time_or_null(token.used_at))
      .set("revoked_at", time_or_null(token.revoked_at));
  return value;
}

http::Response list_tokens(Call& call) {
  const auto tokens = call.services.desk.store().read(
      [&](Reader& reader) { return store::people::tokens_of(reader, call.services.desk.org(), call.who.person.id); });
  if (!tokens) return problem(tokens.error());
  json::Array items;
  for (const auto& token : *tokens) items.push_back(present_token(token));
  return page_answer(call, std::move(items), {});
}

http::Response add_token(Call& call) {
  std::vector<std::string> scopes;
  for (const json::Value& scope : *call.body.find("scopes")->as_array()) scopes.push_back(*scope.as_string());
  std::optional<Instant> expires;
  if (const json::Value* v = call.body.find("expires_at"); v != nullptr && !v->is_null())
    expires = parse_rfc3339(*v->as_string()).value_or(Instant{});
  const auto made =
      call.services.identity.add_token(call.who, call.body.string_or("name", ""), std::move(scopes), expires);
  if (!made) return problem(made.error());
  json::Value value = present_token(made->token);
  value.set("secret", std::string(made->secret.reveal()));
  http::Response response = json_answer(201, value);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

void change_password(const std::shared_ptr<Call>& call, http::Responder responder) {
  // Whoever holds a session of somebody else must not find the password by trying.
  const http::RateDecision rate = call->services.sign_ins.take("change of " + call->who.person.id);
  if (!rate.allowed) return responder.send(http::rate_limited_response(rate));
  auto box = std::make_shared<http::Responder>(std::move(responder));
  call->services.identity.change_password(call->who, Secret(call->body.string_or("current", "")),
                                          Secret(call->body.string_or("new", "")),
                                          [box, call](const Result<void>& done) {
                                            if (!done) return box->send(problem(done.error()));
                                            call->services.live.end_streams_of(call->who.person.id);
                                            box->send(http::empty_response());
                                          });
}

/// Where a page ended, `1790000000000000/case_…/notice/7`.
std::string cursor_of(const store::notifications::Notification& last) {
  return std::to_string(last.at.micros) + "/" + last.key;
}
std::optional<store::notifications::Place> place_of(const std::string& cursor) {
  store::notifications::Place place;
  if (cursor.empty()) return place;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), place.at.micros);
  if (error != std::errc{} || end == cursor.data() + cursor.size() || *end != '/') return std::nullopt;
  place.key.assign(end + 1, cursor.data() + cursor.size());
  return place;
}

http::Response list_notifications(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto limit = page_limit(call);
  if (!limit) return problem(limit.error());
  const auto before = place_of(call.query("cursor"));
  if (!before) return problem({ErrorKind::invalid, "query/cursor", "This cursor is not one of ours.", {}});
  const std::vector<std::string> roles = actor_of(call.who).roles;
  struct Found {
    std::vector<store::notifications::Notification> items;
    std::uint64_t unread = 0;
  };
  const auto found = desk.store().read([&](Reader& reader) -> Result<Found> {
    auto items = store::notifications::for_person(reader, desk.org(), call.who.person.id, roles, call.who.person.teams,
                                                  call.query("unread") == "true", *before, *limit + 1);
    if (!items) return fail(std::move(items.error()));
    auto unread =
        store::notifications::unread_count(reader, desk.org(), call.who.person.id, roles, call.who.person.teams);
    if (!unread) return fail(std::move(unread.error()));
    return Found{std::move(*items), *unread};
  });
  if (!found) return problem(found.error());
  const bool more = found->items.size() > *limit;
  const std::span shown(found->items.data(), std::min(found->items.size(), *limit));
  json::Array items;
  for (const auto& notification : shown) {
    const auto row =
        desk.store().read([&](Reader& reader) { return store::cases::find(reader, desk.org(), notification.case_id); });
    json::Value value;
    value.set("id", notification.key).set("case", notification.case_id).set("kind", notification.kind);
    std::string text;
    if (row) {
      const auto scope = desk.seal_scope(notification.case_id, row->customer_id);
      text = ledger::open_text(notification.text, "notice", scope).value_or("");
      value.set("case_number", number_of(row->id))
          .set("case_subject", ledger::open_text(row->subject, "subject", scope).value_or(""));
    }
    value.set("text", text);
    value.set("to", notification.to).set("at", time_or_null(notification.at)).set("read", notification.read);
    items.push_back(std::move(value));
  }
  json::Value answer;
  answer.set("items", std::move(items))
      .set("next_cursor", more ? json::Value(cursor_of(shown.back())) : json::Value(nullptr))
      .set("unread", found->unread);
  return json_answer(200, answer);
}

http::Response read_all_notifications(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::vector<std::string> roles = actor_of(call.who).roles;
  const auto done = desk.store().write_and_wait([&](store::Writer& writer) {
    return store::notifications::mark_all_read(writer, desk.org(), call.who.person.id, roles, call.who.person.teams,
                                               desk.clock().now());
  });
  return done ? http::empty_response() : problem(done.error());
}

http::Response read_notification(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto done = desk.store().write_and_wait([&](store::Writer& writer) {
    return store::notifications::mark_read(writer, desk.org(), call.body.string_or("id", ""), call.who.person.id,
                                           desk.clock().now());
  });
  return done ? http::empty_response() : problem(done.error());
}

}  // namespace

void add_people_endpoints(std::vector<Endpoint>& endpoints) {
  const auto add = [&](Endpoint endpoint) { endpoints.push_back(std::move(endpoint)); };
  using Kind = Field::Kind;
  const std::vector<Field> person_fields = {
      {.name = "name", .about = "As colleagues see it."},
      {.name = "email", .about = "What the person signs in with.", .bytes_max = 254},
      {.name = "roles", .kind = Kind::texts, .about = "agent, lead, author, …, or a name procedures use."},
      {.name = "teams", .kind = Kind::texts, .about = "Names of teams."},
      {.name = "language", .about = "en or es."},
      {.name = "state", .about = "Where the person works: MA."}};
  std::vector<Field> create = person_fields;
  create[0].required = create[1].required = create[2].required = true;
  create.push_back({.name = "password",
                    .about = "12 characters or more; without one the person cannot sign in yet.",
                    .bytes_max = 1024});
  std::vector<Field> change = person_fields;
  change.push_back({.name = "active", .kind = Kind::boolean, .about = "False ends all sessions at once."});

  add({.method = "GET",
       .pattern = "/api/v1/people",
       .tag = "People",
       .summary = "Everyone",
       .permission = Permission::people_read,
       .answer = "PersonList",
       .handle = list_people});
  add({.method = "POST",
       .pattern = "/api/v1/people",
       .tag = "People",
       .summary = "Add a person",
       .permission = Permission::people_manage,
       .body = create,
       .takes_body = true,
       .answer = "Person",
       .success = 201,
       .has_location = true,
       .handle = add_person});
  add({.method = "PATCH",
       .pattern = "/api/v1/people/me",
       .tag = "People",
       .summary = "One's own settings",
       .access = Access::in_person,
       .body = {{.name = "language", .about = "en or es."}, {.name = "theme", .about = "system, light or dark."}},
       .takes_body = true,
       .answer = "Person",
       .handle = change_own});
  add({.method = "PUT",
       .pattern = "/api/v1/people/me/password",
       .tag = "People",
       .summary = "Change one's own password",
       .access = Access::in_person,
       .body = {{.name = "current", .required = true, .bytes_max = 1024},
                {.name = "new", .required = true, .bytes_max = 1024}},
       .takes_body = true,
       .success = 204,
       .at_any_time = true,
       .repeats = Repeats::none,
       .handle_later = change_password});
  add({.method = "GET",
       .pattern = "/api/v1/people/{person}",
       .tag = "People",
       .summary = "One person",
       .permission = Permission::people_read,
       .answer = "Person",
       .handle = [](Call& call) {
         const auto person = find_person(call, call.path.at("person"));
         return person ? json_answer(200, present_person(*person)) : problem(person.error());
       }});
  add({.method = "PATCH",
       .pattern = "/api/v1/people/{person}",
       .tag = "People",
       .summary = "Change a person",
       .permission = Permission::people_manage,
       .body = change,
       .takes_body = true,
       .answer = "Person",
       .handle = change_person});
  add({.method = "GET",
       .pattern = "/api/v1/roles",
       .tag = "People",
       .summary = "Roles and their permissions",
       .permission = Permission::people_read,
       .answer = "RoleList",
       .handle = list_roles});
  add({.method = "GET",
       .pattern = "/api/v1/tokens",
       .tag = "Tokens",
       .summary = "One's own API tokens",
       .access = Access::in_person,
       .answer = "TokenList",
       .handle = list_tokens});
  add({.method = "POST",
       .pattern = "/api/v1/tokens",
       .tag = "Tokens",
       .summary = "Make an API token; its secret is shown once",
       .access = Access::in_person,
       .body = {{.name = "name", .required = true},
                {.name = "scopes", .kind = Kind::texts, .required = true, .about = "Permissions."},
                {.name = "expires_at", .kind = Kind::instant}},
       .takes_body = true,
       .answer = "Token",
       .success = 201,
       .shown_once = "secret",
       .handle = add_token});
  add({.method = "DELETE",
       .pattern = "/api/v1/tokens/{token}",
       .tag = "Tokens",
       .summary = "Revoke a token",
       .access = Access::in_person,
       .success = 204,
       .handle = [](Call& call) {
         const auto owner = call.services.identity.revoke_token(call.who, call.path.at("token"));
         if (!owner) return problem(owner.error());
         call.services.live.end_streams_of(*owner);
         return http::empty_response();
       }});
  add({.method = "GET",
       .pattern = "/api/v1/notifications",
       .tag = "Notifications",
       .summary = "What Tell, approvals and escalations brought",
       .permission = Permission::case_read,
       .query = {{"unread", "true: only unread ones"}, {"limit", "1 to 200"}, {"cursor", "of the page before"}},
       .answer = "NotificationList",
       .handle = list_notifications});
  add({.method = "POST",
       .pattern = "/api/v1/notifications/read",
       .tag = "Notifications",
       .summary = "Mark one as read",
       .permission = Permission::case_read,
       .body = {{.name = "id", .required = true}},
       .takes_body = true,
       .success = 204,
       .handle = read_notification});
  add({.method = "POST",
       .pattern = "/api/v1/notifications/read-all",
       .tag = "Notifications",
       .summary = "Mark all as read",
       .permission = Permission::case_read,
       .success = 204,
       .handle = read_all_notifications});
}

}  // namespace evenhand::api
