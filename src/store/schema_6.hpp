/// @file schema_6.hpp
/// @brief Migration 6: the notices of one receiver in the order they are shown in, so that a page of them and the number of
/// unread ones are read from the index alone. Notices are only ever added.
#pragma once

#include <string_view>

namespace evenhand::store {

inline constexpr std::string_view schema_6 = R"sql(
DROP INDEX notifications_by_receiver;
CREATE INDEX notifications_by_receiver ON notifications (org_id, to_kind, to_id, at, notification_key);
)sql";

}  // namespace evenhand::store
