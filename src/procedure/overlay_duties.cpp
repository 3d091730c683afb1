// What satisfies a law fact holds everywhere: no overlay may lead a case past it, neither by leaving nor by answering its condition.
#include <algorithm>

#include "procedure/ids.hpp"
#include "procedure/overlays.hpp"

namespace evenhand::procedure {

namespace {

/// Two nodes that set a fact alike: people answer the same question, the same action or expression gives it.
std::string way_of(const Node& node) {
  const bool by_words = node.kind == NodeKind::decide || node.kind == NodeKind::record;
  return std::string(kind_name(node.kind)) + ' ' + (by_words ? node.text.text : node.name);
}

void add_reads(const feel::Expression& expression, Names& out) {
  out.insert(expression.reads().begin(), expression.reads().end());
}

}  // namespace

/// One text: what the law asks for in it, and on which facts it hangs whether a case comes there.
class DutiesOfText {
 public:
  DutiesOfText(const Procedure& text, OverlayDuties& all) : text_(text), all_(all) {
    const auto& steps = text.root.children;
    for (std::size_t i = 0; i < steps.size(); ++i) step_of_[steps[i].id] = i;
    for (std::size_t i = 0; i < steps.size(); ++i) find(steps[i], i, {});
    for (const Exit& exit : exits_)
      if (const Duty* duty = first_passed(exit, {}))
        for (const std::string& fact : exit.hangs_on) bears_on_[fact].push_back({exit.at, duty});
    for (const Duty& duty : duties_)
      for (const std::string& fact : duty.hangs_on) bears_on_[fact].push_back({duty.at, &duty});
  }

  void check() {
    if (duties_.empty()) return;
    for (const Exit& exit : exits_) {
      if (exit.node->origin.empty()) continue;
      if (const Duty* duty = first_passed(exit, exit.node->origin))
        refuse(*exit.node, *duty,
               exit.node->kind == NodeKind::close   ? "close gets a case past"
               : exit.node->kind == NodeKind::go_to ? "jump gets a case past"
                                                    : "procedure, which may close the case, gets it past");
    }
    for (const Setter& setter : setters_) check(*setter.node, setter.at);
    for (const EscalationRule& rule : text_.escalation)
      for_each_node(rule.body, [&](const Node& n) {
        if (n.origin.empty()) return;
        if (n.kind == NodeKind::close) {
          if (const Duty* duty = first_passed({&n, 0, text_.root.children.size(), {}}, n.origin))
            refuse(n, *duty, "close gets a case past");
        } else {
          check(n, 0);
        }
      });
  }

 private:
  struct Duty {
    const Node* node;
    std::string law;
    std::size_t step, at;
    Names hangs_on;
  };
  /// A close, a jump, or a procedure that may close.
  struct Exit {
    const Node* node;
    std::size_t at, until;  ///< it passes what stands behind it in steps before this one
    Names hangs_on;
  };
  struct Setter {
    const Node* node;
    std::size_t at;
  };
  struct Bearing {
    std::size_t at;  ///< where the fact is asked for
    const Duty* duty;
  };

