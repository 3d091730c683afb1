/// @file word_file.hpp
/// @brief What a Word file has to be before any other program is given it: a sound zip of bounded size that holds a document
/// and no program. Private to this module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace evenhand::intake {

/// Unpacks every part once, into nothing, so that sizes are those that are, not those that the file claims.
/// Errors: `import/not-word`, `import/zip-bomb`, `import/macro`, `import/encrypted`, `import/document-type`; each names the part.
/// @return the parts that hold something and are not read: pictures, headers, footers, comments, embedded files
[[nodiscard]] Result<std::vector<std::string>> check_word_file(std::string_view bytes);

}  // namespace evenhand::intake
