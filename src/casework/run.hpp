/// @file run.hpp
/// @brief One command at work: a copy of the state that every event is applied to at once, the events so far, and the walk
/// over the tree. Private to this module; `decide` makes one of these for each command.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "casework/engine.hpp"
#include "casework/speech.hpp"
#include "casework/view.hpp"

namespace evenhand::casework {

using Refused = std::optional<Refusal>;
using NamedValues = std::vector<std::pair<std::string, feel::Value>>;

/// Where a value comes from: what is made of something personal is personal, what is made of something that is never
/// stored is never stored, a yes or no apart.
struct Origin {
  bool personal = false, transient = false;
  Origin& operator|=(const Origin& other) {
    personal = personal || other.personal;
    transient = transient || other.transient;
    return *this;
  }
};

/// What became of a node that was visited.
enum class Flow {
  finished,
  pending,  ///< people, time or the outside are needed
  again,    ///< the walk jumped: start at the root again
  stop,     ///< the case is closed, or the command caused too many events
};

class Run {
 public:
  Run(const CaseState& state, const Program& program, const Actor& actor, const Surroundings& surroundings);
  /// Carries the command out and runs the procedure on. Empty when it succeeded.
  Refused perform(const Command& command);
  [[nodiscard]] std::vector<Event> take_events() { return std::move(events_); }

 private:
  Refused carry_out(const Command& command);

  // run.cpp: recording what happens
  void emit(Event event);
  void enter(const Place& place);
  void finish(const Place& place, NodeFinished::How how, std::string reason = {}, std::string evidence = {},
              bool begins = false, const std::vector<CaseFile>& files = {});
  void finish_tree(const Place& place, const std::string& reason, bool only_active = false);
  void arm(const std::string& id, Microseconds after);
  void clear_timer(const std::string& id);
  void clear_timers_under(const Place& place);
  void record_fact(std::string_view scope, const std::string& name, feel::Value value, const std::string& path,
                   std::string_view source, Origin origin = {}, bool begins = false);
  /// What a value computed from these facts inherits.
  /// Facts that an expression reads and that are not known.
  [[nodiscard]] std::vector<std::string> unknown_in(std::string_view scope, const feel::Expression& expression) const;
  /// Why a condition that does not hold does not: it says so, and which of its facts are not known.
  [[nodiscard]] std::string why_not(std::string_view scope, const procedure::Condition& condition) const;
  [[nodiscard]] Origin origin_of(std::string_view scope, const feel::Expression& expression) const;
  void collect_reset(const Place& place, std::vector<std::string>& nodes, std::vector<std::string>& facts);
  [[nodiscard]] const NodeState* node(const Place& place) const { return find_node(state_, place); }
  [[nodiscard]] View view() const { return View{state_, program_, now_, actor_.language, &steps_}; }
  [[nodiscard]] Speech say(std::string_view scope = {}) const { return Speech(view(), scope); }
  [[nodiscard]] Refusal refuse(std::string code, std::string message, std::vector<Gate> gates = {}) const;
  [[nodiscard]] Refusal not_now(const Place& place) const;
  [[nodiscard]] Refusal unknown_path(const std::string& path) const;
  [[nodiscard]] Refused refuse_for_role(std::optional<Gate> gate) const;
  [[nodiscard]] Refused check_role(const Place& place) const;
  [[nodiscard]] Refused check_evidence(const Place& task, const TickTask& command, std::vector<CaseFile>& files) const;
  [[nodiscard]] Refused check_files(const procedure::Fact& fact, const feel::Value& value, const Place* ask) const;
  [[nodiscard]] Refused check_length(std::string_view what, std::string_view text, std::size_t bytes_max) const;

  // advance.cpp, advance_loops.cpp: the walk
  void advance();
  Flow visit(const Place& place);
  Flow visit_kind(const Place& place);
  Flow run_children(const std::vector<const Place*>& children);
  Flow run_branch(const Place& place, std::size_t branch, NodeFinished::How how = NodeFinished::How::answered_no);
  Flow take_branch(const Place& place, std::size_t branch, const std::string& because, bool begins = false);
  Flow visit_step(const Place& place);
  Flow visit_choice(const Place& place);
  Flow visit_any_order(const Place& place);
  void collect_givers(const Place& place, std::vector<const Place*>& givers) const;
  /// Whether what would settle the place is about to be given by something that is open beside it, in any order.
  [[nodiscard]] bool is_too_early(const Place& place) const;
  Flow visit_repeat(const Place& place);
  Flow visit_for_each(const Place& place);
  void start_round(const Place& place, std::uint32_t round);
  bool must_rest();
  Flow visit_go_to(const Place& place);
  void jump_back(const std::string& from, const Place& target, const Place& first, bool counts);

  // advance_inside.cpp: nodes that need nobody outside
  Flow visit_task(const Place& place);
  Flow visit_ask(const Place& place);
  Flow visit_check(const Place& place);
  Flow visit_decide(const Place& place);
  Flow visit_record(const Place& place);
  /// False, and nothing is recorded, when a fact it reads is not known or the value does not fit.
  bool record_value(const procedure::Node& n, const std::string& scope, const std::string& path);
  void tell(const Place& place);
  void hand_over(const Place& place);
  void raise(const Place& place);