  void find(const Node& node, std::size_t step, Names way) {
    if (node.when) add_reads(node.when->expression, way);
    const std::size_t at = ++places_;
    Node alone;  // without those below it, which come by themselves
    alone.kind = node.kind, alone.name = node.name, alone.satisfies = node.satisfies;
    if (std::string law = text_.law_of(alone); !law.empty()) duties_.push_back({&node, std::move(law), step, at, way});
    const std::size_t steps = text_.root.children.size();
    if (node.kind == NodeKind::close || (node.kind == NodeKind::follow && all_.may_close(node.name)))
      exits_.push_back({&node, at, steps, way});
    if (const auto target = step_of_.find(node.name); node.kind == NodeKind::go_to && target != step_of_.end())
      exits_.push_back({&node, at, target->second, way});
    if (!node.origin.empty()) setters_.push_back({&node, at});
    if (node.kind == NodeKind::decide || node.kind == NodeKind::record)
      for (const std::string& part : made_of(node)) makes_[part].insert(node.facts.begin(), node.facts.end());
    if (node.condition && (node.kind == NodeKind::check || node.kind == NodeKind::for_each))
      add_reads(node.condition->expression, way);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i < node.guards.size()) add_reads(node.guards[i].expression, way);
      find(node.children[i], step, way);
    }
    for (const Node& branch : node.branches) find(branch, step, way);
  }

  /// The first duty that the exit passes and that `origin` did not bring itself.
  [[nodiscard]] const Duty* first_passed(const Exit& exit, const std::string& origin) const {
    auto duty = std::upper_bound(duties_.begin(), duties_.end(), exit.at,
                                 [](std::size_t at, const Duty& one) { return at < one.at; });
    for (; duty != duties_.end() && duty->step < exit.until; ++duty)
      if (origin.empty() || duty->node->origin != origin) return &*duty;
    return nullptr;
  }

  /// A fact that the node sets, and all that is made of it.
  [[nodiscard]] Names decided_by(const std::string& fact) const {
    Names out = {fact};
    std::vector<std::string> left = {fact};
    while (!left.empty()) {
      const auto made = makes_.find(left.back());
      left.pop_back();
      if (made == makes_.end()) continue;
      for (const std::string& next : made->second)
        if (out.insert(next).second) left.push_back(next);
    }
    return out;
  }

  void check(const Node& node, std::size_t at) {
    for (const std::string& fact : all_.set_by(text_, node)) {
      if (all_.in_base_.contains({fact, way_of(node)})) continue;
      for (const std::string& name : decided_by(fact)) {
        const auto bears = bears_on_.find(name);
        if (bears == bears_on_.end()) continue;
        for (const Bearing& one : bears->second)
          if (one.at > at && one.duty->node->origin != node.origin)
            return refuse(node, *one.duty, "sets **" + fact + "**, which decides whether a case comes to");
      }
    }
  }

  void refuse(const Node& node, const Duty& duty, const std::string& what) {
    const bool sets = what.starts_with("sets");
    all_.findings_.add(Severity::error, "EH0540", node.span,
                       "This " + what + " line " + std::to_string(duty.node->span.line) + ", which satisfies " +
                           duty.law + "; an overlay may not do that.",
                       sets ? "Use a fact of the overlay's own." : "Let it stand after what the law asks for.");
  }

  const Procedure& text_;
  OverlayDuties& all_;
  std::map<std::string_view, std::size_t> step_of_;
  std::size_t places_ = 0;
  std::vector<Duty> duties_;
  std::vector<Exit> exits_;
  std::vector<Setter> setters_;
  std::map<std::string, Names, std::less<>> makes_;  ///< what is decided by a fact
  std::map<std::string, std::vector<Bearing>, std::less<>> bears_on_;
};

OverlayDuties::OverlayDuties(const Procedure& base, const Resolver& followed, Findings& findings)
    : followed_(followed), findings_(findings) {
  const auto visit = [&](const Node& node) {
    for (const std::string& fact : set_by(base, node)) in_base_.emplace(fact, way_of(node));
  };
  for_each_node(base.root, visit);
  for (const EscalationRule& rule : base.escalation) for_each_node(rule.body, visit);
}

ProcedurePtr OverlayDuties::followed(const std::string& id) const {
  return followed_ ? followed_(id + ".sop.md") : nullptr;
}

bool OverlayDuties::may_close(const std::string& id) {
  const auto [known, first] = closing_.emplace(id, false);
  if (!first) return known->second;
  const ProcedurePtr p = followed(id);
  bool closes = p == nullptr || !p->outcomes.empty();
  if (p != nullptr)
    for (const std::string& next : p->follows) closes = closes || may_close(next);
  return closing_[id] = closes;
}

Names OverlayDuties::set_by(const Procedure& text, const Node& node) const {
  Names out;
  if (node.kind == NodeKind::ask || node.kind == NodeKind::decide || node.kind == NodeKind::record)
    out.insert(node.facts.begin(), node.facts.end());
  for (const Binding& binding : node.outputs) out.insert(binding.fact);
  if (const Action* action = node.kind == NodeKind::action ? text.find_action(node.name) : nullptr)
    out.insert(action->gives.begin(), action->gives.end());
  if (const ProcedurePtr other = node.kind == NodeKind::follow ? followed(node.name) : nullptr)
    for (const Fact& fact : other->facts)
      if (fact.source == Fact::Source::result) out.insert(fact.name);
  return out;
}

void OverlayDuties::check(const Procedure& text) {
  DutiesOfText(text, *this).check();
}

}  // namespace evenhand::procedure
