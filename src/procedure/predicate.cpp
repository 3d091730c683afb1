#include "procedure/predicate.hpp"

#include <algorithm>
#include <utility>

namespace evenhand::procedure::predicate {
namespace {

constexpr std::size_t cases_max = 4'000;  // of one question

/// Constants each name is compared with; none for one that is only read as a truth. Returns how many parts it saw.
std::size_t collect(const Formula& formula, std::map<std::string, std::vector<Constant>, std::less<>>& constants,
                    std::set<std::string, std::less<>>& unknowns) {
  std::size_t seen = 1;
  if (formula.kind == Formula::Kind::compare) constants[formula.name].push_back(formula.value);
  if (formula.kind == Formula::Kind::truth) constants[formula.name];
  if (formula.kind == Formula::Kind::unknown) unknowns.insert(formula.name);
  for (const Formula& part : formula.parts) seen += collect(part, constants, unknowns);
  return seen;
}

std::optional<bool> compare_values(const Constant& a, Formula::Comparison op, const Constant& b) {
  using C = Formula::Comparison;
  const bool a_null = a.index() == 0, b_null = b.index() == 0;
  if (op == C::equal || op == C::not_equal) {
    if (!a_null && !b_null && a.index() != b.index()) return std::nullopt;
    return (a == b) == (op == C::equal);
  }
  if (a_null || b_null || a.index() != b.index() || std::holds_alternative<bool>(a)) return std::nullopt;
  const auto order = std::holds_alternative<Decimal>(a) ? std::get<Decimal>(a) <=> std::get<Decimal>(b)
                                                        : std::get<std::string>(a) <=> std::get<std::string>(b);
  switch (op) {
    case C::less:
      return order < 0;
    case C::less_equal:
      return order <= 0;
    case C::greater:
      return order > 0;
    default:
      return order >= 0;
  }
}

}  // namespace

std::optional<bool> evaluate(const Formula& formula, const std::map<std::string, Constant, std::less<>>& values) {
  const auto as_truth = [](const Constant& value) -> std::optional<bool> {
    const bool* truth = std::get_if<bool>(&value);
    return truth ? std::optional(*truth) : std::nullopt;
  };
  switch (formula.kind) {
    case Formula::Kind::constant:
      return as_truth(formula.value);
    case Formula::Kind::truth:
    case Formula::Kind::unknown:
      return as_truth(values.at(formula.name));
    case Formula::Kind::compare:
      return compare_values(values.at(formula.name), formula.comparison, formula.value);
    case Formula::Kind::negation: {
      const auto inner = evaluate(formula.parts[0], values);
      return inner ? std::optional(!*inner) : std::nullopt;
    }
    case Formula::Kind::conjunction:
    case Formula::Kind::disjunction:
      break;
  }
  const bool decisive = formula.kind == Formula::Kind::disjunction;
  bool has_null = false;
  for (const Formula& part : formula.parts) {
    const auto value = evaluate(part, values);
    if (value == decisive) return decisive;
    if (!value) has_null = true;
  }
  return has_null ? std::nullopt : std::optional(!decisive);
}

bool Formula::reads_any(const std::set<std::string, std::less<>>& names) const {
  return std::any_of(reads.begin(), reads.end(), [&](const std::string& name) { return names.contains(name); });
}

bool Domains::spend(std::size_t work) const {
  const bool enough = work_left_ > work;
  work_left_ = enough ? work_left_ - work : 0;
  return enough;
}

std::vector<Given> Domains::bearing_on_last(std::span<const Given> all) const {
  std::vector<Given> out = {all.back()};
  std::set<std::string, std::less<>> names = all.back().formula->reads;
  std::vector<bool> taken(all.size(), false);
  for (bool grown = true; grown;) {
    if (!spend(all.size())) return {};
    grown = false;
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      if (taken[i] || !all[i].formula->reads_any(names)) continue;
      const auto& reads = all[i].formula->reads;
      taken[i] = grown = true;
      names.insert(reads.begin(), reads.end());
      out.push_back(all[i]);
    }
  }
  return out;
}

