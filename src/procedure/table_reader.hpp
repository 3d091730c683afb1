/// @file table_reader.hpp
/// @brief From a Markdown table to a compiled decision table: columns to inputs and outputs, cells to FEEL by the type of
/// their fact. Also the sample values that tell the type of an expression. Private to this module.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "procedure/reading.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

struct PolicyWords {
  dmn::HitPolicy policy = dmn::HitPolicy::unique;
  dmn::Aggregation aggregation = dmn::Aggregation::none;
};
/// `first match wins` and the others of the language; moves only on success.
[[nodiscard]] std::optional<PolicyWords> take_policy(Cursor& cursor);

/// Which rows count, for `explain`.
[[nodiscard]] std::string_view which_rows(PolicyWords policy);
/// Whether the table gives each of its outputs a list, a value for every row that matches.
[[nodiscard]] bool gathers(const dmn::Table& table);

/// Null with errors reported when the table cannot be read. The findings of dmn::analyse are reported too.
[[nodiscard]] std::shared_ptr<const dmn::Table> read_decision(Reading& reading, const Block& table,
                                                              const std::vector<std::string>& outputs,
                                                              PolicyWords policy);

/// The type of what the expression yields, found by evaluating it with a sample value for each fact; text when unclear.
[[nodiscard]] FactType type_of(const Reading& reading, const feel::Expression& expression);
/// A value of the type, for trials.
[[nodiscard]] feel::Value sample_value(const FactType& type);
/// The type of a name every expression may read (`channel`, `approved`, `refund payment done`); null when it is a fact's.
[[nodiscard]] const FactType* builtin_type(std::string_view name);
/// What the front matter lists for `state`, `channel` or `product`, empty where it lists nothing; null for any other name.
[[nodiscard]] const std::vector<std::string>* listed_for(const Procedure& procedure, std::string_view name);

}  // namespace evenhand::procedure
