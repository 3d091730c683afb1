/// @file impact.hpp
/// @brief What publishing a draft would touch, before it is done: whose approval it needs, open cases by the version they are on,
/// procedures that follow it, states, messages and roles, and who would have to be trained again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "desk/change_control.hpp"

namespace evenhand::desk {

struct Impact {
  std::uint32_t current = 0;                            ///< version in force; 0: it would be the first
  std::vector<std::string> approvers;                   ///< roles that have to approve; none: it is published at once
  std::vector<change_control::Difference> differences;  ///< with the proposals
  struct OpenCases {
    std::string hash;
    std::uint32_t version = 0;  ///< 0: not of this procedure any more
    std::uint64_t cases = 0;
  };
  std::vector<OpenCases> open_cases;  ///< newest version first; they stay where they are
  struct Follower {
    std::string id, title;
    std::uint64_t open_cases = 0;
    std::string misfit;  ///< why it no longer compiles beside the draft; empty: it does
  };
  std::vector<Follower> followers;         ///< procedures that follow this one; their new cases get the new text
  bool touches_base = false;               ///< cases outside every state see a difference
  std::vector<std::string> states;         ///< `MA`: those whose cases see one
  std::vector<std::string> messages;       ///< names of those that change
  std::vector<std::string> roles;          ///< who approves, is told, or does what changes
  std::vector<std::string> trained_roles;  ///< whom the procedure's training is required for
  struct Learner {
    std::string name;
    std::vector<std::string> roles;  ///< of the trained ones
  };
  std::vector<Learner> learners;  ///< at most limits::page_size_max of them
  std::size_t learners_count = 0;
};

/// Of a text that compiled to `draft`, under `procedure_id`. Reads; waits.
[[nodiscard]] Result<Impact> impact_of(Desk& desk, const std::string& procedure_id,
                                       const procedure::ProcedurePtr& draft);

}  // namespace evenhand::desk
