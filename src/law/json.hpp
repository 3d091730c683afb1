/// @file json.hpp
/// @brief Facts, packs and their changes as JSON, in the one shape that the command line, the API and the guidance site show.
#pragma once

#include "base/json.hpp"
#include "law/changes.hpp"
#include "law/library.hpp"

namespace evenhand::law {

/// All that a fact says; parameters with all their values, and in `value` the one of the day.
/// @param language  of the title, where it is there in that language
[[nodiscard]] json::Value to_json(const Found& found, CalendarDate day, const std::string& language = "en");
/// A pack without its facts: id, jurisdiction, name, edition, hash, how many facts.
[[nodiscard]] json::Value to_json(const Pack& pack);
/// Inputs, outputs, rules as FEEL, tests.
[[nodiscard]] json::Value to_json(const Pack& pack, const DecisionTable& table);
[[nodiscard]] json::Value to_json(const PackChanges& changes);

/// `30 days`, `15.00 USD an hour`, `yes`, `none found`: a parameter's value on a day, for people.
[[nodiscard]] std::string shown(const Parameter& parameter, CalendarDate day);
/// `respond_days` as words: `respond days`.
[[nodiscard]] std::string label_of(const Parameter& parameter);
/// The sentence that goes with every fact: whom to ask, and that it is no legal advice.
[[nodiscard]] std::string notice_of(const Fact& fact);

}  // namespace evenhand::law
