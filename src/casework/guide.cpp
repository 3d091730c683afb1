#include "casework/guide.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "casework/gates.hpp"
#include "casework/render.hpp"
#include "casework/speech.hpp"
#include "procedure/shown_words.hpp"

namespace evenhand::casework {
namespace {

using procedure::NodeKind;

std::string_view kind_of(procedure::FactType::Kind kind) {
  using Kind = procedure::FactType::Kind;
  switch (kind) {
    case Kind::text:
      return "text";
    case Kind::pattern:
      return "pattern";
    case Kind::email:
      return "email";
    case Kind::phone:
      return "phone";
    case Kind::number:
      return "number";
    case Kind::money:
      return "money";
    case Kind::date:
      return "date";
    case Kind::time:
      return "time";
    case Kind::date_time:
      return "date_time";
    case Kind::duration:
      return "duration";
    case Kind::yes_no:
      return "yes_no";
    case Kind::one_of:
      return "one_of";
    case Kind::list:
      return "list";
    case Kind::file:
      return "file";
  }
  return "text";
}

std::string_view status_name(NodeStatus status) {
  switch (status) {
    case NodeStatus::active:
      return "now";
    case NodeStatus::done:
      return "done";
    case NodeStatus::skipped:
      return "skipped";
    case NodeStatus::not_applicable:
      return "not-applicable";
    case NodeStatus::answered_no:
      return "answered-no";
    case NodeStatus::overridden:
      return "overridden";
  }
  return "idle";
}

/// Builds the guide of one case for one person.
class Builder {
 public:
  Builder(const View& view, const Actor& actor, const Surroundings& surroundings)
      : view_(view),
        state_(view.state),
        program_(view.program),
        actor_(actor),
        surroundings_(surroundings),
        language_(language_of(program_)) {}

  Guide build() {
    add_steps(program_.root(), 0);
    for (const auto& [key, fact] : state_.facts) {
      const auto cut = key.rfind('>');
      const std::string scope = cut == std::string::npos ? "" : key.substr(0, cut);
      guide_.facts.push_back(fact_of(scope, cut == std::string::npos ? key : key.substr(cut + 1)));
    }
    add_actions();
    guide_.outcomes = program_.main().outcomes;
    const Place* ahead = close_ahead(view_);
    if (ahead) guide_.outcomes = {ahead->node->name};
    const auto& outcomes_of = ahead ? *ahead->procedure : program_.main();
    for (const auto& outcome : guide_.outcomes)
      guide_.outcome_labels.push_back(outcomes_of.name_in(outcome, language_));
    guide_.may_undo = state_.status == CaseState::Status::open && state_.undo && state_.undo->actor_id == actor_.id;
    return std::move(guide_);
  }

 private:
  [[nodiscard]] bool open() const { return state_.status == CaseState::Status::open; }

  [[nodiscard]] std::string text_of(const procedure::LocalText& text, const std::string& scope) const {
    const Speech speech(View{state_, program_, view_.now, language_, view_.steps}, scope);
    return speech.with_labels(render(text.in(language_), state_, program_, scope, actor_, surroundings_).text);
  }

  /// An item in the case's language.
  [[nodiscard]] std::string sentence_of(const Place& place) const {
    const Speech speech(View{state_, program_, view_.now, language_, view_.steps}, place.scope);
    const std::string directive = speech.directive(place);
    return directive.empty() ? text_of(place.node->text, place.scope) : directive;
  }

  [[nodiscard]] std::vector<CaseFile> files_of(const std::vector<std::string>& ids) const {
    std::vector<CaseFile> files;
    for (const auto& id : ids)
      if (const auto found = state_.files.find(id); found != state_.files.end()) files.push_back(found->second);
    return files;
  }

  [[nodiscard]] GuideFact fact_of(const std::string& scope, const std::string& name) const {
    GuideFact out;
    out.key = fact_key(scope, name);
    out.name = out.label = name;
    if (const auto* declared = program_.find_fact(scope, name)) {
      if (!declared->label.text.empty()) out.label = declared->label.in(language_);
      out.type = declared->type.str();
      out.kind = kind_of(declared->type.kind);
      out.options = declared->type.options;
      if (const auto labels = declared->options_in.find(language_); labels != declared->options_in.end())
        out.option_labels = labels->second;
      out.pattern = declared->type.pattern;
      out.currency = declared->type.currency;
      out.personal = declared->personal != procedure::Personal::no;
      out.never_stored = declared->never_stored;
      out.takes_files = holds_files(declared->type);
    }
    if (const auto* fact = find_fact_state(state_, scope, name)) {
      out.personal = out.personal || fact->personal;
      out.known = is_answered(view_, scope, name);
      if (!fact->transient) out.value = fact->value;
      if (out.takes_files) out.files = files_of(file_ids(out.value));
    }
    return out;
  }

