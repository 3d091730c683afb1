#include <algorithm>
#include <charconv>

#include "api/api.hpp"
#include "api/present.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"
#include "ledger/record.hpp"
#include "store/customers.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;
namespace cw = casework;

http::Response answer_failure(const desk::Failure& failure) {
  if (const auto* refusal = std::get_if<cw::Refusal>(&failure)) return problem(*refusal);
  http::Response response = problem(std::get<Error>(failure));
  if (response.status == 503) response.headers.set("Retry-After", "1");
  return response;
}

/// Subject and customer's name of a row, read and opened on the reader at hand.
struct Personal {
  std::string subject, customer;
};
Personal open_personal(Reader& reader, desk::Desk& desk, const store::cases::CaseRow& row) {
  Personal personal;
  const auto wrapped = store::customers::wrapped_key(reader, desk.org(), row.customer_id);
  if (!wrapped) return personal;
  const auto key = desk.key_ring().unwrap(*wrapped, desk.org(), row.customer_id);
  if (!key) return personal;
  ledger::SealScope scope{
      .org = desk.org(), .case_id = row.id, .person = row.customer_id, .keys = [&](std::string_view) { return key; }};
  personal.subject = ledger::open_text(row.subject, "subject", scope).value_or("");
  if (const auto customer = store::customers::find(reader, desk.org(), row.customer_id)) {
    scope.case_id = row.customer_id;
    personal.customer = ledger::open_text(customer->name, "customer-name", scope).value_or("");
  }
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
  filter.statuses = comma_list(call.query("status"));
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
  struct Found {
    store::cases::Page page;
    std::vector<Personal> personal;
  };
  const auto found = desk.store().read([&](Reader& reader) -> Result<Found> {
    auto page = store::cases::list(reader, desk.org(), *filter, call.query("cursor"), *limit);
    if (!page) return fail(std::move(page.error()));
    Found read{std::move(*page), {}};
    for (const auto& row : read.page.rows) read.personal.push_back(open_personal(reader, desk, row));
    return read;
  });
  if (!found) return problem(found.error());
  const Names names = names_of_people(desk);
  json::Array items;
  for (std::size_t i = 0; i < found->page.rows.size(); ++i) {
    items.push_back(
        present_case_row(found->page.rows[i], found->personal[i].subject, found->personal[i].customer, names));
  }
  return page_answer(call, std::move(items), found->page.next);
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

std::vector<std::pair<std::string, feel::Value>> facts_of(const json::Value* object) {
  std::vector<std::pair<std::string, feel::Value>> facts;
  if (object == nullptr || object->as_object() == nullptr) return facts;
  for (const auto& [name, value] : *object->as_object()) {
    auto read = feel::from_json(value);
    facts.emplace_back(name, read ? std::move(*read) : feel::Value(json::write(value)));
  }
  return facts;
}

std::optional<desk::IdempotencyKey> key_of(const Call& call, int status) {
  const std::string* key = call.request->header("Idempotency-Key");
  if (key == nullptr) return std::nullopt;
  return desk::IdempotencyKey{
      .actor_id = call.who.person.id, .key = *key, .request_hash = call.request_hash, .status = status};
}

bool wants_little(const Call& call) {
  return call.request->headers.value_or("Prefer", "").find("return=minimal") != std::string_view::npos;
}

json::Value present_outcome(Call& call, const desk::Outcome& outcome) {
  json::Array events;
  for (const cw::Recorded& recorded : outcome.events) {
    json::Value event;
    event.set("seq", recorded.seq).set("type", cw::event_type(recorded.event));
    events.push_back(std::move(event));
  }
  json::Value value;
  value.set("id", outcome.case_id).set("seq", outcome.state->seq).set("events", std::move(events));
  if (!wants_little(call))
    value.set("case", present_case(call.services, outcome, call.who, names_of_people(call.services.desk)));
  return value;
}

void open_case(const std::shared_ptr<Call>& call, http::Responder responder) {
  const json::Value& body = call->body;
  const json::Value empty;
  const json::Value* customer = body.find("customer");
  if (customer == nullptr) customer = &empty;
  desk::Opening opening;
  opening.procedure_id = body.string_or("procedure", "");
  opening.selection = {.state = body.string_or("state", ""),
                       .channel = body.string_or("channel", ""),
                       .product = body.string_or("product", ""),
                       .language = body.string_or("language", "")};
  opening.open.subject = body.string_or("subject", "");
  opening.open.priority = body.string_or("priority", "normal");
  opening.open.team = body.string_or("team", "");
  opening.open.customer_id = customer->string_or("id", "");
  opening.open.customer_name = customer->string_or("name", "");
  opening.open.customer_address = customer->string_or("address", "");
  opening.open.facts = facts_of(body.find("facts"));
  opening.message = body.string_or("message", "");
  opening.actor = actor_of(call->who);
  opening.door = call->who.session_hash.empty() ? "api" : "web";
  opening.idempotency = key_of(*call, 201);
  opening.render = [call](const desk::Outcome& outcome) {
    return json::write(wants_little(*call)
                           ? present_outcome(*call, outcome)
                           : present_case(call->services, outcome, call->who, names_of_people(call->services.desk)));
  };
  auto box = std::make_shared<http::Responder>(std::move(responder));
  call->services.desk.open_case(std::move(opening), [box](tl::expected<desk::Outcome, desk::Failure> outcome) {
    if (!outcome) return box->send(answer_failure(outcome.error()));
    http::Response response = http::json_response(201, std::move(outcome->rendered));
    response.headers.set("Location", "/api/v1/cases/" + outcome->case_id);
    response.headers.set("ETag", "\"" + std::to_string(outcome->state->seq) + "\"");
    box->send(std::move(response));
  });
}

Result<std::optional<std::uint64_t>> expected_seq(const http::Request& request) {
  std::string_view tag = request.headers.value_or("If-Match", "");
  if (tag.empty()) return std::optional<std::uint64_t>{};
  std::uint64_t seq = 0;
  if (tag.size() >= 3 && tag.front() == '"' && tag.back() == '"') {
    tag = tag.substr(1, tag.size() - 2);
    const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), seq);
    if (error == std::errc{} && end == tag.data() + tag.size()) return std::optional(seq);
  }
  return fail(ErrorKind::invalid, "precondition/bad-tag", "If-Match holds no ETag of a case.",
              "Send the ETag as you got it, with its quotation marks.");
}

