/// @file schema_4.hpp
/// @brief Migration 4: what is ready in the outbox, by kind. Whoever carries out one kind does not read past the others, and
/// messages may wait by the thousand.
#pragma once

#include <string_view>

namespace evenhand::store {

inline constexpr std::string_view schema_4 = R"sql(
DROP INDEX outbox_by_ready;
CREATE INDEX outbox_by_ready ON outbox (org_id, kind, ready_at) WHERE ready_at IS NOT NULL;
)sql";

}  // namespace evenhand::store
