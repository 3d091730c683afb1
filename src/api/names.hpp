/// @file names.hpp
/// @brief Names of people by id, for lists. Read once and kept until somebody is added or changed, since every answer that
/// shows a case asks for them, also while its shard waits.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "desk/desk.hpp"
#include "identity/identity.hpp"

namespace evenhand::api {

using Names = std::map<std::string, std::string>;
using NamesPtr = std::shared_ptr<const Names>;

/// Thread safe.
class PeopleNames {
 public:
  [[nodiscard]] NamesPtr get(desk::Desk& desk, const identity::Identity& identity);

 private:
  std::mutex mutex_;
  std::uint64_t version_ = 0;
  NamesPtr names_;
};

}  // namespace evenhand::api
