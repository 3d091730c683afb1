#include "desk/change_control.hpp"

#include <algorithm>
#include <utility>

#include "base/id.hpp"
#include "base/text.hpp"
#include "identity/roles.hpp"
#include "store/people.hpp"

namespace evenhand::desk::change_control {
namespace {

namespace kept = store::change_control;
using kept::Submission;
using Failed = tl::unexpected<PublishFailure>;

constexpr std::size_t tries_max = 8;  ///< to approve while others do

struct SubmissionTag {
  static constexpr std::string_view prefix = "submission";
};

Failed failed(Error error, Diagnostics diagnostics = {}) {
  return tl::unexpected(PublishFailure{std::move(error), std::move(diagnostics)});
}

bool has(const std::vector<std::string>& all, std::string_view one) {
  return std::any_of(all.begin(), all.end(),
                     [&](const std::string& item) { return text::equals_ignoring_case(item, one); });
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

json::Array list(const std::vector<std::string>& items) {
  json::Array out;
  for (const std::string& item : items) out.emplace_back(item);
  return out;
}

bool is_complete(const Submission& s) {
  return s.roles.empty() ? !s.approvals.empty() : left_of(s).empty();
}

/// The approval this person can give now.
Result<kept::Approval> approval_of(const Submission& s, const By& by, Instant now) {
  if (auto may = may_settle(s, by); !may) return fail(std::move(may.error()));
  kept::Approval approval{by.person_id, {}, now};
  for (const std::string& role : left_of(s))
    if (has(by.roles, role)) approval.roles.push_back(role);
  if (!s.roles.empty() && approval.roles.empty())
    return fail(ErrorKind::conflict, "change/approved",
                "Your approval is there already; it waits for: " + joined(left_of(s)) + ".");
  return approval;
}

Result<Submission> open_submission(const store::Reader& reader, const std::string& org, const std::string& procedure_id,
                                   const std::string& submission_id) {
  auto found = kept::newest(reader, org, procedure_id);
  if (!found) return fail(std::move(found.error()));
  if (!*found || ((*found)->id != submission_id && (*found)->status == "open")) {
    return fail(ErrorKind::not_found, "change/not-found",
                *found ? "Another text waits for approval by now." : "Nothing waits for approval.",
                "Look at the procedure as it is now.");
  }
  return std::move(**found);
}

/// @param left  roles whose approval is missing after it
json::Value told(const Submission& s, const kept::Approval& approval, const std::string& note,
                 const std::vector<std::string>& left) {
  json::Value body;
  body.set("submission", s.id).set("roles", list(approval.roles)).set("waits_for", list(left));
  if (!note.empty()) body.set("note", note);
  return body;
}

Result<void> add_event(store::Writer& writer, const std::string& org, const Submission& s, std::string kind,
                       const By& by, Instant now, const json::Value& body) {
  return kept::add_event(writer, org,
                         {.procedure_id = s.procedure_id,
                          .at = now,
                          .person_id = by.person_id,
                          .kind = std::move(kind),
                          .hash = s.hash,
                          .body = json::write(body)});
}

Error changed_meanwhile() {
  return {ErrorKind::conflict, "change/again", "Someone else approved it at the same moment.", "Try again."};
}

/// Adds the approval; the job of a transaction. Error `change/again` when it is not the last one, or not the one before, as was
/// thought.
Result<void> add_approval(store::Writer& writer, const std::string& org, const std::string& submission_id, const By& by,
                          const std::string& note, Instant now, bool completes) {
  auto s = kept::to_settle(writer, org, submission_id);
  if (!s) return fail(std::move(s.error()));
  auto approval = approval_of(*s, by, now);
  if (!approval) return fail(std::move(approval.error()));
  s->approvals.push_back(*approval);
  if (is_complete(*s) != completes) return fail(changed_meanwhile());
  if (completes) {
    s->status = "published";
    s->settled_at = now;
  }
  if (auto put = kept::put_status(writer, org, *s); !put) return put;
  return add_event(writer, org, *s, "approved", by, now, told(*s, *approval, note, left_of(*s)));
}

tl::expected<Approved, PublishFailure> approve_once(Desk& desk, const std::string& procedure_id,
                                                    const std::string& submission_id, const By& by,
                                                    const std::string& note) {
  const Instant now = desk.clock().now();
  auto s = desk.store().read(
      [&](store::Reader& reader) { return open_submission(reader, desk.org(), procedure_id, submission_id); });
  if (!s) return failed(std::move(s.error()));
  Submission after = *s;
  if (s->status == "open") {
    auto approval = approval_of(*s, by, now);
    if (!approval) return failed(std::move(approval.error()));
    after.approvals.push_back(std::move(*approval));
  }
  const bool completes = s->status == "open" && is_complete(after);
  auto job = [&](store::Writer& writer) {
    return add_approval(writer, desk.org(), submission_id, by, note, now, completes);
  };
  if (!completes) {
    if (auto done = desk.store().write_and_wait(job); !done) return failed(std::move(done.error()));
    return Approved{0, left_of(after)};
  }
  json::Array approved_by;
  for (const kept::Approval& one : after.approvals) approved_by.emplace_back(one.person_id);
  json::Value why;
  why.set("submission", s->id).set("approved_by", std::move(approved_by));
  auto version = desk.library().publish({.procedure_id = s->procedure_id,
                                         .source = s->source,
                                         .note = s->note,
                                         .person_id = s->submitted_by,
                                         .expected_current = s->expected_current,
                                         .effective_at = s->effective_at,
                                         .expires_at = s->expires_at,
                                         .changes = s->changes,
                                         .why = json::write(why),
                                         .also = job},
                                        now);
  if (!version) return tl::unexpected(std::move(version.error()));
  desk.announce(
      {.kind = Change::Kind::procedure_published, .id = s->procedure_id, .seq = *version, .status = {}, .to = {}});
  return Approved{*version, {}};
}

/// Someone active, and no author, has every role.
Result<void> check_somebody(const store::Reader& reader, const std::string& org, const std::vector<std::string>& roles,
                            const std::vector<std::string>& authors) {
  const auto people = store::people::list(reader, org);
  if (!people) return fail(people.error());
  const auto anyone = [&](const auto& fits) {
    return std::any_of(people->begin(), people->end(), [&](const store::people::Person& person) {
      return person.active && !has(authors, person.id) && fits(person);
    });
  };
  const auto may = [](const store::people::Person& person) {
    return identity::permissions_of(person.roles).has(identity::Permission::procedure_approve);
  };
  for (const std::string& role : roles)
    if (!anyone([&](const auto& person) { return has(person.roles, role) && may(person); }))
      return fail(ErrorKind::conflict, "change/nobody",
                  "Nobody who did not write on the draft has the role " + role + ", whose approval it needs.",
                  "Give the role to somebody, or let someone else submit what they wrote.");
  if (roles.empty() && !anyone(may))
    return fail(ErrorKind::conflict, "change/nobody", "Nobody who did not write on the draft may approve procedures.",
                "Give someone the role approver.");
  return {};
}

/// `effective: 2026-12-01` is the beginning of that day, UTC.
Instant effective_in(const procedure::Procedure& procedure) {
  if (procedure.effective.empty()) return {};
  return parse_rfc3339(procedure.effective + "T00:00:00Z").value_or(Instant{});
}

std::vector<procedure::Change> changes_since_current(Library& library, const procedure::Procedure& procedure,
                                                     const std::string& procedure_id) {
  const auto current = library.current(procedure_id);
  return current ? procedure::diff(*(*current)->procedure, procedure) : std::vector<procedure::Change>{};
}

}  // namespace

Result<void> may_settle(const Submission& s, const By& by) {
  if (has(s.authors, by.person_id)) {
    return fail(
        ErrorKind::forbidden, "change/own",
        "You wrote on this draft of \"" + s.title + "\", so that somebody else has to approve it or send it back.",
        s.roles.empty() ? "Ask someone who may approve procedures." : "Ask a " + joined(s.roles) + ".");
  }
  const bool has_role = s.roles.empty() || std::any_of(s.roles.begin(), s.roles.end(),
                                                       [&](const auto& role) { return has(by.roles, role); });
  if (by.may_approve && has_role) return {};
  return fail(ErrorKind::forbidden, "change/not-approver",
              s.roles.empty() ? "You may not approve procedures."
                              : "\"" + s.title + "\" is approved by: " + joined(s.roles) + ".",
              "Ask someone who has the role.");
}

std::vector<std::string> left_of(const Submission& s) {
  std::vector<std::string> left;
  for (const std::string& role : s.roles)
    if (std::none_of(s.approvals.begin(), s.approvals.end(), [&](const auto& one) { return has(one.roles, role); }))
      left.push_back(role);
  return left;
}

std::vector<std::string> roles_needed(Library& library, const procedure::Procedure& procedure) {
  std::vector<std::string> out;
  const auto add = [&](const std::vector<std::string>& roles) {
    for (const std::string& role : roles)
      if (std::string lower = text::to_lower_ascii(role); !has(out, lower)) out.push_back(std::move(lower));
  };
  add(procedure.approvers);
  if (const auto current = library.current(procedure.id)) add((*current)->procedure->approvers);
  return out;
}

tl::expected<Submission, PublishFailure> submit(Desk& desk, const SubmitRequest& request) {
  const Instant now = desk.clock().now();
  const auto draft = desk.store().read(
      [&](store::Reader& reader) { return store::procedures::draft(reader, desk.org(), request.procedure_id); });
  if (!draft) return failed(draft.error());
  if (!*draft) return failed({ErrorKind::not_found, "procedure/no-draft", "There is no draft.", "Save one first."});
  procedure::Compiled compiled = desk.library().compile((*draft)->source);
  if (compiled.procedure == nullptr) {
    return failed({ErrorKind::invalid, "procedure/has-errors", "The text has errors and cannot be submitted.",
                   "Mend what the list names."},
                  std::move(compiled.diagnostics));
  }
  if (const procedure::LawCheck of_law =
          desk.library().check_law(compiled.procedure, day_of(std::max(request.effective_at, now)));
      has_errors(of_law.diagnostics)) {
    return failed({ErrorKind::invalid, "procedure/has-errors",
                   "The text does not agree with the law and cannot be submitted.", "Mend what the list names."},
                  of_law.diagnostics);
  }
  const procedure::Procedure& procedure = *compiled.procedure;
  if (!procedure.guidance_only && procedure.id != request.procedure_id) {
    return failed({ErrorKind::invalid, "procedure/other-id",
                   "The text says id: " + procedure.id + ", but it is the draft of " + request.procedure_id + ".",
                   "An id never changes, because records are kept under it."});
  }
  const auto differences =
      weigh(changes_since_current(desk.library(), procedure, request.procedure_id), request.confirmed, true);
  if (!differences) return failed(differences.error());
  const auto current = desk.library().current(request.procedure_id);
  Submission s;
  s.id = Id<SubmissionTag>::make(now).str();
  s.procedure_id = request.procedure_id;
  s.kind = procedure.guidance_only ? "guidance" : "procedure";
  s.title = procedure.title;
  s.hash = procedure.hash;
  s.source = (*draft)->source;
  s.note = request.note;
  s.effective_at = request.effective_at != Instant{} ? request.effective_at : effective_in(procedure);
  s.expires_at = request.expires_at;
  s.expected_current = request.expected_current.value_or(current ? (*current)->version.number : 0);
  s.changes = write(*differences);
  s.roles = roles_needed(desk.library(), procedure);
  s.submitted_by = request.by.person_id;
  s.submitted_at = now;
  const auto done = desk.store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    if (auto turn = writer.take_turn(desk.org()); !turn) return turn;
    const auto as_it_is = store::procedures::draft(writer, desk.org(), request.procedure_id);
    if (!as_it_is) return fail(as_it_is.error());
    if (!*as_it_is || (*as_it_is)->revision != request.revision || (*as_it_is)->source != s.source)
      return fail(ErrorKind::precondition, "procedure/stale-draft",
                  *as_it_is ? "The draft was changed meanwhile: it is at revision " +
                                  std::to_string((*as_it_is)->revision) + "."
                            : std::string("There is no such draft any more."),
                  "Read the draft again, then submit what it says.");
    store::procedures::Version version;
    version.procedure_id = s.procedure_id;
    version.kind = s.kind;
    version.hash = s.hash;
    version.published_at = now;
    version.effective_at = s.effective_at;
    version.expires_at = s.expires_at;
    if (auto fits = store::procedures::may_follow(writer, desk.org(), version, s.expected_current); !fits) return fits;
    auto authors = kept::authors(writer, desk.org(), s.procedure_id);
    if (!authors) return fail(std::move(authors.error()));
    if (!has(*authors, s.submitted_by)) authors->push_back(s.submitted_by);
    s.authors = std::move(*authors);
    if (auto somebody = check_somebody(writer, desk.org(), s.roles, s.authors); !somebody) return somebody;
    if (auto added = kept::submit(writer, desk.org(), s); !added) return added;
    json::Value body;
    body.set("submission", s.id).set("note", s.note).set("roles", list(s.roles)).set("authors", list(s.authors));
    if (s.effective_at != Instant{}) body.set("effective_at", format_rfc3339(s.effective_at));
    if (s.expires_at != Instant{}) body.set("expires_at", format_rfc3339(s.expires_at));
    return add_event(writer, desk.org(), s, "submitted", request.by, now, body);
  });
  if (!done) return failed(done.error());
  return s;
}

