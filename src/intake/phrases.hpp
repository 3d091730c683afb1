/// @file phrases.hpp
/// @brief What a sentence of an SOP written in everyday words says that the language has a sentence for: `Ask the customer for
/// the order number` is `Ask for **order number**.` Patterns only; nothing is understood that no pattern fits. Private to this
/// module.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evenhand::intake {

/// A fact that a sentence makes, as a row of the Facts table.
struct FactGuess {
  std::string name, type = "text", source = "customer", personal = "no";
};

struct Phrase {
  std::string rule;      ///< `ask`, `wait`, `approve`, …: names the rule in the report
  bool sure = false;     ///< the words leave nothing to guess
  std::string sentence;  ///< the directive; empty for `if`, `otherwise` and `say`
  std::vector<FactGuess> facts;
  std::string condition;  ///< if: the fact that is yes or no
  std::string rest;  ///< if, otherwise: what is then to be done, may be empty; say: the words; send: the message's name
  bool only_last = false;  ///< ends the case, so it is taken for a sentence only where nothing follows it
};

/// @param plain  the words of one item without marks
[[nodiscard]] std::optional<Phrase> recognise(std::string_view plain);
/// Whether the words begin like something that is to be done: `Open the ticket`, `You should open …`.
[[nodiscard]] bool is_imperative(std::string_view plain);
/// `Step 3: Greet`, `3. Greet`, `3) Greet`, `1.2 Greet`: the words behind the number; nothing where there is none.
[[nodiscard]] std::optional<std::string_view> without_number(std::string_view heading);
/// Whether FEEL and the Facts table take it for a name.
[[nodiscard]] bool is_fact_name(std::string_view name);

}  // namespace evenhand::intake
