/// @file compile.hpp
/// @brief From the text of an SOP to a Procedure, or to a list of what is wrong with it. Also what the editor needs: how
/// each line was understood, one canonical text, and the text with one part changed and all else kept byte for byte.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "procedure/model.hpp"

namespace evenhand::procedure {

/// How one line was understood, for `explain`.
struct Understanding {
  std::uint32_t line = 0;
  std::string kind;  ///< `fact`, `target`, `step`, `guidance`, `say`, `ask`, …
  std::string text;  ///< one plain sentence: "captures order number and reason from the customer"
};

/// One part of a file to replace; everything outside it stays byte for byte.
struct Edit {
  Span span;
  std::string text;
};

struct Compiled {
  ProcedurePtr procedure;   ///< null when there are errors
  Diagnostics diagnostics;  ///< in order of position; at most limits::sop_diagnostics_max
  std::vector<Edit> fixes;  ///< what findings know to be meant: a misspelt verb, section or box; none overlap
  std::vector<Understanding> understanding;
};

/// Looks up a followed procedure (by the file name in the link, `identity-check.sop.md`), so that names it gives are known
/// and cycles are refused. May return null: then the link is reported as EH0601, a warning.
using Resolver = std::function<ProcedurePtr(std::string_view link)>;

/// Never throws, never crashes, linear in the size of the text. Input that is no UTF-8 or over limits::sop_bytes_max is one
/// error (EH0101, EH0102).
[[nodiscard]] Compiled compile(std::string_view text, const Resolver& resolver = {});

/// The same text with tables aligned, list marks, blank lines and sentences in one canonical form.
/// compile(format(x)) has the hash of compile(x); format(format(x)) == format(x). Text with errors comes back unchanged.
/// Fails with `sop/no-canonical-form`, which names the line, where the form would not be read back as it was.
[[nodiscard]] Result<std::string> canonical(std::string_view text);
/// The same, with the text itself where there is no such form.
[[nodiscard]] std::string format(std::string_view text);

/// Error `sop/bad-edit` when spans overlap or lie outside.
[[nodiscard]] Result<std::string> apply_edits(std::string_view text, std::vector<Edit> edits);

/// A text with what its findings know to be meant, all else byte for byte.
struct Fixed {
  std::string text;
  std::vector<Edit> made;
  std::vector<Edit> refused;  ///< alone, each would bring an error that was not there; they are left out
};
/// Compiles once for each fix. At most limits::sop_diagnostics_max of them.
[[nodiscard]] Fixed fix(std::string_view text, const Resolver& resolver = {});

/// The procedure as it holds for one case: overlays that match are applied in file order, every node that came from one
/// says so in `origin`. An overlay can never loosen a node with `satisfies`. Fails with `sop/overlay` when two collide.
[[nodiscard]] Result<ProcedurePtr> resolve(const ProcedurePtr& procedure, const Selection& selection);

/// How much a difference weighs: for the eye alone; said better, done the same; other work, other words to a customer, other rules.
enum class Weight { editorial, clarifying, material };

/// What changed between two versions, step by step.
struct Change {
  enum class Kind { added, removed, changed, moved };
  Kind kind = Kind::changed;
  std::string where;  ///< node id, or `fact: amount`, `message: refund confirmed`, …
  std::string before, after;
  Weight weight = Weight::material;  ///< as proposed from the words alone; its author knows better
  std::string reason = {};           ///< a code, `figure`; `reason_text` says it
  std::string detail = {};           ///< what it rests on: `30 → 20`
};
[[nodiscard]] std::vector<Change> diff(const Procedure& before, const Procedure& after);
/// Why a change weighs what it does, as a sentence in `en` or `es`.
[[nodiscard]] std::string reason_text(const Change& change, std::string_view language);
[[nodiscard]] std::string_view weight_name(Weight weight) noexcept;  ///< `editorial`, …
[[nodiscard]] std::optional<Weight> weight_of(std::string_view name) noexcept;
[[nodiscard]] std::string_view change_kind_name(Change::Kind kind) noexcept;  ///< `added`, …

/// Code, short title, wrong and right example of every diagnostic this module can give; docs/language.md is checked
/// against it, and `evenhand explain EH0123` prints it.
struct CodePage {
  std::string_view code, title, why, wrong, right;
};
[[nodiscard]] const std::vector<CodePage>& code_pages();

}  // namespace evenhand::procedure
