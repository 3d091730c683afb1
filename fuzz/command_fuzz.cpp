// Commands as they come through the API, against one fixed case: each line is `TYPE JSON`. Whatever comes, the engine
// answers with events or a refusal, the history gives back the state, and no event is larger than it may be.
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "casework/simulate.hpp"
#include "procedure/compile.hpp"

namespace {

using namespace evenhand;
using namespace evenhand::casework;

constexpr std::string_view procedure_text = R"(---
id: fuzz
title: Fuzz
---

# Fuzz

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text like `AA-000000` | customer | no |
| amount | money in USD | customer | no |
| code | text | customer | secret, never stored |
| parcels | list of text | agent | no |
| refund id | text | refund payment | no |

## 1. Ask

- [ ] Say hello. (optional)
- Ask for **order number**, **amount** and **parcels**.
- Repeat until `code = "7"`, at most 3 times: ask for **code**.
- For each **parcel** in `parcels`:
  - [ ] Look at it. (evidence: photo)

## 2. Decide

- If `amount > 500`: get approval from **support manager**. If refused: go to step **Ask**.
- Wait for a reply, up to 5 days. If none: close as **silent**.
- Do **refund payment** with **amount**, giving **refund id**. If it fails:
  - [ ] Apologise.
- Send **news**.

## Messages

### news

> {customer}: {refund id}

## Escalation

- Any time the customer mentions a lawyer: raise priority to **urgent**.
- If no reply within 1 day: tell **team lead**.

## Actions

| Action | Allowed when |
| --- | --- |
| refund payment | `amount > 0` |
)";

ProgramPtr fixed_program() {
  const auto compiled = procedure::compile(procedure_text);
  EH_ASSERT_MSG(compiled.procedure != nullptr,
                compiled.diagnostics.empty() ? "" : compiled.diagnostics.front().message);
  auto program = Program::link("fuzz", {{"fuzz", compiled.procedure->hash}}, {"", "email", "", "en"},
                               [&](const std::string&) { return compiled.procedure; });
  EH_ASSERT(program.has_value());
  return *program;
}

Actor actor_for(std::size_t line) {
  Actor actor;
  actor.id = line % 3 == 2 ? "system" : line % 3 == 1 ? "person_b" : "person_a";
  actor.name = actor.id;
  if (line % 3 != 2) actor.roles = {"support manager"};
  actor.may_override = actor.may_reopen = line % 7 == 0;
  return actor;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ProgramPtr program = fixed_program();
  Session session(program, Surroundings{Instant{1'790'000'000'000'000}, "our company", "case_1", "api"});
  EH_ASSERT(session.submit(OpenCase{}, actor_for(0)).has_value());
  std::size_t line_number = 0;
  for (const auto line : text::split({reinterpret_cast<const char*>(data), size}, '\n')) {
    if (++line_number > 64) break;
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    const auto payload = json::parse(line.substr(blank + 1));
    if (!payload) continue;
    const auto command = command_from_json(line.substr(0, blank), *payload);
    if (!command) continue;
    const auto round_trip = command_from_json(command_type(*command), command_to_json(*command));
    EH_ASSERT(round_trip.has_value());
    if (std::holds_alternative<FireTimer>(*command))
      session.surroundings().now = session.surroundings().now + Microseconds{86'400'000'000};
    const auto done = session.submit(*command, actor_for(line_number));
    if (!done) EH_ASSERT(!done.error().code.empty() && !done.error().message.empty());
    if (done) EH_ASSERT(!done->empty() && done->size() <= limits::command_events_max);
  }
  CaseState mirror;
  for (Recorded recorded : session.history()) {
    const auto written = json::write(event_to_json(recorded.event));
    EH_ASSERT(written.size() <= limits::event_bytes_max);
    auto event = event_from_json(event_type(recorded.event), *json::parse(written));
    EH_ASSERT(event.has_value());
    recorded.event = std::move(*event);
    apply(mirror, recorded);
  }
  EH_ASSERT(mirror == session.state());
  return 0;
}
