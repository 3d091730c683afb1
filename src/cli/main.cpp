#include <CLI/CLI.hpp>

#include <fcntl.h>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "cli/backup_commands.hpp"
#include "cli/command_options.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/serve.hpp"

namespace {

using namespace evenhand::cli;

void add_sop_commands(CLI::App& app, std::function<int()>& chosen) {
  auto* check_app = app.add_subcommand("check", "Say what is wrong with SOP files");
  auto check_options = std::make_shared<CheckOptions>();
  check_app->add_option("files", check_options->files, "SOP files, - for standard input")->required();
  check_app->add_flag("--json", check_options->json, "As JSON");
  check_app->add_flag("-q,--quiet", check_options->quiet, "Errors only");
  check_app->add_flag("--strict", check_options->warnings_are_errors, "Warnings fail too");
  check_app->add_flag("--fix", check_options->fix, "First mend misspelt verbs, sections and boxes, and say which");
  check_app->add_flag("--law", check_options->law, "Say for every state what the law asks, and how it is met");
  check_app->add_option("--on", check_options->on, "By the law of this day; today without it");
  check_app->add_option("--packs", check_options->packs, "A folder of law packs, in place of those built in");
  check_app->footer(examples({"check refund-request.sop.md", "check --strict --quiet *.sop.md",
                              "check --fix refund-request.sop.md", "check --law refund-request.sop.md"}));
  check_app->callback([&chosen, check_options] { chosen = [check_options] { return check(*check_options); }; });

  auto* explain_app = app.add_subcommand(
      "explain", "Say how each line of an SOP file is understood, or what a code such as EH0203 means");
  auto explain_options = std::make_shared<ExplainOptions>();
  explain_app->add_option("what", explain_options->what, "An SOP file, or a code")->required();
  explain_app->add_flag("--json", explain_options->json, "As JSON");
  explain_app->footer(examples({"explain refund-request.sop.md", "explain EH0203"}));
  explain_app->callback(
      [&chosen, explain_options] { chosen = [explain_options] { return explain(*explain_options); }; });

  auto* format_app = app.add_subcommand("fmt", "Bring SOP files into their canonical form");
  auto format_options = std::make_shared<FormatOptions>();
  format_app->add_option("files", format_options->files, "SOP files; - reads standard input and writes standard output")
      ->required();
  auto* check_flag = format_app->add_flag("--check", format_options->check,
                                          "Change nothing; exit 1 when a file is not in its canonical form");
  format_app->add_flag("--json", format_options->json, "With --check: as JSON")->needs(check_flag);
  format_app->add_flag("--stdout", format_options->stdout_only, "Write to standard output, leave the files");
  format_app->footer(examples({"fmt refund-request.sop.md", "fmt --check *.sop.md"}));
  format_app->callback([&chosen, format_options] { chosen = [format_options] { return format(*format_options); }; });

  auto* diff_app =
      app.add_subcommand("diff", "Say what changed between two SOP files, step by step; exit 1 when something did");
  auto diff_options = std::make_shared<DiffOptions>();
  diff_app->add_option("before", diff_options->before, "An SOP file")->required();
  diff_app->add_option("after", diff_options->after, "The same procedure, later")->required();
  diff_app->add_flag("--json", diff_options->json, "As JSON");
  diff_app->footer(examples({"diff refund-request.sop.md drafts/refund-request.sop.md"}));
  diff_app->callback([&chosen, diff_options] { chosen = [diff_options] { return diff(*diff_options); }; });

  auto* draw_app = app.add_subcommand("draw", "Draw the flow of an SOP file");
  auto draw_options = std::make_shared<DrawOptions>();
  draw_app->add_option("file", draw_options->file, "An SOP file, - for standard input")->required();
  draw_app->add_option("-o,--output", draw_options->output, "File to write; - for standard output");
  draw_app->add_option("-f,--format", draw_options->format, "svg, bpmn or html")
      ->check(CLI::IsMember({"svg", "bpmn", "html"}));
  draw_app->add_option("--state", draw_options->state, "With the overlays of this state: MA");
  draw_app->add_option("--channel", draw_options->channel, "With the overlays of this channel");
  draw_app->add_option("--product", draw_options->product, "With the overlays of this product");
  draw_app->add_option("--language", draw_options->language, "en or es");
  draw_app->footer(examples({"draw refund-request.sop.md -o refund.svg",
                             "draw refund-request.sop.md --format bpmn --state MA -o refund.bpmn"}));
  draw_app->callback([&chosen, draw_options] { chosen = [draw_options] { return draw(*draw_options); }; });

  auto* print_app = app.add_subcommand("print", "Print an SOP file, or what changed since another one, as PDF");
  auto print_options = std::make_shared<PrintOptions>();
  print_app->add_option("file", print_options->file, "An SOP file, - for standard input")->required();
  print_app->add_option("-o,--output", print_options->output, "File to write; - for standard output");
  print_app->add_option("--against", print_options->against, "An earlier file: what changed since is marked");
  print_app->add_option("--state", print_options->state, "With the overlays of this state: MA");
  print_app->add_option("--channel", print_options->channel, "With the overlays of this channel");
  print_app->add_option("--product", print_options->product, "With the overlays of this product");
  print_app->add_option("--language", print_options->language, "en or es; the procedure's own without it");
  print_app->add_option("--paper", print_options->paper, "letter or a4")->check(CLI::IsMember({"letter", "a4"}));
  print_app->footer(examples({"print refund-request.sop.md -o refund.pdf --state MA --language es",
                              "print refund-request.sop.md --against published/refund-request.sop.md -o redline.pdf"}));
  print_app->callback([&chosen, print_options] { chosen = [print_options] { return print_sop(*print_options); }; });
  auto* import_app =
      app.add_subcommand("import", "Make a draft of an SOP from a Markdown, HTML, Word (.docx) or BPMN file");
  auto import_options = std::make_shared<ImportOptions>();
  import_app->add_option("file", import_options->file, "The file, - for standard input")->required();
  import_app->add_option("-o,--output", import_options->output, "File to write the draft to; - for standard output");
  import_app->add_option("--name", import_options->name, "What the file is called: its ending says what it is");
  import_app->add_flag("--report", import_options->report, "Say of each part what became of it");
  import_app->add_flag("--json", import_options->json, "Draft and report as JSON");
  import_app->footer(examples({"import refunds.docx -o refunds.sop.md --report", "import --name page.html --json -"}));
  import_app->callback(
      [&chosen, import_options] { chosen = [import_options] { return import_sop(*import_options); }; });
}

void add_dmn_commands(CLI::App& app, std::function<int()>& chosen) {
  auto* dmn_app = app.add_subcommand("dmn", "Evaluate, check, export and import decision models (DMN)");
  dmn_app->require_subcommand(1);
  dmn_app->footer(examples({"dmn check lending.dmn", "help dmn eval"}));

  auto* eval_app =
      dmn_app->add_subcommand("eval", "Evaluate the decisions of a model; exit 1 when one of them comes out null");
  auto eval_options = std::make_shared<DmnEvalOptions>();
  eval_app->add_option("model", eval_options->file, "A DMN file; what it imports stands beside it")->required();
  eval_app->add_option("-i,--input", eval_options->input,
                       "The inputs as a JSON object, @FILE, or - for standard input");
  eval_app->add_option("-d,--decision", eval_options->decision,
                       "A decision, decision service or business knowledge model; every decision without it");
  eval_app->add_flag("--explain", eval_options->explain, "Say what was computed on the way, and which rows matched");
  eval_app->add_flag("--json", eval_options->json, "As JSON");
  eval_app->footer(examples(
      {"dmn eval lending.dmn --input '{\"amount\": 2000}'", "dmn eval lending.dmn -i @facts.json -d risk --explain"}));
  eval_app->callback([&chosen, eval_options] { chosen = [eval_options] { return dmn_eval(*eval_options); }; });

  auto* check_app = dmn_app->add_subcommand("check", "Say what is wrong with DMN files and their tables");
  auto check_options = std::make_shared<CheckOptions>();
  check_app->add_option("models", check_options->files, "DMN files")->required();
  check_app->add_flag("--json", check_options->json, "As JSON");
  check_app->add_flag("-q,--quiet", check_options->quiet, "Errors only");
  check_app->add_flag("--strict", check_options->warnings_are_errors, "Warnings fail too");
  check_app->footer(examples({"dmn check lending.dmn"}));
  check_app->callback([&chosen, check_options] { chosen = [check_options] { return dmn_check(*check_options); }; });

  auto* export_app = dmn_app->add_subcommand(
      "export", "Write the decision tables of an SOP file as a DMN model, or a DMN file in another edition");
  auto export_options = std::make_shared<DmnExportOptions>();
  export_app->add_option("file", export_options->file, "An SOP file, or a .dmn file")->required();
  export_app->add_option("-o,--output", export_options->output, "File to write; - for standard output");
  export_app
      ->add_option("--edition", export_options->edition,
                   "1.1 to 1.5; automatic is 1.3, which dmn-js reads, or 1.5 where the model needs it")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(dmn_editions), std::end(dmn_editions))));
  export_app->footer(examples({"dmn export refund-request.sop.md -o refund.dmn"}));
  export_app->callback(
      [&chosen, export_options] { chosen = [export_options] { return dmn_export(*export_options); }; });

  auto* import_app = dmn_app->add_subcommand("import", "Print the decision tables of a DMN model as an SOP");
  auto import_options = std::make_shared<DmnImportOptions>();
  import_app->add_option("model", import_options->file, "A DMN file")->required();
  import_app->add_option("-d,--decision", import_options->decision, "Only this decision");
  import_app->add_flag("--table-only", import_options->table_only, "Only the sentences and their tables");
  import_app->add_option("-o,--output", import_options->output, "File to write; - for standard output");
  import_app->footer(examples({"dmn import refund.dmn --table-only"}));
  import_app->callback(
      [&chosen, import_options] { chosen = [import_options] { return dmn_import(*import_options); }; });
}

