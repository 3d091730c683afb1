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
#include "base/limits.hpp"
#include "store/attachments.hpp"
#include "store/checkpoints.hpp"
#include "store/customers.hpp"
#include "store/orgs.hpp"
#include "store/people.hpp"
#include "store/statistics.hpp"

namespace evenhand::desk {
namespace {

namespace fs = std::filesystem;

constexpr auto checkpoint_every = std::chrono::seconds(60);
/// How long what another node left behind may lie: it tells nobody when it dies.
constexpr auto shared_look_every = std::chrono::seconds(1);
constexpr auto sweep_every = std::chrono::minutes(10);
constexpr auto statistics_every = std::chrono::hours(24);
constexpr std::size_t sweep_files_max = 32;  ///< in one transaction: overwriting long files takes time
constexpr std::size_t connector_threads = 6;
constexpr std::size_t shards_max = 64;

Error closed() {
  return {ErrorKind::unavailable, "desk/closed", "The server is stopping; nothing was written.",
          "Try again in a moment."};
}

Result<fs::path> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return fail(ErrorKind::unavailable, "desk/no-folder",
                "The data folder " + folder.string() + " cannot be made: " + error.message() + ".",
                "Name another one with --data.");
  }
  // Keys and people's words lie here; nobody else on the machine needs to read them.
  fs::permissions(folder, fs::perms::owner_all, error);
  return folder;
}

/// The one organisation of an installation; made at the first start.
Result<store::orgs::Org> find_or_make_org(store::Store& store, const std::string& company, Instant now) {
  auto orgs = store.read([](store::Reader& reader) { return store::orgs::list(reader); });
  if (!orgs) return fail(std::move(orgs.error()));
  if (orgs->empty()) {
    store::orgs::Org org{
        .id = OrgId::make(now).str(), .name = company.empty() ? "Our company" : company, .created_at = now};
    store::orgs::Org first;
    const auto added = store.write_and_wait([&](store::Writer& writer) -> Result<void> {
      auto there = store::orgs::first_or_add(writer, org);
      if (!there) return fail(std::move(there.error()));
      first = std::move(*there);
      return {};
    });
    if (!added) return fail(added.error());
    return first;
  }
  store::orgs::Org org = orgs->front();
  if (!company.empty() && company != org.name) {
    org.name = company;
    const auto renamed =
        store.write_and_wait([&](store::Writer& writer) { return store::orgs::rename(writer, org.id, company); });
    if (!renamed) return fail(renamed.error());
  }
  return org;
}

/// A new folder gets a new key. Beside a database with values sealed under one, a missing or foreign key is refused: a new
/// one could open nothing, and would seal the next customers under something the backups do not have.
Result<ledger::KeyRing> load_keys(const fs::path& folder, store::Store& store) {
  const auto sealed = store.read([](store::Reader& reader) { return store::customers::any_wrapped_key(reader); });
  if (!sealed) return fail(sealed.error());
  const auto missing = *sealed ? ledger::MissingKey::refuse : ledger::MissingKey::make;
  auto ring = ledger::KeyRing::load(folder, missing);
  if (!ring || !*sealed || ring->unwrap((*sealed)->wrapped, (*sealed)->org, (*sealed)->customer_id)) return ring;
  return fail(ErrorKind::corrupt, "ledger/key-wrong",
              "The key file " + (folder / "master.key").string() +
                  " is not the one that the values in the database beside it were sealed with.",
              "Put the right one back from a backup. Nothing was changed.");
}

/// Nodes that share a database seal with one key: two that begin at once, each with a new one, could not read each other's values.
Result<void> check_same_key(const fs::path& folder, store::Store& store, const std::string& org,
                            const ledger::KeyRing& keys) {
  if (!store.is_shared()) return {};
  const std::string print = keys.fingerprint("master-key", org);
  std::string kept;
  const auto done = store.write_and_wait([&](store::Writer& writer) -> Result<void> {
    auto there = store::orgs::setting_or_set(writer, org, "master-key-print", print);
    if (!there) return fail(std::move(there.error()));
    kept = std::move(*there);
    return {};
  });
  if (!done) return done;
  if (kept == print) return {};
  return fail(
      ErrorKind::corrupt, "ledger/key-wrong",
      "The key file " + (folder / "master.key").string() + " is not the one of the nodes that share this database.",
      "Copy master.key and signing.key from the first node's folder. Nothing was changed.");
}

