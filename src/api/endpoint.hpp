/// @file endpoint.hpp
/// @brief One route of the API as data: method, pattern, who may call it, what its body and query hold, and the function that
/// answers. Dispatch checks all of it before the function runs, and the OpenAPI description is made from the same table.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "casework/command.hpp"
#include "http/door.hpp"
#include "http/message.hpp"
#include "http/responder.hpp"
#include "http/router.hpp"
#include "identity/identity.hpp"

namespace evenhand::api {

class Services;

struct Field {
  enum class Kind { text, integer, boolean, object, texts, instant };
  std::string_view name;
  Kind kind = Kind::text;
  bool required = false;
  std::string_view about;
  std::size_t bytes_max = 4096;                    ///< text
  std::size_t items_max = limits::list_items_max;  ///< texts
  std::vector<Field> members = {};                 ///< object: what it holds; empty: anything
};
struct QueryField {
  std::string_view name, about;
};

/// What a handler is given: everything checked, the caller known.
struct Call {
  Services& services;
  std::shared_ptr<const http::Request> request;
  http::PathParameters path;
  identity::Who who;                           ///< empty person for open routes
  json::Value body;                            ///< null when the route takes none
  http::Door::Place place;                     ///< kept for as long as the call lives
  std::string request_hash;                    ///< of method, target and body; empty without an Idempotency-Key
  [[nodiscard]] std::string language() const;  ///< the reader's: the person's, else Accept-Language, `en` or `es`
  [[nodiscard]] std::string query(std::string_view name) const;
};

/// `signed_in`: every session and token. `in_person`: sessions, and tokens that have token.manage: what would otherwise let
/// a token outlive its own scopes. `permitted`: who has the endpoint's permission.
enum class Access { open, signed_in, in_person, permitted };
/// What an Idempotency-Key does. `by_dispatch`: the answer is kept around the handler; `by_handler`: with what it writes;
/// `none`: nothing is changed, or nothing of it may be kept.
enum class Repeats { by_dispatch, by_handler, none };

struct Endpoint {
  std::string method, pattern, tag, summary;
  Access access = Access::permitted;
  identity::Permission permission = identity::Permission::case_read;  ///< Access::permitted
  std::vector<Field> body;                                            ///< empty and `takes_body` false: no body is read
  bool takes_body = false;
  bool free_body = false;             ///< further members are the handler's business
  bool raw_body = false;              ///< the body is a file's bytes, whatever its Content-Type says
  std::string_view body_schema = {};  ///< name of the body's schema in the OpenAPI description; empty: from `body`
  std::vector<QueryField> query;
  std::vector<QueryField> headers = {};  ///< that mean something here, beside those that every request may have
  std::string answer;                    ///< name of the answer's schema in the OpenAPI description
  int success = 200;
  int success_also = 0;  ///< 204: there may be nothing to answer; else with the same answer
  std::size_t body_bytes_max = limits::http_body_bytes_max;
  /// Computes for long: few at once, on threads of their own, so that the others are not held up.
  bool is_long = false;
  /// Little work, and without it nobody could see what is the matter or sign in: also taken when there is too much to do.
  bool at_any_time = false;
  Repeats repeats = Repeats::by_dispatch;
  std::string_view shown_once = {};  ///< member of the answer that is not kept: null for who repeats the request
  bool has_location = false;         ///< the answer is at the route's path and its `id`, as its Location says
  bool has_tag = false;              ///< the answer's `seq` is its ETag
  /// Runs on a worker thread and may block. Exactly one of the two is set.
  std::function<http::Response(Call&)> handle;
  std::function<void(std::shared_ptr<Call>, http::Responder)> handle_later;

  [[nodiscard]] bool changes_something() const { return method != "GET"; }
  [[nodiscard]] bool takes_key() const { return changes_something() && repeats != Repeats::none; }
  /// Whether there is no answer without one.
  [[nodiscard]] bool needs_body() const;
};

/// Checks kinds, lengths, missing and unknown members, and takes out declared members that are null: leaving a member out
/// and giving null is the same. Errors `body/…` name the field.
[[nodiscard]] Result<void> check_body(const std::vector<Field>& fields, bool free_body, json::Value& body);

/// Error `query/unknown` names the parameter that the route does not have, and those it has.
[[nodiscard]] Result<void> check_query(const std::vector<QueryField>& fields, const http::Request& request);

/// `permission/missing`, with what to do about it.
[[nodiscard]] Error lacks(identity::Permission permission);

[[nodiscard]] http::Response json_answer(int status, const json::Value& value);
[[nodiscard]] http::Response problem(const Error& error);
/// With the members `seq`, `events`, `case` missing and `gates` added.
[[nodiscard]] http::Response problem(const casework::Refusal& refusal);

/// Percent-encodes everything but unreserved characters (RFC 3986).
[[nodiscard]] std::string url_encode(std::string_view text);

/// `limit` of a list request, within bounds. Error `query/limit`.
[[nodiscard]] Result<std::size_t> page_limit(const Call& call);
/// `{"items": …, "next_cursor": …}` with the Link header.
[[nodiscard]] http::Response page_answer(const Call& call, json::Array items, const std::string& next_cursor);

}  // namespace evenhand::api