Domains::Domains(const Procedure& procedure, std::size_t work) : work_left_(work) {
  for (const Fact& fact : procedure.facts) {
    Domain domain;
    switch (fact.type.kind) {
      case FactType::Kind::yes_no:
        domain.kind = Domain::Kind::truth;
        break;
      case FactType::Kind::one_of:
        domain.kind = Domain::Kind::options;
        domain.options = fact.type.options;
        break;
      case FactType::Kind::number:
      case FactType::Kind::money:
        domain.kind = Domain::Kind::number;
        domain.minimum = fact.type.minimum;
        domain.maximum = fact.type.maximum;
        break;
      default:
        break;
    }
    // A made fact has the type its expression gives, whatever the compiler guessed.
    if (fact.implicit || fact.type.options.empty() != (domain.kind != Domain::Kind::options)) domain = {};
    // Only what a person enters is held to the range of its type when it is captured.
    const bool entered = fact.source == Fact::Source::customer || fact.source == Fact::Source::agent;
    if (!entered) domain.minimum.reset(), domain.maximum.reset();
    domains_[fact.name] = std::move(domain);
  }
  domains_["approved"].kind = Domain::Kind::truth;
  for (const Action& action : procedure.actions) domains_[action.name + " done"].kind = Domain::Kind::truth;
  Domain& priority = domains_["priority"];
  priority.kind = Domain::Kind::options;
  priority.options = {"low", "normal", "high", "urgent"};
  if (!procedure.products.empty()) {
    Domain& product = domains_["product"];
    product.kind = Domain::Kind::options;
    product.options = procedure.products;
  }
  find_constants(procedure);
}

const std::vector<std::string>* Domains::options_of(std::string_view name) const {
  const auto found = domains_.find(name);
  return found != domains_.end() && found->second.kind == Domain::Kind::options ? &found->second.options : nullptr;
}

/// One value for each case that the constants can tell apart; empty when the comparisons are of no known kind.
std::optional<std::vector<Constant>> Domains::values(const std::string& name,
                                                     const std::vector<Constant>& constants) const {
  const auto found = domains_.find(name);
  const Domain domain = found != domains_.end() ? found->second : Domain{};
  std::vector<Constant> out;
  if (domain.kind == Domain::Kind::truth) return std::vector<Constant>{true, false};
  if (domain.kind == Domain::Kind::constants) return domain.constants;
  if (domain.kind == Domain::Kind::options) {
    for (const std::string& option : domain.options) out.emplace_back(option);
    return out;
  }
  std::vector<Decimal> numbers;
  std::vector<std::string> texts;
  for (const Constant& constant : constants) {
    if (const Decimal* number = std::get_if<Decimal>(&constant)) numbers.push_back(*number);
    if (const std::string* text = std::get_if<std::string>(&constant)) texts.push_back(*text);
  }
  const bool any = domain.kind == Domain::Kind::any;
  if (any || domain.kind == Domain::Kind::number) {
    if (domain.minimum) numbers.push_back(*domain.minimum);
    if (domain.maximum) numbers.push_back(*domain.maximum);
    if (numbers.empty()) numbers.emplace_back(0);
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::vector<Decimal> points;
    const auto below = numbers.front().subtract(1), above = numbers.back().add(1);
    if (!below || !above || *below >= numbers.front() || *above <= numbers.back()) return std::nullopt;
    points.push_back(*below);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      points.push_back(numbers[i]);
      if (i + 1 == numbers.size()) break;
      const auto sum = numbers[i].add(numbers[i + 1]);
      const auto middle = sum ? sum->divide(2) : std::nullopt;
      if (!middle || *middle <= numbers[i] || *middle >= numbers[i + 1]) return std::nullopt;
      points.push_back(*middle);
    }
    points.push_back(*above);
    for (const Decimal& point : points)
      if ((!domain.minimum || point >= *domain.minimum) && (!domain.maximum || point <= *domain.maximum))
        out.emplace_back(point);
    if (!any) return out;
  }
  // A value of no known type: any text, number or truth.
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  out.emplace_back(std::string());
  for (const std::string& text : texts) {
    if (!text.empty()) out.emplace_back(text);
    out.emplace_back(text + '\x01');  // just after it in order
  }
  out.emplace_back(true);
  out.emplace_back(false);
  return out;
}

std::optional<std::vector<Domains::Variable>> Domains::variables(std::span<const Given> given,
                                                                 const std::set<std::string, std::less<>>& set,
                                                                 bool all_set) const {
  std::map<std::string, std::vector<Constant>, std::less<>> constants;
  std::set<std::string, std::less<>> unknowns;
  std::size_t parts = 0;
  for (const Given& one : given) parts += collect(*one.formula, constants, unknowns);
  if (!spend(parts)) return std::nullopt;
  std::vector<Variable> out;
  std::size_t cases = 1;
  for (const auto& [name, of_name] : constants) {
    if (of_name.size() > cases_max) return std::nullopt;
    auto list = values(name, of_name);
    if (all_set && of_name.empty()) list = std::vector<Constant>{true, false};  // read as a truth alone, so it is one
    if (!list) return std::nullopt;
    if (!all_set && !set.contains(name)) list->emplace_back(std::monostate{});
    out.push_back({name, std::move(*list)});
  }
  for (const std::string& name : unknowns) out.push_back({name, {true, false}});
  for (const Variable& variable : out) {
    if (variable.values.empty()) return std::nullopt;
    cases *= variable.values.size();
    if (cases > cases_max) return std::nullopt;
  }
  if (!spend(cases * parts)) return std::nullopt;
  return out;
}

