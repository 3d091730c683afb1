// One file becomes a text for every combination of overlays that can hold together. Each is walked like the base text.
#include <algorithm>
#include <map>
#include <set>

#include "base/limits.hpp"
#include "procedure/flow_checks.hpp"
#include "procedure/ids.hpp"
#include "procedure/overlays.hpp"

namespace evenhand::procedure {

namespace {

using Chosen = std::vector<bool>;  ///< of the overlays, in order

/// Values of one selector that differ in the overlays they leave possible.
std::map<Chosen, std::string> values_of(const Procedure& p, std::vector<std::string> Overlay::*selector,
                                        const std::vector<std::string>& listed, std::string Selection::*place) {
  std::map<Chosen, std::string> out;
  std::set<std::string> values(listed.begin(), listed.end());
  values.insert(std::string());
  for (const Overlay& o : p.overlays) values.insert((o.*selector).begin(), (o.*selector).end());
  Selection one;
  for (const std::string& value : values) {
    Chosen chosen;
    one.*place = value;
    for (const Overlay& o : p.overlays) {
      Overlay only;
      only.*selector = o.*selector;
      chosen.push_back(matches(only, one));
    }
    out.try_emplace(std::move(chosen), value);
    if (out.size() >= limits::overlay_texts_max) break;
  }
  return out;
}

std::size_t count_of(const Chosen& chosen) {
  return static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), true));
}

/// The lines of an overlay: findings there need no other place.
bool stands_in(const Overlay& overlay, const Span& span) {
  std::uint32_t last = overlay.span.end_line;
  const auto reach = [&](const Node& n) { last = std::max(last, n.span.end_line); };
  for (const OverlayEdit& edit : overlay.edits) {
    last = std::max(last, edit.span.end_line);
    for (const Node& n : edit.nodes) for_each_node(n, reach);
    if (edit.escalation) for_each_node(edit.escalation->body, reach);
  }
  return span.line >= overlay.span.line && span.line <= last;
}

class OverlayFlow {
 public:
  OverlayFlow(const Procedure& procedure, const Diagnostics& base, const Resolver& followed, Findings& findings)
      : procedure_(procedure), findings_(findings), duties_(procedure, followed, findings) {
    for (const Diagnostic& d : base) known_.insert(key(d));
  }

  void check() {
    const ProcedurePtr whole(ProcedurePtr{}, &procedure_);  // not owned: it outlives this call
    std::size_t nodes = 0;
    for_each_node(procedure_.root, [&](const Node&) { ++nodes; });
    std::size_t left = limits::overlay_nodes_max;
    const std::vector<Selection> selections = selections_of(procedure_);
    // All texts together may look at a few times what one may, so that checking stays quick on any file.
    const std::size_t work =
        std::min(predicate::Domains::work_max, 4 * predicate::Domains::work_max / (selections.size() + 1));
    for (const Selection& selection : selections) {
      if (left < nodes) return;
      left -= nodes + 1;
      const auto resolved = resolve_or_say_where(whole, selection);
      if (!resolved) {
        const Misfit& misfit = resolved.error();
        findings_.add(Severity::error, std::string(misfit.code), misfit.span, misfit.message, misfit.hint);
        continue;
      }
      last_ = nullptr;
      for (const Overlay& overlay : procedure_.overlays)
        if (matches(overlay, selection)) last_ = &overlay;
      for (const Diagnostic& d : check_ways(**resolved, work)) report(d);
      duties_.check(**resolved);
    }
  }

 private:
  using Key = std::pair<std::string, std::pair<std::uint32_t, std::uint32_t>>;
  static Key key(const Diagnostic& d) { return {d.code, {d.span.line, d.span.column}}; }

  void report(const Diagnostic& d) {
    if (!known_.insert(key(d)).second) return;
    for (const Overlay& overlay : procedure_.overlays)
      if (stands_in(overlay, d.span)) return findings_.add(d.severity, d.code, d.span, d.message, d.hint);
    findings_.add(d.severity, d.code, last_->span,
                  "With \"" + last_->name + "\", line " + std::to_string(d.span.line) + ": " + d.message, d.hint);
  }

  const Procedure& procedure_;
  Findings& findings_;
  OverlayDuties duties_;
  std::set<Key> known_;
  const Overlay* last_ = nullptr;  ///< of those applied
};

}  // namespace

std::vector<Selection> selections_of(const Procedure& p) {
  const auto states = values_of(p, &Overlay::states, p.states, &Selection::state);
  const auto channels = values_of(p, &Overlay::channels, p.channels, &Selection::channel);
  const auto products = values_of(p, &Overlay::products, p.products, &Selection::product);
  std::map<Chosen, Selection> texts;
  std::size_t tries = limits::overlay_nodes_max;
  for (const auto& [by_state, state] : states)
    for (const auto& [by_channel, channel] : channels)
      for (const auto& [by_product, product] : products) {
        Chosen chosen(p.overlays.size());
        for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = by_state[i] && by_channel[i] && by_product[i];
        if (count_of(chosen) > 0) texts.try_emplace(std::move(chosen), Selection{state, channel, product, {}});
        if (tries < p.overlays.size() + 1) break;
        tries -= p.overlays.size() + 1;
      }
  std::vector<std::pair<std::size_t, Selection>> sorted;
  for (auto& [chosen, selection] : texts) sorted.emplace_back(count_of(chosen), std::move(selection));
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (sorted.size() > limits::overlay_texts_max) sorted.resize(limits::overlay_texts_max);
  std::vector<Selection> out;
  for (auto& [count, selection] : sorted) out.push_back(std::move(selection));
  return out;
}

void check_overlay_flow(const Procedure& procedure, const Diagnostics& base, const Resolver& followed,
                        Findings& findings) {
  if (!procedure.overlays.empty()) OverlayFlow(procedure, base, followed, findings).check();
}

}  // namespace evenhand::procedure
