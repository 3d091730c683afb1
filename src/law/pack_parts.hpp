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

}  // namespace evenhand::law
