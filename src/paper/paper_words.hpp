/// @file paper_words.hpp
/// @brief The words that only a printed procedure has, in English and Spanish (any other language gets English). Private to this
/// module.
#pragma once

#include <string_view>

namespace evenhand::paper {

struct PaperWords {
  std::string_view page, version, draft, in_force, published, state, channel, product, flow, flow_says, flow_too_long;
  std::string_view redline, from_to, changes, no_change, what, where, before, after, marks;
  std::string_view kinds[4];  ///< in the order of procedure::Change::Kind
  std::string_view step, sign_off, role, name, signature, date;
};
[[nodiscard]] const PaperWords& paper_words(std::string_view language);

}  // namespace evenhand::paper
