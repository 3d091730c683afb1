/// @file assert.hpp
/// @brief EH_ASSERT: our own invariants, checked in every build. A failed one is a bug of ours, never of the outside
/// world: it prints the condition and a stack trace, and ends the process; durable state is safe in the journal.
#pragma once

#include <string_view>

namespace evenhand {
/// Prints the broken invariant with a stack trace to standard error and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line, std::string_view detail) noexcept;
}  // namespace evenhand

#define EH_ASSERT(condition) \
  (static_cast<bool>(condition) ? void(0) : ::evenhand::assertion_failed(#condition, __FILE__, __LINE__, {}))
#define EH_ASSERT_MSG(condition, detail) \
  (static_cast<bool>(condition) ? void(0) : ::evenhand::assertion_failed(#condition, __FILE__, __LINE__, (detail)))
