#include "api/api.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/bytes.hpp"
#include "base/constant_time.hpp"
#include "base/log.hpp"
#include "http/cookie.hpp"
#include "http/problem.hpp"

namespace evenhand::api {
namespace {

constexpr std::size_t idempotency_key_bytes_max = 200;
constexpr std::string_view bearer = "Bearer ";

/// What a request shows of who sends it: its token's or session's secret; empty when there is none.
std::string secret_of(const http::Request& request) {
  if (const std::string_view authorization = request.headers.value_or("Authorization", ""); !authorization.empty())
    return std::string(authorization.starts_with(bearer) ? authorization.substr(bearer.size()) : "");
  return std::string(request.cookie(session_cookie).value_or(""));
}

/// Under the installation's key: a body may hold a password, and a plain hash could be tried against guesses.
std::string hash_of(const http::Request& request, const ledger::KeyRing& keys) {
  return keys.fingerprint("request", request.method + "\n" + request.target + "\n" + hex(sha256(request.body)));
}

/// The head that the first answer had, made of its body.
void restore_head(const Endpoint& endpoint, const http::Request& request, const std::string& body,
                  http::Response& response) {
  if (response.status >= 400) response.headers.set("Content-Type", std::string(http::problem_content_type));
  if (response.status >= 300 || !(endpoint.has_location || endpoint.has_tag)) return;
  const auto value = json::parse(body);
  if (!value) return;
  if (endpoint.has_location) response.headers.set("Location", request.path + "/" + value->string_or("id", ""));
  if (endpoint.has_tag) response.headers.set("ETag", "\"" + std::to_string(value->int_or("seq", 0)) + "\"");
}

/// What may be kept of an answer.
std::string kept_body(const Endpoint& endpoint, const http::Response& response) {
  std::string body(response.body.view());
  if (endpoint.shown_once.empty() || response.status >= 300) return body;
  auto value = json::parse(body);
  if (!value) return {};
  value->set(std::string(endpoint.shown_once), nullptr);
  return json::write(*value);
}

/// The case that a route's answers are about; empty when it is none.
std::string case_of(const http::PathParameters& path) {
  const auto found =
      std::find_if(path.all().begin(), path.all().end(), [](const auto& p) { return p.first == "case"; });
  return found == path.all().end() ? std::string{} : found->second;
}

/// Puts what every answer carries on the answer, whoever gives it and whenever.
class WithCommonHeaders final : public http::ResponseSink {
 public:
  /// @param cookie  for `Set-Cookie`, unless the answer sets one itself; empty: none
  WithCommonHeaders(http::Responder inner, const http::RateDecision& rate, std::string cookie)
      : inner_(std::move(inner)), rate_(rate), cookie_(std::move(cookie)) {}
  void respond(http::Response response) override {
    if (!response.headers.contains("RateLimit-Limit")) http::add_rate_limit_headers(response.headers, rate_);
    // People's words are in most answers: no cache on the way or on a shared computer is to keep them.
    if (!response.headers.contains("Cache-Control")) response.headers.add("Cache-Control", "no-store");
    add_cookie(response.headers);
    inner_.send(std::move(response));
  }
  http::EventStream open_event_stream(http::Headers headers) override {
    add_cookie(headers);
    return inner_.open_event_stream(std::move(headers));
  }

