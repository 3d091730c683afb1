#include "casework/engine.hpp"

#include "base/limits.hpp"
#include "casework/gates.hpp"
#include "casework/run.hpp"

namespace evenhand::casework {

std::optional<CaseFile> Surroundings::find_file(std::string_view id) const {
  for (const auto& file : files)
    if (file.id == id) return file;
  if (!any_name_is_a_file) return std::nullopt;
  return CaseFile{{std::string(id), "image/png", 0, {}}, std::string(id)};
}

/// What a connector answers is recorded whenever it comes; a person has nothing to enter once the case is closed.
bool Run::comes_late(const Command& command) const {
  const auto* report = std::get_if<ReportAction>(&command);
  if (!report || is_person_id(actor_.id)) return false;
  const auto call = state_.pending_actions.find(report->key);
  return call == state_.pending_actions.end() || !call->second.by_hand;
}

Refused Run::check_status(const Command& command) const {
  const bool opens = std::holds_alternative<OpenCase>(command);
  switch (state_.status) {
    case CaseState::Status::none:
      if (!opens) return refuse("case/not-open", "The case has not been opened.");
      return std::nullopt;
    case CaseState::Status::closed:
      if (std::holds_alternative<Reopen>(command) || std::holds_alternative<AddNote>(command) ||
          std::holds_alternative<ReceiveMessage>(command) || comes_late(command))
        return std::nullopt;
      if (opens) return refuse("case/already-open", "The case has been opened before.");
      return refuse("case/closed", say()("The case is closed as {}. Reopen it first.",
                                         "El caso está cerrado como {}. Reábralo antes.", say().name(state_.outcome)));
    case CaseState::Status::paused: {
      if (std::holds_alternative<Resume>(command) || std::holds_alternative<AddNote>(command) ||
          std::holds_alternative<ReceiveMessage>(command) || std::holds_alternative<Assign>(command) ||
          std::holds_alternative<FireTimer>(command) || std::holds_alternative<ReportAction>(command))
        return std::nullopt;
      Gate gate;
      gate.kind = "paused";
      gate.message = say()("The case is paused.", "El caso está en pausa.");
      gate.remedy = say()("Resume it.", "Reanúdelo.");
      return refuse("case/paused",
                    say()("The case is paused. Resume it first.", "El caso está en pausa. Reanúdelo antes."), {gate});
    }
    case CaseState::Status::open:
      break;
  }
  if (opens) return refuse("case/already-open", "The case has been opened before.");
  return std::nullopt;
}

namespace {

/// Whether who gives the command leads on to what then comes by itself: not who only gives the case to somebody, writes,
/// pauses it or lets it go on, nor who refuses an approval.
bool leads_on(const Command& command) {
  if (const auto* answer = std::get_if<GiveApproval>(&command)) return answer->approved;
  return !(std::holds_alternative<Resume>(command) || std::holds_alternative<Pause>(command) ||
           std::holds_alternative<AddNote>(command) || std::holds_alternative<Assign>(command) ||
           std::holds_alternative<HandOver>(command) || std::holds_alternative<SetPriority>(command));
}

}  // namespace

Refused Run::perform(const Command& command) {
  auto refused = carry_out(command);
  if (!steps_.is_spent()) return refused;
  // What was found with steps missing may be wrong.
  return refuse(
      "case/too-much-at-once",
      say()(
          "The conditions and tables of this procedure take more than {} steps of evaluation at once, so nothing was "
          "done. Make them simpler, or let the procedure wait for somebody in between.",
          "Las condiciones y tablas de este procedimiento necesitan más de {} pasos de evaluación a la vez, así que no "
          "se hizo nada. Simplifíquelas o haga que el procedimiento espere a alguien entre medias.",
          limits::dmn_steps_max));
}

Refused Run::carry_out(const Command& command) {
  if (auto refused = check_status(command)) return refused;
  leads_ = leads_on(command);
  if (auto refused = std::visit([this](const auto& c) { return on(c); }, command)) return refused;
  advance();
  if (overflow_)
    return refuse(
        "case/too-much-at-once",
        say()("This would cause more than {} events at once, so nothing was done. Split the procedure, or let it "
              "wait for somebody in between.",
              "Esto causaría más de {} eventos a la vez, así que no se hizo nada. Divida el procedimiento o haga "
              "que espere a alguien entre medias.",
              limits::command_events_max));
  const auto* only = events_.size() == 1 ? std::get_if<NodeEntered>(&events_.front()) : nullptr;
  if (events_.empty() || (only && only->begins))
    return refuse("case/not-now", say()("That changes nothing now.", "Eso no cambia nada ahora."), open_gates(view()));
  return std::nullopt;
}

tl::expected<std::vector<Event>, Refusal> decide(const CaseState& state, const Command& command, const Actor& actor,
                                                 const Program& program, const Surroundings& surroundings) {
  Run run(state, program, actor, surroundings);
  if (auto refused = run.perform(command)) return tl::unexpected<Refusal>(std::move(*refused));
  return run.take_events();
}

}  // namespace evenhand::casework
