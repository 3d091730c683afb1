#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/checks.hpp"
#include "procedure/ids.hpp"

namespace evenhand::procedure {

namespace {

bool is_built_in_placeholder(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 12> names{"company", "agent",    "customer", "channel",
                                                          "state",   "language", "product",  "priority",
                                                          "case",    "today",    "reply",    "opened on"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

void unknown_fact(Reading& r, const Mention& m, bool placeholder) {
  std::vector<std::string> names = built_in_names();
  for (const Fact& f : r.procedure.facts) names.push_back(f.name);
  const std::string near = did_you_mean(m.name, names);
  if (placeholder)
    r.unknown_name("EH0507", m.range, "No fact is called \"" + m.name + "\", so this cannot be filled in.",
                   near.empty() ? "Use a fact's name, or {company}, {agent} or {customer}." : near);
  else
    r.unknown_name("EH0501", m.range, "No fact is called \"" + m.name + "\".",
                   near.empty() ? "Add it to the Facts table." : near);
}

void fact_mention(Reading& r, const Mention& m) {
  const std::string_view written = r.source.slice(m.range);
  const bool placeholder = written.starts_with('{');
  const Fact* f = std::as_const(r).fact(m.name);
  if (f == nullptr) {
    if (!(placeholder && is_built_in_placeholder(m.name))) unknown_fact(r, m, placeholder);
    return;
  }
  if (!placeholder) return;
  r.read_names.insert(m.name);
  if (f->never_stored)
    r.error("EH0516", m.range, "\"" + m.name + "\" is never stored, so it cannot be written into words.",
            "Take it out of the text.");
  else if (f->personal == Personal::secret)
    r.warning("EH0517", m.range, "\"" + m.name + "\" is secret and would be written into words.",
              "Take it out of the text.");
}

void step_mention(Reading& r, const Mention& m, const std::set<std::string>& inner) {
  if (r.step(m.name) != nullptr) return;
  if (inner.contains(m.name)) {
    r.error("EH0514", m.range, "\"" + m.name + "\" is inside a step; only a whole step can be gone to.",
            "Name the step's title.");
    return;
  }
  std::vector<std::string> titles;
  for (const StepHeading& s : r.steps) titles.push_back(s.title);
  const std::string near = did_you_mean(m.name, titles);
  r.error("EH0503", m.range, "There is no step \"" + m.name + "\".",
          near.empty() ? "Use a step's title, number or id." : near);
}

void message_mention(Reading& r, const Mention& m, const std::set<std::string>& known) {
  if (known.contains(m.name)) return;
  const std::string near = did_you_mean(m.name, {known.begin(), known.end()});
  r.error("EH0506", m.range, "There is no message \"" + m.name + "\".",
          near.empty() ? "Add it to the Messages section: ### " + m.name : near);
}

void action_mention(Reading& r, const Mention& m, const std::set<std::string>& done) {
  if (done.contains(m.name)) return;
  const std::string near = did_you_mean(m.name, {done.begin(), done.end()});
  r.error("EH0508", m.range, "No step and no entry of Actions does \"" + m.name + "\".",
          near.empty() ? "Name an action a step does, or list it in the Actions section." : near);
}

/// Roles that somebody gives an approval in; nothing when a procedure that is followed may have more.
std::optional<std::vector<std::string>> approving_roles(const Reading& r) {
  std::vector<std::string> roles;
  const auto add = [&](const Node& n) {
    if (n.kind == NodeKind::approve) roles.push_back(n.name);
  };
  for_all_nodes(r.procedure, add);
  for (const auto& [link, followed] : r.followed) {
    if (followed == nullptr || !followed->follows.empty()) return std::nullopt;
    for_all_nodes(*followed, add);
  }
  return roles;
}

void role_mention(Reading& r, const Mention& m, const std::optional<std::vector<std::string>>& roles) {
  if (!roles) return;
  for (const std::string& role : *roles)
    if (text::equals_ignoring_case(role, m.name)) return;
  const std::string near = did_you_mean(m.name, *roles);
  r.error("EH0532", m.range, "No sentence asks **" + m.name + "** for an approval.",
          near.empty() ? "Name a role that a `Get approval from` sentence names." : near);
}

/// A name that an expression reads, taken for one when the file was first looked through: now it must be one.
void read_mention(Reading& r, const Mention& m, const std::set<std::string>& scope) {
  if (std::as_const(r).fact(m.name) == nullptr && !scope.contains(m.name)) unknown_fact(r, m, false);
}

}  // namespace

void check_names(Reading& r) {
  std::set<std::string> actions, messages, used_messages, inner;
  const bool sound = !has_errors(r.diagnostics);  // what an unread sentence would have made is no mistake of its own
  const std::vector<std::string> in_scope = names_in_scope(r.procedure);
  const std::set<std::string> scope(in_scope.begin(), in_scope.end());
  const auto roles = approving_roles(r);
  for (const Message& m : r.procedure.messages) messages.insert(m.name);
  for (const Action& a : r.procedure.actions) actions.insert(a.name);
  for_all_nodes(r.procedure, [&](const Node& n) {
    if (n.kind != NodeKind::step) inner.insert(n.id);
    if (n.kind == NodeKind::action || n.kind == NodeKind::follow) actions.insert(n.name);
  });
  for (const Mention& m : r.mentions) {
    // Past this nothing more is shown, and looking for near names is not free.
    if (r.diagnostics.size() > limits::sop_diagnostics_max * 10) break;
    switch (m.kind) {
      case Mention::Kind::fact:
        fact_mention(r, m);
        break;
      case Mention::Kind::step:
        step_mention(r, m, inner);
        break;
      case Mention::Kind::message:
        used_messages.insert(m.name);
        message_mention(r, m, messages);
        break;
      case Mention::Kind::action:
        action_mention(r, m, actions);
        break;
      case Mention::Kind::role:
        role_mention(r, m, roles);
        break;
      case Mention::Kind::read:
        if (sound) read_mention(r, m, scope);
        break;
    }
  }
  for (const Message& m : r.procedure.messages)
    if (!used_messages.contains(m.name))
      r.report(Severity::warning, "EH0610", m.span, "No sentence sends the message \"" + m.name + "\".",
               "Write: Send **" + m.name + "**.");
  for (const Scenario& s : r.procedure.training.scenarios)
    for (const Scenario::Expect& e : s.expect)
      if (e.kind == Scenario::Expect::Kind::outcome && e.name != "done" &&
          std::find(r.procedure.outcomes.begin(), r.procedure.outcomes.end(), e.name) == r.procedure.outcomes.end())
        r.report(Severity::error, "EH0531", e.span, "No sentence closes the case as \"" + e.name + "\".",
                 did_you_mean(e.name, r.procedure.outcomes));
}

void check_meaning(Reading& r) {
  check_names(r);
  check_facts(r);
  check_kept(r);
  check_roles(r);
  check_types(r);
  check_overlays(r);
  check_translations(r);
}

}  // namespace evenhand::procedure
