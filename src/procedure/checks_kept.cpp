// Facts that are never stored: nothing may keep them under another name.
#include <algorithm>
#include <utility>

#include "procedure/checks.hpp"
#include "procedure/ids.hpp"

namespace evenhand::procedure {

namespace {

/// What is never stored must not be stored under another name. A yes or no made of it may be: it tells whether a code
/// fits, not the code.
class Kept {
 public:
  explicit Kept(Reading& r) : r_(r) {
    for (const Fact& f : r.procedure.facts) any_ = any_ || f.never_stored;
  }

  void check() {
    if (!any_) return;
    for_all_nodes(r_.procedure, [&](const Node& n) { node(n); });
  }

 private:
  const Fact* fact(const std::string& name) const { return std::as_const(r_).fact(name); }

  void node(const Node& n) {
    switch (n.kind) {
      case NodeKind::record:
      case NodeKind::for_each:
        if (n.condition && keeps(n)) read(n.condition->expression, n.condition->span, n.facts.front());
        break;
      case NodeKind::decide:
        if (n.table && keeps(n)) table(n);
        break;
      case NodeKind::follow:
        follow(n);
        break;
      default:
        break;
    }
  }

  bool keeps(const Node& n) const {
    return std::any_of(n.facts.begin(), n.facts.end(), [&](const std::string& name) {
      const Fact* f = fact(name);
      return f == nullptr || (!f->never_stored && f->type.kind != FactType::Kind::yes_no);
    });
  }

  void read(const feel::Expression& expression, const Span& span, const std::string& into) {
    for (const std::string& name : expression.reads())
      if (const Fact* f = fact(name); f != nullptr && f->never_stored) return report(name, span, into);
  }

  void report(const std::string& name, const Span& span, const std::string& into) {
    r_.report(
        Severity::error, "EH0519", span,
        "\"" + name + "\" is never stored, and \"" + into + "\" would keep what is made of it.",
        "Keep a yes or no (whether it fits), or say in the Facts table that \"" + into + "\" is never stored either.");
  }

  void table(const Node& n) {
    for (const dmn::Input& input : n.table->inputs) read(input.expression, n.span, n.facts.front());
    for (const dmn::Rule& rule : n.table->rules) {
      for (const feel::Expression& test : rule.tests) read(test, n.span, n.facts.front());
      for (const feel::Expression& output : rule.outputs) read(output, n.span, n.facts.front());
    }
  }

  /// Handed over by name or by itself: the procedure that is followed keeps it unless its own table says otherwise.
  void follow(const Node& n) {
    const auto target = std::find_if(r_.followed.begin(), r_.followed.end(), [&](const auto& one) {
      return one.second != nullptr && one.second->id == n.name;
    });
    const Procedure* p = target == r_.followed.end() ? nullptr : target->second.get();
    for (const Binding& b : n.inputs) {
      const Fact* mine = fact(b.fact);
      const Fact* theirs = p == nullptr ? nullptr : p->find_fact(b.parameter);
      if (mine == nullptr || !mine->never_stored || (theirs != nullptr && theirs->never_stored)) continue;
      report(b.fact, n.span, b.parameter);
    }
    if (p == nullptr) return;
    for (const Fact& theirs : p->facts) {
      using Source = Fact::Source;
      const bool goes_in = theirs.source == Source::customer || theirs.source == Source::agent ||
                           theirs.source == Source::system || theirs.source == Source::input;
      const Fact* mine = fact(theirs.name);
      const bool bound =
          std::any_of(n.inputs.begin(), n.inputs.end(), [&](const Binding& b) { return b.parameter == theirs.name; });
      if (goes_in && !bound && mine != nullptr && mine->never_stored && !theirs.never_stored && !theirs.implicit &&
          mine->type.kind == theirs.type.kind)
        report(theirs.name, n.span, theirs.name);
    }
  }

  Reading& r_;
  bool any_ = false;
};

}  // namespace

void check_kept(Reading& r) {
  Kept(r).check();
}

}  // namespace evenhand::procedure
