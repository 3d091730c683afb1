/// @file testing_oracle.hpp
/// @brief Judges the stored events of a case by what a procedure promises, from the events alone and without the engine's
/// gates. Every finding is one sentence with the event's number.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/testing_known_case.hpp"
#include "casework/event.hpp"

namespace evenhand::api::testing {

/// What somebody may, as the test set them up.
struct Rights {
  std::set<std::string> roles;
  bool may_override = false, may_reopen = false, may_approve = false;
};

class Oracle {
 public:
  using RightsOf = std::function<Rights(const casework::Recorded&)>;
  Oracle(const casework::Program& program, RightsOf rights_of)
      : program_(program), rights_of_(std::move(rights_of)), now_(program) {}

  /// Everything that is wrong with this history; empty: it kept what the procedure promises.
  [[nodiscard]] std::vector<std::string> judge(const std::vector<casework::Recorded>& history) {
    for (const auto& recorded : history) {
      r_ = &recorded;
      now_.now = recorded.at;
      check_closed_case();
      std::visit([this](const auto& event) { look(event); }, recorded.event);
      note_work();
      if (!std::holds_alternative<casework::NodeFinished>(recorded.event) &&
          !std::holds_alternative<casework::TimerCleared>(recorded.event) &&
          !std::holds_alternative<casework::Jumped>(recorded.event))
        leaving_ = false;
    }
    return std::move(findings_);
  }

 private:
  using Place = KnownCase::Place;
  using Kind = KnownCase::Kind;
  using At = KnownCase::At;
  using Node = KnownCase::Node;
  using How = casework::NodeFinished::How;

  void wrong(const std::string& what) {
    findings_.push_back("event " + std::to_string(r_->seq) + " (" + std::string(event_type(r_->event)) + " by " +
                        r_->actor_name + "): " + what);
  }
  void expect(bool holds, const std::string& what) {
    if (!holds) wrong(what);
  }
  [[nodiscard]] Rights rights() const { return rights_of_(*r_); }
  [[nodiscard]] bool is_person() const { return r_->actor_id.starts_with("person_"); }
  void expect_role(const Place& place, const char* what) {
    const auto& role = place.node->by_role;
    expect(role.empty() || rights().roles.contains(role),
           std::string(what) + " " + place.path + ", which is for " + role);
  }
  void expect_in_order(const Place& place) {
    if (const Place* open = now_.out_of_turn(place)) wrong(place.path + " came before " + open->path + " was settled");
  }

