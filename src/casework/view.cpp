#include "casework/view.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace evenhand::casework {

using procedure::NodeKind;

std::string fact_key(std::string_view scope, std::string_view name) {
  std::string key;
  key.reserve(scope.size() + name.size() + 1);
  if (!scope.empty()) key.append(scope).push_back('>');
  return key.append(name);
}

const FactState* find_fact_state(const CaseState& state, std::string_view scope, std::string_view name) {
  const auto at = scope.empty() ? state.facts.find(name) : state.facts.find(fact_key(scope, name));
  return at == state.facts.end() ? nullptr : &at->second;
}

const NodeState* find_node(const CaseState& state, const Place& place) {
  const auto at = state.nodes.find(place.path);
  return at == state.nodes.end() ? nullptr : &at->second;
}

bool is_active(const CaseState& state, const Place& place) {
  const auto* node = find_node(state, place);
  return node && node->status == NodeStatus::active;
}

bool is_finished(const CaseState& state, const Place& place) {
  if (is_bare(place))
    return std::all_of(place.children.begin(), place.children.end(),
                       [&](const Place* child) { return is_finished(state, *child); });
  const auto* node = find_node(state, place);
  return node && node->status != NodeStatus::active;
}

bool is_known(const View& view, std::string_view scope, std::string_view name) {
  const auto* fact = find_fact_state(view.state, scope, name);
  return fact && !fact->value.is_null();
}

bool is_answered(const View& view, std::string_view scope, std::string_view name) {
  const auto* fact = find_fact_state(view.state, scope, name);
  return fact && !fact->stale && (fact->transient || !fact->value.is_null());
}

feel::Value evaluate(const View& view, std::string_view scope, const feel::Expression& expression) {
  const CaseEnvironment environment(view, scope);
  return view.steps ? feel::evaluate(expression, environment, *view.steps) : expression.evaluate(environment);
}

bool holds(const View& view, std::string_view scope, const procedure::Condition& condition) {
  return evaluate(view, scope, condition.expression).is_true();
}

const feel::Value* CaseEnvironment::find(std::string_view name) const {
  if (const auto* fact = find_fact_state(view_.state, scope_, name)) return &fact->value;
  if (const auto known = own_.find(name); known != own_.end()) return &known->second;
  const auto keep = [&](feel::Value value) { return &own_.emplace(name, std::move(value)).first->second; };
  const auto keep_text = [&](const std::string& text) -> const feel::Value* {
    return text.empty() ? nullptr : keep(feel::Value(text));
  };
  const auto& state = view_.state;
  const auto& selection = view_.program.selection();
  if (name == "channel") return keep_text(selection.channel);
  if (name == "state") return keep_text(selection.state);
  if (name == "language") return keep_text(selection.language);
  if (name == "product") return keep_text(selection.product);
  if (name == "priority") return keep_text(state.priority);
  if (name == "approved") {
    const auto* approval = find_approval(state, scope_);
    return keep(feel::Value(approval != nullptr && approval->approved));
  }
  if (name == "reply") return keep_text(state.last_reply);
  if (name == "opened at") return keep(feel::from_instant(state.opened_at));
  if (name == "opened on") {
    const auto at = feel::from_instant(state.opened_at);
    return at.as_date_time() ? keep(feel::Value(at.as_date_time()->date)) : nullptr;
  }
  if (name.ends_with(" done")) {
    const auto done = state.actions_done.find(name.substr(0, name.size() - 5));
    return keep(feel::Value(done != state.actions_done.end() && done->second > 0));
  }
  return nullptr;
}

namespace {

bool reads(const feel::Expression& expression, const std::set<std::string>& names) {
  const auto& read = expression.reads();
  return std::any_of(read.begin(), read.end(), [&](const auto& name) { return names.contains(name); });
}

bool reads(const dmn::Table& table, const std::set<std::string>& names) {
  const auto any = [&](const std::vector<feel::Expression>& cells) {
    return std::any_of(cells.begin(), cells.end(), [&](const auto& cell) { return reads(cell, names); });
  };
  return std::any_of(table.inputs.begin(), table.inputs.end(),
                     [&](const auto& input) { return reads(input.expression, names); }) ||
         std::any_of(table.rules.begin(), table.rules.end(),
                     [&](const auto& rule) { return any(rule.tests) || any(rule.outputs); }) ||
         std::any_of(table.outputs.begin(), table.outputs.end(),
                     [&](const auto& output) { return output.otherwise && reads(*output.otherwise, names); });
}

}  // namespace

bool is_applied_by(const procedure::Node& n, const std::set<std::string>& names) {
  return n.when && reads(n.when->expression, names);
}

bool is_settled_by(const procedure::Node& n, const std::set<std::string>& names) {
  const auto read = [&](const procedure::Condition& condition) { return reads(condition.expression, names); };
  return (n.condition && read(*n.condition)) || std::any_of(n.guards.begin(), n.guards.end(), read) ||
         (n.table && reads(*n.table, names));
}

bool is_question(const Place& place) {
  return place.node->kind == NodeKind::ask || (place.node->kind == NodeKind::decide && !place.node->table);
}

bool has_branch(const Place& place, std::size_t index) {
  return index < place.branches.size() && !place.branches[index]->children.empty();
}

bool is_at_or_under(const Place& place, const Place& ancestor) {
  for (const Place* p = &place; p; p = p->parent)
    if (p == &ancestor) return true;
  return false;
}

