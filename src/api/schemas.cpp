#include "api/schemas.hpp"

#include "base/assert.hpp"
#include "base/text.hpp"
#include "casework/schemas.hpp"

namespace evenhand::api {
namespace {

// A member is what its value looks like: a text that names a kind (`text`, `whole`, `number`, `flag`, `time`, `any`, `map`),
// `#Schema`, or the texts it may be, `a|b`; perhaps ` or null`; and what it means after a colon. [kind] is a list,
// [one, other] either, {"*": kind} an object whose members are of that kind. `name?` may be missing; "..." takes the members
// of an earlier schema over; "" says what the schema is.
constexpr std::string_view answers = R"json({
"Problem": {"": "RFC 9457 problem details", "type": "text: urn:evenhand:problem:CODE", "title": "text", "status": "whole", "code": "text",
  "detail": "text", "hint?": "text: what to do about it", "gates?": ["#Gate"], "diagnostics?": ["#Diagnostic"]},
"Gate": {"": "One thing that stands in the way", "path?": "text", "step_id?": "text", "step_title?": "text",
  "kind": "text: task, ask, check, approval, action, wait, send, guard, role, paused, …", "message": "text",
  "condition?": "text: FEEL, for checks and guards", "facts?": ["text: that would have to be known or changed"],
  "law?": ["text: law facts behind it"], "remedy?": "text: what to do, one sentence"},
"Gates": {"gates": ["#Gate"]},
"Diagnostic": {"severity": "error|warning|note", "code": "text", "message": "text", "hint": "text",
  "line": "whole: from 1; 0 for the text as a whole", "column": "whole: in code points, from 1", "end_line": "whole", "end_column": "whole"},
"FeelValue": "any: null, a boolean, number, text or list is itself; other values are {\"@date\": …}, @time, @date-time, @duration",

"Person": {"id": "text", "name": "text", "email": "text", "roles": ["text"], "teams": ["text"], "language": "text: en or es", "state": "text: where the person works, MA",
  "active": "flag", "created_at": "time or null", "theme": "system|light|dark"},
"Session": {"person": "#Person", "csrf": "text: value of X-Evenhand-CSRF; empty for a token", "company": "text", "permissions": ["text"]},
"OpenSession": {"id": "text", "user_agent": "text", "created_at": "time or null", "seen_at": "time or null", "expires_at": "time or null",
  "current": "flag: the one that asks"},
"Role": {"name": "text", "permissions": ["text"]},
"Token": {"id": "text", "name": "text", "scopes": ["text"], "created_at": "time or null", "expires_at": "time or null", "used_at": "time or null",
  "revoked_at": "time or null", "secret?": "text or null: only in the answer that made it; null in its repeat"},
"Notification": {"id": "text", "case": "text", "case_number?": "text", "case_subject?": "text: empty when the customer was erased",
  "kind": "text", "text": "text", "to": "text: person:ID, role:NAME or team:NAME", "at": "time or null", "read": "flag"},
"NotificationList": {"items": ["#Notification"], "next_cursor": "text or null", "unread": "whole"},

"ProcedureSummary": {"id": "text", "title": "text", "title_label": "text: as the reader's language has it", "summary": "text",
  "summary_label": "text: likewise", "owner": "text", "owner_label": "text: likewise", "version": "whole: 0: a draft only", "hash": "text",
  "published_at?": "time or null", "published_by?": "text", "changed_at?": "time or null", "topics": ["text"], "states": ["text"],
  "channels": ["text"], "languages": ["text"], "products": ["text"], "outcomes": ["text"], "guidance_only": "flag", "has_draft": "flag",
  "open_cases": "whole: open or paused"},
"Procedure": {"...": "ProcedureSummary", "number": "whole: the version", "note": "text", "source": "text: the SOP file", "compiled": "#Compiled",
  "review_due": "time or null", "status": "#VersionStatus", "effective_at": "time or null", "expires_at": "time or null", "withdrawn_at": "time or null",
  "approvers": ["text: roles that have to approve the next version"]},
"Compiled": "map: the procedure's model, with the place of each part in the source",
"VersionStatus": "scheduled|in-force|superseded|expired|withdrawn",
"Change": {"kind": "added|removed|changed|moved", "where": "text", "before": "text", "after": "text", "key": "text: names it in `classes`",
  "class": "editorial|clarifying|material", "proposed": "editorial|clarifying|material", "why": "text: of the proposal, in the reader's language",
  "confirmed": "flag: by the author", "because": "text: the author's reason for another class"},
"Version": {"number": "whole", "hash": "text", "title": "text", "note": "text", "published_at": "time or null", "published_by": "text",
  "status": "#VersionStatus", "effective_at": "time or null", "expires_at": "time or null", "withdrawn_at": "time or null",
  "id?": "text: when one is asked for", "source?": "text: likewise", "changes?": ["#Change: likewise; what it changed, as classed then"]},
"SubmissionApproval": {"name": "text", "roles": ["text"], "at": "time or null"},
"Submission": {"id": "text", "procedure": "text", "status": "open|published|sent-back|recalled|void", "title": "text", "hash": "text", "note": "text",
  "effective_at": "time or null: as soon as it is approved", "expires_at": "time or null", "roles": ["text: whose approval it needs; none: anyone's who may approve"],
  "roles_left": ["text"], "authors": ["text: names"], "approvals": ["#SubmissionApproval"], "submitted_by": "text", "submitted_at": "time or null",
  "settled_at": "time or null", "changes": ["#Change"], "may_settle": "flag: the reader may approve it or send it back", "may_not": "text: why not",
  "source?": "text: when one is asked for", "before?": "text: the source in force, likewise"},
"ApprovalGiven": {"version": "whole: what it was published as; 0: others have to approve too", "roles_left": ["text"]},
"OpenUnderVersion": {"version": "whole: 0: of none that is left", "hash": "text", "cases": "whole"},
"Follower": {"id": "text", "title": "text", "open_cases": "whole", "misfit": "text: why it no longer compiles beside the draft; empty: it does"},
"Learner": {"name": "text", "roles": ["text"]},
"Impact": {"version": "whole: in force; 0: none", "revision": "whole: of the draft", "approvers": ["text: roles that have to approve; none: it is published at once"],
  "effective": "text: the date in its front matter", "changes": ["#Change"], "open_cases": ["#OpenUnderVersion: they stay where they are"],
  "followers": ["#Follower"], "touches_base": "flag: cases outside every state see a difference", "states": ["text: whose cases see one"],
  "messages": ["text"], "roles": ["text: who does, approves or is told what changes"], "trained_roles": ["text"], "learners": ["#Learner: the first of them"],
  "learners_count": "whole"},
"WhatIfCase": {"id": "text", "number": "text", "result": "same|other-way|other-outcome|asks-more|not-comparable", "outcome_then": "text", "outcome_now": "text",
  "at_then": "text: where the ways part: step ID, did ACTION, sent MESSAGE, …", "at_now": "text", "why": "text: why it asks more, or cannot be compared"},
"WhatIf": {"cases": ["#WhatIfCase: closed last first"], "cut": "flag: time was up before all were played"},
"ProcedureEvent": {"seq": "whole", "at": "time or null", "by": "text: empty for the clock", "kind": "text", "hash": "text: of the text it is about", "data": "map"},
"DraftComment": {"id": "text", "step": "text: id of the step; empty for the text as a whole", "reply_to": "text", "text": "text", "by": "text",
  "at": "time or null", "resolved_by": "text", "resolved_at": "time or null"},
"Diff": {"changes": ["#Change"], "before": "text: the source", "after": "text: the source"},
"Page": {"html": "text: a fragment"},
"ImportEntry": {"outcome": "understood|guessed|prose|left_out", "rule": "text: stable name of what decided", "became": "text: step, box, directive, branch, words, decision, guidance, section, title, summary, nothing",
  "why": "text: what the rule does, one sentence", "words": "text: of the file, the first of them", "line": "whole or null: in the file", "draft_line": "whole or null", "element": "text or null: id of a BPMN element"},
"ImportCounts": {"understood": "whole", "guessed": "whole", "prose": "whole", "left_out": "whole"},
"Imported": {"title": "text", "runnable": "flag: whether a step was found", "counts": "#ImportCounts",
  "entries": ["#ImportEntry"], "draft": "text: of an SOP, not saved anywhere"},
"Understanding": {"line": "whole", "kind": "text", "text": "text"},
"LawParameter": {"name": "text", "label": "text", "unit": "text", "value": "any: null: looked for, none found", "shown": "text",
  "values": [{"from": "text or null: a day", "value": "any"}]},
"LawFact": {"name": "text: PACK/ID", "id": "text", "pack": "text", "jurisdiction": "text: US or US-MA", "place": "text: Massachusetts", "topic": "text",
  "title": "text: as the reader's language has it", "summary": "text", "parameters": ["#LawParameter"], "citation": "text",
  "from": "text or null: a day; null: not recorded", "to": "text or null", "agency": {"name": "text", "page": "text"}, "verify_url": "text",
  "verify_url_seen": "flag", "source": "text", "basis": "background|secondary-seen|official-page-seen|text-seen", "confidence": "low|medium|high",
  "confirmed": "flag: false: only to be shown as such", "checked_on": "text: a day", "history": [{"date": "text", "change": "text"}],
  "notice": "text: whom to verify it with, and that it is no legal advice", "in_force": "flag: on the day asked for"},
"LawFactList": {"items": ["#LawFact"], "next_cursor": "text or null"},
"LawPack": {"id": "text", "jurisdiction": "text", "name": "text", "edition": "text: a day", "hash": "text", "facts": "whole", "tables": "whole"},
"LawPackList": {"items": ["#LawPack"], "next_cursor": "text or null"},
"LawTable": {"name": "text", "title": "text", "facts": ["text"], "inputs": ["text"], "outputs": ["text"], "rules": [{"if": ["text: FEEL"], "then": ["text: FEEL"]}]},
"LawDecision": {"value": "#FeelValue", "display": "text", "matched": ["whole: the rules, from 1"]},
"LawAddition": {"line": "whole: where it goes, from 1", "column": "whole", "text": "text"},
"LawFinding": {"state": "text: MA; empty for a procedure of no state", "requirement": "text", "title": "text", "facts": ["text"],
  "verdict": "met|unknown|missing|contradicted", "where": "text", "message": "text", "hint": "text", "line": "whole: 0: no place in this text",
  "add": "#LawAddition or null: lines that meet it"},
"LawMatrixRow": {"step": "text", "title": "text", "states": ["text: same, changed, removed or blocked"]},
"LawCheck": {"findings": ["#LawFinding"], "matrix": {"states": ["text"], "rows": ["#LawMatrixRow"]}},
"Check": {"ok": "flag", "diagnostics": ["#Diagnostic"], "understanding": ["#Understanding"], "compiled": "#Compiled or null", "hash": "text or null",
  "picture": "text or null: SVG", "law": "#LawCheck or null"},
"Completion": {"label": "text", "kind": "fact|name|function", "detail": "text"},
"ExpressionHelp": {"text": "text", "is_test": "flag", "line": "whole", "column": "whole", "end_column": "whole", "type": "text", "value": "#FeelValue",
  "display": "text", "reason": "text: why the value is null", "missing": ["text: facts without a value"], "diagnostics": ["#Diagnostic"]},
"CursorHelp": {"completions": ["#Completion"], "expression": "#ExpressionHelp or null"},
"Source": {"source": "text"},
"Draft": {"id": "text", "source": "text", "revision": "whole", "edited_at": "time or null", "edited_by": "text", "base_hash": "text or null: the version published now"},
"Publication": {"id": "text", "version": "whole", "hash": "text", "status": "#VersionStatus", "effective_at": "time or null"},
"ScenarioResult": {"name": "text", "ok": "flag", "outcome": "text", "problems": ["text"], "actions": ["text"]},
"ScenarioResults": {"scenarios": ["#ScenarioResult"]},
"Code": {"code": "text", "title": "text", "why": "text", "wrong": "text", "right": "text"},

"TraceRow": {"matched": "flag", "failed?": "text: the input that kept it out", "cell?": "text"},
"TraceInput": {"label": "text", "value": "any"},
"TraceStep": {"kind": "input|decision|knowledge|service|table", "id": "text", "name": "text", "line": "whole", "value": "any", "reason?": "text: why it is null",
  "inputs?": ["#TraceInput"], "rows?": ["#TraceRow"], "deciding?": ["whole: rows from 1"]},
"Trace": {"steps": ["#TraceStep"], "cut": "flag: there were more"},
"DmnValues": {"values": {"*": "any"}, "reasons": {"*": "text"}, "diagnostics": ["#Diagnostic"], "explanations?": {"*": "#Trace"}},

"CaseSummary": {"id": "text", "number": "text: a short handle", "subject": "text", "procedure": "text", "procedure_title": "text",
  "version": "text: hash of the version the case runs under", "status": "open|paused|closed", "outcome": "text", "outcome_label": "text: as the case's language has it",
  "priority": "text", "team": "text", "team_label": "text: likewise", "assignee": "text", "assignee_name": "text", "customer": "text", "customer_name": "text", "state": "text", "channel": "text", "language": "text",
  "product": "text", "opened_at": "time or null", "changed_at": "time or null", "closed_at": "time or null", "due_at": "time or null",
  "waiting_for": "text: a role, customer, timer", "step_title": "text", "seq": "whole: of the latest event"},
"Approval": {"path": "text", "role": "text", "role_label": "text", "asked_by": "text"},
"Case": {"...": "CaseSummary", "etag": "text", "customer_address": "text", "approvals": ["#Approval"], "law": ["text"], "guide": "#Guide"},
"CaseFile": {"id": "text", "name": "text: empty once the customer was erased", "type": "text", "bytes": "whole", "sha256": "text"},
"GuideFact": {"key": "text", "name": "text", "label": "text", "type": "text", "kind": "text", "options?": ["text"], "option_labels?": ["text"],
  "pattern?": "text", "currency?": "text", "value": "#FeelValue", "display?": "text", "known": "flag", "personal": "flag", "never_stored": "flag",
  "takes_files?": "flag", "files?": ["#CaseFile"]},
"ItemStatus": "idle|now|waiting|done|skipped|not-applicable|answered-no|overridden",
"GuideItem": {"path": "text", "kind": "text", "status": "#ItemStatus", "text": "text", "depth": "whole", "facts?": ["#GuideFact"],
  "inputs?": ["#GuideFact"], "name?": "text", "label?": "text: the name as people read it", "role?": "text", "role_label?": "text", "evidence?": "text", "given?": "text", "files?": ["#CaseFile"], "optional": "flag",
  "may_act": "flag", "may_undo": "flag", "starts?": "flag: acting on it is starting it, with `tick-task`", "why_not?": "text", "due?": "time", "key?": "text", "message_preview?": "text", "editable?": "flag",
  "law?": ["text"], "origin?": "text"},
"GuideStep": {"id": "text", "path": "text", "title": "text", "status": "#ItemStatus", "number": "whole", "depth": "whole",
  "procedure?": "text: title of the followed one", "items": ["#GuideItem"]},
"GuideAction": {"name": "text", "label": "text", "allowed": "flag", "done": "whole", "needs": ["#GuideFact"], "gives": ["#GuideFact"], "gates": ["#Gate"]},
"Guide": {"steps": ["#GuideStep"], "now": ["text: paths this person can act on"], "facts": ["#GuideFact"], "actions": ["#GuideAction"],
  "outcomes": ["text"], "outcome_labels": ["text"], "may_undo": "flag"},
"Counts": {"mine": "whole", "unassigned": "whole", "waiting_for_my_approval": "whole", "overdue": "whole", "open": "whole", "closed": "whole"},
"EventName": {"seq": "whole", "type": "text"},
"Outcome": {"id": "text", "seq": "whole", "events": ["#EventName"], "case?": "#Case: left out for Prefer: return=minimal"},
"Opened": ["#Case", "#Outcome"],
"Customer": {"id": "text", "name": "text", "address": "text", "language": "text", "created_at": "time or null", "erased_at": "time or null"},
"File": {"id": "text", "name": "text", "type": "text", "bytes": "whole", "sha256": "text", "uploaded_by": "text", "uploaded_by_name": "text",
  "uploaded_at": "time or null", "first_seq": "whole or null: the first event that refers to it"},
"Event": {"seq": "whole", "at": "time or null", "actor_id": "text", "actor_name": "text", "door": "text: web, api, timer, connector, …", "type": "text",
  "data": "map", "text": "text: a sentence in the reader's language", "step_title": "text",
  "in_force": "text: the words of the procedure it was done under", "hash": "text", "erased": "flag: personal values are gone"},
"Message": {"id": "text", "at": "time or null", "direction": "in|out|note", "channel": "text", "address": "text", "text": "text", "author_name": "text",
  "language": "text", "status": "text", "error": "text"},
"Hit": {"kind": "procedure|guidance|case|message", "id": "text", "target": "text: the procedure or case it leads to", "title": "text",
  "snippet_html": "text"},

"DemoAccount": {"email": "text", "password": "text", "role": "text"},
"Health": {"status": "ok|degraded", "version": "text", "schema": "whole", "company": "text", "demo": "flag", "accounts": ["#DemoAccount: of the demo"]},
"OpenAPI": "map"
})json";