 private:
  void add_cookie(http::Headers& headers) const {
    if (!cookie_.empty() && !headers.contains("Set-Cookie")) headers.add("Set-Cookie", cookie_);
  }
  http::Responder inner_;
  const http::RateDecision rate_;
  const std::string cookie_;
};

}  // namespace

http::Response busy_response(std::chrono::seconds retry_after) {
  const std::string wait = std::to_string(retry_after.count());
  http::Response response = http::problem_response(
      503, "api/busy", "Too many requests are waiting; nothing was done.",
      "Wait " + wait + " s, then send it again as it was; an Idempotency-Key may stay the same.");
  response.headers.set("Retry-After", wait);
  return response;
}

Services::Services(desk::Desk& a_desk, identity::Identity& an_identity, ApiOptions some_options)
    : desk(a_desk),
      identity(an_identity),
      options(std::move(some_options)),
      live(hex(std::span(reinterpret_cast<const std::uint8_t*>(random_bytes(4).data()), 4))),
      requests({.per_minute = options.requests_per_minute}, a_desk.clock()),
      sign_ins({.per_minute = options.sign_ins_per_minute}, a_desk.clock()),
      sign_in_tries({.per_minute = options.sign_in_tries_per_minute}, a_desk.clock()) {}

std::string Services::cookie_of_session(std::string secret) const {
  return http::format_set_cookie(
      {.name = std::string(session_cookie),
       .value = std::move(secret),
       .max_age = std::chrono::duration_cast<std::chrono::seconds>(identity.session_length()),
       .secure = options.secure_cookies});
}

Api::Api(desk::Desk& desk, identity::Identity& identity, ApiOptions options)
    : services_(desk, identity, std::move(options)),
      door_(services_.options.door),
      pool_(services_.options.worker_threads, services_.options.door.inside_max + limits::requests_at_any_time_max),
      long_pool_(limits::long_requests_max, limits::long_requests_waiting_max),
      stream_ticker_(desk.clock(), [this] {
        look_after_streams();
        return services_.desk.clock().now() + std::chrono::seconds(limits::event_stream_heartbeat_seconds);
      }) {
  add_session_endpoints(endpoints_);
  add_people_endpoints(endpoints_);
  add_procedure_endpoints(endpoints_);
  add_print_endpoints(endpoints_);
  add_authoring_endpoints(endpoints_);
  add_change_control_endpoints(endpoints_);
  add_draft_endpoints(endpoints_);
  add_dmn_endpoints(endpoints_);
  add_import_endpoints(endpoints_);
  add_case_endpoints(endpoints_);
  add_queue_endpoints(endpoints_);
  add_file_endpoints(endpoints_);
  add_record_endpoints(endpoints_);
  add_search_endpoints(endpoints_);
  add_law_endpoints(endpoints_);
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
  stream_ticker_.start();
}

Api::~Api() {
  services_.desk.on_change({});
  close();
}

void Api::close() {
  call_off();
  stream_ticker_.stop();
  pool_.close();
  long_pool_.close();
}

void Api::look_after_streams() {
  services_.live.look_after([this](const identity::Who& who) {
    const auto now = services_.identity.look_again(who);
    // A database that cannot be read says nothing about them.
    if (!now) return now.error().kind != ErrorKind::unauthenticated;
    return now->may(identity::Permission::case_read) && now->person.roles == who.person.roles;
  });
}

std::size_t Api::body_limit(const http::Request& request) const {
  const std::size_t limit = router_.body_limit(request);
  if (limit <= limits::http_body_unknown_bytes_max) return limit;
  const std::string_view announced = request.headers.value_or("Content-Length", "");
  std::size_t bytes = limit;
  std::from_chars(announced.data(), announced.data() + announced.size(), bytes);
  if (bytes <= limits::http_body_unknown_bytes_max) return limit;  // whoever it is
  const std::string secret = secret_of(request);
  const bool is_known = !secret.empty() && services_.identity.is_known(secret);
  return is_known ? limit : limits::http_body_unknown_bytes_max;
}

std::optional<http::Response> Api::turn_away() const {
  if (door_.is_open()) return std::nullopt;
  return busy_response(door_.retry_after());
}

Result<identity::Who> Api::who_is(const http::Request& request) const {
  const std::string_view authorization = request.headers.value_or("Authorization", "");
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
    if (by_session && endpoint.changes_something() &&
        !equal_in_constant_time(request.headers.value_or("X-Evenhand-CSRF", ""), call.who.csrf)) {
      return fail(ErrorKind::forbidden, "session/csrf",
                  "The request did not show this session's X-Evenhand-CSRF value.",
                  "Send the one that signing in answered with.");
    }
    if (endpoint.access == Access::in_person && !by_session && !call.who.may(identity::Permission::token_manage)) {
      return fail(ErrorKind::forbidden, "permission/in-person",
                  "A token may not manage sessions, passwords and tokens unless it has the permission token.manage.",
                  "Sign in and do it there.");
    }
    if (endpoint.access == Access::permitted && !call.who.may(endpoint.permission)) {
      return fail(lacks(endpoint.permission));
    }
  }
  if (auto fine = check_query(endpoint.query, request); !fine) return fine;
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
  std::optional<http::Door::Place> place = endpoint.at_any_time ? http::Door::Place() : door_.enter();
  if (!place) return responder.send(busy_response(door_.retry_after()));
  // The responder travels in a shared box because work for the pool has to be copyable.
  auto box = std::make_shared<http::Responder>(std::move(responder));
  auto call = std::make_shared<Call>(Call{.services = services_,
                                          .request = std::move(request),
                                          .path = std::move(path),
                                          .who = {},
                                          .body = {},
                                          .place = std::move(*place),
                                          .request_hash = {}});
  auto work = [this, &endpoint, call, box] {
    const std::string caller = http::network_of(call->request->remote_address);
    const Result<void> fine = check(endpoint, *call);
    const http::RateDecision rate =
        services_.requests.take(!fine || call->who.person.id.empty() ? caller : call->who.person.id);
    if (!rate.allowed) return box->send(http::rate_limited_response(rate));
    std::string cookie = call->who.has_slid ? services_.cookie_of_session(secret_of(*call->request)) : std::string();
    http::Responder answer(std::make_shared<WithCommonHeaders>(std::move(*box), rate, std::move(cookie)));
    if (!fine) return answer.send(problem(fine.error()));
    if (endpoint.is_long) return run_long(endpoint, call, std::move(answer));
    run(endpoint, call, std::move(answer));
  };
  if (!pool_.try_run(std::move(work))) box->send(busy_response());
}

