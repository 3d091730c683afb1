// The whole database held against the books.
#include <fmt/format.h>

#include "desk/content_check.hpp"
#include "desk/journal_check.hpp"
#include "raw.hpp"

namespace evenhand::simulation {

void World::judge_all(bool from_start) {
  if (!disk_.has_power()) return;
  disk_.stop_refusing();
  disk_.cut_power_after(-1);
  const Db db = open_raw(folder_, SQLITE_OPEN_READONLY);
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
  for (const auto& event : stored_events(book, 0)) cw::apply(folded, event);
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

/// As doctor: every case's events played again, and all that is stored beside them held against what they say.
void World::judge_content() {
  const auto report = desk_->store().read([&](store::Reader& reader) {
    return desk::check_content(reader, desk_->org(), {.ring = &desk_->key_ring(), .signing = &desk_->signing_key()});
  });
  if (!report) broken("what is beside the journal cannot be read: " + report.error().message);
  for (const std::string& problem : report->problems) {
    // The desk was not told that someone was erased, and goes on with the key it has until it opens again.
    const auto book = books_.find(problem.substr(0, problem.find(':')));
    if (book == books_.end() || !customers_[book->second->state.opened.customer_id]) broken("beside it: " + problem);
  }
  count("contents checked");
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
