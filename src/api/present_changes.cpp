#include "api/present_changes.hpp"

#include "api/present.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"

namespace evenhand::api {

namespace changes = desk::change_control;
namespace procedures = store::procedures;

json::Value present_version(const procedures::Version& version, std::uint32_t current, Instant now,
                            const Names& names) {
  const auto by = names.find(version.published_by);
  json::Value value;
  value.set("number", version.number).set("hash", version.hash).set("title", version.title).set("note", version.note);
  value.set("published_at", time_or_null(version.published_at))
      .set("published_by", by == names.end() ? std::string{} : by->second)
      .set("status", procedures::standing_name(procedures::standing(version, current, now)))
      .set("effective_at", time_or_null(version.effective_at))
      .set("expires_at", time_or_null(version.expires_at))
      .set("withdrawn_at", time_or_null(version.withdrawn_at));
  return value;
}

json::Value present_difference(const changes::Difference& difference, const std::string& language) {
  const procedure::Change& change = difference.change;
  json::Value value;
  value.set("kind", procedure::change_kind_name(change.kind))
      .set("where", change.where)
      .set("before", change.before)
      .set("after", change.after)
      .set("key", changes::difference_key(change))
      .set("class", procedure::weight_name(difference.weight))
      .set("proposed", procedure::weight_name(change.weight))
      .set("why", procedure::reason_text(change, language))
      .set("confirmed", difference.confirmed)
      .set("because", difference.because);
  return value;
}

http::Response problem_of(const desk::PublishFailure& failure) {
  const auto& [error, diagnostics] = failure;
  const int status = error.code == "procedure/has-errors" ? 422 : http::status_of(error.kind);
  json::Value document = http::problem_document(status, error.code, error.message, error.hint);
  document.set("diagnostics", present_diagnostics(diagnostics));
  return http::problem_response(status, document);
}

http::Response published_answer(Call& call, const std::string& procedure_id, std::uint32_t number, int status) {
  desk::Desk& desk = call.services.desk;
  std::uint32_t current = 0;
  const auto version = desk.store().read([&](store::Reader& reader) -> Result<procedures::Version> {
    const auto known = procedures::current_number(reader, desk.org(), procedure_id);
    if (!known) return fail(known.error());
    current = *known;
    return procedures::version(reader, desk.org(), procedure_id, number);
  });
  if (!version) return problem(version.error());
  json::Value value;
  value.set("id", procedure_id)
      .set("version", number)
      .set("hash", version->hash)
      .set("status", procedures::standing_name(procedures::standing(*version, current, desk.clock().now())))
      .set("effective_at", time_or_null(version->effective_at));
  return json_answer(status, value);
}

changes::By by_of(const Call& call) {
  changes::By by{.person_id = call.who.person.id,
                 .roles = {},
                 .may_approve = call.who.may(identity::Permission::procedure_approve),
                 .may_manage = call.who.may(identity::Permission::people_manage)};
  for (const std::string& role : call.who.person.roles) by.roles.push_back(text::to_lower_ascii(role));
  return by;
}

Result<Terms> terms_in(const json::Value& body) {
  Terms terms;
  const auto read = [&](std::string_view name, Instant& into) -> Result<void> {
    const std::string words = body.string_or(name, "");
    if (words.empty()) return {};
    const auto instant = parse_rfc3339(words);
    if (!instant) return fail(ErrorKind::invalid, "body/invalid", "\"" + std::string(name) + "\" is no instant.", {});
    into = *instant;
    return {};
  };
  if (auto done = read("effective_at", terms.effective_at); !done) return fail(std::move(done.error()));
  if (auto done = read("expires_at", terms.expires_at); !done) return fail(std::move(done.error()));
  return terms;
}

Result<changes::Confirmations> confirmations_in(const json::Value& body) {
  changes::Confirmations out;
  const json::Value* classes = body.find("classes");
  if (classes == nullptr || classes->as_object() == nullptr) return out;
  for (const auto& [key, value] : *classes->as_object()) {
    const auto weight = procedure::weight_of(value.string_or("class", ""));
    const std::string reason = value.string_or("reason", "");
    if (!weight || reason.size() > limits::reason_bytes_max) {
      return fail(ErrorKind::invalid, "body/invalid",
                  !weight ? "\"classes\": \"" + key + "\" has no class."
                          : "\"classes\": the reason of \"" + key + "\" is too long.",
                  !weight ? "A class is editorial, clarifying or material."
                          : "At most " + std::to_string(limits::reason_bytes_max) + " bytes.");
    }
    out.emplace(key, changes::Confirmed{*weight, reason});
  }
  return out;
}

Field effective_at_field() {
  return {.name = "effective_at",
          .kind = Field::Kind::instant,
          .about = "When it takes effect; at once when left out or past."};
}
Field expires_at_field() {
  return {
      .name = "expires_at", .kind = Field::Kind::instant, .about = "From then on no new cases; never when left out."};
}
Field classes_field() {
  return {.name = "classes",
          .kind = Field::Kind::object,
          .about = "What each difference to the version in force weighs: its key, and {class, reason}."};
}

}  // namespace evenhand::api