/// A signing key that is lost is made anew, since nothing is sealed with it; but whoever holds its public key will not
/// accept what is signed from now on.
void warn_of_new_signer(store::Store& store, const std::string& org, const ledger::SigningKey& key) {
  const auto latest = store.read([&](store::Reader& reader) { return store::checkpoints::latest(reader, org); });
  if (!latest || !*latest || (*latest)->checkpoint.key_id == key.key_id()) return;
  log::warning("the signing key is not the one that the last checkpoint was signed with",
               {{"before", (*latest)->checkpoint.key_id}, {"now", key.key_id()}});
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
        library(*store, org.id, options.compile),
        context{.store = *store,
                .library = library,
                .keys = keys,
                .clock = clock,
                .org = org.id,
                .company = [this] { return org.name; },
                .announce = [this](const Change& change) { announce(change); },
                .timer_armed =
                    [this](Instant due) {
                      if (timer_ticker) timer_ticker->poke(due);
                    },
                .effect_added =
                    [this] {
                      if (outbox_ticker) outbox_ticker->poke(Instant{});
                    }} {
    for (std::size_t i = 0; i < std::clamp<std::size_t>(options.shards, 1, shards_max); ++i) {
      shards.push_back(std::make_unique<CaseShard>(context, options.live_cases_max, options.threads));
    }
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
    for (const auto* ticker : {&feed_ticker, &sweep_ticker, &checkpoint_ticker, &timer_ticker, &outbox_ticker}) {
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
  const store::orgs::Org org;
  Library library;
  const ShardContext context;
  std::vector<std::unique_ptr<CaseShard>> shards;
  /// Timers and the outbox announce from the first moment on, whenever the listener comes and goes.
  mutable std::mutex listener_mutex;
  std::function<void(const Change&)> listener;
  std::unique_ptr<Timers> timers;
  std::unique_ptr<Outbox> outbox;
  std::unique_ptr<Feed> feed;  ///< where the database is shared
  std::unique_ptr<Ticker> feed_ticker, timer_ticker, outbox_ticker, checkpoint_ticker, sweep_ticker;
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
  const bool background = options.background;
  auto desk = std::unique_ptr<Desk>(new Desk(std::make_unique<Inside>(
      std::move(options), clock, std::move(*store), std::move(*keys), std::move(*signing), std::move(*org))));
  Inside& inside = *desk->inside_;
  inside.timers = std::make_unique<Timers>(*desk);
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
    inside.checkpoint_ticker = std::make_unique<Ticker>(clock, [desk = desk.get(), &clock] {
      if (const auto done = desk->checkpoint(); !done)
        log::warning("no checkpoint could be signed", {{"code", done.error().code}});
      return clock.now() + checkpoint_every;
    });
    inside.sweep_ticker = std::make_unique<Ticker>(clock, [desk = desk.get(), &clock] {
      if (const auto done = desk->sweep(); !done)
        log::warning("what is past its time could not be forgotten", {{"code", done.error().code}});
      if (const auto done = desk->remove_unused_files(); !done)
        log::warning("unused files could not be removed", {{"code", done.error().code}});
      return clock.now() + sweep_every;
    });
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
  if (!CaseId::parse(submission.case_id)) {
    return reply(tl::unexpected(Failure(Error{ErrorKind::not_found, "case/not-found", "There is no such case.", {}})));
  }
  CaseShard& shard = inside_->shard_of(submission.case_id);
  shard.submit(std::move(submission), std::move(reply));
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
  if (!CaseId::parse(case_id)) return fail(ErrorKind::not_found, "case/not-found", "There is no such case.");
  std::promise<Result<Outcome>> promise;
  inside_->shard_of(case_id).look(case_id,
                                  [&promise](Result<Outcome> answer) { promise.set_value(std::move(answer)); });
  return promise.get_future().get();
}

Result<std::optional<KeptAnswer>> Desk::kept_answer(std::string_view actor_id, std::string_view key) {
  struct Read {
    store::idempotency::Entry entry;
    std::string customer_id;
  };
  auto read = store().read([&](store::Reader& reader) -> Result<std::optional<Read>> {
    auto entry = store::idempotency::find(reader, org(), actor_id, key, clock().now());
    if (!entry) return fail(std::move(entry.error()));
    if (!*entry) return std::optional<Read>{};
    Read found{.entry = std::move(**entry), .customer_id = {}};
    if (!found.entry.case_id.empty()) {
      auto row = store::cases::find(reader, org(), found.entry.case_id);
      if (!row) return fail(std::move(row.error()));
      found.customer_id = std::move(row->customer_id);
    }
    return std::optional(std::move(found));
  });
  if (!read) return fail(std::move(read.error()));
  if (!*read) return std::optional<KeptAnswer>{};
  store::idempotency::Entry& entry = (*read)->entry;
  KeptAnswer kept{.request_hash = std::move(entry.request_hash), .status = entry.status, .body = {}};
  if (entry.case_id.empty()) {
    kept.body = std::move(entry.response);
  } else {
    auto opened = ledger::open_text(entry.response, "answer", seal_scope(entry.case_id, (*read)->customer_id));
    if (!opened) return fail(std::move(opened.error()));
    kept.body = std::move(*opened);
  }
  return std::optional(std::move(kept));
}

Result<void> Desk::await_answer(const IdempotencyKey& key) {
  const Instant now = clock().now();
  const store::idempotency::Entry entry{.key = key.key,
                                        .actor_id = key.actor_id,
                                        .request_hash = key.request_hash,
                                        .status = 0,
                                        .case_id = {},
                                        .response = {},
                                        .expires_at = now + answers_awaited_for};
  return store().write_and_wait(
      [&](store::Writer& writer) { return store::idempotency::add(writer, org(), entry, now); });
}

Result<void> Desk::keep_answer(const IdempotencyKey& key, std::string body, const std::string& case_id) {
  if (!case_id.empty()) {
    const auto row = store().read([&](store::Reader& reader) { return store::cases::find(reader, org(), case_id); });
    if (!row) return fail(row.error());
    auto sealed = ledger::seal_text(body, "answer", seal_scope(case_id, row->customer_id));
    if (!sealed) return fail(std::move(sealed.error()));
    body = std::move(*sealed);
  }
  const store::idempotency::Entry entry{.key = key.key,
                                        .actor_id = key.actor_id,
                                        .request_hash = key.request_hash,
                                        .status = key.status,
                                        .case_id = case_id,
                                        .response = std::move(body),
                                        .expires_at = clock().now() + answers_kept_for};
  return store().write_and_wait(
      [&](store::Writer& writer) { return store::idempotency::finish(writer, org(), entry); });
}

Result<void> Desk::release_answer(const IdempotencyKey& key) {
  return store().write_and_wait(
      [&](store::Writer& writer) { return store::idempotency::release(writer, org(), key.actor_id, key.key); });
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
  return inside_->org.name;
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
