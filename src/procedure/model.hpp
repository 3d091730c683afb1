/// @file model.hpp
/// @brief A compiled SOP: facts, targets, a process tree of nodes with FEEL guards, messages, actions, escalation, records,
/// training, overlays. This is what everything above works on: the engine walks the tree, the guide shows it, the drawing
/// lays it out. Plain immutable data, made by compile.hpp, shared by `std::shared_ptr<const Procedure>`.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "dmn/table.hpp"
#include "feel/expression.hpp"

namespace evenhand::procedure {

/// Text in the base language and its translations (`es` -> text). Markdown inline source; placeholders stay `{name}`.
struct LocalText {
  std::string text;
  std::map<std::string, std::string> translations;
  /// The translation for `language` if there is one, else the base text.
  [[nodiscard]] const std::string& in(const std::string& language) const;
};

/// A FEEL expression as it stands in the file.
struct Condition {
  feel::Expression expression;
  Span span;
};

/// A time limit as written. Business units count as elapsed time until the case engine is given a calendar.
struct Duration {
  enum class Unit { minutes, hours, days, weeks, months, years };
  std::uint32_t amount = 0;
  Unit unit = Unit::hours;
  bool business = false;
  [[nodiscard]] std::int64_t elapsed_micros() const noexcept;  ///< a month is 30 days, a year 365
  [[nodiscard]] std::string str() const;                       ///< `4 business hours`
  bool operator==(const Duration&) const = default;
};

struct FactType {
  enum class Kind {
    text,
    pattern,
    email,
    phone,
    number,
    money,
    date,
    time,
    date_time,
    duration,
    yes_no,
    one_of,
    list,
    file
  };
  Kind kind = Kind::text;
  std::string pattern;                      ///< pattern: `AA-000000`, A a letter, 0 a digit, anything else itself
  std::string currency;                     ///< money: ISO 4217
  std::vector<std::string> options;         ///< one_of, in order
  std::shared_ptr<const FactType> element;  ///< list
  std::optional<Decimal> minimum, maximum;  ///< number, money: `number from 1 to 10`
  [[nodiscard]] std::string str() const;    ///< as written in a Facts table
};

enum class Personal { no, contact, identity, financial, health, location, secret };

struct Fact {
  std::string name;
  LocalText label;  ///< the name unless a translation table gives another
  FactType type;
  std::map<std::string, std::vector<std::string>> options_in;  ///< language -> the type's options, in the same order
  enum class Source { customer, agent, system, result, input, counted, decision, computed, action };
  Source source = Source::agent;
  std::string source_detail;  ///< the action's name for `action`; the step for `counted in`
  Personal personal = Personal::no;
  bool never_stored = false;  ///< usable while the step runs, never written anywhere
  bool implicit = false;      ///< not in the Facts table: made by Record, giving, or a followed procedure
  Span span;
  /// What readers of `language` call an option; itself where it has no translation. Values stay what the type lists.
  [[nodiscard]] const std::string& option_in(const std::string& option, const std::string& language) const;
};

struct Target {
  enum class Kind { first_reply, next_reply, resolved, satisfaction, other };
  Kind kind = Kind::other;
  std::optional<Duration> within;
  std::optional<Decimal> at_least, out_of;
  LocalText text;  ///< as written; only what is kept as text is translated, the rest is said in any language
  Span span;
};

enum class NodeKind {
  sequence,   ///< children in order (bodies of branches)
  step,       ///< a numbered heading; children in order
  guidance,   ///< text to read; never blocks
  say,        ///< a block quote: words to say or send, with placeholders; never blocks
  task,       ///< a box a person ticks; `branches[0]` (if any) runs when it is answered no
  ask,        ///< facts to capture
  check,      ///< guard; `branches[0]` (if any) runs when it is false, else the case waits here until it holds
  choice,     ///< guarded branches, first that holds; none: nothing
  any_order,  ///< children in any order
  repeat,     ///< body until a condition, with a limit
  for_each,   ///< body once per item of a list
  decide,     ///< decision table sets facts
  record,     ///< expression sets a fact
  action,   ///< connector call (or done by hand when no connector is bound); `branches[0]` runs when it fails for good
  send,     ///< outgoing message
  wait,     ///< reply, time or condition; `branches[0]` runs when the limit passes first
  approve,  ///< four eyes; `branches[0]` on refusal, `branches[1]` when the limit passes
  tell,     ///< notify a role
  hand_over,  ///< change of owning team
  follow,     ///< sub-procedure
  go_to,      ///< jump to a step
  close,      ///< end with an outcome
  raise,      ///< set the priority
};

/// `fact` of this procedure handed to (or taken from) `parameter` of an action or sub-procedure.
struct Binding {
  std::string fact;
  std::string parameter;  ///< same as `fact` unless written `**a** as **b**`
};

/// One node of the process tree. Fields beyond the first block are used by the kinds named in their comment.
struct Node {
  NodeKind kind = NodeKind::sequence;
  std::string id;  ///< unique in the procedure, stable across renumbering: `decide/decide-refund`
  Span span;
  LocalText text;  ///< step: title; task, guidance, say: the words; directives: the sentence as written
  std::vector<Node>
      children;  ///< sequence, step, any_order, repeat and for_each (body), choice (one sequence a branch)
  std::vector<Node> branches;          ///< alternatives as said at each kind; every entry is a sequence
  std::optional<Condition> when;       ///< `(when …)`: not applicable unless it holds
  bool optional = false;               ///< `(optional)`: may be skipped with a reason
  std::vector<std::string> satisfies;  ///< law fact ids; a node with any is mandatory for overlays
  std::string evidence;                ///< `(evidence: file)`: file, photo, signature, text; empty: none
  std::string by_role;                 ///< `(by role)`: only this role may do it
  std::string origin;                  ///< empty: base text; else the overlay that put it here, `In Massachusetts`

