#include "cli/sop_files.hpp"

#include <filesystem>

#include "base/limits.hpp"
#include "cli/findings.hpp"
#include "cli/output.hpp"

namespace evenhand::cli {
namespace fs = std::filesystem;

procedure::ProcedurePtr SopFiles::follow(const std::string& folder, std::string_view link) {
  const std::string path = (fs::path(folder) / link).lexically_normal().string();
  if (const auto found = by_path_.find(path); found != by_path_.end()) return found->second;
  // Deeper than any program may be linked, what is followed no longer matters.
  if (compiling_.size() > limits::follow_depth_max + 1) return nullptr;
  if (!compiling_.insert(path).second) return nullptr;  // a circle: the compiler reports it
  const auto text = read_file(path, limits::sop_bytes_max);
  procedure::ProcedurePtr procedure;
  if (text) {
    const std::string its_folder = fs::path(path).parent_path().string();
    procedure = procedure::compile(*text, [&](std::string_view next) { return follow(its_folder, next); }).procedure;
  }
  compiling_.erase(path);
  by_path_.emplace(path, procedure);
  return procedure;
}

Result<procedure::Compiled> SopFiles::compile(const std::string& file) {
  auto text = read_file(file, limits::sop_bytes_max);
  if (!text && text.error().code != "file/too-large") return fail(std::move(text.error()));
  source_ = text ? std::move(*text) : std::string();
  folder_ = file == "-" ? "." : fs::path(file).parent_path().string();
  const std::string own = fs::path(file).lexically_normal().string();
  compiling_.insert(own);
  // Of a file that is too large one byte over the limit is enough for the compiler to say so in its own words.
  const std::string too_large(text ? 0 : limits::sop_bytes_max + 1, ' ');
  auto compiled =
      procedure::compile(text ? source_ : too_large, [&](std::string_view link) { return follow(folder_, link); });
  compiling_.erase(own);
  return compiled;
}

procedure::ProcedurePtr SopFiles::load(const std::string& file, int& exit_code) {
  const auto compiled = compile(file);
  if (!compiled) {
    exit_code = report(compiled.error());
    return nullptr;
  }
  if (compiled->procedure == nullptr) {
    print(compiled->diagnostics, file, source_);
    if (!has_errors(compiled->diagnostics))  // a page of plain guidance
      complain(file + " is a page of guidance: it has no id in its front matter, so there is nothing to run.");
    exit_code = exit_no;
  }
  return compiled->procedure;
}

Result<casework::ProgramPtr> SopFiles::link(const procedure::ProcedurePtr& procedure,
                                            const procedure::Selection& selection) {
  std::map<std::string, procedure::ProcedurePtr> by_hash{{procedure->hash, procedure}};
  const auto pins = casework::collect_pins(*procedure, [&](const std::string& id) -> procedure::ProcedurePtr {
    procedure::ProcedurePtr found = follow(folder_, id + ".sop.md");
    if (found != nullptr) by_hash.emplace(found->hash, found);
    return found;
  });
  if (!pins) {
    Error error = pins.error();
    if (error.code == "program/missing-procedure")
      error.hint = "It is read from the same folder. `evenhand check` says what is wrong with it, if it is there.";
    return fail(std::move(error));
  }
  return casework::Program::link(procedure->id, *pins, selection,
                                 [&](const std::string& hash) -> procedure::ProcedurePtr {
                                   const auto found = by_hash.find(hash);
                                   return found == by_hash.end() ? nullptr : found->second;
                                 });
}

}  // namespace evenhand::cli
