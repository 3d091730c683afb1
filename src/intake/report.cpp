#include "intake/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/printable.hpp"

namespace evenhand::intake {

namespace {

struct Rule {
  std::string_view name, sentence;
};
/// web/src/i18n says the same in the reader's language.
constexpr std::array rules{
    Rule{"title", "The first heading, or the file's own title, is the title."},
    Rule{"summary", "The first paragraph is the summary."},
    Rule{"numbered-heading", "A heading with a number is a step."},
    Rule{"heading-step", "A heading over a list of things to do is a step."},
    Rule{"item-step", "An item of an ordered list that has a list of its own is a step."},
    Rule{"box", "A box stays a box."},
    Rule{"item-box", "An item that is to be done is a box that somebody confirms."},
    Rule{"ask", "A question to the customer captures facts; their types are a guess."},
    Rule{"wait", "A time or a reply to wait for."},
    Rule{"approve", "An approval that is asked of a role."},
    Rule{"tell", "A role that is told something."},
    Rule{"hand-over", "The case changes its owner."},
    Rule{"priority", "The case's priority."},
    Rule{"close", "The end of the case."},
    Rule{"send", "A message, with the words that stand beside it."},
    Rule{"if", "A condition in words is a yes or no that the agent answers."},
    Rule{"otherwise", "The other way of the condition before it."},
    Rule{"say", "Words in quotation marks are words to say."},
    Rule{"quote", "A quote in a step is words to say; elsewhere it is shown."},
    Rule{"table-decision", "A table whose last column is the outcome decides it."},
    Rule{"table", "A table is shown as it stands."},
    Rule{"heading-section", "A heading over words is a section to read."},
    Rule{"reserved-heading", "The language has a section of this name, so the heading begins with About."},
    Rule{"subheading", "A heading below a step or section stays a heading."},
    Rule{"paragraph", "A paragraph is shown as written."},
    Rule{"item-guidance", "An item that says nothing to do is shown as written."},
    Rule{"code", "Code is shown as it stands."},
    Rule{"as-words", "It sounds like a sentence of the language but is none, so it is shown as words."},
    Rule{"fenced", "The language cannot show it as it stands, so the plain words are shown."},
    Rule{"task", "A task is a box that somebody confirms."},
    Rule{"gateway", "A gateway whose ways join again is a choice."},
    Rule{"parallel", "Ways in parallel are done in any order."},
    Rule{"loop", "A way back is a repeat."},
    Rule{"timer", "A timer is a wait."},
    Rule{"event", "An event that is waited for."},
    Rule{"call", "A call activity follows another procedure."},
    Rule{"end", "The end of the case, named by its outcome."},
    Rule{"step-group", "A group or a sub-process is a step."},
    Rule{"flow", "The element before it leads here."},
    Rule{"unsupported", "This has no counterpart in the language; its words are kept."},
    Rule{"unreached", "No flow leads here from the start; its words are kept."},
    Rule{"unread",
         "Pictures, comments, headers, footers, embedded files and particulars of another system are not read."},
    Rule{"ready", "The file is an SOP already and is taken as it stands."},
};

}  // namespace

std::string_view outcome_name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::understood:
      return "understood";
    case Outcome::guessed:
      return "guessed";
    case Outcome::prose:
      return "prose";
    case Outcome::left_out:
      return "left out";
  }
  return {};
}

std::string_view rule_sentence(std::string_view rule) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return r.name == rule; });
  return found == rules.end() ? std::string_view{} : found->sentence;
}

std::size_t count(const Imported& imported, Outcome outcome) {
  return static_cast<std::size_t>(std::count_if(imported.report.begin(), imported.report.end(),
                                                [&](const Entry& e) { return e.outcome == outcome; }));
}

json::Value to_json(const Imported& imported) {
  json::Value counts;
  for (const Outcome outcome : {Outcome::understood, Outcome::guessed, Outcome::prose, Outcome::left_out})
    counts.set(outcome == Outcome::left_out ? "left_out" : std::string(outcome_name(outcome)),
               static_cast<std::uint64_t>(count(imported, outcome)));
  json::Array entries;
  for (const Entry& e : imported.report) {
    json::Value entry;
    entry.set("outcome", e.outcome == Outcome::left_out ? "left_out" : outcome_name(e.outcome))
        .set("rule", e.rule)
        .set("became", e.became)
        .set("why", rule_sentence(e.rule))
        .set("words", e.words);
    entry.set("line", e.line == 0 ? json::Value(nullptr) : json::Value(e.line));
    entry.set("draft_line", e.draft_line == 0 ? json::Value(nullptr) : json::Value(e.draft_line));
    entry.set("element", e.element.empty() ? json::Value(nullptr) : json::Value(e.element));
    entries.push_back(std::move(entry));
  }
  json::Value value;
  value.set("title", imported.title)
      .set("runnable", imported.runnable)
      .set("counts", std::move(counts))
      .set("entries", std::move(entries));
  return value;
}

std::string to_text(const Imported& imported) {
  std::string out;
  for (const Entry& e : imported.report) {
    const std::string from = !e.element.empty() ? e.element : e.line == 0 ? "-" : std::to_string(e.line);
    const std::string to = e.draft_line == 0 ? "-" : std::to_string(e.draft_line);
    out += fmt::format("{:>6} → {:<6} {:<10}  {:<9}  {}\n", text::printable(from), to, outcome_name(e.outcome),
                       e.became, text::printable(e.words));
  }
  out += fmt::format("{} understood, {} guessed, {} left as prose, {} left out.\n",
                     count(imported, Outcome::understood), count(imported, Outcome::guessed),
                     count(imported, Outcome::prose), count(imported, Outcome::left_out));
  return out;
}

}  // namespace evenhand::intake
