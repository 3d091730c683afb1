/// @file flow_checks.hpp
/// @brief What can be proved wrong with the flow of a compiled procedure: what is never reached, never holds, never ends,
/// read before it is set, or captured for nothing. Findings are real: where the checks cannot tell, they say nothing.
#pragma once

#include <vector>

#include "base/diagnostic.hpp"
#include "procedure/compile.hpp"
#include "procedure/model.hpp"

namespace evenhand::procedure {

/// Codes EH0700 to EH0799, in order of position. Looks at the procedure as it is: of one with overlays, at its base text;
/// of what `resolve` gives, at the text of one case.
[[nodiscard]] Diagnostics check_flow(const Procedure& procedure);

/// The pages of those codes; `code_pages` has them too.
[[nodiscard]] const std::vector<CodePage>& flow_code_pages();

}  // namespace evenhand::procedure
