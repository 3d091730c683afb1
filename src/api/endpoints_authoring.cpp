#include <algorithm>
#include <charconv>
#include <optional>

#include "api/api.hpp"
#include "api/present.hpp"
#include "api/present_changes.hpp"
#include "base/text.hpp"
#include "casework/simulate.hpp"
#include "http/problem.hpp"
#include "procedure/draw.hpp"
#include "procedure/expression_help.hpp"
#include "store/procedures.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;
using store::Writer;
namespace procedures = store::procedures;

/// Null where no packs are in use. Adds what is wrong to `diagnostics`.
json::Value hold_against_law(Call& call, const procedure::ProcedurePtr& procedure, Diagnostics& diagnostics) {
  desk::Library& library = call.services.desk.library();
  const auto law = library.law();
  if (law == nullptr || procedure->guidance_only) return {};
  const procedure::LawCheck check = library.check_law(procedure, day_of(call.services.desk.clock().now()));
  diagnostics.insert(diagnostics.end(), check.diagnostics.begin(), check.diagnostics.end());
  const std::string source = call.body.string_or("source", "");
  json::Array findings;
  for (const procedure::LawFinding& finding : check.findings) {
    json::Value value = procedure::to_json(finding);
    json::Value add;
    if (finding.verdict == procedure::Verdict::missing) {
      if (const auto edit = procedure::addition_for(source, *procedure, *law, finding.requirement))
        add.set("line", edit->span.line).set("column", edit->span.column).set("text", edit->text);
    }
    value.set("add", std::move(add));
    findings.push_back(std::move(value));
  }
  json::Value value;
  value.set("findings", std::move(findings)).set("matrix", procedure::to_json(check.matrix));
  return value;
}

http::Response check_text(Call& call) {
  const procedure::Compiled compiled = call.services.desk.library().compile(call.body.string_or("source", ""));
  json::Array understanding;
  for (const procedure::Understanding& line : compiled.understanding) {
    json::Value value;
    value.set("line", line.line).set("kind", line.kind).set("text", line.text);
    understanding.push_back(std::move(value));
  }
  Diagnostics diagnostics = compiled.diagnostics;
  json::Value law;
  if (compiled.procedure != nullptr) law = hold_against_law(call, compiled.procedure, diagnostics);
  json::Value value;
  value.set("ok", compiled.procedure != nullptr)
      .set("diagnostics", present_diagnostics(diagnostics))
      .set("understanding", std::move(understanding))
      .set("law", std::move(law));
  if (compiled.procedure != nullptr) {
    value.set("compiled", procedure::to_json(*compiled.procedure, true)).set("hash", compiled.procedure->hash);
    value.set("picture",
              procedure::to_svg(*compiled.procedure, {.language = call.language(), .marks = {}, .standalone = true}));
  } else {
    value.set("compiled", nullptr).set("hash", nullptr).set("picture", nullptr);
  }
  return json_answer(200, value);
}

/// What may be written at a place of a text, and what the expression there yields for a sample case.
http::Response help_at_cursor(Call& call) {
  const auto whole = [&](const char* name) {
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(call.body.int_or(name, 1), 1, 10'000'000));
  };
  const json::Value* facts = call.body.find("facts");
  const procedure::CursorHelp help =
      procedure::help_at(call.body.string_or("source", ""), whole("line"), whole("column"),
                         facts == nullptr ? json::Value{} : *facts, call.services.desk.clock().now());
  static constexpr std::string_view kinds[] = {"fact", "name", "function"};
  json::Array completions;
  for (const procedure::CompletionItem& item : help.completions) {
    json::Value value;
    value.set("label", item.label).set("kind", kinds[static_cast<std::size_t>(item.kind)]).set("detail", item.detail);
    completions.push_back(std::move(value));
  }
  json::Value answer;
  answer.set("completions", std::move(completions)).set("expression", nullptr);
  if (help.expression) {
    const procedure::ExpressionHelp& found = *help.expression;
    json::Array missing;
    for (const std::string& name : found.missing) missing.emplace_back(name);
    json::Value value;
    value.set("text", found.text)
        .set("is_test", found.is_test)
        .set("line", found.span.line)
        .set("column", found.span.column)
        .set("end_column", found.span.end_column)
        .set("type", found.type)
        .set("value", feel::to_json(found.value))
        .set("display", found.value.is_null() ? std::string{} : feel::to_display(found.value))
        .set("reason", found.value.null_reason())
        .set("missing", std::move(missing))
        .set("diagnostics", present_diagnostics(found.problems));
    answer.set("expression", std::move(value));
  }
  return json_answer(200, answer);
}

}  // namespace