json::Value of_type(std::string_view type) {
  json::Value schema;
  schema.set("type", type);
  return schema;
}

json::Value either(std::vector<json::Value> schemas) {
  json::Value schema;
  schema.set("anyOf", json::Array(std::move(schemas)));
  return schema;
}

json::Value of_kind(std::string_view kind) {
  if (kind == "text") return of_type("string");
  if (kind == "whole") return of_type("integer");
  if (kind == "number") return of_type("number");
  if (kind == "flag") return of_type("boolean");
  if (kind == "time") return of_type("string").set("format", "date-time");
  if (kind == "map") return of_type("object").set("additionalProperties", true);
  if (kind == "any") return json::Object{};
  if (kind.starts_with('#')) return schema_reference(kind.substr(1));
  EH_ASSERT(kind.find('|') != std::string_view::npos);
  json::Array all;
  for (const std::string_view one : text::split(kind, '|')) all.emplace_back(one);
  return of_type("string").set("enum", std::move(all));
}

json::Value of_text(std::string_view notation) {
  constexpr std::string_view or_null = " or null";
  const std::size_t colon = notation.find(": ");
  std::string_view kind = notation.substr(0, colon);
  const bool may_be_null = kind.ends_with(or_null);
  if (may_be_null) kind.remove_suffix(or_null.size());
  json::Value schema = of_kind(kind);
  if (may_be_null) schema = either({std::move(schema), of_type("null")});
  if (colon != std::string_view::npos) schema.set("description", notation.substr(colon + 2));
  return schema;
}

