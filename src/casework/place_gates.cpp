// What stands in the way at one node, kind by kind.
#include "casework/gates.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "casework/engine.hpp"
#include "casework/render.hpp"
#include "casework/speech.hpp"

namespace evenhand::casework {
namespace {

using procedure::NodeKind;

Gate gate_for(const View& view, const Place& place, std::string kind) {
  Gate gate;
  gate.path = place.path;
  gate.kind = std::move(kind);
  gate.law = place.node->satisfies;
  if (place.step) {
    gate.step_id = place.step->node->id;
    gate.step_title = Speech(view, place.scope).text(place.step->node->text);
  }
  return gate;
}

std::string words(const Speech& say, const Place& place) {
  return say.item(place);
}

/// What proof a box asks for.
std::string evidence_words(const View& view, const std::string& evidence) {
  if (view.language != "es") return evidence;
  return evidence == "file"        ? "un archivo"
         : evidence == "photo"     ? "una foto"
         : evidence == "signature" ? "una firma"
         : evidence == "text"      ? "texto"
                                   : evidence;
}

Gate task_gate(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "task");
  gate.message = say("\"{}\" is not ticked.", "«{}» no está marcado.", words(say, place));
  gate.remedy = say("Tick it once it is done.", "Márquelo cuando esté hecho.");
  if (const auto& evidence = place.node->evidence; !evidence.empty())
    gate.remedy = is_file_evidence(evidence)
                      ? say("Upload the {} to the case and tick the box with it.",
                            "Suba al caso {} y marque la casilla con ello.", evidence_words(view, evidence))
                      : say("Tick it with the evidence it asks for: {}.", "Márquelo con la prueba que pide: {}.",
                            evidence_words(view, evidence));
  if (!place.role.empty()) gate.remedy += say(" Only the {} may.", " Solo puede {}.", say.name(place.role));
  if (const auto* node = find_node(view.state, place); node && node->branch >= 0)
    gate.message = say("\"{}\" was answered no, and what then follows is not finished.",
                       "A «{}» se respondió que no, y lo que sigue entonces no está terminado.", words(say, place));
  return gate;
}

Gate ask_gate(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "ask");
  for (const auto& fact : place.node->facts)
    if (!is_answered(view, place.scope, fact)) gate.facts.push_back(fact);
  if (gate.facts.empty()) gate.facts = place.node->facts;
  gate.message = gate.facts.size() == 1 ? say("{} is not recorded.", "Falta registrar: {}.", say.labels(gate.facts))
                                        : say("{} are not recorded.", "Falta registrar: {}.", say.labels(gate.facts));
  gate.remedy = say("Ask, and record the answer.", "Pregunte y registre la respuesta.");
  return gate;
}

Gate decide_gate(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "decide");
  std::vector<std::string> unknown, read;
  if (place.node->table)
    for (const auto& input : place.node->table->inputs)
      for (const auto& name : input.expression.reads()) {
        if (std::find(read.begin(), read.end(), name) != read.end()) continue;
        read.push_back(name);
        if (!CaseEnvironment(view, place.scope).find(name)) unknown.push_back(name);
      }
  const auto what = say.labels(place.node->facts);
  if (!unknown.empty()) {
    gate.facts = unknown;
    gate.message = unknown.size() == 1
                       ? say("**{}** cannot be decided: {} is not known.",
                             "No se puede decidir **{}**: no se conoce {}.", what, say.labels(unknown))
                       : say("**{}** cannot be decided: {} are not known.",
                             "No se puede decidir **{}**: no se conocen {}.", what, say.labels(unknown));
    gate.remedy = remedy_for_fact(view, place.scope, unknown.front());
    return gate;
  }
  gate.facts = read;
  const std::string read_labels = say.labels(read);
  feel::Budget own{limits::dmn_steps_max};
  feel::Budget& budget = view.steps ? *view.steps : own;
  const auto decision = dmn::evaluate(*place.node->table, CaseEnvironment(view, place.scope), budget);
  if (decision.rules.empty() && !budget.is_spent()) {
    gate.message = say("No row of the table that decides **{}** fits.",
                       "Ninguna fila de la tabla que decide **{}** encaja.", what);
    gate.remedy = say("Check {}, or give the table a row for this case.",
                      "Revise {}, o añada a la tabla una fila para este caso.", read_labels);
    return gate;
  }
  // Two rows that match at once, an output that cannot be computed, or too much work.
  const std::string reason(decision.value.null_reason());
  gate.message = reason.empty() ? say("**{}** cannot be decided: what the row says does not fit.",
                                      "No se puede decidir **{}**: lo que dice la fila no encaja.", what)
                                : say("**{}** cannot be decided: {}.", "No se puede decidir **{}**: {}.", what, reason);
  gate.remedy = say("Check {}, or correct the table.", "Revise {}, o corrija la tabla.", read_labels);
  return gate;
}

