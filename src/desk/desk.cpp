#include "desk/desk.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <utility>

#include "base/id.hpp"
#include "base/log.hpp"
#include "desk/background.hpp"
#include "desk/case_shard.hpp"
#include "desk/feed.hpp"
#include "desk/start.hpp"
#include "base/limits.hpp"
#include "store/attachments.hpp"
#include "store/checkpoints.hpp"
#include "store/customers.hpp"
#include "store/orgs.hpp"
#include "store/people.hpp"
#include "store/statistics.hpp"

namespace evenhand::desk {
namespace {

constexpr auto checkpoint_every = std::chrono::seconds(60);
/// How long what another node left behind may lie: it tells nobody when it dies.
constexpr auto shared_look_every = std::chrono::seconds(1);
constexpr auto sweep_every = std::chrono::minutes(10);
/// Another node may have scheduled one; and the longest that a version comes into force late.
constexpr auto versions_every = std::chrono::seconds(5);
constexpr auto grown_every = std::chrono::seconds(2);
constexpr auto statistics_every = std::chrono::hours(24);
constexpr std::size_t sweep_files_max = 32;  ///< in one transaction: overwriting long files takes time
constexpr std::size_t connector_threads = 6;
constexpr std::size_t shards_max = 64;
constexpr std::size_t timers_at_once = 256;

Error no_case() {
  return {ErrorKind::not_found, "case/not-found", "There is no such case.", {}};
}

Error closed() {
  return {ErrorKind::unavailable, "desk/closed", "The server is stopping; nothing was written.",
          "Try again in a moment."};
}

}  // namespace

class Desk::Inside {
 public:
  Inside(DeskOptions given, const Clock& a_clock, std::unique_ptr<store::Store> a_store, ledger::KeyRing key_ring,
         ledger::SigningKey signing_key, store::orgs::Org an_org)
      : options(std::move(given)),
        clock(a_clock),
        store(std::move(a_store)),
        keys(std::move(key_ring)),
        signing(std::move(signing_key)),
        org(std::move(an_org)),
        company_name(org.name),
        library(*store, org.id, options.compile),
        context{.store = *store,
                .library = library,
                .keys = keys,
                .clock = clock,
                .org = org.id,
                .company = [this] { return company(); },
                .announce = [this](const Change& change) { announce(change); },
                .timer_armed =
                    [this](Instant due) {
                      if (timer_ticker) timer_ticker->poke(due);
                    },
                .effect_added =
                    [this] {
                      if (outbox_ticker) outbox_ticker->poke(Instant{});
                    }} {
    library.use_law(options.law);
    for (std::size_t i = 0; i < std::clamp<std::size_t>(options.shards, 1, shards_max); ++i) {
      shards.push_back(std::make_unique<CaseShard>(context, options.live_cases_max, options.threads));
    }
  }

  [[nodiscard]] std::string company() const {
    const std::lock_guard lock(company_mutex);
    return company_name;
  }
  /// Of several nodes one does what comes round `every` so often; the others find nothing to do for a while.
  [[nodiscard]] bool is_our_turn(std::string_view task, Microseconds every) const {
    if (!store->is_shared()) return true;
    bool ours = false;
    const auto asked = store->write_and_wait([&](store::Writer& writer) -> Result<void> {
      auto taken = store::orgs::take_over(writer, org.id, task, clock.now(), every);
      if (!taken) return fail(std::move(taken.error()));
      ours = *taken;
      return {};
    });
    return asked && ours;
  }
  void announce(const Change& change) const {
    if (feed) feed->note(change);
    tell(change);
  }
  void tell(const Change& change) const {
    const std::lock_guard lock(listener_mutex);
    if (listener) listener(change);
  }
  /// Those that there are, in the order to stop them.
  [[nodiscard]] std::vector<Ticker*> tickers() const {
    std::vector<Ticker*> all;
    for (const auto* ticker : {&feed_ticker, &statistics_ticker, &version_ticker, &sweep_ticker, &checkpoint_ticker,
                               &timer_ticker, &outbox_ticker}) {
      if (*ticker != nullptr) all.push_back(ticker->get());
    }
    return all;
  }
  CaseShard& shard_of(const std::string& case_id) { return *shards[std::hash<std::string>{}(case_id) % shards.size()]; }

