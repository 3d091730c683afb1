/// @file dmn_import_types.hpp
/// @brief The types of facts that come in with a DMN model, from what it declares and what its tables hold. Private to this
/// module.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/content.hpp"

namespace evenhand::procedure {

/// Words that stand in a table, a heading or a list item as they are.
[[nodiscard]] bool is_plain(std::string_view words);

/// `one of: a, b` for two or more values that are words; empty for others.
[[nodiscard]] std::optional<std::string> one_of(const std::vector<feel::Value>& values);

/// Each says a type as a Facts table has it; empty for what an SOP has no type for, and where nothing tells.
class ImportedTypes {
 public:
  explicit ImportedTypes(const dmn::ModelContent& content) : content_(content) {}

  /// From a DMN type, item definitions with an enumeration included.
  [[nodiscard]] std::string named(const std::string& type, const std::vector<feel::Value>& allowed) const;
  /// Of an input that has no type, from the cells that test it.
  [[nodiscard]] std::string tested(const std::string& name,
                                   const std::vector<const dmn::DecisionNode*>& decisions) const;
  /// Of what a column decides, from its declaration or its cells.
  [[nodiscard]] std::string output(const dmn::DecisionNode& decision, const dmn::Boxed& logic,
                                   std::size_t column) const;

 private:
  /// The same of one row.
  [[nodiscard]] std::string value(const dmn::DecisionNode& decision, const dmn::Boxed& logic, std::size_t column,
                                  bool in_list) const;

  const dmn::ModelContent& content_;
};

}  // namespace evenhand::procedure
