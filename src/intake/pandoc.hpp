/// @file pandoc.hpp
/// @brief Runs the program `pandoc` on bytes from outside: in a process of its own that sees no file, no network and none of
/// this process's descriptors, with bounded time, memory and output. Private to this module.
#pragma once

#include <string>
#include <string_view>

#include "base/deadline.hpp"
#include "base/result.hpp"

namespace evenhand::intake {

/// What pandoc makes of the bytes, as its JSON. Thread safe; blocks until the deadline, limits::import_seconds_max at most.
/// Errors: `import/no-pandoc` where the program is not installed, `import/pandoc-time`, `import/pandoc-answer`.
/// @param from  pandoc's name of the format: `html`, `docx`
[[nodiscard]] Result<std::string> run_pandoc(const std::string& from, std::string_view bytes, const Deadline& deadline);

}  // namespace evenhand::intake
