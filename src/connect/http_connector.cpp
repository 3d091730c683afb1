#include "connect/http_connector.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "connect/template.hpp"

namespace evenhand::connect {
namespace {

constexpr std::size_t answer_bytes_max = 1u << 20;

struct ActionSettings {
  std::string method, url;
  std::optional<json::Value> body;
  std::vector<std::pair<std::string, std::string>> outputs;  ///< fact, JSON pointer
};

struct Settings {
  std::string name;
  bool allow_private = false;
  long timeout_seconds = 10;
  std::vector<std::string> headers;
  std::map<std::string, ActionSettings, std::less<>> actions;
};

struct Received {
  std::string body;
  int retry_after_seconds = 0;
  bool too_large = false;
  bool refused_address = false;  ///< one of the service's addresses
  bool tried_address = false;    ///< another one
  bool allow_private = false;
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto* received = static_cast<Received*>(user);
  if (received->body.size() + size * count > answer_bytes_max) {
    received->too_large = true;
    return 0;
  }
  received->body.append(data, size * count);
  return size * count;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  const std::string_view line(data, size * count);
  static constexpr std::string_view name = "retry-after:";
  if (text::starts_with_ignoring_case(line, name)) {
    const std::string_view value = text::trim(line.substr(name.size()));
    int seconds = 0;
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    static_cast<Received*>(user)->retry_after_seconds = std::clamp(seconds, 0, 3600);
  }
  return line.size();
}

/// Looks at the address that is really connected to, so that no DNS answer gets round the check.
curl_socket_t on_open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  auto* received = static_cast<Received*>(user);
  std::array<char, INET6_ADDRSTRLEN> printed{};
  if (address->family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address->addr, sizeof in);
    inet_ntop(AF_INET, &in.sin_addr, printed.data(), printed.size());
  } else if (address->family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &address->addr, std::min(sizeof in, static_cast<std::size_t>(address->addrlen)));
    inet_ntop(AF_INET6, &in.sin6_addr, printed.data(), printed.size());
  }
  if (!received->allow_private && is_private_address(printed.data())) {
    received->refused_address = true;
    return CURL_SOCKET_BAD;
  }
  received->tried_address = true;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Called about once a second while a call is under way; anything but 0 ends it.
int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(user)->load(std::memory_order_relaxed) ? 1 : 0;
}

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

Answer failed(std::string error, bool may_retry, int retry_after_seconds = 0) {
  return {.ok = false,
          .outputs = {},
          .error = std::move(error),
          .may_retry = may_retry,
          .retry_after_seconds = retry_after_seconds};
}

class HttpConnector final : public Connector {
 public:
  explicit HttpConnector(Settings settings) : settings_(std::move(settings)) {}

  Answer call(const Call& call) override {
    const auto found = settings_.actions.find(call.action);
    if (found == settings_.actions.end()) {
      return failed("The connector \"" + settings_.name + "\" does not know the action \"" + call.action + "\".",
                    false);
    }
    const ActionSettings& action = found->second;
    const auto url = fill_url(action.url, call.inputs);
    if (!url) return failed(url.error().message, false);
    std::string body;
    if (action.body) {
      const auto filled = fill_json(*action.body, call.inputs);
      if (!filled) return failed(filled.error().message, false);
      body = json::write(*filled);
    }
    return send(call, action, *url, body);
  }

 private:
  Answer send(const Call& call, const ActionSettings& action, const std::string& url, const std::string& body) const {
    const std::unique_ptr<CURL, CurlDeleter> handle(curl_easy_init());
    EH_ASSERT(handle != nullptr);
    Received received;
    received.allow_private = settings_.allow_private;
    std::unique_ptr<curl_slist, ListDeleter> headers;
    const auto add_header = [&](const std::string& line) {
      headers.reset(curl_slist_append(headers.release(), line.c_str()));
    };
    add_header("Idempotency-Key: " + call.key);
    add_header("Accept: application/json");
    add_header("Expect:");
    if (action.body) add_header("Content-Type: application/json");
    for (const std::string& line : settings_.headers) add_header(line);

    CURL* curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, settings_.timeout_seconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, std::min(settings_.timeout_seconds, 5L));
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, action.method.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "evenhand");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &received);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &received);
    if (call.called_off != nullptr) {
      curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
      curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
      // libcurl hands it back as it came; the callback only reads it.
      curl_easy_setopt(curl, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(call.called_off));
    }
    if (action.body) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
    }
    const CURLcode code = curl_easy_perform(curl);
    // A name may have several addresses; one that is refused does not matter when there is another one.
    if (code != CURLE_OK && received.refused_address && !received.tried_address) {
      return failed("The service's address is private, and \"" + settings_.name +
                        "\" may not call private addresses (allow_private).",
                    false);
    }
    if (received.too_large) return failed("The service answered with more than 1 MiB.", false);
    if (code != CURLE_OK)
      return failed("The service could not be reached: " + std::string(curl_easy_strerror(code)) + ".", true);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return read_answer(action, status, received);
  }

  static Answer read_answer(const ActionSettings& action, long status, const Received& received) {
    const std::string said = "The service answered " + std::to_string(status);
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      return failed(said + ".", true, received.retry_after_seconds);
    }
    if (status < 200 || status > 299) return failed(said + ".", false);
    Answer answer{.ok = true, .outputs = {}, .error = {}, .may_retry = false};
    if (action.outputs.empty()) return answer;
    const auto value = json::parse(received.body, {.bytes_max = answer_bytes_max, .depth_max = 32});
    if (!value) return failed(said + ", but not with JSON.", true);
    for (const auto& [fact, pointer] : action.outputs) {
      const json::Value* found = at_pointer(*value, pointer);
      if (found == nullptr) return failed(said + ", but without " + pointer + " for \"" + fact + "\".", true);
      answer.outputs.emplace_back(fact, *found);
    }
    return answer;
  }

  const Settings settings_;
};

