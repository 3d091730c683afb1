/// @file compile_bench.cpp
/// @brief `compile_bench [SECONDS] FOLDER…`: compiles every SOP file of the folders again and again on one thread and
/// prints files and megabytes a second, with the slowest file. Default: two seconds over packs and tests/corpus.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "procedure/compile.hpp"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
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
  if (folders.empty()) folders = {"packs", "tests/corpus"};
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string& folder : folders) {
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
      if (!entry.path().string().ends_with(".md")) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      files.emplace_back(entry.path().string(), text.str());
    }
  }
  if (files.empty()) {
    std::fputs("There are no .md files to compile in these folders.\n", stderr);
    return 2;
  }
  std::map<std::string, double> best;
  std::size_t compiled = 0, bytes = 0;
  const Clock::time_point start = Clock::now();
  while (seconds_since(start) < seconds) {
    for (const auto& [name, text] : files) {
      const Clock::time_point began = Clock::now();
      (void)evenhand::procedure::compile(text);
      const double took = seconds_since(began);
      const auto known = best.emplace(name, took).first;
      known->second = std::min(known->second, took);
      ++compiled;
      bytes += text.size();
    }
  }
  const double took = seconds_since(start);
  const auto slowest =
      std::max_element(best.begin(), best.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::printf("%zu files: %.0f files/s, %.2f MB/s, slowest %s %.2f ms\n", files.size(),
              static_cast<double>(compiled) / took, static_cast<double>(bytes) / took / 1e6, slowest->first.c_str(),
              slowest->second * 1e3);
  return 0;
}
