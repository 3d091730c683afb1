// Guards that ask for an order: whether it was kept, which condition came too early, and what would put it right.
#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "casework/gates.hpp"
#include "casework/speech.hpp"

namespace evenhand::casework {
namespace {

using procedure::GuardPart;
using Truth = std::optional<bool>;
using Seq = std::uint64_t;

/// A guard looked at as the case stands. Times are sequence numbers of events.
class OrderView {
 public:
  OrderView(const View& view, std::string_view scope) : view_(view), scope_(scope) {}

  [[nodiscard]] Truth holds(const GuardPart& part) const {
    switch (part.kind) {
      case GuardPart::Kind::condition: {
        const feel::Value value = evaluate(view_, scope_, part.condition->expression);
        return value.is_true() ? Truth(true) : value.as_boolean() ? Truth(false) : std::nullopt;
      }
      case GuardPart::Kind::all:
        return joined(part, false);
      case GuardPart::Kind::any:
        return joined(part, true);
      case GuardPart::Kind::none: {
        const Truth inner = joined(part, true);
        return inner ? Truth(!*inner) : std::nullopt;
      }
      case GuardPart::Kind::order: {
        const Truth all = joined(part, false);
        return all == Truth(true) ? Truth(established(part, 0).has_value()) : all;
      }
      case GuardPart::Kind::first: {
        const GuardPart* chosen = applies(part);
        return chosen ? holds(*chosen) : Truth(false);
      }
    }
    return std::nullopt;
  }

  /// The earliest event, no earlier than `from`, with which a part that holds now was established; empty when it was
  /// established only before. What nothing establishes (an action that is not done, the channel) holds from any time on.
  [[nodiscard]] std::optional<Seq> established(const GuardPart& part, Seq from) const {
    switch (part.kind) {
      case GuardPart::Kind::condition:
        return established(part.condition->expression, from);
      case GuardPart::Kind::all:
        return last_of(part, from);
      case GuardPart::Kind::any: {
        std::optional<Seq> best;
        for (const GuardPart& one : part.parts)
          if (holds(one) == Truth(true))
            if (const auto at = established(one, from); at && (!best || *at < *best)) best = at;
        return best;
      }
      case GuardPart::Kind::none:
        return from;
      case GuardPart::Kind::order: {
        std::optional<Seq> at = 0;
        for (std::size_t i = 0; i < part.parts.size() && at; ++i)
          at = established(part.parts[i], i + 1 == part.parts.size() ? std::max(*at, from) : *at);
        return at;
      }
      case GuardPart::Kind::first: {
        const GuardPart* chosen = applies(part);
        return chosen ? established(*chosen, from) : std::nullopt;
      }
    }
    return std::nullopt;
  }

  /// The branch of a first-that-applies group that decides now; null when none applies.
  [[nodiscard]] const GuardPart* applies(const GuardPart& group) const {
    for (const GuardPart& part : group.parts)
      if (!part.when || casework::holds(view_, scope_, *part.when)) return &part;
    return nullptr;
  }

  /// Names of what a part reads that events establish.
  void sources(const GuardPart& part, std::vector<std::string>& out) const {
    if (part.condition)
      for (const auto& name : part.condition->expression.reads())
        if (!times_of(name).empty() && std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
    for (const GuardPart& one : part.parts) sources(one, out);
  }

 private:
  /// Kleene's `or` (decisive true) or `and` (decisive false) over the parts.
  [[nodiscard]] Truth joined(const GuardPart& part, bool decisive) const {
    bool unknown = false;
    for (const GuardPart& one : part.parts) {
      const Truth truth = holds(one);
      if (truth == Truth(decisive)) return decisive;
      unknown = unknown || !truth;
    }
    return unknown ? std::nullopt : Truth(!decisive);
  }

  /// All parts are there once the last one is; with `from`, once one of them was established (again) since.
  [[nodiscard]] std::optional<Seq> last_of(const GuardPart& part, Seq from) const {
    Seq last = 0;
    for (const GuardPart& one : part.parts) {
      const auto at = established(one, 0);
      if (!at) return std::nullopt;
      last = std::max(last, *at);
    }
    if (last >= from) return last;
    std::optional<Seq> best;
    for (const GuardPart& one : part.parts)
      if (const auto at = established(one, from); at && (!best || *at < *best)) best = at;
    return best;
  }

  [[nodiscard]] std::optional<Seq> established(const feel::Expression& expression, Seq from) const {
    Seq last = 0;
    std::optional<Seq> again;
    bool timed = false;
    for (const auto& name : expression.reads()) {
      const std::vector<Seq> times = times_of(name);
      if (times.empty()) continue;
      timed = true;
      last = std::max(last, times.front());
      const auto next = std::lower_bound(times.begin(), times.end(), from);
      if (next != times.end() && (!again || *next < *again)) again = *next;
    }
    if (!timed) return from;
    return last >= from ? std::optional(last) : again;
  }

  /// When a name got what it has, rising: a fact its value and its last confirmation, an action each time it was done.
  [[nodiscard]] std::vector<Seq> times_of(const std::string& name) const {
    const CaseState& state = view_.state;
    if (const auto* fact = find_fact_state(state, scope_, name)) {
      const Seq since = fact->since != 0 ? fact->since : fact->seq;
      return since == fact->seq ? std::vector<Seq>{since} : std::vector<Seq>{since, fact->seq};
    }
    if (const auto* approval = name == "approved" ? find_approval(state, scope_) : nullptr) return {approval->seq};
    if (name == "reply" && state.last_reply_seq != 0) return {state.last_reply_seq};
    if (!name.ends_with(" done")) return {};
    const auto times = state.action_times.find(std::string_view(name).substr(0, name.size() - 5));
    return times == state.action_times.end() ? std::vector<Seq>() : times->second;
  }

  const View& view_;
  std::string_view scope_;
};

class OrderGates {
 public:
  OrderGates(const View& view, std::string_view scope, Gate base, const std::string& action)
      : view_(view), scope_(scope), order_(view, scope), base_(std::move(base)), action_(action) {}

