#include <algorithm>
#include <map>

#include "procedure/checks.hpp"

namespace evenhand::procedure {

namespace {

bool disjoint(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  if (a.empty() || b.empty()) return false;
  return std::none_of(a.begin(), a.end(),
                      [&](const std::string& x) { return std::find(b.begin(), b.end(), x) != b.end(); });
}

bool can_meet(const Overlay& a, const Overlay& b) {
  return !disjoint(a.states, b.states) && !disjoint(a.channels, b.channels) && !disjoint(a.products, b.products);
}

/// What an edit takes away from the base text; empty when it only adds.
std::string takes(const OverlayEdit& e) {
  if (e.kind == OverlayEdit::Kind::replace_step || e.kind == OverlayEdit::Kind::remove_step) return "step " + e.step_id;
  if (e.kind == OverlayEdit::Kind::replace_message && e.message) return "message " + e.message->name;
  return {};
}

void check_edit(Reading& r, const OverlayEdit& e) {
  if (e.kind == OverlayEdit::Kind::replace_step || e.kind == OverlayEdit::Kind::remove_step) {
    for (const Node& step : r.procedure.root.children)
      if (step.id == e.step_id)
        if (const std::string law = r.procedure.law_of(step); !law.empty())
          r.report(Severity::error, "EH0540", e.span,
                   "This step satisfies " + law + "; an overlay may not take it away.",
                   "Add before or after it instead.");
  }
  if (e.kind == OverlayEdit::Kind::replace_message && e.message) {
    const Message* base = r.procedure.find_message(e.message->name);
    if (base != nullptr && !base->satisfies.empty())
      r.report(Severity::error, "EH0540", e.span,
               "This message satisfies " + base->satisfies.front() + "; an overlay may not replace it.",
               "Send another message as well.");
  }
  if (e.target && e.target->kind != Target::Kind::other) {
    const auto found = std::find_if(r.procedure.targets.begin(), r.procedure.targets.end(),
                                    [&](const Target& t) { return t.kind == e.target->kind; });
    if (found == r.procedure.targets.end()) return;
    const bool longer =
        found->within && e.target->within && e.target->within->elapsed_micros() > found->within->elapsed_micros();
    const bool lower = found->at_least && e.target->at_least && *e.target->at_least < *found->at_least;
    if (longer || lower)
      r.report(Severity::error, "EH0541", e.span, "This target is looser than the base text's: " + found->text.text,
               "An overlay may only make a target tighter.");
  }
  if (e.record) {
    const auto found = std::find_if(r.procedure.records.begin(), r.procedure.records.end(),
                                    [&](const RecordRule& rule) { return rule.what == e.record->what; });
    if (found != r.procedure.records.end() && found->keep && e.record->keep &&
        e.record->keep->elapsed_micros() < found->keep->elapsed_micros())
      r.report(Severity::error, "EH0541", e.span, "This keeps records for less time than the base text: " + found->text,
               "An overlay may only keep them longer.");
  }
}

/// Products are known from the front matter alone, so a name that is not there is a misspelling and no plan.
void check_products(Reading& r, Overlay& o) {
  for (std::string& product : o.products) {
    if (r.procedure.products.empty()) {
      r.report(Severity::warning, "EH0544", o.span,
               "The front matter lists no products, so nothing tells whether \"" + product + "\" is one.",
               "Write: products: [" + product + "]");
      return;
    }
    if (const std::string* known = r.procedure.find_product(product)) {
      product = *known;
      continue;
    }
    const std::string near = did_you_mean(product, r.procedure.products);
    r.report(Severity::error, "EH0544", o.span, "The front matter lists no product \"" + product + "\".",
             near.empty() ? "Products are " + join_names(r.procedure.products) + "." : near);
  }
}

void check_selectors(Reading& r, Overlay& o) {
  check_products(r, o);
  const auto outside = [](const std::vector<std::string>& chosen, const std::vector<std::string>& all) -> std::string {
    if (all.empty()) return {};
    for (const std::string& c : chosen)
      if (std::find(all.begin(), all.end(), c) == all.end()) return c;
    return {};
  };
  std::string name = outside(o.states, r.procedure.states);
  if (name.empty()) name = outside(o.channels, r.procedure.channels);
  if (!name.empty())
    r.report(Severity::warning, "EH0542", o.span, "The front matter does not list " + name + ", so this never applies.",
             "Add it there, or take this part out.");
}

}  // namespace

void check_overlays(Reading& r) {
  struct Taken {
    const Overlay* overlay;
    std::uint32_t line;
  };
  std::map<std::string, std::vector<Taken>> taken;
  for (Overlay& overlay : r.procedure.overlays) {
    check_selectors(r, overlay);
    for (const OverlayEdit& e : overlay.edits) {
      check_edit(r, e);
      const std::string what = takes(e);
      if (what.empty()) continue;
      std::vector<Taken>& before = taken[what];
      const auto other =
          std::find_if(before.begin(), before.end(), [&](const Taken& t) { return can_meet(*t.overlay, overlay); });
      if (other != before.end())
        r.report(Severity::error, "EH0543", e.span,
                 "\"" + other->overlay->name + "\" takes away " + what + " too (line " + std::to_string(other->line) +
                     "), and both can hold for one case.",
                 "Let only one of them change it.");
      else
        before.push_back({&overlay, e.span.line});
    }
  }
}

}  // namespace evenhand::procedure
