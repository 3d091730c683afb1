#include "casework/command.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "casework/field_schema.hpp"
#include "casework/schemas.hpp"

namespace evenhand::casework {
namespace fields {

template <class V, Is<OpenCase> C>
void describe(V& v, C& c) {
  v("subject", c.subject), v("customer_id", c.customer_id), v("customer_name", c.customer_name);
  v("customer_address", c.customer_address), v("priority", c.priority), v("team", c.team), v("facts", c.facts);
}
template <class V, Is<RecordFacts> C>
void describe(V& v, C& c) {
  v("path", c.path), v.required("facts", c.facts);
}
template <class V, Is<TickTask> C>
void describe(V& v, C& c) {
  v.required("path", c.path), v("evidence", c.evidence), v("files", c.files);
  // A false answer is not the default, so it is written out either way.
  if constexpr (std::is_const_v<C>)
    v.required("yes", c.yes);
  else
    v("yes", c.yes);
}
template <class V, Is<SkipNode> C>
void describe(V& v, C& c) {
  v.required("path", c.path), v.required("reason", c.reason);
}
template <class V, Is<Undo> C>
void describe(V&, C&) {}
template <class V, Is<PerformAction> C>
void describe(V& v, C& c) {
  v("path", c.path), v.required("action", c.action), v("inputs", c.inputs), v("outputs", c.outputs);
}
template <class V, Is<ReportAction> C>
void describe(V& v, C& c) {
  v.required("key", c.key), v("outputs", c.outputs), v("error", c.error);
  if constexpr (std::is_const_v<C>)
    v.required("ok", c.ok), v.required("final", c.final);
  else
    v("ok", c.ok), v("final", c.final);
}
template <class V, Is<AskApproval> C>
void describe(V& v, C& c) {
  v.required("path", c.path), v("reason", c.reason);
}
template <class V, Is<GiveApproval> C>
void describe(V& v, C& c) {
  v.required("path", c.path), v.required("approved", c.approved), v("reason", c.reason);
}
template <class V, Is<SendMessage> C>
void describe(V& v, C& c) {
  v("path", c.path), v("text", c.text);
}
template <class V, Is<ReceiveMessage> C>
void describe(V& v, C& c) {
  v("channel", c.channel), v.required("text", c.text), v("from", c.from), v("key", c.key);
}
template <class V, Is<FireTimer> C>
void describe(V& v, C& c) {
  v.required("id", c.id);
}
template <class V, Is<HandOver> C>
void describe(V& v, C& c) {
  v.required("team", c.team), v("reason", c.reason);
}
template <class V, Is<Assign> C>
void describe(V& v, C& c) {
  v("person_id", c.person_id), v("person_name", c.person_name);
}
template <class V, Is<SetPriority> C>
void describe(V& v, C& c) {
  v.required("priority", c.priority);
}
template <class V, Is<AddNote> C>
void describe(V& v, C& c) {
  v.required("text", c.text);
}
template <class V, Is<Pause> C>
void describe(V& v, C& c) {
  v("reason", c.reason);
}
template <class V, Is<Resume> C>
void describe(V&, C&) {}
template <class V, Is<Override> C>
void describe(V& v, C& c) {
  v.required("path", c.path), v.required("reason", c.reason);
}
template <class V, Is<CloseCase> C>
void describe(V& v, C& c) {
  v("outcome", c.outcome);
}
template <class V, Is<Reopen> C>
void describe(V& v, C& c) {
  v("reason", c.reason), v("step", c.step);
}

}  // namespace fields

namespace {

constexpr std::array<std::string_view, std::variant_size_v<Command>> names{
    "open-case",    "record-facts",  "tick-task",    "skip-node",       "undo",       "perform-action", "report-action",
    "ask-approval", "give-approval", "send-message", "receive-message", "fire-timer", "hand-over",      "assign",
    "set-priority", "add-note",      "pause",        "resume",          "override",   "close-case",     "reopen"};

template <std::size_t I = 0>
std::optional<Command> blank(std::size_t index) {
  if constexpr (I < std::variant_size_v<Command>) {
    if (index == I) return Command(std::in_place_index<I>);
    return blank<I + 1>(index);
  } else {
    return std::nullopt;
  }
}

}  // namespace

std::string_view command_type(const Command& command) noexcept {
  return names[command.index()];
}

Result<Command> command_from_json(std::string_view type, const json::Value& payload) {
  const auto at = std::find(names.begin(), names.end(), type);
  auto command = blank(static_cast<std::size_t>(at - names.begin()));
  if (!command) {
    const std::vector<std::string> known(names.begin(), names.end());
    const auto near = text::nearest(type, known);
    return fail(ErrorKind::invalid, "command/unknown-type", "There is no command `" + std::string(type) + "`.",
                near ? "Did you mean `" + *near + "`?" : "");
  }
  fields::Reader reader(payload);
  std::visit([&](auto& c) { fields::describe(reader, c); }, *command);
  if (auto problem = reader.problem(); !problem.empty())
    return fail(ErrorKind::invalid, "command/bad-payload", "Command `" + std::string(type) + "`: " + problem + ".");
  return std::move(*command);
}

json::Value command_to_json(const Command& command) {
  return std::visit(
      [](const auto& c) {
        fields::Writer writer;
        fields::describe(writer, c);
        return writer.take();
      },
      command);
}

json::Value command_schemas() {
  json::Value schemas;
  for (std::size_t i = 0; i < names.size(); ++i) {
    fields::Describer describer;
    describer.type(names[i]);
    auto command = blank(i);
    std::visit([&](auto& c) { fields::describe(describer, c); }, *command);
    schemas.set(std::string(names[i]), describer.take());
  }
  return schemas;
}

json::Value to_json(const Gate& gate) {
  fields::Writer v;
  v("path", gate.path), v("step_id", gate.step_id), v("step_title", gate.step_title), v.required("kind", gate.kind);
  v.required("message", gate.message), v("condition", gate.condition), v("facts", gate.facts), v("law", gate.law);
  v("remedy", gate.remedy);
  return v.take();
}

}  // namespace evenhand::casework
