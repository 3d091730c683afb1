/// @file testing.hpp
/// @brief What tests of cases share: linking a procedure, people, a case that is driven command by command and checked
/// after every event against the state rebuilt from its own stored history.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "casework/simulate.hpp"
#include "casework/view.hpp"
#include "procedure/compile.hpp"
#include "procedure/testing.hpp"

namespace evenhand::casework::testing {

inline constexpr Instant start{1'790'000'000'000'000};  // some day in 2026

inline ProgramPtr link(const procedure::Procedure& main, const std::vector<procedure::Procedure>& followed = {},
                       const procedure::Selection& selection = {"", "email", "", "en"}) {
  std::map<std::string, procedure::ProcedurePtr> known;
  Pins pins;
  const auto add = [&](const procedure::Procedure& one) {
    pins[one.id] = "hash of " + one.id;
    known["hash of " + one.id] = std::make_shared<const procedure::Procedure>(one);
  };
  add(main);
  for (const auto& one : followed) add(one);
  auto program = Program::link(main.id, pins, selection, [&](const std::string& hash) { return known[hash]; });
  EXPECT_TRUE(program.has_value()) << (program ? "" : program.error().message);
  return program ? *program : nullptr;
}

/// The program of an SOP as an author writes it, and of those it follows.
inline ProgramPtr sop(std::string_view text, const std::vector<std::string_view>& followed = {}) {
  std::map<std::string, procedure::ProcedurePtr, std::less<>> known;
  const procedure::Resolver resolver = [&](std::string_view id) {
    const auto at = known.find(id);
    return at == known.end() ? nullptr : at->second;
  };
  const auto compiled = [&](std::string_view one) {
    auto result = procedure::compile(one, resolver);
    for (const auto& problem : result.diagnostics)
      EXPECT_NE(problem.severity, Severity::error) << render(problem, "test.sop.md", one);
    if (!result.procedure) throw std::runtime_error("does not compile");
    return result.procedure;
  };
  std::vector<procedure::Procedure> others;
  for (const auto one : followed) {
    const auto procedure = compiled(one);
    known[procedure->id] = procedure;
    others.push_back(*procedure);
  }
  return link(*compiled(text), others);
}

inline Actor person(std::string id, std::vector<std::string> roles = {}) {
  Actor actor;
  actor.id = "person_" + id;
  actor.name = std::move(id);
  actor.roles = std::move(roles);
  return actor;
}
inline Actor lead() {
  Actor actor = person("lead", {"support manager"});
  actor.may_override = actor.may_reopen = true;
  return actor;
}
inline Actor the_system() {
  Actor actor;
  actor.id = actor.name = "system";
  return actor;
}

inline procedure::Node with_id(procedure::Node node, std::string id) {
  node.id = std::move(id);
  return node;
}

/// The state folded from the history as it is stored: through JSON text and back.
inline CaseState rebuild(const std::vector<Recorded>& history) {
  CaseState state;
  for (Recorded recorded : history) {
    const auto text = json::write(event_to_json(recorded.event));
    auto event = event_from_json(event_type(recorded.event), *json::parse(text));
    EXPECT_TRUE(event.has_value()) << text;
    if (!event) return state;
    recorded.event = std::move(*event);
    apply(state, recorded);
  }
  return state;
}

/// A case that is opened at once and driven by short calls.
class Case {
 public:
  explicit Case(ProgramPtr program, OpenCase open = {}, const Actor& opener = person("ann"))
      : session(std::move(program), Surroundings{start, "Acme", "case_1", "test"}) {
    must(std::move(open), opener);
  }
  /// The code of the refusal, or empty.
  std::string try_to(const Command& command, const Actor& actor = person("ann")) {
    auto done = session.submit(command, actor);
    refusal = done ? Refusal{} : done.error();
    return refusal.code;
  }
  void must(const Command& command, const Actor& actor = person("ann")) {
    EXPECT_EQ(try_to(command, actor), "") << command_type(command) << ": " << refusal.message;
  }
  void fact(const std::string& path, const std::string& name, feel::Value value) {
    must(RecordFacts{path, {{name, std::move(value)}}});
  }
  void tick(const std::string& path, bool yes = true) { must(TickTask{path, yes, ""}); }
  [[nodiscard]] const CaseState& state() const { return session.state(); }
  [[nodiscard]] std::string status(const std::string& path) const {
    const auto at = state().nodes.find(path);
    if (at == state().nodes.end()) return "idle";
    static const char* const names[] = {"active", "done", "skipped", "not applicable", "answered no", "overridden"};
    return names[static_cast<int>(at->second.status)];
  }
  [[nodiscard]] feel::Value value(const std::string& key) const {
    const auto at = state().facts.find(key);
    return at == state().facts.end() ? feel::Value() : at->second.value;
  }
  [[nodiscard]] bool closed() const { return state().status == CaseState::Status::closed; }
  [[nodiscard]] std::string outcome() const { return closed() ? state().outcome : ""; }
  template <class E>
  [[nodiscard]] std::vector<E> all() const {
    std::vector<E> found;
    for (const auto& recorded : session.history())
      if (const auto* event = std::get_if<E>(&recorded.event)) found.push_back(*event);
    return found;
  }
  void expect_rebuilt() const {
    EXPECT_TRUE(rebuild(session.history()) == state()) << "the stored history gives another state";
    const auto back = state_from_json(*json::parse(json::write(state_to_json(state()))));
    ASSERT_TRUE(back.has_value());
    EXPECT_TRUE(*back == state()) << "the state does not survive JSON";
  }

  Session session;
  Refusal refusal;
};

/// The path of the node that is open now and of this kind; empty when there is none.
inline std::string open_node(const Case& c, const ProgramPtr& program, procedure::NodeKind kind) {
  for (const Place* place : program->places())
    if (place->node->kind == kind && is_active(c.state(), *place)) return place->path;
  return "";
}

}  // namespace evenhand::casework::testing
