/// @file schema_2.hpp
/// @brief Migration 2: an answer kept under an idempotency key belongs to the case it shows, is sealed like the rest of what
/// the case says of a person, and goes when the person is erased. The few answers kept before were plain; they are dropped,
/// which costs a client that repeats a request of the last day the first one's answer.
#pragma once

#include <string_view>

namespace evenhand::store {

inline constexpr std::string_view schema_2 = R"sql(
DELETE FROM idempotency_keys;
ALTER TABLE idempotency_keys ADD COLUMN case_id TEXT NOT NULL DEFAULT '';
CREATE INDEX idempotency_keys_by_case ON idempotency_keys (org_id, case_id);
)sql";

}  // namespace evenhand::store
