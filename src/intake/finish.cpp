// Writes a draft until the parser takes it, and says what became of each part.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "intake/document.hpp"
#include "intake/draft_writer.hpp"
#include "procedure/compile.hpp"

namespace evenhand::intake {

namespace {

/// Each round puts at least one unit into a plainer form; files with more faults than that are written plainly at once.
constexpr int rounds_max = 24;

class Finisher {
 public:
  Finisher(Draft draft, const Deadline& deadline) : draft_(std::move(draft)), deadline_(deadline) {}

  Result<Imported> run() {
    settle_ends();
    Written written;
    for (int round = 0;; ++round) {
      written = write_draft(draft_, true);
      if (written.text.size() > limits::sop_bytes_max)
        return fail(ErrorKind::too_large, "import/too-large", "The draft would be larger than a procedure may be.",
                    fmt::format("Split the file; a procedure has at most {} bytes.", limits::sop_bytes_max));
      const procedure::Compiled compiled = procedure::compile(written.text);
      if (!has_errors(compiled.diagnostics)) break;
      bool changed = round < rounds_max && !deadline_.has_passed() && make_plainer(compiled.diagnostics, written);
      if (!changed && !plain_) changed = make_all_plain();
      if (!changed) {
        const auto error = std::find_if(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                                        [](const Diagnostic& d) { return d.severity == Severity::error; });
        return fail(ErrorKind::invalid, "import/no-draft", "No draft can be made of this file: " + error->message,
                    error->hint.empty() ? "Split the file, or copy its text into a new procedure." : error->hint);
      }
    }
    Imported imported;
    imported.title = plain_words(draft_.title);
    imported.runnable = written.runnable;
    bool summary = false;
    for (Unit& u : draft_.opening) {
      if (u.rule == "title") {
        u.first_line = written.title_line;
      } else if (!summary && u.form() == Form::paragraph) {
        summary = true;
        u.rule = "summary";
      }
      report(u, imported.report);
    }
    for (const Unit& u : draft_.units) report(u, imported.report);
    imported.report.insert(imported.report.end(), draft_.beside.begin(), draft_.beside.end());
    imported.draft = std::move(written.text);
    return imported;
  }

 private:
  /// Only what nothing follows may end a case.
  void settle_ends() {
    Unit* last_step = nullptr;
    for (Unit& u : draft_.units)
      if (u.form() == Form::step) last_step = &u;
    for (Unit& u : draft_.units)
      for (std::size_t i = 0; i < u.children.size(); ++i)
        settle(u.children[i], &u == last_step && i + 1 == u.children.size() && u.children[i].children.empty());
  }
  static void settle(Unit& u, bool may_end) {
    if (u.form() == Form::sentence && u.phrase.only_last && !may_end) ++u.at;
    const bool branch = u.form() == Form::choice || u.form() == Form::otherwise || u.form() == Form::block;
    for (std::size_t i = 0; i < u.then.size(); ++i) settle(u.then[i], branch && u.children.empty());
    for (std::size_t i = 0; i < u.children.size(); ++i)
      settle(u.children[i], branch && i + 1 == u.children.size() && u.children[i].children.empty());
  }

  bool step_on(Unit& u) {
    if (u.at + 1 >= u.forms.size()) return false;
    refused_.emplace(u.form(), first_word(u));
    ++u.at;
    return true;
  }
  static std::string first_word(const Unit& u) {
    return text::to_lower_ascii(std::string_view(u.text).substr(0, u.text.find(' ')));
  }
  /// Where the checker found more than it lists, what begins alike in the same form will be refused alike.
  void all_alike(std::vector<Unit>& units, const std::set<std::pair<Form, std::string>>& refused) {
    for (Unit& u : units) {
      if (refused.contains({u.form(), first_word(u)})) (void)step_on(u);
      all_alike(u.then, refused);
      all_alike(u.children, refused);
    }
  }

  /// The innermost unit of a line that has a plainer form takes it.
  bool plainer_at(std::vector<Unit>& units, std::uint32_t line) {
    for (Unit& u : units) {
      if (line < u.first_line || line > u.last_line) continue;
      if (u.form() == Form::choice || u.form() == Form::otherwise || u.form() == Form::block)
        if (plainer_at(u.then, line)) return true;
      if (plainer_at(u.children, line)) return true;
      return step_on(u);
    }
    return false;
  }