  /// Steps under a place, in order; everything directly under the root that is in no step makes a step without a title.
  void add_steps(const Place& root, std::uint32_t depth) {
    GuideStep* loose = nullptr;
    std::size_t loose_at = 0;
    for (const Place* child : root.children) {
      if (child->node->kind != NodeKind::step) {
        if (!loose) {
          guide_.steps.push_back(blank_step(root, depth));
          loose_at = guide_.steps.size() - 1;
          loose = &guide_.steps.back();
        }
        follows_.clear();
        add_items(*child, 0, true, guide_.steps[loose_at]);
        if (!follows_.empty()) loose = nullptr;
        add_followed(depth);
        continue;
      }
      loose = nullptr;
      GuideStep step = blank_step(root, depth);
      step.id = child->node->id;
      step.path = child->path;
      step.title = text_of(child->node->text, child->scope);
      step.number = child->node->number;
      const auto* at = find_node(state_, *child);
      step.status = at ? status_name(at->status) : "idle";
      follows_.clear();
      for (const Place* item : child->children) add_items(*item, 0, true, step);
      guide_.steps.push_back(std::move(step));
      add_followed(depth);
    }
  }

  void add_followed(std::uint32_t depth) {
    const auto followed = std::move(follows_);
    follows_.clear();
    for (const Place* follow : followed) add_steps(*follow->children.back(), depth + 1);
  }

  [[nodiscard]] GuideStep blank_step(const Place& root, std::uint32_t depth) const {
    GuideStep step;
    step.depth = depth;
    step.status = "now";
    if (!root.scope.empty())
      step.procedure =
          root.procedure->local_title.text.empty() ? root.procedure->title : root.procedure->local_title.in(language_);
    return step;
  }

  void add_items(const Place& place, std::uint32_t depth, bool chosen, GuideStep& step) {
    const auto& n = *place.node;
    if (is_bare(place)) {
      for (const Place* child : place.children) add_items(*child, depth, chosen, step);
      return;
    }
    const auto* at = find_node(state_, place);
    step.items.push_back(item_of(place, at, depth, chosen));
    if (step.items.back().may_act) guide_.now.push_back(place.path);
    if (n.kind == NodeKind::follow) {
      if (at) follows_.push_back(&place);
      return;
    }
    const auto taken = at ? at->branch : -2;
    for (std::size_t i = 0; i < place.children.size(); ++i) {
      const bool on_path = n.kind != NodeKind::choice || taken == -2 || taken == static_cast<std::int32_t>(i);
      add_items(*place.children[i], depth + 1, chosen && on_path, step);
    }
    for (std::size_t i = 0; i < place.branches.size(); ++i) {
      const bool over = at && at->status != NodeStatus::active;
      const bool on_path = taken == static_cast<std::int32_t>(i) || (taken == -2 && !over);
      add_items(*place.branches[i], depth + 1, chosen && on_path, step);
    }
  }

  GuideItem item_of(const Place& place, const NodeState* at, std::uint32_t depth, bool chosen) {
    const auto& n = *place.node;
    GuideItem item;
    item.path = place.path;
    item.kind = procedure::kind_name(n.kind);
    item.status = at ? status_name(at->status) : chosen ? "idle" : "not-applicable";
    item.text = sentence_of(place);
    item.depth = depth;
    item.name = n.name;
    item.role = n.kind == NodeKind::approve ? n.name : place.role;
    item.label = n.kind == NodeKind::raise    ? procedure::value_words(n.name, language_)
                 : n.kind == NodeKind::follow ? place.procedure->followed_title_in(n.name, language_)
                                              : place.procedure->name_in(n.name, language_);
    item.role_label = place.procedure->name_in(item.role, language_);
    item.evidence = n.evidence;
    if (at && !n.evidence.empty() && at->status == NodeStatus::done) {
      item.given = at->detail;
      item.files = files_of(at->files);
    }
    item.optional = may_be_skipped(state_, place);
    item.law = n.satisfies;
    item.origin = place.procedure->origin_in(n.origin, language_);
    const auto* action = n.kind == NodeKind::action ? place.procedure->find_action(n.name) : nullptr;
    if (n.kind == NodeKind::ask || n.kind == NodeKind::decide || n.kind == NodeKind::record)
      for (const auto& name : n.facts) item.facts.push_back(fact_of(place.scope, name));
    if (n.kind == NodeKind::action) {
      for (const auto& output : action_outputs(&place, action)) {
        item.facts.push_back(fact_of(place.scope, output.fact));
        item.facts.back().name = output.parameter;
      }
      for (const auto& input : action_inputs(&place, action)) item.inputs.push_back(fact_of(place.scope, input.fact));
    }
    if (const auto timer = state_.timers.find(place.path); timer != state_.timers.end()) item.due = timer->second;
    if (n.kind == NodeKind::send) add_message(place, item);
    item.may_undo = at && open() && state_.undo && state_.undo->actor_id == actor_.id && at->seq == state_.undo->seq;
    if (at && at->status == NodeStatus::active) judge(place, *at, item);
    return item;
  }

