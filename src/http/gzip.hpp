/// @file gzip.hpp
/// @brief Content negotiation of gzip, and packing and unpacking it, over zlib. Call `compress_if_accepted` on a worker
/// thread, never on an I/O thread, for bodies of more than a few kilobytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace evenhand::http {

/// Whether the client takes gzip by its Accept-Encoding (quality values and `*` are honoured; no header means no).
[[nodiscard]] bool accepts_gzip(const Request& request);
/// Whether an Accept header takes this media type (`text/html`); `*/*` and `text/*` count, quality zero does not.
[[nodiscard]] bool accepts_media_type(const Request& request, std::string_view media_type);

/// Level 1 to 9. The output carries no name and no time: equal bytes in give equal bytes out.
[[nodiscard]] std::string gzip_compress(std::string_view bytes, int level = 6);
/// Empty when the bytes are not one whole gzip stream or unpack to more than `bytes_max`.
[[nodiscard]] std::optional<std::string> gzip_decompress(std::string_view bytes, std::size_t bytes_max);

/// Packs the body and sets Content-Encoding and Vary when the client takes gzip, the body has at least 1 KiB of text or
/// JSON, and it has no encoding yet. A strong ETag becomes `"...-gz"`.
void compress_if_accepted(const Request& request, Response& response);

}  // namespace evenhand::http
