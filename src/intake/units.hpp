/// @file units.hpp
/// @brief A draft while it is being made: units that can each be written in several forms, the one that says most first. What
/// the checker finds wrong is written in the next form until nothing is wrong, so that every draft opens. Private to this
/// module.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "intake/phrases.hpp"
#include "intake/report.hpp"

namespace evenhand::intake {

enum class Form {
  step,        ///< `## 2. Title`
  section,     ///< `## Purpose`
  apart,       ///< `## About Records`: a heading that the language would read as its own
  subheading,  ///< `### Title`
  strong,      ///< `**Title**` as a paragraph
  sentence,    ///< a directive
  choice,      ///< a yes or no that is asked, then `If`
  otherwise,   ///< continues the choice before it
  block,       ///< a directive that ends with a colon, and in `then` what is nested under it
  box,         ///< `- [ ]`
  advice,      ///< `- When …`: what the language would read as a directive, as words
  item,        ///< `- words`
  said,        ///< words to say, in a quote
  quote,
  decision,  ///< questions, `Decide`, the table
  table,
  paragraph,
  code,    ///< the words between fences: nothing in them is read
  as_code  ///< code of the source
};

struct Unit {
  std::vector<Form> forms{Form::paragraph};
  std::size_t at = 0;  ///< in `forms`
  std::string text;    ///< inline Markdown
  Phrase phrase;       ///< sentence, choice, otherwise, said
  std::vector<std::vector<std::string>> rows;
  std::vector<FactGuess> facts;  ///< decision: of its columns
  std::vector<Unit> children;
  std::vector<Unit> then;  ///< choice, otherwise: what the sentence itself says is to be done
  Entry entry;
  bool is_reported = true;
  bool guessed = false;                         ///< where no phrase says: whether the form was chosen by a rule
  std::string rule;                             ///< of the form that was chosen first
  std::uint32_t first_line = 0, last_line = 0;  ///< in the draft as written last

  [[nodiscard]] Form form() const { return forms[at]; }
};

/// All of a draft but what is made of its units: the front, the facts, the messages.
struct Draft {
  std::string id, title;
  std::string file;           ///< where it came from, for its last section
  std::vector<Unit> opening;  ///< before the first section
  std::vector<Unit> units;    ///< steps and sections
  std::vector<Entry> beside;  ///< parts of the source that are not in the draft
};

/// Writes it, and again with what the parser refuses in another form, until it refuses nothing.
/// Error `import/no-draft` where that is not reached: the source then holds what no page can show.
/// @param deadline  past it what was refused is written in the plainest form at once
[[nodiscard]] Result<Imported> finish(Draft draft, const Deadline& deadline);

}  // namespace evenhand::intake
