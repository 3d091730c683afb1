#include "casework/replay.hpp"

#include <algorithm>
#include <optional>

#include "casework/view.hpp"

namespace evenhand::casework {
namespace {

using procedure::NodeKind;
using procedure::Scenario;

void add_once(std::vector<std::string>& list, const std::string& word) {
  if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
}

/// Some value that a fact of this type may have; empty where none is at hand.
std::optional<feel::Value> any_value(const procedure::Fact* fact) {
  using Kind = procedure::FactType::Kind;
  if (fact == nullptr) return std::nullopt;
  const procedure::FactType& type = fact->type;
  switch (type.kind) {
    case Kind::text:
      return feel::Value(std::string("x"));
    case Kind::pattern:
      return feel::Value(type.pattern);  // `AA-000`: letters and digits stand for themselves too
    case Kind::number:
    case Kind::money:
      return feel::Value(type.minimum.value_or(type.maximum.value_or(Decimal{1})));
    case Kind::yes_no:
      return feel::Value(true);
    case Kind::one_of:
      return type.options.empty() ? std::nullopt : std::optional(feel::Value(type.options.front()));
    default:
      return std::nullopt;
  }
}

class Listener {
 public:
  explicit Listener(const Program& program) : program_(program) {
    Scenario& s = answers_.scenario;
    const auto& selection = program.selection();
    s.name = "replay";
    s.state = selection.state;
    s.channel = selection.channel;
    s.product = selection.product;
    s.language = selection.language;
  }

  void hear(const Recorded& recorded) {
    std::visit([this](const auto& event) { on(event); }, recorded.event);
  }
  Answers take() { return std::move(answers_); }

 private:
  template <class Other>
  void on(const Other&) {}

  void on(const FactRecorded& fact) {
    if (fact.source != "asked" && fact.source != "given" && fact.source != "action") return;
    // What was given is gone; anything of its kind serves, as long as the case ends as it did.
    const auto value = fact.transient ? any_value(program_.find_fact(fact.scope, fact.name)) : fact.value;
    if (!value) return missing("**" + fact.name + "** was never stored");
    auto parsed = feel::parse(feel::to_feel(*value), {});
    if (!parsed.ok()) return missing("**" + fact.name + "** has a value that cannot be given again");
    Scenario::Given given;
    given.fact = fact.name;
    given.value = std::move(parsed.expression);
    if (fact.source == "action") {
      const Place* place = program_.find(fact.path);
      given.action = place != nullptr && place->node->kind == NodeKind::action ? place->node->name : last_action_;
    }
    answers_.scenario.given.push_back(std::move(given));
  }
  void on(const ActionSucceeded& done) { last_action_ = done.action; }
  void on(const ActionFailed& failed) {
    if (failed.final) add_once(answers_.scenario.failing_actions, failed.action);
  }
  void on(const ApprovalGiven& given) {
    if (!given.approved) add_once(answers_.scenario.refusing_roles, given.role);
  }
  void on(const NodeFinished& finished) {
    const Place* place = program_.find(finished.path);
    if (place == nullptr) return;
    if (finished.how == NodeFinished::How::answered_no && place->node->kind == NodeKind::task)
      add_once(answers_.scenario.unticked_tasks, place->node->text.text);
    if (finished.how == NodeFinished::How::skipped || finished.how == NodeFinished::How::overridden)
      missing("\"" + place->node->text.text + "\" was " +
              (finished.how == NodeFinished::How::skipped ? "skipped" : "overridden") + " by hand");
  }
  void on(const GateOverridden&) { missing("a gate was overridden by hand"); }
  void on(const CaseReopened&) { missing("it was reopened"); }
  void on(const Undone&) { missing("something in it was undone"); }
  void on(const WaitStarted& wait) {
    const Place* place = program_.find(wait.path);
    waits_ = waits_ || (place != nullptr && place->node->wait_kind == procedure::Node::WaitKind::reply);
  }
  void on(const MessageReceived& message) {
    if (waits_) answers_.scenario.reply = message.text;
  }
  void on(const TimerFired& timer) {
    const Place* place = program_.find(timer.id);
    if (place == nullptr) return;
    if (place->node->kind == NodeKind::approve) missing("an approval ran out of time");
    if (place->node->kind == NodeKind::wait && place->node->wait_kind == procedure::Node::WaitKind::reply)
      answers_.scenario.no_reply = true;
  }

  void missing(std::string why) {
    if (answers_.missing.empty()) answers_.missing = std::move(why);
  }

  const Program& program_;
  Answers answers_;
  std::string last_action_;
  bool waits_ = false;
};

}  // namespace

Answers answers_of(std::span<const Recorded> history, const Program& program) {
  Listener listener(program);
  for (const Recorded& recorded : history) listener.hear(recorded);
  Answers out = listener.take();
  // Whoever replied after all did so before the time was up.
  if (!out.scenario.reply.empty()) out.scenario.no_reply = false;
  return out;
}

std::vector<std::string> way_of(std::span<const Recorded> history, const Program& program) {
  std::vector<std::string> way;
  const auto add = [&](std::string what, const std::string& name) { way.push_back(std::move(what) + name); };
  for (const Recorded& recorded : history) {
    if (const auto* entered = std::get_if<NodeEntered>(&recorded.event)) {
      const Place* place = program.find(entered->path);
      if (place != nullptr && place->node->kind == NodeKind::step) add("step ", place->node->id);
    } else if (const auto* done = std::get_if<ActionSucceeded>(&recorded.event)) {
      add("did ", done->action);
    } else if (const auto* failed = std::get_if<ActionFailed>(&recorded.event); failed != nullptr && failed->final) {
      add("failed ", failed->action);
    } else if (const auto* sent = std::get_if<MessageQueued>(&recorded.event);
               sent != nullptr && !sent->message.empty()) {
      add("sent ", sent->message);
    } else if (const auto* given = std::get_if<ApprovalGiven>(&recorded.event)) {
      add(given->approved ? "approved by " : "refused by ", given->role);
    } else if (const auto* over = std::get_if<HandedOver>(&recorded.event); over != nullptr && !over->path.empty()) {
      add("handed over to ", over->team);
    } else if (const auto* closed = std::get_if<CaseClosed>(&recorded.event)) {
      add("closed as ", closed->outcome);
    }
  }
  return way;
}

}  // namespace evenhand::casework
