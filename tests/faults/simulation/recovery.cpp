// Opening the desk, and what came through a crash.
#include <fmt/format.h>

#include <cstring>

#include "casework/view.hpp"
#include "raw.hpp"
#include "store/events.hpp"

namespace evenhand::simulation {

/// What a procedure's connector says: mostly the right thing, at times late, wrong, failed, or done and never heard of.
class ScriptedConnector final : public connect::Connector {
 public:
  explicit ScriptedConnector(World& world) : world_(world) {}
  connect::Answer call(const connect::Call& call) override {
    World& w = world_;
    const auto slash = call.key.find('/');
    const auto book = w.books_.find(call.key.substr(0, slash));
    if (book == w.books_.end() || !book->second->effects.contains(call.key)) {
      w.catch_up();
      if (w.disk_.has_power() && !w.books_.at(call.key.substr(0, slash))->effects.contains(call.key))
        w.suspect("a connector was called for " + call.key + ", which no case asked for");
    }
    w.count("connector calls");
    if (++w.calls_[call.key] > 1) w.count("connector calls repeated");
    connect::Answer answer{.ok = true, .outputs = {}, .error = {}};
    if (!w.all_is_well_outside_) {
      const int mood = w.random_.below(10);
      if (mood == 0) w.disk_.cut_power_after(w.random_.below(6));  // done, and the answer is lost
      if (mood == 1) w.clock_.advance(std::chrono::seconds(w.random_.below(400)));
      if (mood == 2 || mood == 3) return {.ok = false, .outputs = {}, .error = "It failed.", .may_retry = mood == 2};
      if (mood == 4) w.count("connector answers wrong");
      if (mood == 4) answer.outputs.emplace_back("rate", json::Value("not a number"));
      if (mood == 4) return answer;
    }
    const auto& state = w.books_.at(call.key.substr(0, slash))->state;
    const auto& program = *w.books_.at(call.key.substr(0, slash))->program;
    const auto pending = state.pending_actions.find(call.key);
    if (pending == state.pending_actions.end()) return answer;
    const cw::Place* place = program.find(pending->second.path);
    const auto& procedure = place != nullptr ? *place->procedure : program.main();
    for (const auto& output : cw::action_outputs(place, procedure.find_action(pending->second.action)))
      answer.outputs.emplace_back(output.parameter, connect::to_plain_json(w.commands_.value_of(
                                                        program, place != nullptr ? place->scope : "", output.fact)));
    return answer;
  }

