/// @file pack_line.hpp
/// @brief What writer and reader of packs share: the sum of a line, what the closing line signs, and hashes as text.
/// Private to this module.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "ledger/record.hpp"

namespace evenhand::ledger::pack {

inline constexpr int format_version = 2;

/// First half of SHA-256 of the canonical line without its `sum`, in hex: finds an accident, and where it is. What
/// proves that nobody altered the pack are hashes, proofs and signatures.
[[nodiscard]] std::string line_sum(const json::Value& line);
/// The same of a line that is there as text: its parts without the sum.
[[nodiscard]] std::string sum_of(std::initializer_list<std::string_view> parts);
/// What the signature of the closing line is over: the canonical line without `signature` and `sum`. The digest in it is of
/// every line before.
[[nodiscard]] std::string closing_statement(const json::Value& line);
/// The digest of all lines so far: SHA-256(digest before, line without its line end).
[[nodiscard]] Hash fold_digest(const Hash& before, std::string_view line);
[[nodiscard]] std::optional<Hash> hash_from_hex(std::string_view text);

}  // namespace evenhand::ledger::pack