tl::unexpected<Error> bad(const std::string& name, const std::string& what, std::string hint = {}) {
  return fail(ErrorKind::invalid, "connector/bad-config", "Connector \"" + name + "\": " + what, std::move(hint));
}

Result<std::string> with_environment(const std::string& name, const std::string& value) {
  static constexpr std::string_view open = "{env:";
  const std::size_t at = value.find(open);
  if (at == std::string::npos) return value;
  const std::size_t close = value.find('}', at);
  if (close == std::string::npos) return bad(name, "a header has \"{env:\" without its \"}\".");
  const std::string variable = value.substr(at + open.size(), close - at - open.size());
  const char* found = std::getenv(variable.c_str());
  if (found == nullptr) return bad(name, "the environment variable " + variable + " is not set.");
  return value.substr(0, at) + found + value.substr(close + 1);
}

}  // namespace

namespace {

struct Network {
  std::uint32_t first;
  unsigned bits;
};
/// What the IANA IPv4 special-purpose registry does not call globally reachable, and multicast.
constexpr std::array<Network, 15> private_networks = {{{0x00000000, 8},    // this network
                                                       {0x0a000000, 8},    // private use
                                                       {0x64400000, 10},   // carriers' shared addresses
                                                       {0x7f000000, 8},    // loopback
                                                       {0xa9fe0000, 16},   // link local: clouds' metadata
                                                       {0xac100000, 12},   // private use
                                                       {0xc0000000, 24},   // protocol assignments
                                                       {0xc0000200, 24},   // documentation
                                                       {0xc0586300, 24},   // 6to4 relays
                                                       {0xc0a80000, 16},   // private use
                                                       {0xc6120000, 15},   // benchmarks
                                                       {0xc6336400, 24},   // documentation
                                                       {0xcb007100, 24},   // documentation
                                                       {0xe0000000, 4},    // multicast
                                                       {0xf0000000, 4}}};  // reserved, broadcast

bool is_private_v4(std::uint32_t address) {
  return std::any_of(private_networks.begin(), private_networks.end(), [&](const Network& network) {
    return (address >> (32 - network.bits)) == (network.first >> (32 - network.bits));
  });
}

/// Global unicast is 2000::/3 alone; what of it wraps an IPv4 address or is set aside is left out too.
bool is_private_v6(const std::uint8_t* b) {
  const bool is_global = (b[0] & 0xe0u) == 0x20;
  const bool is_protocol = b[0] == 0x20 && b[1] == 0x01 && b[2] < 0x02;  // 2001::/23: Teredo and others
  const bool is_documentation = (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8) ||
                                (b[0] == 0x3f && b[1] == 0xff && (b[2] & 0xf0u) == 0);
  const bool is_6to4 = b[0] == 0x20 && b[1] == 0x02;
  return !is_global || is_protocol || is_documentation || is_6to4;
}

}  // namespace

bool is_private_address(std::string_view address) {
  in6_addr six{};
  in_addr four{};
  const std::string text(address);
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return is_private_v4(ntohl(four.s_addr));
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return true;
  if (!IN6_IS_ADDR_V4MAPPED(&six)) return is_private_v6(six.s6_addr);
  std::memcpy(&four, six.s6_addr + 12, 4);
  return is_private_v4(ntohl(four.s_addr));
}

Result<std::shared_ptr<Connector>> make_http_connector(const std::string& name, const json::Value& config) {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  EH_ASSERT(ready);
  Settings settings;
  settings.name = name;
  settings.allow_private = config.bool_or("allow_private", false);
  settings.timeout_seconds = static_cast<long>(config.int_or("timeout_seconds", 10));
  if (settings.timeout_seconds < 1 || settings.timeout_seconds > 120)
    return bad(name, "\"timeout_seconds\" is 1 to 120.");
  if (const json::Value* headers = config.find("headers"); headers != nullptr && headers->as_object() != nullptr) {
    for (const auto& [header, value] : *headers->as_object()) {
      auto filled = with_environment(name, as_text(value));
      if (!filled) return fail(std::move(filled.error()));
      const std::string line = header + ": " + *filled;
      if (line.find_first_of("\r\n") != std::string::npos)
        return bad(name, "header \"" + header + "\" has a line break.");
      settings.headers.push_back(line);
    }
  }
  const json::Value* actions = config.find("actions");
  if (actions == nullptr || actions->as_object() == nullptr || actions->as_object()->empty()) {
    return bad(name, "\"actions\" is missing.", "Give each action a method and a url.");
  }
  for (const auto& [action_name, action] : *actions->as_object()) {
    ActionSettings set;
    set.method = action.string_or("method", "POST");
    set.url = action.string_or("url", "");
    static constexpr std::array<std::string_view, 5> methods = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    if (std::find(methods.begin(), methods.end(), set.method) == methods.end())
      return bad(name, "\"" + action_name + "\" has the method \"" + set.method + "\".",
                 "GET, POST, PUT, PATCH or DELETE.");
    if (!set.url.starts_with("https://") && !set.url.starts_with("http://"))
      return bad(name, "\"" + action_name + "\" has no http or https url.");
    if (const json::Value* body = action.find("body")) set.body = *body;
    if (const json::Value* outputs = action.find("outputs"); outputs != nullptr && outputs->as_object() != nullptr) {
      for (const auto& [fact, pointer] : *outputs->as_object()) set.outputs.emplace_back(fact, as_text(pointer));
    }
    settings.actions.emplace(action_name, std::move(set));
  }
  return std::shared_ptr<Connector>(std::make_shared<HttpConnector>(std::move(settings)));
}

}  // namespace evenhand::connect