  // --- events
  void check_closed_case() {
    if (!is_closed_) return;
    const auto& event = r_->event;
    const auto* fact = std::get_if<casework::FactRecorded>(&event);
    const auto* finished = std::get_if<casework::NodeFinished>(&event);
    const auto* place = finished ? program_.find(finished->path) : nullptr;
    const bool reported = place && place->node->kind == Kind::action && now_.node(*place).satisfied;
    const bool allowed = std::holds_alternative<casework::NoteAdded>(event) ||
                         std::holds_alternative<casework::MessageReceived>(event) ||
                         std::holds_alternative<casework::ActionSucceeded>(event) ||
                         std::holds_alternative<casework::ActionFailed>(event) ||
                         std::holds_alternative<casework::CaseReopened>(event) || reported ||
                         (fact && fact->source == "action");
    expect(allowed, "it happened in a closed case");
  }
  void look(const casework::CaseOpened& e) {
    now_.priority = e.priority;
    now_.opened_at = r_->at;
  }
  void look(const casework::FactRecorded& e) {
    keep_if(e.begins);
    const auto* place = e.path.empty() ? nullptr : program_.find(e.path);
    if (e.source == "asked") {
      const bool asks =
          place && std::find(place->node->facts.begin(), place->node->facts.end(), e.name) != place->node->facts.end();
      expect(asks && now_.node(*place).at != At::idle, e.name + " was answered where nobody asked for it");
      if (place) expect_role(*place, "answers");
    } else if (e.source == "given") {
      const auto* fact = program_.find_fact(e.scope, e.name);
      using Source = procedure::Fact::Source;
      expect(fact && (fact->source == Source::customer || fact->source == Source::agent ||
                      fact->source == Source::input || fact->source == Source::system),
             e.name + " was stated by a person");
      for (const Place* ask : program_.places())
        if (ask->scope == e.scope && ask->node->kind == Kind::ask &&
            std::find(ask->node->facts.begin(), ask->node->facts.end(), e.name) != ask->node->facts.end())
          expect_role(*ask, "answers ahead");
    }
    now_.facts[KnownCase::key(e.scope, e.name)] = e.value;
    if (e.transient) now_.secret.insert(KnownCase::key(e.scope, e.name));
  }
  void look(const casework::NodeEntered& e) {
    keep_if(e.begins);
    const Place* place = program_.find(e.path);
    if (!place) return wrong("no such place: " + e.path);
    if (e.begins) expect_role(*place, "starts");
    expect_in_order(*place);
    auto& at = now_.nodes[e.path];
    at.at = At::active;
    at.by_hand = at.by_hand || e.begins;
  }
  void look(const casework::NodeFinished& e) {
    keep_if(e.begins);
    const Place* place = program_.find(e.path);
    if (!place) return wrong("no such place: " + e.path);
    const auto& n = *place->node;
    const Node before = now_.node(*place);
    if (e.how == How::not_applicable) {
      expect((n.when && !now_.surely_holds(place->scope, *n.when)) || leaving_ || now_.is_left_with_parent(*place),
             e.path + " was left out though it applies");
    } else {
      expect_in_order(*place);
    }
    if (e.begins) expect_role(*place, "finishes");
    if (e.how == How::skipped)
      expect(n.optional || again_.contains(e.path), e.path + " was skipped and is not optional");
    if (e.how == How::overridden) expect(overridden_.erase(e.path) > 0, e.path + " was overridden by nobody");
    if (e.how == How::done) expect_really_done(*place, before, e.begins);
    closing_ = closing_ || n.kind == Kind::close;
    if (e.how == How::done || e.how == How::answered_no) expect_whole(*place, before);
    auto& at = now_.nodes[e.path];
    at.at = static_cast<At>(static_cast<int>(e.how) + 2);
  }
  /// Its parts, or those of the way that was taken; an end or a jump on the way leaves the rest out.
  void expect_whole(const Place& place, const Node& before) {
    if (closing_ || leaving_ || before.at != At::active) return;
    const auto way = static_cast<std::size_t>(std::max(before.branch, 0));
    const auto& ways = place.node->kind == Kind::choice ? place.children : place.branches;
    const bool one_way = before.branch >= 0 && way < ways.size();
    expect(one_way ? !now_.owes(*ways[way]) : place.node->kind == Kind::choice || !now_.children_owe(place),
           place.path + " ended with a part of it open");
  }
  /// What a node is there for: a box is ticked by a person, a check holds, an approval was given.
  void expect_really_done(const Place& place, const Node& before, bool begins) {
    const auto& n = *place.node;
    const bool left_by_alternative = before.branch >= 0;
    switch (n.kind) {
      case Kind::task:
        expect((begins && is_person()) || left_by_alternative, place.path + " was ticked by nobody");
        break;
      case Kind::check:
        expect(left_by_alternative || !n.condition || now_.may_hold(place.scope, *n.condition),
               place.path + " does not hold");
        break;
      case Kind::ask:
        for (const auto& name : n.facts)
          expect(now_.facts.contains(KnownCase::key(place.scope, name)), name + " is not known");
        break;
      case Kind::wait:
        expect(before.satisfied || left_by_alternative || (n.condition && now_.may_hold(place.scope, *n.condition)),
               place.path + " waited for nothing");
        break;
      case Kind::action:
      case Kind::send:
      case Kind::approve:
        expect(before.satisfied || left_by_alternative, place.path + " did not happen");
        break;
      default:
        break;
    }
    const bool by_itself = n.kind != Kind::task && n.kind != Kind::ask && n.kind != Kind::action &&
                           n.kind != Kind::check && n.kind != Kind::approve;
    if (by_itself && !n.by_role.empty())
      expect(before.by_hand || before.waived || rights().roles.contains(n.by_role),
             place.path + " is for " + n.by_role);
  }
  void look(const casework::BranchTaken& e) {
    keep_if(e.begins);
    const Place* place = program_.find(e.path);
    if (!place) return wrong("no such place: " + e.path);
    expect_in_order(*place);
    if (e.begins) expect_role(*place, "answers no to");
    if (place->node->kind == Kind::choice && e.branch >= 0 &&
        static_cast<std::size_t>(e.branch) < place->node->guards.size())
      expect(now_.may_hold(place->scope, place->node->guards[static_cast<std::size_t>(e.branch)]),
             e.path + " took a way whose condition does not hold");
    if (place->node->kind == Kind::check)
      expect(!now_.surely_holds(place->scope, *place->node->condition), e.path + " holds and was refused");
    auto& at = now_.nodes[e.path];
    if (at.at == At::idle) at.at = At::active;
    at.branch = e.branch;
  }
  void look(const casework::RoundStarted& e) {
    for (const auto& path : e.reset) now_.nodes.erase(path);
    now_.nodes[e.path].at = At::active;
  }
  void look(const casework::Jumped& e) {
    const Place* from = e.path.empty() ? nullptr : program_.find(e.path);
    if (from && from->node->kind == Kind::go_to) expect_in_order(*from);
    leaving_ = from && from->node->kind == Kind::go_to && e.reset.empty();
    for (const auto& path : e.reset) now_.nodes.erase(path);
  }
  void look(const casework::ApprovalAsked& e) {
    if (const Place* place = program_.find(e.path)) expect_in_order(*place);
    now_.nodes[e.path] = Node{.at = At::active};
  }
  void look(const casework::ApprovalGiven& e) {
    const Place* place = program_.find(e.path);
    if (!place) return wrong("no such place: " + e.path);
    expect(is_person() && rights().may_approve, "an approval without the permission");
    expect(e.role == place->node->name && rights().roles.contains(e.role),
           "an approval by somebody who is no " + e.role);
    expect(!works_.contains(r_->actor_id) || works_.at(r_->actor_id).empty(), "an approval of one's own work");
    now_.approved[place->scope] = e.approved;
    now_.nodes[e.path].satisfied = e.approved;
  }
  void look(const casework::ActionRequested& e) {
    const Place* place = e.path.empty() ? nullptr : program_.find(e.path);
    expect(place != nullptr || program_.main().free_order, e.action + " was done away from its place");
    if (place) {
      expect_role(*place, "does");
      expect_in_order(*place);
      expect(now_.node(*place).at == At::active || now_.node(*place).at == At::idle, e.path + " was done already");
    }
    const auto& owner = place ? *place->procedure : program_.main();
    const auto* action = owner.find_action(e.action);
    const bool waived = place ? now_.node(*place).waived : waived_actions_.erase(e.action) > 0;
    if (action && action->allowed_when && !waived)
      expect(now_.may_hold(place ? place->scope : "", *action->allowed_when),
             e.action + " was done though it is not allowed");
    if (!place)
      for (const Place* one : program_.places())
        if (one->node->kind == Kind::action && one->node->name == e.action) expect_role(*one, "does");
    for (const auto& [name, value] : e.inputs) expect(!value.is_null(), e.action + " was done without its " + name);
    if (place) now_.nodes[e.path].at = At::active;
    asked_[e.key] = e.path;
  }
  void look(const casework::ActionSucceeded& e) {
    expect(asked_.contains(e.key), e.action + " was reported and never asked for");
    now_.done.insert(e.action);
    if (!e.path.empty()) now_.nodes[e.path].satisfied = true;
  }
  void look(const casework::MessageQueued& e) {
    const Place* place = program_.find(e.path);
    if (e.path.empty() || !place) return;
    expect_in_order(*place);
    if (!now_.node(*place).by_hand) expect_role(*place, "sends");
    now_.nodes[e.path].satisfied = true;
  }
  void look(const casework::MessageReceived& e) {
    now_.reply = e.text;
    for (const Place* place : program_.places())
      if (place->node->kind == Kind::wait && place->node->wait_kind == procedure::Node::WaitKind::reply)
        if (const auto at = now_.nodes.find(place->path); at != now_.nodes.end()) at->second.satisfied = true;
  }
  void look(const casework::TimerFired& e) {
    if (const auto at = now_.nodes.find(e.id); at != now_.nodes.end()) at->second.satisfied = true;
  }
  void look(const casework::WaitStarted& e) {
    if (const Place* place = program_.find(e.path)) expect_in_order(*place);
    now_.nodes[e.path] = Node{.at = At::active};
  }
  void look(const casework::PriorityRaised& e) { now_.priority = e.priority; }
  void look(const casework::Escalated& e) { escalated_.insert("escalation/" + e.rule); }
  void look(const casework::GateOverridden& e) {
    expect(is_person() && rights().may_override, "an override without the permission");
    expect(!e.reason.empty(), "an override without a reason");
    overridden_.insert(e.path);
    if (e.path.starts_with("action/")) waived_actions_.insert(e.path.substr(7));
    if (const auto at = now_.nodes.find(e.path); at != now_.nodes.end()) at->second.waived = true;
  }
  void look(const casework::Undone& e) {
    for (const auto& path : e.reset) restore(now_.nodes, before_nodes_, path);
    for (const auto& key : e.facts) restore(now_.facts, before_facts_, key);
    for (auto& [person, seqs] : works_) seqs.erase(seqs.lower_bound(e.undone_seq), seqs.end());
  }
  void look(const casework::CaseReopened& e) {
    expect(is_closed_, "it was not closed");
    expect(is_person() && rights().may_reopen, "reopened without the permission");
    again_.insert(e.by_hand.begin(), e.by_hand.end());
    is_closed_ = false;
  }
  void look(const casework::CaseClosed& e) {
    const Place* end = e.path.empty() ? nullptr : program_.find(e.path);
    if (end) {
      expect(end->node->kind == Kind::close && end->node->name == e.outcome,
             "closed as " + e.outcome + " where no end is");
      const Node at = now_.node(*end);
      if (!end->node->by_role.empty())
        expect(at.by_hand || at.waived || rights().roles.contains(end->node->by_role),
               "the end is for " + end->node->by_role);
      if (const Place* open = now_.owed_before(*end)) wrong("the case closed with " + open->path + " open");
    } else if (!e.path.empty()) {
      expect(escalated_.contains(e.path), "closed by a rule that did not fire");
    } else {
      for (const Place* place : program_.root().children)
        expect(!now_.owes(*place), "the case closed with " + place->path + " open");
      for (const Place* place : program_.places())
        if (place->node->kind == Kind::close && now_.node(*place).at == At::active) expect_role(*place, "closed past");
    }
    is_closed_ = true;
    closing_ = false;
  }
  template <class Other>
  void look(const Other&) {}

