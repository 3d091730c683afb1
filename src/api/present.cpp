#include "api/present.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "casework/guide.hpp"
#include "procedure/shown_words.hpp"
#include "store/cases.hpp"

namespace evenhand::api {
namespace {

json::Array texts(const std::vector<std::string>& items) {
  json::Array array;
  for (const std::string& item : items) array.emplace_back(item);
  return array;
}

}  // namespace

std::string number_of(const std::string& case_id) {
  std::string number = case_id.substr(case_id.size() - std::min<std::size_t>(6, case_id.size()));
  std::transform(number.begin(), number.end(), number.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return number;
}

json::Value time_or_null(Instant instant) {
  if (instant.micros == 0 || instant == store::cases::never) return nullptr;
  return format_rfc3339(instant);
}

json::Value present_person(const store::people::Person& person) {
  json::Value value;
  value.set("id", person.id)
      .set("name", person.name)
      .set("email", person.email)
      .set("roles", texts(person.roles))
      .set("teams", texts(person.teams));
  value.set("language", person.language)
      .set("state", person.state)
      .set("active", person.active)
      .set("created_at", time_or_null(person.created_at));
  const auto settings = json::parse(person.settings);
  value.set("theme", settings ? settings->string_or("theme", "system") : "system");
  return value;
}

json::Value present_diagnostics(const Diagnostics& diagnostics) {
  json::Array array;
  for (const Diagnostic& d : diagnostics) {
    json::Value value;
    value.set("severity", d.severity == Severity::error     ? "error"
                          : d.severity == Severity::warning ? "warning"
                                                            : "note");
    value.set("code", d.code).set("message", d.message).set("hint", d.hint);
    value.set("line", d.span.line)
        .set("column", d.span.column)
        .set("end_line", d.span.end_line)
        .set("end_column", d.span.end_column);
    array.push_back(std::move(value));
  }
  return array;
}

json::Value present_case_row(store::cases::CaseRow row, std::string subject, std::string customer_name,
                             const Names& names, const procedure::Procedure* procedure) {
  const auto assignee = names.find(row.assignee_id);
  std::string outcome_label =
      procedure == nullptr ? row.outcome : procedure::outcome_words(*procedure, row.outcome, row.language);
  std::string team_label = procedure == nullptr ? row.team : procedure->name_in(row.team, row.language);
  std::string number = number_of(row.id);
  const bool is_closed = row.status == "closed";
  json::Object members;
  members.reserve(32);
  const auto add = [&](std::string_view name, json::Value value) { members.emplace_back(name, std::move(value)); };
  add("id", std::move(row.id));
  add("number", std::move(number));
  add("subject", std::move(subject));
  add("procedure", std::move(row.procedure_id));
  add("procedure_title", std::move(row.title));
  add("version", std::move(row.version_hash));
  add("status", std::move(row.status));
  add("outcome", std::move(row.outcome));
  add("priority", std::move(row.priority));
  add("team", std::move(row.team));
  add("outcome_label", std::move(outcome_label));
  add("team_label", std::move(team_label));
  add("assignee", std::move(row.assignee_id));
  add("assignee_name", assignee == names.end() ? std::string{} : assignee->second);
  add("customer", std::move(row.customer_id));
  add("customer_name", std::move(customer_name));
  add("state", std::move(row.state));
  add("channel", std::move(row.channel));
  add("language", std::move(row.language));
  add("product", std::move(row.product));
  add("opened_at", time_or_null(row.opened_at));
  add("changed_at", time_or_null(row.changed_at));
  add("closed_at", time_or_null(row.closed_at));
  add("due_at", is_closed ? json::Value(nullptr) : time_or_null(row.next_due));
  add("waiting_for", std::move(row.waiting_role));
  add("step_title", std::move(row.waiting_for));
  add("seq", row.seq);
  return members;
}

casework::Actor actor_of(const identity::Who& who) {
  casework::Actor actor{
      .id = who.person.id, .name = who.person.name, .roles = {}, .may_override = false, .may_reopen = false};
  for (const std::string& role : who.person.roles) actor.roles.push_back(text::to_lower_ascii(role));
  actor.may_override = who.may(identity::Permission::case_override);
  actor.may_reopen = who.may(identity::Permission::case_reopen);
  actor.language = who.person.language;
  return actor;
}

json::Value present_case(Services& services, const desk::Outcome& outcome, const identity::Who& who,
                         const Names& names) {
  const casework::CaseState& state = *outcome.state;
  casework::Surroundings around;
  around.now = std::max(services.desk.clock().now(), state.changed_at);
  around.company = services.desk.company();
  around.case_id = outcome.case_id;
  const casework::Guide guide = casework::guide(state, *outcome.program, actor_of(who), around);
  json::Value value =
      present_case_row(outcome.row, state.opened.subject, state.opened.customer_name, names, &outcome.program->main());
  value.set("etag", "\"" + std::to_string(state.seq) + "\"");
  value.set("customer_address", state.opened.customer_address);
  json::Array approvals, law;
  for (const casework::Place* place : outcome.program->places()) {
    if (place->node == nullptr) continue;
    const auto found = state.nodes.find(place->path);
    if (place->node->kind == procedure::NodeKind::approve && found != state.nodes.end() &&
        found->second.status == casework::NodeStatus::active) {
      json::Value approval;
      approval.set("path", place->path)
          .set("role", place->node->name)
          .set("role_label", place->procedure->name_in(place->node->name, outcome.row.language))
          .set("asked_by", found->second.detail);
      approvals.push_back(std::move(approval));
    }
    for (const std::string& fact : place->node->satisfies) {
      if (std::find(law.begin(), law.end(), json::Value(fact)) == law.end()) law.emplace_back(fact);
    }
  }
  value.set("approvals", std::move(approvals)).set("law", std::move(law));
  value.set("guide", casework::to_json(guide));
  return value;
}

}  // namespace evenhand::api
