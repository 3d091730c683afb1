/// @file commands.hpp
/// @brief The commands of `evenhand`, each a function of its options that returns the exit code. main.cpp reads the options.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace evenhand::cli {

// SOP files
struct CheckOptions {
  std::vector<std::string> files;
  bool json = false;
  bool quiet = false;
  bool warnings_are_errors = false;
  bool fix = false;       ///< SOP files only: first put in what findings know to be meant
  bool law = false;       ///< SOP files only: say for every state what a law asks and how the procedure stands to it
  std::string packs, on;  ///< SOP files only: as in LawOptions
};
int check(const CheckOptions& options);
struct ExplainOptions {
  std::string what;
  bool json = false;
};  ///< what: a file, or a code such as EH0203
int explain(const ExplainOptions& options);
struct FormatOptions {
  std::vector<std::string> files;
  bool check = false, stdout_only = false;
  bool json = false;  ///< with `check`
};
int format(const FormatOptions& options);
struct DiffOptions {
  std::string before, after;
  bool json = false;
};
int diff(const DiffOptions& options);
struct DrawOptions {
  std::string file, output = "-", format = "svg", state, channel, product, language = "en";
};
int draw(const DrawOptions& options);
struct PrintOptions {
  std::string file, output = "-", state, channel, product, language, paper = "letter";
  std::string against;  ///< an earlier file: print what changed since
};
int print_sop(const PrintOptions& options);

struct ImportOptions {
  std::string file, output = "-";
  std::string name;  ///< what the file is called, where it comes from standard input
  bool json = false, report = false;
};
int import_sop(const ImportOptions& options);

// DMN models
struct DmnEvalOptions {
  std::string file, input = "{}", decision;
  bool json = false, explain = false;
};  ///< input: JSON, `@FILE`, or - for standard input; decision: empty for every one
int dmn_eval(const DmnEvalOptions& options);
/// In the order of dmn::Edition.
inline constexpr std::string_view dmn_editions[] = {"automatic", "1.1", "1.2", "1.3", "1.4", "1.5"};
int dmn_check(const CheckOptions& options);
struct DmnExportOptions {
  std::string file, output = "-", edition = "automatic";  ///< one of dmn_editions
};
int dmn_export(const DmnExportOptions& options);
struct DmnImportOptions {
  std::string file, output = "-", decision;
  bool table_only = false;
};
int dmn_import(const DmnImportOptions& options);

// Packs of law facts
/// Also runs the tests of the tables.
int law_check(const CheckOptions& options);
struct LawOptions {
  std::string packs;  ///< folder of packs in place of those built in; empty: those
  std::string on;     ///< a day; empty: today
  bool json = false;
};
struct LawListOptions : LawOptions {
  std::string place, topic;  ///< `MA` or `US-MA`, empty: everywhere; a topic's name
  bool all = false;          ///< past and future ones too
};
int law_list(const LawListOptions& options);
struct LawShowOptions : LawOptions {
  std::string name;  ///< `us-ma/ma-93a-demand`
};
int law_show(const LawShowOptions& options);
struct LawDiffOptions : LawOptions {
  std::string before, after;  ///< files; `after` empty: `before` is held against the pack of its id in use
};
int law_diff(const LawDiffOptions& options);
struct LawDecideOptions : LawOptions {
  std::string table, input = "{}";  ///< `us-ma/ma-worker-status`; JSON, `@FILE`, or - for standard input
};
int law_decide(const LawDecideOptions& options);
struct LawAddOptions : LawOptions {
  std::string file, requirement;  ///< an SOP file; `us-ma/ma-recording-consent`
  std::string output;             ///< empty: into the file itself
};
/// Puts the lines that meet a requirement into an SOP file.
int law_add(const LawAddOptions& options);

// Working cases
struct TestOptions {
  std::vector<std::string> files;
  std::string csv;
  bool json = false;
};
int test(const TestOptions& options);
struct RunOptions {
  std::string file, state;
  std::string channel;  ///< empty: phone, or the first one of a procedure that is not for calls
  std::string product, language = "en";
};
int run(const RunOptions& options);

// Records
struct ExportOptions {
  std::string data = "data", database, output = "-";
  std::vector<std::string> cases;
  bool personal = false;
  bool json = false;  ///< with a file as `output`
};
int export_cases(const ExportOptions& options);
struct VerifyOptions {
  std::string file, key;
  std::string files;  ///< folder to write the files of the cases to; empty: they are only checked
  bool json = false;
};
int verify(const VerifyOptions& options);
struct DoctorOptions {
  std::string data = "data", database;
  bool json = false;
  bool recount = false;
};
int doctor(const DoctorOptions& options);

}  // namespace evenhand::cli
