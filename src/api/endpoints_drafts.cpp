// What is said about a draft before it is published: its impact, and comments on its steps.
#include <algorithm>

#include "api/api.hpp"
#include "api/present.hpp"
#include "api/present_changes.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "desk/impact.hpp"
#include "desk/what_if.hpp"

namespace evenhand::api {
namespace {

using identity::Permission;
using store::Reader;
using store::Writer;
namespace kept = store::change_control;

constexpr std::size_t comments_max = 1'000;  ///< on one draft

struct CommentTag {
  static constexpr std::string_view prefix = "comment";
};

json::Array texts(const std::vector<std::string>& items) {
  json::Array out;
  for (const std::string& item : items) out.emplace_back(item);
  return out;
}

Result<store::procedures::Draft> draft_of(Call& call) {
  desk::Desk& desk = call.services.desk;
  auto draft = desk.store().read(
      [&](Reader& reader) { return store::procedures::draft(reader, desk.org(), call.path.at("procedure")); });
  if (!draft) return fail(std::move(draft.error()));
  if (!*draft) return fail(ErrorKind::not_found, "procedure/no-draft", "There is no draft.", {});
  return std::move(**draft);
}

json::Value present_impact(const desk::Impact& impact, const std::string& language) {
  json::Array changes, open_cases, followers, learners;
  for (const auto& one : impact.differences) changes.push_back(present_difference(one, language));
  for (const auto& one : impact.open_cases) {
    json::Value value;
    value.set("version", one.version).set("hash", one.hash).set("cases", one.cases);
    open_cases.push_back(std::move(value));
  }
  for (const auto& one : impact.followers) {
    json::Value value;
    value.set("id", one.id).set("title", one.title).set("open_cases", one.open_cases).set("misfit", one.misfit);
    followers.push_back(std::move(value));
  }
  for (const auto& one : impact.learners) {
    json::Value value;
    value.set("name", one.name).set("roles", texts(one.roles));
    learners.push_back(std::move(value));
  }
  json::Value value;
  value.set("version", impact.current)
      .set("approvers", texts(impact.approvers))
      .set("changes", std::move(changes))
      .set("open_cases", std::move(open_cases))
      .set("followers", std::move(followers))
      .set("touches_base", impact.touches_base)
      .set("states", texts(impact.states))
      .set("messages", texts(impact.messages))
      .set("roles", texts(impact.roles))
      .set("trained_roles", texts(impact.trained_roles))
      .set("learners", std::move(learners))
      .set("learners_count", static_cast<std::uint64_t>(impact.learners_count));
  return value;
}

http::Response has_errors(procedure::Compiled compiled) {
  return problem_of(
      desk::PublishFailure{{ErrorKind::invalid, "procedure/has-errors",
                            "The text has errors; what it would do cannot be told.", "Mend what the list names."},
                           std::move(compiled.diagnostics)});
}

/// Nothing of what was said in the cases is shown: names of steps, actions and facts alone.
http::Response simulate_draft(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::int64_t last = call.body.int_or("last", 50);
  if (last < 1 || last > static_cast<std::int64_t>(desk::what_if_cases_max))
    return problem(
        {ErrorKind::invalid, "body/invalid", "\"last\" is 1 to " + std::to_string(desk::what_if_cases_max) + ".", {}});
  const auto draft = draft_of(call);
  if (!draft) return problem(draft.error());
  if (!call.who.may(Permission::case_read)) return problem(lacks(Permission::case_read));
  procedure::Compiled compiled = desk.library().compile(draft->source);
  if (compiled.procedure == nullptr) return has_errors(std::move(compiled));
  const auto played = desk::what_if(desk, call.path.at("procedure"), compiled.procedure, static_cast<std::size_t>(last),
                                    call.services.deadline());
  if (!played) return problem(played.error());
  json::Array cases;
  for (const auto& one : played->cases) {
    json::Value value;
    value.set("id", one.id)
        .set("number", number_of(one.id))
        .set("result", desk::result_name(one.result))
        .set("outcome_then", one.outcome_then)
        .set("outcome_now", one.outcome_now)
        .set("at_then", one.at_then)
        .set("at_now", one.at_now)
        .set("why", one.why);
    cases.push_back(std::move(value));
  }
  json::Value value;
  value.set("cases", std::move(cases)).set("cut", played->is_cut);
  return json_answer(200, value);
}

http::Response get_impact(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto draft = draft_of(call);
  if (!draft) return problem(draft.error());
  procedure::Compiled compiled = desk.library().compile(draft->source);
  if (compiled.procedure == nullptr) return has_errors(std::move(compiled));
  const auto impact = desk::impact_of(desk, call.path.at("procedure"), compiled.procedure);
  if (!impact) return problem(impact.error());
  json::Value value = present_impact(*impact, call.language());
  value.set("effective", compiled.procedure->effective).set("revision", draft->revision);
  return json_answer(200, value);
}

json::Value present_comment(const kept::Comment& c, const Names& names) {
  const auto name = [&](const std::string& id) {
    const auto found = names.find(id);
    return found == names.end() ? std::string{} : found->second;
  };
  json::Value value;
  value.set("id", c.id)
      .set("step", c.step_id)
      .set("reply_to", c.reply_to)
      .set("text", c.words)
      .set("by", name(c.written_by))
      .set("at", time_or_null(c.written_at))
      .set("resolved_by", name(c.resolved_by))
      .set("resolved_at", time_or_null(c.resolved_at));
  return value;
}

http::Response list_comments(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::string version = call.query("version");
  if (!version.empty() &&
      (version.size() > 9 || !std::all_of(version.begin(), version.end(), [](char c) { return c >= '0' && c <= '9'; })))
    return problem({ErrorKind::invalid, "query/version", "A version is its number.", {}});
  const auto number = static_cast<std::uint32_t>(version.empty() ? 0 : std::stoul(version));
  const auto found = desk.store().read(
      [&](Reader& reader) { return kept::comments(reader, desk.org(), call.path.at("procedure"), number); });
  if (!found) return problem(found.error());
  const NamesPtr names = names_of_people(call.services);
  json::Array items;
  for (const kept::Comment& one : *found) items.push_back(present_comment(one, *names));
  return page_answer(call, std::move(items), {});
}

bool has_step(const procedure::Node& node, std::string_view id) {
  if (node.id == id) return true;
  const auto below = [&](const std::vector<procedure::Node>& nodes) {
    return std::any_of(nodes.begin(), nodes.end(), [&](const procedure::Node& one) { return has_step(one, id); });
  };
  return below(node.children) || below(node.branches);
}

Result<void> fits(const std::vector<kept::Comment>& there, const kept::Comment& comment) {
  if (there.size() >= comments_max)
    return fail(ErrorKind::too_large, "comment/too-many",
                "There are " + std::to_string(comments_max) + " comments on this draft.", "Publish it, or drop it.");
  if (comment.reply_to.empty()) return {};
  const auto begun =
      std::find_if(there.begin(), there.end(), [&](const auto& one) { return one.id == comment.reply_to; });
  if (begun == there.end() || !begun->reply_to.empty())
    return fail(ErrorKind::not_found, "comment/not-found", "There is no such comment that begins a talk.", {});
  return {};
}

http::Response add_comment(Call& call) {
  desk::Desk& desk = call.services.desk;
  const auto draft = draft_of(call);
  if (!draft) return problem(draft.error());
  const Instant now = desk.clock().now();
  kept::Comment comment{.id = Id<CommentTag>::make(now).str(),
                        .procedure_id = draft->procedure_id,
                        .step_id = call.body.string_or("step", ""),
                        .reply_to = call.body.string_or("reply_to", ""),
                        .words = std::string(text::trim(call.body.string_or("text", ""))),
                        .written_by = call.who.person.id,
                        .written_at = now,
                        .resolved_by = {},
                        .resolved_at = {},
                        .version = 0};
  if (comment.words.empty()) return problem({ErrorKind::invalid, "comment/empty", "A comment says something.", {}});
  if (!comment.step_id.empty()) {
    const procedure::Compiled compiled = desk.library().compile(draft->source);
    if (compiled.procedure == nullptr || !has_step(compiled.procedure->root, comment.step_id))
      return problem({ErrorKind::not_found, "comment/no-step",
                      compiled.procedure == nullptr ? "While the text has errors its steps cannot be told."
                                                    : "The draft has no step " + comment.step_id + ".",
                      "Comment on the text as a whole, or on a step that it has."});
  }
  const auto done = desk.store().write_and_wait([&](Writer& writer) -> Result<void> {
    if (auto turn = writer.take_turn(desk.org()); !turn) return turn;
    const auto there = kept::comments(writer, desk.org(), comment.procedure_id, 0);
    if (!there) return fail(there.error());
    if (auto may = fits(*there, comment); !may) return may;
    return kept::add_comment(writer, desk.org(), comment);
  });
  if (!done) return problem(done.error());
  return json_answer(201, present_comment(comment, *names_of_people(call.services)));
}

http::Response resolve_comment(Call& call) {
  desk::Desk& desk = call.services.desk;
  const std::string by = call.body.bool_or("resolved", true) ? call.who.person.id : std::string{};
  const auto done = desk.store().write_and_wait([&](Writer& writer) {
    return kept::resolve_comment(writer, desk.org(), call.path.at("procedure"), call.path.at("comment"), by,
                                 desk.clock().now());
  });
  return done ? http::empty_response() : problem(done.error());
}

}  // namespace

void add_draft_endpoints(std::vector<Endpoint>& endpoints) {
  const std::string base = "/api/v1/procedures/{procedure}";
  const auto add = [&](Endpoint endpoint) {
    endpoint.tag = "Change control";
    endpoints.push_back(std::move(endpoint));
  };
  add({.method = "GET",
       .pattern = base + "/draft/impact",
       .summary = "What publishing the draft would touch: cases, procedures, states, messages, roles, people",
       .permission = Permission::procedure_edit,
       .answer = "Impact",
       .is_long = true,
       .handle = get_impact});
  add({.method = "POST",
       .pattern = base + "/draft/simulate",
       .summary = "Play the cases closed last again under the draft: which would have gone another way",
       .permission = Permission::procedure_edit,
       .body = {{.name = "last",
                 .kind = Field::Kind::integer,
                 .about = "How many cases; 50 when left out, at most 200."}},
       .takes_body = true,
       .answer = "WhatIf",
       .is_long = true,
       .repeats = Repeats::none,
       .handle = simulate_draft});
  add({.method = "GET",
       .pattern = base + "/comments",
       .summary = "What was said about the draft, or about the draft that a version came of",
       .permission = Permission::procedure_read,
       .query = {{"version", "number; the draft at hand when left out"}},
       .answer = "DraftCommentList",
       .handle = list_comments});
  add({.method = "POST",
       .pattern = base + "/comments",
       .summary = "Comment on a step of the draft, or reply",
       .permission = Permission::procedure_read,
       .body = {{.name = "step", .about = "Id of a step or an item; the text as a whole when left out."},
                {.name = "reply_to", .about = "Id of the comment that begins the talk."},
                {.name = "text", .required = true, .bytes_max = limits::reason_bytes_max}},
       .takes_body = true,
       .answer = "DraftComment",
       .success = 201,
       .handle = add_comment});
  add({.method = "POST",
       .pattern = base + "/comments/{comment}/resolve",
       .summary = "Say that a talk is settled, or that it is not",
       .permission = Permission::procedure_edit,
       .body = {{.name = "resolved", .kind = Field::Kind::boolean, .about = "false: open again."}},
       .takes_body = true,
       .success = 204,
       .handle = resolve_comment});
}

}  // namespace evenhand::api
