// evenhand_embed DIST FALLBACK_PAGE OUTPUT_FOLDER
//
// Packs every file of a built web application, sorted by path, into one file of gzip streams, and writes the assembly
// that includes it and the C++ table that describes it. The same files give the same bytes. When DIST has no
// index.html, the fallback page alone is packed as /index.html. Run by the build; see CMakeLists.txt beside it.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "http/gzip.hpp"

namespace {

namespace fs = std::filesystem;
using evenhand::hex;
using evenhand::sha256;
using evenhand::http::gzip_compress;

constexpr int best_level = 9;
constexpr std::size_t hash_characters = 32;
constexpr std::size_t name_hash_characters = 8;

struct Source {
  std::string path;  ///< as served
  fs::path file;
};

struct Packed {
  std::string path;
  std::string gzip;
  std::string hash;
  std::size_t bytes = 0;
};

std::optional<std::string> read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in && !in.eof()) return std::nullopt;
  return bytes;
}

bool write_file(const fs::path& file, std::string_view bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) std::fprintf(stderr, "evenhand_embed: cannot write %s\n", file.c_str());
  return static_cast<bool>(out);
}

/// Hidden files and source maps are for developers.
bool is_served(const fs::path& relative) {
  if (relative.extension() == ".map") return false;
  return std::none_of(relative.begin(), relative.end(), [](const fs::path& part) { return part.string()[0] == '.'; });
}

std::vector<Source> list_files(const fs::path& dist, const fs::path& fallback_page) {
  if (!fs::is_regular_file(dist / "index.html")) return {{"/index.html", fallback_page}};
  std::vector<Source> out;
  for (const auto& entry : fs::recursive_directory_iterator(dist)) {
    const fs::path relative = fs::relative(entry.path(), dist);
    if (entry.is_regular_file() && is_served(relative)) out.push_back({'/' + relative.generic_string(), entry.path()});
  }
  std::sort(out.begin(), out.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
  return out;
}

std::string_view content_type(const fs::path& path) {
  struct Type {
    std::string_view extension, type;
  };
  static constexpr Type types[] = {
      {".css", "text/css; charset=utf-8"},
      {".html", "text/html; charset=utf-8"},
      {".ico", "image/x-icon"},
      {".jpg", "image/jpeg"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".png", "image/png"},
      {".svg", "image/svg+xml"},
      {".txt", "text/plain; charset=utf-8"},
      {".wasm", "application/wasm"},
      {".webmanifest", "application/manifest+json"},
      {".webp", "image/webp"},
      {".woff", "font/woff"},
      {".woff2", "font/woff2"},
      {".xml", "application/xml"},
  };
  const std::string extension = path.extension().string();
  for (const Type& type : types) {
    if (type.extension == extension) return type.type;
  }
  return "application/octet-stream";
}

/// `/assets/NAME-HASH.ext`, as the bundler names files whose content never changes under that name. A hash has a digit
/// or a capital among its eight characters; a word has not.
bool is_immutable(const fs::path& path) {
  if (!path.string().starts_with("/assets/")) return false;
  const std::string stem = path.stem().string();
  if (stem.size() <= name_hash_characters || stem[stem.size() - name_hash_characters - 1] != '-') return false;
  const std::string_view hash = std::string_view(stem).substr(stem.size() - name_hash_characters);
  return std::any_of(hash.begin(), hash.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

std::string cpp_literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string table_source(const std::vector<Packed>& assets) {
  std::string out =
      "// Made by evenhand_embed; not for editing.\n"
      "#include <cstdint>\n\n"
      "#include \"web_assets/web_assets.hpp\"\n\n"
      "extern \"C\" const std::uint8_t evenhand_web_assets_bytes[];\n\n"
      "namespace evenhand::web_assets {\n\n"
      "std::span<const http::Asset> all() {\n"
      "  static const http::Asset table[] = {\n";
  std::size_t offset = 0;
  for (const Packed& asset : assets) {
    out += "      {" + cpp_literal(asset.path) + ", {evenhand_web_assets_bytes + " + std::to_string(offset) + ", " +
           std::to_string(asset.gzip.size()) + "}, " + cpp_literal(content_type(asset.path)) + ", " +
           cpp_literal(asset.hash) + ", " + std::to_string(asset.bytes) + ", " +
           (is_immutable(asset.path) ? "true" : "false") + "},\n";
    offset += asset.gzip.size();
  }
  return out + "  };\n  return table;\n}\n\n}  // namespace evenhand::web_assets\n";
}

constexpr std::string_view assembly_source =
    "/* Made by evenhand_embed; not for editing. */\n"
    "    .section .rodata\n"
    "    .global evenhand_web_assets_bytes\n"
    "    .hidden evenhand_web_assets_bytes\n"
    "    .type evenhand_web_assets_bytes, %object\n"
    "    .balign 16\n"
    "evenhand_web_assets_bytes:\n"
    "    .incbin \"web_assets.bin\"\n"
    "    .byte 0\n"
    "    .size evenhand_web_assets_bytes, . - evenhand_web_assets_bytes\n"
    "    .section .note.GNU-stack, \"\", %progbits\n";

int run(const fs::path& dist, const fs::path& fallback_page, const fs::path& output) {
  std::vector<Packed> assets;
  std::string all_bytes;
  for (const Source& source : list_files(dist, fallback_page)) {
    const auto bytes = read_file(source.file);
    if (!bytes) {
      std::fprintf(stderr, "evenhand_embed: cannot read %s\n", source.file.c_str());
      return 1;
    }
    Packed asset{source.path, gzip_compress(*bytes, best_level), hex(sha256(*bytes)).substr(0, hash_characters),
                 bytes->size()};
    all_bytes += asset.gzip;
    assets.push_back(std::move(asset));
  }
  const bool is_written = write_file(output / "web_assets.bin", all_bytes) &&
                          write_file(output / "web_assets_bytes.S", assembly_source) &&
                          write_file(output / "web_assets_table.cpp", table_source(assets));
  return is_written ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: evenhand_embed DIST FALLBACK_PAGE OUTPUT_FOLDER\n");
    return 2;
  }
  try {
    return run(argv[1], argv[2], argv[3]);
  } catch (const fs::filesystem_error& error) {
    std::fprintf(stderr, "evenhand_embed: %s\n", error.what());
    return 1;
  }
}