/// @param known  what "..." may name
json::Value of_notation(const json::Value& notation, const json::Value& known) {
  if (const std::string* words = notation.as_string()) return of_text(*words);
  if (const json::Array* items = notation.as_array()) {
    if (items->size() == 1) return of_type("array").set("items", of_notation(items->front(), known));
    std::vector<json::Value> all;
    for (const json::Value& item : *items) all.push_back(of_notation(item, known));
    return either(std::move(all));
  }
  json::Value schema = of_type("object");
  if (const json::Value* each = notation.find("*"))
    return schema.set("additionalProperties", of_notation(*each, known));
  json::Value properties{json::Object{}};
  json::Array required;
  for (const auto& [name, value] : *notation.as_object()) {
    if (name.empty()) {
      schema.set("description", value);
    } else if (name == "...") {
      const json::Value* base = known.find(*value.as_string());
      EH_ASSERT(base != nullptr);
      properties = *base->find("properties");
      required = *base->find("required")->as_array();
    } else if (name.ends_with('?')) {
      properties.set(name.substr(0, name.size() - 1), of_notation(value, known));
    } else {
      properties.set(name, of_notation(value, known));
      required.emplace_back(name);
    }
  }
  return schema.set("properties", std::move(properties)).set("required", std::move(required));
}

