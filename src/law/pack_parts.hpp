/// @file pack_parts.hpp
/// @brief The parts of a pack's text, each read by one function. Private to this module.
#pragma once

#include <map>
#include <string>

#include "law/pack.hpp"
#include "law/yaml_fields.hpp"

namespace evenhand::law {

/// Fills `pack.facts`; finds dates that overlap.
void read_facts(Reading& reading, const YAML::Node& facts, const std::map<std::string, Agency>& agencies, Pack& pack);
/// Fills `pack.tables`. After the facts, which they name.
void read_tables(Reading& reading, const YAML::Node& tables, Pack& pack);

/// Fills `pack.requirements`. After the facts, which they name; finds cycles.
void read_requirements(Reading& reading, const YAML::Node& requirements, Pack& pack);
/// The facts behind a table or a requirement: each is there and confirmed, else an error.
[[nodiscard]] std::vector<std::string> read_facts_behind(Reading& reading, const YAML::Node& node, const Pack& pack);

}  // namespace evenhand::law
