#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "procedure/checks.hpp"
#include "procedure/ids.hpp"

namespace evenhand::procedure {

namespace {

bool holds_repeat(const Node& node) {
  bool found = false;
  for_each_node(node, [&](const Node& n) { found = found || n.kind == NodeKind::repeat; });
  return found;
}

void check_counted(Reading& r, const Fact& f) {
  bool repeats = false;
  if (f.source_detail.empty()) {
    for_all_nodes(r.procedure, [&](const Node& n) { repeats = repeats || n.kind == NodeKind::repeat; });
  } else {
    for (const Node& step : r.procedure.root.children)
      if (step.id == f.source_detail) repeats = holds_repeat(step);
  }
  if (!repeats)
    r.report(Severity::error, "EH0515", f.span,
             "\"" + f.name + "\" counts rounds, but nothing repeats" +
                 (f.source_detail.empty() ? "." : " in step " + f.source_detail + "."),
             "Add a `Repeat until` sentence, or change where the fact comes from.");
}

/// The facts that a procedure which is followed hands back by their names; empty when one is not known and may hand back any.
std::optional<std::set<std::string>> handed_back(const Reading& r) {
  std::set<std::string> out;
  for (const auto& [link, followed] : r.followed) {
    if (followed == nullptr) return std::nullopt;
    for (const Fact& f : followed->facts)
      if (f.source == Fact::Source::result) out.insert(f.name);
  }
  return out;
}

}  // namespace

void check_facts(Reading& r) {
  std::set<std::string> decided, recorded, asked, given;
  const std::optional<std::set<std::string>> back = handed_back(r);
  for (const Action& action : r.procedure.actions) given.insert(action.gives.begin(), action.gives.end());
  for_all_nodes(r.procedure, [&](const Node& n) {
    for (const Binding& output : n.outputs) given.insert(output.fact);
    if (n.kind == NodeKind::decide) decided.insert(n.facts.begin(), n.facts.end());
    if (n.kind == NodeKind::ask) asked.insert(n.facts.begin(), n.facts.end());
    if (n.kind == NodeKind::record) recorded.insert(n.facts.begin(), n.facts.end());
  });
  for (const Fact& f : r.procedure.facts) {
    if (f.implicit) continue;
    if (f.source == Fact::Source::counted) check_counted(r, f);
    if (f.source == Fact::Source::decision && !decided.contains(f.name) && !recorded.contains(f.name))
      r.report(Severity::warning, "EH0525", f.span, "No sentence decides \"" + f.name + "\".",
               "Write: Decide **" + f.name + "** by the table.");
    if (f.source == Fact::Source::computed && !recorded.contains(f.name) && !decided.contains(f.name))
      r.report(Severity::warning, "EH0525", f.span, "No sentence records \"" + f.name + "\".",
               "Write: Record **" + f.name + "** as `expression`.");
    if (f.source == Fact::Source::result && back && !decided.contains(f.name) && !recorded.contains(f.name) &&
        !asked.contains(f.name) && !given.contains(f.name) && !back->contains(f.name))
      r.report(Severity::warning, "EH0525", f.span, "Nothing sets \"" + f.name + "\", which is to be handed back.",
               "Ask for it, decide it, or write: Record **" + f.name + "** as `expression`.");
    const bool used = r.read_names.contains(f.name) || f.source == Fact::Source::result ||
                      // The flow checks report what is asked for in vain, with the place where it is asked.
                      asked.contains(f.name) ||
                      // An unknown sub-procedure may read anything by name.
                      r.follows_unknown;
    if (!used)
      r.report(Severity::warning, "EH0502", f.span, "Nothing reads \"" + f.name + "\".",
               "Use it, or take it out of the Facts table.");
  }
}

}  // namespace evenhand::procedure
