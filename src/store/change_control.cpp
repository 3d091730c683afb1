#include "store/change_control.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "store/rows.hpp"

namespace evenhand::store::change_control {
namespace {

constexpr std::string_view columns =
    "submission_id, procedure_id, status, kind, title, hash, note, effective_at, expires_at, expected_current, "
    "changes, "
    "roles, authors, approvals, submitted_by, submitted_at, settled_at";

json::Value list(const std::vector<std::string>& items) {
  json::Array out;
  for (const std::string& item : items) out.emplace_back(item);
  return out;
}
std::vector<std::string> texts(const json::Value& value) {
  std::vector<std::string> out;
  if (const json::Array* items = value.as_array())
    for (const json::Value& item : *items)
      if (const std::string* text = item.as_string()) out.push_back(*text);
  return out;
}
std::vector<std::string> texts(std::string_view stored) {
  return texts(json::parse(stored).value_or(json::Value()));
}

std::string write_approvals(const std::vector<Approval>& approvals) {
  json::Array out;
  for (const Approval& one : approvals) {
    json::Value value;
    value.set("person", one.person_id).set("roles", list(one.roles)).set("at", one.at.micros);
    out.push_back(std::move(value));
  }
  return json::write(out);
}
std::vector<Approval> read_approvals(std::string_view stored) {
  std::vector<Approval> out;
  const json::Value parsed = json::parse(stored).value_or(json::Value());
  if (const json::Array* items = parsed.as_array())
    for (const json::Value& one : *items) {
      const json::Value* roles = one.find("roles");
      out.push_back({one.string_or("person", ""), roles == nullptr ? std::vector<std::string>{} : texts(*roles),
                     Instant{one.int_or("at", 0)}});
    }
  return out;
}

Submission read_submission(const Row& row) {
  Submission s;
  s.id = row.text(0);
  s.procedure_id = row.text(1);
  s.status = row.text(2);
  s.kind = row.text(3);
  s.title = row.text(4);
  s.hash = row.text(5);
  s.note = row.text(6);
  s.effective_at = row.instant(7);
  s.expires_at = row.instant(8);
  s.expected_current = static_cast<std::uint32_t>(row.integer(9));
  s.changes = row.text(10);
  s.roles = texts(row.bytes(11));
  s.authors = texts(row.bytes(12));
  s.approvals = read_approvals(row.bytes(13));
  s.submitted_by = row.text(14);
  s.submitted_at = row.instant(15);
  s.settled_at = row.instant(16);
  return s;
}
Submission read_whole(const Row& row) {
  Submission s = read_submission(row);
  s.source = row.text(17);
  return s;
}

Result<void> make_void(Writer& writer, std::string_view org, std::string_view procedure_id, std::string_view but_source,
                       std::string_view person_id) {
  auto open = one_row<Submission>(
      writer,
      fmt::format("SELECT {}, source FROM procedure_submissions WHERE org_id = $1 AND procedure_id = $2 AND status = "
                  "'open'",
                  columns),
      {org, procedure_id}, read_whole);
  if (!open) return fail(open.error());
  if (!*open || (*open)->source == but_source) return {};
  (*open)->status = "void";
  (*open)->settled_at = writer.now();
  if (auto done = put_status(writer, org, **open); !done) return done;
  json::Value body;
  body.set("submission", (*open)->id);
  return add_event(writer, org,
                   {.procedure_id = std::string(procedure_id),
                    .at = writer.now(),
                    .person_id = std::string(person_id),
                    .kind = "voided",
                    .hash = (*open)->hash,
                    .body = json::write(body)});
}

}  // namespace

Result<void> add_event(Writer& writer, std::string_view org, const Event& event) {
  if (auto turn = writer.take_turn(org); !turn) return turn;
  return run(writer,
             "INSERT INTO procedure_events (org_id, procedure_id, seq, at, person_id, kind, hash, body) SELECT $1, $2, "
             "coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7 FROM procedure_events WHERE org_id = $1 AND procedure_id = "
             "$2",
             {org, event.procedure_id, event.at, event.person_id, event.kind, event.hash, event.body});
}

Result<std::vector<Event>> events(const Reader& reader, std::string_view org, std::string_view procedure_id,
                                  std::size_t limit) {
  return all_rows<Event>(reader,
                         "SELECT seq, at, person_id, kind, hash, body FROM procedure_events WHERE org_id = $1 AND "
                         "procedure_id = $2 ORDER BY seq DESC LIMIT $3",
                         {org, procedure_id, static_cast<std::uint64_t>(limit)}, [&](const Row& row) {
                           Event e;
                           e.procedure_id = procedure_id;
                           e.seq = row.count(0);
                           e.at = row.instant(1);
                           e.person_id = row.text(2);
                           e.kind = row.text(3);
                           e.hash = row.text(4);
                           e.body = row.text(5);
                           return e;
                         });
}

Result<std::vector<std::string>> authors(const Reader& reader, std::string_view org, std::string_view procedure_id) {
  return all_rows<std::string>(
      reader,
      "SELECT person_id FROM procedure_draft_authors WHERE org_id = $1 AND procedure_id = $2 ORDER BY person_id",
      {org, procedure_id}, [](const Row& row) { return row.text(0); });
}

Result<void> submit(Writer& writer, std::string_view org, const Submission& s) {
  if (auto turn = writer.take_turn(org); !turn) return turn;
  const auto open = writer.sql().integer(
      "SELECT count(*) FROM procedure_submissions WHERE org_id = $1 AND procedure_id = $2 AND status = 'open'",
      {org, s.procedure_id});
  if (!open) return fail(open.error());
  if (open->value_or(0) != 0)
    return fail(ErrorKind::conflict, "change/submitted", "This draft waits for approval already.",
                "Recall it first, or let it be settled.");
  return run(
      writer,
      "INSERT INTO procedure_submissions (org_id, submission_id, procedure_id, status, kind, title, hash, source, "
      "note, effective_at, expires_at, expected_current, changes, roles, authors, approvals, submitted_by, "
      "submitted_at, settled_at) VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
      "'[]', $15, $16, 0)",
      {org, s.id, s.procedure_id, s.kind, s.title, s.hash, s.source, s.note, s.effective_at, s.expires_at,
       s.expected_current, s.changes, json::write(list(s.roles)), json::write(list(s.authors)), s.submitted_by,
       s.submitted_at});
}

Result<std::optional<Submission>> newest(const Reader& reader, std::string_view org, std::string_view procedure_id) {
  static const std::string sql = fmt::format(
      "SELECT {}, source FROM procedure_submissions WHERE org_id = $1 AND procedure_id = $2 ORDER BY submission_id "
      "DESC "
      "LIMIT 1",
      columns);
  return one_row<Submission>(reader, sql, {org, procedure_id}, read_whole);
}

Result<std::vector<Submission>> open(const Reader& reader, std::string_view org) {
  static const std::string sql = fmt::format(
      "SELECT {} FROM procedure_submissions WHERE org_id = $1 AND status = 'open' ORDER BY submission_id", columns);
  return all_rows<Submission>(reader, sql, {org}, read_submission);
}

Result<Submission> to_settle(Writer& writer, std::string_view org, std::string_view submission_id) {
  if (auto turn = writer.take_turn(org); !turn) return fail(std::move(turn.error()));
  static const std::string sql =
      fmt::format("SELECT {}, source FROM procedure_submissions WHERE org_id = $1 AND submission_id = $2", columns);
  auto found = one_row<Submission>(writer, sql, {org, submission_id}, read_whole);
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorKind::not_found, "change/not-found", "There is no such submission.", {});
  if ((*found)->status == "open") return std::move(**found);
  const std::string& status = (*found)->status;
  const std::string_view what = status == "published"   ? "It was approved and published meanwhile."
                                : status == "sent-back" ? "It was sent back meanwhile."
                                : status == "recalled"
                                    ? "It was recalled meanwhile."
                                    : "The text it asked for was changed meanwhile: the approval is void.";
  return fail(ErrorKind::conflict, "change/settled", std::string(what), "Look at the procedure as it is now.");
}

