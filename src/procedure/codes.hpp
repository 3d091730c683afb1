/// @file codes.hpp
/// @brief The pages of this module's diagnostics by family; `code_pages` joins them. Examples are parts of a procedure:
/// `whole_example` puts one into a file that compiles. Private to this module and its tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "procedure/compile.hpp"

namespace evenhand::procedure {

[[nodiscard]] const std::vector<CodePage>& text_code_pages();        ///< EH0100 to EH0139
[[nodiscard]] const std::vector<CodePage>& section_code_pages();     ///< EH0140 to EH0159, EH0250 to EH0299
[[nodiscard]] const std::vector<CodePage>& sentence_code_pages();    ///< EH0200 to EH0249
[[nodiscard]] const std::vector<CodePage>& expression_code_pages();  ///< EH0300 to EH0499
[[nodiscard]] const std::vector<CodePage>& meaning_code_pages();     ///< EH0500 to EH0699

/// What an example is part of: a procedure, an expression in backticks on its own, a DMN file.
enum class ExampleKind { procedure, expression, model };
[[nodiscard]] ExampleKind example_kind(std::string_view example) noexcept;
/// The example with what stands for something else: `… 500 in all` for the line above it, 500 times, with its numbers counting
/// up; `\xE9` for that byte, so that pages of examples are text.
[[nodiscard]] std::string spelled_out(std::string_view example);
/// An example as a whole file: front matter, facts and messages are added where it brings none. A whole file stays as it is.
[[nodiscard]] std::string whole_example(std::string_view example);
/// The table of codes of docs/language.md, Markdown.
[[nodiscard]] std::string code_table();

}  // namespace evenhand::procedure
