/// @file present.hpp
/// @brief Domain values as the JSON of docs/api.md, in one place, so that a list and a single resource never disagree.
#pragma once

#include <string>
#include <vector>

#include "api/api.hpp"
#include "base/diagnostic.hpp"
#include "desk/desk.hpp"
#include "procedure/compile.hpp"

namespace evenhand::api {

[[nodiscard]] inline NamesPtr names_of_people(Services& services) {
  return services.names.get(services.desk, services.identity);
}

/// A short handle people can say on the phone: the last six characters of the id, upper case.
[[nodiscard]] std::string number_of(const std::string& case_id);
/// RFC 3339, or null for zero and never.
[[nodiscard]] json::Value time_or_null(Instant instant);
[[nodiscard]] json::Value present_person(const store::people::Person& person);
[[nodiscard]] json::Value present_diagnostics(const Diagnostics& diagnostics);
/// The short form of the queue. `subject` and `customer_name` opened; empty text when the customer was erased. Names are
/// shown as `procedure` has them in the case's language; null: as they are written.
[[nodiscard]] json::Value present_case_row(store::cases::CaseRow row, std::string subject, std::string customer_name,
                                           const Names& names, const procedure::Procedure* procedure);
/// The whole case with its guide, as this caller sees it.
[[nodiscard]] json::Value present_case(Services& services, const desk::Outcome& outcome, const identity::Who& who,
                                       const Names& names);
[[nodiscard]] casework::Actor actor_of(const identity::Who& who);

/// One event of a history as a sentence with one full stop. `step` is the title of the step it belongs to, or empty.
struct Told {
  std::string text, step, in_force;  ///< in_force: the words of the procedure at that place
};
/// @param before  the case just before the event: placeholders in the procedure's words are filled from it; a fact that
///                had no value then is called by its name
[[nodiscard]] Told tell(const casework::Recorded& recorded, const casework::CaseState& before,
                        const casework::Program& program, const std::string& company, const std::string& language);

}  // namespace evenhand::api
