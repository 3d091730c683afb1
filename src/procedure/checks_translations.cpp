#include <algorithm>

#include "procedure/checks.hpp"
#include "procedure/worded.hpp"

namespace evenhand::procedure {

namespace {

/// What readers of one language would see in the base text's words: EH0550 where it stands. A part that is translated in
/// places is reported where its translation stands, by the reader of translations.
class Untranslated {
 public:
  Untranslated(Reading& r, const std::string& language) : r_(r), p_(r.procedure), language_(language) {}

  void report() {
    const bool any_step = steps();
    messages();
    if (!any_step) return;  // one warning says it all
    opening();
    for (Overlay& overlay : p_.overlays)
      if (none_of(worded(overlay)))
        missing(overlay.span, "\"" + overlay.name + "\" has no translation",
                "Add ### " + overlay.name + " to the section in that language, with the same items.");
    if (const std::vector<Worded> rules = worded(p_.escalation); none_of(rules))
      missing(
          rules.front().span, "The escalation rules have no translation",
          "Add ### Escalation to the section in that language: what is told, and in bold what customers may mention.");
    if (const std::vector<Worded> targets = worded(p_.targets); none_of(targets))
      missing(targets.front().span, "The targets that are kept as text have no translation",
              "Add ### Targets to the section in that language, with an item for each.");
    questions();
    facts();
    names();
  }

 private:
  [[nodiscard]] bool has(const LocalText& text) const {
    return text.text.empty() || text.translations.contains(language_);
  }
  [[nodiscard]] bool none_of(const std::vector<Worded>& texts) const {
    return !texts.empty() && std::none_of(texts.begin(), texts.end(), [&](const Worded& w) { return w.in(language_); });
  }
  void missing(Span span, const std::string& message, std::string hint) {
    r_.report(Severity::warning, "EH0550", span, message + " (" + language_ + ").", std::move(hint));
  }

  bool steps() {
    const bool any_step =
        std::any_of(p_.root.children.begin(), p_.root.children.end(), [&](const Node& s) { return has(s.text); });
    for (const Node& step : p_.root.children) {
      if (has(step.text)) continue;
      missing(step.span, any_step ? "This step has no translation" : "The steps have no translation",
              "Add a section in that language with ### " + std::to_string(step.number) + ". and the title.");
      if (!any_step) break;
    }
    return any_step;
  }

  void messages() {
    for (const Message& m : p_.messages) {
      if (!has(m.body))
        missing(m.span, "The message \"" + m.name + "\" has no translation",
                "Add a heading in that language under it, then a block quote.");
      for (const auto& [channel, body] : m.by_channel)
        if (!has(body))
          missing(m.span, "What the message \"" + m.name + "\" says by " + channel + " has no translation",
                  "Add ##### and the language under #### By " + channel + ", then a block quote.");
    }
  }

  void opening() {
    if (p_.title != p_.id && !has(p_.local_title))
      missing(r_.title_span, "The title has no translation",
              "Begin the section in that language with the title, a paragraph that is all bold.");
    if (!p_.summary.empty() && !p_.summary_in.contains(language_))
      missing(r_.summary_span, "The summary has no translation",
              "Begin the section in that language with the title in bold, then the summary as a paragraph.");
  }

  void questions() {
    std::vector<Question>& all = p_.training.questions;
    if (all.empty() || std::any_of(all.begin(), all.end(), [&](Question& q) { return !none_of(worded(q)); })) return;
    missing(
        all.front().span, "The questions have no translation",
        "Add ### Training to the section in that language: the questions numbered, their answers as items in them.");
  }

  /// Names in one warning, at the first of them.
  void list(const std::vector<ShownName>& all, const std::string& of, std::string hint) {
    std::vector<std::string> names;
    Span first{1, 1, 1, 1};
    for (const ShownName& one : all) {
      if (one.span.line > 0 && first.end_line == 1 && first.end_column == 1) first = one.span;
      names.push_back(one.name);
    }
    if (names.empty()) return;
    r_.report(Severity::warning, "EH0550", first, of + " (" + language_ + "): " + join_names(names) + ".",
              std::move(hint));
  }

  void facts() {
    std::vector<ShownName> declared, made, options;
    for (const Fact& f : p_.facts) {
      // What a procedure hands back that is not known here has its label there.
      if (!has(f.label) && !(f.implicit && r_.follows_unknown))
        (f.implicit ? made : declared).push_back({f.name, f.span});
      if (!f.implicit && !f.type.options.empty() && has(f.label) && !f.options_in.contains(language_))
        options.push_back({f.name, f.span});
    }
    list(declared, "These facts have no label", "Add a column headed with the language to the Facts table.");
    list(made, "These facts, which are in no Facts table, have no label",
         "Add ### Names to the section in that language, with a table of each and its label.");
    list(options, "The options of these facts have no translation",
         "Write them behind the label in the language's column, in the same order: label: first, second.");
  }

  void names() {
    std::vector<ShownName> all = shown_names(p_);
    const auto told = p_.names_in.find(language_);
    if (told != p_.names_in.end())
      std::erase_if(all, [&](const ShownName& one) { return told->second.contains(one.name); });
    list(all, "These names have no translation",
         "Add ### Names to the section in that language, with a table of each and what its readers call it.");
  }

  Reading& r_;
  Procedure& p_;
  const std::string& language_;
};

}  // namespace

void check_translations(Reading& r) {
  for (std::size_t i = 1; i < r.declared_languages.size(); ++i) Untranslated(r, r.declared_languages[i]).report();
}

}  // namespace evenhand::procedure
