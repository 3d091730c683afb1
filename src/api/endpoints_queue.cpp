// The queue, one case and its customer: what only reads cases. What changes them is in endpoints_cases.cpp.
#include <algorithm>
#include <map>
#include <set>

#include "api/api.hpp"
#include "api/present.hpp"
#include "base/text.hpp"
#include "ledger/record.hpp"
#include "store/customers.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;
namespace cw = casework;

/// Subject and customer's name of a row.
struct Personal {
  std::string subject, customer;
};
Personal open_personal(const desk::Desk& desk, const store::cases::CaseRow& row,
                       const store::cases::NameAndKey& sealed) {
  Personal personal;
  const auto key = desk.key_ring().unwrap(sealed.wrapped, desk.org(), row.customer_id);
  if (!key) return personal;
  ledger::SealScope scope{
      .org = desk.org(), .case_id = row.id, .person = row.customer_id, .keys = [&](std::string_view) { return key; }};
  personal.subject = ledger::open_text(row.subject, "subject", scope).value_or("");
  scope.case_id = row.customer_id;
  personal.customer = ledger::open_text(sealed.name, "customer-name", scope).value_or("");
  return personal;
}

std::vector<std::string> comma_list(const std::string& text) {
  std::vector<std::string> items;
  for (const std::string_view part : text::split(text, ',')) {
    if (!text::trim(part).empty()) items.emplace_back(text::trim(part));
  }
  return items;
}

Result<store::cases::Filter> filter_of(const Call& call) {
  store::cases::Filter filter;
  for (std::string& status : comma_list(call.query("status"))) {
    if (status != "open" && status != "paused" && status != "closed")
      return fail(ErrorKind::invalid, "query/status",
                  "\"status\" is any of open, paused and closed, with commas between.");
    if (std::find(filter.statuses.begin(), filter.statuses.end(), status) == filter.statuses.end())
      filter.statuses.push_back(std::move(status));
  }
  filter.team = call.query("team");
  filter.procedure_id = call.query("procedure");
  filter.state = call.query("state");
  filter.channel = call.query("channel");
  filter.priority = call.query("priority");
  filter.waiting_role = call.query("waiting_for");
  filter.customer_id = call.query("customer");
  filter.text = call.query("query");
  filter.overdue = call.query("overdue") == "true";
  filter.now = call.services.desk.clock().now();
  const std::string assignee = call.query("assignee");
  filter.unassigned = assignee == "none";
  if (assignee == "me")
    filter.assignee_id = call.who.person.id;
  else if (assignee != "none")
    filter.assignee_id = assignee;
  const std::string sort = call.query("sort");
  if (sort == "changed")
    filter.sort = store::cases::Sort::by_changed;
  else if (sort == "opened")
    filter.sort = store::cases::Sort::by_opened;
  else if (!sort.empty() && sort != "urgency")
    return fail(ErrorKind::invalid, "query/sort", "\"sort\" is urgency, changed or opened.");
  return filter;
}

http::Response list_cases(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto filter = filter_of(call);
  const auto limit = page_limit(call);
  if (!filter || !limit) return problem(filter ? limit.error() : filter.error());
  auto page = desk.store().read_one(
      [&](Reader& reader) { return store::cases::list(reader, desk.org(), *filter, call.query("cursor"), *limit); });
  if (!page) return problem(page.error());
  const NamesPtr everyone = names_of_people(call.services);
  const Names& names = *everyone;
  json::Array items;
  items.reserve(page->rows.size());
  for (std::size_t i = 0; i < page->rows.size(); ++i) {
    store::cases::CaseRow& row = page->rows[i];
    Personal personal = open_personal(desk, row, page->customers[i]);
    const auto published = desk.library().by_hash(row.version_hash);
    items.push_back(present_case_row(std::move(row), std::move(personal.subject), std::move(personal.customer), names,
                                     published ? (*published)->procedure.get() : nullptr));
  }
  return page_answer(call, std::move(items), page->next);
}

http::Response count_cases(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto counts = desk.store().read(
      [&](Reader& reader) { return store::cases::count(reader, desk.org(), call.who.person.id, desk.clock().now()); });
  if (!counts) return problem(counts.error());
  std::uint64_t approvals = 0;
  for (const std::string& role : actor_of(call.who).roles) {
    if (const auto waiting = counts->by_waiting_role.find(role); waiting != counts->by_waiting_role.end())
      approvals += waiting->second;
  }
  json::Value value;
  value.set("mine", counts->mine).set("unassigned", counts->unassigned).set("waiting_for_my_approval", approvals);
  value.set("overdue", counts->overdue).set("open", counts->open + counts->paused).set("closed", counts->closed);
  return json_answer(200, value);
}

