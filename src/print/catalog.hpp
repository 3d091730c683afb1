/// @file catalog.hpp
/// @brief What Cairo 1.16 leaves out of a PDF's catalog and gets wrong in its information, put in as an update at its end (ISO
/// 32000, 7.5.6): the language, that readers show title and bookmarks, a creation date or none. Private to this module.
#pragma once

#include <string>

#include "base/result.hpp"
#include "print/document.hpp"

namespace evenhand::print {

/// Error `print/failed` for a file that does not end as Cairo ends one.
[[nodiscard]] Result<void> complete_catalog(std::string& pdf, const Document& document);

}  // namespace evenhand::print
