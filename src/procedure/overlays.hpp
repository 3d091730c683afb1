/// @file overlays.hpp
/// @brief Applying overlays, for the checks: with the place of what does not fit, and the texts that one file can become.
/// Private to this module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "procedure/compile.hpp"
#include "procedure/flow_paths.hpp"
#include "procedure/model.hpp"

namespace evenhand::procedure {

/// Why overlays cannot be applied together: the code of the check that refuses it, and the edit.
struct Misfit {
  std::string_view code;
  std::string message, hint;
  Span span;
};

[[nodiscard]] bool matches(const Overlay& overlay, const Selection& selection);
/// `resolve`, with the place of the first thing that does not fit.
[[nodiscard]] tl::expected<ProcedurePtr, Misfit> resolve_or_say_where(const ProcedurePtr& procedure,
                                                                      const Selection& selection);

/// Selections that differ in the overlays they choose, those with the fewest first; one that chooses none is left out. At
/// most limits::overlay_texts_max.
[[nodiscard]] std::vector<Selection> selections_of(const Procedure& procedure);

/// Reports what is wrong with the flow of a text that overlays make and not with the base text, and where one can get a
/// case past a legal duty.
/// @param followed  as for check_flow
void check_overlay_flow(const Procedure& procedure, const Diagnostics& base, const Resolver& followed,
                        Findings& findings);

}  // namespace evenhand::procedure
