#include <algorithm>
#include <charconv>

#include "api/api.hpp"
#include "api/present.hpp"
#include "api/present_changes.hpp"
#include "api/versions.hpp"
#include "base/text.hpp"
#include "procedure/decisions.hpp"
#include "procedure/draw.hpp"
#include "store/procedures.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;
namespace procedures = store::procedures;

json::Array texts(const std::vector<std::string>& items) {
  json::Array array;
  for (const std::string& item : items) array.emplace_back(item);
  return array;
}

void describe(json::Value& value, const procedure::Procedure& p, const std::string& language) {
  value.set("title", p.title)
      .set("summary", p.summary)
      .set("owner", p.owner)
      .set("topics", texts(p.topics))
      .set("states", texts(p.states));
  const auto summary = p.summary_in.find(language);
  value.set("title_label", p.local_title.text.empty() ? p.title : p.local_title.in(language))
      .set("summary_label", summary == p.summary_in.end() ? p.summary : summary->second)
      .set("owner_label", p.name_in(p.owner, language));
  value.set("channels", texts(p.channels))
      .set("languages", texts(p.languages))
      .set("products", texts(p.products))
      .set("guidance_only", p.guidance_only)
      .set("outcomes", texts(p.outcomes));
}

std::optional<std::uint32_t> number_in(const std::string& version) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
  if (version.size() == 64 || error != std::errc{} || end != version.data() + version.size()) return std::nullopt;
  return number;
}

/// A version, `draft` for who may edit, or `submitted`: what waits for approval, or was asked for last.
Result<procedure::ProcedurePtr> text_named(Call& call, const std::string& name) {
  desk::Desk& desk = call.services.desk;
  std::string source;
  if (name == "draft") {
    if (!call.who.may(Permission::procedure_edit)) return fail(lacks(Permission::procedure_edit));
    auto draft = desk.store().read(
        [&](Reader& reader) { return procedures::draft(reader, desk.org(), call.path.at("procedure")); });
    if (!draft) return fail(std::move(draft.error()));
    if (!*draft) return fail(ErrorKind::not_found, "procedure/no-draft", "There is no draft.", {});
    source = std::move((*draft)->source);
  } else if (name == "submitted") {
    auto submission = desk.store().read(
        [&](Reader& reader) { return store::change_control::newest(reader, desk.org(), call.path.at("procedure")); });
    if (!submission) return fail(std::move(submission.error()));
    if (!*submission)
      return fail(ErrorKind::not_found, "change/not-found", "No draft of it was ever submitted for approval.", {});
    source = std::move((*submission)->source);
  } else {
    const auto published = wanted_version(call, name);
    if (!published) return fail(published.error());
    return (*published)->procedure;
  }
  procedure::Compiled compiled = desk.library().compile(source);
  if (compiled.procedure == nullptr)
    return fail(ErrorKind::invalid, "procedure/has-errors", "The text has errors.", "Mend what its check names.");
  return std::move(compiled.procedure);
}

bool matches(const json::Value& item, const Call& call) {
  const auto has = [&](std::string_view list, std::string_view parameter) {
    const std::string wanted = call.query(parameter);
    if (wanted.empty()) return true;
    const json::Array* array = item.find(list)->as_array();
    return std::any_of(array->begin(), array->end(),
                       [&](const json::Value& v) { return text::equals_ignoring_case(*v.as_string(), wanted); });
  };
  const std::string kind = call.query("kind");
  const bool kind_fits = kind.empty() || (kind == "guidance") == item.bool_or("guidance_only", false);
  std::string all = text::to_lower_ascii(item.string_or("title", "") + " " + item.string_or("summary", "") + " " +
                                         item.string_or("id", ""));
  const std::string query = text::to_lower_ascii(call.query("query"));
  for (const json::Value& topic : *item.find("topics")->as_array())
    all += " " + text::to_lower_ascii(*topic.as_string());
  bool words_fit = true;
  for (const std::string_view word : text::split(query, ' '))
    words_fit = words_fit && all.find(word) != std::string::npos;
  return kind_fits && words_fit && has("topics", "topic") && has("states", "state") && has("channels", "channel");
}

