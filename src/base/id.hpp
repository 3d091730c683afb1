/// @file id.hpp
/// @brief Typed identifiers. `Id<Tag>` is a UUIDv7 (RFC 9562): it sorts by creation time and prints with its tag's prefix
/// as `case_` + 26 characters of lower-case Crockford base 32. Ids of different tags do not mix.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace evenhand {

using IdBytes = std::array<std::uint8_t, 16>;

/// A new UUIDv7 for `now`; the random part comes from the operating system. Later calls in one process sort later.
[[nodiscard]] IdBytes new_uuid7(Instant now);
[[nodiscard]] std::string format_id(std::string_view prefix, const IdBytes& bytes);
/// Error `id/invalid` when the prefix or the text does not fit.
[[nodiscard]] Result<IdBytes> parse_id(std::string_view prefix, std::string_view text);

template <class Tag>
struct Id {
  IdBytes bytes{};
  auto operator<=>(const Id&) const = default;
  [[nodiscard]] static Id make(Instant now) { return Id{new_uuid7(now)}; }
  [[nodiscard]] static Result<Id> parse(std::string_view text) {
    return parse_id(Tag::prefix, text).map([](const IdBytes& b) { return Id{b}; });
  }
  [[nodiscard]] std::string str() const { return format_id(Tag::prefix, bytes); }
  [[nodiscard]] bool is_nil() const noexcept { return bytes == IdBytes{}; }
};

struct OrgTag {
  static constexpr std::string_view prefix = "org";
};
struct PersonTag {
  static constexpr std::string_view prefix = "person";
};
struct CaseTag {
  static constexpr std::string_view prefix = "case";
};
struct CustomerTag {
  static constexpr std::string_view prefix = "customer";
};
struct MessageTag {
  static constexpr std::string_view prefix = "message";
};
struct TokenTag {
  static constexpr std::string_view prefix = "token";
};
struct SessionTag {
  static constexpr std::string_view prefix = "session";
};
struct FileTag {
  static constexpr std::string_view prefix = "file";
};
struct EffectTag {
  static constexpr std::string_view prefix = "effect";
};
using OrgId = Id<OrgTag>;
using PersonId = Id<PersonTag>;
using CaseId = Id<CaseTag>;
using CustomerId = Id<CustomerTag>;
using MessageId = Id<MessageTag>;
using TokenId = Id<TokenTag>;
using SessionId = Id<SessionTag>;
using FileId = Id<FileTag>;
using EffectId = Id<EffectTag>;

}  // namespace evenhand

template <class Tag>
struct std::hash<evenhand::Id<Tag>> {
  std::size_t operator()(const evenhand::Id<Tag>& id) const noexcept {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
};
