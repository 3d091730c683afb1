// Escalation rules: clocks armed when a case opens, a customer writes or a step begins; conditions and words looked at
// after everything that could make them true. Rules of a followed procedure count while it is being followed.
#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "casework/render.hpp"
#include "casework/run.hpp"

namespace evenhand::casework {

using procedure::EscalationRule;
using procedure::NodeKind;
using Trigger = EscalationRule::Trigger;

namespace {

std::string rule_key(std::string_view scope, const EscalationRule& rule) {
  return fact_key(scope, rule.id);
}
std::string timer_id(std::string_view scope, const EscalationRule& rule) {
  return "escalation/" + rule_key(scope, rule);
}

/// Somebody speaks with the customer already: no first reply is owed.
bool is_live_channel(std::string_view channel) {
  return channel == "phone" || channel == "in person" || channel == "in_person";
}

bool is_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80) != 0;
}

bool mentions(std::string_view said, std::string_view words) {
  if (words.empty()) return false;
  for (auto at = said.find(words); at != std::string_view::npos; at = said.find(words, at + 1)) {
    const auto end = at + words.size();
    // `lawyer` is also found in `lawyers`.
    const auto rest = end < said.size() && said[end] == 's' ? end + 1 : end;
    if ((at == 0 || !is_letter(said[at - 1])) && (rest >= said.size() || !is_letter(said[rest]))) return true;
  }
  return false;
}

/// Calls `use(scope, rule)` for every rule that counts now.
template <class Use>
void each_rule(const CaseState& state, const Program& program, const Use& use) {
  for (const auto& rule : program.main().escalation) use(std::string(), rule);
  if (program.main().follows.empty()) return;
  for (const auto& [path, node] : state.nodes) {
    if (node.status != NodeStatus::active) continue;
    const auto* procedure = program.procedure_of(path);
    if (!procedure || path.empty()) continue;
    for (const auto& rule : procedure->escalation) use(path, rule);
  }
}

/// A rule found now and acted on after the search, as acting changes what is searched.
struct Due {
  std::string key, scope;
  const EscalationRule* rule;
};

}  // namespace

void Run::arm_case_escalations() {
  for (const auto& rule : program_.main().escalation) {
    if (!rule.within) continue;
    const bool first = rule.trigger == Trigger::no_first_reply && !is_live_channel(program_.selection().channel);
    if (first || rule.trigger == Trigger::not_resolved) arm_escalation(rule);
  }
}

void Run::arm_escalation(const EscalationRule& rule) {
  if (rule.within) arm(timer_id("", rule), Microseconds{rule.within->elapsed_micros()});
}

void Run::arm_step_escalations(const Place& step, bool armed) {
  for (const auto& rule : step.procedure->escalation) {
    if (rule.trigger != Trigger::step_not_done || rule.step_id != step.node->id || !rule.within) continue;
    const auto id = timer_id(step.scope, rule);
    if (!armed)
      clear_timer(id);
    else if (!state_.escalated.contains(rule_key(step.scope, rule)) && !state_.timers.contains(id))
      arm(id, Microseconds{rule.within->elapsed_micros()});
  }
}

void Run::customer_wrote() {
  for (const auto& rule : program_.main().escalation)
    if (rule.trigger == Trigger::no_reply && !state_.timers.contains(timer_id("", rule))) arm_escalation(rule);
}

void Run::customer_was_answered() {
  for (const auto& rule : program_.main().escalation)
    if (rule.trigger == Trigger::no_reply || rule.trigger == Trigger::no_first_reply) clear_timer(timer_id("", rule));
}

void Run::check_escalations() {
  if (!facts_changed_) return;
  facts_changed_ = false;
  std::vector<Due> due;
  each_rule(state_, program_, [&](const std::string& scope, const EscalationRule& rule) {
    if (rule.trigger != Trigger::any_time_condition || !rule.condition) return;
    auto key = rule_key(scope, rule);
    if (!state_.escalated.contains(key) && holds(view(), scope, *rule.condition)) due.push_back({key, scope, &rule});
  });
  for (const auto& one : due)
    if (state_.status == CaseState::Status::open && !state_.escalated.contains(one.key))
      escalate(one.key, one.scope, *one.rule);
}

void Run::check_mentions(std::string_view words_said) {
  const auto said = text::to_lower_ascii(text::collapse_spaces(words_said));
  std::vector<Due> due;
  each_rule(state_, program_, [&](const std::string& scope, const EscalationRule& rule) {
    if (rule.trigger != Trigger::any_time_mentions) return;
    auto key = rule_key(scope, rule);
    const auto any_said = [&](const std::vector<std::string>& list) {
      return std::any_of(list.begin(), list.end(), [&](const auto& words) { return mentions(said, words); });
    };
    // Customers write in whatever language they like, so the words of every language count.
    if (!state_.escalated.contains(key) &&
        (any_said(rule.words) || std::any_of(rule.words_in.begin(), rule.words_in.end(),
                                             [&](const auto& of_language) { return any_said(of_language.second); })))
      due.push_back({key, scope, &rule});
  });
  for (const auto& one : due) {
    const bool works = state_.status == CaseState::Status::open || state_.status == CaseState::Status::paused;
    if (works) escalate(one.key, one.scope, *one.rule);
  }
}

void Run::fire_escalation(const std::string& timer) {
  std::vector<Due> due;
  each_rule(state_, program_, [&](const std::string& scope, const EscalationRule& rule) {
    if (timer_id(scope, rule) == timer) due.push_back({rule_key(scope, rule), scope, &rule});
  });
  for (const auto& one : due) escalate(one.key, one.scope, *one.rule);
}

void Run::escalate(const std::string& key, const std::string& scope, const EscalationRule& rule) {
  emit(Escalated{key, rule.text});
  const std::string path = "escalation/" + key;
  const auto* procedure = program_.procedure_of(scope);
  for (const auto& n : rule.body.children) {
    if (n.when && !holds(view(), scope, *n.when)) continue;
    switch (n.kind) {
      case NodeKind::tell:
        emit(Told{
            path, n.name,
            told_words(render(n.text.in(language_of(program_)), state_, program_, scope, actor_, surroundings_).text)});
        break;
      case NodeKind::hand_over:
        emit(HandedOver{path, n.name, plain(rule.text)});
        break;
      case NodeKind::raise:
        emit(PriorityRaised{path, n.name});
        break;
      case NodeKind::record:
        // Nor does it wait to record: what the fact had before stays.
        if (!record_value(n, scope, path)) {
          const auto unknown = unknown_in(scope, n.condition->expression);
          emit(NoteAdded{"Could not record " + n.facts.front() + ": " +
                         (unknown.empty() ? "its value does not fit its type" : join_words(unknown) + " is not known") +
                         "."});
        }
        break;
      case NodeKind::send: {
        const auto* message = procedure->find_message(n.name);
        const auto channel = channel_of(program_, n);
        if (!message) break;
        auto words = render(message_text(*message, channel, language_of(program_)), state_, program_, scope, actor_,
                            surroundings_);
        // An escalation cannot wait for a fact, so it says why nothing went out.
        if (words.missing.empty())
          queue_message(path, n.name, channel, std::move(words.text));
        else
          emit(NoteAdded{"Could not send " + n.name + ": " + join_words(words.missing) + " is not known."});
        break;
      }
      case NodeKind::close:
        if (state_.status != CaseState::Status::closed) close(n.name, nullptr, path);
        return;
      default:
        break;
    }
  }
}

}  // namespace evenhand::casework
