/// @file text.hpp
/// @brief Small functions over UTF-8 text that more than one module needs: validity, code points, trimming, splitting,
/// slugs, nearest spelling, HTML escaping.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace evenhand::text {

[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;
/// Byte offset of the first byte that is not UTF-8.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view bytes) noexcept;
/// Byte offset of the first character that no written text has: a control character other than tab, LF and CR before LF, or a
/// noncharacter such as U+FFFF, which XML has no place for. The text must be valid UTF-8.
[[nodiscard]] std::optional<std::size_t> first_unwritable(std::string_view text) noexcept;
/// Decodes one code point at `offset` and moves it on. The text must be valid UTF-8.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& offset) noexcept;
void append_code_point(std::string& out, char32_t code_point);
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;
/// The first bytes of a text for a message, at most so many, with no code point cut in two.
[[nodiscard]] std::string_view prefix(std::string_view text, std::size_t bytes_max) noexcept;

/// Without ASCII white space at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
/// Runs of white space (newlines too) become one blank; ends are trimmed.
[[nodiscard]] std::string collapse_spaces(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string to_lower_ascii(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;  ///< ASCII letters only
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept;
/// Lower case, Latin letters with marks folded to plain ones, everything else one hyphen: `Step name: Él` is `step-name-el`.
[[nodiscard]] std::string slug(std::string_view text);
/// The candidate with the smallest edit distance, if that is at most a third of the word's length (at least 1).
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
[[nodiscard]] std::string escape_html(std::string_view text);
/// With U+FFFD for what no written text has (see first_unwritable): neither HTML nor XML can hold it.
[[nodiscard]] std::string writable(std::string_view text);

}  // namespace evenhand::text
