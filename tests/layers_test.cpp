/// @file layers_test.cpp
/// @brief Checks every #include under src/ against src/layers.txt: modules include downward only, and each third-party
/// library is seen only where the table allows it. The engines of FEEL and DMN know nothing of the kit that tests them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct Rule {
  std::set<std::string> modules;
  std::vector<std::string> third_party;
};

std::map<std::string, Rule> read_layers(const fs::path& file) {
  std::map<std::string, Rule> rules;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto colon = line.find(':');
    const auto bar = line.find('|');
    EXPECT_TRUE(colon != std::string::npos && bar != std::string::npos) << line;
    Rule rule;
    std::istringstream modules(line.substr(colon + 1, bar - colon - 1));
    for (std::string m; modules >> m;) {
      EXPECT_TRUE(rules.contains(m)) << line.substr(0, colon) << " may include " << m << ", which stands above it";
      rule.modules.insert(m);
    }
    std::istringstream libraries(line.substr(bar + 1));
    for (std::string l; libraries >> l;) rule.third_party.push_back(l);
    rules.emplace(line.substr(0, colon), std::move(rule));
  }
  return rules;
}

bool is_test_only(const std::string& header) {
  return header.starts_with("gtest/") || header.starts_with("gmock/") || header.starts_with("rapidcheck");
}

/// The C++ standard library's headers have neither a slash nor a dot; the C and POSIX ones we use are named here.
bool is_standard(const std::string& header) {
  static const std::set<std::string> posix = {
      "fcntl.h",      "signal.h",    "sys/socket.h", "sys/stat.h", "sys/types.h",    "sys/wait.h",
      "netinet/in.h", "arpa/inet.h", "poll.h",       "unistd.h",   "sys/resource.h", "sys/file.h",
      "stdlib.h",     "sys/mman.h",  "dirent.h",     "errno.h",    "netinet/tcp.h",  "sys/time.h"};
  return header.find_first_of("/.") == std::string::npos || posix.contains(header);
}

}  // namespace

TEST(Layers, EveryIncludeRunsDownward) {
  const fs::path src = fs::path(EVENHAND_SOURCE_DIR) / "src";
  const auto rules = read_layers(src / "layers.txt");
  std::size_t checked = 0;
  for (const auto& entry : fs::recursive_directory_iterator(src)) {
    const auto extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".hpp") continue;
    const auto relative = fs::relative(entry.path(), src);
    const std::string module = relative.begin()->string();
    ASSERT_TRUE(rules.contains(module)) << module << " has no line in src/layers.txt";
    const Rule& rule = rules.at(module);
    const bool test =
        relative.string().find("_test") != std::string::npos || relative.string().find("testing") != std::string::npos;
    std::ifstream in(entry.path());
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      if (!line.starts_with("#include")) continue;
      ++checked;
      const auto open = line.find_first_of("\"<");
      const auto close = line.find_first_of("\">", open + 1);
      ASSERT_TRUE(close != std::string::npos) << relative << ":" << number;
      const std::string header = line.substr(open + 1, close - open - 1);
      const auto where = relative.string() + ":" + std::to_string(number) + ": " + header;
      if (line[open] == '"') {
        const std::string target = header.substr(0, header.find('/'));
        EXPECT_TRUE(target == module || rule.modules.contains(target)) << where << " is not below " << module;
      } else if (!is_standard(header) && !(test && is_test_only(header))) {
        const bool allowed = std::any_of(rule.third_party.begin(), rule.third_party.end(),
                                         [&](const std::string& prefix) { return header.starts_with(prefix); });
        EXPECT_TRUE(allowed || (module != "base" && header.starts_with("tl/")) ||
                    (test && !header.starts_with("boost/")))
            << where << " is not a library " << module << " may see";
      }
    }
  }
  EXPECT_GT(checked, 100u);
}

TEST(Layers, NoEngineKnowsTheKitThatTestsIt) {
  const fs::path src = fs::path(EVENHAND_SOURCE_DIR) / "src";
  // Folders of the DMN kit are called `0001-input-data-string`.
  const std::regex kit("compliance-level|TestCases|\\btck\\b|(^|[^0-9])[0-9]{4}-[a-z]");
  std::size_t checked = 0;
  for (const char* module : {"feel", "dmn"}) {
    for (const auto& entry : fs::recursive_directory_iterator(src / module)) {
      const std::string name = entry.path().filename().string();
      if (!name.ends_with(".cpp") && !name.ends_with(".hpp")) continue;
      if (name.find("_test") != std::string::npos || name.starts_with("testing")) continue;
      ++checked;
      std::ifstream in(entry.path());
      std::size_t number = 0;
      for (std::string line; std::getline(in, line);) {
        ++number;
        EXPECT_FALSE(std::regex_search(line, kit)) << name << ":" << number << ": " << line;
      }
    }
  }
  EXPECT_GT(checked, 50u);
}