  const DeskOptions options;
  const Clock& clock;
  std::unique_ptr<store::Store> store;
  const ledger::KeyRing keys;
  const ledger::SigningKey signing;
  const store::orgs::Org org;  ///< its name as it was at the start
  mutable std::mutex company_mutex;
  std::string company_name;
  Library library;
  const ShardContext context;
  std::vector<std::unique_ptr<CaseShard>> shards;
  /// Timers and the outbox announce from the first moment on, whenever the listener comes and goes.
  mutable std::mutex listener_mutex;
  std::function<void(const Change&)> listener;
  std::unique_ptr<Timers> timers;
  std::unique_ptr<Outbox> outbox;
  std::unique_ptr<Feed> feed;  ///< where the database is shared
  std::unique_ptr<Ticker> feed_ticker, timer_ticker, outbox_ticker, checkpoint_ticker, sweep_ticker, statistics_ticker,
      version_ticker;
  std::atomic<bool> closing{false};
  std::atomic<Instant> statistics_due{Instant{}};
};

Desk::Desk(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Desk::~Desk() {
  close();
}

Result<std::unique_ptr<Desk>> Desk::open(DeskOptions options, const Clock& clock) {
  auto folder = make_folder(options.folder);
  if (!folder) return fail(std::move(folder.error()));
  auto store = store::Store::open({.path = *folder / "evenhand.db",
                                   .url = options.database,
                                   .replica_url = options.replica,
                                   .shared = options.shared,
                                   .readers = options.threads ? store::StoreOptions{}.readers : 2,
                                   .vfs = options.vfs,
                                   .threads = options.threads},
                                  clock);
  if (!store) return fail(std::move(store.error()));
  auto keys = load_keys(*folder, **store);
  if (!keys) return fail(std::move(keys.error()));
  auto signing = ledger::SigningKey::load(*folder);
  if (!signing) return fail(std::move(signing.error()));
  auto connectors = options.connectors ? Result<connect::Connectors>(std::move(*options.connectors))
                                       : connect::Connectors::load((*folder / "connectors.json").string());
  if (!connectors) return fail(std::move(connectors.error()));
  auto org = find_or_make_org(**store, options.company, clock.now());
  if (!org) return fail(std::move(org.error()));
  if (const auto same = check_same_key(*folder, **store, org->id, *keys); !same) return fail(same.error());
  warn_of_new_signer(**store, org->id, *signing);
  if (!(*store)->is_shared()) {
    if (const auto ended = end_claims(**store, org->id, clock.now()); !ended) return fail(ended.error());
  }
  const bool background = options.background;
  auto desk = std::unique_ptr<Desk>(new Desk(std::make_unique<Inside>(
      std::move(options), clock, std::move(*store), std::move(*keys), std::move(*signing), std::move(*org))));
  Inside& inside = *desk->inside_;
  inside.timers = std::make_unique<Timers>(*desk, background ? timers_at_once : 1);
  inside.outbox = std::make_unique<Outbox>(*desk, std::move(*connectors), connector_threads);
  if (inside.store->is_shared()) inside.feed = std::make_unique<Feed>(*desk);
  if (background) {
    if (inside.feed) inside.feed_ticker = std::make_unique<Ticker>(clock, [&inside] { return inside.feed->round(); });
    const auto no_later_than_others = [&inside, &clock](Instant next) {
      return inside.store->is_shared() ? std::min(next, clock.now() + shared_look_every) : next;
    };
    inside.timer_ticker = std::make_unique<Ticker>(
        clock, [&inside, no_later_than_others] { return no_later_than_others(inside.timers->round()); });
    inside.outbox_ticker = std::make_unique<Ticker>(
        clock, [&inside, no_later_than_others] { return no_later_than_others(inside.outbox->round()); });
    inside.outbox->on_free([&inside] { inside.outbox_ticker->poke(Instant{}); });
    inside.checkpoint_ticker = std::make_unique<Ticker>(clock, [&inside, desk = desk.get(), &clock] {
      if (!inside.is_our_turn("checkpoint", checkpoint_every)) return clock.now() + checkpoint_every;
      if (const auto done = desk->checkpoint(); !done)
        log::warning("no checkpoint could be signed", {{"code", done.error().code}});
      return clock.now() + checkpoint_every;
    });
    inside.sweep_ticker = std::make_unique<Ticker>(clock, [&inside, desk = desk.get(), &clock] {
      if (!inside.is_our_turn("sweep", sweep_every)) return clock.now() + sweep_every;
      if (const auto done = desk->sweep(); !done)
        log::warning("what is past its time could not be forgotten", {{"code", done.error().code}});
      if (const auto done = desk->remove_unused_files(); !done)
        log::warning("unused files could not be removed", {{"code", done.error().code}});
      return clock.now() + sweep_every;
    });
    inside.version_ticker = std::make_unique<Ticker>(clock, [desk = desk.get(), &clock] {
      const auto next = desk->take_effect();
      if (!next) log::warning("versions that are due did not take effect", {{"code", next.error().code}});
      return std::min(next.value_or(store::cases::never), clock.now() + versions_every);
    });
    if (inside.store->is_shared()) {
      inside.statistics_ticker = std::make_unique<Ticker>(clock, [&inside, &clock] {
        const auto done = inside.store->read([](store::Reader& reader) { return store::refresh_grown(reader); });
        if (!done) log::warning("grown tables could not be looked at", {{"code", done.error().code}});
        return clock.now() + grown_every;
      });
    }
    // Only now: a timer that is due at once already arms others and adds effects.
    for (Ticker* ticker : inside.tickers()) ticker->start();
    if (inside.feed_ticker) inside.store->on_foreign_commit([&inside] { inside.feed_ticker->poke(Instant{}); });
  }
  return desk;
}

void Desk::close() {
  if (inside_->closing.exchange(true)) return;
  inside_->store->on_foreign_commit({});
  // First what starts commands, then the commands, then what makes them durable.
  for (Ticker* ticker : inside_->tickers()) ticker->stop();
  if (inside_->outbox) inside_->outbox->stop();
  for (const auto& shard : inside_->shards) shard->close();
  inside_->store->close();
}

void Desk::submit(Submission submission, Reply reply) {
  if (!CaseId::parse(submission.case_id)) return reply(tl::unexpected(Failure(no_case())));
  CaseShard& shard = inside_->shard_of(submission.case_id);
  shard.submit(std::move(submission), std::move(reply));
}

void Desk::submit_beside(const Submission& submission, const Reply& reply) {
  if (!CaseId::parse(submission.case_id)) return reply(tl::unexpected(Failure(no_case())));
  CaseShard& shard = inside_->shard_of(submission.case_id);
  shard.submit_beside(submission, reply);
}

void Desk::open_case(Opening opening, Reply reply) {
  if (inside_->closing) return reply(tl::unexpected(Failure(closed())));
  std::string case_id = CaseId::make(inside_->clock.now()).str();
  CaseShard& shard = inside_->shard_of(case_id);
  shard.open_case(std::move(case_id), std::move(opening), std::move(reply));
}

tl::expected<Outcome, Failure> Desk::submit_and_wait(Submission submission) {
  std::promise<tl::expected<Outcome, Failure>> promise;
  submit(std::move(submission),
         [&promise](tl::expected<Outcome, Failure> answer) { promise.set_value(std::move(answer)); });
  return promise.get_future().get();
}

tl::expected<Outcome, Failure> Desk::open_and_wait(Opening opening) {
  std::promise<tl::expected<Outcome, Failure>> promise;
  open_case(std::move(opening),
            [&promise](tl::expected<Outcome, Failure> answer) { promise.set_value(std::move(answer)); });
  return promise.get_future().get();
}

Result<Outcome> Desk::look(const std::string& case_id) {
  if (!CaseId::parse(case_id)) return fail(no_case());
  std::promise<Result<Outcome>> promise;
  inside_->shard_of(case_id).look(case_id,
                                  [&promise](Result<Outcome> answer) { promise.set_value(std::move(answer)); });
  return promise.get_future().get();
}

void Desk::on_change(std::function<void(const Change&)> listener) {
  const std::lock_guard lock(inside_->listener_mutex);
  inside_->listener = std::move(listener);
}
void Desk::announce(const Change& change) {
  inside_->announce(change);
}
void Desk::announce_foreign(const Change& change) {
  inside_->tell(change);
}
void Desk::follow_other_nodes() {
  if (inside_->feed) (void)inside_->feed->round();
}
const std::string& Desk::org() const noexcept {
  return inside_->org.id;
}
std::string Desk::company() const {
  return inside_->company();
}
void Desk::refresh_company() {
  const auto orgs = store().read([](store::Reader& reader) { return store::orgs::list(reader); });
  if (!orgs) return;
  for (const store::orgs::Org& one : *orgs) {
    if (one.id != org()) continue;
    const std::lock_guard lock(inside_->company_mutex);
    inside_->company_name = one.name;
  }
}
const Clock& Desk::clock() const noexcept {
  return inside_->clock;
}
store::Store& Desk::store() noexcept {
  return *inside_->store;
}
Library& Desk::library() noexcept {
  return inside_->library;
}
const ledger::KeyRing& Desk::key_ring() const noexcept {
  return inside_->keys;
}
const ledger::SigningKey& Desk::signing_key() const noexcept {
  return inside_->signing;
}
void Desk::run_waiting() {
  for (bool more = true; more;) {
    more = false;
    for (const auto& shard : inside_->shards) more = shard->run_waiting() || more;
    if (store().figures().queued == 0) continue;
    store().lend_hand();
    more = true;
  }
}
std::size_t Desk::fire_due_timers() {
  return inside_->timers->fire_due().value_or(0);
}
std::size_t Desk::run_outbox() {
  return inside_->outbox->run_due().value_or(0);
}

Result<Instant> Desk::take_effect() {
  const Instant now = clock().now();
  // Most rounds find nothing: then nobody's turn is taken.
  const auto next =
      store().read_one([&](store::Reader& reader) { return store::procedures::next_effect(reader, org()); });
  if (!next) return fail(next.error());
  if (!*next) return store::cases::never;
  if (**next > now) return **next;
  const auto taken = library().take_effect(now);
  if (!taken) return fail(taken.error());
  for (const store::procedures::Taken& one : *taken)
    announce(
        {.kind = Change::Kind::procedure_published, .id = one.procedure_id, .seq = one.number, .status = {}, .to = {}});
  return now;
}

ledger::SealScope Desk::seal_scope(const std::string& case_id, const std::string& customer_id) {
  ledger::SealScope scope{.org = org(), .case_id = case_id, .person = customer_id, .keys = {}};
  scope.keys = [this](std::string_view person) -> Result<ledger::PersonKey> {
    auto wrapped =
        store().read([&](store::Reader& reader) { return store::customers::wrapped_key(reader, org(), person); });
    if (!wrapped) return fail(std::move(wrapped.error()));
    return key_ring().unwrap(*wrapped, org(), person);
  };
  return scope;
}

Result<void> Desk::checkpoint() {
  return store().write_and_wait([this](store::Writer& writer) -> Result<void> {
    const auto advanced = store::checkpoints::advance(writer, org(), signing_key());
    if (!advanced) return fail(advanced.error());
    return {};
  });
}

Result<void> Desk::sweep() {
  const Instant now = clock().now();
  if (now >= inside_->statistics_due.load()) {
    if (const auto done = store().write_and_wait(store::refresh_statistics); !done) return done;
    inside_->statistics_due = now + statistics_every;
  }
  return store().write_and_wait([this, now](store::Writer& writer) -> Result<void> {
    if (const auto answers = store::idempotency::sweep(writer, org(), now); !answers) return fail(answers.error());
    if (const auto sessions = store::people::sweep_sessions(writer, org(), now); !sessions)
      return fail(sessions.error());
    return {};
  });
}

Result<std::size_t> Desk::remove_unused_files() {
  const Instant before = clock().now() - std::chrono::hours(limits::unused_file_hours);
  std::size_t all = 0;
  const auto any =
      store().read([&](store::Reader& reader) { return store::attachments::any_unused(reader, org(), before); });
  if (!any) return fail(any.error());
  if (!*any) return all;
  for (std::int64_t removed = static_cast<std::int64_t>(sweep_files_max);
       removed == static_cast<std::int64_t>(sweep_files_max);) {
    const auto done = store().write_and_wait([&](store::Writer& writer) -> Result<void> {
      const auto count = store::attachments::remove_unused(writer, org(), before, sweep_files_max);
      if (!count) return fail(count.error());
      removed = *count;
      return {};
    });
    if (!done) return fail(done.error());
    all += static_cast<std::size_t>(removed);
  }
  return all;
}

casework::Actor system_actor() {
  return {.id = "system", .name = "Evenhand", .roles = {}, .may_override = false, .may_reopen = false};
}

}  // namespace evenhand::desk
