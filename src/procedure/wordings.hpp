/// @file wordings.hpp
/// @brief The beginnings of directives as patterns, right ones and those that people write instead. Private to this module.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "procedure/reading.hpp"

namespace evenhand::procedure {

/// Words that look acted on.
struct Wording {
  bool right = false;     ///< a directive as the language has it
  std::string_view says;  ///< a whole sentence in the language's words
};

/// Whether a clause begins at token `at`: at the start, behind a mark, or behind `then`, `please` and the like. Behind `and`
/// and `or` only where no one was said to do it: `Log it and tell **x**`, but not `they call and tell **x**`.
[[nodiscard]] bool begins_clause(const std::vector<Token>& tokens, std::size_t at, std::size_t first);
/// The beginning of a directive at token `at`, in its own words or in others; none for prose.
[[nodiscard]] std::optional<Wording> wording_at(const std::vector<Token>& tokens, std::size_t at);
/// How many words at `at` make a condition of the code behind them: ``when `amount > 5` ``, ``in case `paid` ``. 0 when none do,
/// as where the code is no condition: ``when `git push` fails``.
[[nodiscard]] std::size_t condition_words(const Reading& reading, const std::vector<Token>& tokens, std::size_t at);
/// A verb of a directive that `word` is one slip away from, or an ending (`Asks`, `Chek`); empty when there is none.
[[nodiscard]] std::string_view slip_of_verb(std::string_view word);

}  // namespace evenhand::procedure
