/// @file static_assets.hpp
/// @brief Serves the web application out of memory: gzip bytes as embedded, unpacked once for the rare client that
/// takes no gzip; strong ETags; names with a content hash are cached for ever; unknown pages get /index.html so that
/// the application's own routes can be bookmarked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "http/message.hpp"
#include "http/responder.hpp"

namespace evenhand::http {

/// One embedded file. All views live as long as the program.
struct Asset {
  std::string_view path;  ///< `/index.html`, `/assets/app-3fa9c1d2.js`
  std::span<const std::uint8_t> gzip;
  std::string_view content_type;
  std::string_view hash;      ///< of the unpacked bytes, hexadecimal; becomes the ETag
  std::size_t bytes = 0;      ///< unpacked
  bool is_immutable = false;  ///< the name carries a content hash
};

/// Sets Content-Security-Policy, X-Content-Type-Options, Referrer-Policy, Cross-Origin-Opener-Policy,
/// Cross-Origin-Resource-Policy and Permissions-Policy for a page of the application.
void add_page_security_headers(Headers& headers);

/// Thread safe. The table is sorted by path (the build makes it so).
class StaticAssets {
 public:
  explicit StaticAssets(std::span<const Asset> assets);
  ~StaticAssets();
  StaticAssets(const StaticAssets&) = delete;
  StaticAssets& operator=(const StaticAssets&) = delete;

  /// GET and HEAD only (405 else). `/` is /index.html; an unknown path without a file extension, outside /api, asked
  /// for by something that accepts text/html, gets /index.html; anything else unknown is 404 `http/not-found`.
  [[nodiscard]] Response serve(const Request& request) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace evenhand::http
