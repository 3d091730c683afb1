#include "filler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "store/search.hpp"
#include "store/timers.hpp"

namespace evenhand::bench {
namespace {

constexpr std::int64_t began = 1'790'000'000'000'000;
constexpr std::int64_t hour = 3'600'000'000;
constexpr std::uint64_t cases_a_commit = 2'000;
constexpr std::array<std::string_view, 4> priorities{"normal", "low", "high", "urgent"};
constexpr std::array<std::string_view, 8> procedures{"refund-request", "identity-check", "late-parcel", "lost-card",
                                                     "complaint",      "address-change", "invoice",     "closing"};

}  // namespace

store::cases::CaseRow case_row(const std::string& org, std::uint64_t number) {
  store::cases::CaseRow row;
  row.org = org;
  row.id = fmt::format("case_01999999-0000-7000-8000-{:012x}", number);
  row.procedure_id = procedures[number % procedures.size()];
  row.version_hash = std::string(64, 'a');
  row.title = row.procedure_id;
  row.subject = "v1." + std::string(90, 'B');
  row.status = number % 10 == 9 ? "open" : "closed";  // as after years: one in ten is still open
  row.priority = priorities[number / 10 % priorities.size()];
  row.team = fmt::format("team-{}", number / 10 % 20);
  if (number / 10 % 3 != 0) row.assignee_id = fmt::format("person_{:03}", number / 10 % 200);
  row.customer_id = fmt::format("customer_01999999-0000-7000-8000-{:012x}", number / 3);
  row.state = "MA";
  row.channel = "email";
  row.language = "en";
  if (number / 10 % 4 == 0) row.waiting_role = "customer";
  row.waiting_for = "Ask for the order number";
  row.opened_at = row.changed_at = Instant{began + static_cast<std::int64_t>(number) * 1'000'000};
  return row;
}

std::vector<ledger::StoredEvent> next_events(store::cases::CaseRow& row, int count) {
  static const std::string note = R"({"text":{"person":"customer_01999999-0000-7000-8000-000000000000","sealed":"v1.)" +
                                  std::string(120, 'A') + R"("}})";
  std::vector<ledger::StoredEvent> events;
  for (int i = 0; i < count; ++i) {
    ledger::StoredEvent event;
    event.org = row.org;
    event.case_id = row.id;
    event.seq = ++row.seq;
    event.at = Instant{row.opened_at.micros + static_cast<std::int64_t>(row.seq) * 60'000'000};
    event.actor_id = "person_01999999-0000-7000-8000-000000000000";
    event.actor_name = "Kim";
    event.door = "api";
    event.type = "note-added";
    event.body = note;
    event.prev = row.head;
    event.hash = ledger::event_hash(event);
    row.head = event.hash;
    row.changed_at = event.at;
    events.push_back(std::move(event));
  }
  return events;
}

Result<void> fill(store::Store& store, const std::string& org, std::uint64_t from, std::uint64_t to, int events_a_case,
                  Instant now) {
  for (std::uint64_t first = from; first < to; first += cases_a_commit) {
    const std::uint64_t last = std::min(to, first + cases_a_commit);
    auto written = store.write_and_wait([&](store::Writer& writer) -> Result<void> {
      for (std::uint64_t number = first; number < last; ++number) {
        store::cases::CaseRow row = case_row(org, number);
        const auto events = next_events(row, events_a_case);
        const Instant due{now.micros + hour + static_cast<std::int64_t>(number)};
        if (row.status == "open")
          row.next_due = due;
        else
          row.closed_at = row.changed_at;
        if (auto done = store::cases::append(writer, 0, events, row); !done) return evenhand::fail(done.error());
        if (auto done = store::timers::arm(writer, org, {row.id, "wait", due}); !done) return done;
        auto put =
            store::search::put(writer, org,
                               {.kind = "case",
                                .id = row.id,
                                .target = row.id,
                                .customer_id = row.customer_id,
                                .title = fmt::format("Order {} from {}", number, row.procedure_id),
                                .body = fmt::format("parcel{} street{} asks about the order", number, number % 977)});
        if (!put) return put;
      }
      return {};
    });
    if (!written) return written;
  }
  return {};
}

}  // namespace evenhand::bench
