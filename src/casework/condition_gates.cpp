// Which part of a condition fails, and what would establish it.
#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "casework/gates.hpp"

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

/// What is not as the expression wants it, name by name.
void explain(const View& view, std::string_view scope, const feel::Expression& expression, Gate& gate) {
  std::vector<std::string> why, remedies;
  const auto* procedure = view.program.procedure_of(scope);
  for (const auto& name : expression.reads()) {
    const auto* declared = procedure ? procedure->find_fact(name) : nullptr;
    const auto* fact = find_fact_state(view.state, scope, name);
    if (name == "approved" && !declared && !fact) {
      const auto* approval = find_approval(view.state, scope);
      if (approval == nullptr || !approval->approved)
        why.push_back("there is no approval"), remedies.push_back("Get the approval.");
      continue;
    }
    if (name.ends_with(" done") && !declared && !fact) {
      const auto action = name.substr(0, name.size() - 5);
      const auto done = view.state.actions_done.find(action);
      if (done == view.state.actions_done.end() || done->second == 0)
        why.push_back("**" + action + "** has not been done"), remedies.push_back("Do **" + action + "** first.");
      continue;
    }
    if (!declared && !fact) continue;
    gate.facts.push_back(name);
    if (!fact || fact->value.is_null()) {
      why.push_back("**" + name + "** is not known");
      remedies.push_back(remedy_for_fact(view, scope, name));
    } else if (!fact->personal && !fact->transient) {
      why.push_back("**" + name + "** is " + feel::to_display(fact->value));
    }
  }
  gate.message = "`" + gate.condition + "` does not hold" + (why.empty() ? "" : ": " + join_words(why)) + ".";
  if (remedies.empty() && !gate.facts.empty())
    remedies.push_back("It needs " + std::string(gate.facts.size() == 1 ? "another value of " : "other values of ") +
                       join_words(gate.facts, "or") + ".");
  for (const auto& remedy : remedies) gate.remedy += (gate.remedy.empty() ? "" : " ") + remedy;
}

}  // namespace

std::string remedy_for_fact(const View& view, std::string_view scope, std::string_view name) {
  const auto* fact = view.program.find_fact(scope, name);
  const std::string bold = "**" + std::string(name) + "**";
  if (!fact && (name == "state" || name == "product")) return "This case was opened without a " + bold + ".";
  if (!fact && name == "reply") return "The customer has not replied yet.";
  if (!fact) return "Nothing has given " + bold + " yet.";
  switch (fact->source) {
    case procedure::Fact::Source::action:
      return "Do **" + fact->source_detail + "**, which gives " + bold + ".";
    case procedure::Fact::Source::decision:
      return "The decision table for " + bold + " has to be reached.";
    case procedure::Fact::Source::computed:
      return bold + " is computed at its Record line.";
    case procedure::Fact::Source::counted:
      return bold + " counts once its repeat runs.";
    case procedure::Fact::Source::result:
      return "The part that works out " + bold + " has to be finished.";
    default:
      return "Record " + bold + ".";
  }
}

std::vector<Gate> condition_gates(const View& view, std::string_view scope, const Place* place,
                                  const procedure::Condition& condition, std::string_view kind) {
  std::vector<Gate> gates;
  if (holds(view, scope, condition)) return gates;
  Gate base;
  base.kind = kind;
  if (place) {
    base.path = place->path;
    base.law = place->node->satisfies;
    if (place->step) base.step_id = place->step->node->id, base.step_title = place->step->node->text.text;
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
    explain(view, scope, parsed.expression, gate);
    gates.push_back(std::move(gate));
  }
  if (gates.empty()) {
    base.condition = text::collapse_spaces(condition.expression.source());
    explain(view, scope, condition.expression, base);
    gates.push_back(std::move(base));
  }
  return gates;
}

}  // namespace evenhand::casework