std::string start_remedy(const Speech& say, const Place& place) {
  return place.role.empty() ? say("Start it, or skip it.", "Empiécelo u omítalo.")
                            : say("The {} has to do it.", "Lo tiene que hacer {}.", say.name(place.role));
}

Gate record_gate(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "record");
  if (place.node->condition)
    for (const auto& name : place.node->condition->expression.reads())
      if (view.program.find_fact(place.scope, name) && !is_known(view, place.scope, name)) gate.facts.push_back(name);
  const auto fact = place.node->facts.empty() ? std::string() : say.label(place.node->facts.front());
  if (gate.facts.empty()) {
    gate.message = say("**{}** is not recorded yet, or its value does not fit its type.",
                       "**{}** no está registrado todavía, o su valor no es del tipo que debe.", fact);
    gate.remedy = is_started_by_hand(view.state, place)
                      ? start_remedy(say, place)
                      : say("It is recorded when the case gets there.", "Se registra cuando el caso llega ahí.");
  } else {
    gate.message = gate.facts.size() == 1
                       ? say("**{}** cannot be computed: {} is not known.",
                             "No se puede calcular **{}**: no se conoce {}.", fact, say.labels(gate.facts))
                       : say("**{}** cannot be computed: {} are not known.",
                             "No se puede calcular **{}**: no se conocen {}.", fact, say.labels(gate.facts));
    gate.remedy = remedy_for_fact(view, place.scope, gate.facts.front());
  }
  return gate;
}

std::vector<Gate> action_place_gates(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "action");
  const auto* node = find_node(view.state, place);
  const std::string name = say.name(place.node->name);
  if (node && node->branch >= 0) {
    gate.message = say("**{}** failed, and what then follows is not finished.",
                       "**{}** falló, y lo que sigue entonces no está terminado.", name);
    gate.remedy = say("Finish what follows the failure.", "Termine lo que sigue al fallo.");
    return {gate};
  }
  if (node && view.state.pending_actions.contains(node->detail)) {
    const bool by_hand = view.state.pending_actions.find(node->detail)->second.by_hand;
    gate.message = say("The result of **{}** is not known yet.", "Todavía no se conoce el resultado de **{}**.", name);
    gate.remedy = by_hand ? say("Enter the result.", "Escriba el resultado.")
                          : say("It comes by itself from the connector.", "Llega por sí solo del conector.");
    return {gate};
  }
  auto gates = action_gates(view, &place, place.node->name);
  if (!gates.empty()) return gates;
  gate.message = say("**{}** is not done.", "**{}** no está hecho.", name);
  if (node && node->detail.starts_with('!'))
    gate.message = say("**{}** failed: {}", "**{}** falló: {}", name, node->detail.substr(1));
  gate.remedy = view.state.had.contains(place.path)
                    ? say("Do **{}** again, or skip it.", "Haga **{}** otra vez u omítalo.", name)
                    : say("Do **{}**.", "Haga **{}**.", name);
  return {gate};
}

