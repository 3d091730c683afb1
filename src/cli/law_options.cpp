#include "cli/command_options.hpp"
#include "cli/commands.hpp"

namespace evenhand::cli {
namespace {

void add_common(CLI::App& command, LawOptions& options) {
  command.add_option("--packs", options.packs, "A folder of packs, in place of those built in");
  command.add_flag("--json", options.json, "As JSON");
}
void add_day(CLI::App& command, LawOptions& options) {
  command.add_option("--on", options.on, "What holds on this day, such as 2025-12-31; today without it");
}

}  // namespace

std::string examples(std::initializer_list<std::string_view> lines) {
  std::string out = lines.size() == 1 ? "Example:" : "Examples:";
  for (const std::string_view line : lines) out.append("\n  evenhand ").append(line);
  return out;
}

void add_law_commands(CLI::App& app, std::function<int()>& chosen) {
  auto* law_app = app.add_subcommand("law", "Look into the packs of law facts, check and compare them");
  law_app->require_subcommand(1);
  law_app->footer(examples({"law list MA", "help law show"}));

  auto* check_app = law_app->add_subcommand("check", "Say what is wrong with packs of law facts");
  auto check_options = std::make_shared<CheckOptions>();
  check_app->add_option("packs", check_options->files, "Packs, - for standard input")->required();
  check_app->add_flag("--json", check_options->json, "As JSON");
  check_app->add_flag("-q,--quiet", check_options->quiet, "Errors only");
  check_app->add_flag("--strict", check_options->warnings_are_errors, "Warnings fail too");
  check_app->footer(examples({"law check packs/law/us-ma.yaml"}));
  check_app->callback([&chosen, check_options] { chosen = [check_options] { return law_check(*check_options); }; });

  auto* list_app = law_app->add_subcommand("list", "The facts that hold in a place, the federal ones with them");
  auto list_options = std::make_shared<LawListOptions>();
  list_app->add_option("place", list_options->place, "A state, such as MA; every place without it");
  list_app->add_option("--topic", list_options->topic, "Such as privacy-and-breach");
  list_app->add_flag("--all", list_options->all, "What held before, or will, too");
  add_day(*list_app, *list_options);
  add_common(*list_app, *list_options);
  list_app->footer(examples({"law list OK --topic privacy-and-breach --on 2025-12-31"}));
  list_app->callback([&chosen, list_options] { chosen = [list_options] { return law_list(*list_options); }; });

  auto* show_app = law_app->add_subcommand("show", "All that one fact says, with its source");
  auto show_options = std::make_shared<LawShowOptions>();
  show_app->add_option("fact", show_options->name, "Such as us-ma/ma-93a-demand")->required();
  add_day(*show_app, *show_options);
  add_common(*show_app, *show_options);
  show_app->footer(examples({"law show us-ma/ma-93a-demand"}));
  show_app->callback([&chosen, show_options] { chosen = [show_options] { return law_show(*show_options); }; });

  auto* diff_app =
      law_app->add_subcommand("diff", "What two editions of a pack say differently; exit 1 when there is something");
  auto diff_options = std::make_shared<LawDiffOptions>();
  diff_app->add_option("before", diff_options->before, "A pack; alone, it is held against the one built in")
      ->required();
  diff_app->add_option("after", diff_options->after, "The newer one");
  add_common(*diff_app, *diff_options);
  diff_app->footer(examples({"law diff old/us-ma.yaml packs/law/us-ma.yaml"}));
  diff_app->callback([&chosen, diff_options] { chosen = [diff_options] { return law_diff(*diff_options); }; });

  auto* decide_app = law_app->add_subcommand("decide", "Ask a decision table of a pack; exit 1 when it comes out null");
  auto decide_options = std::make_shared<LawDecideOptions>();
  decide_app->add_option("table", decide_options->table, "Such as us-ma/ma-worker-status")->required();
  decide_app->add_option("-i,--input", decide_options->input,
                         "The inputs as a JSON object, @FILE, or - for standard input");
  add_common(*decide_app, *decide_options);
  decide_app->footer(examples({"law decide us-mo/mo-minimum-wage -i '{\"day\": \"2025-12-31\"}'"}));
  auto* add_app = law_app->add_subcommand("add", "Put the lines that meet a requirement into an SOP file");
  auto add_options = std::make_shared<LawAddOptions>();
  add_app->add_option("file", add_options->file, "An SOP file")->required();
  add_app->add_option("requirement", add_options->requirement, "As check --law names it")->required();
  add_app->add_option("-o,--output", add_options->output, "File to write in place of that one; - for standard output");
  add_app->add_option("--packs", add_options->packs, "A folder of packs, in place of those built in");
  add_app->footer(examples({"law add refund-request.sop.md us-ma/ma-recording-consent"}));
  add_app->callback([&chosen, add_options] { chosen = [add_options] { return law_add(*add_options); }; });
  decide_app->callback(
      [&chosen, decide_options] { chosen = [decide_options] { return law_decide(*decide_options); }; });
}

}  // namespace evenhand::cli
