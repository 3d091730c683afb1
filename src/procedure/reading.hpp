/// @file reading.hpp
/// @brief What one compilation carries from part to part: the source, the procedure in the making, names in scope, problems
/// and how each line was understood. Private to this module.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "procedure/compile.hpp"
#include "procedure/reader.hpp"

namespace evenhand::procedure {

struct StepHeading {
  std::uint32_t number = 0;
  std::string title, id;
};

/// A `Go to`, a placeholder, a name: checked when the whole file is known.
struct Mention {
  enum class Kind { message, step, fact, action, role, read } kind = Kind::fact;  ///< read: a name an expression reads
  std::string name;
  Range range;
};

class Reading {
 public:
  Reading(const Source& text, const Resolver& look_up) : source(text), resolver(look_up) {}

  const Source& source;
  const Resolver& resolver;
  Procedure procedure;
  Diagnostics diagnostics;
  std::vector<Understanding> understanding;
  std::vector<Edit> fixes;

  std::vector<std::string> names;               ///< in scope for FEEL, sorted
  std::vector<std::string> declared_languages;  ///< front matter, the first is the base
  std::vector<StepHeading> steps;
  std::map<std::string, const Block*> named_tables;  ///< heading slug -> the table under it
  std::set<const Block*> used_tables;
  std::map<std::string, ProcedurePtr> followed;  ///< by link; null when it is not known
  std::size_t items = 0;                         ///< nodes made so far, for limits::sop_items_max
  bool follows_unknown = false;                  ///< its results may be any name: unknown ones are warnings then
  std::vector<Mention> mentions;
  Span title_span{1, 1, 1, 1}, summary_span{1, 1, 1, 1};
  std::set<const Block*> read_rules;  ///< paragraphs of Training and of translations that were read to their end
  std::set<std::string> read_names;   ///< facts some expression, message or binding reads

  void error(std::string_view code, Range range, std::string message, std::string hint = {});
  void warning(std::string_view code, Range range, std::string message, std::string hint = {});
  void note(std::string_view code, Range range, std::string message, std::string hint = {});
  void report(Severity severity, std::string_view code, Span span, std::string message, std::string hint = {});
  /// What the finding just reported is sure to mean.
  void fix(Range range, std::string text) { fixes.push_back({source.span(range), std::move(text)}); }
  void understand(Range range, std::string_view kind, std::string text);
  void understand(std::uint32_t line, std::string_view kind, std::string text);

  /// Parses the expression in a code token; problems are reported at their place in the file.
  [[nodiscard]] Condition condition(const Run& run, const Token& code);
  /// Parses `text`, whose bytes stand at `run` offsets from `at` on. `tests`: as unary tests.
  [[nodiscard]] feel::Expression expression(const Run& run, std::size_t at, std::string_view text, bool tests = false);
  /// Error, or warning where a procedure that is followed and not known here may give the name.
  void unknown_name(std::string_view code, Range range, std::string message, std::string hint);
  /// Parses with the names in scope. Unknown names are errors only when every followed procedure is known.
  [[nodiscard]] feel::Parsed parse(std::string_view text, bool tests) const;
  /// Reports a name that is not a fact's to have: what the case, approvals and actions set, and words of FEEL (EH0146).
  bool is_free_name(const std::string& name, Range range);
  /// Adds the fact unless it is declared; for Record, giving, followed results, For each.
  void implicit_fact(const std::string& name, FactType type, Fact::Source origin, std::string detail, Range range);
  void add_fact(Fact fact);
  /// The fact called so; null when there is none. The pointer holds until the next fact is added.
  [[nodiscard]] Fact* fact(std::string_view name);
  [[nodiscard]] const Fact* fact(std::string_view name) const;
  /// Counts one more node; false, with EH0110 the first time, past the limit.
  bool one_more_item(Range range);
  /// The step with this title, number or id; null when there is none.
  [[nodiscard]] const StepHeading* step(std::string_view name) const;
  void mention(Mention::Kind kind, std::string name, Range range) {
    mentions.push_back({kind, std::move(name), range});
  }

 private:
  std::map<std::string, std::size_t, std::less<>> fact_places_;  ///< in procedure.facts
};

/// Names that expressions may read in every procedure: `channel`, `approved`, `opened on`, …
[[nodiscard]] const std::vector<std::string>& built_in_names();

/// `a, b and c`.
[[nodiscard]] std::string join_names(const std::vector<std::string>& names);
/// ` Did you mean "x"?` or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// Language code for `En español`, `es`, `Auf Deutsch`; empty when it is none. `heading` in any case, with or without marks.
[[nodiscard]] std::string language_of(std::string_view heading);
/// Two-letter code of a state of the United States, from its name or code; empty when it is none.
[[nodiscard]] std::string state_code(std::string_view name);
[[nodiscard]] const std::vector<std::string>& channel_names();

}  // namespace evenhand::procedure
