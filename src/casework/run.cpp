#include "casework/run.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "casework/gates.hpp"

namespace evenhand::casework {

using procedure::NodeKind;

Run::Run(const CaseState& state, const Program& program, const Actor& actor, const Surroundings& surroundings)
    : state_(state),
      program_(program),
      actor_(actor),
      surroundings_(surroundings),
      now_(std::max(surroundings.now, state.changed_at)) {
  recorded_.at = now_;
  recorded_.actor_id = actor.id;
  recorded_.actor_name = actor.name;
  recorded_.door = surroundings.door;
}

void Run::emit(Event event) {
  recorded_.seq = state_.seq + 1;
  recorded_.event = std::move(event);
  apply(state_, recorded_);
  events_.push_back(std::move(recorded_.event));
}

void Run::enter(const Place& place) {
  if (!node(place)) emit(NodeEntered{place.path});
}

void Run::finish(const Place& place, NodeFinished::How how, std::string reason, std::string evidence, bool begins,
                 const std::vector<CaseFile>& files) {
  NodeFinished event{place.path, how, std::move(reason), std::move(evidence), begins};
  for (const CaseFile& file : files) event.files.push_back(file), event.file_names.push_back(file.name);
  emit(std::move(event));
  clear_timer(place.path);
  if (place.node->kind == NodeKind::step) arm_step_escalations(place, false);
}

void Run::finish_tree(const Place& place, const std::string& reason, bool only_active) {
  const bool bare = is_bare(place);
  if (!bare && (is_finished(state_, place) || (only_active && !node(place)))) return;
  if (bare || node(place)) {
    for (const Place* child : place.children) finish_tree(*child, reason, only_active || !bare);
    for (const Place* branch : place.branches) finish_tree(*branch, reason, true);
  }
  if (!bare) finish(place, NodeFinished::How::not_applicable, reason);
}

void Run::arm(const std::string& id, Microseconds after) {
  emit(TimerArmed{id, now_ + after});
}

void Run::clear_timer(const std::string& id) {
  if (state_.timers.contains(id)) emit(TimerCleared{id});
}

void Run::clear_timers_under(const Place& place) {
  if (node(place)) {
    clear_timer(place.path);
    if (place.node->kind == NodeKind::step) arm_step_escalations(place, false);
  }
  for (const Place* child : place.children) clear_timers_under(*child);
  for (const Place* branch : place.branches) clear_timers_under(*branch);
}

void Run::record_fact(std::string_view scope, const std::string& name, feel::Value value, const std::string& path,
                      std::string_view source, Origin origin, bool begins) {
  const auto* declared = program_.find_fact(scope, name);
  FactRecorded event;
  event.scope = scope;
  event.name = name;
  event.path = path;
  event.source = source;
  event.personal = origin.personal || (declared && declared->personal != procedure::Personal::no);
  // A yes or no made of what is never stored does not give it away.
  event.transient = (origin.transient && !value.as_boolean()) || (declared && declared->never_stored);
  event.begins = begins;
  const auto* before = find_fact_state(state_, scope, name);
  if (!before || !(before->value == value)) {
    ++changes_;
    facts_changed_ = true;
  }
  // A file that is never to be kept leaves no trace in the record, so nothing holds it and it is removed.
  if (declared && holds_files(declared->type) && !event.transient) {
    for (const std::string& id : file_ids(value)) {
      auto file = surroundings_.find_file(id);
      if (!file) continue;
      event.files.push_back(*file);
      event.file_names.push_back(std::move(file->name));
    }
  }
  event.value = std::move(value);
  emit(std::move(event));
}

Origin Run::origin_of(std::string_view scope, const feel::Expression& expression) const {
  Origin origin;
  for (const auto& name : expression.reads())
    if (const auto* fact = find_fact_state(state_, scope, name)) origin |= {fact->personal, fact->transient};
  return origin;
}

std::vector<std::string> Run::unknown_in(std::string_view scope, const feel::Expression& expression) const {
  std::vector<std::string> unknown;
  for (const auto& name : expression.reads())
    if (program_.find_fact(scope, name) && !is_known(view(), scope, name)) unknown.push_back(name);
  return unknown;
}

std::string Run::why_not(std::string_view scope, const procedure::Condition& condition) const {
  auto unknown = unknown_in(scope, condition.expression);
  for (auto& name : unknown) name = "`" + name + "`";
  std::string reason = "`" + condition.expression.source() + "` does not hold";
  if (!unknown.empty()) reason += ": " + join_words(unknown) + (unknown.size() == 1 ? " is" : " are") + " not known";
  return reason;
}

void Run::collect_reset(const Place& place, std::vector<std::string>& nodes, std::vector<std::string>& facts) {
  if (node(place)) {
    nodes.push_back(place.path);
    if (place.node->kind == NodeKind::ask)
      for (const auto& fact : place.node->facts) facts.push_back(fact_key(place.scope, fact));
  }
  for (const Place* child : place.children) collect_reset(*child, nodes, facts);
  for (const Place* branch : place.branches) collect_reset(*branch, nodes, facts);
}

Refusal Run::refuse(std::string code, std::string message, std::vector<Gate> gates) const {
  return Refusal{std::move(code), std::move(message), std::move(gates)};
}

Refusal Run::not_now(const Place& place) const {
  const auto* at = node(place);
  const Speech speech = say(place.scope);
  const std::string what = place.node->text.text.empty() ? place.path : speech.item(place);
  if (at && at->status == NodeStatus::not_applicable)
    return refuse("case/not-now",
                  speech("\"{}\" does not apply to this case.", "«{}» no se aplica a este caso.", what));
  if (at && at->status != NodeStatus::active)
    return refuse("case/not-now", speech("\"{}\" is finished already.", "«{}» ya está terminado.", what));
  return refuse("case/not-now", speech("\"{}\" cannot be done now.", "«{}» no se puede hacer ahora.", what),
                open_gates(view()));
}

Refusal Run::unknown_path(const std::string& path) const {
  return refuse("case/unknown-path", "There is nothing called `" + path + "` in the procedure of this case.");
}

Refused Run::refuse_for_role(std::optional<Gate> gate) const {
  if (!gate) return std::nullopt;
  std::string message = gate->message;
  return refuse("case/role", std::move(message), {std::move(*gate)});
}

Refused Run::check_role(const Place& place) const {
  return refuse_for_role(role_gate(view(), place, actor_));
}

Refused Run::check_length(std::string_view what, std::string_view text, std::size_t bytes_max) const {
  if (text.size() > bytes_max)
    return refuse("command/too-long", std::string(what) + " is longer than " + std::to_string(bytes_max) + " bytes.");
  if (!text::is_valid_utf8(text)) return refuse("command/not-utf8", std::string(what) + " is no valid UTF-8.");
  return std::nullopt;
}

/// The files a box is ticked with, each held against the kind of evidence it asks for.
Refused Run::check_evidence(const Place& task, const TickTask& command, std::vector<CaseFile>& files) const {
  const std::string& kind = task.node->evidence;
  const auto refused = [&](std::string why) { return refuse("case/evidence", std::move(why), gates_at(view(), task)); };
  if (!is_file_evidence(kind)) {
    if (!command.files.empty()) return refused(say()("This box takes no files.", "Esta casilla no admite archivos."));
    if (!kind.empty() && text::trim(command.evidence).empty())
      return refused(say()("This box needs evidence: {}.", "Esta casilla pide una prueba: {}.", kind));
    return std::nullopt;
  }
  if (command.files.empty())
    return refused("This box needs a " + kind + " as evidence: a file that was uploaded to this case.");
  if (command.files.size() > limits::evidence_files_max)
    return refused("A box takes " + std::to_string(limits::evidence_files_max) + " files at most.");
  if (kind == "signature" && command.files.size() > 1) return refused("A box takes one signature.");
  for (const std::string& id : command.files) {
    auto file = surroundings_.find_file(id);
    if (!file) return refused("There is no file `" + id.substr(0, 80) + "` in this case.");
    if (auto why = misfit(kind, *file)) return refused(std::move(*why));
    const bool twice = std::any_of(files.begin(), files.end(), [&](const CaseFile& one) { return one.id == id; });
    if (!twice) files.push_back(std::move(*file));
  }
  return std::nullopt;
}

Refused Run::check_files(const procedure::Fact& fact, const feel::Value& value, const Place* ask) const {
  if (!holds_files(fact.type)) return std::nullopt;
  for (const std::string& id : file_ids(value)) {
    if (surroundings_.find_file(id)) continue;
    return refuse("fact/file",
                  "**" + fact.name + "** names `" + id.substr(0, 80) +
                      "`, which is no file of this case. Upload it to the case first, then give its id.",
                  ask ? gates_at(view(), *ask) : std::vector<Gate>());
  }
  return std::nullopt;
}

std::string Run::asker() const {
  if (is_person_id(actor_.id) && leads_) return actor_.id;
  if (!state_.assignee_id.empty()) return state_.assignee_id;
  return state_.last_worker_id.empty() ? "system" : state_.last_worker_id;
}

}  // namespace evenhand::casework
