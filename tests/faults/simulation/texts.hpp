/// @file texts.hpp
/// @brief The procedures of a simulated world: the starter packs, the retailer's and the telecom's corpus, and random ones
/// written here as an author would, with steps that wait, call connectors, ask for approval, loop and branch, or with actions
/// in any order.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "procedure/compile.hpp"
#include "random.hpp"

namespace evenhand::simulation {

struct Text {
  std::string id, source;
  std::vector<std::string> follows;  ///< ids
};
/// By id, of a source tree; every text compiles. What follows something that is not there is left out.
[[nodiscard]] std::map<std::string, Text> library_of(const std::string& source_tree);
/// `number` makes its id; the same draws give the same text. `revision` changes words only.
[[nodiscard]] Text random_text(Random& random, int number, int revision);
/// As `procedure::compile`, but what was asked before is answered from memory: a desk that is opened again and again reads
/// the same texts. Forked processes have what their parent compiled.
[[nodiscard]] procedure::Compiled compile_once(std::string_view text, const procedure::Resolver& resolver);

}  // namespace evenhand::simulation