 private:
  World& world_;
};

void World::open_desk() {
  for (int tries = 0;; ++tries) {
    connect::Connectors connectors;
    for (const char* name : {"shop", "bank"}) connectors.add(name, std::make_shared<ScriptedConnector>(*this));
    auto opened = desk::Desk::open({.folder = folder_,
                                    .company = "Acme",
                                    .shards = 1,
                                    .live_cases_max = 64,
                                    .background = false,
                                    .threads = false,
                                    .vfs = Disk::vfs(),
                                    .connectors = std::move(connectors),
                                    .compile = compile_once},
                                   clock_);
    if (opened) {
      desk_ = std::move(*opened);
      desk_->on_change([this](const desk::Change& change) {
        if (change.kind == desk::Change::Kind::case_changed) told_[change.id] = change.seq;
      });
      if (disk_.has_power()) return;
      desk_.reset();
    } else if (disk_.has_power()) {
      broken("the desk does not open: " + opened.error().message);
    }
    count("power cuts while opening");
    disk_.crash();
    if (tries < 3 && random_.one_in(3)) disk_.cut_power_after(random_.below(30));
  }
}

std::vector<cw::Recorded> World::stored_events(const Book& book, std::uint64_t after) {
  const auto stored = desk_->store().read(
      [&](store::Reader& reader) { return store::events::of_case(reader, desk_->org(), book.id, after); });
  if (!stored) broken("events cannot be read: " + stored.error().message);
  std::vector<cw::Recorded> events;
  const auto scope = desk_->seal_scope(book.id, book.state.opened.customer_id);
  for (const auto& one : *stored) {
    auto opened = ledger::open_event(one, scope);
    if (!opened) broken(book.id + ": an event cannot be opened: " + opened.error().message);
    events.push_back(std::move(opened->recorded));
  }
  return events;
}

/// What timers and connectors did, as the desk told.
void World::catch_up() {
  if (!disk_.has_power()) return;
  for (const auto& [id, seq] : std::exchange(told_, {})) {
    Book& book = *books_.at(id);
    if (seq <= book.state.seq) continue;
    auto events = stored_events(book, book.state.seq);
    if (book.state.seq + events.size() < seq) broken(fmt::format("{}: event {} was told and is not there", id, seq));
    events.resize(seq - book.state.seq);
    take(book, events);
    doubts_.clear();
  }
}

void World::recover() {
  note("power cut");
  desk_.reset();
  disk_.crash();
  disk_.cut_power_after(random_.one_in(3) ? random_.below(12) : -1);
  open_desk();
  disk_.cut_power_after(-1);
  count("recoveries");
  catch_up();
  reconcile();
  judge_all(true);
  if (!random_.one_in(4)) return;
  judge_journal();
  judge_content();
}

/// What came through the crash is what was acknowledged, and of the last commit under way all or nothing.
void World::reconcile() {
  const Db db = open_raw(folder_, SQLITE_OPEN_READONLY);
  std::map<std::string, std::uint64_t> stored;
  each(db.get(), "SELECT case_id, seq FROM cases",
       [&](sqlite3_stmt* row) { stored[text(row, 0)] = static_cast<std::uint64_t>(sqlite3_column_int64(row, 1)); });
  for (const auto& [id, book] : books_) {
    if (!stored.contains(id)) broken("case " + id + " is lost");
    if (stored[id] < book->state.seq)
      broken(fmt::format("{}: {} acknowledged events are lost", id, book->state.seq - stored[id]));
  }
  ByCase more;
  for (const auto& [id, seq] : stored) {
    const auto book = books_.find(id);
    const std::uint64_t known = book == books_.end() ? 0 : book->second->state.seq;
    if (seq == known) continue;
    each(db.get(),
         fmt::format("SELECT at, type, actor_id, door FROM events WHERE case_id = '{}' AND seq > {} ORDER BY seq", id,
                     known),
         [&](sqlite3_stmt* row) {
           more[id].push_back({sqlite3_column_int64(row, 0), text(row, 1), text(row, 2), text(row, 3)});
         });
  }
  if (!more.empty()) came_through(more);
  doubts_.clear();
}

/// All of what the requests decided that share a commit with `first`: but those that were taken back alone before it, as a
/// command decided on what failed is, or an opening for a customer whom another of the same commit brought.
World::ByCase World::together(const Asked& first, const ByCase& stored) const {
  ByCase all;
  for (const Asked& one : doubts_) {
    if (one.commit != first.commit || one.is_undone) continue;
    if (one.kind == "open-case" && !stored.contains(one.case_id)) continue;
    for (const auto& event : one.events)
      all[one.case_id].push_back(
          {event.at.micros, std::string(cw::event_type(event.event)), event.actor_id, event.door});
  }
  return all;
}

void World::came_through(const ByCase& more) {
  const auto found =
      std::find_if(doubts_.begin(), doubts_.end(), [&](const Asked& one) { return together(one, more) == more; });
  if (found == doubts_.end()) {
    const auto& [id, events] = *more.begin();
    const std::string& door = events.front().door;
    // What the desk does by itself is written alone.
    if (more.size() > 1 || !books_.contains(id) || (door != "timer" && door != "connector"))
      broken(fmt::format("{} cases hold more than was acknowledged, {} first, and no commit wrote just that",
                         more.size(), id));
    count("doubts that came through");
    return take(*books_.at(id), stored_events(*books_.at(id), books_.at(id)->state.seq));
  }
  std::uint64_t members = 0;
  for (const Asked& one : doubts_) {
    if (one.commit != found->commit || !more.contains(one.case_id) || one.is_undone) continue;
    auto& book = books_[one.case_id];
    if (!book) {
      book = std::make_unique<Book>(one.case_id, one.program);
      open_.push_back(book.get());
    }
    take(*book, one.events);
    ++members;
    count("doubts that came through");
    if (one.idempotency_key.empty()) continue;
    const auto kept = desk_->kept_answer(one.actor_id, one.idempotency_key);
    if (kept && !*kept && !customers_[book->state.opened.customer_id])
      broken(one.case_id + ": the events came through and the answer did not");
  }
  if (members > 1) count("commits in doubt that came through whole");
}

}  // namespace evenhand::simulation
