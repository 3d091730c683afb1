// Which part of a condition fails, and what would establish it.
#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "casework/gates.hpp"
#include "casework/speech.hpp"

namespace evenhand::casework {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80) != 0;
}

/// Takes off parentheses that enclose the whole text.
std::string_view strip_parentheses(std::string_view source) {
  source = text::trim(source);
  while (source.size() >= 2 && source.front() == '(' && source.back() == ')') {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i + 1 < source.size(); ++i) {
      const char c = source[i];
      if (c == '"' && (i == 0 || source[i - 1] != '\\')) quoted = !quoted;
      if (quoted) continue;
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) return source;
    }
    source = text::trim(source.substr(1, source.size() - 2));
  }
  return source;
}

/// The operands of a top-level `and`, or the whole when it is anything else.
std::vector<std::string_view> split_and(std::string_view source) {
  source = strip_parentheses(source);
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  bool between = false;
  for (std::size_t i = 0; i < source.size();) {
    const char c = source[i];
    if (c == '"') {
      for (++i; i < source.size() && source[i] != '"'; ++i)
        if (source[i] == '\\') ++i;
      ++i;
      continue;
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (!is_word(c)) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < source.size() && is_word(source[end])) ++end;
    const auto word = source.substr(i, end - i);
    if (depth == 0) {
      if (word == "or" || word == "if" || word == "some" || word == "every" || word == "for" || word == "function")
        return {source};
      if (word == "between")
        between = true;
      else if (word == "and" && between)
        between = false;
      else if (word == "and") {
        parts.push_back(source.substr(begin, i - begin));
        begin = end;
      }
    }
    i = end;
  }
  if (parts.empty()) return {source};
  parts.push_back(source.substr(begin));
  std::vector<std::string_view> all;
  for (const auto part : parts)
    for (const auto inner : split_and(part)) all.push_back(text::trim(inner));
  return all;
}

/// What it is for, and that it has to hold.
std::string demand(const Speech& say, const feel::Expression& expression, std::string_view kind,
                   std::string_view action) {
  const Speech::Said said = say.condition(expression);
  if (kind == "wait") return say("The case waits until {}.", "El caso espera a que se cumpla: {}.", said.words);
  if (kind == "guard")
    return say("**{}** is allowed only once {}.", "**{}** se permite solo cuando {}.", say.name(action), said.clause);
  return say("This has to hold: {}.", "Tiene que cumplirse: {}.", said.words);
}

/// What is not as the expression wants it, name by name.
void explain(const View& view, std::string_view scope, const feel::Expression& expression, Gate& gate,
             std::string_view action) {
  const Speech say(view, scope);
  std::vector<std::string> why, remedies;
  const auto* procedure = view.program.procedure_of(scope);
  for (const auto& name : expression.reads()) {
    const auto* declared = procedure ? procedure->find_fact(name) : nullptr;
    const auto* fact = find_fact_state(view.state, scope, name);
    if (name == "approved" && !declared && !fact) {
      if (const auto* approval = find_approval(view.state, scope); approval && approval->approved) continue;
      why.push_back(say("there is no approval", "no hay aprobación"));
      remedies.push_back(say("Get the approval.", "Obtenga la aprobación."));
      continue;
    }
    if (name.ends_with(" done") && !declared && !fact) {
      const auto done = view.state.actions_done.find(name.substr(0, name.size() - 5));
      if (done != view.state.actions_done.end() && done->second > 0) continue;
      const auto act = say.name(name.substr(0, name.size() - 5));
      why.push_back(say("**{}** has not been done", "no se ha hecho **{}**", act));
      remedies.push_back(say("Do **{}** first.", "Haga antes **{}**.", act));
      continue;
    }
    if (!declared && !fact) continue;
    gate.facts.push_back(name);
    if (!fact || fact->value.is_null()) {
      why.push_back(say("{} is not known", "{} no se conoce", say.bold(name)));
      remedies.push_back(remedy_for_fact(view, scope, name));
    } else if (!fact->personal && !fact->transient) {
      why.push_back(say("{} is {}", "{} es {}", say.bold(name), say.value(name, fact->value)));
    }
  }
  gate.message = demand(say, expression, gate.kind, action);
  if (!why.empty()) gate.message += say(" Now: {}.", " Ahora: {}.", say.join(why));
  if (remedies.empty() && !gate.facts.empty())
    remedies.push_back(
        gate.facts.size() == 1
            ? say("It needs another value of {}.", "Hace falta otro valor de {}.", say.label(gate.facts[0]))
            : say("It needs other values of {}.", "Hacen falta otros valores de {}.", say.labels(gate.facts, true)));
  for (const auto& remedy : remedies) gate.remedy += (gate.remedy.empty() ? "" : " ") + remedy;
}

}  // namespace

std::string remedy_for_fact(const View& view, std::string_view scope, std::string_view name) {
  const Speech say(view, scope);
  const auto* fact = view.program.find_fact(scope, name);
  const std::string bold = say.bold(name);
  if (!fact && name == "state") return say("This case was opened without a state.", "Este caso se abrió sin estado.");
  if (!fact && name == "product")
    return say("This case was opened without a product.", "Este caso se abrió sin producto.");
  if (!fact && name == "reply") return say("The customer has not replied yet.", "El cliente todavía no ha respondido.");
  if (!fact) return say("Nothing has given {} yet.", "Nada ha dado todavía {}.", bold);
  switch (fact->source) {
    case procedure::Fact::Source::action:
      return say("Do **{}**, which gives {}.", "Haga **{}**, que da {}.", say.name(fact->source_detail), bold);
    case procedure::Fact::Source::decision:
      return say("The decision table for {} has to be reached.", "Hay que llegar a la tabla que decide {}.", bold);
    case procedure::Fact::Source::computed:
      return say("{} is computed at its Record line.", "{} se calcula cuando el caso llega a su línea.", bold);
    case procedure::Fact::Source::counted:
      return say("{} counts once its repeat runs.", "{} cuenta cuando empieza su repetición.", bold);
    case procedure::Fact::Source::result:
      return say("The part that works out {} has to be finished.", "Hay que terminar la parte que da {}.", bold);
    default:
      return say("Record {}.", "Registre {}.", bold);
  }
}

std::vector<Gate> condition_gates(const View& view, std::string_view scope, const Place* place,
                                  const procedure::Condition& condition, std::string_view kind,
                                  std::string_view action) {
  std::vector<Gate> gates;
  if (holds(view, scope, condition)) return gates;
  Gate base;
  base.kind = kind;
  if (place) {
    base.path = place->path;
    base.law = place->node->satisfies;
    if (place->step)
      base.step_id = place->step->node->id, base.step_title = Speech(view, scope).text(place->step->node->text);
  }
  const auto* procedure = view.program.procedure_of(scope);
  auto names = procedure ? procedure::names_in_scope(*procedure) : std::vector<std::string>();
  if (procedure)
    for (const auto& fact : procedure->facts) names.push_back(fact.name);
  for (const auto part : split_and(condition.expression.source())) {
    auto parsed = feel::parse(part, names, true);
    if (!parsed.ok()) {
      gates.clear();
      break;
    }
    if (evaluate(view, scope, parsed.expression).is_true()) continue;
    Gate gate = base;
    gate.condition = part;
    explain(view, scope, parsed.expression, gate, action);
    gates.push_back(std::move(gate));
  }
  if (gates.empty()) {
    base.condition = text::collapse_spaces(condition.expression.source());
    explain(view, scope, condition.expression, base, action);
    gates.push_back(std::move(base));
  }
  return gates;
}

}  // namespace evenhand::casework
