/// @file law_check.hpp
/// @brief A procedure held against packs of law facts: whether the facts that it answers to exist and hold, and for every state what
/// it is asked, where it does so, what is missing (with lines to add), what contradicts a law, and what cannot be told.
///
///   const LawCheck check = check_law(procedure, {.law = *law, .day = today, .followed = find_by_id});
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "law/library.hpp"
#include "procedure/compile.hpp"

namespace evenhand::procedure {

/// How a procedure stands to one requirement in one state.
enum class Verdict : std::uint8_t { met, unknown, missing, contradicted };
[[nodiscard]] std::string_view name_of(Verdict verdict) noexcept;

struct LawFinding {
  std::string state;        ///< `MA`; empty: a procedure that names no states, under federal law alone
  std::string requirement;  ///< `us-ma/ma-recording-consent`
  std::string title;
  std::vector<std::string> facts;  ///< `us-ma/ma-recording`
  Verdict verdict = Verdict::met;
  std::string where;    ///< the item, fact, target, … that decides it: its id or name; empty: nothing does
  std::string message;  ///< what is so, one sentence
  std::string hint;     ///< what to do about it
  Span span;            ///< in the procedure's text; line 0: in none, or in one that is followed
};

/// A step of the base text as it is in one state.
enum class StepInState : std::uint8_t { same, changed, removed, blocked };
[[nodiscard]] std::string_view name_of(StepInState step) noexcept;

struct StateMatrix {
  std::vector<std::string> states;
  struct Row {
    std::string step, title;          ///< id and heading
    std::vector<StepInState> states;  ///< in the order of `states`; blocked: something in it contradicts a law there
  };
  std::vector<Row> rows;
};

struct LawCheck {
  Diagnostics diagnostics;  ///< `EH0800` to `EH0806`, see law_code_pages
  std::vector<LawFinding> findings;
  StateMatrix matrix;
};

struct LawQuestion {
  const law::Law& law;
  CalendarDate day;
  /// The procedure that is followed under an id; what it does counts. Empty, or null: it is not known.
  std::function<ProcedurePtr(std::string_view id)> followed = {};
};

/// Every state that the procedure is for; the federal requirements hold in each.
[[nodiscard]] LawCheck check_law(const ProcedurePtr& procedure, const LawQuestion& question);

/// The lines that a missing requirement is met by, put into the text where they belong: into the state's overlay, which is made when
/// there is none, or for a federal one into the first or last step. Error `law/nothing-to-add`.
/// @param text  what `procedure` was compiled from
[[nodiscard]] Result<Edit> addition_for(std::string_view text, const Procedure& procedure, const law::Law& law,
                                        std::string_view requirement);

[[nodiscard]] json::Value to_json(const LawFinding& finding);
[[nodiscard]] json::Value to_json(const StateMatrix& matrix);
[[nodiscard]] const std::vector<CodePage>& law_code_pages();

}  // namespace evenhand::procedure