http::Response list_procedures(Call& call) {
  desk::Desk& desk = call.services.desk;
  std::map<std::string, std::uint64_t> open_cases;
  const auto listed = desk.store().read([&](Reader& reader) -> Result<std::vector<procedures::Listed>> {
    auto counted = store::cases::open_by_procedure(reader, desk.org());
    if (!counted) return fail(counted.error());
    open_cases = std::move(*counted);
    return procedures::list(reader, desk.org());
  });
  if (!listed) return problem(listed.error());
  const NamesPtr everyone = names_of_people(call.services);
  const Names& names = *everyone;
  json::Array items;
  for (const procedures::Listed& entry : *listed) {
    json::Value value;
    value.set("id", entry.procedure_id)
        .set("version", entry.current)
        .set("hash", entry.hash)
        .set("has_draft", entry.has_draft);
    const auto open = open_cases.find(entry.procedure_id);
    value.set("changed_at", time_or_null(entry.changed_at))
        .set("open_cases", open == open_cases.end() ? std::uint64_t{0} : open->second);
    procedure::Procedure draft_only;
    draft_only.title = entry.title;
    draft_only.guidance_only = entry.kind == "guidance";
    const auto published = entry.current > 0 ? desk.library().current(entry.procedure_id)
                                             : Result<desk::PublishedPtr>(fail(ErrorKind::not_found, "", ""));
    describe(value, published ? *(*published)->procedure : draft_only, call.language());
    if (published) {
      const auto by = names.find((*published)->version.published_by);
      value.set("published_at", time_or_null((*published)->version.published_at))
          .set("published_by", by == names.end() ? std::string{} : by->second);
    }
    if (matches(value, call)) items.push_back(std::move(value));
  }
  return page_answer(call, std::move(items), {});
}

json::Value review_due(const procedure::Procedure& p, Instant published_at) {
  if (!p.review_every) return nullptr;
  return time_or_null(published_at + Microseconds(p.review_every->elapsed_micros()));
}

http::Response get_procedure(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto published = wanted_version(call, {});
  if (!published) return problem(published.error());
  const procedures::Version& version = (*published)->version;
  struct Found {
    std::uint64_t open_cases = 0;
    bool has_draft = false;
  };
  const auto found = desk.store().read([&](Reader& reader) -> Result<Found> {
    const auto open = store::cases::open_by_procedure(reader, desk.org(), version.procedure_id);
    if (!open) return fail(open.error());
    const auto draft = procedures::draft(reader, desk.org(), version.procedure_id);
    if (!draft) return fail(draft.error());
    return Found{open->empty() ? 0 : open->begin()->second, draft->has_value()};
  });
  if (!found) return problem(found.error());
  json::Value value = present_version(version, version.number, desk.clock().now(), *names_of_people(call.services));
  value.set("id", version.procedure_id).set("version", version.number);
  value.set("approvers", texts(desk::change_control::roles_needed(desk.library(), *(*published)->procedure)));
  describe(value, *(*published)->procedure, call.language());
  value.set("source", version.source).set("compiled", procedure::to_json(*(*published)->procedure, true));
  value.set("review_due", review_due(*(*published)->procedure, version.published_at))
      .set("open_cases", found->open_cases);
  value.set("has_draft", found->has_draft);
  http::Response response = json_answer(200, value);
  response.headers.set("ETag", "\"" + version.hash + "\"");
  return response;
}

http::Response list_versions(Call& call) {
  desk::Desk& desk = call.services.desk;
  std::uint32_t current = 0;
  const auto versions = desk.store().read([&](Reader& reader) -> Result<std::vector<procedures::Version>> {
    const auto number = procedures::current_number(reader, desk.org(), call.path.at("procedure"));
    if (!number) return fail(number.error());
    current = *number;
    return procedures::versions(reader, desk.org(), call.path.at("procedure"));
  });
  if (!versions) return problem(versions.error());
  const NamesPtr everyone = names_of_people(call.services);
  const Names& names = *everyone;
  json::Array items;
  for (const auto& version : *versions) items.push_back(present_version(version, current, desk.clock().now(), names));
  return page_answer(call, std::move(items), {});
}

