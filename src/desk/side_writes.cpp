#include "desk/side_writes.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/id.hpp"
#include "store/attachments.hpp"

namespace evenhand::desk {
namespace {

using casework::CaseState;
using casework::NodeStatus;
using procedure::NodeKind;

std::string_view status_name(CaseState::Status status) {
  switch (status) {
    case CaseState::Status::none:
    case CaseState::Status::open:
      return "open";
    case CaseState::Status::paused:
      return "paused";
    case CaseState::Status::closed:
      return "closed";
  }
  return "open";
}

/// Whom a node waits for and what for; an empty role means the person who works the case.
std::optional<std::pair<std::string, std::string>> waits(const casework::Place& place) {
  const procedure::Node& node = *place.node;
  switch (node.kind) {
    case NodeKind::approve:
      return std::pair(node.name, "Approval by " + node.name);
    case NodeKind::wait:
      if (node.wait_kind == procedure::Node::WaitKind::reply)
        return std::pair(std::string("customer"), std::string("A reply"));
      return std::pair(std::string("timer"), std::string("Time"));
    case NodeKind::task:
    case NodeKind::ask:
      if (!place.role.empty()) return std::pair(place.role, "Work by " + place.role);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::string address_of(const CaseState& state) {
  return state.opened.customer_address;
}

class Collector {
 public:
  Collector(SideWrites& writes, const casework::Recorded& recorded, const CaseState& state,
            const ledger::SealScope& scope)
      : writes_(writes), recorded_(recorded), state_(state), scope_(scope) {}

  Result<void> operator()(const casework::CaseOpened& opened) {
    writes_.documents.push_back({.kind = "case",
                                 .id = scope_.case_id,
                                 .target = scope_.case_id,
                                 .customer_id = opened.customer_id,
                                 .title = opened.subject,
                                 .body = opened.customer_name + " " + opened.title});
    return {};
  }
  Result<void> operator()(const casework::FactRecorded& recorded) { return refer(recorded.files); }
  Result<void> operator()(const casework::NodeFinished& finished) { return refer(finished.files); }
  Result<void> operator()(const casework::MessageQueued& queued) {
    // As in the record, the customer's own name stands nowhere in the open.
    return message("out", queued.channel, queued.language, queued.to, queued.text, "queued", queued.key,
                   recorded_.actor_id, recorded_.actor_id == "customer" ? "customer" : recorded_.actor_name);
  }
  Result<void> operator()(const casework::MessageReceived& received) {
    // A key of the outside world is one message within its case, and may come again in another.
    const std::string key =
        scope_.case_id + (received.key.empty() ? "/said/" + std::to_string(recorded_.seq) : "/in/" + received.key);
    return message("in", received.channel, {}, received.from, received.text, "received", key, "customer", "customer");
  }
  Result<void> operator()(const casework::Told& told) {
    return notice("role", told.role, "told", told.text.empty() ? "A case needs your attention." : told.text);
  }
  Result<void> operator()(const casework::ApprovalAsked& asked) {
    return notice("role", asked.role, "approval", "Approval is asked for.");
  }
  Result<void> operator()(const casework::HandedOver& handed) {
    return notice("role", handed.team, "handed-over",
                  handed.reason.empty() ? "A case was handed over to you." : handed.reason);
  }
  Result<void> operator()(const casework::Assigned& assigned) {
    if (assigned.person_id.empty() || assigned.person_id == recorded_.actor_id) return {};
    return notice("person", assigned.person_id, "assigned", "A case was given to you.");
  }
  Result<void> operator()(const casework::TimerArmed& armed) {
    std::erase(writes_.cleared_timers, armed.id);
    std::erase_if(writes_.armed, [&](const store::timers::Timer& t) { return t.id == armed.id; });
    writes_.armed.push_back({.case_id = scope_.case_id, .id = armed.id, .due = armed.due});
    return {};
  }
  Result<void> operator()(const casework::TimerCleared& cleared) { return clear(cleared.id); }
  Result<void> operator()(const casework::TimerFired& fired) { return clear(fired.id); }
  Result<void> operator()(const casework::CaseClosed&) {
    writes_.clear_all_timers = true;
    writes_.armed.clear();
    return {};
  }
  template <class Other>
  Result<void> operator()(const Other&) {
    return {};
  }

  Result<void> effects() {
    for (const casework::Effect& effect : casework::effects_of(recorded_, scope_.case_id)) {
      if (effect.kind == casework::Effect::Kind::notify_role) continue;  // written as notices, in this transaction
      auto body = ledger::seal_text(json::write(effect.body), "effect", scope_);
      if (!body) return fail(std::move(body.error()));
      store::outbox::Effect row;
      row.key = effect.key;
      row.kind = effect.kind == casework::Effect::Kind::call_connector ? "call-connector" : "deliver-message";
      row.case_id = scope_.case_id;
      row.seq = recorded_.seq;
      row.body = std::move(*body);
      row.created_at = recorded_.at;
      row.next_at = recorded_.at;
      writes_.effects.push_back(std::move(row));
    }
    return {};
  }

 private:
  Result<void> refer(const std::vector<casework::FileProof>& files) {
    for (const auto& file : files) writes_.referred_files.emplace_back(file.id, recorded_.seq);
    return {};
  }

  Result<void> clear(const std::string& id) {
    std::erase_if(writes_.armed, [&](const store::timers::Timer& t) { return t.id == id; });
    writes_.cleared_timers.push_back(id);
    return {};
  }

  Result<void> message(std::string direction, std::string channel, std::string language, const std::string& address,
                       const std::string& text, std::string status, std::string key, std::string author_id,
                       std::string author_name) {
    auto sealed_text = ledger::seal_text(text, "message", scope_);
    if (!sealed_text) return fail(std::move(sealed_text.error()));
    auto sealed_address = ledger::seal_text(address.empty() ? address_of(state_) : address, "address", scope_);
    if (!sealed_address) return fail(std::move(sealed_address.error()));
    store::messages::Message row;
    row.id = MessageId::make(recorded_.at).str();
    row.case_id = scope_.case_id;
    row.seq = recorded_.seq;
    row.direction = std::move(direction);
    row.channel = std::move(channel);
    row.language = std::move(language);
    row.address = std::move(*sealed_address);
    row.text = std::move(*sealed_text);
    row.author_id = std::move(author_id);
    row.author_name = std::move(author_name);
    row.status = std::move(status);
    row.key = std::move(key);
    row.at = recorded_.at;
    writes_.documents.push_back({.kind = "message",
                                 .id = row.id,
                                 .target = scope_.case_id,
                                 .customer_id = scope_.person,
                                 .title = {},
                                 .body = text});
    writes_.messages.push_back(std::move(row));
    return {};
  }

  Result<void> notice(std::string to_kind, std::string to, std::string kind, const std::string& text) {
    auto sealed = ledger::seal_text(text, "notice", scope_);
    if (!sealed) return fail(std::move(sealed.error()));
    store::notifications::Notification row;
    row.key = store::notifications::key_of(scope_.case_id, recorded_.seq);
    row.to_kind = std::move(to_kind);
    row.to = std::move(to);
    row.case_id = scope_.case_id;
    row.kind = std::move(kind);
    row.text = std::move(*sealed);
    row.at = recorded_.at;
    writes_.notices.push_back(std::move(row));
    return {};
  }

  SideWrites& writes_;
  const casework::Recorded& recorded_;
  const CaseState& state_;
  const ledger::SealScope& scope_;
};

template <class Items, class Write>
Result<void> for_all(const Items& items, Write write) {
  for (const auto& item : items) {
    const auto done = write(item);
    if (!done) return fail(done.error());
  }
  return {};
}

}  // namespace

void update_row(store::cases::CaseRow& row, const CaseState& state, const casework::Program& program) {
  row.status = status_name(state.status);
  row.priority = state.priority.empty() ? "normal" : state.priority;
  row.team = state.team;
  row.assignee_id = state.assignee_id;
  row.outcome = state.outcome;
  row.opened_at = state.opened_at;
  row.changed_at = state.changed_at;
  row.closed_at = state.status == CaseState::Status::closed ? state.closed_at : Instant{};
  row.next_due = store::cases::never;
  for (const auto& [id, due] : state.timers) row.next_due = std::min(row.next_due, due);
  row.waiting_role.clear();
  row.waiting_for.clear();
  if (state.status != CaseState::Status::open) return;
  if (!state.pending_actions.empty()) row.waiting_for = "An action";
  for (const casework::Place* place : program.places()) {
    if (place->node == nullptr) continue;
    const auto found = state.nodes.find(place->path);
    if (found == state.nodes.end() || found->second.status != NodeStatus::active) continue;
    if (auto waiting = waits(*place)) {
      row.waiting_role = std::move(waiting->first);
      row.waiting_for = std::move(waiting->second);
      return;
    }
  }
}

Result<void> collect_side_writes(SideWrites& writes, const std::vector<casework::Recorded>& recorded,
                                 const CaseState& state, const ledger::SealScope& scope) {
  for (const casework::Recorded& one : recorded) {
    Collector collector(writes, one, state, scope);
    auto done = std::visit(collector, one.event);
    if (!done) return done;
    done = collector.effects();
    if (!done) return done;
  }
  return {};
}

Result<void> write_all(store::Writer& writer, const SideWrites& writes) {
  const std::string& org = writes.row.org;
  const std::string& case_id = writes.row.id;
  if (writes.new_customer) {
    const auto added = store::customers::add(writer, org, *writes.new_customer, writes.new_customer_key);
    if (!added) return added;
  }
  const auto appended =
      store::cases::append(writer, writes.expected_seq, writes.events, writes.row, writes.snapshot, writes.before);
  if (!appended) return fail(appended.error());
  Result<void> done;
  if (writes.clear_all_timers) done = store::timers::clear_case(writer, org, case_id);
  if (done)
    done = for_all(writes.cleared_timers,
                   [&](const std::string& id) { return store::timers::clear(writer, org, case_id, id); });
  if (done) done = for_all(writes.armed, [&](const auto& timer) { return store::timers::arm(writer, org, timer); });
  if (done) done = for_all(writes.effects, [&](const auto& effect) { return store::outbox::add(writer, org, effect); });
  if (done)
    done = for_all(writes.messages, [&](const auto& message) -> Result<void> {
      const auto added = store::messages::add(writer, org, message);
      if (!added) return fail(added.error());
      // The record and the conversation are the same words: both or neither.
      if (!*added) return fail(ErrorKind::conflict, "message/exists", "There is a message with this key already.");
      return {};
    });
  if (done)
    done = for_all(writes.notices, [&](const auto& notice) { return store::notifications::add(writer, org, notice); });
  if (done)
    done = for_all(writes.documents, [&](const auto& document) { return store::search::put(writer, org, document); });
  // A file that was removed since it was looked up fails the command: the record never refers to nothing.
  if (done)
    done = for_all(writes.referred_files, [&](const auto& file) {
      return store::attachments::refer(writer, org, case_id, file.first, file.second);
    });
  return done;
}

}  // namespace evenhand::desk
