#include "cli/case_at_terminal.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/sop_files.hpp"

namespace evenhand::cli {

int run(const RunOptions& options) {
  int exit_code = exit_ok;
  SopFiles files;
  const auto procedure = files.load(options.file, exit_code);
  if (procedure == nullptr) return exit_code;
  const auto program = files.link(
      procedure,
      {.state = options.state, .channel = options.channel, .product = options.product, .language = options.language});
  if (!program) return report(program.error());
  casework::Session session(*program,
                            {.now = SystemClock().now(), .company = "our company", .case_id = "case", .door = "cli"});
  Terminal terminal;
  return CaseAtTerminal(session, terminal).work();
}

}  // namespace evenhand::cli
