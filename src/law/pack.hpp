/// @file pack.hpp
/// @brief A pack: the facts of law of one jurisdiction, with its decision tables, as one YAML file that people read and change.
/// packs/law/README.md describes the format, packs/law/schema.json is the same for machines.
///
///   const Parsed parsed = parse_pack(text);
///   if (!has_errors(parsed.diagnostics)) use(*parsed.pack);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "dmn/table.hpp"
#include "feel/value.hpp"
#include "law/fact.hpp"

namespace evenhand::law {

/// The format that is written and read.
inline constexpr std::string_view pack_format = "evenhand-law/1";

/// A decision that a law comes to, as a DMN table over what a person can tell.
struct DecisionTable {
  enum class Type : std::uint8_t { yes_or_no, number, date, text };
  struct Input {
    std::string name;
    Type type = Type::yes_or_no;
    std::vector<std::string> options;  ///< of a text; empty: any
  };
  struct Test {
    feel::Context given, expect;
  };
  std::string id, title;
  std::vector<std::string> facts;  ///< ids in this pack that it follows
  std::vector<Input> inputs;
  dmn::Table table;
  std::vector<Test> tests;
};

/// What a law asks of a procedure: when it is about this, then it needs that.
struct Requirement {
  /// A procedure it applies to: all that are given hold, each by any one of its words. None given: every procedure.
  struct When {
    std::vector<std::string> topics, channels;  ///< as the front matter lists them
    std::vector<std::string> data;              ///< classes of personal facts: `identity`, `financial`, …
    std::vector<std::string> actions, words;    ///< parts of the names of actions; of what is said, sent or ticked
  };
  enum class Kind : std::uint8_t {
    step,         ///< an item that `(satisfies FACT)` and that nobody may leave out
    words,        ///< something said or sent that holds one of `words`
    wait,         ///< every wait that `(satisfies FACT)` takes at most `bound`
    target,       ///< the target of the kind `target` is at most `bound`
    keep,         ///< the case is kept for at least `bound`
    never_store,  ///< facts with one of `words` in their name are never stored
    hours,        ///< actions with one of `words` in their name are guarded by hours from `bound` to `bound_to`
  };
  /// What would meet it, as lines of the procedure language.
  struct Addition {
    bool at_end = false;  ///< after the last step; else before the first
    std::string lines;    ///< empty: no lines would do
  };
  std::string id, title;
  std::vector<std::string> facts;  ///< ids in this pack; the first has the parameters
  std::vector<std::string> needs;  ///< requirements of this pack without which it means nothing
  When when;
  Kind kind = Kind::step;
  bool may_be_optional = false;  ///< step: an item that may be left out will do
  std::vector<std::string> words;
  std::string target;           ///< `resolved`, `first reply`, `next reply`
  std::string bound, bound_to;  ///< parameters of the first fact
  Addition add;
};

struct Pack {
  std::string id;            ///< `us-ma`, the name of its file
  std::string jurisdiction;  ///< `US-MA` (ISO 3166); `US`: it holds in every state
  std::string name;          ///< `Massachusetts`
  CalendarDate edition;      ///< of two packs of one id the later edition counts
  std::vector<Fact> facts;
  std::vector<DecisionTable> tables;
  std::vector<Requirement> requirements;
  std::string hash;  ///< SHA-256 of the text, hex

  /// The fact of that id that holds on the day; null: none does.
  [[nodiscard]] const Fact* find(std::string_view fact, CalendarDate day) const noexcept;
  /// Every fact of that id, by date.
  [[nodiscard]] std::vector<const Fact*> find_all(std::string_view fact) const;
  [[nodiscard]] const DecisionTable* find_table(std::string_view table) const noexcept;
  [[nodiscard]] const Requirement* find_requirement(std::string_view requirement) const noexcept;
};

struct ParsedPack {
  Pack pack;                ///< of no use when there are errors
  Diagnostics diagnostics;  ///< `EH0900` to `EH0919`, see code_pages
};

/// Never throws. Bounded by limits::law_*.
[[nodiscard]] ParsedPack parse_pack(std::string_view text);

/// What a table is asked with: one value for each of its inputs, and nothing else. Error `law/inputs` names them.
[[nodiscard]] Result<feel::Context> inputs_of(const DecisionTable& table, const json::Value& given);
/// Runs a table's own tests. @return what differs, a sentence each; empty: all hold
[[nodiscard]] std::vector<std::string> failures_of(const DecisionTable& table, Instant now);

/// What a code says, why, and an example of a pack's lines that is wrong and one that is right.
struct PackCode {
  std::string_view code, title, why, wrong, right;
};
[[nodiscard]] const std::vector<PackCode>& pack_codes();

}  // namespace evenhand::law