  bool plainer_named(std::vector<Unit>& units, const std::string& name) {
    bool changed = false;
    for (Unit& u : units) {
      const auto names = [&](const FactGuess& f) { return f.name == name; };
      const bool uses_facts = u.form() == Form::sentence || u.form() == Form::choice || u.form() == Form::block;
      if ((uses_facts && std::any_of(u.phrase.facts.begin(), u.phrase.facts.end(), names)) ||
          (u.form() == Form::decision && std::any_of(u.facts.begin(), u.facts.end(), names)) ||
          (u.form() == Form::sentence && u.phrase.rule == "send" && u.phrase.rest == name))
        changed = step_on(u) || changed;
      changed = plainer_named(u.then, name) || changed;
      changed = plainer_named(u.children, name) || changed;
    }
    return changed;
  }

  bool make_plainer(const Diagnostics& diagnostics, const Written& written) {
    bool changed = false;
    std::uint32_t done = 0;
    for (const Diagnostic& d : diagnostics) {
      if (d.severity != Severity::error || d.span.line == done) continue;
      done = d.span.line;
      if (const auto name = written.names.find(d.span.line); name != written.names.end())
        changed = plainer_named(draft_.units, name->second) || changed;
      else
        changed = plainer_at(draft_.opening, d.span.line) || plainer_at(draft_.units, d.span.line) || changed;
    }
    if (diagnostics.size() >= limits::sop_diagnostics_max) all_alike(draft_.units, std::exchange(refused_, {}));
    refused_.clear();
    return changed;
  }

  static bool all_plain(std::vector<Unit>& units) {
    bool changed = false;
    for (Unit& u : units) {
      if (u.form() != Form::step && u.at + 1 < u.forms.size()) {
        u.at = u.forms.size() - 1;
        changed = true;
      }
      changed = all_plain(u.then) || changed;
      changed = all_plain(u.children) || changed;
    }
    return changed;
  }
  bool make_all_plain() {
    plain_ = true;
    const bool opening = all_plain(draft_.opening);
    return all_plain(draft_.units) || opening;
  }

  static std::string_view became(Form form) {
    switch (form) {
      case Form::step:
        return "step";
      case Form::section:
      case Form::apart:
        return "section";
      case Form::sentence:
        return "directive";
      case Form::choice:
      case Form::otherwise:
      case Form::block:
        return "branch";
      case Form::box:
        return "box";
      case Form::said:
      case Form::quote:
        return "words";
      case Form::decision:
        return "decision";
      default:
        return "guidance";
    }
  }

  static void report(const Unit& u, std::vector<Entry>& out) {
    if (u.is_reported) {
      Entry e = u.entry;
      e.draft_line = u.first_line;
      e.became = u.rule == "title" ? "title" : u.rule == "summary" ? "summary" : std::string(became(u.form()));
      e.rule = u.rule;
      e.outcome = Outcome::prose;
      switch (u.form()) {
        case Form::sentence:
          e.rule = u.phrase.rule;
          e.outcome = u.phrase.sure ? Outcome::understood : Outcome::guessed;
          break;
        case Form::choice:
        case Form::otherwise:
        case Form::block:
        case Form::said:
          e.rule = u.phrase.rule;
          e.outcome = u.phrase.sure ? Outcome::understood : Outcome::guessed;
          break;
        case Form::step:
        case Form::box:
          e.outcome = u.guessed ? Outcome::guessed : Outcome::understood;
          break;
        case Form::decision:
          e.outcome = Outcome::guessed;
          break;
        case Form::quote:
          if (u.guessed)
            e.outcome = Outcome::guessed;
          else
            e.became = "guidance";
          break;
        case Form::apart:
          e.rule = "reserved-heading";
          break;
        case Form::advice:
          e.rule = "as-words";
          break;
        case Form::code:
          e.rule = "fenced";
          break;
        default:
          if (u.rule == "table-decision") e.rule = "table";
          break;
      }
      if (u.rule == "title" || u.rule == "summary") e.outcome = Outcome::understood;
      out.push_back(std::move(e));
    }
    for (const Unit& then : u.then) report(then, out);
    for (const Unit& child : u.children) report(child, out);
  }

  Draft draft_;
  const Deadline& deadline_;
  std::set<std::pair<Form, std::string>> refused_;  ///< forms that were given up in this round, and what began so
  bool plain_ = false;
};

}  // namespace

Result<Imported> finish(Draft draft, const Deadline& deadline) {
  std::string id = text::slug(plain_words(draft.title));
  constexpr std::size_t id_bytes_max = 60;
  if (id.size() > id_bytes_max) id = id.substr(0, id_bytes_max);
  while (!id.empty() && id.back() == '-') id.pop_back();
  draft.id = id.empty() ? "imported" : id;
  if (text::trim(plain_words(draft.title)).empty()) draft.title = "Imported procedure";
  return Finisher(std::move(draft), deadline).run();
}

}  // namespace evenhand::intake