  template <class Map>
  static void restore(Map& now, const Map& before, const std::string& key) {
    const auto at = before.find(key);
    if (at == before.end())
      now.erase(key);
    else
      now[key] = at->second;
  }
  void keep_if(bool begins) {
    if (!begins) return;
    before_nodes_ = now_.nodes;
    before_facts_ = now_.facts;
  }
  /// Who did something about the procedure, and when; a note, an owner, a pause or an answer to an approval is not that.
  void note_work() {
    const auto& event = r_->event;
    const auto begins = [&]<class E>(const E*) {
      const auto* one = std::get_if<E>(&event);
      return one && one->begins;
    };
    const auto* fact = std::get_if<casework::FactRecorded>(&event);
    const auto* action = std::get_if<casework::ActionRequested>(&event);
    const bool works =
        std::holds_alternative<casework::CaseOpened>(event) || std::holds_alternative<casework::CaseReopened>(event) ||
        std::holds_alternative<casework::ActionSucceeded>(event) ||
        std::holds_alternative<casework::ActionFailed>(event) ||
        std::holds_alternative<casework::GateOverridden>(event) ||
        (fact && (fact->source == "asked" || fact->source == "given")) ||
        (action && (action->by_hand || action->path.empty())) || begins(static_cast<casework::NodeEntered*>(nullptr)) ||
        begins(static_cast<casework::NodeFinished*>(nullptr)) || begins(static_cast<casework::BranchTaken*>(nullptr));
    if (works && is_person()) works_[r_->actor_id].insert(r_->seq);
  }

  const casework::Program& program_;
  RightsOf rights_of_;
  const casework::Recorded* r_ = nullptr;
  KnownCase now_;
  std::map<std::string, Node> before_nodes_;  ///< before the last command that may be undone
  std::map<std::string, feel::Value> before_facts_;
  std::map<std::string, std::set<std::uint64_t>> works_;
  std::map<std::string, std::string> asked_;
  std::set<std::string> overridden_, waived_actions_, escalated_, again_;
  bool is_closed_ = false;
  bool closing_ = false;  ///< an end is reached, and what stands above it finished with it
  bool leaving_ = false;  ///< a jump ahead leaves out what lies between
  std::vector<std::string> findings_;
};

}  // namespace evenhand::api::testing
