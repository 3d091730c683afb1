#include "http/message.hpp"

#include <algorithm>
#include <array>
#include <iterator>

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

void Headers::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

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

struct Phrase {
  int status;
  std::string_view text;
};

/// Sorted by status.
constexpr std::array phrases = {
    Phrase{100, "Continue"},
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{206, "Partial Content"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{410, "Gone"},
    Phrase{411, "Length Required"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{416, "Range Not Satisfiable"},
    Phrase{417, "Expectation Failed"},
    Phrase{422, "Unprocessable Content"},
    Phrase{428, "Precondition Required"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
};

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

Response empty_response(int status) {
  return Response{status, {}, {}};
}

std::string_view reason_phrase(int status) noexcept {
  const auto found = std::lower_bound(phrases.begin(), phrases.end(), status,
                                      [](const Phrase& phrase, int wanted) { return phrase.status < wanted; });
  return found != phrases.end() && found->status == status ? found->text : std::string_view{};
}

}  // namespace evenhand::http
