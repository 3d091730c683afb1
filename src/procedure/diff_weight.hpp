/// @file diff_weight.hpp
/// @brief What a difference weighs, from its words alone, and why: the proposal that its author confirms. Private to this module.
#pragma once

#include <string>

#include "procedure/compile.hpp"
#include "procedure/diff_parts.hpp"

namespace evenhand::procedure {

struct Proposal {
  Weight weight = Weight::material;
  std::string reason, detail;  ///< as in Change
};

/// Of a part that came or went.
[[nodiscard]] Proposal weigh_whole(const Part& part);
/// Of one that says something else, or goes by another name. Whatever it cannot tell to be less is material.
[[nodiscard]] Proposal weigh_change(const Part& was, const Part& now);
[[nodiscard]] Proposal weigh_move(const Part& part);

}  // namespace evenhand::procedure