  void add_message(const Place& place, GuideItem& item) const {
    const auto* message = place.procedure->find_message(place.node->name);
    if (!message) return;
    item.message_preview = render(message_text(*message, channel_of(program_, *place.node), language_), state_,
                                  program_, place.scope, actor_, surroundings_)
                               .text;
    item.editable = !message->mandatory;
  }

  /// What an active item waits for, and whether this person can do something about it.
  void judge(const Place& place, const NodeState& at, GuideItem& item) {
    const auto& n = *place.node;
    const Speech say(view_, place.scope);
    const auto blocked_by = [&](const std::vector<Gate>& gates) {
      item.status = "waiting";
      if (!gates.empty())
        item.why_not = gates.front().message + (gates.front().remedy.empty() ? "" : " " + gates.front().remedy);
    };
    bool can = false;
    switch (n.kind) {
      case NodeKind::task:
        can = at.branch < 0;
        if (!can) item.status = "waiting";
        break;
      case NodeKind::ask:
        can = true;
        break;
      case NodeKind::action: {
        const auto pending = state_.pending_actions.find(at.detail);
        if (at.branch >= 0)
          item.status = "waiting";
        else if (pending != state_.pending_actions.end()) {
          can = pending->second.by_hand;
          if (can)
            item.key = at.detail;
          else
            blocked_by(gates_at(view_, place));
        } else if (auto gates = action_gates(view_, &place, n.name); gates.empty())
          can = true;
        else
          blocked_by(gates);
        break;
      }
      case NodeKind::approve:
        if (at.branch >= 0)
          item.status = "waiting";
        else if (at.detail.empty())
          can = true;  // refused: it may be asked again
        else if (!actor_.has_role(n.name))
          blocked_by(gates_at(view_, place));
        else if (is_kept_out(state_, place, actor_.id)) {
          item.status = "waiting";
          item.why_not = say("Whoever led here or asks for an approval cannot give it.",
                             "Quien ha llevado el caso hasta aquí o pide la aprobación no la puede dar.");
        } else
          can = true;
        break;
      case NodeKind::decide:
        if (!n.table)
          can = true;
        else if (at.rounds == 0 && is_started_by_hand(state_, place))
          can = item.starts = true;
        else
          blocked_by(gates_at(view_, place));
        break;
      case NodeKind::follow:
        can = item.starts = at.rounds == 0;
        break;
      case NodeKind::send:
        if (const auto rendered = gates_at(view_, place); !rendered.empty() && !rendered.front().facts.empty())
          blocked_by(rendered);
        else
          can = true;
        break;
      case NodeKind::check:
        if (at.branch < 0) blocked_by(gates_at(view_, place));
        break;
      case NodeKind::wait:
        if (at.branch < 0)
          blocked_by(gates_at(view_, place));
        else
          item.status = "waiting";
        break;
      case NodeKind::record:
      case NodeKind::go_to: {
        const auto gates = gates_at(view_, place);
        can = item.starts = is_started_by_hand(state_, place) && gates.front().facts.empty();
        if (!can) blocked_by(gates);
        break;
      }
      case NodeKind::close:
      case NodeKind::tell:
      case NodeKind::hand_over:
      case NodeKind::raise:
        can = item.starts = is_started_by_hand(state_, place);
        if (!can) item.status = "waiting";
        break;
      default:
        return;
    }
    if (can && !place.role.empty() && !actor_.has_role(place.role)) {
      can = false;
      item.why_not = say("Only the {} may.", "Solo puede {}.", item.role_label);
    }
    if (can && !open()) {
      can = false;
      item.why_not = state_.status == CaseState::Status::paused ? say("The case is paused.", "El caso está en pausa.")
                                                                : say("The case is closed.", "El caso está cerrado.");
    }
    item.may_act = can;
  }

  void add_actions() {
    for (const auto& action : program_.main().actions) {
      GuideAction out;
      out.name = action.name;
      out.label = program_.main().name_in(action.name, language_);
      out.gates = action_gates(view_, nullptr, action.name);
      if (auto role = action_role_gate(view_, nullptr, action.name, actor_)) out.gates.push_back(std::move(*role));
      out.allowed = open() && out.gates.empty();
      const auto done = state_.actions_done.find(action.name);
      out.done = done == state_.actions_done.end() ? 0 : done->second;
      for (const auto& name : action.needs) out.needs.push_back(fact_of("", name));
      for (const auto& name : action.gives) out.gives.push_back(fact_of("", name));
      guide_.actions.push_back(std::move(out));
    }
  }

  const View& view_;
  const CaseState& state_;
  const Program& program_;
  const Actor& actor_;
  const Surroundings& surroundings_;
  std::string language_;
  Guide guide_;
  std::vector<const Place*> follows_;  // met in the step at hand; their own steps come right after it
};

}  // namespace

Guide guide(const CaseState& state, const Program& program, const Actor& actor, const Surroundings& surroundings) {
  feel::Budget steps{limits::dmn_steps_max};
  const View view{state, program, std::max(surroundings.now, state.changed_at), actor.language, &steps};
  return Builder(view, actor, surroundings).build();
}

}  // namespace evenhand::casework