Gate send_gate(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "send");
  gate.message = say("**{}** has not been sent.", "**{}** no se ha enviado.", say.name(place.node->name));
  gate.remedy = view.state.had.contains(place.path) ? say("Send it again, or skip it.", "Envíelo otra vez u omítalo.")
                : is_started_by_hand(view.state, place)
                    ? say("Send it.", "Envíelo.")
                    : say("It goes out when the case gets there.", "Sale cuando el caso llega ahí.");
  if (const auto* message = place.procedure->find_message(place.node->name)) {
    const auto rendered =
        render(message_text(*message, channel_of(view.program, *place.node), language_of(view.program)), view.state,
               view.program, place.scope, {}, Surroundings{view.now, "company", "", ""});
    if (!rendered.missing.empty()) {
      gate.facts = rendered.missing;
      gate.message =
          rendered.missing.size() == 1
              ? say("**{}** cannot be sent: {} is not known.", "**{}** no se puede enviar: no se conoce {}.",
                    say.name(place.node->name), say.labels(rendered.missing))
              : say("**{}** cannot be sent: {} are not known.", "**{}** no se puede enviar: no se conocen {}.",
                    say.name(place.node->name), say.labels(rendered.missing));
      gate.remedy = remedy_for_fact(view, place.scope, rendered.missing.front());
    }
  }
  return gate;
}

std::vector<Gate> wait_gates(const View& view, const Place& place) {
  const auto& node = *place.node;
  if (node.wait_kind == procedure::Node::WaitKind::condition && node.condition)
    return condition_gates(view, place.scope, &place, *node.condition, "wait");
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "wait");
  const auto timer = view.state.timers.find(place.path);
  const bool limited = timer != view.state.timers.end();
  const std::string due = limited ? format_rfc3339(timer->second) : std::string();
  if (node.wait_kind == procedure::Node::WaitKind::reply) {
    gate.message = limited ? say("The case waits for a reply until {}.", "El caso espera una respuesta hasta {}.", due)
                           : say("The case waits for a reply.", "El caso espera una respuesta.");
    gate.remedy = limited ? say("It goes on with the customer's reply or at that time.",
                                "Sigue con la respuesta del cliente o a esa hora.")
                          : say("It goes on with the customer's reply.", "Sigue con la respuesta del cliente.");
  } else {
    gate.message = limited ? say("The case waits until {}.", "El caso espera hasta {}.", due)
                           : say("The case waits for a time.", "El caso espera un tiempo.");
    gate.remedy = say("It goes on by itself then.", "Entonces sigue por sí solo.");
  }
  return {gate};
}

Gate approval_gate(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "approval");
  const std::string role = say.name(place.node->name);
  const auto* node = find_node(view.state, place);
  if (node && node->branch < 0 && node->detail.empty()) {
    gate.message = say("The {} has refused.", "{} lo ha rechazado.", role);
    gate.remedy =
        say("Change what led to the refusal and ask again.", "Cambie lo que llevó al rechazo y vuelva a pedirla.");
  } else {
    gate.message = say("The approval of the {} is missing.", "Falta la aprobación de {}.", role);
    gate.remedy = say("A {} other than those who led here has to give it.",
                      "La tiene que dar {}, y no quien ha llevado el caso hasta aquí.", role);
  }
  return gate;
}

Gate go_to_gate(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "go-to");
  gate.message = say("\"{}\" is still ahead.", "Queda todavía «{}».", words(say, place));
  const auto* target = find_step(view.program, place.scope, place.node->name);
  const auto jumps = target ? view.state.jumps.find(target->path) : view.state.jumps.end();
  if (jumps != view.state.jumps.end() && jumps->second >= limits::go_to_limit) {
    gate.message =
        say("The case went back to \"{}\" {} times, which is the limit.",
            "El caso ha vuelto a «{}» {} veces, que es el límite.", say.text(target->node->text), jumps->second);
    gate.remedy = say("Override it with a reason to go on behind it, or hand the case over.",
                      "Haga una excepción con un motivo para seguir detrás, o traspase el caso.");
  }
  return gate;
}

Gate repeat_gate(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, "repeat");
  gate.message = say("\"{}\" came round {} times, which is the limit of a loop that names none.",
                     "«{}» se ha repetido {} veces, el límite de una repetición que no nombra ninguno.",
                     words(say, place), limits::repeat_limit_default);
  if (place.node->condition)
    for (const auto& name : place.node->condition->expression.reads())
      if (view.program.find_fact(place.scope, name)) gate.facts.push_back(name);
  gate.remedy = say("Override it with a reason to go on behind it, or hand the case over.",
                    "Anúlela con un motivo para seguir, o pase el caso a otro equipo.");
  return gate;
}

