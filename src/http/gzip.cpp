#include "http/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace evenhand::http {
namespace {

constexpr std::size_t compress_bytes_min = 1024;
constexpr int gzip_window_bits = 15 + 16;

struct Weighted {
  std::string_view name;
  bool is_refused = false;  ///< its quality value is zero
};

/// Reads one element of a list with quality values: `gzip;q=0.5`.
Weighted read_weighted(std::string_view element) noexcept {
  const auto semicolon = element.find(';');
  Weighted out{text::trim(element.substr(0, semicolon)), false};
  while (element.find(';') != std::string_view::npos) {
    element = element.substr(element.find(';') + 1);
    const std::string_view parameter = text::trim(element.substr(0, element.find(';')));
    if (!text::starts_with_ignoring_case(parameter, "q=")) continue;
    const std::string_view quality = text::trim(parameter.substr(2));
    out.is_refused = quality.find_first_of("123456789") == std::string_view::npos;
  }
  return out;
}

Bytef* zlib_input(std::string_view bytes) noexcept {
  // zlib's own declaration is not const; it does not write there.
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

bool is_compressible(std::string_view content_type) noexcept {
  return text::starts_with_ignoring_case(content_type, "text/") ||
         content_type.find("json") != std::string_view::npos || content_type.find("xml") != std::string_view::npos ||
         content_type.find("javascript") != std::string_view::npos;
}

}  // namespace

bool accepts_gzip(const Request& request) {
  const std::string list = request.headers.joined("Accept-Encoding");
  bool any = false;
  for (const std::string_view element : text::split(list, ',')) {
    const Weighted coding = read_weighted(element);
    if (text::equals_ignoring_case(coding.name, "gzip") || text::equals_ignoring_case(coding.name, "x-gzip")) {
      return !coding.is_refused;
    }
    if (coding.name == "*") any = !coding.is_refused;
  }
  return any;
}

bool accepts_media_type(const Request& request, std::string_view media_type) {
  if (!request.headers.contains("Accept")) return true;
  const std::string list = request.headers.joined("Accept");
  const std::string_view family = media_type.substr(0, media_type.find('/') + 1);
  int best_rank = 0;  // 3 exact, 2 family, 1 anything: the most specific range decides
  bool accepted = false;
  for (const std::string_view element : text::split(list, ',')) {
    const Weighted range = read_weighted(element);
    int rank = 0;
    if (text::equals_ignoring_case(range.name, media_type)) {
      rank = 3;
    } else if (range.name.size() == family.size() + 1 && range.name.ends_with('*') &&
               text::starts_with_ignoring_case(range.name, family)) {
      rank = 2;
    } else if (range.name == "*/*") {
      rank = 1;
    }
    if (rank <= best_rank) continue;
    best_rank = rank;
    accepted = !range.is_refused;
  }
  return accepted;
}

std::string gzip_compress(std::string_view bytes, int level) {
  EH_ASSERT(level >= 1 && level <= 9);
  EH_ASSERT(bytes.size() < std::numeric_limits<uInt>::max());
  z_stream stream{};
  EH_ASSERT(deflateInit2(&stream, level, Z_DEFLATED, gzip_window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = zlib_input(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  EH_ASSERT(status == Z_STREAM_END);
  return out;
}

std::optional<std::string> gzip_decompress(std::string_view bytes, std::size_t bytes_max) {
  if (bytes.size() >= std::numeric_limits<uInt>::max()) return std::nullopt;
  z_stream stream{};
  EH_ASSERT(inflateInit2(&stream, gzip_window_bits) == Z_OK);
  stream.next_in = zlib_input(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<char, 16384> block;
  int status = Z_OK;
  while (status == Z_OK && out.size() <= bytes_max) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(block.data(), block.size() - stream.avail_out);
  }
  const bool is_whole = status == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (!is_whole || out.size() > bytes_max) return std::nullopt;
  return out;
}

void compress_if_accepted(const Request& request, Response& response) {
  if (response.body.size() < compress_bytes_min || response.headers.contains("Content-Encoding")) return;
  if (!is_compressible(response.headers.value_or("Content-Type", ""))) return;
  response.headers.add("Vary", "Accept-Encoding");
  if (!accepts_gzip(request)) return;
  response.body = Body(gzip_compress(response.body.view(), 4));
  response.headers.set("Content-Encoding", "gzip");
  const std::string* etag = response.headers.find("ETag");
  if (etag != nullptr && etag->size() >= 2 && etag->front() == '"') {
    response.headers.set("ETag", etag->substr(0, etag->size() - 1) + "-gz\"");
  }
}

}  // namespace evenhand::http
