#include "casework/engine.hpp"

namespace evenhand::casework {
namespace {

Effect notify(const Recorded& recorded, const std::string& case_id, const std::string& role, const std::string& text) {
  json::Value body;
  body.set("role", role).set("text", text);
  return {Effect::Kind::notify_role, case_id + "/notice/" + std::to_string(recorded.seq), std::move(body)};
}

}  // namespace

std::vector<Effect> effects_of(const Recorded& recorded, const std::string& case_id) {
  if (const auto* e = std::get_if<ActionRequested>(&recorded.event)) {
    if (e->by_hand) return {};
    json::Value inputs{json::Object{}};
    for (const auto& [name, value] : e->inputs) inputs.set(name, feel::to_json(value));
    json::Value body;
    body.set("connector", e->connector).set("action", e->action).set("inputs", std::move(inputs));
    return {{Effect::Kind::call_connector, e->key, std::move(body)}};
  }
  if (const auto* e = std::get_if<MessageQueued>(&recorded.event)) {
    json::Value body;
    body.set("channel", e->channel).set("to", e->to).set("text", e->text).set("language", e->language);
    return {{Effect::Kind::deliver_message, e->key, std::move(body)}};
  }
  if (const auto* e = std::get_if<Told>(&recorded.event)) return {notify(recorded, case_id, e->role, e->text)};
  if (const auto* e = std::get_if<ApprovalAsked>(&recorded.event))
    return {notify(recorded, case_id, e->role, "An approval is asked of you.")};
  if (const auto* e = std::get_if<HandedOver>(&recorded.event))
    return {notify(recorded, case_id, e->team, e->reason.empty() ? "A case was handed over to you." : e->reason)};
  return {};
}

}  // namespace evenhand::casework
