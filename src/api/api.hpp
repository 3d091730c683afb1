/// @file api.hpp
/// @brief The API as a whole: builds the routes, checks every request before its handler runs (who, permission, CSRF, rate,
/// body, idempotency), and pushes live events. Everything the web application does goes through here.
///
///   Api api(desk, identity, {.demo = true});
///   http::Server server({.body_limit = [&](const auto& request) { return api.body_limit(request); }},
///                       [&](auto request, auto responder) { api.router()(request, std::move(responder)); });
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/endpoint.hpp"
#include "api/history.hpp"
#include "api/live.hpp"
#include "api/names.hpp"
#include "base/deadline.hpp"
#include "base/worker_pool.hpp"
#include "desk/desk.hpp"
#include "desk/ticker.hpp"
#include "http/door.hpp"
#include "http/rate_limit.hpp"
#include "http/router.hpp"
#include "identity/identity.hpp"

namespace evenhand::api {

struct DemoAccount {
  std::string email, password, role;
};
struct ApiOptions {
  std::string version = "0.1.0";
  bool secure_cookies = false;             ///< set when the site is served over TLS
  std::vector<DemoAccount> demo_accounts;  ///< shown on the sign-in page; empty: not a demo
  std::size_t worker_threads = 4;
  http::Door::Limits door;  ///< when requests are refused because there is too much to do
  std::uint32_t requests_per_minute = limits::requests_per_minute_per_token;
  std::uint32_t sign_ins_per_minute = limits::sign_ins_per_minute_per_address;  ///< that fail
  std::uint32_t sign_in_tries_per_minute = limits::sign_in_tries_per_minute;
};

/// What handlers work with.
class Services {
 public:
  Services(desk::Desk& a_desk, identity::Identity& an_identity, ApiOptions some_options);
  desk::Desk& desk;
  identity::Identity& identity;
  const ApiOptions options;
  Live live;
  PeopleNames names;
  Histories histories;
  http::RateLimiter requests, sign_ins, sign_in_tries;
  std::atomic<bool> is_stopping{false};  ///< long work ends early

  /// The `Set-Cookie` of a session, good for as long as the session is from now on.
  [[nodiscard]] std::string cookie_of_session(std::string secret) const;
  /// Of one request that computes for long, from now on.
  [[nodiscard]] Deadline deadline() const {
    return Deadline::in(std::chrono::seconds(limits::long_request_seconds_max), &is_stopping);
  }
};

/// 503 `api/busy` with Retry-After.
[[nodiscard]] http::Response busy_response(std::chrono::seconds retry_after = std::chrono::seconds(1));

class Api {
 public:
  Api(desk::Desk& desk, identity::Identity& identity, ApiOptions options);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  [[nodiscard]] http::Router& router() noexcept { return router_; }
  [[nodiscard]] const std::vector<Endpoint>& endpoints() const noexcept { return endpoints_; }
  /// As the router's, but more than a short body only from someone who is known. Fits as http::BodyLimit.
  [[nodiscard]] std::size_t body_limit(const http::Request& request) const;
  /// 503 while there is too much to do. Fits as http::TurnAway.
  [[nodiscard]] std::optional<http::Response> turn_away() const;
  /// The OpenAPI 3.1 document of all endpoints.
  [[nodiscard]] const std::string& openapi() const noexcept { return openapi_; }
  /// Calls off what computes for long; requests that come now are still answered.
  void call_off() { services_.is_stopping = true; }
  /// Waits for handlers that run.
  void close();

 private:
  void dispatch(const Endpoint& endpoint, std::shared_ptr<const http::Request> request, http::PathParameters path,
                http::Responder responder);
  void run(const Endpoint& endpoint, std::shared_ptr<Call> call, http::Responder responder);
  /// Runs the handler with the place under the key taken, so that no other request with it runs beside.
  [[nodiscard]] http::Response run_once(const Endpoint& endpoint, Call& call, const std::string& actor,
                                        const std::string& key);
  void run_long(const Endpoint& endpoint, std::shared_ptr<Call> call, http::Responder responder);
  void look_after_streams();
  [[nodiscard]] Result<identity::Who> who_is(const http::Request& request) const;
  [[nodiscard]] Result<void> check(const Endpoint& endpoint, Call& call) const;

  Services services_;
  std::vector<Endpoint> endpoints_;
  std::string openapi_;
  http::Router router_;
  http::Door door_;
  WorkerPool pool_, long_pool_;
  desk::Ticker stream_ticker_;
};

/// The name of the session's cookie.
inline constexpr std::string_view session_cookie = "evenhand_session";

// One function a resource; each adds its routes.
void add_session_endpoints(std::vector<Endpoint>& endpoints);
void add_people_endpoints(std::vector<Endpoint>& endpoints);
void add_procedure_endpoints(std::vector<Endpoint>& endpoints);
void add_print_endpoints(std::vector<Endpoint>& endpoints);
void add_authoring_endpoints(std::vector<Endpoint>& endpoints);
void add_change_control_endpoints(std::vector<Endpoint>& endpoints);
void add_draft_endpoints(std::vector<Endpoint>& endpoints);
void add_dmn_endpoints(std::vector<Endpoint>& endpoints);
void add_import_endpoints(std::vector<Endpoint>& endpoints);
void add_case_endpoints(std::vector<Endpoint>& endpoints);
void add_queue_endpoints(std::vector<Endpoint>& endpoints);
void add_file_endpoints(std::vector<Endpoint>& endpoints);
void add_record_endpoints(std::vector<Endpoint>& endpoints);
void add_search_endpoints(std::vector<Endpoint>& endpoints);
void add_law_endpoints(std::vector<Endpoint>& endpoints);

/// The description, from the table.
[[nodiscard]] json::Value openapi_document(const std::vector<Endpoint>& endpoints, const std::string& version);

}  // namespace evenhand::api