std::optional<std::uint64_t> expected_revision(const http::Request& request) {
  if (request.headers.value_or("If-None-Match", "") == "*") return 0;
  std::string_view tag = request.headers.value_or("If-Match", "");
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
  tag = tag.substr(1, tag.size() - 2);
  std::uint64_t revision = 0;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), revision);
  if (error != std::errc{} || end != tag.data() + tag.size()) return std::nullopt;
  return revision;
}

http::Response no_precondition() {
  return http::problem_response(428, "precondition/missing", "Say which revision you saw.",
                                "If-Match with the draft's ETag, or If-None-Match: * for the first one.");
}

namespace {

http::Response present_draft(Call& call, const procedures::Draft& draft, int status = 200) {
  const NamesPtr everyone = names_of_people(call.services);
  const Names& names = *everyone;
  const auto by = names.find(draft.updated_by);
  json::Value value;
  value.set("id", draft.procedure_id)
      .set("source", draft.source)
      .set("revision", draft.revision)
      .set("edited_at", time_or_null(draft.updated_at));
  value.set("edited_by", by == names.end() ? std::string{} : by->second);
  const auto current = call.services.desk.library().current(draft.procedure_id);
  value.set("base_hash", current ? json::Value((*current)->version.hash) : json::Value(nullptr));
  http::Response response = json_answer(status, value);
  response.headers.set("ETag", "\"" + std::to_string(draft.revision) + "\"");
  return response;
}

Result<std::optional<procedures::Draft>> read_draft(Call& call) {
  return call.services.desk.store().read(
      [&](Reader& reader) { return procedures::draft(reader, call.services.desk.org(), call.path.at("procedure")); });
}

http::Response get_draft(Call& call) {
  const auto draft = read_draft(call);
  if (!draft) return problem(draft.error());
  if (!*draft) return problem({ErrorKind::not_found, "procedure/no-draft", "There is no draft.", {}});
  return present_draft(call, **draft);
}

http::Response put_draft(Call& call) {
  const auto expected = expected_revision(*call.request);
  if (!expected) return no_precondition();
  desk::Desk& desk = call.services.desk;
  const std::string& id = call.path.at("procedure");
  if (const auto fine = desk::check_procedure_id(id); !fine) return problem(fine.error());
  procedures::Draft draft;
  draft.procedure_id = id;
  draft.source = call.body.string_or("source", "");
  if (!text::is_valid_utf8(draft.source))
    return problem({ErrorKind::invalid, "body/invalid", "\"source\" is not UTF-8.", {}});
  const procedure::Compiled compiled = desk.library().compile(draft.source);
  draft.title = compiled.procedure != nullptr ? compiled.procedure->title : id;
  draft.kind = compiled.procedure != nullptr && compiled.procedure->guidance_only ? "guidance" : "procedure";
  draft.updated_by = call.who.person.id;
  draft.updated_at = desk.clock().now();
  const auto saved = desk.store().write_and_wait([&](Writer& writer) -> Result<void> {
    auto revision = procedures::save_draft(writer, desk.org(), draft, *expected);
    if (!revision) return fail(std::move(revision.error()));
    draft.revision = *revision;
    return {};
  });
  return saved ? present_draft(call, draft, *expected == 0 ? 201 : 200) : problem(saved.error());
}

http::Response delete_draft(Call& call) {
  const auto expected = expected_revision(*call.request);
  if (!expected) return no_precondition();
  desk::Desk& desk = call.services.desk;
  const auto done = desk.store().write_and_wait([&](Writer& writer) {
    return procedures::delete_draft(writer, desk.org(), call.path.at("procedure"), *expected);
  });
  return done ? http::empty_response() : problem(done.error());
}

http::Response publish(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::string& id = call.path.at("procedure");
  std::string source = call.body.string_or("source", "");
  if (source.empty()) {
    const auto draft = read_draft(call);
    if (!draft) return problem(draft.error());
    if (!*draft)
      return problem({ErrorKind::not_found, "procedure/no-draft", "There is no draft to publish.",
                      "Save one, or send \"source\"."});
    source = (*draft)->source;
  }
  const auto current = desk.library().current(id);
  std::uint32_t expected = current ? (*current)->version.number : 0;
  if (const json::Value* v = call.body.find("expected_version"); v != nullptr && !v->is_null())
    expected = static_cast<std::uint32_t>(v->as_number()->to_int64().value_or(0));
  const auto confirmed = confirmations_in(call.body);
  if (!confirmed) return problem(confirmed.error());
  const auto terms = terms_in(call.body);
  if (!terms) return problem(terms.error());
  const auto published =
      desk::change_control::publish(desk,
                                    {.procedure_id = id,
                                     .source = source,
                                     .note = call.body.string_or("note", ""),
                                     .person_id = call.who.person.id,
                                     .expected_current = expected,
                                     .effective_at = terms->effective_at,
                                     .expires_at = terms->expires_at},
                                    *confirmed, call.body.string_or("without_approval", ""), by_of(call));
  if (!published) return problem_of(published.error());
  return published_answer(call, id, *published, 201);
}

http::Response run_scenarios(Call& call) {
  desk::Desk& desk = call.services.desk;
  procedure::ProcedurePtr procedure;
  if (const std::string source = call.body.string_or("source", ""); !source.empty()) {
    const procedure::Compiled compiled = desk.library().compile(source);
    if (compiled.procedure == nullptr) {
      json::Value document =
          http::problem_document(422, "procedure/has-errors", "The text has errors; its scenarios cannot be played.");
      document.set("diagnostics", present_diagnostics(compiled.diagnostics));
      return http::problem_response(422, document);
    }
    procedure = compiled.procedure;
  } else {
    const auto published = desk.library().current(call.path.at("procedure"));
    if (!published) return problem(published.error());
    procedure = (*published)->procedure;
  }
  const auto pins = desk.library().pins_for(*procedure);
  if (!pins) return problem(pins.error());
  const Deadline deadline = call.services.deadline();
  json::Array scenarios;
  const auto too_long = [&] {
    return problem({ErrorKind::too_large, "procedure/tests-too-long",
                    "The scenarios take longer than " + std::to_string(limits::long_request_seconds_max) +
                        " seconds; " + std::to_string(scenarios.size()) + " of them were played.",
                    "Play them with `evenhand test`, which has no such limit."});
  };
  for (const procedure::Scenario& scenario : procedure->training.scenarios) {
    if (call.services.is_stopping) return busy_response();
    if (deadline.has_passed()) return too_long();
    const procedure::Selection selection{
        .state = scenario.state,
        .channel = scenario.channel,
        .product = scenario.product,
        .language = scenario.language.empty() ? procedure->base_language : scenario.language};
    const auto program = casework::Program::link(procedure->id, *pins, selection,
                                                 [&](const std::string& hash) -> procedure::ProcedurePtr {
                                                   if (hash == procedure->hash) return procedure;
                                                   const auto found = desk.library().by_hash(hash);
                                                   return found ? (*found)->procedure : nullptr;
                                                 });
    if (!program) return problem(program.error());
    const casework::SimulationResult result = casework::simulate(*program, scenario, desk.clock().now(), deadline);
    if (result.out_of_time) return too_long();
    json::Array problems, actions;
    for (const std::string& text : result.problems) problems.emplace_back(text);
    for (const std::string& action : result.actions) actions.emplace_back(action);
    json::Value value;
    value.set("name", scenario.name)
        .set("ok", result.ok())
        .set("outcome", result.outcome)
        .set("problems", std::move(problems))
        .set("actions", std::move(actions));
    scenarios.push_back(std::move(value));
  }
  json::Value answer;
  answer.set("scenarios", std::move(scenarios));
  return json_answer(200, answer);
}

http::Response get_code(Call& call) {
  std::vector<procedure::CodePage> pages = procedure::code_pages();
  pages.insert(pages.end(), procedure::law_code_pages().begin(), procedure::law_code_pages().end());
  const auto found = std::find_if(pages.begin(), pages.end(),
                                  [&](const procedure::CodePage& page) { return page.code == call.path.at("code"); });
  if (found == pages.end())
    return problem({ErrorKind::not_found, "code/not-found", "There is no code " + call.path.at("code") + ".", {}});
  json::Value value;
  value.set("code", found->code)
      .set("title", found->title)
      .set("why", found->why)
      .set("wrong", found->wrong)
      .set("right", found->right);
  return json_answer(200, value);
}

}  // namespace

