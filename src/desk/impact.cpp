#include "desk/impact.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "store/people.hpp"

namespace evenhand::desk {
namespace {

using procedure::Node;
using procedure::Procedure;

/// What a case in `state` would follow, without what it never sees.
std::string seen_in(const procedure::ProcedurePtr& procedure, const std::string& state) {
  const auto resolved = procedure::resolve(procedure, {.state = state, .channel = {}, .product = {}, .language = {}});
  if (!resolved) return resolved.error().message;
  const json::Value all = procedure::to_json(**resolved, false);
  json::Value seen{json::Object{}};
  for (const char* part :
       {"facts", "targets", "root", "messages", "escalation", "actions", "records", "namesIn", "prose"})
    if (const json::Value* value = all.find(part)) seen.set(part, *value);
  return json::write(seen);
}

void collect_nodes(const Node& node, std::map<std::string, const Node*>& out) {
  out.emplace(node.id, &node);
  for (const Node& one : node.children) collect_nodes(one, out);
  for (const Node& one : node.branches) collect_nodes(one, out);
}

std::map<std::string, const Node*> nodes_of(const Procedure& procedure) {
  std::map<std::string, const Node*> out;
  collect_nodes(procedure.root, out);
  for (const auto& rule : procedure.escalation) collect_nodes(rule.body, out);
  for (const auto& overlay : procedure.overlays)
    for (const auto& edit : overlay.edits)
      for (const Node& node : edit.nodes) collect_nodes(node, out);
  return out;
}

void add_roles(const Node& node, std::set<std::string>& out) {
  if (!node.by_role.empty()) out.insert(node.by_role);
  if (node.kind == procedure::NodeKind::approve || node.kind == procedure::NodeKind::tell ||
      node.kind == procedure::NodeKind::hand_over)
    out.insert(node.name);
}

void touched(Impact& impact, const Procedure* before, const Procedure& after) {
  std::set<std::string> messages, roles;
  const auto old_nodes = before == nullptr ? std::map<std::string, const Node*>{} : nodes_of(*before);
  const auto new_nodes = nodes_of(after);
  for (const change_control::Difference& one : impact.differences) {
    const std::string& where = one.change.where;
    if (where.starts_with("message: ")) messages.insert(where.substr(9));
    for (const auto* nodes : {&old_nodes, &new_nodes})
      if (const auto found = nodes->find(where); found != nodes->end()) add_roles(*found->second, roles);
    if (where == "approvers")
      for (const std::string& role : after.approvers) roles.insert(role);
  }
  impact.messages.assign(messages.begin(), messages.end());
  impact.roles.assign(roles.begin(), roles.end());
}

void touched_states(Impact& impact, const procedure::ProcedurePtr& before, const procedure::ProcedurePtr& after) {
  if (before == nullptr) {
    impact.touches_base = true;
    impact.states = after->states;
    return;
  }
  std::set<std::string> states(after->states.begin(), after->states.end());
  states.insert(before->states.begin(), before->states.end());
  for (const auto* procedure : {&before, &after})
    for (const auto& overlay : (*procedure)->overlays) states.insert(overlay.states.begin(), overlay.states.end());
  impact.touches_base = seen_in(before, "") != seen_in(after, "");
  for (const std::string& state : states)
    if (seen_in(before, state) != seen_in(after, state)) impact.states.push_back(state);
}

/// A training section speaks of `agents`, a person has the role `agent`.
bool is_called(const std::string& role, const std::string& words) {
  return text::equals_ignoring_case(role, words) || text::equals_ignoring_case(role + "s", words);
}

Result<void> find_learners(Impact& impact, const store::Reader& reader, const std::string& org) {
  if (impact.trained_roles.empty()) return {};
  const auto people = store::people::list(reader, org);
  if (!people) return fail(people.error());
  for (const store::people::Person& person : *people) {
    Impact::Learner learner{person.name, {}};
    for (const std::string& role : impact.trained_roles)
      if (std::any_of(person.roles.begin(), person.roles.end(),
                      [&](const std::string& own) { return is_called(own, role); }))
        learner.roles.push_back(role);
    if (!person.active || learner.roles.empty()) continue;
    if (++impact.learners_count <= limits::page_size_max) impact.learners.push_back(std::move(learner));
  }
  return {};
}

Result<void> find_open_cases(Impact& impact, const store::Reader& reader, const std::string& org,
                             const std::string& procedure_id) {
  const auto counted = store::cases::open_by_version(reader, org, procedure_id);
  if (!counted) return fail(counted.error());
  const auto versions = store::procedures::versions(reader, org, procedure_id);
  if (!versions) return fail(versions.error());
  for (const auto& [hash, cases] : *counted) {
    const auto version =
        std::find_if(versions->begin(), versions->end(), [&](const auto& v) { return v.hash == hash; });
    impact.open_cases.push_back({hash, version == versions->end() ? 0 : version->number, cases});
  }
  std::sort(impact.open_cases.begin(), impact.open_cases.end(),
            [](const auto& a, const auto& b) { return a.version > b.version; });
  return {};
}

}  // namespace

Result<Impact> impact_of(Desk& desk, const std::string& procedure_id, const procedure::ProcedurePtr& draft) {
  Library& library = desk.library();
  Impact impact;
  procedure::ProcedurePtr before;
  if (const auto current = library.current(procedure_id)) {
    impact.current = (*current)->version.number;
    before = (*current)->procedure;
    auto differences = change_control::weigh(procedure::diff(*before, *draft), {}, false);
    if (!differences) return fail(std::move(differences.error()));
    impact.differences = std::move(*differences);
  }
  procedure::Procedure named = *draft;
  named.id = procedure_id;
  impact.approvers = change_control::roles_needed(library, named);
  touched(impact, before.get(), *draft);
  touched_states(impact, before, draft);
  impact.trained_roles = draft->training.required_for;
  std::vector<store::procedures::Listed> all;
  std::map<std::string, std::uint64_t> open;
  const auto read = desk.store().read([&](store::Reader& reader) -> Result<void> {
    auto listed = store::procedures::list(reader, desk.org());
    if (!listed) return fail(std::move(listed.error()));
    all = std::move(*listed);
    auto counted = store::cases::open_by_procedure(reader, desk.org());
    if (!counted) return fail(std::move(counted.error()));
    open = std::move(*counted);
    impact.open_cases.clear();
    impact.learners.clear();
    impact.learners_count = 0;
    if (auto found = find_open_cases(impact, reader, desk.org(), procedure_id); !found) return found;
    return find_learners(impact, reader, desk.org());
  });
  if (!read) return fail(read.error());
  for (const store::procedures::Listed& one : all) {
    if (one.current == 0 || one.procedure_id == procedure_id) continue;
    const auto other = library.current(one.procedure_id);
    if (!other) continue;
    const auto& follows = (*other)->procedure->follows;
    if (std::find(follows.begin(), follows.end(), procedure_id) == follows.end()) continue;
    Impact::Follower follower{one.procedure_id, one.title, 0, {}};
    if (const auto count = open.find(one.procedure_id); count != open.end()) follower.open_cases = count->second;
    const procedure::Compiled beside = library.compile_beside((*other)->version.source, procedure_id, draft);
    if (beside.procedure == nullptr)
      for (const Diagnostic& d : beside.diagnostics)
        if (d.severity == Severity::error && follower.misfit.empty()) follower.misfit = d.message;
    impact.followers.push_back(std::move(follower));
  }
  return impact;
}

}  // namespace evenhand::desk