Permission permission_for(const cw::Command& command) {
  if (std::holds_alternative<cw::GiveApproval>(command)) return Permission::case_approve;
  if (std::holds_alternative<cw::Override>(command)) return Permission::case_override;
  if (std::holds_alternative<cw::Reopen>(command)) return Permission::case_reopen;
  return Permission::case_work;
}

/// Commands of the outside world and of the clock come through their own doors.
bool is_for_people(const cw::Command& command) {
  return !std::holds_alternative<cw::OpenCase>(command) && !std::holds_alternative<cw::FireTimer>(command);
}

void send_command(const std::shared_ptr<Call>& call, cw::Command command, http::Responder responder) {
  if (!call->who.may(permission_for(command))) return responder.send(problem(lacks(permission_for(command))));
  if (auto* assign = std::get_if<cw::Assign>(&command); assign != nullptr && !assign->person_id.empty()) {
    desk::Desk& desk = call->services.desk;
    const auto person =
        desk.store().read([&](Reader& reader) { return store::people::find(reader, desk.org(), assign->person_id); });
    if (!person) return responder.send(problem(person.error()));
    if (assign->person_id != call->who.person.id && !call->who.may(Permission::case_assign)) {
      return responder.send(problem({ErrorKind::forbidden,
                                     "permission/missing",
                                     "You may take cases yourself, but not give them to others.",
                                     {}}));
    }
    assign->person_name = person->name;
  }
  const auto expected = expected_seq(*call->request);
  if (!expected) return responder.send(problem(expected.error()));
  desk::Submission submission;
  submission.case_id = call->path.at("case");
  submission.command = std::move(command);
  submission.actor = actor_of(call->who);
  submission.door = call->who.session_hash.empty() ? "api" : "web";
  submission.expected_seq = *expected;
  submission.idempotency = key_of(*call, 200);
  submission.render = [call](const desk::Outcome& outcome) { return json::write(present_outcome(*call, outcome)); };
  auto box = std::make_shared<http::Responder>(std::move(responder));
  call->services.desk.submit(std::move(submission), [box](tl::expected<desk::Outcome, desk::Failure> outcome) {
    if (!outcome) return box->send(answer_failure(outcome.error()));
    http::Response response = http::json_response(200, std::move(outcome->rendered));
    response.headers.set("ETag", "\"" + std::to_string(outcome->state->seq) + "\"");
    box->send(std::move(response));
  });
}

void post_command(const std::shared_ptr<Call>& call, http::Responder responder) {
  json::Object payload;
  for (const auto& [name, value] : *call->body.as_object()) {
    if (name != "type") payload.emplace_back(name, value);
  }
  auto command = cw::command_from_json(call->body.string_or("type", ""), json::Value(std::move(payload)));
  if (!command) return responder.send(problem(command.error()));
  if (!is_for_people(*command)) {
    return responder.send(
        problem({ErrorKind::invalid, "command/not-here", "This command is not given through this door.",
                 "Cases are opened with POST /api/v1/cases; timers fire by themselves."}));
  }
  send_command(call, std::move(*command), std::move(responder));
}

void post_message(const std::shared_ptr<Call>& call, http::Responder responder) {
  if (call->body.string_or("direction", "in") != "in") {
    return responder.send(problem({ErrorKind::invalid, "body/invalid", "\"direction\" is in.",
                                   "To write to the customer send the command send-message."}));
  }
  send_command(call,
               cw::ReceiveMessage{.channel = call->body.string_or("channel", ""),
                                  .text = call->body.string_or("text", ""),
                                  .from = call->body.string_or("from", ""),
                                  .key = call->body.string_or("key", "")},
               std::move(responder));
}

