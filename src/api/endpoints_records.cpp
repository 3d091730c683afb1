#include <algorithm>
#include <charconv>

#include "api/api.hpp"
#include "api/present.hpp"
#include "desk/records.hpp"
#include "ledger/record.hpp"
#include "store/cases.hpp"
#include "store/events.hpp"
#include "store/messages.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;

constexpr std::size_t events_page_max = 500;

/// A whole number a page goes on after; empty when it is none.
std::optional<std::uint64_t> whole_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > INT64_MAX) return std::nullopt;
  return number;
}

/// The case as it was after the event `after`: as the page before left it, from the latest snapshot when that is not later,
/// else event by event from the first. Each sentence is told with the values of its moment.
Result<casework::CaseState> state_after(Call& call, const std::string& case_id, std::uint64_t after,
                                        const ledger::SealScope& scope) {
  desk::Desk& desk = call.services.desk;
  // Of a customer who was erased, what was read before is not told any more.
  const bool is_readable = scope.keys(scope.person).has_value();
  if (is_readable) {
    if (auto left = call.services.histories.find(case_id, after, desk.clock().now())) return std::move(*left);
  }
  casework::CaseState state;
  if (after == 0) return state;
  const auto snapshot =
      desk.store().read([&](Reader& reader) { return store::cases::snapshot(reader, desk.org(), case_id); });
  if (!snapshot) return fail(snapshot.error());
  if (*snapshot && (*snapshot)->seq <= after) {
    if (auto opened = ledger::open_state((*snapshot)->state, scope)) state = std::move(*opened);
  }
  while (state.seq < after) {
    const auto stored = desk.store().read([&](Reader& reader) {
      return store::events::of_case(reader, desk.org(), case_id, state.seq,
                                    std::min<std::size_t>(after - state.seq, events_page_max));
    });
    if (!stored) return fail(stored.error());
    for (const ledger::StoredEvent& event : *stored) {
      const auto opened = ledger::open_event(event, scope);
      if (!opened) return fail(opened.error());
      casework::apply(state, opened->recorded);
    }
    if (stored->empty()) break;
  }
  return state;
}

http::Response list_events(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::string& case_id = call.path.at("case");
  const auto asked = page_limit(call);
  if (!asked) return problem(asked.error());
  const std::size_t limit = call.query("limit").empty() ? events_page_max : *asked;
  const auto seen = desk.look(case_id);
  if (!seen) return problem(seen.error());
  const std::string given = call.query("cursor").empty() ? call.query("after") : call.query("cursor");
  const auto after = given.empty() ? 0 : whole_of(given);
  if (!after)
    return problem({ErrorKind::invalid, "query/after", "\"after\" is the seq of the last event you have.", {}});
  // One more than asked for tells whether there is a next page.
  auto stored = desk.store().read(
      [&](Reader& reader) { return store::events::of_case(reader, desk.org(), case_id, *after, limit + 1); });
  if (!stored) return problem(stored.error());
  const bool more = stored->size() > limit;
  if (more) stored->pop_back();
  const ledger::SealScope scope = desk.seal_scope(case_id, seen->row.customer_id);
  auto before = state_after(call, case_id, stored->empty() ? 0 : *after, scope);
  if (!before) return problem(before.error());
  const std::string language = call.language();
  const std::string company = desk.company();
  json::Array items;
  for (const ledger::StoredEvent& event : *stored) {
    const auto opened = ledger::open_event(event, scope);
    if (!opened) return problem(opened.error());
    const Told told = tell(opened->recorded, *before, *seen->program, company, language);
    casework::apply(*before, opened->recorded);
    json::Value value;
    value.set("seq", event.seq)
        .set("at", time_or_null(event.at))
        .set("actor_id", event.actor_id)
        .set("actor_name", event.actor_name)
        .set("door", event.door);
    value.set("type", event.type)
        .set("data", casework::event_to_json(opened->recorded.event))
        .set("text", told.text)
        .set("step_title", told.step);
    value.set("in_force", told.in_force).set("hash", hex(event.hash)).set("erased", opened->erased);
    items.push_back(std::move(value));
  }
  const std::string next = more ? std::to_string(before->seq) : std::string{};
  if (more) call.services.histories.keep(case_id, std::move(*before), desk.clock().now());
  return page_answer(call, std::move(items), next);
}

