/// @file processes.hpp
/// @brief CPU time of processes, for figures that count a server's work together with its callers'.
#pragma once

#include <sys/types.h>

namespace evenhand::bench {

[[nodiscard]] double cpu_of_this_process();  ///< seconds
/// Seconds used so far by a process and all that it started, also by those that ended and were waited for. From /proc.
[[nodiscard]] double cpu_of_tree(pid_t root);
/// @return 0 when there is no such process
[[nodiscard]] pid_t parent_of(pid_t process);

}  // namespace evenhand::bench
