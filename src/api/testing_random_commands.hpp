/// @file testing_random_commands.hpp
/// @brief Commands of every type at random for a case as it stands: what a place waits for, more or less, or anything
/// anywhere. The same seed gives the same commands.
#pragma once

#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "casework/command.hpp"
#include "casework/view.hpp"

namespace evenhand::api::testing {

namespace cw = casework;
using procedure::NodeKind;

/// Every type of command there is.
template <std::size_t... I>
std::set<std::string> types_of_commands(std::index_sequence<I...>) {
  return {std::string(cw::command_type(cw::Command(std::in_place_index<I>)))...};
}
inline std::set<std::string> types_of_commands() {
  return types_of_commands(std::make_index_sequence<std::variant_size_v<cw::Command>>());
}

class RandomCommands {
 public:
  std::mt19937 engine;
  std::string case_id, file;        ///< the case that is worked, and a file of it
  std::vector<std::string> people;  ///< ids of those a case may be given to
  std::set<std::string> made;       ///< types of command so far

  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine); }
  bool one_in(int n) { return below(n) == 0; }
  template <class List>
  auto any_of(const List& list) {
    return *std::next(std::begin(list), below(static_cast<int>(std::size(list))));
  }

  feel::Value value_of(const cw::Program& program, const std::string& scope, const std::string& name) {
    const auto* fact = program.find_fact(scope, name);
    return fact ? value_of(fact->type) : feel::Value("words");
  }
  feel::Value value_of(const procedure::FactType& type) {
    using Kind = procedure::FactType::Kind;
    switch (type.kind) {
      case Kind::yes_no:
        return feel::Value(!one_in(3));
      case Kind::number:
      case Kind::money:
        if (type.minimum && one_in(2)) return feel::Value(*type.minimum);
        if (type.maximum) return feel::Value(*type.maximum);
        return feel::Value(any_of(std::vector{1, 5, 50, 150, 1500}));
      case Kind::one_of:
        return feel::Value(any_of(type.options));
      case Kind::pattern: {
        std::string text = type.pattern;
        for (char& c : text) c = c == 'A' ? 'K' : c == '0' ? '7' : c;
        return feel::Value(text);
      }
      case Kind::date:
        return feel::Value(any_of(std::vector<std::string>{"2026-09-01", "2026-08-01", "2026-09-20"}));
      case Kind::email:
        return feel::Value("kim@mail.example");
      case Kind::phone:
        return feel::Value("+16175550100");
      case Kind::file:
        return feel::Value(file);
      case Kind::time:
        return feel::Value("14:30:00");
      case Kind::date_time:
        return feel::Value("2026-09-01T14:30:00Z");
      case Kind::duration:
        return feel::Value("PT4H");
      case Kind::list: {
        if (!type.element) return feel::Value(feel::List{feel::Value("words")});
        if (type.element->options.empty()) return feel::Value(feel::List{value_of(*type.element)});
        feel::List some;
        for (const auto& option : type.element->options)
          if (!one_in(4)) some.push_back(feel::Value(option));
        return feel::Value(std::move(some));
      }
      default:
        return feel::Value("words");
    }
  }
  /// What this place waits for, more or less.
  cw::Command command_at(const cw::Program& program, const cw::Place& place) {
    const auto& n = *place.node;
    switch (n.kind) {
      case NodeKind::ask:
      case NodeKind::decide: {
        cw::RecordFacts record{place.path, {}};
        for (const auto& name : n.facts) record.facts.emplace_back(name, value_of(program, place.scope, name));
        return record;
      }
      case NodeKind::action: {
        cw::PerformAction perform{place.path, n.name, {}, {}};
        const auto* action = place.procedure->find_action(n.name);
        if (!action || action->connector.empty())
          for (const auto& output : cw::action_outputs(&place, action))
            perform.outputs.emplace_back(output.parameter, value_of(program, place.scope, output.fact));
        return perform;
      }
      case NodeKind::approve:
        return cw::GiveApproval{place.path, !one_in(4), "seen"};
      case NodeKind::send:
        return cw::SendMessage{place.path, ""};
      default: {
        if (n.optional && one_in(2)) return cw::SkipNode{place.path, "no need"};
        cw::TickTask tick{place.path, !one_in(5), "seen", {}};
        if (n.kind == NodeKind::task && !n.evidence.empty() && n.evidence != "text") tick.files = {file};
        return tick;
      }
    }
  }
  /// A command of the type, anywhere: mostly it is not its turn.
  std::map<std::string, std::function<cw::Command()>> makers(const cw::Program& program, const cw::CaseState& state,
                                                             const cw::Place& place) {
    const auto facts = [&] {
      const auto& all = program.main().facts;
      if (all.empty()) return cw::RecordFacts{"", {}};
      const auto& name = all[static_cast<std::size_t>(below(static_cast<int>(all.size())))].name;
      return cw::RecordFacts{one_in(2) ? "" : place.path, {{name, value_of(program, "", name)}}};
    };
    const auto action = [&] {
      const auto& all = program.main().actions;
      return all.empty() ? std::string("pay") : all[static_cast<std::size_t>(below(static_cast<int>(all.size())))].name;
    };
    const std::string key = state.pending_actions.empty() ? case_id + "/pay/1" : state.pending_actions.begin()->first;
    const auto& outcomes = program.main().outcomes;
    const std::string outcome = outcomes.empty() ? "done" : any_of(outcomes);
    return {{"open-case", [] { return cw::OpenCase{}; }},
            {"record-facts", facts},
            {"tick-task",
             [&] {
               return cw::TickTask{place.path, !one_in(3), "seen", {}};
             }},
            {"skip-node",
             [&] {
               return cw::SkipNode{place.path, "no need"};
             }},
            {"undo", [] { return cw::Undo{}; }},
            {"perform-action",
             [&, action] {
               return cw::PerformAction{one_in(2) ? "" : place.path, action(), {}, {}};
             }},
            {"report-action",
             [key, this] {
               return cw::ReportAction{key, !one_in(3), {}, "no", true};
             }},
            {"ask-approval",
             [&] {
               return cw::AskApproval{place.path, "again"};
             }},
            {"give-approval",
             [&] {
               return cw::GiveApproval{place.path, true, "seen"};
             }},
            {"send-message",
             [&] {
               return cw::SendMessage{one_in(2) ? "" : place.path, "We are on it."};
             }},
            {"receive-message",
             [] {
               return cw::ReceiveMessage{"email", "Hello?", "kim@mail.example", ""};
             }},
            {"fire-timer", [&] { return cw::FireTimer{place.path}; }},
            {"hand-over",
             [] {
               return cw::HandOver{"desk", "late"};
             }},
            {"assign",
             [&] {
               return cw::Assign{one_in(3) ? "" : any_of(people), ""};
             }},
            {"set-priority", [&] { return cw::SetPriority{one_in(2) ? "high" : "low"}; }},
            {"add-note", [] { return cw::AddNote{"A note."}; }},
            {"pause", [] { return cw::Pause{"a break"}; }},
            {"resume", [] { return cw::Resume{}; }},
            {"override",
             [&, action] {
               return cw::Override{one_in(4) ? "action/" + action() : place.path, "it has to be"};
             }},
            {"close-case", [outcome] { return cw::CloseCase{outcome}; }},
            {"reopen", [] {
               return cw::Reopen{"not over", ""};
             }}};
  }
  cw::Command command(const cw::Program& program, const cw::CaseState& state) {
    std::vector<const cw::Place*> active;
    for (const auto& [path, node] : state.nodes)
      if (node.status == cw::NodeStatus::active) active.push_back(program.find(path));
    const cw::Place& place = *(active.empty() || one_in(3) ? any_of(program.places()) : any_of(active));
    if (one_in(3)) {
      const auto [type, make] = any_of(makers(program, state, place));
      made.insert(type);
      return make();
    }
    if (state.status == cw::CaseState::Status::closed && one_in(3)) return cw::Reopen{"not over", ""};
    if (state.status == cw::CaseState::Status::paused && one_in(2)) return cw::Resume{};
    return command_at(program, place);
  }
};

}  // namespace evenhand::api::testing