  std::vector<Gate> take() { return std::move(gates_); }

  /// Adds a gate for every order under `part` that is not kept although all its conditions hold.
  void explain(const GuardPart& part) {
    if (order_.holds(part) == Truth(true)) return;
    if (part.kind == GuardPart::Kind::first) {
      if (const GuardPart* chosen = order_.applies(part)) explain(*chosen);
      return;
    }
    // `none of` is not put right by establishing something.
    if (part.kind == GuardPart::Kind::none) return;
    for (const GuardPart& one : part.parts) explain(one);
    if (part.kind != GuardPart::Kind::order) return;
    std::optional<Seq> at = 0;
    for (std::size_t i = 0; i < part.parts.size(); ++i) {
      if (order_.holds(part.parts[i]) != Truth(true)) return;
      const auto next = order_.established(part.parts[i], *at);
      if (!next) return add(part, part.parts[i - 1], part.parts[i]);
      at = next;
    }
  }

 private:
  /// A part of the guard as a sentence, or as it is written.
  [[nodiscard]] static std::string words_of(const Speech& say, const GuardPart& part) {
    if (!part.condition) return part.words;
    std::string words = say.condition(part.condition->expression).words;
    return words.starts_with('`') ? part.words : words;
  }
  void add(const GuardPart& group, const GuardPart& before, const GuardPart& late) {
    Gate gate = base_;
    gate.condition = group.words;
    const Speech say(view_, scope_);
    gate.message = say("**{}** is not allowed yet: \"{}\" came before \"{}\", and it has to come after it.",
                       "**{}** no se permite todavía: «{}» llegó antes que «{}», y tiene que venir después.",
                       say.name(action_), words_of(say, late), words_of(say, before));
    std::vector<std::string> names;
    order_.sources(late, names);
    for (const std::string& name : names) {
      std::string what;
      if (find_fact_state(view_.state, scope_, name)) {
        gate.facts.push_back(name);
        const std::string remedy = remedy_for_fact(view_, scope_, name);
        what = remedy.substr(0, remedy.size() - 1) + say(" again", " otra vez");
      } else if (name == "approved") {
        what = say("Get the approval again", "Obtenga otra vez la aprobación");
      } else if (name == "reply") {
        what = say("Wait for another reply", "Espere otra respuesta");
      } else {
        what = say("Do **{}** again", "Haga otra vez **{}**", say.name(name.substr(0, name.size() - 5)));
      }
      gate.remedy += (gate.remedy.empty() ? "" : " ") + what + ".";
    }
    gates_.push_back(std::move(gate));
  }

  const View& view_;
  std::string_view scope_;
  OrderView order_;
  Gate base_;
  const std::string& action_;
  std::vector<Gate> gates_;
};

}  // namespace

std::vector<Gate> order_gates(const View& view, std::string_view scope, const Place* place,
                              const procedure::Action& action) {
  if (OrderView(view, scope).holds(*action.allowed_tree) == Truth(true)) return {};
  // What is missing altogether is said first; the order of what is there matters only then.
  if (action.allowed_when)
    if (auto gates = condition_gates(view, scope, place, *action.allowed_when, "guard", action.name); !gates.empty())
      return gates;
  Gate base;
  base.kind = "guard";
  if (place) {
    base.path = place->path;
    base.law = place->node->satisfies;
    if (place->step)
      base.step_id = place->step->node->id, base.step_title = Speech(view, scope).text(place->step->node->text);
  }
  OrderGates orders(view, scope, base, action.name);
  orders.explain(*action.allowed_tree);
  std::vector<Gate> gates = orders.take();
  if (!gates.empty()) return gates;
  base.condition = action.allowed_text;
  const Speech say(view, scope);
  base.message = say("**{}** is not allowed: `{}` does not hold.", "**{}** no se permite: no se cumple `{}`.",
                     say.name(action.name), action.allowed_text);
  base.remedy = say("It cannot be put right by doing more: the case has gone another way.",
                    "No se arregla haciendo más: el caso ha ido por otro camino.");
  return {base};
}

}  // namespace evenhand::casework