  // advance_outside.cpp: nodes that wait for somebody or something
  Flow visit_action(const Place& place);
  void request_action(const Place* place, const std::string& name, const procedure::Action* action);
  Flow visit_send(const Place& place);
  void queue_message(const std::string& path, const std::string& message, const std::string& channel, std::string text);
  Flow visit_wait(const Place& place);
  Flow visit_approve(const Place& place);
  void ask_approval(const Place& place);
  /// In whose name: the actor, else the assignee, else who last did something the procedure is about, else `system`.
  [[nodiscard]] std::string asker() const;
  Flow visit_follow(const Place& place);
  void pass_in(const Place& place);
  void pass_out(const Place& place);
  /// Hands a fact into or out of a followed procedure; false when it is not known.
  bool pass(const Place& follow, const std::string& from_scope, const std::string& from, const std::string& to_scope,
            const std::string& to);
  Flow visit_close(const Place& place);
  void close(const std::string& outcome, const Place* place, const std::string& path);
  /// What becomes of a node when the case leaves it from inside: one whose alternative was taken has not been done.
  [[nodiscard]] NodeFinished::How left_as(const Place& place) const;

  // escalation.cpp
  void arm_case_escalations();
  void arm_escalation(const procedure::EscalationRule& rule);
  void arm_step_escalations(const Place& step, bool armed);
  void check_escalations();
  void check_mentions(std::string_view words_said);
  void escalate(const std::string& key, const std::string& scope, const procedure::EscalationRule& rule);
  void fire_escalation(const std::string& timer);
  void customer_wrote();
  void customer_was_answered();

  // commands_people.cpp
  Refused on(const RecordFacts& command);
  Refused on(const TickTask& command);
  Refused on(const SkipNode& command);
  Refused on(const Undo& command);
  Refused on(const Override& command);
  Refused record_at(const Place& ask, const NamedValues& facts);
  Refused record_ahead(const NamedValues& facts);
  /// Whether the actor may state these facts away from the asks that want them.
  [[nodiscard]] Refused check_ahead(const std::string& scope, const NamedValues& facts) const;
  [[nodiscard]] Refused check_asker_role(std::string_view scope, const std::string& fact) const;
  Refused record_checked(std::string_view scope, const NamedValues& facts, const Place* ask, std::string_view source);

  // corrections.cpp
  struct Changed {
    std::map<std::string, std::set<std::string>, std::less<>> facts;  ///< by scope
    std::vector<const Place*> through;                                ///< finished follows that handed one out
  };
  /// By when the fact got the value it has: what a procedure was handed, or handed back, had it where it comes from.
  [[nodiscard]] std::uint64_t value_since(std::string_view scope, const std::string& name) const;
  /// Refuses another value for a fact that was acted upon: by the value it had, or by its not being known.
  [[nodiscard]] Refused check_settled(std::string_view scope, const std::string& name, const feel::Value& given) const;
  [[nodiscard]] bool is_asked_now(std::string_view scope, const std::string& name) const;
  /// What was decided by a fact while it was not known, in its procedure and in those that would have been given it.
  enum class Without : std::uint8_t { nothing, decided, acted_upon };
  [[nodiscard]] Without decided_without(std::string_view scope, const std::string& name) const;
  Changed hand_on(std::string_view scope, const std::vector<std::string>& names);
  /// @param path  of the ask whose answer was corrected; may be empty
  void rerun_from(std::string_view scope, const std::vector<std::string>& names, const std::string& path);

  // commands_outside.cpp
  Refused on(const PerformAction& command);
  Refused on(const ReportAction& command);
  Refused on(const AskApproval& command);
  Refused on(const GiveApproval& command);
  Refused on(const SendMessage& command);
  Refused on(const ReceiveMessage& command);
  Refused on(const FireTimer& command);
  Refused complete_action(const std::string& key, const NamedValues& outputs);
  [[nodiscard]] const Place* action_place(const PerformAction& command) const;
  /// @param place  null: away from any place, in free order
  [[nodiscard]] Refused check_action_role(const Place* place, const std::string& action) const;

  // commands_case.cpp
  Refused on(const OpenCase& command);
  Refused on(const HandOver& command);
  Refused on(const Assign& command);
  Refused on(const SetPriority& command);
  Refused on(const AddNote& command);
  Refused on(const Pause& command);
  Refused on(const Resume& command);
  Refused on(const CloseCase& command);
  Refused on(const Reopen& command);
  void leave_to_people(const Place& step, CaseReopened& event);
  [[nodiscard]] bool comes_after(const Place& later, const Place& earlier) const;
  [[nodiscard]] Refused check_status(const Command& command) const;
  [[nodiscard]] bool comes_late(const Command& command) const;

  CaseState state_;
  const Program& program_;
  const Actor& actor_;
  const Surroundings& surroundings_;
  Instant now_;
  Recorded recorded_;  // reused for every event
  std::vector<Event> events_;
  bool leads_ = true;               // the actor, by this command: not with a note, an owner or a pause
  const Place* started_ = nullptr;  // the node a person has just started by hand
  bool facts_changed_ = false;      // since the conditions of escalation were last looked at
  std::uint64_t changes_ = 0;       // of facts, in this command
  mutable feel::Budget steps_{limits::dmn_steps_max};  // of evaluation, for all that this command asks for
  std::size_t begun_ = 0;                              // events there were when the walk began
  bool overflow_ = false;
  bool resting_ = false;  // goes on at the `continue` timer
};

inline constexpr std::string_view continue_timer = "continue";

}  // namespace evenhand::casework
