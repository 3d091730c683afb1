/// @file overlays.hpp
/// @brief Applying overlays, for the checks: with the place of what does not fit, and the texts that one file can become.
/// Private to this module.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
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

/// Refuses (EH0540) what an overlay brings into a text and what gets a case past something that satisfies a law fact: a close
/// or a jump ahead, and a fact that decides whether the case comes there, set in another way than the base text sets it.
class OverlayDuties {
 public:
  OverlayDuties(const Procedure& base, const Resolver& followed, Findings& findings);
  /// @param text  what overlays make of the base text
  void check(const Procedure& text);

 private:
  friend class DutiesOfText;
  /// Whether the procedure may close the case when it is followed: it has an outcome, or one it follows has, or is not known.
  bool may_close(const std::string& id);
  [[nodiscard]] ProcedurePtr followed(const std::string& id) const;
  /// Facts that the node itself sets.
  [[nodiscard]] Names set_by(const Procedure& text, const Node& node) const;

  const Resolver& followed_;
  Findings& findings_;
  std::map<std::string, bool> closing_;                    ///< by id, once it was looked up
  std::set<std::pair<std::string, std::string>> in_base_;  ///< fact, and how the base text sets it
};

/// Reports what is wrong with the flow of a text that overlays make and not with the base text, and where one can get a
/// case past a legal duty.
/// @param followed  as for check_flow
void check_overlay_flow(const Procedure& procedure, const Diagnostics& base, const Resolver& followed,
                        Findings& findings);

}  // namespace evenhand::procedure
