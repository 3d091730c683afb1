#include "base/assert.hpp"

#include <execinfo.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace evenhand {

void assertion_failed(const char* condition, const char* file, int line, std::string_view detail) noexcept {
  std::fprintf(stderr, "evenhand: broken invariant: %s\n  at %s:%d\n", condition, file, line);
  if (!detail.empty()) std::fprintf(stderr, "  %.*s\n", static_cast<int>(detail.size()), detail.data());
  std::fflush(stderr);
  std::array<void*, 64> frames{};
  const int count = backtrace(frames.data(), static_cast<int>(frames.size()));
  backtrace_symbols_fd(frames.data(), count, 2);
  std::abort();
}

}  // namespace evenhand
