#include "support/procedures.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace evenhand::tests {

namespace fs = std::filesystem;

fs::path data_folder(std::string_view name) {
  const char* set = std::getenv("EVENHAND_DATA");
  const fs::path folder = fs::path(set != nullptr && *set != '\0' ? set : "../shared/data") / name;
  std::error_code error;
  return fs::is_directory(folder, error) ? folder : fs::path{};
}

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

ProcedureFolder::ProcedureFolder(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".sop.md")) files_.push_back(name);
  }
  std::sort(files_.begin(), files_.end());
}

std::string ProcedureFolder::text(const std::string& file) const {
  return read_text(folder_ / file);
}

const procedure::Compiled& ProcedureFolder::compiled(const std::string& file) {
  if (const auto known = compiled_.find(file); known != compiled_.end()) return known->second;
  compiling_.insert(file);
  auto result = procedure::compile(text(file), [this](std::string_view link) -> procedure::ProcedurePtr {
    const std::string name = fs::path(link).filename().string();
    if (compiling_.contains(name) || !std::binary_search(files_.begin(), files_.end(), name)) return nullptr;
    return compiled(name).procedure;
  });
  compiling_.erase(file);
  return compiled_.emplace(file, std::move(result)).first->second;
}

procedure::ProcedurePtr ProcedureFolder::by_id(const std::string& id) {
  const auto matches = [&](const std::string& file) {
    const auto& procedure = compiled(file).procedure;
    return procedure && procedure->id == id;
  };
  const std::string usual = id + ".sop.md";
  if (std::binary_search(files_.begin(), files_.end(), usual) && matches(usual)) return compiled(usual).procedure;
  const auto found = std::find_if(files_.begin(), files_.end(), matches);
  return found == files_.end() ? nullptr : compiled(*found).procedure;
}

Result<casework::ProgramPtr> ProcedureFolder::link(const std::string& id, const procedure::Selection& selection) {
  const auto main = by_id(id);
  if (!main)
    return fail(ErrorKind::not_found, "program/unknown", "No file of " + folder_.string() + " has the id " + id + ".");
  const auto pins = casework::collect_pins(*main, [this](const std::string& followed) { return by_id(followed); });
  if (!pins) return fail(pins.error());
  std::map<std::string, procedure::ProcedurePtr> by_hash;
  for (const auto& [pinned_id, hash] : *pins) by_hash[hash] = by_id(pinned_id);
  return casework::Program::link(id, *pins, selection, [&](const std::string& hash) -> procedure::ProcedurePtr {
    const auto found = by_hash.find(hash);
    return found == by_hash.end() ? nullptr : found->second;
  });
}

std::string ProcedureFolder::diagnostics_text(const std::string& file) {
  const std::string source = text(file);
  std::string out;
  for (const auto& diagnostic : compiled(file).diagnostics) out += render(diagnostic, file, source) + "\n";
  return out;
}

}  // namespace evenhand::tests
