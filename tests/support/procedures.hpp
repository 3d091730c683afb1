/// @file procedures.hpp
/// @brief For tests that work with folders of SOP files: compiles each file with the others as what its Follow links lead
/// to, and links programs out of them. Also says where the real material of $EVENHAND_DATA lies.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "casework/program.hpp"
#include "procedure/compile.hpp"

namespace evenhand::tests {

/// The folder `name` of $EVENHAND_DATA, default `../shared/data`; an empty path when it is not there. Tests then skip.
[[nodiscard]] std::filesystem::path data_folder(std::string_view name);

/// Bytes of a file; empty when it cannot be read.
[[nodiscard]] std::string read_text(const std::filesystem::path& file);

/// All `*.sop.md` of one folder. Files are compiled once, when they are first asked for; a link that leads back to a file
/// that is being compiled resolves to nothing, as the compiler expects of a cycle.
class ProcedureFolder {
 public:
  explicit ProcedureFolder(std::filesystem::path folder);

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  /// File names, `refund-initiate.sop.md`, sorted.
  [[nodiscard]] const std::vector<std::string>& files() const noexcept { return files_; }
  [[nodiscard]] std::string text(const std::string& file) const;
  const procedure::Compiled& compiled(const std::string& file);
  /// Null when no file of the folder compiles to that id.
  procedure::ProcedurePtr by_id(const std::string& id);
  /// The procedure with all it follows, ready for a case. Errors as casework::Program::link, and `program/unknown`.
  Result<casework::ProgramPtr> link(const std::string& id, const procedure::Selection& selection = {});
  /// Every diagnostic of a file the way the command line prints it.
  std::string diagnostics_text(const std::string& file);

 private:
  std::filesystem::path folder_;
  std::vector<std::string> files_;
  std::map<std::string, procedure::Compiled> compiled_;
  std::set<std::string> compiling_;
};

}  // namespace evenhand::tests
