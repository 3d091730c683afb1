#include "intake/bpmn_elements.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "feel/expression.hpp"
#include "intake/bpmn_words.hpp"
#include "intake/document.hpp"

namespace evenhand::intake::bpmn {

Elements::Elements(const Graph& graph, const Order& order) : order_(order) {
  for (const Flow& flow : graph.flows)
    if (const auto condition = condition_of(flow.condition))
      for (const FactGuess& fact : condition->facts) types_.emplace(fact.name, fact.type);
}

Entry Elements::entry_of(const Node& n) const {
  Entry entry;
  entry.element = n.id;
  entry.line = n.line;
  entry.words = std::string(text::prefix(n.name.empty() ? n.documentation : n.name, words_max));
  return entry;
}

std::string Elements::words_of(const Node& n) {
  std::string out = escaped(n.name);
  if (n.name.empty()) out = escaped(text::prefix(n.documentation, words_max * 4));
  return out;
}

Unit Elements::words_unit(const Node& n, std::string rule) const {
  Unit unit;
  unit.forms = {Form::item, Form::advice, Form::code};
  unit.text = words_of(n);
  unit.rule = std::move(rule);
  unit.entry = entry_of(n);
  return unit;
}

Unit Elements::block(std::string sentence, std::string words, std::string rule, Entry entry) {
  Unit unit;
  unit.forms = {Form::block, Form::advice, Form::code};
  unit.phrase.sentence = std::move(sentence);
  unit.phrase.rule = unit.rule = std::move(rule);
  unit.text = std::move(words);
  unit.entry = std::move(entry);
  return unit;
}

Unit Elements::sentence(std::string words, std::string rule, bool sure, Unit from) {
  from.phrase.sentence = std::move(words);
  from.phrase.rule = std::move(rule);
  from.phrase.sure = sure;
  from.forms.insert(from.forms.begin(), Form::sentence);
  return from;
}

/// Facts that a condition reads and nobody was asked for are asked before it.
void Elements::ask_first(const std::vector<FactGuess>& facts, std::vector<Unit>& into) {
  std::vector<FactGuess> open;
  for (const FactGuess& fact : facts)
    if (known.insert(fact.name).second) open.push_back(fact);
  if (open.empty()) return;
  Unit unit;
  std::string names;
  for (std::size_t i = 0; i < open.size(); ++i)
    names += (i == 0 ? "" : i + 1 == open.size() ? " and " : ", ") + ("**" + open[i].name + "**");
  unit.forms = {Form::sentence, Form::item};
  unit.phrase.sentence = "Ask for " + names + ".";
  unit.phrase.rule = unit.rule = "ask";
  unit.phrase.facts = std::move(open);
  unit.text = "What the next condition reads has to be known.";
  unit.is_reported = false;
  into.push_back(std::move(unit));
}

Unit Elements::activity(const Node& n) {
  Unit unit;
  unit.entry = entry_of(n);
  unit.text = words_of(n);
  if (unit.text.empty()) unit.text = "Do what the diagram shows without words";
  unit.rule = "task";
  unit.guessed = false;
  unit.forms = {Form::box, Form::advice, Form::code};
  if (n.element == "callActivity") {
    const std::string file = text::slug(n.called.empty() ? n.name : n.called);
    std::string title = n.name;
    if (text::starts_with_ignoring_case(title, "follow ")) title = title.substr(7);
    if (!file.empty() && !title.empty())
      return sentence(fmt::format("Follow [{}]({}.sop.md).", escaped(title), file), "call", !n.called.empty(),
                      std::move(unit));
    return unit;
  }
  if (n.element == "scriptTask" && !n.condition.empty() && text::starts_with_ignoring_case(n.name, "record ")) {
    const std::string name = n.name.substr(7);
    if (feel_name(name) && n.condition.find('`') == std::string::npos) {
      known.insert(name);
      return sentence(fmt::format("Record **{}** as `{}`.", name, n.condition), "task", true, std::move(unit));
    }
  }
  // Our own exports give what is to be said a task of its own.
  if (n.element == "manualTask" && n.id.find(".say-") != std::string::npos) {
    unit.phrase.rule = "say";
    unit.phrase.sure = true;
    unit.phrase.rest = n.name;
    unit.forms.insert(unit.forms.begin(), Form::said);
    return unit;
  }
  // Our own exports name actions so; elsewhere `Do` is a word like others.
  if (text::starts_with_ignoring_case(n.name, "do ") && n.id.find("action-") != std::string::npos &&
      Elements::feel_name(n.name.substr(3)))
    return sentence(fmt::format("Do **{}**.", n.name.substr(3)), "task", true, std::move(unit));
  if (const auto phrase = recognise(n.name);
      phrase && !phrase->sentence.empty() && phrase->rule != "send" && phrase->rule != "close") {
    for (const FactGuess& fact : phrase->facts) known.insert(fact.name);
    unit.phrase = *phrase;
    for (FactGuess& fact : unit.phrase.facts)
      if (const auto type = types_.find(fact.name); type != types_.end() && fact.type == "text")
        fact.type = type->second;
    unit.forms.insert(unit.forms.begin(), Form::sentence);
    if (phrase->rule == "approve")
      if (const std::string most = limit_of(n.documentation); !most.empty())
        unit.phrase.sentence.insert(unit.phrase.sentence.size() - 1, ", up to " + most);
  }
  if (!n.owner.empty() && unit.form() == Form::box && n.owner.find_first_of("${}()\n") == std::string::npos)
    unit.text += fmt::format("{} (by {})", unit.text.ends_with('.') ? "" : ".", escaped(n.owner));
  if (unit.form() == Form::box && n.documentation.starts_with("when ")) {
    if (const auto when = condition_of(std::string_view(n.documentation).substr(5))) {
      unit.text += fmt::format(" (when `{}`)", when->feel);
      return unit;
    }
  }
  if (!n.documentation.empty() && !n.name.empty() && unit.form() == Form::box && n.documentation != "by " + n.owner) {
    Unit note;
    note.forms = {Form::item, Form::advice, Form::code};
    note.text = escaped(n.documentation);
    note.is_reported = false;
    unit.children.push_back(std::move(note));
  }
  return unit;
}

/// One that expressions can read; the author gave it there, so its words are not looked at.
bool Elements::feel_name(std::string_view name) {
  const auto parsed = feel::parse(name, {});
  return parsed.ok() && parsed.expression.reads().size() == 1 && parsed.expression.reads().front() == name;
}

std::string Elements::limit_of(std::string_view documentation) {
  const std::size_t at = documentation.find("up to ");
  if (at == std::string_view::npos) return {};
  std::string_view words = documentation.substr(at + 6);
  words = words.substr(0, words.find_first_of(".,;\xC2"));
  return std::string(text::trim(words));
}

Unit Elements::event(const Node& n) {
  Unit unit = words_unit(n, "event");
  if (n.element == "endEvent") {
    std::string outcome = n.name;
    if (text::starts_with_ignoring_case(outcome, "close as ")) outcome = outcome.substr(9);
    std::string plain;
    for (const char c : text::to_lower_ascii(outcome))
      plain += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : ' ';
    plain = text::collapse_spaces(plain);
    if (plain.empty() || plain == "end" || plain == "done") plain = "done";
    if (unit.text.empty()) unit.text = "The end";
    return sentence("Close as **" + plain + "**.", "end", !n.name.empty(), std::move(unit));
  }
  if (n.event == "timer" && n.element != "boundaryEvent") {
    const std::string time = n.timer.empty() ? std::string{} : duration_words(n.timer);
    if (unit.text.empty()) unit.text = "Wait";
    if (!time.empty()) return sentence("Wait " + time + ".", "timer", true, std::move(unit));
    unit.forms = {Form::box, Form::advice, Form::code};
    unit.guessed = true;
    return unit;
  }
  if (n.event == "message" && n.element == "intermediateCatchEvent") {
    if (unit.text.empty()) unit.text = "Wait for a message";
    return sentence("Wait for a reply.", "event", text::starts_with_ignoring_case(n.name, "wait for a reply"),
                    std::move(unit));
  }
  if (n.event == "conditional" && n.element == "intermediateCatchEvent") {
    if (const auto condition = condition_of(n.condition)) {
      Unit wait = sentence("Wait until `" + condition->feel + "`.", "event", true, std::move(unit));
      wait.phrase.facts = condition->facts;
      return wait;
    }
  }
  if (order_.is_jump(n)) return sentence("Go to step **" + n.name.substr(6) + "**.", "flow", true, std::move(unit));
  if (unit.text.empty()) return unit;
  if (n.element == "intermediateThrowEvent" || n.element == "intermediateCatchEvent") {
    unit.forms = {Form::box, Form::advice, Form::code};
    unit.guessed = true;
  }
  return unit;
}

}  // namespace evenhand::intake::bpmn
