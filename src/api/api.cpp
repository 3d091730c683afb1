#include "api/api.hpp"

#include <algorithm>
#include <utility>

#include "base/bytes.hpp"
#include "base/log.hpp"
#include "http/problem.hpp"
#include "store/idempotency.hpp"

namespace evenhand::api {
namespace {

constexpr std::size_t waiting_max = 1'024;
constexpr std::size_t idempotency_key_bytes_max = 200;

bool changes_something(const std::string& method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

std::string hash_of(const http::Request& request) {
  const std::string_view parts[] = {request.method, "\n", request.target, "\n", request.body};
  return hex(sha256(parts));
}

http::Response busy() {
  http::Response response = http::problem_response(503, "api/busy", "Too many requests are waiting; nothing was done.",
                                                   "Try again in a moment.");
  response.headers.set("Retry-After", "1");
  return response;
}

}  // namespace

Services::Services(desk::Desk& a_desk, identity::Identity& an_identity, ApiOptions some_options)
    : desk(a_desk),
      identity(an_identity),
      options(std::move(some_options)),
      live(hex(std::span(reinterpret_cast<const std::uint8_t*>(random_bytes(4).data()), 4))),
      requests({.per_minute = options.requests_per_minute}, a_desk.clock()),
      sign_ins({.per_minute = options.sign_ins_per_minute}, a_desk.clock()) {}

Api::Api(desk::Desk& desk, identity::Identity& identity, ApiOptions options)
    : services_(desk, identity, std::move(options)), pool_(services_.options.worker_threads, waiting_max) {
  add_session_endpoints(endpoints_);
  add_people_endpoints(endpoints_);
  add_procedure_endpoints(endpoints_);
  add_authoring_endpoints(endpoints_);
  add_case_endpoints(endpoints_);
  add_record_endpoints(endpoints_);
  add_search_endpoints(endpoints_);
  Endpoint self{.method = "GET",
                .pattern = "/api/openapi.json",
                .tag = "Meta",
                .summary = "This description",
                .access = Access::open,
                .answer = "OpenAPI"};
  self.handle = [this](Call&) { return http::json_response(200, openapi_); };
  endpoints_.push_back(std::move(self));
  openapi_ = json::write(openapi_document(endpoints_, services_.options.version));
  for (const Endpoint& endpoint : endpoints_) {
    router_.add(
        endpoint.method, endpoint.pattern,
        [this, &endpoint](std::shared_ptr<const http::Request> request, http::PathParameters path,
                          http::Responder responder) {
          dispatch(endpoint, std::move(request), std::move(path), std::move(responder));
        },
        endpoint.body_bytes_max);
  }
  desk.on_change([this](const desk::Change& change) { services_.live.publish(change); });
}

Api::~Api() {
  close();
}

void Api::close() {
  pool_.close();
}

Result<identity::Who> Api::who_is(const http::Request& request) const {
  const std::string_view authorization = request.headers.value_or("Authorization", "");
  static constexpr std::string_view bearer = "Bearer ";
  if (!authorization.empty()) {
    if (!authorization.starts_with(bearer)) {
      return fail(ErrorKind::unauthenticated, "token/wrong", "Only Bearer tokens are taken.",
                  "Authorization: Bearer evh_…");
    }
    return services_.identity.by_token(authorization.substr(bearer.size()));
  }
  const auto cookie = request.cookie(session_cookie);
  if (!cookie)
    return fail(ErrorKind::unauthenticated, "session/none", "You are not signed in.", "Sign in, or send a token.");
  return services_.identity.by_session(*cookie);
}

Result<void> Api::check(const Endpoint& endpoint, Call& call) const {
  const http::Request& request = *call.request;
  if (endpoint.access != Access::open) {
    auto who = who_is(request);
    if (!who) return fail(std::move(who.error()));
    call.who = std::move(*who);
    const bool by_session = !call.who.session_hash.empty();
    if (by_session && changes_something(endpoint.method) &&
        request.headers.value_or("X-Evenhand-CSRF", "") != call.who.csrf) {
      return fail(ErrorKind::forbidden, "session/csrf",
                  "The request did not show this session's X-Evenhand-CSRF value.",
                  "Send the one that signing in answered with.");
    }
    if (endpoint.access == Access::permitted && !call.who.may(endpoint.permission)) {
      return fail(ErrorKind::forbidden, "permission/missing",
                  "You lack the permission " + std::string(identity::permission_name(endpoint.permission)) + ".",
                  "Ask an administrator for a role that has it.");
    }
  }
  if (endpoint.takes_body) {
    const std::string_view type = request.headers.value_or("Content-Type", "application/json");
    if (!type.starts_with("application/json"))
      return fail(ErrorKind::invalid, "body/not-json", "The body is to be application/json.");
    auto body = request.body.empty() ? Result<json::Value>(json::Object{})
                                     : json::parse(request.body, {.bytes_max = endpoint.body_bytes_max});
    if (!body) return fail(std::move(body.error()));
    call.body = std::move(*body);
    if (auto fine = check_body(endpoint.body, endpoint.free_body, call.body); !fine) return fine;
  }
  return {};
}

void Api::dispatch(const Endpoint& endpoint, std::shared_ptr<const http::Request> request, http::PathParameters path,
                   http::Responder responder) {
  // The responder travels in a shared box because work for the pool has to be copyable.
  auto box = std::make_shared<http::Responder>(std::move(responder));
  auto call = std::make_shared<Call>(Call{.services = services_,
                                          .request = std::move(request),
                                          .path = std::move(path),
                                          .who = {},
                                          .body = {},
                                          .request_hash = {}});
  auto work = [this, &endpoint, call, box] {
    const std::string& caller = call->request->remote_address;
    const Result<void> fine = check(endpoint, *call);
    const http::RateDecision rate =
        services_.requests.take(!fine || call->who.person.id.empty() ? caller : call->who.person.id);
    if (!rate.allowed) return box->send(http::rate_limited_response(rate));
    if (!fine) {
      http::Response response = problem(fine.error());
      http::add_rate_limit_headers(response.headers, rate);
      return box->send(std::move(response));
    }
    run(endpoint, call, std::move(*box));
  };
  if (!pool_.try_run(std::move(work))) box->send(busy());
}

void Api::run(const Endpoint& endpoint, std::shared_ptr<Call> call, http::Responder responder) {
  call->request_hash = hash_of(*call->request);
  const std::string* key = changes_something(endpoint.method) ? call->request->header("Idempotency-Key") : nullptr;
  if (key != nullptr && (key->empty() || key->size() > idempotency_key_bytes_max)) {
    return responder.send(
        problem({ErrorKind::invalid, "idempotency/bad-key", "An Idempotency-Key has 1 to 200 characters.", {}}));
  }
  const std::string actor = call->who.person.id.empty() ? call->request->remote_address : call->who.person.id;
  store::Store& store = services_.desk.store();
  const std::string& org = services_.desk.org();
  if (key != nullptr) {
    const auto earlier = store.read([&](store::Reader& reader) {
      return store::idempotency::find(reader, org, actor, *key, services_.desk.clock().now());
    });
    if (!earlier) return responder.send(problem(earlier.error()));
    if (*earlier && (*earlier)->request_hash != call->request_hash) {
      return responder.send(
          problem({ErrorKind::conflict, "idempotency/other-body",
                   "This Idempotency-Key came with another request before.", "Use a new key for a new request."}));
    }
    if (*earlier) {
      http::Response response = http::json_response((*earlier)->status, (*earlier)->response);
      response.headers.set("Idempotency-Replayed", "true");
      return responder.send(std::move(response));
    }
  }
  if (endpoint.handle_later) return endpoint.handle_later(std::move(call), std::move(responder));
  http::Response response = endpoint.handle(*call);
  if (key != nullptr && endpoint.remembers && response.status < 500) {
    const Instant now = services_.desk.clock().now();
    const store::idempotency::Entry entry{.key = *key,
                                          .actor_id = actor,
                                          .request_hash = call->request_hash,
                                          .status = response.status,
                                          .response = std::string(response.body.view()),
                                          .expires_at = now + std::chrono::hours(24)};
    if (const auto kept = store.write_and_wait(
            [&](store::Writer& writer) { return store::idempotency::add(writer, org, entry, now); });
        !kept) {
      log::warning("an answer could not be kept under its idempotency key", {{"code", kept.error().code}});
    }
  }
  responder.send(std::move(response));
}

}  // namespace evenhand::api