  std::uint32_t number = 0;            ///< step: as printed
  std::vector<Condition> guards;       ///< choice: one per child, the last child may have none (otherwise)
  bool has_otherwise = false;          ///< choice
  std::optional<Condition> condition;  ///< check, repeat (until), record (value), wait (until), for_each (the list)
  std::vector<std::string> facts;      ///< ask, decide (outputs); record, for_each (one)
  std::shared_ptr<const dmn::Table> table;  ///< decide
  std::string
      name;  ///< action, send (message), approve/tell (role), hand_over (team), follow (procedure id), go_to (step id), close (outcome), raise (priority)
  std::string channel;                   ///< send: `by email`; empty: the case's channel
  std::vector<Binding> inputs, outputs;  ///< action, follow
  enum class WaitKind { reply, time, condition };
  WaitKind wait_kind = WaitKind::reply;  ///< wait
  std::optional<Duration> limit;         ///< wait, approve; for WaitKind::time the time itself
  bool no_limit = false;                 ///< wait, repeat: `with no limit` was written
  std::uint32_t times_max = 0;           ///< repeat: 0 means limits::repeat_limit_default
};

struct Message {
  std::string name;
  LocalText body;                               ///< Markdown with placeholders
  std::map<std::string, LocalText> by_channel;  ///< `#### By sms`
  bool mandatory = false;                       ///< `(mandatory)`: cannot be edited before sending
  std::vector<std::string> satisfies;
  Span span;
};

/// The guard of an action as the tree it was written as. FEEL has no word for what came first, so a guard that asks for an
/// order is kept as this beside its expression.
struct GuardPart {
  enum class Kind {
    condition,
    all,
    any,
    none,
    order,  ///< all of them, each established no earlier than the one before it
    first   ///< the first part whose `when` holds decides
  };
  Kind kind = Kind::condition;
  std::optional<Condition> condition;  ///< condition
  std::optional<Condition> when;       ///< a part of `first`; none there: otherwise
  std::string words;                   ///< as people read it
  std::vector<GuardPart> parts;
};

/// One action of the Actions section. An action a step names but this section does not is allowed where the step is.
struct Action {
  std::string name;
  std::string connector;                  ///< empty: a person does it and enters what it gives
  std::vector<std::string> needs, gives;  ///< fact names
  std::optional<Condition> allowed_when;
  std::string allowed_text;  ///< the guard as written, for refusals
  /// Set when the guard asks for an order: then it decides, and `allowed_when` is only what it needs at the least.
  std::shared_ptr<const GuardPart> allowed_tree;
  Span span;
};

struct EscalationRule {
  enum class Trigger { no_first_reply, no_reply, not_resolved, step_not_done, any_time_condition, any_time_mentions };
  Trigger trigger = Trigger::not_resolved;
  std::optional<Duration> within;
  std::string step_id;                                       ///< step_not_done
  std::optional<Condition> condition;                        ///< any_time_condition
  std::vector<std::string> words;                            ///< any_time_mentions, lower case
  std::map<std::string, std::vector<std::string>> words_in;  ///< the same in other languages
  Node body;  ///< a sequence of tell, hand_over, send, record, raise, close
  std::string id, text;
  Span span;
};

struct RecordRule {
  std::string what;  ///< `case`, or a fact's name
  std::optional<Duration> keep;
  std::vector<std::string> satisfies;
  std::string text;
  Span span;
};

struct Question {
  LocalText text;
  struct Choice {
    LocalText text;
    bool right = false;
  };
  std::vector<Choice> choices;
  Span span;
};

/// A practice case: what is given, and what must come out. Run by `evenhand test` and by training.
struct Scenario {
  std::string name;
  std::string state, channel, product, language;
  struct Given {
    std::string fact;
    feel::Expression value;
    std::string action;
    Span span;
  };  ///< action empty: asked for
  std::vector<Given> given;
  std::vector<std::string> failing_actions, refusing_roles, unticked_tasks;
  bool no_reply = false;
  std::string reply;
  struct Expect {
    enum class Kind {
      outcome,
      fact,
      step_done,
      step_not_done,
      action_done,
      action_refused,
      action_not_done
    } kind = Kind::outcome;
    std::string name;
    feel::Expression value;
    Span span;
  };
  std::vector<Expect> expect;
  Span span;
};

struct Training {
  std::optional<Decimal> pass_mark_percent;
  std::optional<Duration> valid_for;
  std::vector<std::string> required_for;
  std::vector<Question> questions;
  std::vector<Scenario> scenarios;
};

/// Where a case stands, for picking overlays. Empty fields match nothing but the base text.
struct Selection {
  std::string state;    ///< `MA`
  std::string channel;  ///< `phone`, `email`, `chat`, `sms`, `web`
  std::string product;
  std::string language;  ///< `en`, `es`
  auto operator<=>(const Selection&) const = default;
};

/// What stands outside the steps and nobody acts on: shown as written.
struct Prose {
  enum class Place {
    opening,  ///< before the first `##`, without title and summary
    own,      ///< under a heading of its own, `## Purpose`
    facts,
    targets,
    messages,
    escalation,
    actions,
    records,
    training,
    translation,  ///< `heading` is the language
    overlay
  };
  Place place = Place::opening;
  std::string heading;
  std::string text;  ///< Markdown
  Span span;
};

struct OverlayEdit {
  enum class Kind {
    before,
    after,
    replace_step,
    remove_step,
    replace_message,
    tighten_target,
    add_record,
    add_escalation
  };
  Kind kind = Kind::before;
  std::string step_id;      ///< before, after, replace_step, remove_step
  std::vector<Node> nodes;  ///< before, after, replace_step
  std::optional<Message> message;
  std::optional<Target> target;
  std::optional<RecordRule> record;
  std::optional<EscalationRule> escalation;
  Span span;
};
struct Overlay {
  std::string name;                                     ///< the heading: `In Massachusetts`
  std::map<std::string, std::string> names_in;          ///< the heading in other languages
  std::vector<std::string> states, channels, products;  ///< any of these
  std::vector<OverlayEdit> edits;
  std::optional<Prose> prose;
  Span span;
};

struct Procedure {
  std::string id, title;
  LocalText local_title;
  std::string summary;                            ///< first paragraph, plain text
  std::map<std::string, std::string> summary_in;  ///< language -> the summary
  /// Language -> name -> what its readers call it: roles, actions, messages, outcomes, products. Data, conditions and
  /// commands know only the name itself.
  std::map<std::string, std::map<std::string, std::string>> names_in;
  std::map<std::string, std::map<std::string, std::string>> followed_in;  ///< language -> id of a followed one -> title
  bool guidance_only = false;  ///< a page without directives: published and searched, never run
  bool free_order = false;     ///< `order: free`: declared actions may be done whenever their guard holds
  std::string owner;
  std::vector<std::string> approvers, channels, states, languages, topics, satisfies;
  std::vector<std::string> products;  ///< what it is for; empty: every product (also `products: [any]`)
  std::string base_language = "en";
  std::optional<Duration> review_every;
  std::string effective;    ///< ISO date or empty
  std::vector<Fact> facts;  ///< declared ones first, implicit after
  std::vector<Target> targets;
  Node root;  ///< a sequence of steps
  std::vector<Message> messages;
  std::vector<EscalationRule> escalation;
  std::vector<Action> actions;
  std::vector<RecordRule> records;
  Training training;
  std::vector<Overlay> overlays;
  std::vector<Prose> prose;
  std::vector<std::string> outcomes;  ///< every `Close as`
  std::vector<std::string> follows;   ///< procedure ids this one follows
  /// The version's name: hex SHA-256 of all words of its page, see `content_hash`. A version that was published under another
  /// name keeps that one.
  std::string hash;

