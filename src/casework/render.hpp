/// @file render.hpp
/// @brief Texts as they go out: which wording of a message, and facts as people read them. Private to this module.
#pragma once

#include <string>

#include "casework/view.hpp"

namespace evenhand::casework {

/// The text for the channel if the message has one, else its general text, in the language.
[[nodiscard]] const std::string& message_text(const procedure::Message& message, const std::string& channel,
                                              const std::string& language);
/// A value as a fact of this type is shown to readers of `language`: money with its currency, an option by its word, yes and
/// no, the rest as FEEL displays it. `fact` may be null.
[[nodiscard]] std::string display(const procedure::Fact* fact, const feel::Value& value, const std::string& language);
/// The same in a case, where a file has a name.
[[nodiscard]] std::string display(const CaseState& state, const procedure::Fact* fact, const feel::Value& value,
                                  const std::string& language);
/// The channel a send node uses in this case.
[[nodiscard]] std::string channel_of(const Program& program, const procedure::Node& node);
[[nodiscard]] std::string language_of(const Program& program);

}  // namespace evenhand::casework