http::Response get_version(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto published = wanted_version(call, call.path.at("version"));
  if (!published) return problem(published.error());
  // A hash may stand for a text that was published twice; a number means one of them.
  procedures::Version version = (*published)->version;
  const auto number = number_in(call.path.at("version"));
  const auto current = desk.store().read([&](Reader& reader) -> Result<std::uint32_t> {
    auto as_it_is = procedures::version(reader, desk.org(), version.procedure_id, number.value_or(version.number));
    if (!as_it_is) return fail(std::move(as_it_is.error()));
    version = std::move(*as_it_is);
    return procedures::current_number(reader, desk.org(), version.procedure_id);
  });
  if (!current) return problem(current.error());
  json::Value value = present_version(version, *current, desk.clock().now(), *names_of_people(call.services));
  json::Array changes;
  for (const auto& difference : desk::change_control::read(version.changes))
    changes.push_back(present_difference(difference, call.language()));
  value.set("id", version.procedure_id).set("source", version.source).set("changes", std::move(changes));
  return json_answer(200, value);
}

http::Response diff_versions(Call& call) {
  const auto from = wanted_version(call, call.query("from"));
  if (!from) return problem(from.error());
  json::Array changes;
  const auto add_changes = [&](const procedure::Procedure& to) {
    for (procedure::Change& change : procedure::diff(*(*from)->procedure, to)) {
      const procedure::Weight proposed = change.weight;
      changes.push_back(present_difference({std::move(change), proposed, false, {}}, call.language()));
    }
  };
  json::Value answer;
  if (call.query("to") == "draft") {
    if (!call.who.may(Permission::procedure_edit)) return problem(lacks(Permission::procedure_edit));
    desk::Desk& desk = call.services.desk;
    const auto draft = desk.store().read(
        [&](Reader& reader) { return procedures::draft(reader, desk.org(), call.path.at("procedure")); });
    if (!draft) return problem(draft.error());
    if (!*draft) return problem({ErrorKind::not_found, "procedure/no-draft", "There is no draft.", {}});
    const procedure::Compiled compiled = desk.library().compile((*draft)->source);
    if (compiled.procedure != nullptr) add_changes(*compiled.procedure);
    answer.set("before", (*from)->version.source).set("after", (*draft)->source);
  } else {
    const auto to = wanted_version(call, call.query("to"));
    if (!to) return problem(to.error());
    add_changes(*(*to)->procedure);
    answer.set("before", (*from)->version.source).set("after", (*to)->version.source);
  }
  answer.set("changes", std::move(changes));
  return json_answer(200, answer);
}

Result<procedure::ProcedurePtr> resolved(Call& call) {
  const auto named = text_named(call, call.query("version"));
  if (!named) return named;
  return procedure::resolve(*named, {.state = call.query("state"),
                                     .channel = call.query("channel"),
                                     .product = call.query("product"),
                                     .language = call.query("language")});
}

http::Response get_page(Call& call) {
  const auto procedure = resolved(call);
  if (!procedure) return problem(procedure.error());
  json::Value value;
  value.set("html", procedure::to_html(**procedure, {.state = call.query("state"),
                                                     .channel = call.query("channel"),
                                                     .product = call.query("product"),
                                                     .language = call.query("language")}));
  return json_answer(200, value);
}

std::string_view mark_of(casework::NodeStatus status) {
  switch (status) {
    case casework::NodeStatus::active:
      return "current";
    case casework::NodeStatus::done:
    case casework::NodeStatus::answered_no:
    case casework::NodeStatus::overridden:
      return "done";
    case casework::NodeStatus::skipped:
    case casework::NodeStatus::not_applicable:
      return "skipped";
  }
  return "done";
}

