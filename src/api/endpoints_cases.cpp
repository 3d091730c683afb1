// Opening cases and every command that changes one. What only reads them is in endpoints_queue.cpp.
#include <algorithm>
#include <charconv>

#include "api/api.hpp"
#include "api/present.hpp"
#include "base/log.hpp"
#include "http/problem.hpp"

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

/// The same for a request that a refusal ends.
std::optional<desk::IdempotencyKey> key_for_all(const Call& call, int status) {
  auto key = key_of(call, status);
  if (key) {
    key->refused = [](const cw::Refusal& refusal) {
      const http::Response response = problem(refusal);
      return desk::Rendered{.status = response.status, .body = std::string(response.body.view())};
    };
  }
  return key;
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
  value.set("id", outcome.case_id).set("seq", outcome.row.seq).set("events", std::move(events));
  if (!wants_little(call))
    value.set("case", present_case(call.services, outcome, call.who, *names_of_people(call.services)));
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
  opening.idempotency = key_for_all(*call, 201);
  opening.render = [call](const desk::Outcome& outcome) {
    return json::write(wants_little(*call)
                           ? present_outcome(*call, outcome)
                           : present_case(call->services, outcome, call->who, *names_of_people(call->services)));
  };
  auto box = std::make_shared<http::Responder>(std::move(responder));
  call->services.desk.open_case(std::move(opening), [box](tl::expected<desk::Outcome, desk::Failure> outcome) {
    if (!outcome) return box->send(answer_failure(outcome.error()));
    http::Response response = http::json_response(201, std::move(outcome->rendered));
    response.headers.set("Location", "/api/v1/cases/" + outcome->case_id);
    response.headers.set("ETag", "\"" + std::to_string(outcome->row.seq) + "\"");
    box->send(std::move(response));
  });
}

Result<std::optional<std::uint64_t>> expected_seq(const http::Request& request) {
  std::string_view tag = request.headers.value_or("If-Match", "");
  // RFC 9110, 13.1.1: `*` is any case that is there, and one that is not is refused anyway.
  if (tag.empty() || tag == "*") return std::optional<std::uint64_t>{};
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
    if (!person->active) {
      return responder.send(problem({ErrorKind::conflict, "person/left", person->name + " does not work here any more.",
                                     "Give the case to somebody else."}));
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
  submission.idempotency = key_for_all(*call, 200);
  submission.render = [call](const desk::Outcome& outcome) { return json::write(present_outcome(*call, outcome)); };
  auto box = std::make_shared<http::Responder>(std::move(responder));
  call->services.desk.submit(std::move(submission), [box](tl::expected<desk::Outcome, desk::Failure> outcome) {
    if (!outcome) return box->send(answer_failure(outcome.error()));
    http::Response response = http::json_response(200, std::move(outcome->rendered));
    response.headers.set("ETag", "\"" + std::to_string(outcome->row.seq) + "\"");
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

/// What came of trying to take one case: an answer, or empty when somebody was quicker or it may not be taken.
std::optional<http::Response> take(Call& call, const store::cases::CaseRow& row, bool& has_moved) {
  const auto taken = call.services.desk.submit_and_wait(
      {.case_id = row.id,
       .command = cw::Assign{.person_id = call.who.person.id, .person_name = call.who.person.name},
       .actor = actor_of(call.who),
       .door = call.who.session_hash.empty() ? "api" : "web",
       .expected_seq = row.seq,
       .render =
           [&call](const desk::Outcome& outcome) {
             return json::write(present_case(call.services, outcome, call.who, *names_of_people(call.services)));
           },
       .idempotency = key_of(call, 200),
       .also = {}});
  if (taken) {
    http::Response response = http::json_response(200, taken->rendered);
    response.headers.set("ETag", "\"" + std::to_string(taken->row.seq) + "\"");
    return response;
  }
  const auto* error = std::get_if<Error>(&taken.error());
  if (error == nullptr) return std::nullopt;
  // The same request is under way already: its repeat gets that one's answer.
  if (error->kind == ErrorKind::unavailable || error->code == "idempotency/exists")
    return answer_failure(taken.error());
  if (error->kind == ErrorKind::conflict || error->kind == ErrorKind::precondition) {
    has_moved = true;
  } else {
    // One case that cannot be worked must not keep everybody from those below it.
    log::warning("a case in the queue cannot be taken", {{"case", row.id}, {"code", error->code}});
  }
  return std::nullopt;
}

/// Takes the most urgent case that nobody has. What waits for another role, the customer or a clock has no next step for
/// this person. Someone else may be quicker: then the next one; and once more from the start, since what moved on under
/// our eyes may still be free.
http::Response take_next(Call& call) {
  constexpr std::size_t page_rows = 25;
  constexpr int rounds_max = 3;
  desk::Desk& desk = call.services.desk;
  store::cases::Filter filter;
  filter.statuses = {"open"};
  filter.unassigned = true;
  filter.now = desk.clock().now();
  filter.waiting_for_any = actor_of(call.who).roles;
  filter.waiting_for_any.emplace_back();
  bool has_moved = true;
  for (int round = 0; round < rounds_max && has_moved; ++round) {
    has_moved = false;
    std::string cursor;
    do {
      const auto page = desk.store().read(
          [&](Reader& reader) { return store::cases::list(reader, desk.org(), filter, cursor, page_rows); });
      if (!page) return answer_failure(page.error());
      for (const auto& row : page->rows) {
        if (auto answer = take(call, row, has_moved)) return std::move(*answer);
      }
      cursor = page->next;
    } while (!cursor.empty());
  }
  if (const auto key = key_of(call, http::empty_response().status)) {
    if (const auto kept = desk.add_answer(*key, {}); !kept) return answer_failure(kept.error());
  }
  return http::empty_response();
}

}  // namespace

void add_case_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/cases";
  using Kind = Field::Kind;
  const QueryField prefer{"Prefer", "return=minimal: the answer without the case"};
  const QueryField if_match{"If-Match", "the ETag you saw; 412 when the case has moved on"};
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
       .headers = {prefer},
       .answer = "Opened",
       .success = 201,
       .repeats = Repeats::by_handler,
       .has_location = true,
       .has_tag = true,
       .handle_later = open_case});
  add({.method = "POST",
       .pattern = base + "/next",
       .tag = "Cases",
       .summary = "Take the most urgent case nobody has; 204 when there is none",
       .permission = Permission::case_work,
       .answer = "Case",
       .success_also = 204,
       .repeats = Repeats::by_handler,
       .has_tag = true,
       .handle = take_next});
  add({.method = "POST",
       .pattern = base + "/{case}/commands",
       .tag = "Cases",
       .summary = "The one door: every change of a case (If-Match optional)",
       .permission = Permission::case_read,
       .body = {{.name = "type", .required = true, .about = "record-facts, tick-task, …"}},
       .takes_body = true,
       .free_body = true,
       .body_schema = "Command",
       .headers = {if_match, prefer},
       .answer = "Outcome",
       .repeats = Repeats::by_handler,
       .has_tag = true,
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
       .headers = {if_match, prefer},
       .answer = "Outcome",
       .repeats = Repeats::by_handler,
       .has_tag = true,
       .handle_later = post_message});
}

}  // namespace evenhand::api
