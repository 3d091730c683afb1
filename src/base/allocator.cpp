#include "base/allocator.hpp"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace evenhand {

void keep_memory_between_requests() noexcept {
#ifdef __GLIBC__
  constexpr int kept_bytes_max = 4 << 20;  // of each thread's heap
  constexpr int own_mapping_from = 1 << 20;
  mallopt(M_TRIM_THRESHOLD, kept_bytes_max);
  mallopt(M_MMAP_THRESHOLD, own_mapping_from);
#endif
}

}  // namespace evenhand
