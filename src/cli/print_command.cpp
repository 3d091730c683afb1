#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/sop_files.hpp"
#include "paper/paper.hpp"
#include "print/pdf.hpp"

namespace evenhand::cli {

int print_sop(const PrintOptions& options) {
  if (options.output == "-" && isatty(STDOUT_FILENO) != 0)
    return report({ErrorKind::invalid, "print/terminal", "A terminal cannot show a PDF.", "Name a file with -o."});
  const auto paper = print::paper_of(options.paper);
  if (!paper) return report(paper.error());
  int exit_code = exit_ok;
  SopFiles files, earlier_files;
  const auto procedure = files.load(options.file, exit_code);
  if (procedure == nullptr) return exit_code;
  procedure::ProcedurePtr earlier;
  if (!options.against.empty()) {
    earlier = earlier_files.load(options.against, exit_code);
    if (earlier == nullptr) return exit_code;
  }
  const procedure::Selection selection{
      .state = options.state, .channel = options.channel, .product = options.product, .language = options.language};
  const auto document = earlier == nullptr ? paper::procedure_paper(procedure, selection, {})
                                           : paper::redline_paper(earlier, {}, procedure, {}, selection);
  if (!document) return report(document.error());
  const auto printed = print::to_pdf(*document, *paper);
  if (!printed) return report(printed.error());
  if (printed->unknown_characters > 0)
    complain(fmt::format("{} characters are in no font that is installed; they are printed as boxes.",
                         printed->unknown_characters));
  const auto written = write_file(options.output, printed->pdf);
  return written ? exit_ok : report(written.error());
}

}  // namespace evenhand::cli
