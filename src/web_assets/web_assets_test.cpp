#include "web_assets/web_assets.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/bytes.hpp"
#include "http/gzip.hpp"

namespace evenhand::web_assets {
namespace {

namespace fs = std::filesystem;

TEST(WebAssets, EveryAssetUnpacksToWhatItsRowSays) {
  ASSERT_FALSE(all().empty());
  bool has_page = false;
  for (const http::Asset& asset : all()) {
    const auto bytes = http::gzip_decompress(as_chars(asset.gzip), asset.bytes);
    ASSERT_TRUE(bytes.has_value()) << asset.path;
    EXPECT_EQ(bytes->size(), asset.bytes) << asset.path;
    EXPECT_EQ(hex(sha256(*bytes)).substr(0, asset.hash.size()), asset.hash) << asset.path;
    has_page = has_page || asset.path == "/index.html";
  }
  EXPECT_TRUE(has_page);
  const http::StaticAssets assets(all());
  EXPECT_EQ(assets.serve(http::make_request("GET", "/")).status, 200);
}

/// A folder that goes away with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "evenhand-embed-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const fs::path& name, std::string_view text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
  }
  [[nodiscard]] std::string read(const fs::path& name) const {
    std::ifstream in(path / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  fs::path path;
};

bool embed(const fs::path& dist, const fs::path& output) {
  const std::string command = std::string("'" EVENHAND_EMBED "' '") + dist.string() +
                              "' '" EVENHAND_FALLBACK_PAGE "' '" + output.string() + "'";
  return std::system(command.c_str()) == 0;
}

TEST(Embed, SameFilesGiveSameBytes) {
  const Folder dist;
  dist.write("index.html", "<!doctype html>");
  dist.write("assets/app-3fa9c1d2.js", "let a");
  dist.write("assets/app-3fa9c1d2.js.map", "{}");
  dist.write("assets/the-document.css", "a{}");
  dist.write(".vite/manifest.json", "{}");
  dist.write("favicon.svg", "<svg/>");
  const Folder one;
  const Folder two;
  ASSERT_TRUE(embed(dist.path, one.path));
  fs::last_write_time(dist.path / "index.html", fs::file_time_type::clock::now() - std::chrono::hours(1));
  ASSERT_TRUE(embed(dist.path, two.path));
  for (const std::string_view name : {"web_assets.bin", "web_assets_bytes.S", "web_assets_table.cpp"}) {
    EXPECT_EQ(one.read(name), two.read(name)) << name;
    EXPECT_FALSE(one.read(name).empty()) << name;
  }
  const std::string table = one.read("web_assets_table.cpp");
  EXPECT_LT(table.find("/assets/app-3fa9c1d2.js\""), table.find("/assets/the-document.css\""));
  EXPECT_LT(table.find("/assets/the-document.css\""), table.find("/favicon.svg\""));
  EXPECT_LT(table.find("/favicon.svg\""), table.find("/index.html\""));
  EXPECT_EQ(table.find(".map"), std::string::npos);
  EXPECT_EQ(table.find("manifest"), std::string::npos);
  EXPECT_EQ(table.find("true"), table.rfind("true")) << "only the hashed name is immutable";
  EXPECT_LT(table.find("true"), table.find("/assets/the-document.css\""));
}

TEST(Embed, WithoutABuiltApplicationOnePageSaysSo) {
  const Folder output;
  ASSERT_TRUE(embed(output.path / "absent", output.path));
  const auto page = http::gzip_decompress(output.read("web_assets.bin"), 1u << 20);
  ASSERT_TRUE(page.has_value());
  EXPECT_NE(page->find("npm run build"), std::string::npos);
  EXPECT_NE(output.read("web_assets_table.cpp").find("\"/index.html\""), std::string::npos);
}

}  // namespace
}  // namespace evenhand::web_assets