void add_case_commands(CLI::App& app, std::function<int()>& chosen) {
  auto* test_app =
      app.add_subcommand("test", "Play the practice scenarios of SOP files, or the rows of a CSV, through the engine");
  auto test_options = std::make_shared<TestOptions>();
  test_app->add_option("files", test_options->files, "SOP files; what they follow stands beside them")->required();
  test_app->add_option("--csv", test_options->csv, "Facts and expected outcomes, a row each");
  test_app->add_flag("--json", test_options->json, "As JSON");
  test_app->footer(examples({"test refund-request.sop.md", "test refund-request.sop.md --csv rows.csv"}));
  test_app->callback([&chosen, test_options] { chosen = [test_options] { return test(*test_options); }; });

  auto* run_app = app.add_subcommand("run", "Work a case of an SOP file here in the terminal");
  auto run_options = std::make_shared<RunOptions>();
  run_app->add_option("file", run_options->file, "An SOP file; what it follows stands beside it")->required();
  run_app->add_option("--state", run_options->state, "MA");
  run_app->add_option("--channel", run_options->channel, "phone, email, chat, …");
  run_app->add_option("--product", run_options->product, "One that the procedure lists");
  run_app->add_option("--language", run_options->language, "en or es");
  run_app->footer(
      examples({"run refund-request.sop.md", "run refund-request.sop.md --state MA --channel email --language es"}));
  run_app->callback([&chosen, run_options] { chosen = [run_options] { return run(*run_options); }; });
}