http::Response get_case(Call& call) {
  const auto seen = call.services.desk.look(call.path.at("case"));
  if (!seen) return problem(seen.error());
  const json::Value value = present_case(call.services, *seen, call.who, names_of_people(call.services.desk));
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

/// Takes the most urgent case that nobody has. Someone else may be quicker: then the next one.
http::Response take_next(Call& call) {
  desk::Desk& desk = call.services.desk;
  store::cases::Filter filter;
  filter.statuses = {"open"};
  filter.unassigned = true;
  filter.now = desk.clock().now();
  const auto page =
      desk.store().read([&](Reader& reader) { return store::cases::list(reader, desk.org(), filter, {}, 25); });
  if (!page) return problem(page.error());
  for (const auto& row : page->rows) {
    // What waits for a role, the customer or a clock has no next step for this person.
    const std::vector<std::string> roles = actor_of(call.who).roles;
    if (!row.waiting_role.empty() && std::find(roles.begin(), roles.end(), row.waiting_role) == roles.end()) continue;
    const auto taken = desk.submit_and_wait(
        {.case_id = row.id,
         .command = cw::Assign{.person_id = call.who.person.id, .person_name = call.who.person.name},
         .actor = actor_of(call.who),
         .door = call.who.session_hash.empty() ? "api" : "web",
         .expected_seq = row.seq,
         .render =
             [&call](const desk::Outcome& outcome) {
               return json::write(present_case(call.services, outcome, call.who, names_of_people(call.services.desk)));
             },
         .idempotency = key_of(call, 200),
         .also = {}});
    if (taken) return http::json_response(200, taken->rendered);
    // The same request is under way already: its repeat gets that one's answer.
    if (const auto* error = std::get_if<Error>(&taken.error()); error != nullptr && error->code == "idempotency/exists")
      return problem(*error);
  }
  return http::empty_response();
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

void add_case_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/cases";
  using Kind = Field::Kind;
  const auto add = [&](Endpoint endpoint) { endpoints.push_back(std::move(endpoint)); };
  add({.method = "POST",
       .pattern = base,
       .tag = "Cases",
       .summary = "Open a case",
       .permission = Permission::case_work,
       .body = {{.name = "procedure", .required = true, .about = "Id of a published procedure."},
                {.name = "subject", .required = true, .about = "One line for the queue."},
                {.name = "channel", .about = "phone, email, chat, web, …"},
                {.name = "state", .about = "MA"},
                {.name = "language", .about = "en or es"},
                {.name = "product", .about = "One that the procedure lists; any when it lists none."},
                {.name = "priority", .about = "low, normal, high, urgent"},
                {.name = "team"},
                {.name = "customer",
                 .kind = Kind::object,
                 .about = "Whom the case is for.",
                 .members = {{.name = "name"}, {.name = "address"}, {.name = "id"}}},
                {.name = "facts", .kind = Kind::object, .about = "What is known already, by fact name."},
                {.name = "message", .about = "The customer's first words.", .bytes_max = limits::message_bytes_max}},
       .takes_body = true,
       .answer = "Case",
       .success = 201,
       .remembers = false,
       .handle_later = open_case});
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
       .answer = "CaseList",
       .handle = list_cases});
  add({.method = "GET",
       .pattern = base + "/counts",
       .tag = "Cases",
       .summary = "Numbers for the tabs",
       .permission = Permission::case_read,
       .answer = "Counts",
       .handle = count_cases});
  add({.method = "POST",
       .pattern = base + "/next",
       .tag = "Cases",
       .summary = "Take the most urgent case nobody has; 204 when there is none",
       .permission = Permission::case_work,
       .answer = "Case",
       .remembers = false,
       .handle = take_next});
  add({.method = "GET",
       .pattern = base + "/{case}",
       .tag = "Cases",
       .summary = "One case with its guide",
       .permission = Permission::case_read,
       .answer = "Case",
       .handle = get_case});
  add({.method = "GET",
       .pattern = base + "/{case}/why-open",
       .tag = "Cases",
       .summary = "Everything between the case and its end",
       .permission = Permission::case_read,
       .answer = "Gates",
       .handle = why_open});
  add({.method = "POST",
       .pattern = base + "/{case}/commands",
       .tag = "Cases",
       .summary = "The one door: every change of a case (If-Match optional)",
       .permission = Permission::case_read,
       .body = {{.name = "type", .required = true, .about = "record-facts, tick-task, …"}},
       .takes_body = true,
       .free_body = true,
       .answer = "Outcome",
       .remembers = false,
       .handle_later = post_command});
  add({.method = "POST",
       .pattern = base + "/{case}/messages",
       .tag = "Cases",
       .summary = "What a customer said",
       .permission = Permission::case_work,
       .body = {{.name = "direction", .about = "in"},
                {.name = "channel", .required = true},
                {.name = "text", .required = true, .bytes_max = limits::message_bytes_max},
                {.name = "from"},
                {.name = "key", .about = "Of the message where it comes from; a repeat is taken once."}},
       .takes_body = true,
       .answer = "Outcome",
       .remembers = false,
       .handle_later = post_message});
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
