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

  /// `before`: what a person surely did right before the first of these; null when that is not known.
  void walk(std::span<const Node> nodes, const Node* before = nullptr) {
    for (const Node& n : nodes) {
      if (n.kind == NodeKind::approve) judge(n, before);
      inside(n, before);
      if (works(n) && !n.when && !n.optional && n.branches.empty())
        before = &n;
      else if (works(n) || !n.children.empty() || n.kind == NodeKind::wait || n.kind == NodeKind::follow)
        before = nullptr;
    }
  }

 private:
  static bool works(const Node& n) noexcept {
    return n.kind == NodeKind::task || n.kind == NodeKind::ask || n.kind == NodeKind::action ||
           n.kind == NodeKind::approve;
  }

  void inside(const Node& n, const Node* before) {
    for (const Node& branch : n.branches) walk(branch.children);
    switch (n.kind) {
      case NodeKind::choice:
        for (const Node& way : n.children) walk(way.children, before);
        break;
      case NodeKind::any_order:
        for (const Node& one : n.children) walk({&one, 1});
        break;
      default:
        walk(n.children);
    }
  }

  void judge(const Node& approve, const Node* before) {
    if (before == nullptr || before->by_role.empty()) return;
    if (!text::equals_ignoring_case(before->by_role, approve.name)) return;
    r_.report(Severity::warning, "EH0513", approve.span,
              "What comes before is done by the " + before->by_role +
                  ", who then asks for this: a second person of the same role has to approve it.",
              "Name another role here, or in the mark of what comes before.");
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