http::Response get_case(Call& call) {
  const auto seen = call.services.desk.look(call.path.at("case"));
  if (!seen) return problem(seen.error());
  const json::Value value = present_case(call.services, *seen, call.who, *names_of_people(call.services));
  http::Response response = json_answer(200, value);
  response.headers.set("ETag", "\"" + std::to_string(seen->state->seq) + "\"");
  return response;
}

http::Response why_open(Call& call) {
  const auto seen = call.services.desk.look(call.path.at("case"));
  if (!seen) return problem(seen.error());
  json::Array gates;
  for (const cw::Gate& gate :
       cw::why_open(*seen->state, *seen->program, call.services.desk.clock().now(), call.language()))
    gates.push_back(cw::to_json(gate));
  json::Value value;
  value.set("gates", std::move(gates));
  return json_answer(200, value);
}

json::Value present_customer(Reader& reader, desk::Desk& desk, const store::customers::Customer& customer) {
  json::Value value;
  value.set("id", customer.id)
      .set("language", customer.language)
      .set("created_at", time_or_null(customer.created_at))
      .set("erased_at", time_or_null(customer.erased_at));
  std::string name, address;
  if (const auto wrapped = store::customers::wrapped_key(reader, desk.org(), customer.id)) {
    if (const auto key = desk.key_ring().unwrap(*wrapped, desk.org(), customer.id)) {
      const ledger::SealScope scope{
          .org = desk.org(), .case_id = customer.id, .person = customer.id, .keys = [&](std::string_view) {
            return key;
          }};
      name = ledger::open_text(customer.name, "customer-name", scope).value_or("");
      address = ledger::open_text(customer.address, "customer-address", scope).value_or("");
    }
  }
  value.set("name", name).set("address", address);
  return value;
}

http::Response get_customer(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto found = desk.store().read([&](Reader& reader) -> Result<json::Value> {
    const auto customer = store::customers::find(reader, desk.org(), call.path.at("customer"));
    if (!customer) return fail(customer.error());
    return present_customer(reader, desk, *customer);
  });
  return found ? json_answer(200, *found) : problem(found.error());
}

/// By exact address: names are sealed, so they are found through the cases they are in (GET /search).
http::Response find_customers(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::string address = text::to_lower_ascii(text::trim(call.query("address")));
  if (address.empty())
    return problem({ErrorKind::invalid, "query/address", "\"address\" is missing.",
                    "Customers are found by their whole address; search finds their cases by name."});
  const auto found = desk.store().read([&](Reader& reader) -> Result<json::Array> {
    json::Array items;
    const auto customer =
        store::customers::find_by_address(reader, desk.org(), desk.key_ring().fingerprint("address", address));
    if (!customer) return fail(customer.error());
    if (*customer) items.push_back(present_customer(reader, desk, **customer));
    return items;
  });
  return found ? page_answer(call, *found, {}) : problem(found.error());
}

}  // namespace

void add_queue_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/cases";
  const auto add = [&](Endpoint endpoint) { endpoints.push_back(std::move(endpoint)); };
  add({.method = "GET",
       .pattern = base,
       .tag = "Cases",
       .summary = "The queue",
       .permission = Permission::case_read,
       .query = {{"status", "open,paused,closed"},
                 {"assignee", "me, none or a person's id"},
                 {"team", ""},
                 {"procedure", ""},
                 {"state", ""},
                 {"channel", ""},
                 {"priority", ""},
                 {"waiting_for", "a role, customer, timer"},
                 {"customer", "id"},
                 {"overdue", "true"},
                 {"query", "words"},
                 {"sort", "urgency, changed or opened"},
                 {"limit", "1 to 200"},
                 {"cursor", "of the page before"}},
       .answer = "CaseSummaryList",
       .handle = list_cases});
  add({.method = "GET",
       .pattern = base + "/counts",
       .tag = "Cases",
       .summary = "Numbers for the tabs",
       .permission = Permission::case_read,
       .answer = "Counts",
       .handle = count_cases});
  add({.method = "GET",
       .pattern = base + "/{case}",
       .tag = "Cases",
       .summary = "One case with its guide",
       .permission = Permission::case_read,
       .answer = "Case",
       .has_tag = true,
       .handle = get_case});
  add({.method = "GET",
       .pattern = base + "/{case}/why-open",
       .tag = "Cases",
       .summary = "Everything between the case and its end",
       .permission = Permission::case_read,
       .answer = "Gates",
       .handle = why_open});
  add({.method = "GET",
       .pattern = "/api/v1/customers",
       .tag = "Customers",
       .summary = "The customer with an address",
       .permission = Permission::case_read,
       .query = {{"address", "the whole address"}},
       .answer = "CustomerList",
       .handle = find_customers});
  add({.method = "GET",
       .pattern = "/api/v1/customers/{customer}",
       .tag = "Customers",
       .summary = "One customer",
       .permission = Permission::case_read,
       .answer = "Customer",
       .handle = get_customer});
}

}  // namespace evenhand::api
