/// @file decisions.hpp
/// @brief The decision tables of an SOP as a DMN model, and those of a DMN model as an SOP. Both directions keep what a table
/// decides; tests evaluate both sides on random facts.
#pragma once

#include <string>

#include "base/result.hpp"
#include "dmn/model.hpp"
#include "procedure/model.hpp"

namespace evenhand::procedure {

/// Every decision table of the procedure, overlays and escalations included. A table that decides one fact is a decision of
/// that fact's name; other tables that read the fact require it, unless several tables decide it or that made a circle.
/// Other facts are input data. Error `sop/no-table` when the procedure decides nothing by a table.
[[nodiscard]] Result<dmn::Model> to_dmn(const Procedure& procedure);

struct DmnImport {
  std::string decision;     ///< only this one; empty for all
  bool table_only = false;  ///< the `Decide` sentence and the table, without the SOP around them
};
/// An SOP that asks for the model's inputs and decides by its tables; literal expressions become `Record`. Errors
/// `dmn/not-found` for an unknown decision, `dmn/no-sop` (naming the decision and why) for what an SOP cannot hold:
/// structures, functions, boxed expressions, default outputs of list-valued tables.
[[nodiscard]] Result<std::string> from_dmn(const dmn::Model& model, const DmnImport& options = {});

}  // namespace evenhand::procedure