tl::expected<Approved, PublishFailure> approve(Desk& desk, const std::string& procedure_id,
                                               const std::string& submission_id, const By& by,
                                               const std::string& note) {
  for (std::size_t i = 0;; ++i) {
    auto done = approve_once(desk, procedure_id, submission_id, by, note);
    if (done || done.error().error.code != "change/again" || i + 1 == tries_max) return done;
  }
}

Result<void> send_back(Desk& desk, const std::string& procedure_id, const std::string& submission_id, const By& by,
                       const std::string& reason) {
  const Instant now = desk.clock().now();
  return desk.store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    if (auto there = open_submission(writer, desk.org(), procedure_id, submission_id); !there)
      return fail(std::move(there.error()));
    auto s = kept::to_settle(writer, desk.org(), submission_id);
    if (!s) return fail(std::move(s.error()));
    if (auto may = may_settle(*s, by); !may) return may;
    s->status = "sent-back";
    s->settled_at = now;
    if (auto put = kept::put_status(writer, desk.org(), *s); !put) return put;
    json::Value body;
    body.set("submission", s->id).set("reason", reason);
    return add_event(writer, desk.org(), *s, "sent-back", by, now, body);
  });
}

Result<void> recall(Desk& desk, const std::string& procedure_id, const std::string& submission_id, const By& by) {
  const Instant now = desk.clock().now();
  return desk.store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    if (auto there = open_submission(writer, desk.org(), procedure_id, submission_id); !there)
      return fail(std::move(there.error()));
    auto s = kept::to_settle(writer, desk.org(), submission_id);
    if (!s) return fail(std::move(s.error()));
    s->status = "recalled";
    s->settled_at = now;
    if (auto put = kept::put_status(writer, desk.org(), *s); !put) return put;
    json::Value body;
    body.set("submission", s->id);
    return add_event(writer, desk.org(), *s, "recalled", by, now, body);
  });
}

