#include "procedure/law_check.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.hpp"
#include "procedure/ids.hpp"
#include "procedure/law_requirements.hpp"

namespace evenhand::procedure {
namespace {

/// What claims to answer to law facts, and where.
struct Claim {
  std::string fact;
  Span span;
};

std::vector<Claim> claims_of(const Procedure& p) {
  std::vector<Claim> claims;
  const auto add = [&](const std::vector<std::string>& facts, const Span& span) {
    for (const std::string& fact : facts) claims.push_back({fact, span});
  };
  add(p.satisfies, Span{1, 1, 1, 2});
  for_all_nodes(p, [&](const Node& node) { add(node.satisfies, node.span); });
  for (const Message& message : p.messages) add(message.satisfies, message.span);
  for (const RecordRule& rule : p.records) add(rule.satisfies, rule.span);
  for (const Overlay& overlay : p.overlays)
    for (const OverlayEdit& edit : overlay.edits) {
      if (edit.message) add(edit.message->satisfies, edit.message->span);
      if (edit.record) add(edit.record->satisfies, edit.record->span);
    }
  return claims;
}

/// Whether it will hold: whoever answers to it now is ahead of the law.
bool begins_later(const law::Law& law, std::string_view name, CalendarDate day) {
  const std::size_t slash = name.find('/');
  const law::Pack* pack = law.find_pack(name.substr(0, slash));
  const auto all = pack->find_all(name.substr(slash + 1));
  return std::any_of(all.begin(), all.end(),
                     [&](const law::Fact* fact) { return fact->effective.from && day < *fact->effective.from; });
}

void check_claims(const Procedure& p, const LawQuestion& question, Diagnostics& out) {
  for (const Claim& claim : claims_of(p)) {
    const auto found = question.law.find(claim.fact, question.day);
    if (!found) {
      const bool is_known = found.error().code == "law/not-in-force";
      const bool is_ahead = is_known && begins_later(question.law, claim.fact, question.day);
      out.push_back({is_ahead ? Severity::note : Severity::error,
                     is_ahead   ? "EH0806"
                     : is_known ? "EH0801"
                                : "EH0800",
                     found.error().message, found.error().hint, claim.span});
    } else if (!found->fact->is_confirmed()) {
      out.push_back({Severity::warning, "EH0802",
                     "`" + claim.fact + "` is not confirmed, so nobody can say that this answers to it.",
                     "Ask " + found->fact->agency.name + ".", claim.span});
    }
  }
}

Diagnostic as_diagnostic(const LawFinding& finding) {
  Diagnostic diagnostic;
  diagnostic.span = finding.span.line == 0 ? Span{1, 1, 1, 2} : finding.span;
  diagnostic.severity = finding.verdict == Verdict::contradicted ? Severity::error
                        : finding.verdict == Verdict::missing    ? Severity::warning
                                                                 : Severity::note;
  diagnostic.code = finding.verdict == Verdict::contradicted ? "EH0804"
                    : finding.verdict == Verdict::missing    ? "EH0803"
                                                             : "EH0805";
  diagnostic.message = finding.message + " (" + finding.requirement + ")";
  diagnostic.hint = finding.hint;
  return diagnostic;
}

/// One finding in several states is one problem.
void tell(const std::vector<LawFinding>& findings, Diagnostics& out) {
  std::map<std::pair<std::string, std::string>, std::vector<const LawFinding*>> alike;
  std::vector<std::pair<std::string, std::string>> order;
  for (const LawFinding& finding : findings) {
    if (finding.verdict == Verdict::met) continue;
    const std::pair key{finding.requirement, finding.message};
    if (alike[key].empty()) order.push_back(key);
    alike[key].push_back(&finding);
  }
  for (const auto& key : order) {
    Diagnostic diagnostic = as_diagnostic(*alike[key].front());
    std::string states;
    for (const LawFinding* finding : alike[key])
      if (!finding->state.empty()) states += (states.empty() ? "In " : ", ") + finding->state;
    if (!states.empty()) diagnostic.message = states + ": " + diagnostic.message;
    out.push_back(std::move(diagnostic));
  }
}

bool has_other_origin(const Node& node) {
  bool any = false;
  for_each_node(node, [&](const Node& n) { any |= !n.origin.empty(); });
  return any;
}

std::size_t count_nodes(const Node& node) {
  std::size_t count = 0;
  for_each_node(node, [&](const Node&) { ++count; });
  return count;
}

bool is_within(const Node& step, const std::string& where) {
  bool found = false;
  for_each_node(step, [&](const Node& n) { found |= !where.empty() && n.id == where; });
  return found;
}

StepInState step_in(const Node& step, const ProcedurePtr& in_state, const std::vector<const LawFinding*>& findings) {
  for (const LawFinding* finding : findings)
    if (finding->verdict == Verdict::contradicted && is_within(step, finding->where)) return StepInState::blocked;
  if (in_state == nullptr) return StepInState::blocked;
  const auto& steps = in_state->root.children;
  const auto found = std::find_if(steps.begin(), steps.end(), [&](const Node& one) { return one.id == step.id; });
  if (found == steps.end()) return StepInState::removed;
  return has_other_origin(*found) || count_nodes(*found) != count_nodes(step) ? StepInState::changed
                                                                              : StepInState::same;
}

StateMatrix matrix_of(const ProcedurePtr& procedure, const std::vector<LawFinding>& findings) {
  StateMatrix matrix{.states = procedure->states, .rows = {}};
  std::vector<ProcedurePtr> in_state;
  std::vector<std::vector<const LawFinding*>> found(matrix.states.size());
  for (std::size_t i = 0; i < matrix.states.size(); ++i) {
    in_state.push_back(resolve(procedure, {.state = matrix.states[i], .channel = {}, .product = {}, .language = {}})
                           .value_or(nullptr));
    for (const LawFinding& finding : findings)
      if (finding.state == matrix.states[i]) found[i].push_back(&finding);
  }
  std::vector<const Node*> steps;
  for (const Node& step : procedure->root.children) steps.push_back(&step);
  for (const Node* step : steps) {
    StateMatrix::Row row{.step = step->id, .title = step->text.text, .states = {}};
    for (std::size_t i = 0; i < matrix.states.size(); ++i) row.states.push_back(step_in(*step, in_state[i], found[i]));
    matrix.rows.push_back(std::move(row));
  }
  return matrix;
}

}  // namespace

std::string_view name_of(Verdict verdict) noexcept {
  constexpr std::array<std::string_view, 4> names = {"met", "unknown", "missing", "contradicted"};
  return names[static_cast<std::size_t>(verdict)];
}
std::string_view name_of(StepInState step) noexcept {
  constexpr std::array<std::string_view, 4> names = {"same", "changed", "removed", "blocked"};
  return names[static_cast<std::size_t>(step)];
}

LawCheck check_law(const ProcedurePtr& procedure, const LawQuestion& question) {
  LawCheck check;
  check_claims(*procedure, question, check.diagnostics);
  const std::vector<std::string> states = procedure->states.empty() ? std::vector<std::string>{""} : procedure->states;
  for (const std::string& state : states) {
    auto found = requirements_in(procedure, state, question);
    std::move(found.begin(), found.end(), std::back_inserter(check.findings));
  }
  tell(check.findings, check.diagnostics);
  check.matrix = matrix_of(procedure, check.findings);
  return check;
}

json::Value to_json(const LawFinding& finding) {
  json::Value value;
  value.set("state", finding.state).set("requirement", finding.requirement).set("title", finding.title);
  json::Array facts;
  for (const std::string& fact : finding.facts) facts.emplace_back(fact);
  value.set("facts", std::move(facts)).set("verdict", name_of(finding.verdict)).set("where", finding.where);
  value.set("message", finding.message).set("hint", finding.hint).set("line", finding.span.line);
  return value;
}

json::Value to_json(const StateMatrix& matrix) {
  json::Array states, rows;
  for (const std::string& state : matrix.states) states.emplace_back(state);
  for (const StateMatrix::Row& row : matrix.rows) {
    json::Array cells;
    for (const StepInState cell : row.states) cells.emplace_back(name_of(cell));
    rows.push_back(
        std::move(json::Value().set("step", row.step).set("title", row.title).set("states", std::move(cells))));
  }
  json::Value value;
  value.set("states", std::move(states)).set("rows", std::move(rows));
  return value;
}

const std::vector<CodePage>& law_code_pages() {
  static const std::vector<CodePage> pages = {
      {"EH0800", "no such law fact",
       "Whoever reads `satisfies` looks the fact up; one that is not there answers to nothing.",
       "- [ ] Offer a refund. (satisfies us-ma/ma-refnd)", "- [ ] Offer a refund. (satisfies us-ma/ma-refund)"},
      {"EH0801", "law fact that has ended",
       "What has ended asks nothing any more, and whoever still does it does not know why.",
       "- [ ] Pay the Sunday premium. (satisfies a fact whose `to` has passed)",
       "the item taken out, or tied to the fact that holds now"},
      {"EH0802", "law fact not confirmed",
       "What nobody has confirmed is shown with that word, and nothing is held to it.",
       "- [ ] File the report. (satisfies us-wy/wy-register)", "Ask the agency, and confirm the fact in the pack."},
      {"EH0803", "asked for by law and not there",
       "A requirement of a pack applies to this procedure, and nothing in it answers to it.",
       "a procedure for complaints in Massachusetts without a step for letters of demand",
       "## In Massachusetts\n\n- Before step 1:\n  - [ ] Bring the letter to a manager today. (satisfies "
       "us-ma/ma-93a-demand)"},
      {"EH0804", "contradicts a law", "What the procedure says is slower, shorter or more than a law allows.",
       "- Resolved within 60 days.   (a letter of demand is to be answered within 30)", "- Resolved within 20 days."},
      {"EH0805", "cannot be told",
       "Days and business days differ by the weekends between them, or the law names no number.",
       "- Resolved within 28 days.   (the law says 20 business days)", "- Resolved within 20 business days."},
      {"EH0806", "law fact not in force yet",
       "Whoever answers to it now is ahead of the law; a note says from when on it holds.",
       "- [ ] Answer in 45 days. (satisfies us-ok/ok-privacy-requests)   (in 2026)", "nothing is wrong"},
  };
  return pages;
}

}  // namespace evenhand::procedure
