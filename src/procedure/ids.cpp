#include "procedure/ids.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"

namespace evenhand::procedure {

namespace {

constexpr std::size_t id_words_bytes_max = 48;

std::string short_slug(std::string_view text) {
  std::string slug = text::slug(text.substr(0, 400));
  if (slug.size() <= id_words_bytes_max) return slug;
  const std::size_t cut = slug.rfind('-', id_words_bytes_max);
  return slug.substr(0, cut == std::string::npos || cut == 0 ? id_words_bytes_max : cut);
}

class IdGiver {
 public:
  /// Ids written in the file come first: made ones give way to them.
  void reserve(const std::string& id) { taken_.insert(id); }

  void give(Node& node, const std::string& prefix) {
    if (node.id.empty()) node.id = unique(prefix + "/" + local(node));
    const std::string& scope = node.kind == NodeKind::step ? node.id : prefix;
    for (std::size_t i = 0; i < node.children.size(); ++i)
      child(node.children[i], node, scope, "branch-" + std::to_string(i + 1));
    for (std::size_t i = 0; i < node.branches.size(); ++i)
      child(node.branches[i], node, scope, "else-" + std::to_string(i + 1));
  }
  std::string unique(const std::string& wanted) {
    std::string id = wanted;
    // The counter is kept: a thousand equal items are named in a thousand tries, not in half a million.
    std::size_t& n = next_.try_emplace(wanted, 2).first->second;
    while (!taken_.insert(id).second) id = wanted + "-" + std::to_string(n++);
    return id;
  }

 private:
  void child(Node& n, const Node& parent, const std::string& scope, const std::string& name) {
    if (n.kind == NodeKind::sequence && n.id.empty()) n.id = unique(parent.id + "/" + name);
    give(n, scope);
  }

  static std::string local(const Node& n) {
    std::string detail;
    switch (n.kind) {
      case NodeKind::ask:
      case NodeKind::decide:
      case NodeKind::record:
      case NodeKind::for_each:
        for (const std::string& f : n.facts) detail += f + " ";
        break;
      case NodeKind::check:
      case NodeKind::repeat:
        detail = n.condition ? n.condition->expression.source() : "";
        break;
      case NodeKind::choice:
        detail = n.guards.empty() ? "" : n.guards[0].expression.source();
        break;
      case NodeKind::task:
      case NodeKind::guidance:
      case NodeKind::say:
        detail = n.text.text;
        break;
      default:
        detail = n.name;
        break;
    }
    const std::string slug = short_slug(detail);
    std::string kind = text::slug(kind_name(n.kind));
    return slug.empty() ? kind : kind + "-" + slug;
  }

  std::set<std::string> taken_;
  std::map<std::string, std::size_t> next_;
};

}  // namespace

void assign_ids(Procedure& p) {
  IdGiver ids;
  for_all_nodes(p, [&](const Node& n) {
    if (!n.id.empty()) ids.reserve(n.id);
  });
  p.root.id = "root";
  for (Node& step : p.root.children) ids.give(step, step.id);
  for (EscalationRule& rule : p.escalation) {
    rule.id = ids.unique("escalation/" + short_slug(rule.text));
    rule.body.id = rule.id + "/body";
    ids.give(rule.body, rule.id);
  }
  for (Overlay& o : p.overlays) {
    const std::string prefix = text::slug(o.name);
    for (OverlayEdit& e : o.edits) {
      for (Node& n : e.nodes) ids.give(n, prefix);
      if (!e.escalation) continue;
      e.escalation->id = ids.unique(prefix + "/" + short_slug(e.escalation->text));
      e.escalation->body.id = e.escalation->id + "/body";
      ids.give(e.escalation->body, e.escalation->id);
    }
  }
}

void collect_outcomes(Procedure& p) {
  for_all_nodes(p, [&](const Node& n) {
    if (n.kind == NodeKind::close && std::find(p.outcomes.begin(), p.outcomes.end(), n.name) == p.outcomes.end())
      p.outcomes.push_back(n.name);
  });
}

}  // namespace evenhand::procedure
