#include "world.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>

#include "store/customers.hpp"

namespace evenhand::simulation {

constexpr Instant start{1'790'000'000'000'000};

World::World(const Plan& plan, const std::map<std::string, Text>& library, std::filesystem::path folder)
    : plan_(plan),
      library_(library),
      folder_(std::move(folder)),
      random_(plan.seed),
      clock_(start),
      disk_(plan.seed ^ 0x5eed, clock_) {
  commands_.engine.seed(static_cast<std::uint32_t>(plan.seed));
  const std::vector<std::vector<std::string>> roles = {
      {"support manager", "team lead", "fraud desk"}, {"team lead"}, {}, {"compliance officer", "support lead"}};
  for (std::size_t i = 0; i < 6; ++i) {
    people_.push_back({.id = fmt::format("person_{}", i),
                       .name = fmt::format("Person {}", i),
                       .roles = roles[i % roles.size()],
                       .may_override = i % 3 == 0,
                       .may_reopen = i % 3 == 0});
    commands_.people.push_back(people_.back().id);
  }
  disk_.ignore_syncs(plan_.sabotage == "sync");
}
World::~World() {
  desk_.reset();  // it may still answer
}

void World::broken(const std::string& what) const {
  throw Broken(fmt::format("{} (command {}: {})", what, sent_, last_));
}

void World::note(const std::string& what) {
  last_ = what;
  trace_.add(what.data(), what.size());
  const std::int64_t now = clock_.now().micros;
  trace_.add(&now, sizeof now);
  if (plan_.tells) fmt::print("{} {} {}\n", sent_, now, what);
}

void World::take(Book& book, const std::vector<cw::Recorded>& events) {
  for (const auto& one : events) {
    count("event " + std::string(cw::event_type(one.event)));
    if (const auto* opened = std::get_if<cw::CaseOpened>(&one.event)) customers_.emplace(opened->customer_id, false);
  }
  if (const auto wrong = book.take(events); !wrong.empty()) broken(book.id + ": " + wrong);
  count("goes on by " + book.goes_on_by());
}

void World::publish(Text text) {
  auto& [kept, number] = published_[text.id];
  ++sent_;
  const auto done = desk_->library().publish({.procedure_id = text.id,
                                              .source = text.source,
                                              .note = "simulated",
                                              .person_id = people_.front().id,
                                              .expected_current = number},
                                             clock_.now());
  if (done) {
    number = *done;
    count("accepted publish");
  } else if (done.error().error.code == "procedure/conflict") {
    ++number;  // it was in doubt, and is there
  } else if (done.error().error.code == "procedure/unchanged") {
    count("refused publish");
    number = std::max(number, 1u);
  } else if (!done.error().error.code.starts_with("store/")) {
    broken("text " + text.id + " is refused: " + done.error().error.message +
           (done.error().diagnostics.empty() ? "" : " " + done.error().diagnostics[0].message) + "\n" + text.source);
  } else {
    to_publish_.push_back(text);
  }
  note("publish " + text.id);
  kept = std::move(text);
  if (number == 0) published_.erase(published_.find(kept.id));
}

void World::erase() {
  Book& book = any_case();
  const std::string customer = book.state.opened.customer_id;
  ++sent_;
  const auto done = desk_->store().write_and_wait(
      [&](store::Writer& writer) { return store::customers::erase(writer, desk_->org(), customer, clock_.now()); });
  customers_[customer] = true;  // or in doubt: then nothing is expected of its values
  count(done ? "accepted erase" : "in doubt");
  note("erase");
}

void World::fire_timers() {
  const auto fired = desk_->fire_due_timers();
  sent_ += fired;
  count("timers tried", fired);
  note(fmt::format("timers {}", fired));
}
void World::run_outbox() {
  const auto tried = desk_->run_outbox();
  sent_ += tried;
  count("effects tried", tried);
  note(fmt::format("effects {}", tried));
}

void World::move_clock() {
  latest_ = std::max(latest_, clock_.now());
  const int kind = random_.below(20);
  if (kind == 0) {
    clock_.advance(-Microseconds(std::chrono::minutes(random_.below(1440))));
    count("clock set back");
  } else if (kind == 1) {
    clock_.advance(std::chrono::hours(24 * random_.below(5)));
    count("clock jumped forwards");
  } else {
    clock_.advance(std::chrono::minutes(random_.below(90)));
  }
  latest_ = std::max(latest_, clock_.now());
}

/// No faults, and time for everything that is due: nothing may be left behind.
void World::calm() {
  disk_.cut_power_after(-1);
  disk_.stop_refusing();
  all_is_well_outside_ = true;
  catch_up();
  clock_.set(std::max(latest_, clock_.now()) + std::chrono::minutes(3));
  latest_ = clock_.now();
  const Instant from = latest_;
  while (desk_->fire_due_timers() > 0) count("timers tried");
  for (int i = 0; i < 12; ++i) {
    clock_.advance(std::chrono::minutes(61));
    while (desk_->run_outbox() > 0) count("effects tried");
  }
  latest_ = clock_.now();
  catch_up();
  for (const auto& [id, book] : books_) {
    if (book->state.status != cw::CaseState::Status::open) continue;
    // What a case says to others is sealed, and for someone who was erased there is nothing to seal it with.
    if (customers_[book->state.opened.customer_id]) continue;
    for (const auto& [timer, due] : book->state.timers)
      if (due < from) broken(fmt::format("{}: timer {} is {} us late", id, timer, (from - due).count()));
    for (const auto& [key, pending] : book->state.pending_actions)
      if (!pending.by_hand) broken(id + ": the outcome of " + key + " never came");
  }
  all_is_well_outside_ = false;
}

void World::plan_faults() {
  if (random_.one_in(1'500)) disk_.cut_power_after(random_.below(120));
  if (random_.one_in(300))
    disk_.refuse(random_.below(20), 1 + random_.below(4), random_.one_in(2) ? SQLITE_FULL : SQLITE_IOERR);
}

void World::step() {
  plan_faults();
  if (!to_publish_.empty()) {
    Text text = std::move(to_publish_.front());
    to_publish_.erase(to_publish_.begin());
    return publish(std::move(text));
  }
  if (open_.empty()) return serve();
  const int kind = random_.below(200);
  if (kind < 10) return move_clock();
  if (kind < 20) return fire_timers();
  if (kind < 32) return run_outbox();
  if (kind == 37 && random_.one_in(4)) return erase();
  if (kind == 38 && random_.one_in(4)) {
    Text text = random_.any_of(published_).second.first;
    const auto at = text.source.find("Revision");
    if (at != std::string::npos) text.source.insert(at, fmt::format("Again {}. ", sent_));
    return publish(std::move(text));
  }
  if (kind == 39) {
    (void)desk_->checkpoint();
    (void)desk_->sweep();
    return note("house kept");
  }
  serve();
}

void World::run() {
  std::set<std::string> wanted;
  const std::function<void(const std::string&)> want = [&](const std::string& id) {
    if (!wanted.insert(id).second) return;
    for (const auto& other : library_.at(id).follows) want(other);
    to_publish_.push_back(library_.at(id));
  };
  for (int i = 0; i < 4; ++i)
    want(std::next(library_.begin(), random_.below(static_cast<int>(library_.size())))->first);
  for (int i = 0; i < 3; ++i) to_publish_.push_back(random_text(random_, i, 0));
  if (random_.one_in(3)) disk_.cut_power_after(random_.below(60));  // in the middle of the first start
  open_desk();
  std::uint64_t judged = 0;
  while (sent_ < plan_.commands) {
    step();
    if (!suspicion_.empty()) broken(suspicion_);
    if (!disk_.has_power()) recover();
    catch_up();
    if (!disk_.has_power()) recover();
    if (sent_ - judged >= 1'000) {
      judged = sent_;
      judge_all(false);
    }
  }
  calm();
  if (!plan_.sabotage.empty() && plan_.sabotage != "sync") sabotage();
  judge_all(true);
  judge_journal();
  judge_content();
  const auto& figures = disk_.figures();
  count("disk writes", figures.writes);
  count("disk syncs", figures.syncs);
  count("disk refused", figures.refused);
  count("disk slow", figures.slow);
  count("power cuts", figures.power_cuts);
  count("unsynced writes kept", figures.kept);
  count("unsynced writes lost", figures.lost);
  count("unsynced writes torn", figures.torn);
  count("cases", books_.size());
  count("commands", sent_);
  trace_.add(&figures, sizeof figures);
  desk_.reset();
}

Tally World::tally() const {
  return tally_;
}

}  // namespace evenhand::simulation