void add_database_option(CLI::App& app, std::string& database) {
  app.add_option("--database", database,
                 "postgresql://USER:PASSWORD@HOST:PORT/NAME; without it the data is a file in the folder")
      ->check(CLI::Validator(
          [](const std::string& url) { return url.empty() ? std::string("the URL is empty") : std::string(); }, "URL"))
      ->envname("EVENHAND_DATABASE");
}

void add_record_commands(CLI::App& app, std::function<int()>& chosen) {
  auto* export_app =
      app.add_subcommand("export", "Write cases as a pack that proves itself (the server must not run on this folder)");
  auto export_options = std::make_shared<ExportOptions>();
  export_app->add_option("cases", export_options->cases, "Ids of cases")->required();
  export_app->add_option("--data", export_options->data, "The data folder")->envname("EVENHAND_DATA_FOLDER");
  add_database_option(*export_app, export_options->database);
  export_app->add_option("-o,--output", export_options->output, "File to write; - for standard output");
  export_app->add_flag("--personal", export_options->personal, "Keep personal values readable in the pack");
  export_app->footer(examples({"export case_01jd8x6v0c --data data -o case.evpack"}));
  export_app->callback(
      [&chosen, export_options] { chosen = [export_options] { return export_cases(*export_options); }; });

  auto* verify_app = app.add_subcommand("verify", "Check a pack, with nothing but the pack");
  auto verify_options = std::make_shared<VerifyOptions>();
  verify_app->add_option("file", verify_options->file, "The pack; - for standard input")->required();
  verify_app->add_option("--key", verify_options->key, "The organisation's public key, as known from elsewhere");
  verify_app->add_option("--files", verify_options->files, "Folder to write the files of the cases to, once checked");
  verify_app->add_flag("--json", verify_options->json, "As JSON");
  verify_app->footer(examples({"verify case.evpack", "verify case.evpack --key KEY --files proof"}));
  verify_app->callback([&chosen, verify_options] { chosen = [verify_options] { return verify(*verify_options); }; });

  auto* doctor_app = app.add_subcommand("doctor", "Check an installation from end to end, also while the server runs");
  auto doctor_options = std::make_shared<DoctorOptions>();
  doctor_app->add_option("--data", doctor_options->data, "The data folder")->envname("EVENHAND_DATA_FOLDER");
  add_database_option(*doctor_app, doctor_options->database);
  doctor_app->add_flag("--json", doctor_options->json, "As JSON");
  doctor_app->add_flag("--recount", doctor_options->recount,
                       "First count the cases of the queues anew; the server must not run");
  doctor_app->footer(examples({"doctor --data data"}));
  doctor_app->callback([&chosen, doctor_options] { chosen = [doctor_options] { return doctor(*doctor_options); }; });
}