  [[nodiscard]] const Fact* find_fact(std::string_view name) const;
  [[nodiscard]] const Message* find_message(std::string_view name) const;
  [[nodiscard]] const Action* find_action(std::string_view name) const;
  /// A law fact that this node, one below it, or a message they send satisfies; empty when there is none.
  [[nodiscard]] std::string law_of(const Node& node) const;
  /// The overlay a node came from (Node::origin) as readers of `language` call it.
  [[nodiscard]] std::string origin_in(const std::string& origin, const std::string& language) const;
  /// What readers of `language` call a role, an action, a message, an outcome or a product; itself where nothing says so.
  [[nodiscard]] const std::string& name_in(const std::string& name, const std::string& language) const;
  /// What readers of `language` call the procedure that is followed under `id`; the id where nothing says so.
  [[nodiscard]] const std::string& followed_title_in(const std::string& id, const std::string& language) const;
  /// The product, state or channel as the front matter spells it, in any case of letters; null when it is not listed.
  [[nodiscard]] const std::string* find_product(std::string_view name) const;
  [[nodiscard]] const std::string* find_state(std::string_view code) const;
  [[nodiscard]] const std::string* find_channel(std::string_view name) const;
  /// Whether a case that stands there may follow it. What is not given, and what nothing is listed for, always fits.
  [[nodiscard]] bool is_for(const Selection& selection) const;
};

using ProcedurePtr = std::shared_ptr<const Procedure>;

/// Names every expression of a procedure may read besides its facts: `channel`, `state`, `language`, `product`, `priority`,
/// `approved`, `reply`, `opened at`, `opened on`, and `NAME done` for each action NAME.
[[nodiscard]] std::vector<std::string> names_in_scope(const Procedure& procedure);

[[nodiscard]] std::string_view kind_name(NodeKind kind) noexcept;
/// The compiled form as JSON (API, comparison). With `spans`, each node also says where it stands in the file.
[[nodiscard]] json::Value to_json(const Procedure& procedure, bool spans);

}  // namespace evenhand::procedure
