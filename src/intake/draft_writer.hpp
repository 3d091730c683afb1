/// @file draft_writer.hpp
/// @brief Writes a draft in the forms its units have now, and notes the lines each stands on. Private to this module.
#pragma once

#include <string>
#include <vector>

#include "intake/units.hpp"

namespace evenhand::intake {

struct Written {
  std::string text;
  /// Lines of the Facts table and of messages: which name stands there.
  std::map<std::uint32_t, std::string> names;
  std::uint32_t title_line = 0;
  bool runnable = false;
};

/// @param with_notes  ends with the section that lists what was guessed
[[nodiscard]] Written write_draft(Draft& draft, bool with_notes);

/// Lines of the section that lists what was guessed; none where nothing was.
/// @param facts  rows of the Facts table
[[nodiscard]] std::vector<std::string> notes_of(const Draft& draft, std::size_t facts);

}  // namespace evenhand::intake