http::Response get_picture(Call& call) {
  procedure::DrawOptions options;
  options.language = call.language();
  procedure::ProcedurePtr picture;
  if (const std::string case_id = call.query("case"); !case_id.empty()) {
    if (!call.who.may(Permission::case_read)) return problem(lacks(Permission::case_read));
    const auto seen = call.services.desk.look(case_id);
    if (!seen) return problem(seen.error());
    for (const auto& [path, node] : seen->state->nodes) {
      if (path.find('>') == std::string::npos) options.marks[path] = mark_of(node.status);
    }
    picture = procedure::ProcedurePtr(seen->program, &seen->program->main());
  } else {
    const auto procedure = resolved(call);
    if (!procedure) return problem(procedure.error());
    picture = *procedure;
    for (const auto& [parameter, own] : {std::pair{"since", "added"}, std::pair{"until", "removed"}}) {
      const std::string other = call.query(parameter);
      if (other.empty()) continue;
      const auto compared = text_named(call, other);
      if (!compared) return problem(compared.error());
      // As seen from the other text, what is here alone was added; or, looking ahead, is removed.
      for (const procedure::Change& change : procedure::diff(**compared, *picture)) {
        if (change.kind == procedure::Change::Kind::removed) continue;
        options.marks[change.where] = change.kind == procedure::Change::Kind::added
                                          ? std::string(own)
                                          : std::string(procedure::change_kind_name(change.kind));
      }
    }
  }
  http::Response response{.status = 200,
                          .headers = {{"Content-Type", "image/svg+xml"},
                                      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"}},
                          .body = procedure::to_svg(*picture, options)};
  return response;
}

http::Response get_bpmn(Call& call) {
  const auto procedure = resolved(call);
  if (!procedure) return problem(procedure.error());
  http::Response response{
      .status = 200, .headers = {{"Content-Type", "application/xml"}}, .body = procedure::to_bpmn(**procedure)};
  response.headers.set("Content-Disposition",
                       "attachment; filename=\"" + text::slug(call.path.at("procedure")) + ".bpmn\"");
  return response;
}

http::Response get_dmn(Call& call) {
  const auto procedure = resolved(call);
  if (!procedure) return problem(procedure.error());
  const auto model = procedure::to_dmn(**procedure);
  if (!model) return problem(model.error());
  http::Response response{
      .status = 200, .headers = {{"Content-Type", "application/xml"}}, .body = dmn::write_model(*model)};
  response.headers.set("Content-Disposition",
                       "attachment; filename=\"" + text::slug(call.path.at("procedure")) + ".dmn\"");
  return response;
}

}  // namespace

Result<desk::PublishedPtr> wanted_version(Call& call, const std::string& version) {
  desk::Desk& desk = call.services.desk;
  const std::string& id = call.path.at("procedure");
  if (version.empty()) return desk.library().current(id);
  if (version.size() == 64) return desk.library().by_hash(version);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
  if (error != std::errc{} || end != version.data() + version.size()) {
    return fail(ErrorKind::invalid, "query/version", "A version is its number or its 64-digit hash.");
  }
  const auto found =
      desk.store().read([&](Reader& reader) { return procedures::version(reader, desk.org(), id, number); });
  if (!found) return fail(found.error());
  return desk.library().by_hash(found->hash);
}

void add_procedure_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/procedures";
  const std::vector<QueryField> selection = {
      {"version", "number, hash, draft or submitted; the current one when left out"},
      {"state", "MA"},
      {"channel", "phone, email, chat, …"},
      {"product", "one that the procedure lists"},
      {"language", "en or es"}};
  const auto add = [&](std::string pattern, std::string summary, std::string answer, std::vector<QueryField> query,
                       std::function<http::Response(Call&)> handle) {
    Endpoint endpoint{.method = "GET",
                      .pattern = base + pattern,
                      .tag = "Procedures",
                      .summary = std::move(summary),
                      .permission = Permission::procedure_read,
                      .query = std::move(query),
                      .answer = std::move(answer)};
    endpoint.handle = std::move(handle);
    endpoints.push_back(std::move(endpoint));
  };
  add("", "The library", "ProcedureSummaryList",
      {{"query", "words"},
       {"topic", "one topic"},
       {"state", "MA"},
       {"channel", "phone"},
       {"kind", "procedure or guidance"}},
      list_procedures);
  add("/{procedure}", "The current version", "Procedure", {}, get_procedure);
  add("/{procedure}/versions", "All versions, newest first", "VersionList", {}, list_versions);
  add("/{procedure}/versions/{version}", "One version by number or hash", "Version", {}, get_version);
  add("/{procedure}/diff", "What changed between two versions", "Diff",
      {{"from", "number or hash"}, {"to", "number, hash or draft"}}, diff_versions);
  add("/{procedure}/page", "As a page to read and print", "Page", selection, get_page);
  auto with_case = selection;
  with_case.push_back({"case", "draw this case's progress on it"});
  with_case.push_back({"since", "mark what differs from this earlier version: number or hash"});
  with_case.push_back({"until", "mark what a later one changes or no longer has: number, hash, draft or submitted"});
  add("/{procedure}/picture.svg", "The flow as a picture", "Svg", with_case, get_picture);
  add("/{procedure}/bpmn", "The flow as BPMN 2.0", "Bpmn", selection, get_bpmn);
  add("/{procedure}/dmn", "The decision tables as DMN", "Dmn", selection, get_dmn);
}

}  // namespace evenhand::api