bool is_bare(const Place& place) {
  return place.node->kind == NodeKind::sequence && !place.node->when;
}

bool runs_by_itself(NodeKind kind) {
  switch (kind) {
    case NodeKind::record:
    case NodeKind::decide:
    case NodeKind::send:
    case NodeKind::tell:
    case NodeKind::hand_over:
    case NodeKind::follow:
    case NodeKind::go_to:
    case NodeKind::close:
    case NodeKind::raise:
      return true;
    default:
      return false;
  }
}

bool has_effects(NodeKind kind) {
  return kind == NodeKind::action || kind == NodeKind::send || kind == NodeKind::tell || kind == NodeKind::hand_over;
}

bool is_started_by_hand(const CaseState& state, const Place& place) {
  return runs_by_itself(place.node->kind) &&
         (place.node->optional || !place.role.empty() || state.by_hand.contains(place.path));
}

const Approval* find_approval(const CaseState& state, std::string_view scope) {
  const Approval* last = nullptr;
  for (const auto& [path, answer] : state.approvals) {
    const auto end = path.rfind('>');
    if (std::string_view(path).substr(0, end == std::string::npos ? 0 : end) != scope) continue;
    if (last == nullptr || answer.seq > last->seq) last = &answer;
  }
  return last;
}

bool is_kept_out(const CaseState& state, const Place& approval, std::string_view person_id) {
  const auto of = state.kept_out.find(approval.path);
  return state.workers.contains(person_id) || (of != state.kept_out.end() && of->second.contains(person_id));
}

bool may_be_skipped(const CaseState& state, const Place& place) {
  return place.node->optional || state.had.contains(place.path);
}

const Place* find_step(const Program& program, std::string_view scope, std::string_view step) {
  const auto* exact = program.find(fact_key(scope, step));
  return exact && exact->node->kind == NodeKind::step ? exact : nullptr;
}

namespace {

void add_binding(std::vector<procedure::Binding>& bindings, const std::string& fact) {
  const bool there = std::any_of(bindings.begin(), bindings.end(),
                                 [&](const auto& b) { return b.fact == fact || b.parameter == fact; });
  if (!there) bindings.push_back({fact, fact});
}

}  // namespace

std::vector<procedure::Binding> action_inputs(const Place* place, const procedure::Action* action) {
  std::vector<procedure::Binding> bindings;
  if (place) bindings = place->node->inputs;
  if (action)
    for (const auto& fact : action->needs) add_binding(bindings, fact);
  return bindings;
}

std::vector<procedure::Binding> action_outputs(const Place* place, const procedure::Action* action) {
  std::vector<procedure::Binding> bindings;
  if (place) bindings = place->node->outputs;
  if (action)
    for (const auto& fact : action->gives) add_binding(bindings, fact);
  return bindings;
}

std::vector<procedure::Binding> follow_inputs(const Place& follow) {
  using Source = procedure::Fact::Source;
  std::vector<procedure::Binding> bindings;
  for (const auto& fact : follow.children.back()->procedure->facts) {
    const bool taken = fact.source == Source::customer || fact.source == Source::agent ||
                       fact.source == Source::system || fact.source == Source::input;
    const auto& bound = follow.node->inputs;
    const auto* mine = follow.procedure->find_fact(fact.name);
    if (taken && !fact.implicit && mine && mine->type.kind == fact.type.kind &&
        std::none_of(bound.begin(), bound.end(), [&](const auto& b) { return b.parameter == fact.name; }))
      bindings.push_back({fact.name, fact.name});
  }
  bindings.insert(bindings.end(), follow.node->inputs.begin(), follow.node->inputs.end());
  return bindings;
}

std::vector<procedure::Binding> follow_outputs(const Place& follow) {
  std::vector<procedure::Binding> bindings;
  for (const auto& fact : follow.children.back()->procedure->facts) {
    const auto& bound = follow.node->outputs;
    if (fact.source == procedure::Fact::Source::result &&
        std::none_of(bound.begin(), bound.end(), [&](const auto& b) { return b.parameter == fact.name; }))
      bindings.push_back({fact.name, fact.name});
  }
  bindings.insert(bindings.end(), follow.node->outputs.begin(), follow.node->outputs.end());
  return bindings;
}

std::string plain(std::string_view sentence) {
  std::string out;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    if (sentence.substr(i, 2) == "**") {
      ++i;
      continue;
    }
    out.push_back(sentence[i] == '\n' ? ' ' : sentence[i]);
  }
  std::string_view trimmed = text::trim(out);
  while (trimmed.ends_with('.') || trimmed.ends_with(':')) trimmed.remove_suffix(1);
  return std::string(trimmed);
}

std::string told_words(std::string_view sentence) {
  const std::size_t open = sentence.find("**");
  const std::size_t close = open == std::string_view::npos ? open : sentence.find("**", open + 2);
  if (close == std::string_view::npos) return plain(sentence) + ".";
  std::string_view rest = text::trim(sentence.substr(close + 2));
  if (plain(rest).empty()) return {};
  for (const std::string_view joint : {"that ", "de que ", "que ", ":"}) {
    if (!rest.starts_with(joint)) continue;
    rest.remove_prefix(joint.size());
    return plain(rest) + ".";
  }
  return plain(sentence) + ".";
}

std::string join_words(const std::vector<std::string>& words, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace evenhand::casework
