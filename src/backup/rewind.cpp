#include "backup/rewind.hpp"

#include <fmt/format.h>

#include <utility>

#include "casework/engine.hpp"
#include "desk/library.hpp"
#include "desk/side_writes.hpp"
#include "ledger/record.hpp"
#include "store/customers.hpp"
#include "store/events.hpp"
#include "store/rewind.hpp"

namespace evenhand::backup {
namespace {

class Rewinding {
 public:
  Rewinding(store::Store& store, const std::string& org, const ledger::KeyRing& keys, Instant to, const Watch& watch)
      : store_(store), org_(org), keys_(keys), to_(to), watch_(watch), library_(store, org) {}

  Result<Rewound> run() {
    struct Cut {
      std::uint64_t position = 0, last = 0;
      std::vector<store::rewind::Touched> touched;
    };
    const auto cut = store_.read([&](store::Reader& reader) -> Result<Cut> {
      const auto position = store::rewind::position_at(reader, org_, to_);
      if (!position) return fail(position.error());
      const auto last = store::events::last_position(reader, org_);
      if (!last) return fail(last.error());
      auto touched = store::rewind::touched(reader, org_, *position);
      if (!touched) return fail(touched.error());
      return Cut{*position, *last, std::move(*touched)};
    });
    if (!cut) return fail(cut.error());
    if (cut->position == 0)
      return fail(ErrorKind::invalid, "backup/too-early", "There was nothing yet at " + format_rfc3339(to_) + ".",
                  "Give a later moment with --to.");
    out_.events_dropped = cut->last - cut->position;
    std::uint64_t done = 0;
    for (const store::rewind::Touched& one : cut->touched) {
      if (!watch_("cases", done++, cut->touched.size()))
        return fail(ErrorKind::unavailable, "backup/stopped", "The restore was stopped; the place is as it was.",
                    "Run the command again.");
      if (auto turned = turn_back(one); !turned) return fail(turned.error());
    }
    auto rest = store_.write_and_wait([&](store::Writer& writer) -> Result<void> {
      if (auto ledger = store::rewind::cut_ledger(writer, org_, cut->position); !ledger) return ledger;
      return store::rewind::cut_rest(writer, org_, to_);
    });
    if (!rest) return fail(rest.error());
    return out_;
  }

 private:
  Result<void> turn_back(const store::rewind::Touched& one) {
    if (one.keeps == 0) {
      ++out_.cases_dropped;
      return store_.write_and_wait(
          [&](store::Writer& writer) { return store::rewind::drop_case(writer, org_, one.case_id); });
    }
    auto then = case_then(one);
    if (!then) return fail(then.error());
    ++out_.cases_rebuilt;
    const std::string note = fmt::format(
        "Carried out before the restore to {}; the record does not say with what result.", format_rfc3339(to_));
    std::uint64_t unknown = 0;
    auto written = store_.write_and_wait([&](store::Writer& writer) -> Result<void> {
      const auto kept = store::rewind::cut_case(writer, *then, note);
      if (!kept) return fail(kept.error());
      unknown = *kept;
      return {};
    });
    out_.actions_unknown += unknown;
    return written;
  }

  Result<store::rewind::CaseThen> case_then(const store::rewind::Touched& one) {
    store::rewind::CaseThen then;
    std::vector<ledger::StoredEvent> events;
    std::string wrapped;
    auto read = store_.read([&](store::Reader& reader) -> Result<void> {
      auto row = store::cases::find(reader, org_, one.case_id);
      if (!row) return fail(row.error());
      auto some = store::events::of_case(reader, org_, one.case_id, 0, one.keeps);
      if (!some) return fail(some.error());
      auto key = store::customers::wrapped_key(reader, org_, row->customer_id);
      if (!key) return fail(key.error());
      then.row = std::move(*row);
      events = std::move(*some);
      wrapped = std::move(*key);
      return {};
    });
    if (!read) return fail(read.error());
    ledger::SealScope scope{.org = org_, .case_id = one.case_id, .person = then.row.customer_id, .keys = {}};
    scope.keys = [&](std::string_view person) { return keys_.unwrap(wrapped, org_, person); };
    casework::CaseState state;
    for (const ledger::StoredEvent& stored : events) {
      auto opened = ledger::open_event(stored, scope);
      if (!opened) return fail(opened.error());
      casework::apply(state, opened->recorded);
    }
    const auto program = library_.program(state.opened.procedure, state.opened.pins, state.opened.selection);
    if (!program) return fail(program.error());
    desk::update_row(then.row, state, **program);
    then.row.seq = events.back().seq;
    then.row.head = events.back().hash;
    for (const auto& [id, due] : state.timers) then.timers.push_back({.case_id = one.case_id, .id = id, .due = due});
    for (const auto& pending : state.pending_actions) then.open_actions.insert(key_of(pending));
    return then;
  }

  template <class Pending>
  static std::string key_of(const Pending& pending) {
    return pending.first;
  }

  store::Store& store_;
  const std::string& org_;
  const ledger::KeyRing& keys_;
  const Instant to_;
  const Watch& watch_;
  desk::Library library_;
  Rewound out_;
};

}  // namespace

Result<Rewound> rewind(store::Store& store, const std::string& org, const ledger::KeyRing& keys, Instant to,
                       const Watch& watch) {
  return Rewinding(store, org, keys, to, watch).run();
}

}  // namespace evenhand::backup
