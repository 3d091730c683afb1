/// @file content_hash.hpp
/// @brief What a page says, whatever the form it is written in: the formatter may not change it, and a version is named by it.
/// Private to this module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "procedure/reader.hpp"

namespace evenhand::procedure {

/// Kinds and words of all blocks as canonical JSON. Left out is form alone: white space and line ends (but not those of code),
/// list marks, the alignment of tables, and of an item the case of its first letter and its full stop.
[[nodiscard]] std::string words_of_page(const Source& source, const std::vector<Block>& blocks);
/// The front matter line by line without blanks at the ends.
[[nodiscard]] std::string words_of_front_matter(const Source& source, Range yaml);

/// The name of a version: hex SHA-256 over everything a person can read in its file, so that no word can change under a
/// name. It is a function of the text alone, not of how a release understands it.
[[nodiscard]] std::string content_hash(std::string_view front_matter, std::string_view page);

}  // namespace evenhand::procedure
