/// @file procedures.hpp
/// @brief The library: published versions of procedures and guidance pages (immutable), which one is current, and
/// drafts.
#pragma once

#include <cstdint>
#include <optional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::procedures {

struct Version {
  std::string procedure_id;
  std::uint32_t number = 0;        ///< 1, 2, 3 …
  std::string hash;                ///< content hash: what cases are pinned to
  std::string title, source;       ///< source: the text of the file
  std::string kind = "procedure";  ///< `procedure`, `guidance`
  std::string published_by;        ///< person id
  std::string note;
  Instant published_at;
  Instant effective_at = {};   ///< zero: when it is published
  Instant expires_at = {};     ///< no new cases from then on; zero: never
  Instant withdrawn_at = {};   ///< zero: it was not
  bool scheduled = false;      ///< waits for `effective_at`
  std::string changes = "[]";  ///< JSON: what its differences to the one before weigh; not read with `versions`
};
enum class Standing { scheduled, in_force, superseded, expired, withdrawn };
/// @param current  the number of the procedure's current version
[[nodiscard]] Standing standing(const Version& version, std::uint32_t current, Instant now) noexcept;
[[nodiscard]] std::string_view standing_name(Standing standing) noexcept;  ///< `in-force`, …
struct Listed {
  std::string procedure_id, kind, title;
  std::uint32_t current = 0;  ///< version number; 0: only a draft
  std::string hash;
  Instant changed_at;  ///< published or drafted last
  bool has_draft = false, retired = false;
};
struct Draft {
  std::string procedure_id, source, title, kind = "procedure";
  std::uint64_t revision = 0;  ///< 1, 2, 3 …: the ETag
  std::string updated_by;
  Instant updated_at;
};

/// Makes `version` the current one, or has it wait for its `effective_at`; its number is the next (version.number is not read). The
/// draft goes when it says just that, and with it who wrote on it.
/// @param expected_current  number of the version the publisher saw; 0 for the first. Error `procedure/conflict`.
/// @return the version's number. Errors `procedure/unchanged` when the one in force has this hash, `procedure/other-kind`,
/// `procedure/scheduled` when another one waits, `procedure/bad-term` when it would expire before it takes effect.
[[nodiscard]] Result<std::uint32_t> publish(Writer& writer, std::string_view org, const Version& version,
                                            std::uint32_t expected_current);
/// Whether `publish` would take it; the same errors.
[[nodiscard]] Result<void> may_follow(const Reader& reader, std::string_view org, const Version& version,
                                      std::uint32_t expected_current);
struct Taken {
  std::string procedure_id;
  std::uint32_t number = 0;
};
/// Makes those current whose time has come by `now`. Asked at once by several nodes, one of them does it. @return which
[[nodiscard]] Result<std::vector<Taken>> take_effect(Writer& writer, std::string_view org, Instant now);
/// When the next one is due; empty when none waits.
[[nodiscard]] Result<std::optional<Instant>> next_effect(const Reader& reader, std::string_view org);
/// No new cases; those that are open stay. The one in force or the one that waits. Errors `procedure/not-found`,
/// `procedure/superseded`, `procedure/withdrawn`.
[[nodiscard]] Result<Version> withdraw(Writer& writer, std::string_view org, std::string_view procedure_id,
                                       std::uint32_t number, Instant now);
/// What may change of the current version while it is the current one.
struct CurrentTerms {
  std::uint32_t number = 0;  ///< 0: none is
  Instant withdrawn_at;
};
[[nodiscard]] Result<CurrentTerms> current_terms(const Reader& reader, std::string_view org,
                                                 std::string_view procedure_id);
/// Retired ones stay readable and pinned cases go on; no new cases. Error `procedure/not-found`.
[[nodiscard]] Result<void> set_retired(Writer& writer, std::string_view org, std::string_view procedure_id,
                                       bool retired);

/// The number of the current version; 0: none is published.
[[nodiscard]] Result<std::uint32_t> current_number(const Reader& reader, std::string_view org,
                                                   std::string_view procedure_id);
/// Error `procedure/not-found`, for all of these that return no optional.
/// The number of the version in force of every procedure.
[[nodiscard]] Result<std::map<std::string, std::uint32_t>> current_numbers(const Reader& reader, std::string_view org);
[[nodiscard]] Result<Version> current(const Reader& reader, std::string_view org, std::string_view procedure_id);
[[nodiscard]] Result<Version> version(const Reader& reader, std::string_view org, std::string_view procedure_id,
                                      std::uint32_t number);
/// The version with a content hash, whichever procedure it belongs to.
[[nodiscard]] Result<Version> by_hash(const Reader& reader, std::string_view org, std::string_view hash);
/// All versions of one, newest first, sources left empty.
[[nodiscard]] Result<std::vector<Version>> versions(const Reader& reader, std::string_view org,
                                                    std::string_view procedure_id);
/// All, by title; drafts that were never published too.
[[nodiscard]] Result<std::vector<Listed>> list(const Reader& reader, std::string_view org, bool with_retired = false);

/// @param expected_revision  0 for a new draft. Error `procedure/stale-draft` (kind precondition).
/// @return the new revision
[[nodiscard]] Result<std::uint64_t> save_draft(Writer& writer, std::string_view org, const Draft& draft,
                                               std::uint64_t expected_revision);
[[nodiscard]] Result<std::optional<Draft>> draft(const Reader& reader, std::string_view org,
                                                 std::string_view procedure_id);
[[nodiscard]] Result<void> delete_draft(Writer& writer, std::string_view org, std::string_view procedure_id,
                                        std::uint64_t expected_revision);

}  // namespace evenhand::store::procedures
