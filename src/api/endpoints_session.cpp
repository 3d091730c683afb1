#include "api/api.hpp"
#include "api/present.hpp"
#include "base/text.hpp"
#include "http/cookie.hpp"
#include "http/problem.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;

json::Value present_session(Services& services, const identity::Who& who) {
  json::Array permissions;
  for (const std::string& name : who.permissions.names()) permissions.emplace_back(name);
  json::Value value;
  value.set("person", present_person(who.person)).set("csrf", who.csrf).set("company", services.desk.company());
  value.set("permissions", std::move(permissions));
  return value;
}

void sign_in(std::shared_ptr<Call> call, http::Responder responder) {
  Services& services = call->services;
  const std::string network = http::network_of(call->request->remote_address);
  // Every try costs a hash, whatever comes of it.
  if (const auto rate = services.sign_in_tries.take(network); !rate.allowed)
    return responder.send(http::rate_limited_response(rate));
  // Those that fail are counted by where they come from and by whom they are for, so that neither one guesser nor many
  // together get far. A try counts until it succeeds: many at once get no further than one after another.
  const std::string email = text::to_lower_ascii(text::trim(call->body.string_or("email", "")));
  std::vector<std::string> counted;
  const auto give_back = [&services](const std::vector<std::string>& keys) {
    for (const std::string& key : keys) services.sign_ins.give_back(key);
  };
  for (const std::string& key : {"from " + network, "to " + email}) {
    const http::RateDecision rate = services.sign_ins.take(key);
    if (!rate.allowed) {
      give_back(counted);
      return responder.send(http::rate_limited_response(rate));
    }
    counted.push_back(key);
  }
  auto box = std::make_shared<http::Responder>(std::move(responder));
  call->services.identity.sign_in(
      call->body.string_or("email", ""), Secret(call->body.string_or("password", "")),
      std::string(call->request->headers.value_or("User-Agent", "")),
      [call, box, counted, give_back](Result<identity::NewSession> session) {
        if (session || session.error().kind != ErrorKind::unauthenticated) give_back(counted);
        if (!session) return box->send(problem(session.error()));
        http::Response response = json_answer(200, present_session(call->services, session->who));
        response.headers.add("Set-Cookie", call->services.cookie_of_session(std::string(session->secret.reveal())));
        response.headers.set("Cache-Control", "no-store");
        box->send(std::move(response));
      });
}

http::Response sign_out(Call& call) {
  if (!call.who.session_hash.empty()) {
    if (const auto done = call.services.identity.sign_out(call.who); !done) return problem(done.error());
    call.services.live.end_streams_of(call.who.person.id);
  }
  http::Response response = http::empty_response();
  response.headers.add("Set-Cookie", http::format_set_cookie({.name = std::string(session_cookie),
                                                              .value = "",
                                                              .max_age = std::chrono::seconds(0),
                                                              .secure = call.services.options.secure_cookies}));
  return response;
}

http::Response list_sessions(Call& call) {
  const auto sessions = call.services.desk.store().read([&](store::Reader& reader) {
    return store::people::sessions_of(reader, call.services.desk.org(), call.who.person.id);
  });
  if (!sessions) return problem(sessions.error());
  json::Array items;
  for (const auto& session : *sessions) {
    json::Value value;
    value.set("id", session.hash)
        .set("user_agent", session.user_agent)
        .set("created_at", time_or_null(session.created_at));
    value.set("seen_at", time_or_null(session.seen_at)).set("expires_at", time_or_null(session.expires_at));
    value.set("current", session.hash == call.who.session_hash);
    items.push_back(std::move(value));
  }
  json::Value answer;
  answer.set("items", std::move(items)).set("next_cursor", nullptr);
  return json_answer(200, answer);
}

http::Response health(Call& call) {
  json::Value value;
  value.set("status", call.services.desk.store().figures().damaged ? "degraded" : "ok")
      .set("version", call.services.options.version)
      .set("schema", store::Store::schema_version());
  value.set("company", call.services.desk.company()).set("demo", !call.services.options.demo_accounts.empty());
  json::Array accounts;
  for (const DemoAccount& account : call.services.options.demo_accounts) {
    json::Value one;
    one.set("email", account.email).set("password", account.password).set("role", account.role);
    accounts.push_back(std::move(one));
  }
  value.set("accounts", std::move(accounts));
  return json_answer(200, value);
}

}  // namespace

void add_session_endpoints(std::vector<Endpoint>& endpoints) {
  Endpoint in{.method = "POST",
              .pattern = "/api/v1/session",
              .tag = "Session",
              .summary = "Sign in",
              .access = Access::open,
              .takes_body = true,
              .answer = "Session",
              .at_any_time = true,
              .repeats = Repeats::none};
  in.body = {{.name = "email", .required = true, .about = "The address you sign in with.", .bytes_max = 254},
             {.name = "password", .required = true, .about = "Your password.", .bytes_max = 1024}};
  in.handle_later = sign_in;
  endpoints.push_back(std::move(in));

  Endpoint now{.method = "GET",
               .pattern = "/api/v1/session",
               .tag = "Session",
               .summary = "Who is signed in",
               .access = Access::signed_in,
               .answer = "Session",
               .at_any_time = true};
  now.handle = [](Call& call) { return json_answer(200, present_session(call.services, call.who)); };
  endpoints.push_back(std::move(now));

  Endpoint out{.method = "DELETE",
               .pattern = "/api/v1/session",
               .tag = "Session",
               .summary = "Sign out",
               .access = Access::signed_in,
               .success = 204,
               .at_any_time = true,
               .repeats = Repeats::none};
  out.handle = sign_out;
  endpoints.push_back(std::move(out));

  Endpoint all{.method = "GET",
               .pattern = "/api/v1/sessions",
               .tag = "Session",
               .summary = "One's own sessions",
               .access = Access::in_person,
               .answer = "OpenSessionList"};
  all.handle = list_sessions;
  endpoints.push_back(std::move(all));

  Endpoint end{.method = "DELETE",
               .pattern = "/api/v1/sessions/{session}",
               .tag = "Session",
               .summary = "End one of one's own sessions",
               .access = Access::in_person,
               .success = 204};
  end.handle = [](Call& call) {
    const auto done = call.services.identity.end_session(call.who, call.path.at("session"));
    if (!done) return problem(done.error());
    call.services.live.end_streams_of(call.who.person.id);
    return http::empty_response();
  };
  endpoints.push_back(std::move(end));

  Endpoint well{.method = "GET",
                .pattern = "/api/health",
                .tag = "Meta",
                .summary = "Whether the server is well",
                .access = Access::open,
                .answer = "Health",
                .at_any_time = true};
  well.handle = health;
  endpoints.push_back(std::move(well));

  Endpoint live{.method = "GET",
                .pattern = "/api/v1/events",
                .tag = "Meta",
                .summary = "Live events (server-sent events, resumes by Last-Event-ID)",
                .permission = Permission::case_read,
                .headers = {{"Last-Event-ID", "of the last event you got"}},
                .answer = "EventStream"};
  live.handle_later = [](const std::shared_ptr<Call>& call, http::Responder responder) {
    std::vector<std::string> roles = actor_of(call->who).roles;
    call->services.live.subscribe(responder.open_event_stream(), call->request->headers.value_or("Last-Event-ID", ""),
                                  call->who, std::move(roles));
  };
  endpoints.push_back(std::move(live));
}

}  // namespace evenhand::api