Gate plain_gate(const View& view, const Place& place) {
  const Speech say(view, place.scope);
  Gate gate = gate_for(view, place, std::string(procedure::kind_name(place.node->kind)));
  gate.message = say("\"{}\" is still ahead.", "Queda todavía «{}».", words(say, place));
  gate.remedy = say("Finish what comes before it.", "Termine lo que va antes.");
  if (place.node->kind == NodeKind::choice && !place.node->guards.empty()) {
    // Which way it goes is not known yet, so what it depends on says more than its first condition.
    const std::string on = say.labels(place.node->guards.front().expression.reads());
    if (!on.empty())
      gate.message = say("What depends on {} is still ahead.", "Queda todavía lo que depende de {}.", on);
  }
  if (is_started_by_hand(view.state, place))
    gate.remedy = place.role.empty() && !may_be_skipped(view.state, place) ? say("Start it.", "Empiécelo.")
                                                                           : start_remedy(say, place);
  return gate;
}

}  // namespace

bool ran_out(const View& view, const Place& place) {
  const auto& n = *place.node;
  const auto* node = find_node(view.state, place);
  return n.kind == NodeKind::repeat && !n.no_limit && n.times_max == 0 && node && node->status == NodeStatus::active &&
         node->rounds >= limits::repeat_limit_default &&
         std::all_of(place.children.begin(), place.children.end(),
                     [&](const Place* child) { return is_finished(view.state, *child); });
}

std::vector<Gate> gates_at(const View& view, const Place& place) {
  switch (place.node->kind) {
    case NodeKind::guidance:
    case NodeKind::say:
    case NodeKind::sequence:
    case NodeKind::step:
    case NodeKind::any_order:
      return {};
    case NodeKind::task:
      return {task_gate(view, place)};
    case NodeKind::ask:
      return {ask_gate(view, place)};
    case NodeKind::check:
      if (place.node->condition) {
        auto gates = condition_gates(view, place.scope, &place, *place.node->condition, "check");
        if (!gates.empty()) return gates;
      }
      return {plain_gate(view, place)};
    case NodeKind::decide:
      return {decide_gate(view, place)};
    case NodeKind::record:
      return {record_gate(view, place)};
    case NodeKind::action:
      return action_place_gates(view, place);
    case NodeKind::send:
      return {send_gate(view, place)};
    case NodeKind::wait: {
      auto gates = wait_gates(view, place);
      if (gates.empty()) gates.push_back(plain_gate(view, place));
      return gates;
    }
    case NodeKind::approve:
      return {approval_gate(view, place)};
    case NodeKind::go_to:
      return {go_to_gate(view, place)};
    case NodeKind::repeat:
      if (ran_out(view, place)) return {repeat_gate(view, place)};
      return {plain_gate(view, place)};
    default:
      return {plain_gate(view, place)};
  }
}

std::vector<Gate> action_gates(const View& view, const Place* place, std::string_view name) {
  const auto* action = (place ? place->procedure : &view.program.main())->find_action(name);
  const std::string_view scope = place ? std::string_view(place->scope) : std::string_view();
  std::vector<Gate> gates;
  const auto own_path = place ? place->path : "action/" + std::string(name);
  const auto* node = place ? find_node(view.state, *place) : nullptr;
  const bool waived = place ? node && node->waived : view.state.actions_waived.contains(name);
  if (action && action->allowed_when && !waived) {
    gates = action->allowed_tree ? order_gates(view, scope, place, *action)
                                 : condition_gates(view, scope, place, *action->allowed_when, "guard", name);
    for (auto& gate : gates) gate.path = own_path;
  }
  const Speech say(view, scope);
  Gate lacking;
  lacking.path = own_path;
  lacking.kind = "action";
  if (place && place->step)
    lacking.step_id = place->step->node->id, lacking.step_title = say.text(place->step->node->text);
  for (const auto& input : action_inputs(place, action))
    if (!is_known(view, scope, input.fact)) lacking.facts.push_back(input.fact);
  if (!lacking.facts.empty()) {
    lacking.message = say("**{}** needs {}.", "**{}** necesita {}.", say.name(name), say.labels(lacking.facts));
    for (const auto& fact : lacking.facts)
      lacking.remedy += (lacking.remedy.empty() ? "" : " ") + remedy_for_fact(view, scope, fact);
    gates.push_back(std::move(lacking));
  }
  return gates;
}

}  // namespace evenhand::casework
