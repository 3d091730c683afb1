// Approvals: the one who asks must not be the one who answers.
#include <span>

#include "base/text.hpp"
#include "procedure/checks.hpp"
#include "procedure/ids.hpp"

namespace evenhand::procedure {

namespace {

/// The one who asks for an approval is whoever did what came right before it: a task, an answer, an action.
class Askers {
 public:
  explicit Askers(Reading& r) : r_(r) {}

  /// @param role    that all of these are left to, or empty
  /// @param before  who surely did what came right before the first of these; null when that is not known
  void walk(std::span<const Node> nodes, const std::string& role = {}, const std::string* before = nullptr) {
    for (const Node& n : nodes) {
      const std::string& own = n.by_role.empty() ? role : n.by_role;
      if (n.kind == NodeKind::approve) judge(n, before);
      inside(n, role, own, before);
      if (works(n) && !n.when && !n.optional && n.branches.empty())
        before = &own;
      else if (works(n) || !n.children.empty() || n.kind == NodeKind::approve || n.kind == NodeKind::wait ||
               n.kind == NodeKind::follow)
        before = nullptr;
    }
  }

 private:
  static bool works(const Node& n) noexcept {
    return n.kind == NodeKind::task || n.kind == NodeKind::ask || n.kind == NodeKind::action;
  }

  void inside(const Node& n, const std::string& role, const std::string& own, const std::string* before) {
    for (const Node& branch : n.branches) walk(branch.children, role);
    switch (n.kind) {
      case NodeKind::choice:
        for (const Node& way : n.children) walk(way.children, &way == &n.children.front() ? own : role, before);
        break;
      case NodeKind::any_order:
        for (const Node& one : n.children) walk({&one, 1}, own);
        break;
      default:
        walk(n.children, own);
    }
  }

  void judge(const Node& approve, const std::string* before) {
    if (before == nullptr || before->empty()) return;
    if (!text::equals_ignoring_case(*before, approve.name)) return;
    r_.report(Severity::warning, "EH0513", approve.span,
              "What comes before is done by the " + *before +
                  ", who then asks for this: a second person of the same role has to approve it.",
              "Name another role, here or in the mark of what comes before.");
  }

  Reading& r_;
};

}  // namespace

void check_roles(Reading& r) {
  Askers askers(r);
  askers.walk(r.procedure.root.children);
  for (const Overlay& overlay : r.procedure.overlays)
    for (const OverlayEdit& edit : overlay.edits) askers.walk(edit.nodes);
}

}  // namespace evenhand::procedure
