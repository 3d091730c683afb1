// Nodes that need nobody outside the case: boxes, questions, checks, decisions, computed facts, notices.
#include <algorithm>

#include "casework/render.hpp"
#include "casework/run.hpp"

namespace evenhand::casework {

using procedure::NodeKind;
using How = NodeFinished::How;

Flow Run::visit_task(const Place& place) {
  if (const auto* at = node(place); at && at->branch >= 0)
    return run_branch(place, static_cast<std::size_t>(at->branch));
  enter(place);
  return Flow::pending;
}

Flow Run::visit_ask(const Place& place) {
  for (const auto& fact : place.node->facts)
    if (!is_answered(view(), place.scope, fact)) {
      enter(place);
      return Flow::pending;
    }
  finish(place, How::done);
  return Flow::finished;
}

Flow Run::visit_check(const Place& place) {
  if (const auto* at = node(place); at && at->branch >= 0)
    return run_branch(place, static_cast<std::size_t>(at->branch));
  if (!place.node->condition || holds(view(), place.scope, *place.node->condition)) {
    finish(place, How::done);
    return Flow::finished;
  }
  if (has_branch(place, 0)) return take_branch(place, 0, why_not(place.scope, *place.node->condition));
  enter(place);
  return Flow::pending;
}

namespace {

/// One output of a decision that has several; of each row that matched, where all of them count.
feel::Value output_of(const feel::Value& decided, const std::string& name) {
  if (const auto* rows = decided.as_list()) {
    feel::List values;
    for (const auto& row : *rows) values.push_back(output_of(row, name));
    return values;
  }
  if (const auto* context = decided.as_context())
    for (const auto& [output, value] : *context)
      if (output == name) return value;
  return {};
}

}  // namespace

Flow Run::visit_decide(const Place& place) {
  const auto& n = *place.node;
  if (!n.table) {
    enter(place);
    return Flow::pending;
  }
  const auto now = view();
  const auto decision = dmn::evaluate(*n.table, CaseEnvironment(now, place.scope), steps_);
  std::vector<std::pair<std::string, feel::Value>> values;
  bool good = !decision.rules.empty() || !decision.value.is_null();
  const bool several = n.facts.size() > 1 || n.table->outputs.size() > 1;
  // Rows that match and contradict one another decide nothing.
  if (several) good = good && (decision.value.as_context() != nullptr || decision.value.as_list() != nullptr);
  for (const auto& fact : n.facts) {
    feel::Value value = several ? output_of(decision.value, fact) : decision.value;
    // A row may leave a fact open on purpose; but a value that does not fit the fact's type decides nothing.
    if (const auto* declared = program_.find_fact(place.scope, fact); declared && !value.is_null()) {
      auto checked = check_fact(*declared, value);
      good = good && checked.has_value();
      if (checked) value = *checked;
    }
    good = good && !(value.is_null() && n.facts.size() == 1);
    values.emplace_back(fact, std::move(value));
  }
  if (!good) {
    enter(place);
    return Flow::pending;
  }
  DecisionMade event{place.path, {}};
  for (const auto rule : decision.rules) event.rules.push_back(static_cast<std::uint32_t>(rule + 1));
  emit(std::move(event));
  Origin origin;
  for (const auto& input : n.table->inputs) origin |= origin_of(place.scope, input.expression);
  for (const auto rule : decision.rules)
    for (const auto& cell : n.table->rules[rule].outputs) origin |= origin_of(place.scope, cell);
  for (const auto& output : n.table->outputs)
    if (output.otherwise) origin |= origin_of(place.scope, *output.otherwise);
  for (auto& [fact, value] : values) record_fact(place.scope, fact, std::move(value), place.path, "decision", origin);
  finish(place, How::done);
  return Flow::finished;
}

bool Run::record_value(const procedure::Node& n, const std::string& scope, const std::string& path) {
  if (n.facts.empty() || !n.condition) return true;
  auto value = evaluate(view(), scope, n.condition->expression);
  if (value.is_null() && !unknown_in(scope, n.condition->expression).empty()) return false;
  if (const auto* declared = program_.find_fact(scope, n.facts.front()); declared && !value.is_null()) {
    auto checked = check_fact(*declared, value);
    // An implicit fact has no type of its own to fail.
    if (!checked && !declared->implicit) return false;
    if (checked && !declared->implicit) value = *checked;
  }
  record_fact(scope, n.facts.front(), std::move(value), path, "computed", origin_of(scope, n.condition->expression));
  return true;
}

Flow Run::visit_record(const Place& place) {
  if (!record_value(*place.node, place.scope, place.path)) {
    enter(place);
    return Flow::pending;
  }
  finish(place, How::done);
  return Flow::finished;
}

void Run::tell(const Place& place) {
  const auto text =
      render(place.node->text.in(language_of(program_)), state_, program_, place.scope, actor_, surroundings_);
  emit(Told{place.path, place.node->name, told_words(text.text)});
}

void Run::hand_over(const Place& place) {
  emit(HandedOver{place.path, place.node->name, plain(place.node->text.text)});
}

void Run::raise(const Place& place) {
  emit(PriorityRaised{place.path, place.node->name});
}

}  // namespace evenhand::casework
