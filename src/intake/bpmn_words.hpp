/// @file bpmn_words.hpp
/// @brief Conditions, questions and times of a BPMN file in the words of the language. Private to this module.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/phrases.hpp"

namespace evenhand::intake::bpmn {

/// `P5D` as `5 days`, `PT90M` as `90 minutes`; empty for what the language cannot say in one unit.
[[nodiscard]] std::string duration_words(std::string_view iso);

/// A condition in FEEL, and the facts it reads with types that fit how they are compared.
struct Condition {
  std::string feel;
  std::vector<FactGuess> facts;
};
/// Also what engines write for it: `${amount > 500 && approved}`. Nothing where it is no FEEL or reads nothing.
[[nodiscard]] std::optional<Condition> condition_of(std::string_view expression);

/// A gateway as a question: a fact, and the condition of each of its ways by their names.
struct Question {
  FactGuess fact;
  std::vector<std::string> conditions;  ///< of each way, in FEEL
};
/// @param ways  names of the ways; an empty one is called by what it leads to
[[nodiscard]] Question question_of(std::string_view gateway, const std::vector<std::string>& ways);

}  // namespace evenhand::intake::bpmn