void add_authoring_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/procedures";
  const std::size_t body_max = 2 * limits::sop_bytes_max;
  const Field source{
      .name = "source", .required = true, .about = "The text of the SOP file.", .bytes_max = limits::sop_bytes_max};
  Field optional_source = source;
  optional_source.required = false;
  const QueryField if_match{"If-Match", "the ETag of the draft you saw"};
  const auto add = [&](Endpoint endpoint) { endpoints.push_back(std::move(endpoint)); };
  add({.method = "POST",
       .pattern = base + "/check",
       .tag = "Authoring",
       .summary = "What is wrong with a text, and how each line is understood",
       .permission = Permission::procedure_read,
       .body = {source, {.name = "id"}},
       .takes_body = true,
       .answer = "Check",
       .body_bytes_max = body_max,
       .is_long = true,
       .repeats = Repeats::none,
       .handle = check_text});
  add({.method = "POST",
       .pattern = base + "/complete",
       .tag = "Authoring",
       .summary = "What may be written at a place, and type and value of the expression there for a sample case",
       .permission = Permission::procedure_read,
       .body = {source,
                {.name = "line", .kind = Field::Kind::integer, .required = true, .about = "From 1."},
                {.name = "column", .kind = Field::Kind::integer, .required = true, .about = "From 1, in code points."},
                {.name = "facts", .kind = Field::Kind::object, .about = "Values of the sample case, by name."}},
       .takes_body = true,
       .answer = "CursorHelp",
       .body_bytes_max = body_max,
       .is_long = true,
       .repeats = Repeats::none,
       .handle = help_at_cursor});
  add({.method = "POST",
       .pattern = base + "/format",
       .tag = "Authoring",
       .summary = "The text in its canonical form",
       .permission = Permission::procedure_read,
       .body = {source},
       .takes_body = true,
       .answer = "Source",
       .body_bytes_max = body_max,
       .repeats = Repeats::none,
       .handle = [](Call& call) {
         json::Value value;
         value.set("source", procedure::format(call.body.string_or("source", "")));
         return json_answer(200, value);
       }});
  add({.method = "GET",
       .pattern = base + "/{procedure}/draft",
       .tag = "Authoring",
       .summary = "The draft",
       .permission = Permission::procedure_edit,
       .answer = "Draft",
       .handle = get_draft});
  add({.method = "PUT",
       .pattern = base + "/{procedure}/draft",
       .tag = "Authoring",
       .summary = "Save the draft (If-Match, or If-None-Match: * for the first)",
       .permission = Permission::procedure_edit,
       .body = {source},
       .takes_body = true,
       .headers = {if_match, {"If-None-Match", "*: there is none yet"}},
       .answer = "Draft",
       .success_also = 201,
       .body_bytes_max = body_max,
       .repeats = Repeats::none,
       .handle = put_draft});
  add({.method = "DELETE",
       .pattern = base + "/{procedure}/draft",
       .tag = "Authoring",
       .summary = "Drop the draft (If-Match)",
       .permission = Permission::procedure_edit,
       .headers = {if_match},
       .success = 204,
       .repeats = Repeats::none,
       .handle = delete_draft});
  add({.method = "POST",
       .pattern = base + "/{procedure}/publish",
       .tag = "Authoring",
       .summary = "Publish the draft, or the given text, as the next version",
       .permission = Permission::procedure_publish,
       .body =
           {{.name = "note", .about = "What changed and why."},
            optional_source,
            {.name = "expected_version",
             .kind = Field::Kind::integer,
             .about = "The version you saw; 0 for the first."},
            effective_at_field(),
            expires_at_field(),
            classes_field(),
            {.name = "without_approval",
             .about =
                 "Why the first version of a text that names approvers is published without them; needs people.manage.",
             .bytes_max = limits::reason_bytes_max}},
       .takes_body = true,
       .answer = "Publication",
       .success = 201,
       .body_bytes_max = body_max,
       .handle = publish});
  add({.method = "POST",
       .pattern = base + "/{procedure}/test",
       .tag = "Authoring",
       .summary = "Play the scenarios of the Training section",
       .permission = Permission::procedure_read,
       .body = {optional_source},
       .takes_body = true,
       .answer = "ScenarioResults",
       .body_bytes_max = body_max,
       .is_long = true,
       .repeats = Repeats::none,
       .handle = run_scenarios});
  add({.method = "GET",
       .pattern = "/api/v1/codes/{code}",
       .tag = "Authoring",
       .summary = "The page of a diagnostic code",
       .access = Access::signed_in,
       .answer = "Code",
       .handle = get_code});
}

}  // namespace evenhand::api