/// What `data` holds follows from `type`.
void describe_events(json::Value& event) {
  json::Array kinds;
  const json::Value schemas = casework::event_schemas();
  for (const auto& [name, data] : *schemas.as_object()) {
    json::Value type, properties, kind;
    type.set("const", name);
    properties.set("type", std::move(type)).set("data", data);
    kinds.push_back(kind.set("properties", std::move(properties)));
  }
  event.set("oneOf", std::move(kinds));
}

/// What the one door takes, by `type`; the others come from elsewhere.
void add_commands(json::Value& schemas) {
  json::Array all;
  json::Value mapping;
  const json::Value commands = casework::command_schemas();
  for (const auto& [name, schema] : *commands.as_object()) {
    if (name == "open-case" || name == "fire-timer") continue;
    const json::Value reference = schema_reference("command-" + name);
    schemas.set("command-" + name, schema);
    mapping.set(name, *reference.find("$ref"));
    all.push_back(reference);
  }
  json::Value discriminator, command;
  discriminator.set("propertyName", "type").set("mapping", std::move(mapping));
  schemas.set("Command", command.set("oneOf", std::move(all)).set("discriminator", std::move(discriminator)));
}

}  // namespace

json::Value schema_reference(std::string_view name) {
  json::Value reference;
  return reference.set("$ref", "#/components/schemas/" + std::string(name));
}

json::Value page_schema(std::string_view item) {
  json::Value properties;
  properties.set("items", of_type("array").set("items", schema_reference(item)))
      .set("next_cursor", of_text("text or null: what to ask for the next page with"));
  return of_type("object")
      .set("properties", std::move(properties))
      .set("required", json::Array{json::Value("items"), json::Value("next_cursor")});
}

json::Value schemas_of_bodies() {
  const auto notation = json::parse(answers);
  EH_ASSERT(notation.has_value());
  json::Value schemas;
  for (const auto& [name, value] : *notation->as_object()) {
    json::Value schema = of_notation(value, schemas);
    if (name == "Event") describe_events(schema);
    schemas.set(name, std::move(schema));
  }
  add_commands(schemas);
  return schemas;
}

}  // namespace evenhand::api
