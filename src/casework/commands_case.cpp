// What concerns the case as a whole: opening, closing, reopening, pausing, owners, priority, notes.
#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "casework/gates.hpp"
#include "casework/render.hpp"
#include "casework/run.hpp"

namespace evenhand::casework {

using procedure::NodeKind;
using Status = CaseState::Status;

namespace {

constexpr std::array<std::string_view, 4> priorities{"low", "normal", "high", "urgent"};

bool is_priority(std::string_view word) {
  return std::find(priorities.begin(), priorities.end(), word) != priorities.end();
}

}  // namespace

Refused Run::on(const OpenCase& command) {
  const auto& main = program_.main();
  if (main.guidance_only)
    return refuse("procedure/guidance-only", "\"" + main.title + "\" is guidance to read; no case can follow it.");
  if (!is_priority(command.priority)) return refuse("case/priority", "A priority is low, normal, high or urgent.");
  for (const auto* words :
       {&command.subject, &command.customer_id, &command.customer_name, &command.customer_address, &command.team})
    if (auto refused = check_length("A field of the case", *words, limits::reason_bytes_max)) return refused;
  const std::string title = main.local_title.text.empty() ? main.title : main.local_title.in(language_of(program_));
  const auto& chosen = program_.selection();
  const auto outside = [](const std::string& given, const std::vector<std::string>& listed, const std::string* found) {
    return !given.empty() && !listed.empty() && found == nullptr;
  };
  const auto not_for = [&](const char* code, const std::string& what, const std::vector<std::string>& listed) {
    return refuse(code, say()("\"{}\" is not for {}. It is for {}.", "«{}» no es para {}. Es para {}.", title, what,
                              say().join(listed, true)));
  };
  if (outside(chosen.product, main.products, main.find_product(chosen.product)))
    return not_for("case/product", say()("the product \"{}\"", "el producto «{}»", chosen.product), main.products);
  if (outside(chosen.state, main.states, main.find_state(chosen.state)))
    return not_for("case/state", say()("the state {}", "el estado {}", chosen.state), main.states);
  if (outside(chosen.channel, main.channels, main.find_channel(chosen.channel))) {
    std::vector<std::string> listed;
    for (const std::string& channel : main.channels) listed.push_back(say().channel(channel));
    return not_for("case/channel", say()("cases by {}", "casos por {}", say().channel(chosen.channel)), listed);
  }
  const auto written = std::find(main.languages.begin(), main.languages.end(), chosen.language);
  if (outside(chosen.language, main.languages, written == main.languages.end() ? nullptr : &*written))
    return not_for("case/language", say()("cases in {}", "casos en {}", chosen.language), main.languages);
  NamedValues facts;
  for (const auto& [name, value] : command.facts) {
    const auto* declared = main.find_fact(name);
    using Source = procedure::Fact::Source;
    if (!declared) return refuse("fact/unknown", "The procedure has no fact **" + name + "**.");
    if (declared->source != Source::customer && declared->source != Source::agent &&
        declared->source != Source::input && declared->source != Source::system)
      return refuse("fact/not-stated",
                    "**" + name + "** cannot be given with the case. " + remedy_for_fact(view(), "", name));
    // What a system knows comes from a program, by its token; a person at a screen has no way to know it.
    if (declared->source == Source::system && surroundings_.door == "web")
      return refuse("fact/not-stated",
                    "**" + name + "** comes from the system that opens the case, not from a person.");
    if (auto refused = check_asker_role("", name)) return refused;
    auto checked = check_stated(*declared, value);
    if (!checked) return refuse(checked.error().code, checked.error().message);
    if (auto refused = check_files(*declared, *checked, nullptr)) return refused;
    facts.emplace_back(name, std::move(*checked));
  }
  CaseOpened event;
  event.procedure = main.id;
  event.title = title;
  event.subject = command.subject;
  event.customer_id = command.customer_id;
  event.customer_name = command.customer_name;
  event.customer_address = command.customer_address;
  event.priority = command.priority;
  event.team = command.team;
  event.selection = program_.selection();
  event.pins = program_.pins();
  emit(std::move(event));
  arm_case_escalations();
  for (auto& [name, value] : facts) record_fact("", name, std::move(value), {}, "given");
  facts_changed_ = true;
  check_mentions(command.subject);
  return std::nullopt;
}

Refused Run::on(const HandOver& command) {
  if (text::trim(command.team).empty()) return refuse("command/empty", "Say to which team.");
  if (auto refused = check_length("The team", command.team, limits::reason_bytes_max)) return refused;
  if (auto refused = check_length("The reason", command.reason, limits::reason_bytes_max)) return refused;
  emit(HandedOver{{}, command.team, command.reason});
  return std::nullopt;
}

Refused Run::on(const Assign& command) {
  if (auto refused = check_length("The person", command.person_id + command.person_name, limits::reason_bytes_max))
    return refused;
  emit(Assigned{command.person_id, command.person_name});
  return std::nullopt;
}

Refused Run::on(const SetPriority& command) {
  if (!is_priority(command.priority)) return refuse("case/priority", "A priority is low, normal, high or urgent.");
  emit(PriorityRaised{{}, command.priority});
  facts_changed_ = true;
  return std::nullopt;
}

Refused Run::on(const AddNote& command) {
  if (text::trim(command.text).empty()) return refuse("command/empty", "The note has no words.");
  if (auto refused = check_length("The note", command.text, limits::reason_bytes_max)) return refused;
  emit(NoteAdded{command.text});
  return std::nullopt;
}

Refused Run::on(const Pause& command) {
  if (auto refused = check_length("The reason", command.reason, limits::reason_bytes_max)) return refused;
  emit(CasePaused{command.reason});
  return std::nullopt;
}

Refused Run::on(const Resume&) {
  if (state_.status != Status::paused) return refuse("case/not-paused", "The case is not paused.");
  emit(CaseResumed{});
  facts_changed_ = true;
  return std::nullopt;
}

Refused Run::on(const CloseCase& command) {
  if (auto gates = gates_to_end(view()); !gates.empty()) {
    std::string message = gates.size() == 1 ? say()("The case cannot be closed: {}", "El caso no se puede cerrar: {}",
                                                    gates.front().message)
                                            : say()("The case cannot be closed: {} things are missing.",
                                                    "El caso no se puede cerrar: faltan {} cosas.", gates.size());
    return refuse("case/gate-unmet", std::move(message), std::move(gates));
  }
  const auto& main = program_.main();
  const Place* ahead = close_ahead(view());
  if (ahead)
    if (auto refused = check_role(*ahead)) return refused;
  std::vector<std::string> outcomes;
  const bool open_end = !ahead && main.free_order;
  const auto add = [&](const std::string& outcome) {
    if (std::find(outcomes.begin(), outcomes.end(), outcome) == outcomes.end()) outcomes.push_back(outcome);
  };
  if (ahead) add(ahead->node->name);
  if (state_.reopened) add(state_.outcome);
  if (open_end) std::for_each(main.outcomes.begin(), main.outcomes.end(), add);
  if (!ahead && (!open_end || main.outcomes.empty())) add("done");
  const std::string& outcome = command.outcome.empty() ? outcomes.front() : command.outcome;
  if (std::find(outcomes.begin(), outcomes.end(), outcome) == outcomes.end() ||
      (command.outcome.empty() && open_end && !state_.reopened && outcomes.size() > 1)) {
    std::vector<std::string> shown;
    for (const auto& one : outcomes) shown.push_back(say().name(one));
    return refuse("case/unknown-outcome",
                  say()("The case can be closed as {}.", "El caso se puede cerrar como {}.", say().join(shown, true)));
  }
  const bool there = ahead && outcome == ahead->node->name;
  close(outcome, there ? ahead : nullptr, there ? ahead->path : "");
  return std::nullopt;
}

/// Names what was tried outside, or passed by with an override, from this step on: to do it again takes a person.
void Run::leave_to_people(const Place& step, CaseReopened& event) {
  std::vector<std::string> left, facts;
  const auto& siblings = step.parent ? step.parent->children : std::vector<const Place*>{};
  for (auto at = std::find(siblings.begin(), siblings.end(), &step); at != siblings.end(); ++at)
    collect_reset(**at, left, facts);
  for (const std::string& path : left) {
    const Place* place = program_.find(path);
    if (!place || !has_effects(place->node->kind)) continue;
    const auto& at = *node(*place);
    const bool is_call = place->node->kind == NodeKind::action;
    const bool tried = is_call ? !at.detail.empty() : at.status == NodeStatus::done;
    if (!tried && at.status != NodeStatus::overridden) continue;
    event.by_hand.push_back(path);
    // A call that failed may have reached the service all the same, but nobody can count on it.
    const bool unsure = is_call && (at.detail.starts_with('!') || state_.pending_actions.contains(at.detail));
    if (tried && !unsure) event.had.push_back(path);
  }
}

bool Run::comes_after(const Place& later, const Place& earlier) const {
  for (const Place* place : program_.places()) {
    if (place == &later) return false;
    if (place == &earlier) return true;
  }
  return false;
}

Refused Run::on(const Reopen& command) {
  if (state_.status != Status::closed) return refuse("case/not-closed", "The case is not closed.");
  if (!actor_.may_reopen) return refuse("case/not-permitted", "You may not reopen a case.");
  if (text::trim(command.reason).empty()) return refuse("case/reason", "Say why the case is reopened.");
  if (auto refused = check_length("The reason", command.reason, limits::reason_bytes_max)) return refused;
  const Place* target = nullptr;
  if (!command.step.empty()) {
    target = find_step(program_, "", command.step);
    if (!target) target = program_.find(command.step);
    if (!target || target->node->kind != NodeKind::step || (!node(*target) && !target->scope.empty()))
      return refuse("case/unknown-path", "There is no step `" + command.step + "` to reopen the case at.");
    if (const Place* end = program_.find(state_.closed_path); end && comes_after(*target, *end))
      return refuse("case/behind-the-end",
                    say()("The case was closed in \"{}\". Reopen it there, or at a step before it.",
                          "El caso se cerró en «{}». Reábralo ahí o en un paso anterior.",
                          say().text(end->step ? end->step->node->text : end->node->text)));
  } else if (const Place* closed = program_.find(state_.closed_path); closed && !state_.closed_path.empty()) {
    target = closed->step;
  } else {
    for (const Place* place : program_.places())
      if (place->node->kind == NodeKind::step && place->scope.empty() && node(*place)) target = place;
  }
  CaseReopened event{command.reason, target ? target->node->id : ""};
  if (target) leave_to_people(*target, event);
  emit(std::move(event));
  for (const auto& rule : program_.main().escalation)
    if (rule.trigger == procedure::EscalationRule::Trigger::not_resolved) arm_escalation(rule);
  if (target) {
    jump_back({}, *target, *target, false);
    for (const Place* p = target->parent; p; p = p->parent)
      if (!is_bare(*p) && is_finished(state_, *p)) emit(NodeEntered{p->path});
  }
  facts_changed_ = true;
  return std::nullopt;
}

}  // namespace evenhand::casework