tl::expected<std::uint32_t, PublishFailure> publish(Desk& desk, PublishRequest request, const Confirmations& confirmed,
                                                    const std::string& without_approval, const By& by) {
  const procedure::Compiled compiled = desk.library().compile(request.source);
  json::Value why;
  if (compiled.procedure != nullptr) {  // else the library says what is wrong with it
    const auto current = desk.library().current(request.procedure_id);
    procedure::Procedure named = *compiled.procedure;
    named.id = request.procedure_id;
    const std::vector<std::string> roles = roles_needed(desk.library(), named);
    const bool is_bootstrap = !without_approval.empty() && by.may_manage && !current;
    if (!roles.empty() && !is_bootstrap) {
      const std::string asked = without_approval.empty() ? std::string{}
                                : current                ? " Only a first version is published without approval."
                                          : " Only one who manages people publishes a first version without approval.";
      return failed({ErrorKind::conflict, "change/needs-approval",
                     "\"" + named.title + "\" is approved by: " + joined(roles) + "." + asked,
                     "Submit the draft for approval."});
    }
    why.set("approval", roles.empty() ? "none is named" : "without: " + without_approval);
    auto differences = weigh(changes_since_current(desk.library(), *compiled.procedure, request.procedure_id),
                             confirmed, !confirmed.empty());
    if (!differences) return failed(std::move(differences.error()));
    request.changes = write(*differences);
    request.why = json::write(why);
  }
  auto version = desk.library().publish(request, desk.clock().now());
  if (version)
    desk.announce({.kind = Change::Kind::procedure_published,
                   .id = request.procedure_id,
                   .seq = *version,
                   .status = {},
                   .to = {}});
  return version;
}

}  // namespace evenhand::desk::change_control
