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
  std::string channel = options.channel.empty() ? "phone" : options.channel;
  if (options.channel.empty() && !procedure->is_for({.state = {}, .channel = channel, .product = {}, .language = {}}))
    channel = procedure->channels.front();
  const auto program = files.link(
      procedure,
      {.state = options.state, .channel = channel, .product = options.product, .language = options.language});
  if (!program) return report(program.error());
  // From a whole second on: what is due is then printed without fractions.
  const Instant now{SystemClock().now().micros / 1'000'000 * 1'000'000};
  casework::Session session(*program, {.now = now, .company = "our company", .case_id = "case", .door = "cli"});
  Terminal terminal;
  return CaseAtTerminal(session, terminal).work();
}

}  // namespace evenhand::cli
