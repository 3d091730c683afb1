/// @file changes.hpp
/// @brief What two editions of a pack say differently, fact by fact and field by field, for people who have to act on it.
#pragma once

#include <string>
#include <vector>

#include "law/pack.hpp"

namespace evenhand::law {

struct FieldChange {
  std::string field;  ///< `parameters.respond_days`
  std::string before, after;
};
struct FactChange {
  enum class Kind : std::uint8_t { added, removed, changed };
  Kind kind = Kind::changed;
  std::string id, title;
  Period effective;                 ///< of the newer, or of the one that is gone
  std::vector<FieldChange> fields;  ///< of a changed one
  /// Whether what it asks may be different. Otherwise only how it is worded, where it is looked up or when it was checked.
  bool is_material = false;
};
struct PackChanges {
  std::vector<FactChange> facts;
  std::vector<FactChange> tables;  ///< decision tables, by id
};

/// Facts are the same one when id and first day agree; at most limits::law_changes_max changes.
[[nodiscard]] PackChanges compare(const Pack& before, const Pack& after);

}  // namespace evenhand::law
