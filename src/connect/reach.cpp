#include "connect/reach.hpp"

#include <curl/curl.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "base/assert.hpp"
#include "connect/http_connector.hpp"

namespace evenhand::connect {
namespace {

constexpr long connect_seconds_max = 4;

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

/// `https://host:port` of a URL; empty when a fact belongs into it.
std::string origin_of(const std::string& url) {
  const std::size_t host = url.find("://");
  if (host == std::string::npos) return {};
  std::string origin = url.substr(0, url.find_first_of("/?#", host + 3));
  return origin.find('{') == std::string::npos ? origin : std::string();
}

std::string trouble_with(const std::string& origin, bool allow_private) {
  const std::unique_ptr<CURL, CurlDeleter> handle(curl_easy_init());
  EH_ASSERT(handle != nullptr);
  CURL* curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, origin.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds_max);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) return std::string(curl_easy_strerror(code)) + ": see that it runs, or correct its url";
  const char* address = nullptr;
  curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &address);
  if (!allow_private && address != nullptr && is_private_address(address))
    return "its address is private: set allow_private if it is meant";
  return {};
}

}  // namespace

std::vector<std::string> unreachable(const json::Value& config, const std::string& folder) {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  EH_ASSERT(ready);
  std::vector<std::string> out;
  const json::Value* connectors = config.find("connectors");
  if (connectors == nullptr || connectors->as_object() == nullptr) return out;
  for (const auto& [name, settings] : *connectors->as_object()) {
    if (settings.string_or("kind", "") == "table") {
      const auto file = std::filesystem::path(folder) / settings.string_or("file", "");
      if (!std::ifstream(file))
        out.push_back("connector " + name + ": " + file.string() +
                      " cannot be read: put it there, or correct its name");
      continue;
    }
    std::set<std::string> origins;
    const json::Value* actions = settings.find("actions");
    if (actions == nullptr || actions->as_object() == nullptr) continue;
    for (const auto& [action, one] : *actions->as_object()) origins.insert(origin_of(one.string_or("url", "")));
    origins.erase("");
    for (const std::string& origin : origins) {
      const std::string trouble = trouble_with(origin, settings.bool_or("allow_private", false));
      if (!trouble.empty()) out.push_back("connector " + name + ": " + origin + " cannot be reached (" + trouble + ")");
    }
  }
  return out;
}

}  // namespace evenhand::connect
