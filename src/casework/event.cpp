#include "casework/event.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "casework/event_fields.hpp"
#include "casework/field_schema.hpp"
#include "casework/schemas.hpp"

namespace evenhand::casework {
namespace {

constexpr std::array<std::string_view, std::variant_size_v<Event>> names{"case-opened",
                                                                         "fact-recorded",
                                                                         "node-entered",
                                                                         "node-finished",
                                                                         "branch-taken",
                                                                         "round-started",
                                                                         "decision-made",
                                                                         "approval-asked",
                                                                         "approval-given",
                                                                         "action-requested",
                                                                         "action-succeeded",
                                                                         "action-failed",
                                                                         "message-queued",
                                                                         "message-received",
                                                                         "wait-started",
                                                                         "timer-armed",
                                                                         "timer-cleared",
                                                                         "timer-fired",
                                                                         "told",
                                                                         "handed-over",
                                                                         "assigned",
                                                                         "priority-raised",
                                                                         "jumped",
                                                                         "escalated",
                                                                         "gate-overridden",
                                                                         "undone",
                                                                         "note-added",
                                                                         "case-paused",
                                                                         "case-resumed",
                                                                         "case-reopened",
                                                                         "case-closed"};

template <std::size_t I = 0>
std::optional<Event> blank(std::size_t index) {
  if constexpr (I < std::variant_size_v<Event>) {
    if (index == I) return Event(std::in_place_index<I>);
    return blank<I + 1>(index);
  } else {
    return std::nullopt;
  }
}

template <class E>
json::Value write(const E& event) {
  fields::Writer writer;
  fields::describe(writer, event);
  return writer.take();
}

}  // namespace

bool Actor::has_role(std::string_view role) const {
  return std::any_of(roles.begin(), roles.end(),
                     [&](const std::string& mine) { return text::equals_ignoring_case(mine, role); });
}

std::string_view event_type(const Event& event) noexcept {
  return names[event.index()];
}

json::Value event_to_json(const Event& event) {
  if (const auto* fact = std::get_if<FactRecorded>(&event); fact && fact->transient) {
    auto stored = *fact;
    stored.value = feel::Value();
    return write(stored);
  }
  if (const auto* action = std::get_if<ActionRequested>(&event); action && !action->transient.empty()) {
    auto stored = *action;
    std::erase_if(stored.inputs, [&](const auto& input) {
      return std::find(action->transient.begin(), action->transient.end(), input.first) != action->transient.end();
    });
    return write(stored);
  }
  return std::visit([](const auto& e) { return write(e); }, event);
}

Result<Event> event_from_json(std::string_view type, const json::Value& payload) {
  const auto at = std::find(names.begin(), names.end(), type);
  auto event = blank(static_cast<std::size_t>(at - names.begin()));
  if (!event)
    return fail(ErrorKind::unsupported, "event/unknown-type", "There is no event of type `" + std::string(type) + "`.",
                "This history was written by a newer version.");
  fields::Reader reader(payload);
  std::visit([&](auto& e) { fields::describe(reader, e); }, *event);
  if (auto problem = reader.problem(); !problem.empty())
    return fail(ErrorKind::corrupt, "event/bad-payload", "Event `" + std::string(type) + "`: " + problem + ".");
  return std::move(*event);
}

json::Value event_schemas() {
  json::Value schemas;
  for (std::size_t i = 0; i < names.size(); ++i) {
    fields::Describer describer;
    const auto event = blank(i);
    std::visit([&](const auto& e) { fields::describe(describer, e); }, *event);
    schemas.set(std::string(names[i]), describer.take());
  }
  return schemas;
}

}  // namespace evenhand::casework
