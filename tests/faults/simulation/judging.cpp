// Recovery, and the whole database held against the books: by SQL of its own, on a connection of its own.
#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>
#include <functional>

#include "casework/view.hpp"
#include "desk/journal_check.hpp"
#include "world.hpp"

namespace evenhand::simulation {
namespace {

using Db = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Db open_raw(const std::filesystem::path& folder, int mode) {
  sqlite3* raw = nullptr;
  sqlite3_open_v2((folder / "evenhand.db").c_str(), &raw, mode, Disk::vfs());
  return {raw, sqlite3_close};
}
void each(sqlite3* db, const std::string& sql, const std::function<void(sqlite3_stmt*)>& row) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    throw Broken(sqlite3_errmsg(db) + (": " + sql));
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(raw, sqlite3_finalize);
  int rc = SQLITE_ROW;
  while ((rc = sqlite3_step(raw)) == SQLITE_ROW) row(raw);
  if (rc != SQLITE_DONE) throw Broken(sqlite3_errmsg(db) + (": " + sql));
}
std::string text(sqlite3_stmt* row, int column) {
  const void* data = sqlite3_column_blob(row, column);
  return data == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

}  // namespace

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
        w.broken("a connector was called for " + call.key + ", which no case asked for");
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
                                    .vfs = Disk::vfs(),
                                    .connectors = std::move(connectors)},
                                   clock_);
    if (opened) {
      desk_ = std::move(*opened);
      desk_->on_change([this](const desk::Change& change) {
        if (change.kind == desk::Change::Kind::case_changed) changed_.insert(change.id);
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

void World::recover() {
  note("power cut");
  desk_.reset();
  changed_.clear();
  disk_.crash();
  disk_.cut_power_after(random_.one_in(3) ? random_.below(12) : -1);
  open_desk();
  disk_.cut_power_after(-1);
  count("recoveries");
  {
    const Db db = open_raw(folder_, SQLITE_OPEN_READONLY);
    reconcile(db.get());
  }
  judge_all(true);
  if (random_.one_in(4)) judge_journal();
}

/// What came through the crash is what was acknowledged, and of what was under way all or nothing.
void World::reconcile(sqlite3* db) {
  std::map<std::string, std::uint64_t> stored;
  each(db, "SELECT case_id, seq FROM cases",
       [&](sqlite3_stmt* row) { stored[text(row, 0)] = static_cast<std::uint64_t>(sqlite3_column_int64(row, 1)); });
  for (const auto& [id, seq] : stored) {
    if (books_.contains(id)) continue;
    const auto doubt = openings_in_doubt_.find(id);
    if (doubt == openings_in_doubt_.end()) broken("case " + id + " is there and was never opened");
    auto& book = books_[id] = std::make_unique<Book>(id, doubt->second.program);
    open_.push_back(book.get());
    take(*book, doubt->second.writes.events);
    count("doubts that came through");
  }
  openings_in_doubt_.clear();
  for (auto& [id, book] : books_) {
    if (!stored.contains(id)) broken("case " + id + " is lost");
    const std::uint64_t seq = stored[id];
    if (seq < book->state.seq) broken(fmt::format("{}: {} acknowledged events are lost", id, book->state.seq - seq));
    if (seq > book->state.seq) {
      auto events = stored_events(*book);
      events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(book->state.seq));
      const std::string& door = events.front().door;
      bool known = door == "timer" || door == "connector";
      for (const Doubt& doubt : book->doubts) {
        if (doubt.events.size() != events.size() || doubt.events.front().at != events.front().at) continue;
        known = true;
        if (doubt.idempotency_key.empty()) continue;
        const auto kept = desk_->kept_answer(doubt.actor_id, doubt.idempotency_key);
        if (kept && !*kept && !customers_[book->state.opened.customer_id])
          broken(id + ": the events came through and the answer did not");
      }
      if (!known) broken(fmt::format("{}: event {} is there and was refused", id, events.front().seq));
      take(*book, events);
      count("doubts that came through");
    }
    book->doubts.clear();
  }
}

void World::judge_all(bool from_start) {
  if (!disk_.has_power()) return;
  disk_.stop_refusing();
  disk_.cut_power_after(-1);
  const Db db = open_raw(folder_, SQLITE_OPEN_READONLY);
  if (from_start)
    each(db.get(), "PRAGMA quick_check", [&](sqlite3_stmt* row) {
      if (text(row, 0) != "ok") broken("the database is damaged: " + text(row, 0));
    });
  judge_events(db.get(), from_start);
  judge_rows(db.get());
  for (auto& [id, book] : books_)
    if (book->is_touched) judge_state(*book);
  count("whole databases judged");
}

void World::judge_events(sqlite3* db, bool from_start) {
  if (from_start) judged_position_ = 0, heads_.clear();
  std::map<std::string, std::size_t> next;
  each(db,
       fmt::format("SELECT position, case_id, seq, at, actor_id, type, prev, hash FROM events WHERE position > {} "
                   "ORDER BY position",
                   judged_position_),
       [&](sqlite3_stmt* row) {
         const auto position = static_cast<std::uint64_t>(sqlite3_column_int64(row, 0));
         if (position != judged_position_ + 1)
           broken(fmt::format("position {} follows {}", position, judged_position_));
         judged_position_ = position;
         const std::string id = text(row, 1);
         const auto seq = static_cast<std::size_t>(sqlite3_column_int64(row, 2));
         const auto book = books_.find(id);
         if (book == books_.end() || seq == 0 || seq > book->second->seen.size())
           broken(fmt::format("{}: event {} was never acknowledged", id, seq));
         const std::string type = text(row, 5);
         if (!(book->second->seen[seq - 1] == Seen{type, sqlite3_column_int64(row, 3), text(row, 4)}))
           broken(fmt::format("{}: event {} is not what was acknowledged", id, seq));
         std::string& head = heads_.try_emplace(id, std::string(32, '\0')).first->second;
         if (text(row, 6) != head) broken(fmt::format("{}: the chain is broken at event {}", id, seq));
         head = text(row, 7);
       });
}

void World::judge_rows(sqlite3* db) {
  static constexpr const char* statuses[] = {"open", "open", "paused", "closed"};
  std::size_t cases = 0;
  std::set<std::string> timers, effects, wanted_timers, wanted_effects;
  std::map<std::string, std::size_t> messages;
  each(db, "SELECT case_id, status, seq, team, assignee_id, outcome, opened_at, changed_at, next_due, head FROM cases",
       [&](sqlite3_stmt* row) {
         ++cases;
         const auto found = books_.find(text(row, 0));
         if (found == books_.end()) broken("case " + text(row, 0) + " was never acknowledged");
         const auto& s = found->second->state;
         std::int64_t due = INT64_MAX;
         for (const auto& [id, at] : s.timers) due = std::min(due, at.micros);
         const bool same = text(row, 1) == statuses[static_cast<int>(s.status)] &&
                           sqlite3_column_int64(row, 2) == static_cast<std::int64_t>(s.seq) && text(row, 3) == s.team &&
                           text(row, 4) == s.assignee_id && text(row, 5) == s.outcome &&
                           sqlite3_column_int64(row, 6) == s.opened_at.micros &&
                           sqlite3_column_int64(row, 7) == s.changed_at.micros &&
                           (s.timers.empty() || sqlite3_column_int64(row, 8) == due) &&
                           text(row, 9) == heads_[s.seq > 0 ? found->first : ""];
         if (!same) broken("the row of " + found->first + " is not what its events say");
       });
  if (cases != books_.size()) broken(fmt::format("{} cases are there, {} were opened", cases, books_.size()));
  for (const auto& [id, book] : books_) {
    if (book->state.status != cw::CaseState::Status::closed)
      for (const auto& [timer, due] : book->state.timers)
        wanted_timers.insert(fmt::format("{} {} {}", id, timer, due.micros));
    for (const auto& [key, kind] : book->effects) wanted_effects.insert(key + " " + kind);
  }
  each(db, "SELECT case_id, timer_id, due_at FROM timers", [&](sqlite3_stmt* row) {
    timers.insert(fmt::format("{} {} {}", text(row, 0), text(row, 1), sqlite3_column_int64(row, 2)));
  });
  each(db, "SELECT effect_key, kind FROM outbox",
       [&](sqlite3_stmt* row) { effects.insert(text(row, 0) + " " + text(row, 1)); });
  each(db, "SELECT case_id, count(*) FROM messages GROUP BY case_id",
       [&](sqlite3_stmt* row) { messages[text(row, 0)] = static_cast<std::size_t>(sqlite3_column_int64(row, 1)); });
  if (timers != wanted_timers)
    broken(fmt::format("{} timers are in the table, {} in the cases", timers.size(), wanted_timers.size()));
  if (effects != wanted_effects)
    broken(fmt::format("{} effects are in the outbox, {} in the record", effects.size(), wanted_effects.size()));
  for (const auto& [id, book] : books_)
    if (messages[id] != book->messages)
      broken(fmt::format("{}: {} messages, {} in the record", id, messages[id], book->messages));
  each(db,
       "SELECT m.case_id FROM messages m JOIN customers c ON c.org_id = m.org_id JOIN cases k ON k.org_id = m.org_id "
       "AND k.case_id = m.case_id AND k.customer_id = c.customer_id "
       "LEFT JOIN search_documents d ON d.org_id = m.org_id AND d.kind = 'message' AND d.document_id = m.message_id "
       "WHERE d.entry IS NULL AND c.erased_at = 0",
       [&](sqlite3_stmt* row) { broken(text(row, 0) + ": a message cannot be found by search"); });
}

/// The state that the stored events come to, the one the desk works with, and the one in the book are one.
void World::judge_state(Book& book) {
  book.is_touched = false;
  if (customers_[book.state.opened.customer_id]) return;
  cw::CaseState folded;
  for (const auto& event : stored_events(book)) cw::apply(folded, event);
  if (!(folded == book.state)) broken(book.id + ": the stored events come to another state");
  const auto seen = desk_->look(book.id);
  if (!seen) broken(book.id + ": " + seen.error().message);
  if (!(*seen->state == book.state)) broken(book.id + ": the desk works with another state");
  count("cases judged");
}

void World::judge_journal() {
  const auto report = desk::check_journal(*desk_);
  if (!report) broken("the journal cannot be read: " + report.error().message);
  if (!report->problems.empty()) broken("the journal: " + report->problems.front());
  count("journals checked");
}

/// Breaks a rule behind the desk's back, so that a test sees it found.
void World::sabotage() {
  const std::map<std::string, std::string> ways = {
      {"timer", "DELETE FROM timers WHERE timer_id = (SELECT min(timer_id) FROM timers)"},
      {"early", "UPDATE timers SET due_at = due_at - 1"},
      {"event", "UPDATE events SET actor_id = 'person_x' WHERE position = 5"},
      {"body", "UPDATE events SET body = replace(body, ':', ': ') WHERE position = 5"},
      {"effect", "DELETE FROM outbox WHERE effect_key = (SELECT min(effect_key) FROM outbox)"},
      {"message", "DELETE FROM messages WHERE message_id = (SELECT min(message_id) FROM messages)"},
      {"row", "UPDATE cases SET outcome = 'another'"}};
  const Db db = open_raw(folder_, SQLITE_OPEN_READWRITE);
  each(db.get(), ways.at(plan_.sabotage), [](sqlite3_stmt*) {});
  for (auto& [id, book] : books_) book->is_touched = true;
}

}  // namespace evenhand::simulation
