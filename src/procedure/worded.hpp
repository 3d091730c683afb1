/// @file worded.hpp
/// @brief The texts and names of a procedure that another language needs: of a step, an overlay, the escalation rules, the
/// targets, a question. What the translation fills in and what the check for missing translations counts is this one list.
/// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "procedure/model.hpp"

namespace evenhand::procedure {

/// One text that people read.
struct Worded {
  enum class Kind {
    guidance,
    say,  ///< a quote: words to say, or the text of a message an overlay puts in another's place
    task,
    answer,   ///< of a question: an item, with or without a box
    tell,     ///< `Tell **role** that …`
    mentions  ///< the words an escalation rule listens for
  };
  Kind kind = Kind::guidance;
  LocalText* text = nullptr;       ///< all but mentions
  EscalationRule* rule = nullptr;  ///< mentions
  std::string role;                ///< tell
  Span span;
  [[nodiscard]] bool in(const std::string& language) const;  ///< whether it is translated
};

/// Whether a `tell` says more than whom: `Tell **role** that …`.
[[nodiscard]] bool has_words(const Node& tell);

/// In the order of the file.
[[nodiscard]] std::vector<Worded> worded(Node& step);
[[nodiscard]] std::vector<Worded> worded(Overlay& overlay);
[[nodiscard]] std::vector<Worded> worded(std::vector<EscalationRule>& rules);
/// Those kept as text: what is measured is said in any language.
[[nodiscard]] std::vector<Worded> worded(std::vector<Target>& targets);
[[nodiscard]] std::vector<Worded> worded(Question& question);

/// A role, an action, a message, an outcome or a product, where it first stands; no span: in the front matter.
struct ShownName {
  std::string name;
  Span span;
};
/// Every name that people read, once, in the order of the file.
[[nodiscard]] std::vector<ShownName> shown_names(const Procedure& procedure);

}  // namespace evenhand::procedure
