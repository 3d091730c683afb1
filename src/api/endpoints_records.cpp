#include "api/api.hpp"
#include "api/present.hpp"
#include "desk/records.hpp"
#include "ledger/record.hpp"
#include "store/events.hpp"
#include "store/messages.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;

constexpr std::size_t events_page_max = 500;

http::Response list_events(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::string& case_id = call.path.at("case");
  const auto seen = desk.look(case_id);
  if (!seen) return problem(seen.error());
  std::uint64_t after = 0;
  if (const std::string given = call.query("cursor").empty() ? call.query("after") : call.query("cursor");
      !given.empty()) {
    const auto number = Decimal::parse(given);
    const auto whole = number ? number->to_int64() : std::nullopt;
    if (!whole || *whole < 0)
      return problem({ErrorKind::invalid, "query/after", "\"after\" is the seq of the last event you have.", {}});
    after = static_cast<std::uint64_t>(*whole);
  }
  // From the first event on, also for a later page: each sentence is told with the values of its moment.
  const auto stored = desk.store().read([&](Reader& reader) {
    return store::events::of_case(reader, desk.org(), case_id, 0, static_cast<std::size_t>(after) + events_page_max);
  });
  if (!stored) return problem(stored.error());
  const ledger::SealScope scope = desk.seal_scope(case_id, seen->row.customer_id);
  const std::string language = call.language();
  const std::string company = desk.company();
  json::Array items;
  casework::CaseState before;
  for (const ledger::StoredEvent& event : *stored) {
    const auto opened = ledger::open_event(event, scope);
    if (!opened) return problem(opened.error());
    if (event.seq <= after) {
      casework::apply(before, opened->recorded);
      continue;
    }
    const Told told = tell(opened->recorded, before, *seen->program, company, language);
    casework::apply(before, opened->recorded);
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
  const bool more = items.size() == events_page_max;
  return page_answer(call, std::move(items), more ? std::to_string(stored->back().seq) : std::string{});
}

http::Response list_messages(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::string& case_id = call.path.at("case");
  const auto seen = desk.look(case_id);
  if (!seen) return problem(seen.error());
  const auto messages =
      desk.store().read([&](Reader& reader) { return store::messages::of_case(reader, desk.org(), case_id); });
  if (!messages) return problem(messages.error());
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
  return page_answer(call, std::move(items), {});
}

http::Response export_case(Call& call) {
  const std::string& case_id = call.path.at("case");
  const auto pack = desk::export_pack(call.services.desk, {case_id},
                                      {.personal = call.query("personal") == "true", .made_by = call.who.person.id});
  if (!pack) return problem(pack.error());
  http::Response response{.status = 200, .headers = {{"Content-Type", "application/x-ndjson"}}, .body = *pack};
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
       .query = {{"after", "seq of the last event you have"}, {"cursor", "of the page before"}},
       .answer = "EventList",
       .handle = list_events});
  add({.method = "GET",
       .pattern = base + "/messages",
       .tag = "Records",
       .summary = "The conversation",
       .permission = Permission::case_read,
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
