/// @file change_control.hpp
/// @brief How a draft becomes a version where others have a say: its differences weighed by its author, submitted, approved by
/// the roles that its front matter names, sent back, or recalled. Whoever wrote on a draft does not approve it. The last approval
/// publishes, in its own transaction.
///
///   auto submission = change_control::submit(desk, {.procedure_id = id, .revision = 7, .note = "…", .by = author});
///   auto approved = change_control::approve(desk, id, submission->id, lead, "Fine.");
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.hpp"
#include "store/change_control.hpp"

namespace evenhand::desk::change_control {

/// Who acts, and as what.
struct By {
  std::string person_id;
  std::vector<std::string> roles;
  bool may_approve = false;  ///< has procedure.approve
  bool may_manage = false;   ///< has people.manage
};

/// What the author says a difference weighs; a reason where that is not what was proposed.
struct Confirmed {
  procedure::Weight weight = procedure::Weight::material;
  std::string reason;
};
/// By `difference_key`.
using Confirmations = std::map<std::string, Confirmed, std::less<>>;
struct Difference {
  procedure::Change change;  ///< with the proposal
  procedure::Weight weight = procedure::Weight::material;
  bool confirmed = false;
  std::string because;  ///< the author's reason for another weight
};
/// `changed look/task-read-it`: names one difference between two texts.
[[nodiscard]] std::string difference_key(const procedure::Change& change);
/// Errors `change/unknown` (no such difference), `change/no-reason`, and with `all` also `change/unconfirmed`.
[[nodiscard]] Result<std::vector<Difference>> weigh(std::vector<procedure::Change> changes,
                                                    const Confirmations& confirmed, bool all);
/// As kept with a version.
[[nodiscard]] std::string write(const std::vector<Difference>& differences);
[[nodiscard]] std::vector<Difference> read(std::string_view stored);

/// Roles that have to approve a text: those it names and those that the version in force names, lower case.
[[nodiscard]] std::vector<std::string> roles_needed(Library& library, const procedure::Procedure& procedure);

struct SubmitRequest {
  std::string procedure_id;
  std::uint64_t revision = 0;  ///< of the draft that the author saw
  std::string note;
  Instant effective_at, expires_at;  ///< zero: when it is approved, or as its front matter says; never
  std::optional<std::uint32_t> expected_current;
  Confirmations confirmed;
  By by;
};
/// Errors of Library::publish and `weigh`, `procedure/no-draft`, `procedure/stale-draft`, `change/submitted`, `change/nobody`
/// (no one else may approve).
[[nodiscard]] tl::expected<store::change_control::Submission, PublishFailure> submit(Desk& desk,
                                                                                     const SubmitRequest& request);

/// Whether this person may say yes or no to it. Errors `change/own`, `change/not-approver`.
[[nodiscard]] Result<void> may_settle(const store::change_control::Submission& submission, const By& by);
/// Roles whose approval is missing.
[[nodiscard]] std::vector<std::string> left_of(const store::change_control::Submission& submission);

struct Approved {
  std::uint32_t version = 0;            ///< what it was published as; 0: others have to approve too
  std::vector<std::string> roles_left;  ///< those
};
/// Errors `change/not-found`, `change/settled`, `change/own`, `change/not-approver`, `change/approved`, and those of
/// Library::publish; then nothing was written.
[[nodiscard]] tl::expected<Approved, PublishFailure> approve(Desk& desk, const std::string& procedure_id,
                                                             const std::string& submission_id, const By& by,
                                                             const std::string& note);
/// By one who may approve it. Errors as of approve.
[[nodiscard]] Result<void> send_back(Desk& desk, const std::string& procedure_id, const std::string& submission_id,
                                     const By& by, const std::string& reason);
/// By anyone who may edit.
[[nodiscard]] Result<void> recall(Desk& desk, const std::string& procedure_id, const std::string& submission_id,
                                  const By& by);

/// Publishes at once a text that nobody has to approve; or, by one who manages people and with a reason, the first version of one
/// that names approvers, so that a new installation can begin. Errors `change/needs-approval`, those of Library::publish.
[[nodiscard]] tl::expected<std::uint32_t, PublishFailure> publish(Desk& desk, PublishRequest request,
                                                                  const Confirmations& confirmed,
                                                                  const std::string& without_approval, const By& by);

}  // namespace evenhand::desk::change_control
