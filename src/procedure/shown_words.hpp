/// @file shown_words.hpp
/// @brief What the language itself gives names to, as its readers call it: channels, priorities, kinds of evidence, types of
/// facts, targets and record rules. In English and Spanish; any other language gets the words of the file.
#pragma once

#include <string>
#include <string_view>

#include "procedure/model.hpp"

namespace evenhand::procedure {

/// A channel, a language, a priority, a kind of evidence or a placeholder that every case fills in; itself where there is no other word.
[[nodiscard]] std::string value_words(std::string_view value, std::string_view language);
/// What a case is closed as; `done`, which the engine says by itself, too.
[[nodiscard]] std::string outcome_words(const Procedure& procedure, const std::string& outcome,
                                        std::string_view language);
/// The type of a fact, options included, as inline Markdown.
[[nodiscard]] std::string type_words(const Fact& fact, const std::string& language);
/// A target, as inline Markdown: what is measured is said anew, what is kept as text in its translation.
[[nodiscard]] std::string target_words(const Target& target, const std::string& language);
/// How long a record is kept, as inline Markdown.
[[nodiscard]] std::string record_words(const Procedure& procedure, const RecordRule& rule, const std::string& language);

}  // namespace evenhand::procedure
