/// @file allocator.hpp
/// @brief How the C library's allocator gives memory back to the system.
#pragma once

namespace evenhand {

/// For a program that answers requests: what one request needed is kept for the next. As glibc starts, each thread gives what is
/// over 128 KB at the top of its heap back at once, and a list of fifty cases then cost as much in page faults as in all the
/// rest. Call it before there are threads; does nothing with another C library.
void keep_memory_between_requests() noexcept;

}  // namespace evenhand
