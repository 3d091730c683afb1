/// @file reading.hpp
/// @brief The parts of reading a DMN file beside its elements: imports under way, the requirements graph, the drawing.
/// Private to this module.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dmn/content.hpp"
#include "dmn/model.hpp"
#include "dmn/xml_in.hpp"

namespace evenhand::dmn {

/// The files of one reading.
struct Loader {
  const Importer& importer;
  std::map<std::string, std::shared_ptr<const ModelContent>> loaded;  ///< by namespace
  std::vector<std::string> loading;  ///< namespaces of the models being read, outermost first
  std::size_t count = 0;
};

/// Reports references to nothing, names that stand twice, and circles of requirements; false for a circle.
[[nodiscard]] bool check_graph(const ModelContent& content, Report& report);

void read_diagrams(pugi::xml_node root, ModelContent& content);

}  // namespace evenhand::dmn
