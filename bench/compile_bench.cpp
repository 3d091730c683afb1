/// @file compile_bench.cpp
/// @brief `compile_bench [SECONDS] FOLDER…`: compiles every SOP file of the folders again and again on one thread and
/// prints files and megabytes a second, with the slowest file; beside it, in turns, cmark-gfm alone, which only makes the tree.
/// Default: two seconds over packs and tests/corpus, and two over the handbooks of $EVENHAND_DATA (default ../shared/data),
/// whose pages nobody wrote for us: 5 ms a page is the aim.
#include <cmark-gfm.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "figure.hpp"
#include "procedure/compile.hpp"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct File {
  std::string name, text;
  double best_seconds = std::numeric_limits<double>::infinity();
  double best_tree = std::numeric_limits<double>::infinity();  ///< seconds for cmark-gfm's tree alone
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<File> files_of(const std::vector<std::string>& folders) {
  std::vector<File> files;
  for (const std::string& folder : folders) {
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
      if (!entry.path().string().ends_with(".md")) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      files.push_back({entry.path().string(), text.str()});
    }
  }
  return files;
}

/// False when there is nothing to compile.
bool measure(const char* what, const std::vector<std::string>& folders, double seconds) {
  std::vector<File> files = files_of(folders);
  if (files.empty()) return false;
  std::size_t compiled = 0, bytes = 0;
  double took = 0;
  const Clock::time_point start = Clock::now();
  while (compiled == 0 || seconds_since(start) < seconds) {
    for (File& file : files) {
      const Clock::time_point began = Clock::now();
      (void)evenhand::procedure::compile(file.text);
      file.best_seconds = std::min(file.best_seconds, seconds_since(began));
      const Clock::time_point before_tree = Clock::now();
      took += std::chrono::duration<double>(before_tree - began).count();
      cmark_node_free(cmark_parse_document(file.text.data(), file.text.size(), CMARK_OPT_DEFAULT));
      file.best_tree = std::min(file.best_tree, seconds_since(before_tree));
      ++compiled;
      bytes += file.text.size();
    }
  }
  double all = 0, trees = 0;
  for (const File& file : files) all += file.best_seconds, trees += file.best_tree;
  const auto slowest = std::max_element(files.begin(), files.end(),
                                        [](const File& a, const File& b) { return a.best_seconds < b.best_seconds; });
  const double count = static_cast<double>(files.size());
  const auto name = [&](std::string_view figure) { return fmt::format("{}: {}", what, figure); };
  evenhand::bench::figure("compile", name("compiled"), static_cast<double>(compiled) / took, "files/s");
  evenhand::bench::figure("compile", name("text"), static_cast<double>(bytes) / took / 1e6, "MB/s");
  evenhand::bench::figure("compile", name("mean of a file's best"), all / count * 1e3, "ms", evenhand::bench::Aim::none,
                          0, {"cmark-gfm's tree alone", trees / count * 1e3});
  const bool is_foreign = std::string_view(what) == "handbooks";
  evenhand::bench::figure("compile", name("slowest file"), slowest->best_seconds * 1e3, "ms",
                          is_foreign ? evenhand::bench::Aim::at_most : evenhand::bench::Aim::none, 5);
  std::printf("the slowest of %zu is %s\n", files.size(), slowest->name.c_str());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  double seconds = 2;
  std::vector<std::string> folders;
  for (int i = 1; i < argc; ++i) {
    char* end = nullptr;
    const double number = std::strtod(argv[i], &end);
    if (end != argv[i] && *end == '\0')
      seconds = number;
    else
      folders.emplace_back(argv[i]);
  }
  const bool is_default = folders.empty();
  if (is_default) folders = {"packs", "tests/corpus"};
  if (!measure(is_default ? "SOP files" : "files", folders, seconds)) {
    std::fputs("There are no .md files to compile in these folders.\n", stderr);
    return 2;
  }
  if (!is_default) return 0;
  const char* data = std::getenv("EVENHAND_DATA");
  const std::string handbooks = std::string(data != nullptr && *data != '\0' ? data : "../shared/data") + "/handbooks";
  if (!measure("handbooks", {handbooks}, seconds))
    std::printf("handbooks: skipped, no pages in %s (EVENHAND_DATA)\n", handbooks.c_str());
  return 0;
}
