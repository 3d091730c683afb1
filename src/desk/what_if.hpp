/// @file what_if.hpp
/// @brief Which of the cases that were closed last would have gone another way under a draft: each is played again in memory, first
/// under its own version (to see that it can be), then under the draft. Nothing is written.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "desk/desk.hpp"

namespace evenhand::desk {

inline constexpr std::size_t what_if_cases_max = 200;

struct WhatIf {
  enum class Result { same, other_way, other_outcome, asks_more, not_comparable };
  struct Case {
    std::string id;
    Result result = Result::same;
    std::string outcome_then, outcome_now;
    std::string at_then, at_now;  ///< where the ways part, as casework::way_of says it
    std::string why;              ///< asks_more, not_comparable
  };
  std::vector<Case> cases;  ///< closed last first
  bool is_cut = false;      ///< time was up before all were played
};

/// @param last  how many; at most what_if_cases_max. Waits, for long.
[[nodiscard]] Result<WhatIf> what_if(Desk& desk, const std::string& procedure_id, const procedure::ProcedurePtr& draft,
                                     std::size_t last, const Deadline& deadline);
[[nodiscard]] std::string_view result_name(WhatIf::Result result) noexcept;

}  // namespace evenhand::desk
