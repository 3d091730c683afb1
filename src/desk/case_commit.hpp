/// @file case_commit.hpp
/// @brief What a decided command hands on to be written. Private to the shard's own files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/case_shard.hpp"
#include "store/customers.hpp"

namespace evenhand::desk {

struct CaseShard::Commit {
  std::vector<casework::Recorded> recorded;
  Render render;
  std::optional<IdempotencyKey> idempotency;
  store::Store::Job also;
  std::optional<store::customers::Customer> new_customer;
  std::string new_customer_key;
};

/// Events of one command, numbered and stamped; time never runs backwards within a case.
[[nodiscard]] std::vector<casework::Recorded> stamp(std::vector<casework::Event> events,
                                                    const casework::CaseState& state, Instant now,
                                                    const casework::Actor& actor, const std::string& door);
/// Too much is waiting already.
[[nodiscard]] Error busy();

}  // namespace evenhand::desk
