/// @file file_type.hpp
/// @brief What a file is, told by its bytes and never by its name or by what the sender says; and a name that is safe to
/// show and to save under. Only kinds on the list are taken: nothing that a browser could run, no macros, no programs.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace evenhand::desk {

/// PDF, PNG, JPEG, GIF, WebP, HEIC, plain text, CSV (text whose name ends in `.csv`), Word, Excel, PowerPoint and
/// OpenDocument files.
/// @return the media type. Errors: `file/empty`, `file/type` (with what is taken), `file/markup` (HTML, SVG, XML),
/// `file/macros`.
[[nodiscard]] Result<std::string> file_type(std::string_view content, std::string_view name);

/// The last part of a path, without control and direction characters and what file systems forbid, at most
/// limits::file_name_bytes_max, with an ending that fits `type`: `..\\x.exe` of a PDF is `x.exe.pdf`.
[[nodiscard]] std::string clean_file_name(std::string_view name, std::string_view type);

}  // namespace evenhand::desk
