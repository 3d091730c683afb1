/// @file engine.hpp
/// @brief The engine: `decide` turns a command into events or a refusal. Pure: no clock, no I/O, no randomness; the same
/// arguments always give the same answer. After the command's own events it runs the procedure on, as far as it goes by
/// itself (branches, decisions, records, messages), until people, time or the outside are needed.
#pragma once

#include <string>
#include <vector>

#include "casework/command.hpp"
#include "casework/state.hpp"

namespace evenhand::casework {

/// What a decision may know besides the case.
struct Surroundings {
  Instant now;
  std::string company = "our company";
  std::string case_id;  ///< keys of effects begin with it
  std::string door = "api";
  std::vector<CaseFile> files = {};  ///< of this case: those the command names and the store has
  bool any_name_is_a_file = false;   ///< scenarios: no store is there, so whatever is named is taken as there

  [[nodiscard]] std::optional<CaseFile> find_file(std::string_view id) const;
};

/// @return the events in order, never empty on success; or why not. Bounded by limits::command_events_max.
[[nodiscard]] tl::expected<std::vector<Event>, Refusal> decide(const CaseState& state, const Command& command,
                                                               const Actor& actor, const Program& program,
                                                               const Surroundings& surroundings);

/// Every gate between the case and its end, in the order of the procedure: what `close` would be refused for.
/// @param language  of whoever is told: `en` or `es`
[[nodiscard]] std::vector<Gate> why_open(const CaseState& state, const Program& program, Instant now,
                                         std::string_view language = "en");
/// Whether the guard of an action holds now; the gates it fails otherwise.
[[nodiscard]] std::vector<Gate> why_not_allowed(const CaseState& state, const Program& program, std::string_view action,
                                                Instant now);

/// A condition of the procedure as a sentence for readers of `language`: `worth <= 100` is "**worth** is at most $100.00".
/// Empty when it has no plain words.
[[nodiscard]] std::string condition_in_words(const CaseState& state, const Program& program, std::string_view scope,
                                             std::string_view source, std::string_view language);

/// Checks one value against a fact's type. `given` may be text as a person types it (dates in ISO form).
/// Error `fact/invalid` with what is expected.
[[nodiscard]] Result<feel::Value> check_fact(const procedure::Fact& fact, const feel::Value& given);
/// The same for what a person states: an amount of money has two decimals at most, 12 digits before them, and is negative
/// only where its type's range says so. What is computed may have any fraction.
[[nodiscard]] Result<feel::Value> check_stated(const procedure::Fact& fact, const feel::Value& given);

/// Fills `{placeholders}`; unknown or unset ones stay and are listed.
struct Rendered {
  std::string text;
  std::vector<std::string> missing;
};
[[nodiscard]] Rendered render(const std::string& text, const CaseState& state, const Program& program,
                              std::string_view scope, const Actor& actor, const Surroundings& surroundings);

/// What the outside must do because of an event; the desk puts it in the outbox of the same transaction.
struct Effect {
  enum class Kind { call_connector, deliver_message, notify_role } kind = Kind::notify_role;
  std::string key;  ///< idempotency key
  json::Value
      body;  ///< connector: {connector, action, inputs}; message: {channel, to, text, language}; notify: {role, text}
};
[[nodiscard]] std::vector<Effect> effects_of(const Recorded& recorded, const std::string& case_id);

}  // namespace evenhand::casework
