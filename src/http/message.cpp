#include "http/message.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "http/cookie.hpp"
#include "http/url.hpp"

namespace evenhand::http {

const std::string* Headers::find(std::string_view name) const noexcept {
  for (const auto& [key, value] : fields_) {
    if (key.size() == name.size() && text::equals_ignoring_case(key, name)) return &value;
  }
  return nullptr;
}

std::string_view Headers::value_or(std::string_view name, std::string_view fallback) const noexcept {
  const std::string* value = find(name);
  return value != nullptr ? std::string_view(*value) : fallback;
}

std::size_t Headers::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(), [&](const Field& field) {
    return text::equals_ignoring_case(field.first, name);
  }));
}

std::string Headers::joined(std::string_view name) const {
  std::string out;
  for (const auto& [key, value] : fields_) {
    if (!text::equals_ignoring_case(key, name)) continue;
    if (!out.empty()) out += ", ";
    out += value;
  }
  return out;
}

void Headers::add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

void Headers::set(std::string name, std::string value) {
  remove(name);
  add(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) { return text::equals_ignoring_case(field.first, name); });
}

namespace {

std::optional<std::string_view> first_named(const std::vector<NameValue>& pairs, std::string_view name) noexcept {
  for (const auto& [key, value] : pairs) {
    if (key == name) return value;
  }
  return std::nullopt;
}

/// Visible ASCII without `#`: what may stand in a request target.
bool is_target_text(std::string_view target) noexcept {
  return std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
}

/// Cuts `http://host` off an absolute-form target, which RFC 9112 tells servers to accept.
std::string_view without_authority(std::string_view target) noexcept {
  for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
    if (!text::starts_with_ignoring_case(target, scheme)) continue;
    const auto path = target.find_first_of("/?", scheme.size());
    if (path == scheme.size()) return {};
    return path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target;
}

}  // namespace

std::optional<std::string_view> Request::query_value(std::string_view name) const noexcept {
  return first_named(query, name);
}

std::optional<std::string_view> Request::cookie(std::string_view name) const noexcept {
  return first_named(cookies, name);
}

bool Request::set_target(std::string_view raw_target) {
  if (raw_target.empty() || !is_target_text(raw_target)) return false;
  target = raw_target;
  query.clear();
  if (raw_target == "*") {
    path = "*";
    return method == "OPTIONS";
  }
  const std::string_view local = without_authority(raw_target);
  const auto mark = local.find('?');
  const std::string_view raw_path = local.substr(0, mark);
  path = raw_path.empty() && mark == 0 ? std::string_view("/") : raw_path;
  if (path.empty() || path.front() != '/') return false;
  if (path.find('%') != std::string::npos && !percent_decode(path)) return false;
  if (mark == std::string_view::npos) return true;
  auto parameters = parse_query(local.substr(mark + 1));
  if (!parameters) return false;
  query = std::move(*parameters);
  return true;
}

void Request::read_cookies() {
  cookies.clear();
  for (const auto& [name, value] : headers) {
    if (!text::equals_ignoring_case(name, "Cookie")) continue;
    auto pairs = parse_cookies(value);
    cookies.insert(cookies.end(), std::make_move_iterator(pairs.begin()), std::make_move_iterator(pairs.end()));
  }
}

Request make_request(std::string_view method, std::string_view target, Headers headers, std::string body) {
  Request request;
  request.method = method;
  request.headers = std::move(headers);
  request.body = std::move(body);
  request.remote_address = "127.0.0.1";
  request.id = "made-here";
  EH_ASSERT_MSG(request.set_target(target), target);
  request.read_cookies();
  return request;
}

Body Body::shared(std::shared_ptr<const std::string> bytes) {
  Body body;
  body.shared_ = std::move(bytes);
  return body;
}

Body Body::from_static(std::string_view bytes) {
  Body body;
  body.static_ = bytes;
  return body;
}

std::string_view Body::view() const noexcept {
  if (shared_) return *shared_;
  return owned_.empty() ? static_ : std::string_view(owned_);
}

Response text_response(int status, std::string body, std::string_view content_type) {
  return Response{status, Headers{{"Content-Type", std::string(content_type)}}, Body(std::move(body))};
}

Response json_response(int status, std::string json) {
  return text_response(status, std::move(json), "application/json");
}

Response empty_response(int status) { return Response{status, {}, {}}; }

std::string_view reason_phrase(int status) noexcept {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "";
  }
}

}  // namespace evenhand::http