namespace {

/// Calls `visit` with each case until it answers true.
template <class Variables, class Visit>
bool any_case(const Variables& variables, const Visit& visit) {
  std::map<std::string, Constant, std::less<>> now;
  std::size_t cases = 1;
  for (const auto& variable : variables) cases *= variable.values.size();
  for (std::size_t index = 0; index < cases; ++index) {
    std::size_t rest = index;
    for (const auto& variable : variables) {
      now[variable.name] = variable.values[rest % variable.values.size()];
      rest /= variable.values.size();
    }
    if (visit(now)) return true;
  }
  return false;
}

bool agrees(const Given& one, const std::map<std::string, Constant, std::less<>>& now) {
  return (evaluate(*one.formula, now) == std::optional(true)) == one.holds;
}

}  // namespace

Answer Domains::possible(std::span<const Given> all, const std::set<std::string, std::less<>>& set,
                         bool all_set) const {
  if (all.empty()) return Answer::yes;
  const std::vector<Given> given = bearing_on_last(all);
  if (given.empty()) return Answer::unknown;
  const auto unknowns = variables(given, set, all_set);
  if (!unknowns) return Answer::unknown;
  const bool found = any_case(*unknowns, [&](const auto& now) {
    return std::all_of(given.begin(), given.end(), [&](const Given& one) { return agrees(one, now); });
  });
  return found ? Answer::yes : Answer::no;
}

bool Domains::depends_on_unset(std::span<const Given> all, const std::string& name,
                               const std::set<std::string, std::less<>>& set) const {
  std::vector<Given> given = bearing_on_last(all);
  if (given.empty()) return false;
  const Formula& last = *given.front().formula;
  given.erase(given.begin());
  std::erase_if(given, [&](const Given& one) { return one.formula->reads.contains(name); });
  given.push_back({&last, true});
  auto unknowns = variables(given, set, false);
  if (!unknowns) return false;
  given.pop_back();
  std::vector<Constant> possible;
  for (Variable& variable : *unknowns)
    if (variable.name == name) possible = std::exchange(variable.values, {std::monostate{}});
  return any_case(*unknowns, [&](const auto& now) {
    if (!std::all_of(given.begin(), given.end(), [&](const Given& one) { return agrees(one, now); })) return false;
    const auto without = evaluate(last, now);
    auto with = now;
    return std::any_of(possible.begin(), possible.end(), [&](const Constant& value) {
      with[name] = value;
      return evaluate(last, with) != without;
    });
  });
}

/// A fact that only tables and records with constants ever set can have no other value.
void Domains::find_constants(const Procedure& procedure) {
  std::map<std::string, std::vector<Constant>, std::less<>> given;
  std::set<std::string, std::less<>> open;
  bool follows = false;
  const auto take = [&](const std::string& name, const feel::Expression& expression) {
    const Formula formula = read(expression);
    if (formula.kind == Formula::Kind::constant)
      given[name].push_back(formula.value);
    else
      open.insert(name);
  };
  const auto visit = [&](const auto& self, const Node& node) -> void {
    follows |= node.kind == NodeKind::follow;
    for (const Binding& binding : node.outputs) open.insert(binding.fact);
    const bool decides = node.kind == NodeKind::decide && node.table && node.table->policy < dmn::HitPolicy::rule_order;
    if (decides) {
      for (std::size_t i = 0; i < node.table->outputs.size(); ++i)
        for (const dmn::Rule& rule : node.table->rules)
          if (i < rule.outputs.size()) take(node.table->outputs[i].name, rule.outputs[i]);
    } else if (node.kind == NodeKind::record && node.condition && node.facts.size() == 1) {
      take(node.facts[0], node.condition->expression);
    } else {
      open.insert(node.facts.begin(), node.facts.end());
    }
    for (const Node& child : node.children) self(self, child);
    for (const Node& branch : node.branches) self(self, branch);
  };
  visit(visit, procedure.root);
  for (const EscalationRule& rule : procedure.escalation) visit(visit, rule.body);
  for (const Overlay& overlay : procedure.overlays)
    for (const OverlayEdit& edit : overlay.edits) {
      for (const Node& node : edit.nodes) visit(visit, node);
      if (edit.escalation) visit(visit, edit.escalation->body);
    }
  for (const Action& action : procedure.actions) open.insert(action.gives.begin(), action.gives.end());
  if (follows) return;
  for (auto& [fact_name, constants] : given) {
    const std::string& name = fact_name;
    const auto fact =
        std::find_if(procedure.facts.begin(), procedure.facts.end(), [&](const Fact& one) { return one.name == name; });
    const bool own = fact != procedure.facts.end() &&
                     (fact->source == Fact::Source::decision || fact->source == Fact::Source::computed);
    if (!own || open.contains(name)) continue;
    domains_[name].kind = Domain::Kind::constants;
    domains_[name].constants = std::move(constants);
  }
}

}  // namespace evenhand::procedure::predicate
