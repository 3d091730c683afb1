/// @file paper.hpp
/// @brief A procedure, and what changed between two versions of one, as documents to print: the page that people read on the
/// screen, its flow, and what has to stand at the head and foot of a paper that somebody signs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "print/document.hpp"
#include "procedure/model.hpp"

namespace evenhand::paper {

/// What a published version is known by beside its hash. A file, and a draft, have none of it.
struct Imprint {
  std::uint32_t number = 0;  ///< 0: none
  std::optional<Instant> published_at;
  bool is_draft = false;
};

/// As it holds for a selection of state, channel, product and language (the procedure's own where none is given; words of its
/// form in English and Spanish), with a line to sign for each role that approves it. Each page says title, version, hash, from when it is in force, state and channel.
/// Errors `paper/not-for`, `sop/overlay`, `print/html`.
[[nodiscard]] Result<print::Document> procedure_paper(const procedure::ProcedurePtr& procedure,
                                                      const procedure::Selection& selection, const Imprint& imprint);

/// The later text with what went and what came marked, after a list of the changes as procedure::diff finds them: it also
/// names what the page does not show. Errors as above.
[[nodiscard]] Result<print::Document> redline_paper(const procedure::ProcedurePtr& before,
                                                    const Imprint& before_imprint, const procedure::ProcedurePtr& after,
                                                    const Imprint& after_imprint,
                                                    const procedure::Selection& selection);

/// `refund-request-v3-ma-es.pdf`: letters, digits and hyphens only.
[[nodiscard]] std::string file_name(const procedure::Procedure& procedure, const procedure::Selection& selection,
                                    const Imprint& imprint, bool is_redline);

}  // namespace evenhand::paper
