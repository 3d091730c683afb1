/// @file html_words.hpp
/// @brief The headings and small words of a procedure's page, in English and Spanish (any other language gets English).
#pragma once

#include <string_view>

namespace evenhand::procedure {

struct PageWords {
  std::string_view facts, fact, type, from, personal, targets, messages, by_channel, escalation, actions, action,
      connector, needs, gives, allowed_when, records, training, pass_mark, valid_for, questions, scenarios;
  std::string_view owner, approvers, channels, states, products, review, effective, version, satisfies, only_text,
      applies;
  std::string_view with, as, giving, if_word, otherwise_if, otherwise, any_order, repeat_until, say, mandatory,
      never_stored, yes, no, anything, decides, one_match, first_match, any_match, by_priority, all_matches,
      all_by_priority, collected;
  std::string_view sources[9];  ///< in the order of Fact::Source
  std::string_view classes[7];  ///< in the order of Personal
};
[[nodiscard]] const PageWords& page_words(std::string_view language);

}  // namespace evenhand::procedure
