/// @file sections.hpp
/// @brief The parts of a file (steps, Facts, Messages, overlays, …) and one reader for each. Private to this module.
#pragma once

#include <string>
#include <vector>

#include "procedure/sentence.hpp"

namespace evenhand::procedure {

struct Section {
  enum class Kind {
    step,
    facts,
    targets,
    messages,
    escalation,
    actions,
    records,
    training,
    overlay,
    translation,
    guidance
  };
  Kind kind = Kind::guidance;
  const Block* heading = nullptr;
  std::size_t from = 0, to = 0;  ///< its blocks, without the heading
  StepHeading step;
  std::string language;  ///< translation
  Overlay overlay;       ///< name and selectors
};

/// The document cut into its sections; problems of headings (EH0120 to EH0124) are reported. Steps get their ids.
[[nodiscard]] std::vector<Section> outline(Reading& reading, const std::vector<Block>& blocks);
/// The number of blocks before the first `##`.
[[nodiscard]] std::size_t opening_end(const std::vector<Block>& blocks);

/// Names that expressions may read: facts, what is recorded or given anywhere, `NAME done`. Fills `reading.names`,
/// `reading.followed` and `reading.named_tables`.
void collect_names(Reading& reading, const std::vector<Block>& blocks, const std::vector<Section>& sections);

/// Reads the YAML between the `---` lines. @return whether the file has an id, so is a procedure and no plain page.
bool read_front_matter(Reading& reading, Range yaml);

void read_facts(Reading& reading, const std::vector<Block>& blocks, const Section& section);
void read_targets(Reading& reading, const std::vector<Block>& blocks, const Section& section);
void read_step(Reading& reading, const std::vector<Block>& blocks, const Section& section);
void read_messages(Reading& reading, const std::vector<Block>& blocks, const Section& section);
void read_escalation(Reading& reading, const std::vector<Block>& blocks, const Section& section);
void read_actions(Reading& reading, const std::vector<Block>& blocks, const Section& section);
void read_records(Reading& reading, const std::vector<Block>& blocks, const Section& section);
void read_training(Reading& reading, const std::vector<Block>& blocks, const Section& section);
void read_overlay(Reading& reading, const std::vector<Block>& blocks, const Section& section);
void read_translation(Reading& reading, const std::vector<Block>& blocks, const Section& section);
/// What the procedures it follows are called in other languages, and the facts they hand back, unless the text says it.
void borrow_names(Reading& reading);
/// Warns about directives that stand where nobody acts on them.
void read_guidance(Reading& reading, const std::vector<Block>& blocks, std::size_t from, std::size_t to);
/// Everything outside the steps that the sections' readers did not act on, overlays aside.
void read_prose(Reading& reading, const std::vector<Block>& blocks, const std::vector<Section>& sections);
[[nodiscard]] std::optional<Prose> read_prose(Reading& reading, const std::vector<Block>& blocks,
                                              const Section& section);

[[nodiscard]] std::optional<FactType> read_type(Cursor& cursor);
/// What readers of `language` call a fact, and behind a colon its options: `motivo: dañado, con retraso`.
void read_label(Reading& reading, Fact& fact, const std::string& language, const Cell& cell);
/// One item of Targets, Escalation, Records; null with an error reported.
[[nodiscard]] std::optional<Target> read_target(Reading& reading, const Block& item);
[[nodiscard]] std::optional<EscalationRule> read_escalation_rule(Reading& reading, const Block& item);
[[nodiscard]] std::optional<RecordRule> read_record_rule(Reading& reading, const Block& item);
/// Whether an item begins like an escalation rule.
[[nodiscard]] bool is_escalation_rule(const std::vector<Token>& tokens);
/// Message under one `###` heading: blocks after the heading up to `to`.
[[nodiscard]] std::optional<Message> read_message(Reading& reading, const std::vector<Block>& blocks,
                                                  std::size_t heading, std::size_t to);
/// The end of the part under the heading at `at`: the next heading of the same or a higher level.
[[nodiscard]] std::size_t part_end(const std::vector<Block>& blocks, std::size_t at, std::size_t to);

}  // namespace evenhand::procedure
