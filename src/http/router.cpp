#include "http/router.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"
#include "http/url.hpp"

namespace evenhand::http {
namespace {

constexpr std::array<std::string_view, 7> known_methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

struct Route {
  RouteInfo info;
  RouteHandler handler;
};

struct Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::string parameter_name;
  std::vector<const Route*> routes;  ///< one for each method
};

/// The segments after the leading slash; `/` has one empty segment.
std::vector<std::string_view> segments_of(std::string_view path) {
  return text::split(path.substr(1), '/');
}

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

/// One walk down the trie. Literal branches are tried first; a branch that lacks the method is left for the next.
struct Search {
  std::string_view method;
  const std::vector<std::string>& segments;  ///< decoded
  std::vector<NameValue> parameters;
  std::vector<std::string> allowed;

  const Route* walk(const Node& node, std::size_t depth) {
    if (depth == segments.size()) return pick(node);
    if (const auto child = node.literals.find(segments[depth]); child != node.literals.end()) {
      if (const Route* route = walk(*child->second, depth + 1)) return route;
    }
    if (!node.parameter || segments[depth].empty()) return nullptr;
    parameters.emplace_back(node.parameter_name, segments[depth]);
    if (const Route* route = walk(*node.parameter, depth + 1)) return route;
    parameters.pop_back();
    return nullptr;
  }

  const Route* pick(const Node& node) {
    const Route* get = nullptr;
    for (const Route* route : node.routes) {
      if (route->info.method == method) return route;
      if (route->info.method == "GET") get = route;
      allowed.push_back(route->info.method);
    }
    return method == "HEAD" ? get : nullptr;
  }
};

}  // namespace

const std::string& PathParameters::at(std::string_view name) const {
  const auto found = std::find_if(values_.begin(), values_.end(), [&](const NameValue& v) { return v.first == name; });
  EH_ASSERT_MSG(found != values_.end(), name);
  return found->second;
}

struct Router::Impl {
  Node root;
  std::vector<std::unique_ptr<Route>> routes;
  RouteHandler fallback;
  std::vector<std::string> all_methods;
};

Router::Router() : impl_(std::make_unique<Impl>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(std::string method, std::string pattern, RouteHandler handler, std::size_t body_bytes_max) {
  EH_ASSERT_MSG(std::find(known_methods.begin(), known_methods.end(), method) != known_methods.end(), method);
  EH_ASSERT_MSG(pattern.starts_with('/') && handler, pattern);
  Node* node = &impl_->root;
  std::vector<std::string_view> names;
  for (const std::string_view segment : segments_of(pattern)) {
    EH_ASSERT_MSG(!segment.empty() || pattern == "/", pattern);
    if (!segment.starts_with('{')) {
      EH_ASSERT_MSG(segment.find_first_of("{}%") == std::string_view::npos, pattern);
      auto& child = node->literals[std::string(segment)];
      if (!child) child = std::make_unique<Node>();
      node = child.get();
      continue;
    }
    EH_ASSERT_MSG(segment.size() > 2 && segment.find('}') == segment.size() - 1, pattern);
    const std::string_view name = segment.substr(1, segment.size() - 2);
    EH_ASSERT_MSG(std::find(names.begin(), names.end(), name) == names.end(), pattern);
    names.push_back(name);
    if (!node->parameter) {
      node->parameter = std::make_unique<Node>();
      node->parameter_name = name;
    }
    EH_ASSERT_MSG(node->parameter_name == name, pattern);
    node = node->parameter.get();
  }
  for (const Route* route : node->routes) EH_ASSERT_MSG(route->info.method != method, pattern);
  auto& methods = impl_->all_methods;
  if (std::find(methods.begin(), methods.end(), method) == methods.end()) methods.push_back(method);
  impl_->routes.push_back(std::make_unique<Route>(
      Route{RouteInfo{std::move(method), std::move(pattern), body_bytes_max}, std::move(handler)}));
  node->routes.push_back(impl_->routes.back().get());
}

void Router::set_fallback(RouteHandler handler) {
  impl_->fallback = std::move(handler);
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
  Match match;
  if (!path.starts_with('/')) return match;
  std::vector<std::string> segments;
  for (const std::string_view raw : segments_of(path)) {
    if (raw.find('%') == std::string_view::npos) {
      segments.emplace_back(raw);
      continue;
    }
    auto decoded = percent_decode(raw);
    if (!decoded) return match;
    segments.push_back(std::move(*decoded));
  }
  Search search{method, segments, {}, {}};
  if (const Route* route = search.walk(impl_->root, 0)) {
    match.route = &route->info;
    match.handler = &route->handler;
    for (auto& [name, value] : search.parameters) match.parameters.add(std::move(name), std::move(value));
    return match;
  }
  match.allowed = std::move(search.allowed);
  if (match.allowed.empty()) return match;
  if (std::find(match.allowed.begin(), match.allowed.end(), "GET") != match.allowed.end()) {
    match.allowed.emplace_back("HEAD");
  }
  match.allowed.emplace_back("OPTIONS");
  std::sort(match.allowed.begin(), match.allowed.end());
  match.allowed.erase(std::unique(match.allowed.begin(), match.allowed.end()), match.allowed.end());
  return match;
}

void Router::operator()(std::shared_ptr<const Request> request, Responder responder) const {
  if (std::find(known_methods.begin(), known_methods.end(), request->method) == known_methods.end()) {
    responder.send(problem_response(501, "http/method-unknown", "This server does not know the method."));
    return;
  }
  if (request->path == "*") {
    Response response = empty_response();
    response.headers.add("Allow", join(impl_->all_methods));
    responder.send(std::move(response));
    return;
  }
  Match match = find(request->method, request->path);
  if (match.handler != nullptr) {
    (*match.handler)(std::move(request), std::move(match.parameters), std::move(responder));
    return;
  }
  if (!match.allowed.empty()) {
    const std::string allow = join(match.allowed);
    Response response = request->method == "OPTIONS"
                            ? empty_response()
                            : problem_response(405, "http/method-not-allowed",
                                               request->method + " is not possible here.", "Use one of " + allow + ".");
    response.headers.add("Allow", allow);
    responder.send(std::move(response));
    return;
  }
  if (impl_->fallback) {
    impl_->fallback(std::move(request), {}, std::move(responder));
    return;
  }
  responder.send(problem_response(404, "http/not-found", "There is nothing at this address."));
}

std::size_t Router::body_limit(const Request& request) const {
  if (request.method == "GET" || request.method == "HEAD") return 0;
  const Match match = find(request.method, request.path);
  return match.route != nullptr ? match.route->body_bytes_max : limits::http_body_bytes_max;
}

std::vector<RouteInfo> Router::routes() const {
  std::vector<RouteInfo> out;
  out.reserve(impl_->routes.size());
  for (const auto& route : impl_->routes) out.push_back(route->info);
  return out;
}

}  // namespace evenhand::http
