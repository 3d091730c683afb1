/// @file messages.hpp
/// @brief The conversation of a case, as the middle pane shows it: what the customer wrote and what we wrote.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::messages {

struct Message {
  std::string id;  ///< `message_…`
  std::string case_id;
  std::uint64_t seq = 0;  ///< of the event that brought it
  std::string direction;  ///< `in`, `out`
  std::string channel, language;
  std::string address;                 ///< sealed: to or from
  std::string text;                    ///< sealed
  std::string author_id, author_name;  ///< out: who or `system`; in: `customer`, `customer`
  std::string status;                  ///< out: `queued`, `sent`, `failed`; in: `received`
  std::string key;                     ///< idempotency key, unique in the organisation
  std::string error;                   ///< failed: why
  Instant at;
};

/// @return false when there is one with its key already (nothing was written).
[[nodiscard]] Result<bool> add(Writer& writer, std::string_view org, const Message& message);
/// Error `message/not-found`.
[[nodiscard]] Result<void> set_status(Writer& writer, std::string_view org, std::string_view key,
                                      std::string_view status, std::string_view error = {});
/// Where a page of a conversation ended.
struct Place {
  Instant at{INT64_MIN};
  std::uint64_t seq = 0;
};
/// In order of time: at most `limit` after a place.
[[nodiscard]] Result<std::vector<Message>> of_case(const Reader& reader, std::string_view org, std::string_view case_id,
                                                   Place after = {}, std::size_t limit = SIZE_MAX);
[[nodiscard]] Result<std::optional<Message>> find_by_key(const Reader& reader, std::string_view org,
                                                         std::string_view key);

}  // namespace evenhand::store::messages
