/// @file law_requirements.hpp
/// @brief The requirements of packs, one state at a time. Private to this module.
#pragma once

#include <string>
#include <vector>

#include "procedure/law_check.hpp"

namespace evenhand::procedure {

/// Those of the state and the federal ones that apply to the procedure. Where overlays for channels differ, the worst counts.
/// @param state  `MA`; empty: federal ones alone
[[nodiscard]] std::vector<LawFinding> requirements_in(const ProcedurePtr& procedure, const std::string& state,
                                                      const LawQuestion& question);

}  // namespace evenhand::procedure