Result<void> put_status(Writer& writer, std::string_view org, const Submission& s) {
  return run(writer,
             "UPDATE procedure_submissions SET status = $3, approvals = $4, settled_at = $5 WHERE org_id = $1 AND "
             "submission_id = $2",
             {org, s.id, s.status, write_approvals(s.approvals), s.settled_at});
}

Result<void> void_other(Writer& writer, std::string_view org, const procedures::Draft& draft) {
  return make_void(writer, org, draft.procedure_id, draft.source, draft.updated_by);
}
Result<void> void_any(Writer& writer, std::string_view org, std::string_view procedure_id) {
  return make_void(writer, org, procedure_id, {}, {});
}

Result<void> add_comment(Writer& writer, std::string_view org, const Comment& c) {
  return run(
      writer,
      "INSERT INTO procedure_draft_comments (org_id, comment_id, procedure_id, step_id, reply_to, words, "
      "written_by, written_at, resolved_by, resolved_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 0, "
      "0)",
      {org, c.id, c.procedure_id, c.step_id, c.reply_to, c.words, c.written_by, c.written_at});
}

Result<std::vector<Comment>> comments(const Reader& reader, std::string_view org, std::string_view procedure_id,
                                      std::uint32_t version) {
  return all_rows<Comment>(
      reader,
      "SELECT comment_id, procedure_id, step_id, reply_to, words, written_by, written_at, resolved_by, resolved_at, "
      "version FROM procedure_draft_comments WHERE org_id = $1 AND procedure_id = $2 AND version = $3 ORDER BY "
      "comment_id",
      {org, procedure_id, version}, [](const Row& row) {
        return Comment{
            row.text(0), row.text(1),    row.text(2), row.text(3),    row.text(4),
            row.text(5), row.instant(6), row.text(7), row.instant(8), static_cast<std::uint32_t>(row.integer(9))};
      });
}

Result<void> resolve_comment(Writer& writer, std::string_view org, std::string_view procedure_id,
                             std::string_view comment_id, std::string_view by, Instant at) {
  return run_on_one(writer,
                    "UPDATE procedure_draft_comments SET resolved_by = $4, resolved_at = $5 WHERE org_id = $1 AND "
                    "procedure_id = $2 AND comment_id = $3 AND reply_to = '' AND version = 0",
                    {org, procedure_id, comment_id, by, by.empty() ? Instant{} : at},
                    {ErrorKind::not_found, "comment/not-found", "There is no such comment that begins a talk.", {}});
}

}  // namespace evenhand::store::change_control
