/// @file stop.hpp
/// @brief Told how far a long piece of work is; its answer may be to stop.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace evenhand::backup {

/// @param what  is being worked on: a table, "ledger" @param total  0: not known
/// @return false: stop here, leave nothing half done
using Watch = std::function<bool(std::string_view what, std::uint64_t done, std::uint64_t total)>;

}  // namespace evenhand::backup
