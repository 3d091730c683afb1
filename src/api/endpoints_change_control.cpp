#include "api/api.hpp"
#include "api/present.hpp"
#include "api/present_changes.hpp"
#include "base/id.hpp"
#include "base/text.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;
using store::Writer;
namespace changes = desk::change_control;
namespace kept = store::change_control;

constexpr std::size_t events_shown_max = 500;

std::string name_of(const Names& names, const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() ? std::string{} : found->second;
}

json::Array texts(const std::vector<std::string>& items) {
  json::Array out;
  for (const std::string& item : items) out.emplace_back(item);
  return out;
}

json::Value present_submission(Call& call, const kept::Submission& s, const Names& names) {
  json::Array authors, approvals, differences;
  for (const std::string& id : s.authors) authors.emplace_back(name_of(names, id));
  for (const kept::Approval& one : s.approvals) {
    json::Value value;
    value.set("name", name_of(names, one.person_id)).set("roles", texts(one.roles)).set("at", time_or_null(one.at));
    approvals.push_back(std::move(value));
  }
  for (const changes::Difference& one : changes::read(s.changes))
    differences.push_back(present_difference(one, call.language()));
  const auto may = changes::may_settle(s, by_of(call));
  json::Value value;
  value.set("id", s.id)
      .set("procedure", s.procedure_id)
      .set("status", s.status)
      .set("title", s.title)
      .set("hash", s.hash)
      .set("note", s.note)
      .set("effective_at", time_or_null(s.effective_at))
      .set("expires_at", time_or_null(s.expires_at))
      .set("roles", texts(s.roles))
      .set("roles_left", texts(changes::left_of(s)))
      .set("authors", std::move(authors))
      .set("approvals", std::move(approvals));
  value.set("submitted_by", name_of(names, s.submitted_by))
      .set("submitted_at", time_or_null(s.submitted_at))
      .set("settled_at", time_or_null(s.settled_at))
      .set("changes", std::move(differences))
      .set("may_settle", s.status == "open" && may.has_value())
      .set("may_not", may ? std::string{} : may.error().message);
  return value;
}

http::Response submit(Call& call) {
  const auto revision = expected_revision(*call.request);
  if (!revision) return no_precondition();
  const auto confirmed = confirmations_in(call.body);
  if (!confirmed) return problem(confirmed.error());
  const auto terms = terms_in(call.body);
  if (!terms) return problem(terms.error());
  changes::SubmitRequest request{.procedure_id = call.path.at("procedure"),
                                 .revision = *revision,
                                 .note = call.body.string_or("note", ""),
                                 .effective_at = terms->effective_at,
                                 .expires_at = terms->expires_at,
                                 .expected_current = {},
                                 .confirmed = *confirmed,
                                 .by = by_of(call)};
  if (const json::Value* v = call.body.find("expected_version"); v != nullptr)
    request.expected_current = static_cast<std::uint32_t>(v->as_number()->to_int64().value_or(0));
  const auto submitted = changes::submit(call.services.desk, request);
  if (!submitted) return problem_of(submitted.error());
  return json_answer(201, present_submission(call, *submitted, *names_of_people(call.services)));
}

http::Response get_submission(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto found =
      desk.store().read([&](Reader& reader) { return kept::newest(reader, desk.org(), call.path.at("procedure")); });
  if (!found) return problem(found.error());
  if (!*found)
    return problem({ErrorKind::not_found, "change/not-found", "No draft of it was ever submitted for approval.", {}});
  json::Value value = present_submission(call, **found, *names_of_people(call.services));
  const auto current = desk.library().current((*found)->procedure_id);
  value.set("source", (*found)->source).set("before", current ? (*current)->version.source : std::string{});
  return json_answer(200, value);
}

http::Response list_submissions(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto found = desk.store().read([&](Reader& reader) { return kept::open(reader, desk.org()); });
  if (!found) return problem(found.error());
  const NamesPtr names = names_of_people(call.services);
  json::Array items;
  for (const kept::Submission& one : *found) items.push_back(present_submission(call, one, *names));
  return page_answer(call, std::move(items), {});
}

http::Response approve(Call& call) {
  const auto approved =
      changes::approve(call.services.desk, call.path.at("procedure"), call.body.string_or("submission", ""),
                       by_of(call), call.body.string_or("note", ""));
  if (!approved) return problem_of(approved.error());
  json::Value value;
  value.set("version", approved->version).set("roles_left", texts(approved->roles_left));
  return json_answer(200, value);
}

http::Response send_back(Call& call) {
  const auto done =
      changes::send_back(call.services.desk, call.path.at("procedure"), call.body.string_or("submission", ""),
                         by_of(call), call.body.string_or("reason", ""));
  return done ? http::empty_response() : problem(done.error());
}

http::Response recall(Call& call) {
  const auto done = changes::recall(call.services.desk, call.path.at("procedure"),
                                    call.body.string_or("submission", ""), by_of(call));
  return done ? http::empty_response() : problem(done.error());
}

