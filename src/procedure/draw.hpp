/// @file draw.hpp
/// @brief Pictures of a procedure: SVG for page, PDF and command line, BPMN 2.0 XML with diagram interchange for other
/// tools. One layout serves both, so they show the same picture.
#pragma once

#include <map>
#include <string>

#include "procedure/model.hpp"

namespace evenhand::procedure {

struct DrawOptions {
  std::string language = "en";
  std::map<std::string, std::string>
      marks;  ///< node id -> `done`, `current`, `blocked`, `skipped` (a case on its picture), `added`, `removed`, `changed`, `moved`
  bool standalone = true;  ///< with its own style sheet (light and dark); else classes only
};
/// Text in it is real text, with a title and a description for screen readers; steps carry `data-node` ids.
[[nodiscard]] std::string to_svg(const Procedure& procedure, const DrawOptions& options = {});
/// Validates against the OMG's BPMN20.xsd; every flow node and flow has its shape and edge.
[[nodiscard]] std::string to_bpmn(const Procedure& procedure);
/// A page of HTML with the whole SOP as people read and print it; text is escaped, no scripts.
[[nodiscard]] std::string to_html(const Procedure& procedure, const Selection& selection);

}  // namespace evenhand::procedure