void add_backup_commands(CLI::App& app, std::function<int()>& chosen) {
  auto* backup_app = app.add_subcommand("backup", "Write everything into one file, also while the server runs");
  auto backup_options = std::make_shared<BackupCommand>();
  backup_app->add_option("--data", backup_options->data, "The data folder")->envname("EVENHAND_DATA_FOLDER");
  add_database_option(*backup_app, backup_options->database);
  backup_app->add_option("-o,--output", backup_options->output, "File to write; with --keep, the folder for it");
  backup_app
      ->add_option("--keep", backup_options->keep,
                   "Make a file with the time in its name, and keep this many of them in the folder")
      ->check(CLI::Range(1u, 100'000u));
  backup_app->add_option("--to-key", backup_options->to_key, "Encrypt to this public key, or the one in this file");
  backup_app->add_flag("--without-keys", backup_options->without_keys,
                       "Leave out master.key and signing.key: they have to be kept elsewhere");
  backup_app->add_flag("--force", backup_options->force, "Replace the file when it is there");
  backup_app->add_flag("--json", backup_options->json, "Print the manifest as JSON");
  backup_app->footer(examples({"backup --data data -o evenhand.backup", "backup keygen -o backup.key",
                               "backup --data data --to-key evbackup1… -o evenhand.backup",
                               "backup --data data --keep 14 -o backups"}));
  auto* keygen_app =
      backup_app->add_subcommand("keygen", "Make a key pair for encrypted backups; prints the public key");
  auto keygen_options = std::make_shared<KeygenCommand>();
  keygen_app->add_option("-o,--output", keygen_options->output, "File for the secret key")->required();
  keygen_app->footer(examples({"backup keygen -o backup.key"}));
  backup_app->callback([&chosen, backup_options, keygen_options, keygen_app] {
    if (keygen_app->parsed())
      chosen = [keygen_options] { return make_backup_key(*keygen_options); };
    else
      chosen = [backup_options] { return make_backup(*backup_options); };
  });

  auto* restore_app = app.add_subcommand("restore", "Put a backup into an empty place, checked from end to end");
  auto restore_options = std::make_shared<RestoreCommand>();
  restore_app->add_option("file", restore_options->file, "The backup")->required();
  restore_app->add_option("--data", restore_options->data, "The data folder; made when missing")
      ->envname("EVENHAND_DATA_FOLDER");
  add_database_option(*restore_app, restore_options->database);
  restore_app->add_option("--key", restore_options->key, "File with the secret key of an encrypted backup");
  restore_app->add_option("--to", restore_options->to, "The state as of this instant: 2026-11-30T09:30:00Z");
  restore_app->add_flag("--force", restore_options->force, "Move aside what is there");
  restore_app->add_flag("--json", restore_options->json, "As JSON");
  restore_app->footer(examples(
      {"restore evenhand.backup --data restored", "restore evenhand.backup --key backup.key --data data --force"}));
  restore_app->callback(
      [&chosen, restore_options] { chosen = [restore_options] { return restore(*restore_options); }; });

  auto* move_app = app.add_subcommand(
      "migrate-store",
      "Copy everything into another database: from a folder to PostgreSQL, or back. Run it again to go on");
  auto move_options = std::make_shared<MigrateStoreCommand>();
  move_app->add_option("--from", move_options->from, "A data folder, a SQLite file, or postgresql://…")->required();
  move_app->add_option("--to", move_options->to, "The same; it has to be empty")->required();
  move_app->add_flag("--restart", move_options->restart, "Drop what an earlier run has copied and begin anew");
  move_app->add_flag("--snapshot", move_options->snapshot,
                     "Put the copy in place although the source is still served, without what changes from now on");
  move_app->add_flag("--json", move_options->json, "As JSON");
  move_app->footer(examples({"migrate-store --from data --to postgresql://evenhand@db.internal/evenhand",
                             "migrate-store --from postgresql://evenhand@db.internal/evenhand --to data"}));
  move_app->callback([&chosen, move_options] { chosen = [move_options] { return migrate_store(*move_options); }; });
}

void add_serve_command(CLI::App& app, std::function<int()>& chosen) {
  auto* serve_app = app.add_subcommand("serve", "Run the server");
  auto options = std::make_shared<ServeOptions>();
  serve_app->add_option("--data", options->data, "The data folder; made when missing")->envname("EVENHAND_DATA_FOLDER");
  add_database_option(*serve_app, options->database);
  serve_app
      ->add_option("--database-replica", options->replica,
                   "A PostgreSQL server that follows it: searches are read there")
      ->envname("EVENHAND_DATABASE_REPLICA");
  serve_app->add_option("--address", options->address, "Address to listen on; 0.0.0.0 for all")
      ->envname("EVENHAND_ADDRESS");
  serve_app->add_option("--port", options->port, "Port to listen on; 0 for any free one")->envname("EVENHAND_PORT");
  serve_app->add_option("--company", options->company, "Name of the business, for {company} in messages");
  auto* certificate = serve_app->add_option("--tls-certificate", options->tls_certificate, "PEM file; turns TLS on");
  serve_app->add_option("--tls-key", options->tls_key, "PEM file")->needs(certificate);
  serve_app
      ->add_flag("--behind-tls", options->behind_tls,
                 "A proxy in front speaks TLS: give the session cookie to HTTPS only")
      ->envname("EVENHAND_BEHIND_TLS");
  serve_app
      ->add_option("--max-connections", options->connections_max,
                   "Open connections at most, event streams of browsers included; 2048 without it")
      ->check(CLI::Range(1, 1'000'000))
      ->envname("EVENHAND_MAX_CONNECTIONS");
  serve_app
      ->add_option("--max-connections-per-address", options->connections_per_address_max,
                   "Of them from one address, 512 without it; behind a proxy everybody comes from the proxy's")
      ->check(CLI::Range(1, 1'000'000))
      ->envname("EVENHAND_MAX_CONNECTIONS_PER_ADDRESS");
  serve_app->add_option("--port-file", options->port_file, "Write the port here once the server answers");
  serve_app->add_flag("--demo", options->demo, "Fill an empty data folder with a demo business");
  serve_app->add_flag("-q,--quiet", options->quiet, "Log errors only");
  serve_app->footer(examples({"serve --data data --port 9000", "serve --demo"}));
  serve_app->callback([&chosen, options] { chosen = [options] { return serve(*options); }; });
}

void add_help_command(CLI::App& app, std::function<int()>& chosen) {
  auto* help_app = app.add_subcommand("help", "Say how a command is used");
  auto names = std::make_shared<std::vector<std::string>>();
  help_app->add_option("command", *names, "A command, such as check or dmn eval");
  help_app->footer(examples({"help check", "help dmn eval"}));
  help_app->callback([&app, &chosen, names] {
    chosen = [&app, names] {
      const CLI::App* found = &app;
      std::string before;
      for (const std::string& name : *names) {
        const auto commands = found->get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
        if (commands.empty())
          return report({evenhand::ErrorKind::not_found, "command/not-found", "There is no command " + name + ".",
                         "`evenhand help` lists them."});
        before += (before.empty() ? "" : " ") + found->get_name();
        found = commands.front();
      }
      fmt::print("{}", found->help(before));
      return exit_ok;
    };
  });
}

/// A descriptor that is closed would be taken by the next file that is opened, and what is printed would land in that.
void keep_standard_streams() {
  for (int stream = 0; stream <= 2; ++stream)
    if (::fcntl(stream, F_GETFD) == -1 && ::open("/dev/null", O_RDONLY) != stream) return;
}

int run_command(int argc, char** argv) {
  CLI::App app{"Evenhand runs customer-service procedures: one SOP file is the guide, the gate and the record."};
  app.name("evenhand");
  app.set_version_flag("--version", "evenhand " EVENHAND_VERSION);
  app.footer(
      "Exit codes: 0 all is well, 1 the answer is no, 2 it could not be tried.\n"
      "`evenhand help COMMAND` says how a command is used; docs/command-line.md has the rest.");
  std::function<int()> chosen;
  add_serve_command(app, chosen);
  add_sop_commands(app, chosen);
  add_dmn_commands(app, chosen);
  add_law_commands(app, chosen);
  add_case_commands(app, chosen);
  add_record_commands(app, chosen);
  add_backup_commands(app, chosen);
  add_help_command(app, chosen);
  if (argc == 1) {
    std::fputs(app.help().c_str(), stderr);
    return exit_trouble;
  }
  app.require_subcommand(1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) { return app.exit(error) == 0 ? exit_ok : exit_trouble; }
  return chosen();
}

}  // namespace

int main(int argc, char** argv) {
  keep_standard_streams();
  std::signal(SIGXFSZ, SIG_IGN);  // a file over the limit of the shell is a write that fails
  int exit_code = exit_trouble;
  try {
    exit_code = run_command(argc, argv);
  } catch (const std::system_error& error) {
    if (std::ferror(stdout) != 0) return report_output(error.code().value());
    complain(error.what());
  } catch (const std::exception& error) { complain(error.what()); }
  return finish_output(exit_code);
}
