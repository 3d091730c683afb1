/// @file bytes.hpp
/// @brief SHA-256, hexadecimal, base64 and random bytes, over the libraries that do them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace evenhand {

using Sha256 = std::array<std::uint8_t, 32>;
[[nodiscard]] Sha256 sha256(std::string_view bytes);
/// Of the concatenation, without building it.
[[nodiscard]] Sha256 sha256(std::span<const std::string_view> parts);

[[nodiscard]] std::string hex(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::optional<std::string> unhex(std::string_view text);
/// URL-safe alphabet, no padding (RFC 4648 section 5).
[[nodiscard]] std::string base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> unbase64url(std::string_view text);
[[nodiscard]] std::string_view as_chars(std::span<const std::uint8_t> bytes) noexcept;

/// From the operating system's generator; failure to get them is fatal.
[[nodiscard]] std::string random_bytes(std::size_t count);

}  // namespace evenhand
