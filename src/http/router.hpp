/// @file router.hpp
/// @brief Finds the handler for method and path. Patterns are literal segments and `{name}` segments, kept in a trie by
/// segment, so that look-up costs the depth of the path and not the number of routes; a literal wins over a parameter.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "http/message.hpp"
#include "http/responder.hpp"

namespace evenhand::http {

/// The decoded `{name}` segments of a path.
class PathParameters {
 public:
  /// A name the pattern does not have is a bug of the caller.
  [[nodiscard]] const std::string& at(std::string_view name) const;
  [[nodiscard]] const std::vector<NameValue>& all() const noexcept { return values_; }
  void add(std::string name, std::string value) { values_.emplace_back(std::move(name), std::move(value)); }

 private:
  std::vector<NameValue> values_;
};

using RouteHandler = std::function<void(std::shared_ptr<const Request>, PathParameters, Responder)>;

struct RouteInfo {
  std::string method;
  std::string pattern;  ///< `/api/v1/cases/{case}`
  std::size_t body_bytes_max = limits::http_body_bytes_max;
};

/// Fill it before the server starts; from then on it is read only and may be used from any thread.
class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// A pattern that does not begin with `/`, has an empty or half-braced segment, repeats a parameter's name, gives a
  /// parameter another name than a sibling route does, or is there already for this method, is a bug of the caller.
  void add(std::string method, std::string pattern, RouteHandler handler,
           std::size_t body_bytes_max = limits::http_body_bytes_max);
  /// Serves paths that no route knows (static assets). Without it they get 404.
  void set_fallback(RouteHandler handler);

  struct Match {
    const RouteInfo* route = nullptr;  ///< null: no route
    const RouteHandler* handler = nullptr;
    PathParameters parameters;
    std::vector<std::string> allowed;  ///< when only other methods are known for the path: those, sorted
  };
  /// HEAD finds the GET route when there is no HEAD route.
  [[nodiscard]] Match find(std::string_view method, std::string_view path) const;

  /// Calls the handler; or answers 501 `http/method-unknown`, 405 `http/method-not-allowed` with Allow, 204 to OPTIONS
  /// with Allow, 404 `http/not-found`. Fits as http::Handler.
  void operator()(std::shared_ptr<const Request> request, Responder responder) const;
  /// The route's body limit; the default one for a request no route takes, so that it is told 404 or 405 and not 413.
  /// Fits as http::BodyLimit.
  [[nodiscard]] std::size_t body_limit(const Request& request) const;
  /// In the order they were added.
  [[nodiscard]] std::vector<RouteInfo> routes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace evenhand::http