/// Where a page of a conversation ended, `1790000000000000-7`.
std::optional<store::messages::Place> place_of(const std::string& cursor) {
  if (cursor.empty()) return store::messages::Place{};
  const std::size_t dash = cursor.find('-');
  const auto at = whole_of(std::string_view(cursor).substr(0, dash));
  const auto seq = dash == std::string::npos ? std::nullopt : whole_of(std::string_view(cursor).substr(dash + 1));
  if (!at || !seq) return std::nullopt;
  return store::messages::Place{Instant{static_cast<std::int64_t>(*at)}, *seq};
}

http::Response list_messages(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::string& case_id = call.path.at("case");
  const auto limit = page_limit(call);
  if (!limit) return problem(limit.error());
  const auto after = place_of(call.query("cursor"));
  if (!after) return problem({ErrorKind::invalid, "query/cursor", "This cursor is not one of ours.", {}});
  const auto seen = desk.look(case_id);
  if (!seen) return problem(seen.error());
  auto messages = desk.store().read(
      [&](Reader& reader) { return store::messages::of_case(reader, desk.org(), case_id, *after, *limit + 1); });
  if (!messages) return problem(messages.error());
  const bool more = messages->size() > *limit;
  if (more) messages->pop_back();
  const ledger::SealScope scope = desk.seal_scope(case_id, seen->row.customer_id);
  json::Array items;
  for (const auto& message : *messages) {
    json::Value value;
    value.set("id", message.id)
        .set("at", time_or_null(message.at))
        .set("direction", message.direction)
        .set("channel", message.channel);
    value.set("address", ledger::open_text(message.address, "address", scope).value_or(""))
        .set("text", ledger::open_text(message.text, "message", scope).value_or(""));
    value.set("author_name", message.author_id == "customer" ? seen->state->opened.customer_name : message.author_name);
    value.set("language", message.language).set("status", message.status).set("error", message.error);
    items.push_back(std::move(value));
  }
  const std::string next =
      more ? std::to_string(messages->back().at.micros) + "-" + std::to_string(messages->back().seq) : std::string{};
  return page_answer(call, std::move(items), next);
}

http::Response export_case(Call& call) {
  const std::string& case_id = call.path.at("case");
  auto pack = desk::export_pack(call.services.desk, {case_id},
                                {.personal = call.query("personal") == "true", .made_by = call.who.person.id});
  if (!pack) return problem(pack.error());
  http::Response response{
      .status = 200, .headers = {{"Content-Type", "application/x-ndjson"}}, .body = std::move(*pack)};
  response.headers.set("Content-Disposition", "attachment; filename=\"" + case_id + ".evpack\"");
  return response;
}

}  // namespace

void add_record_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/cases/{case}";
  const auto add = [&](Endpoint endpoint) { endpoints.push_back(std::move(endpoint)); };
  add({.method = "GET",
       .pattern = base + "/events",
       .tag = "Records",
       .summary = "The history, each event as a sentence",
       .permission = Permission::case_read,
       .query = {{"after", "seq of the last event you have"}, {"limit", "1 to 200"}, {"cursor", "of the page before"}},
       .answer = "EventList",
       .handle = list_events});
  add({.method = "GET",
       .pattern = base + "/messages",
       .tag = "Records",
       .summary = "The conversation",
       .permission = Permission::case_read,
       .query = {{"limit", "1 to 200"}, {"cursor", "of the page before"}},
       .answer = "MessageList",
       .handle = list_messages});
  add({.method = "GET",
       .pattern = base + "/export",
       .tag = "Records",
       .summary = "The pack that evenhand verify checks",
       .permission = Permission::record_read,
       .query = {{"personal", "true: personal values stay readable in it"}},
       .answer = "Pack",
       .is_long = true,
       .handle = export_case});
}

}  // namespace evenhand::api
