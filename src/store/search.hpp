/// @file search.hpp
/// @brief Full-text search over procedures, guidance, cases and messages. Words match whole or by their beginning,
/// without regard to case and accents; the best match comes first.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::search {

struct Document {
  std::string kind;         ///< `procedure`, `guidance`, `case`, `message`
  std::string id;           ///< unique within the kind
  std::string target;       ///< what a hit leads to: the procedure or case id
  std::string customer_id;  ///< whose words these are; erasure deletes the entry. Empty for procedures.
  std::string title, body;
};
struct Hit {
  std::string kind, id, target, title;
  std::string snippet;  ///< plain text; hits between U+E000 and U+E001
};

/// Adds or replaces.
[[nodiscard]] Result<void> put(Writer& writer, std::string_view org, const Document& document);
[[nodiscard]] Result<void> remove(Writer& writer, std::string_view org, std::string_view kind, std::string_view id);
/// By its key alone; empty: there is none.
[[nodiscard]] Result<std::optional<Document>> document(const Reader& reader, std::string_view org,
                                                       std::string_view kind, std::string_view id);
[[nodiscard]] Result<void> remove_of_customer(Writer& writer, std::string_view org, std::string_view customer_id);
/// Any text is a valid query: its words must all occur, the last one may be a beginning. No words: no hits.
/// The best match comes first; SQLite ranks the newest two thousand, so that a word of half of all texts does not read them all.
/// @param kinds  empty: all
[[nodiscard]] Result<std::vector<Hit>> find(const Reader& reader, std::string_view org, std::string_view query,
                                            std::span<const std::string> kinds, std::size_t limit,
                                            std::size_t offset = 0);
/// What a person's words are for the index (FTS5, tsquery); empty when there are none.
[[nodiscard]] std::string match_expression(Dialect dialect, std::string_view query);
/// A query for the cases whose texts or messages match the expression in a parameter; $1 is the organisation.
[[nodiscard]] std::string targets(Dialect dialect, std::string_view parameter);

}  // namespace evenhand::store::search