void Api::run_long(const Endpoint& endpoint, std::shared_ptr<Call> call, http::Responder responder) {
  call->place.leave();  // it waits in a line of its own, and says nothing of the others' pace
  auto box = std::make_shared<http::Responder>(std::move(responder));
  auto work = [this, &endpoint, call = std::move(call), box] {
    if (services_.is_stopping) return box->send(busy_response());
    run(endpoint, call, std::move(*box));
  };
  if (!long_pool_.try_run(std::move(work))) box->send(busy_response());
}

void Api::run(const Endpoint& endpoint, std::shared_ptr<Call> call, http::Responder responder) {
  const std::string* key = endpoint.takes_key() ? call->request->header("Idempotency-Key") : nullptr;
  if (key != nullptr) call->request_hash = hash_of(*call->request, services_.desk.key_ring());
  if (key != nullptr && (key->empty() || key->size() > idempotency_key_bytes_max)) {
    return responder.send(
        problem({ErrorKind::invalid, "idempotency/bad-key", "An Idempotency-Key has 1 to 200 characters.", {}}));
  }
  const std::string actor = call->who.person.id.empty() ? call->request->remote_address : call->who.person.id;
  if (key != nullptr) {
    const auto earlier = services_.desk.kept_answer(actor, *key);
    if (!earlier) return responder.send(problem(earlier.error()));
    if (*earlier && (*earlier)->request_hash != call->request_hash) {
      return responder.send(
          problem({ErrorKind::conflict, "idempotency/other-body",
                   "This Idempotency-Key came with another request before.", "Use a new key for a new request."}));
    }
    if (*earlier && (*earlier)->status == 0) {
      http::Response response = problem({ErrorKind::conflict, "idempotency/under-way",
                                         "The request with this Idempotency-Key is still being carried out.",
                                         "Repeat it in a moment: it gets that one's answer."});
      response.headers.set("Retry-After", "1");
      return responder.send(std::move(response));
    }
    if (*earlier) {
      http::Response response = (*earlier)->body.empty() ? http::empty_response((*earlier)->status)
                                                         : http::json_response((*earlier)->status, (*earlier)->body);
      restore_head(endpoint, *call->request, (*earlier)->body, response);
      response.headers.set("Idempotency-Replayed", "true");
      return responder.send(std::move(response));
    }
  }
  if (endpoint.handle_later) return endpoint.handle_later(std::move(call), std::move(responder));
  responder.send(key != nullptr && endpoint.repeats == Repeats::by_dispatch ? run_once(endpoint, *call, actor, *key)
                                                                            : endpoint.handle(*call));
}

http::Response Api::run_once(const Endpoint& endpoint, Call& call, const std::string& actor, const std::string& key) {
  desk::IdempotencyKey place{.actor_id = actor, .key = key, .request_hash = call.request_hash, .status = 0};
  if (const auto taken = services_.desk.await_answer(place); !taken) return problem(taken.error());
  http::Response response = endpoint.handle(call);
  place.status = response.status;
  Result<void> kept = fail(ErrorKind::unavailable, "api/not-done", "");
  if (response.status < 500)
    kept = services_.desk.keep_answer(place, kept_body(endpoint, response), case_of(call.path));
  if (kept) return response;
  // What came to nothing, or cannot be kept, may be sent again.
  if (const auto released = services_.desk.release_answer(place); !released)
    log::warning("the place under an idempotency key stays taken for a while", {{"code", released.error().code}});
  return response;
}

}  // namespace evenhand::api
