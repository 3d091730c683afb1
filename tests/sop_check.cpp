/// @file sop_check.cpp
/// @brief `sop_check [--explain] FILE…`: compiles SOP files and prints what is wrong with each, as the compiler of the
/// product sees it. Procedures that one follows are looked for in the same folder. Exit code 1 on errors, 2 on bad files.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "procedure/compile.hpp"

namespace {

namespace fs = std::filesystem;
using evenhand::procedure::ProcedurePtr;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// Compiles what a link names, once; a file that is being compiled already is not followed again (a cycle).
class Folder {
 public:
  ProcedurePtr find(const fs::path& path) {
    const std::string key = path.lexically_normal().string();
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    known_[key] = nullptr;
    if (!fs::is_regular_file(path)) return nullptr;
    return known_[key] = compile(path, read_file(path)).procedure;
  }
  evenhand::procedure::Compiled compile(const fs::path& path, const std::string& text) {
    return evenhand::procedure::compile(text, [this, folder = path.parent_path()](std::string_view link) {
      return find(folder / std::string(link.substr(0, link.find('#'))));
    });
  }

 private:
  std::map<std::string, ProcedurePtr> known_;
};

}  // namespace

int main(int argc, char** argv) {
  bool explain = false;
  int exit_code = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--explain") {
      explain = true;
      continue;
    }
    if (!fs::is_regular_file(name)) {
      std::fprintf(stderr, "%s: no such file\n", name.c_str());
      return 2;
    }
    const std::string text = read_file(name);
    Folder folder;
    const evenhand::procedure::Compiled compiled = folder.compile(name, text);
    std::size_t errors = 0, warnings = 0;
    for (const evenhand::Diagnostic& d : compiled.diagnostics) {
      std::fputs((render(d, name, text) + "\n").c_str(), stdout);
      errors += d.severity == evenhand::Severity::error;
      warnings += d.severity == evenhand::Severity::warning;
    }
    if (explain)
      for (const auto& u : compiled.understanding)
        std::printf("%5u  %-12s %s\n", u.line, u.kind.c_str(), u.text.c_str());
    std::printf("%s: %zu errors, %zu warnings%s\n", name.c_str(), errors, warnings,
                compiled.procedure ? (", version " + compiled.procedure->hash.substr(0, 12)).c_str() : "");
    if (errors > 0) exit_code = 1;
  }
  return exit_code;
}
