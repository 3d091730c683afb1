#include "desk/what_if.hpp"

#include <algorithm>
#include <array>

#include "casework/replay.hpp"
#include "store/events.hpp"

namespace evenhand::desk {
namespace {

namespace cw = casework;

Result<std::vector<cw::Recorded>> history_of(Desk& desk, const Outcome& seen) {
  const auto stored = desk.store().read(
      [&](store::Reader& reader) { return store::events::of_case(reader, desk.org(), seen.case_id); });
  if (!stored) return fail(stored.error());
  const ledger::SealScope scope = desk.seal_scope(seen.case_id, seen.row.customer_id);
  std::vector<cw::Recorded> out;
  for (const ledger::StoredEvent& event : *stored) {
    auto opened = ledger::open_event(event, scope);
    if (!opened) return fail(std::move(opened.error()));
    out.push_back(std::move(opened->recorded));
  }
  return out;
}

/// The draft in place of the case's own version, beside the other versions it is pinned to; what the draft follows and the case did
/// not, as it is now.
Result<cw::ProgramPtr> program_of_draft(Library& library, const procedure::ProcedurePtr& draft,
                                        const std::string& procedure_id, const Outcome& seen) {
  auto pins = library.pins_for(*draft);
  if (!pins) return fail(std::move(pins.error()));
  for (const auto& [id, hash] : seen.state->opened.pins)
    if (pins->contains(id)) (*pins)[id] = hash;
  (*pins)[procedure_id] = draft->hash;
  return cw::Program::link(procedure_id, *pins, seen.program->selection(),
                           [&](const std::string& hash) -> procedure::ProcedurePtr {
                             if (hash == draft->hash) return draft;
                             const auto found = library.by_hash(hash);
                             return found ? (*found)->procedure : nullptr;
                           });
}

WhatIf::Case not_comparable(WhatIf::Case one, std::string why) {
  one.result = WhatIf::Result::not_comparable;
  one.why = std::move(why);
  return one;
}

WhatIf::Case compare(WhatIf::Case one, const cw::SimulationResult& own, const cw::Program& own_program,
                     const cw::SimulationResult& other, const cw::Program& other_program) {
  one.outcome_now = other.outcome;
  if (!other.finished) {
    one.result = WhatIf::Result::asks_more;
    one.why = other.problems.empty() ? "It does not come to an end." : other.problems.front();
    return one;
  }
  const auto then = cw::way_of(own.history, own_program), now = cw::way_of(other.history, other_program);
  const auto [a, b] = std::mismatch(then.begin(), then.end(), now.begin(), now.end());
  if (a != then.end()) one.at_then = *a;
  if (b != now.end()) one.at_now = *b;
  if (one.outcome_now != one.outcome_then)
    one.result = WhatIf::Result::other_outcome;
  else if (a != then.end() || b != now.end())
    one.result = WhatIf::Result::other_way;
  return one;
}

WhatIf::Case play(Desk& desk, const std::string& case_id, const procedure::ProcedurePtr& draft,
                  const std::string& procedure_id, const Deadline& deadline, bool& is_late) {
  WhatIf::Case one;
  one.id = case_id;
  const auto seen = desk.look(case_id);
  if (!seen) return not_comparable(std::move(one), seen.error().message);
  one.outcome_then = seen->row.outcome;
  const auto history = history_of(desk, *seen);
  if (!history) return not_comparable(std::move(one), history.error().message);
  const cw::Answers answers = cw::answers_of(*history, *seen->program);
  if (!answers.missing.empty()) return not_comparable(std::move(one), answers.missing);
  const Instant start = seen->state->opened_at;
  const cw::SimulationResult own = cw::simulate(seen->program, answers.scenario, start, deadline);
  is_late = own.out_of_time;
  if (is_late) return one;
  if (!own.finished || own.outcome != one.outcome_then)
    return not_comparable(std::move(one), own.problems.empty()
                                              ? "Played again it ends otherwise even under its own version."
                                              : own.problems.front());
  const auto program = program_of_draft(desk.library(), draft, procedure_id, *seen);
  if (!program) return not_comparable(std::move(one), program.error().message);
  const cw::SimulationResult other = cw::simulate(*program, answers.scenario, start, deadline);
  is_late = other.out_of_time;
  return compare(std::move(one), own, *seen->program, other, **program);
}

}  // namespace

Result<WhatIf> what_if(Desk& desk, const std::string& procedure_id, const procedure::ProcedurePtr& draft,
                       std::size_t last, const Deadline& deadline) {
  const auto ids = desk.store().read([&](store::Reader& reader) {
    return store::cases::closed_last(reader, desk.org(), procedure_id, std::min(last, what_if_cases_max));
  });
  if (!ids) return fail(ids.error());
  WhatIf out;
  for (const std::string& id : *ids) {
    out.is_cut = deadline.has_passed();
    if (out.is_cut) break;
    auto one = play(desk, id, draft, procedure_id, deadline, out.is_cut);
    if (out.is_cut) break;
    out.cases.push_back(std::move(one));
  }
  return out;
}

std::string_view result_name(WhatIf::Result result) noexcept {
  constexpr std::array<std::string_view, 5> names{"same", "other-way", "other-outcome", "asks-more", "not-comparable"};
  return names[static_cast<std::size_t>(result)];
}

}  // namespace evenhand::desk
