/// @file intake.hpp
/// @brief Files that somebody wrote elsewhere, made into drafts of SOPs: Markdown, HTML, Word (.docx) and BPMN 2.0.
///
/// `auto imported = intake::import_file("refunds.docx", bytes);` gives the text of an SOP that the parser takes, and a report
/// that says of each part whether it was understood, guessed or left as prose. HTML and Word are read by the program `pandoc`,
/// in a process of its own with bounded time, memory and output.
#pragma once

#include <string>
#include <string_view>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "intake/report.hpp"

namespace evenhand::intake {

enum class Format { markdown, html, docx, bpmn };
/// By the ending of the name, and by the first bytes where that says nothing. Error `import/unknown-format`.
[[nodiscard]] Result<Format> format_of(std::string_view name, std::string_view bytes);

/// Never throws and never crashes, whatever the bytes are. What is over limits::import_bytes_max is `import/too-large`; other
/// errors begin with `import/` too and name the place where there is one. Nothing is written anywhere.
/// @param name  of the file, for its ending and for the draft's id where the file has no title
/// @param deadline  for the program that reads Word and HTML; limits::import_seconds_max at most in any case
[[nodiscard]] Result<Imported> import_file(std::string_view name, std::string_view bytes, const Deadline& deadline);
[[nodiscard]] Result<Imported> import_file(std::string_view name, std::string_view bytes);

}  // namespace evenhand::intake
