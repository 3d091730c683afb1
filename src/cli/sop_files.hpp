/// @file sop_files.hpp
/// @brief SOP files as the command line sees them: a file, and beside it the files its Follow links name.
#pragma once

#include <map>
#include <set>
#include <string>

#include "casework/program.hpp"
#include "procedure/compile.hpp"

namespace evenhand::cli {

class SopFiles {
 public:
  /// Reads and compiles a file (`-`: standard input) with its neighbours as what it follows. Errors `file/…`.
  [[nodiscard]] Result<procedure::Compiled> compile(const std::string& file);
  /// What the findings of the last file compiled know to be meant, put into it.
  [[nodiscard]] procedure::Fixed fix() {
    return procedure::fix(source_, [&](std::string_view link) { return follow(folder_, link); });
  }
  /// The same for those who need a procedure: problems of one that cannot be used go to standard error.
  /// @return null then, with the exit code in `exit_code`
  [[nodiscard]] procedure::ProcedurePtr load(const std::string& file, int& exit_code);
  /// What the last file follows under an id; null when it is not beside it.
  [[nodiscard]] procedure::ProcedurePtr followed(std::string_view id) {
    return follow(folder_, std::string(id) + ".sop.md");
  }
  [[nodiscard]] const std::string& source() const noexcept { return source_; }  ///< of the last file compiled

  /// Links a compiled procedure with what it follows, which stands beside it. Errors as casework::Program::link.
  [[nodiscard]] Result<casework::ProgramPtr> link(const procedure::ProcedurePtr& procedure,
                                                  const procedure::Selection& selection);

 private:
  [[nodiscard]] procedure::ProcedurePtr follow(const std::string& folder, std::string_view link);
  std::string source_, folder_;
  std::map<std::string, procedure::ProcedurePtr> by_path_;
  std::set<std::string> compiling_;
};

}  // namespace evenhand::cli
