#include "http/static_assets.hpp"

#include <algorithm>
#include <mutex>
#include <string>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "http/gzip.hpp"
#include "http/problem.hpp"
#include "http/url.hpp"

namespace evenhand::http {
namespace {

constexpr std::string_view page_path = "/index.html";
constexpr std::string_view content_security_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'";

bool is_api_path(std::string_view path) noexcept {
  return path == "/api" || path.starts_with("/api/");
}

/// Whether an unknown path is one of the application's own pages rather than a missing file.
bool is_page_request(const Request& request, std::string_view path) {
  if (is_api_path(path) || path.starts_with("/assets/")) return false;
  const std::string accept = request.headers.joined("Accept");
  const bool names_html = text::to_lower_ascii(accept).find("text/html") != std::string::npos;
  const std::string_view last_segment = path.substr(path.rfind('/') + 1);
  const bool looks_like_file = last_segment.find('.') != std::string_view::npos;
  return accepts_media_type(request, "text/html") && (names_html || !looks_like_file);
}

/// Strong tags only; `*` matches whatever there is. Weak prefixes are ignored, as If-None-Match compares weakly.
bool matches_etag(const Request& request, std::string_view etag) {
  const std::string list = request.headers.joined("If-None-Match");
  for (std::string_view tag : text::split(list, ',')) {
    tag = text::trim(tag);
    if (tag.starts_with("W/")) tag = tag.substr(2);
    if (tag == "*" || tag == etag) return true;
  }
  return false;
}

}  // namespace

void add_page_security_headers(Headers& headers) {
  headers.set("Content-Security-Policy", std::string(content_security_policy));
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "same-origin");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
}

struct StaticAssets::Impl {
  /// The unpacked bytes of one asset, made when the first client without gzip asks.
  struct Plain {
    std::once_flag once;
    std::shared_ptr<const std::string> bytes;
  };
  std::span<const Asset> assets;
  std::unique_ptr<Plain[]> plain;

  [[nodiscard]] const Asset* find(std::string_view path) const {
    const auto found = std::lower_bound(assets.begin(), assets.end(), path,
                                        [](const Asset& asset, std::string_view p) { return asset.path < p; });
    return found != assets.end() && found->path == path ? &*found : nullptr;
  }

  [[nodiscard]] Body plain_body(const Asset& asset) const {
    Plain& entry = plain[static_cast<std::size_t>(&asset - assets.data())];
    std::call_once(entry.once, [&] {
      auto bytes = gzip_decompress(as_chars(asset.gzip), asset.bytes);
      EH_ASSERT_MSG(bytes && bytes->size() == asset.bytes, asset.path);
      entry.bytes = std::make_shared<const std::string>(std::move(*bytes));
    });
    return Body::shared(entry.bytes);
  }

  [[nodiscard]] Response respond(const Request& request, const Asset& asset) const {
    const bool gzip = accepts_gzip(request);
    const std::string etag = '"' + std::string(asset.hash) + (gzip ? "-gz\"" : "\"");
    Response response;
    response.headers.add("ETag", etag);
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("Cache-Control", asset.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
    add_page_security_headers(response.headers);
    if (matches_etag(request, etag)) {
      response.status = 304;
      return response;
    }
    response.headers.add("Content-Type", std::string(asset.content_type));
    if (gzip) response.headers.add("Content-Encoding", "gzip");
    response.body = gzip ? Body::from_static(as_chars(asset.gzip)) : plain_body(asset);
    return response;
  }
};

StaticAssets::StaticAssets(std::span<const Asset> assets)
    : impl_(new Impl{assets, std::make_unique<Impl::Plain[]>(assets.size())}) {
  EH_ASSERT(
      std::is_sorted(assets.begin(), assets.end(), [](const Asset& a, const Asset& b) { return a.path < b.path; }));
}

StaticAssets::~StaticAssets() = default;

Response StaticAssets::serve(const Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    Response response = problem_response(is_api_path(request.path) ? 404 : 405,
                                         is_api_path(request.path) ? "http/not-found" : "http/method-not-allowed",
                                         "There is nothing here to send that to.");
    if (response.status == 405) response.headers.add("Allow", "GET, HEAD");
    return response;
  }
  const std::string decoded = percent_decode(request.path).value_or(request.path);
  const std::string_view path = decoded == "/" ? page_path : std::string_view(decoded);
  const Asset* asset = impl_->find(path);
  if (asset == nullptr && is_page_request(request, path)) asset = impl_->find(page_path);
  if (asset == nullptr) return problem_response(404, "http/not-found", "There is nothing at this address.");
  return impl_->respond(request, *asset);
}

}  // namespace evenhand::http
