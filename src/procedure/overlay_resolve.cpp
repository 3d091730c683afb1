#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "procedure/compile.hpp"
#include "procedure/ids.hpp"
#include "procedure/overlays.hpp"

namespace evenhand::procedure {

namespace {

bool holds(const std::vector<std::string>& chosen, const std::string& value) {
  if (chosen.empty()) return true;
  return std::any_of(chosen.begin(), chosen.end(),
                     [&](const std::string& c) { return text::equals_ignoring_case(c, value); });
}

/// Applies the edits of every matching overlay to a copy of the base text, in the order of the file.
class Applier {
 public:
  explicit Applier(Procedure& p) : p_(p) {}

  using Done = tl::expected<void, Misfit>;

  Done apply(const Overlay& overlay) {
    for (const OverlayEdit& edit : overlay.edits) {
      at_ = edit.span;
      switch (edit.kind) {
        case OverlayEdit::Kind::before:
        case OverlayEdit::Kind::after:
        case OverlayEdit::Kind::replace_step:
        case OverlayEdit::Kind::remove_step:
          if (auto done = step(overlay, edit); !done) return done;
          break;
        case OverlayEdit::Kind::replace_message:
          if (auto done = message(overlay, edit); !done) return done;
          break;
        case OverlayEdit::Kind::tighten_target:
          target(*edit.target);
          break;
        case OverlayEdit::Kind::add_record:
          record(*edit.record);
          break;
        case OverlayEdit::Kind::add_escalation: {
          EscalationRule rule = *edit.escalation;
          mark(rule.body, overlay.name);
          p_.escalation.push_back(std::move(rule));
          break;
        }
      }
    }
    return {};
  }

  Done check_jumps() {
    Done result;
    for_all_nodes(p_, [&](const Node& n) {
      if (n.kind != NodeKind::go_to || !result) return;
      const bool known =
          std::any_of(p_.root.children.begin(), p_.root.children.end(), [&](const Node& s) { return s.id == n.name; });
      if (known) return;
      const auto taken = removed_.find(n.name);
      at_ = taken == removed_.end() ? n.span : taken->second;
      result = bad(
          "EH0545",
          "`" + n.text.text + "` (line " + std::to_string(n.span.line) + ") names a step that an overlay takes away.",
          "Change the jump as well, or replace the step instead of taking it away.");
    });
    return result;
  }

 private:
  tl::unexpected<Misfit> bad(std::string_view code, std::string message,
                             std::string hint = "Let only one overlay change it, or add instead of replacing.") const {
    return tl::unexpected(Misfit{code, std::move(message), std::move(hint), at_});
  }
  static void mark(Node& node, const std::string& origin) {
    for_each_node(node, [&](Node& n) { n.origin = origin; });
  }

  Done step(const Overlay& overlay, const OverlayEdit& edit) {
    const auto place = std::find_if(p_.root.children.begin(), p_.root.children.end(),
                                    [&](const Node& s) { return s.id == edit.step_id; });
    if (place == p_.root.children.end())
      return bad("EH0543",
                 "\"" + overlay.name + "\" changes step " + edit.step_id + ", which is not there (any more).");
    std::vector<Node> nodes = edit.nodes;
    for (Node& n : nodes) mark(n, overlay.name);
    std::vector<Node>& children = place->children;
    switch (edit.kind) {
      case OverlayEdit::Kind::before: {
        std::size_t& done = added_[edit.step_id].before;
        const auto at = children.begin() + static_cast<std::ptrdiff_t>(done);
        done += nodes.size();
        children.insert(at, std::make_move_iterator(nodes.begin()), std::make_move_iterator(nodes.end()));
        return {};
      }
      case OverlayEdit::Kind::after:
        added_[edit.step_id].after += nodes.size();
        children.insert(children.end(), std::make_move_iterator(nodes.begin()), std::make_move_iterator(nodes.end()));
        return {};
      default:
        break;
    }
    if (const std::string law = p_.law_of(*place); !law.empty())
      return bad("EH0540",
                 "\"" + overlay.name + "\" takes away step " + edit.step_id + ", which satisfies " + law + ".",
                 "Add before or after it instead.");
    if (const auto [other, first] = taken_.emplace("step " + edit.step_id, overlay.name); !first)
      return bad("EH0543",
                 "\"" + overlay.name + "\" and \"" + other->second + "\" both take away step " + edit.step_id + ".");
    const Added added = added_[edit.step_id];
    if (edit.kind == OverlayEdit::Kind::remove_step) {
      if (added.before + added.after > 0)
        return bad("EH0543",
                   "\"" + overlay.name + "\" takes away step " + edit.step_id + ", which another overlay adds to.");
      removed_.emplace(edit.step_id, edit.span);
      p_.root.children.erase(place);
      return {};
    }
    // What another overlay put in front and behind stays: it came from its own rule, not from the text that is replaced.
    const auto at = children.erase(children.begin() + static_cast<std::ptrdiff_t>(added.before),
                                   children.end() - static_cast<std::ptrdiff_t>(added.after));
    children.insert(at, std::make_move_iterator(nodes.begin()), std::make_move_iterator(nodes.end()));
    place->origin = overlay.name;
    return {};
  }

