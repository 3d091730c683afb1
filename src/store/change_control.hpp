/// @file change_control.hpp
/// @brief What stands between a draft and a version: who wrote on it, what was said about its steps, what waits for approval and who
/// gave it, and the procedure's own history, which is only ever added to. `procedures.hpp` holds the versions themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/procedures.hpp"
#include "store/store.hpp"

namespace evenhand::store::change_control {

/// Who approved, and as what.
struct Approval {
  std::string person_id;
  std::vector<std::string> roles;  ///< of those that were asked for; empty: none was named
  Instant at;
};
struct Submission {
  std::string id, procedure_id;
  std::string status =
      "open";  ///< `open`, `published`, `sent-back`, `recalled`, `void` (the draft or the version changed)
  std::string kind = "procedure", title, hash, source, note;
  Instant effective_at, expires_at;  ///< zero: at once; never
  std::uint32_t expected_current = 0;
  std::string changes = "[]";        ///< JSON, as in procedures::Version
  std::vector<std::string> roles;    ///< whose approval it needs; empty: of anyone who may approve
  std::vector<std::string> authors;  ///< person ids: may not approve
  std::vector<Approval> approvals;
  std::string submitted_by;
  Instant submitted_at, settled_at;
};
/// One line of a procedure's history.
struct Event {
  std::string procedure_id;
  std::uint64_t seq = 0;  ///< 1, 2, 3 … for each procedure
  Instant at;
  std::string person_id;  ///< empty: the clock
  std::string
      kind;  ///< `submitted`, `approved`, `sent-back`, `recalled`, `voided`, `published`, `scheduled`, `in-force`, `withdrawn`
  std::string hash;         ///< content hash of the text it is about
  std::string body = "{}";  ///< JSON: version, note, reason, roles, …
};
struct Comment {
  std::string id, procedure_id;
  std::string step_id;   ///< empty: on the text as a whole
  std::string reply_to;  ///< id of the comment that begins the talk
  std::string words, written_by;
  Instant written_at;
  std::string resolved_by;
  Instant resolved_at;
  std::uint32_t version = 0;  ///< 0: on the draft at hand; else the version that came of it
};

/// Adds to the history; `seq` is not read.
[[nodiscard]] Result<void> add_event(Writer& writer, std::string_view org, const Event& event);
/// Newest first.
[[nodiscard]] Result<std::vector<Event>> events(const Reader& reader, std::string_view org,
                                                std::string_view procedure_id, std::size_t limit);

/// Who wrote on the draft: person ids.
[[nodiscard]] Result<std::vector<std::string>> authors(const Reader& reader, std::string_view org,
                                                       std::string_view procedure_id);

/// Error `change/submitted` when another one is open.
[[nodiscard]] Result<void> submit(Writer& writer, std::string_view org, const Submission& submission);
/// The newest one; empty when there was none.
[[nodiscard]] Result<std::optional<Submission>> newest(const Reader& reader, std::string_view org,
                                                       std::string_view procedure_id);
/// All that are open, oldest first, without their sources.
[[nodiscard]] Result<std::vector<Submission>> open(const Reader& reader, std::string_view org);
/// The open one with this id, read to be changed. Errors `change/not-found`, `change/settled`.
[[nodiscard]] Result<Submission> to_settle(Writer& writer, std::string_view org, std::string_view submission_id);
/// Writes status, approvals and when it was settled.
[[nodiscard]] Result<void> put_status(Writer& writer, std::string_view org, const Submission& submission);
/// The open one of a draft that says something else by now is void.
[[nodiscard]] Result<void> void_other(Writer& writer, std::string_view org, const procedures::Draft& draft);
[[nodiscard]] Result<void> void_any(Writer& writer, std::string_view org, std::string_view procedure_id);

[[nodiscard]] Result<void> add_comment(Writer& writer, std::string_view org, const Comment& comment);
/// In the order they were written; of a draft (0) or of a version.
[[nodiscard]] Result<std::vector<Comment>> comments(const Reader& reader, std::string_view org,
                                                    std::string_view procedure_id, std::uint32_t version);
/// `by` empty: open again. Error `comment/not-found`, also for a reply.
[[nodiscard]] Result<void> resolve_comment(Writer& writer, std::string_view org, std::string_view procedure_id,
                                           std::string_view comment_id, std::string_view by, Instant at);

}  // namespace evenhand::store::change_control
