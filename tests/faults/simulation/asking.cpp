// What people ask for. Requests come while the disk still writes what others asked, and so share the next commit.
#include <fmt/format.h>

#include <algorithm>

#include "world.hpp"

namespace evenhand::simulation {
namespace {

/// The disk failed: SQLite may still find what was written, in its log, after a crash.
bool leaves_open(const std::string& code) {
  return code == "store/io" || code == "store/full" || code == "store/busy";
}

}  // namespace

/// A few requests within moments. The first is written alone; those that come during its sync are decided on what it
/// changed and written together; and so on.
void World::serve() {
  std::vector<Instant> arrivals = {clock_.now()};
  for (int more = random_.one_in(3) ? 0 : random_.below(12); more > 0; --more)
    arrivals.push_back(arrivals.back() + Microseconds(random_.below(1'500)));
  std::size_t next = 0;
  const auto come_in = [&] { ask((++next, asked_.emplace_back())); };
  // The moment that leaves most open: all is written and not yet safe.
  int syncs_until_cut = random_.one_in(100) ? random_.below(2) : -1;
  disk_.on_sync = [&] {
    if (syncs_until_cut-- == 0) disk_.cut_power_after(0);
    while (next < arrivals.size() && arrivals[next] <= clock_.now()) come_in();
  };
  while (next < arrivals.size() && disk_.has_power()) {
    clock_.set(std::max(clock_.now(), arrivals[next]));
    come_in();
    desk_->run_waiting();
  }
  disk_.on_sync = {};
  std::map<std::uint64_t, std::uint64_t> written;
  for (Asked& one : asked_) {
    if (one.answers != 1) broken(fmt::format("{} was answered {} times", one.kind, one.answers));
    if (*one.answer) ++written[one.commit];
  }
  // In the order of the answers: one that was overtaken is decided again after what came later.
  for (Asked* one : answered_) hear(*one);
  answered_.clear();
  asked_.clear();
  for (const auto& [commit, together] : written)
    count(together == 1 ? "commits of one" : together < 5 ? "commits of 2 to 4" : "commits of 5 and more");
}

void World::ask(Asked& asked) {
  ++sent_;
  const desk::Reply reply = [this, &asked](Answer answer) {
    ++asked.answers;
    const auto figures = desk_->store().figures();
    asked.commit = figures.commits + figures.commits_failed;
    asked.answer = std::move(answer);
    if (asked.answers == 1) answered_.push_back(&asked);
  };
  if (open_.empty() || random_.one_in(25)) return open_case(asked, reply);
  if (random_.one_in(40) && replay(asked, reply)) return;
  command(asked, reply);
}

void World::open_case(Asked& asked, const desk::Reply& reply) {
  desk::Opening opening;
  const auto& [text, number] = random_.any_of(published_).second;
  opening.procedure_id = text.id;
  opening.selection.channel = random_.any_of(std::vector<std::string>{"email", "phone", "email", "chat"});
  if (!text.id.starts_with("random"))
    opening.selection.state = random_.any_of(std::vector<std::string>{"MA", "AR", "OK", ""});
  opening.open.subject = "Where is it";
  opening.open.customer_name = "Kim";
  opening.open.customer_address =
      fmt::format("kim{}@mail.example", random_.below(30) + static_cast<int>(sent_ / 200) * 20);
  if (random_.one_in(3)) opening.message = "Hello, where is it?";
  opening.actor = random_.any_of(people_);
  asked.kind = "open-case";
  asked.actor_id = opening.actor.id;
  opening.render = [&asked](const desk::Outcome& outcome) {
    asked.case_id = outcome.case_id;
    asked.program = outcome.program;
    asked.events = outcome.events;
    return std::string();
  };
  desk_->open_case(std::move(opening), reply);
}

void World::command(Asked& asked, const desk::Reply& reply) {
  Book& book = any_case();
  commands_.case_id = book.id;
  const cw::CaseState state = ahead(book);
  desk::Submission s;
  s.case_id = book.id;
  s.command = commands_.next(*book.program, state);
  s.actor = random_.any_of(people_);
  if (std::holds_alternative<cw::ReceiveMessage>(s.command)) s.actor = {.id = "customer", .name = "Kim"};
  if (random_.one_in(50)) s.expected_seq = state.seq - static_cast<std::uint64_t>(random_.below(2));
  asked.kind = cw::command_type(s.command);
  asked.case_id = book.id;
  asked.actor_id = s.actor.id;
  if (random_.one_in(10)) {
    asked.idempotency_key = fmt::format("key-{}", ++keys_);
    s.idempotency =
        desk::IdempotencyKey{s.actor.id, asked.idempotency_key, "hash", 200, [&asked](const cw::Refusal& refusal) {
                               return desk::Rendered{409, refusal.code + " " + asked.idempotency_key};
                             }};
  }
  s.render = [&asked](const desk::Outcome& outcome) {
    asked.events = outcome.events;
    asked.is_undone = true;  // until its part is written
    return "answer " + asked.idempotency_key;
  };
  s.also = [&asked](store::Writer&) -> Result<void> {
    asked.is_undone = false;
    return {};
  };
  desk_->submit(std::move(s), reply);
}

/// The same request again: it gets the first one's answer, and cannot be carried out twice.
bool World::replay(Asked& asked, const desk::Reply& reply) {
  if (kept_.empty()) return false;
  const Kept kept = random_.any_of(kept_);
  // Swept by a clock that was further on, though it was set back since.
  if (std::max(latest_, clock_.now()) > kept.until ||
      clock_.now() + std::chrono::hours(1) < kept.until - std::chrono::hours(23))
    return false;
  // Erasing a customer takes the answers that showed them away, and the keys with them.
  if (customers_[books_.at(kept.case_id)->state.opened.customer_id]) return false;
  const auto found = desk_->kept_answer(kept.actor, kept.key);
  if (!found && disk_.has_power()) suspect("the kept answer cannot be read: " + found.error().message);
  if (found && (!*found || (*found)->body != kept.body))
    suspect("the answer under " + kept.key + " is not the first one's");
  asked.kind = "replay";
  asked.case_id = kept.case_id;
  desk_->submit({.case_id = kept.case_id,
                 .command = cw::AddNote{"again"},
                 .actor = people_.front(),
                 .render = [](const desk::Outcome&) { return std::string("other"); },
                 .idempotency = desk::IdempotencyKey{kept.actor, kept.key, "hash", 200}},
                reply);
  return true;
}

Book& World::any_case() {
  if (open_.size() > 40) open_.erase(open_.begin() + random_.below(20));  // the rest are left to their timers
  for (;;) {
    const auto at = open_.begin() + random_.below(static_cast<int>(open_.size()));
    if ((*at)->state.status != cw::CaseState::Status::closed || open_.size() == 1 || random_.one_in(4)) return **at;
    open_.erase(at);
  }
}

/// The case as its requests that are under way leave it.
cw::CaseState World::ahead(const Book& book) const {
  cw::CaseState state = book.state;
  for (const Asked& one : asked_)
    if (one.case_id == book.id && (!one.answer || *one.answer))
      for (const auto& event : one.events)
        if (event.seq == state.seq + 1) cw::apply(state, event);
  return state;
}

/// What the same request is to be answered from now on.
void World::keep(const Asked& asked, std::string body) {
  if (asked.idempotency_key.empty()) return;
  const std::string& id = asked.answer->has_value() ? (*asked.answer)->case_id : asked.case_id;
  kept_.push_back({asked.actor_id, asked.idempotency_key, std::move(body), id, clock_.now() + std::chrono::hours(23)});
}

/// An answer: what was acknowledged is in the books from now on, what is refused must never be seen.
void World::hear(Asked& asked) {
  const Answer& answer = *asked.answer;
  if (answer) {
    if (asked.kind == "replay") broken("a command was carried out again under an old key");
    count("accepted " + asked.kind);
    auto& book = books_[answer->case_id];
    if (!book) {
      book = std::make_unique<Book>(answer->case_id, answer->program);
      open_.push_back(book.get());
    }
    // Whatever failed before was written over in the log, and that is synced.
    doubts_.clear();
    take(*book, answer->events);
    keep(asked, "answer " + asked.idempotency_key);
    return note("accepted " + asked.kind);
  }
  if (const auto* refusal = std::get_if<cw::Refusal>(&answer.error())) {
    count("refused " + asked.kind);
    keep(asked, refusal->code + " " + asked.idempotency_key);
    return note(asked.kind + " refused: " + refusal->code + ": " + refusal->message);
  }
  const Error& error = std::get<Error>(answer.error());
  note(asked.kind + " failed: " + error.code);
  if (leaves_open(error.code)) {
    count("in doubt");
    if (!asked.events.empty()) doubts_.push_back(std::move(asked));
  } else if (error.code == "desk/failed") {
    broken("the desk gave up: " + error.message);
  } else {
    count("refused " + asked.kind);
  }
}

}  // namespace evenhand::simulation
