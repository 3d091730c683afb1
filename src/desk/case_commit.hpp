/// @file case_commit.hpp
/// @brief What a decided command hands on to be written. Private to the desk's own files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/case_shard.hpp"
#include "store/customers.hpp"
#include "store/idempotency.hpp"

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
/// What to keep under a key: the answer, sealed when it shows a case.
[[nodiscard]] store::idempotency::Entry kept_entry(const IdempotencyKey& key, std::string response, std::string case_id,
                                                   Instant now);
/// Too much is waiting already.
[[nodiscard]] Error busy();

}  // namespace evenhand::desk
