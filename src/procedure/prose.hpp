/// @file prose.hpp
/// @brief The Markdown people write inside an SOP (guidance, tasks, messages) as plain text for pictures and exports, and
/// as safe HTML for pages: raw HTML never passes, and links only to http, https, mailto and other SOP files.
#pragma once

#include <string>
#include <string_view>

namespace evenhand::procedure {

/// The words alone, on one line: `Ask for **email**.` is `Ask for email.`
[[nodiscard]] std::string plain_prose(std::string_view markdown);
/// Blocks: paragraphs, lists, tables, quotes. Raw HTML is dropped; a link to anything else becomes its words.
[[nodiscard]] std::string html_prose(std::string_view markdown);
/// The same for one run of text: without the paragraph around it.
[[nodiscard]] std::string html_inline(std::string_view markdown);

}  // namespace evenhand::procedure
