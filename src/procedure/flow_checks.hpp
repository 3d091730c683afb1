/// @file flow_checks.hpp
/// @brief What can be proved wrong with the flow of a compiled procedure: what is never reached, never holds, never ends,
/// read before it is set, or captured for nothing. Findings are real: where the checks cannot tell, they say nothing.
#pragma once

#include <vector>

#include "base/diagnostic.hpp"
#include "procedure/compile.hpp"
#include "procedure/model.hpp"

namespace evenhand::procedure {

/// Codes EH0700 to EH0799, EH0124, EH0540, EH0543 and EH0545, in order of position. Of a procedure with overlays, the base
/// text and every text they make of it; what is wrong only with them is reported at the overlay.
/// @param followed  the procedures it follows, by file name; one that is not known may close the case
[[nodiscard]] Diagnostics check_flow(const Procedure& procedure, const Resolver& followed = {});
/// The part of it that walks the procedure as it is.
/// @param work  as for predicate::Domains
[[nodiscard]] Diagnostics check_ways(const Procedure& procedure, std::size_t work);

/// The pages of those codes; `code_pages` has them too.
[[nodiscard]] const std::vector<CodePage>& flow_code_pages();

}  // namespace evenhand::procedure