http::Response withdraw(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::int64_t number = call.body.int_or("version", 0);
  if (number < 1 || number > UINT32_MAX)
    return problem({ErrorKind::invalid, "body/invalid", "\"version\" is no number of a version.", {}});
  const std::string& id = call.path.at("procedure");
  const auto version = static_cast<std::uint32_t>(number);
  const auto done =
      desk.library().withdraw(id, version, call.who.person.id, call.body.string_or("reason", ""), desk.clock().now());
  if (!done) return problem(done.error());
  desk.announce({.kind = desk::Change::Kind::procedure_published, .id = id, .seq = version, .status = {}, .to = {}});
  return http::empty_response();
}

http::Response history(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto found = desk.store().read(
      [&](Reader& reader) { return kept::events(reader, desk.org(), call.path.at("procedure"), events_shown_max); });
  if (!found) return problem(found.error());
  const NamesPtr names = names_of_people(call.services);
  json::Array items;
  for (const kept::Event& one : *found) {
    json::Value data = json::parse(one.body).value_or(json::Object{});
    for (const char* list : {"authors", "approved_by"})
      if (const json::Value* ids = data.find(list); ids != nullptr && ids->as_array() != nullptr) {
        json::Array people;
        for (const json::Value& id : *ids->as_array())
          people.emplace_back(name_of(*names, id.as_string() == nullptr ? std::string{} : *id.as_string()));
        data.set(list, std::move(people));
      }
    json::Value value;
    value.set("seq", one.seq)
        .set("at", time_or_null(one.at))
        .set("by", name_of(*names, one.person_id))
        .set("kind", one.kind)
        .set("hash", one.hash)
        .set("data", std::move(data));
    items.push_back(std::move(value));
  }
  return page_answer(call, std::move(items), {});
}

}  // namespace

void add_change_control_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/procedures/{procedure}";
  const Field note{
      .name = "note", .required = true, .about = "What changed and why.", .bytes_max = limits::reason_bytes_max};
  const Field submission{.name = "submission", .required = true, .about = "The id of what you saw."};
  Field reason{.name = "reason", .required = true, .bytes_max = limits::reason_bytes_max};
  const auto add = [&](Endpoint endpoint) {
    endpoint.tag = "Change control";
    endpoints.push_back(std::move(endpoint));
  };
  add({.method = "POST",
       .pattern = base + "/submission",
       .summary = "Submit the draft for approval, its differences classed (If-Match)",
       .permission = Permission::procedure_edit,
       .body = {note,
                {.name = "expected_version",
                 .kind = Field::Kind::integer,
                 .about = "The version you saw; 0 for the first."},
                effective_at_field(),
                expires_at_field(),
                classes_field()},
       .takes_body = true,
       .headers = {{"If-Match", "the ETag of the draft you saw"}},
       .answer = "Submission",
       .success = 201,
       .handle = submit});
  add({.method = "GET",
       .pattern = base + "/submission",
       .summary = "What was submitted last, with its text and the one in force",
       .permission = Permission::procedure_read,
       .answer = "Submission",
       .handle = get_submission});
  add({.method = "GET",
       .pattern = "/api/v1/submissions",
       .summary = "All that waits for approval, oldest first",
       .permission = Permission::procedure_read,
       .answer = "SubmissionList",
       .handle = list_submissions});
  Field may_note = note;
  may_note.required = false;
  add({.method = "POST",
       .pattern = base + "/submission/approve",
       .summary = "Approve what was submitted; the last approval publishes it",
       .permission = Permission::procedure_approve,
       .body = {submission, may_note},
       .takes_body = true,
       .answer = "ApprovalGiven",
       .handle = approve});
  add({.method = "POST",
       .pattern = base + "/submission/send-back",
       .summary = "Send it back with a reason",
       .permission = Permission::procedure_approve,
       .body = {submission, reason},
       .takes_body = true,
       .success = 204,
       .handle = send_back});
  add({.method = "POST",
       .pattern = base + "/submission/recall",
       .summary = "Take it back before it is settled",
       .permission = Permission::procedure_edit,
       .body = {submission},
       .takes_body = true,
       .success = 204,
       .handle = recall});
  add({.method = "POST",
       .pattern = base + "/withdraw",
       .summary = "No new cases under a version from now on; open ones go on",
       .permission = Permission::procedure_publish,
       .body = {{.name = "version", .kind = Field::Kind::integer, .required = true}, reason},
       .takes_body = true,
       .success = 204,
       .handle = withdraw});
  add({.method = "GET",
       .pattern = base + "/history",
       .summary = "What was done about it: submitted, approved, published, withdrawn; newest first",
       .permission = Permission::procedure_read,
       .answer = "ProcedureEventList",
       .handle = history});
}

}  // namespace evenhand::api