  Done message(const Overlay& overlay, const OverlayEdit& edit) {
    const std::string& name = edit.message->name;
    const auto place =
        std::find_if(p_.messages.begin(), p_.messages.end(), [&](const Message& m) { return m.name == name; });
    if (place == p_.messages.end())
      return bad("EH0506", "\"" + overlay.name + "\" replaces the message " + name + ", which is not there.");
    if (!place->satisfies.empty())
      return bad("EH0540", "\"" + overlay.name + "\" replaces the message " + name + ", which satisfies a law fact.");
    if (const auto [other, first] = taken_.emplace("message " + name, overlay.name); !first)
      return bad("EH0543",
                 "\"" + overlay.name + "\" and \"" + other->second + "\" both replace the message " + name + ".");
    place->body = edit.message->body;
    place->by_channel.clear();
    place->span = edit.message->span;
    return {};
  }

  void target(const Target& t) {
    for (Target& base : p_.targets) {
      if (base.kind != t.kind || t.kind == Target::Kind::other) continue;
      const bool tighter = (base.within && t.within && t.within->elapsed_micros() < base.within->elapsed_micros()) ||
                           (base.at_least && t.at_least && *t.at_least > *base.at_least);
      if (tighter) base = t;
      return;
    }
    p_.targets.push_back(t);
  }

  void record(const RecordRule& rule) {
    for (RecordRule& base : p_.records) {
      if (base.what != rule.what) continue;
      if (base.keep && rule.keep && rule.keep->elapsed_micros() > base.keep->elapsed_micros()) base = rule;
      return;
    }
    p_.records.push_back(rule);
  }

  Procedure& p_;
  /// Nodes that overlays put into a step, in front of its own and behind them.
  struct Added {
    std::size_t before = 0, after = 0;
  };
  std::map<std::string, Added> added_;
  std::map<std::string, std::string> taken_;
  std::map<std::string, Span> removed_;
  Span at_;  ///< of the edit that is applied
};

}  // namespace

bool matches(const Overlay& o, const Selection& s) {
  return holds(o.states, s.state) && holds(o.channels, s.channel) && holds(o.products, s.product);
}

tl::expected<ProcedurePtr, Misfit> resolve_or_say_where(const ProcedurePtr& procedure, const Selection& selection) {
  if (procedure->overlays.empty()) return procedure;
  auto copy = std::make_shared<Procedure>(*procedure);
  copy->overlays.clear();
  Applier applier(*copy);
  for (const Overlay& overlay : procedure->overlays) {
    if (!matches(overlay, selection)) continue;
    copy->overlays.push_back(overlay);  // what it is called; its edits are in the text now
    copy->overlays.back().edits.clear();
    if (auto done = applier.apply(overlay); !done) return tl::unexpected(std::move(done.error()));
  }
  if (auto done = applier.check_jumps(); !done) return tl::unexpected(std::move(done.error()));
  return ProcedurePtr(std::move(copy));
}

Result<ProcedurePtr> resolve(const ProcedurePtr& procedure, const Selection& selection) {
  auto resolved = resolve_or_say_where(procedure, selection);
  if (!resolved)
    return fail(ErrorKind::conflict, "sop/overlay", std::move(resolved.error().message),
                std::move(resolved.error().hint));
  return std::move(*resolved);
}

}  // namespace evenhand::procedure
