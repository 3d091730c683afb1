/// @file report.hpp
/// @brief What became of each part of an imported file: understood, guessed, or left as prose. The author reads it beside the
/// draft; nothing that stood in the file is missing from it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace evenhand::intake {

enum class Outcome {
  understood,  ///< the words left nothing to guess
  guessed,     ///< a rule made something of it that somebody acts on; the author should look
  prose,       ///< shown as written; nobody acts on it
  left_out     ///< not in the draft: what this language has no place for
};
[[nodiscard]] std::string_view outcome_name(Outcome outcome) noexcept;

/// One part of the source.
struct Entry {
  Outcome outcome = Outcome::prose;
  std::string rule;     ///< stable name of what decided: `item-box`, `ask`, `table-decision`, …
  std::string became;   ///< `step`, `box`, `directive`, `branch`, `words`, `decision`, `guidance`, `section`, `nothing`
  std::string words;    ///< of the source, plain, the first 200 bytes
  std::string element;  ///< BPMN: the element's id
  std::uint32_t line = 0;        ///< in the source; 0 where its form has no lines
  std::uint32_t draft_line = 0;  ///< in the draft; 0 when it is not there
  bool ordered_item = false;     ///< an item of an ordered list
};

/// A draft and how it came to be.
struct Imported {
  std::string title;
  std::string draft;          ///< text of an SOP that the parser takes without an error
  bool runnable = false;      ///< false: no step was found, so the draft is a page of plain guidance
  std::vector<Entry> report;  ///< in order of the source
};

/// One sentence on what the rule does; a rule without one is a bug.
[[nodiscard]] std::string_view rule_sentence(std::string_view rule);
/// How many parts came out as `outcome`.
[[nodiscard]] std::size_t count(const Imported& imported, Outcome outcome);
/// `{title, runnable, counts, entries}`
[[nodiscard]] json::Value to_json(const Imported& imported);
/// For a terminal: a line for each part, then the counts.
[[nodiscard]] std::string to_text(const Imported& imported);

}  // namespace evenhand::intake
