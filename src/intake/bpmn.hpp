/// @file bpmn.hpp
/// @brief BPMN 2.0 of the subset that the language can say, as a draft: tasks, events and gateways whose ways join again.
/// Private to this module.
#pragma once

#include <string_view>

#include "intake/units.hpp"

namespace evenhand::intake {

/// Errors: `import/not-bpmn`, `import/document-type`, `import/too-deep`, `import/too-large`; each names the line.
/// @param fallback_title  where the process has no name
[[nodiscard]] Result<Draft> read_bpmn(std::string_view xml, std::string_view fallback_title);

}  // namespace evenhand::intake
