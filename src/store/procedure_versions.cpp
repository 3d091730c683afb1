// From a text to the version in force, and out of force again.
#include <fmt/format.h>

#include <array>

#include "store/change_control.hpp"
#include "store/procedures.hpp"
#include "store/rows.hpp"

namespace evenhand::store::procedures {
namespace {

struct Current {
  std::uint32_t number = 0;
  std::string hash, kind;
  Instant expires_at, withdrawn_at;
};

/// What is known of the procedure: its current version, if any, and the newest number given away.
struct Seen {
  Current current;
  std::uint32_t newest = 0, waiting = 0;
  Instant waits_for;
};

Result<Seen> look(const Reader& reader, std::string_view org, std::string_view procedure_id) {
  Seen seen;
  auto current = one_row<Current>(
      reader,
      "SELECT p.current_number, p.hash, p.kind, v.expires_at, v.withdrawn_at FROM procedures p LEFT JOIN "
      "procedure_versions v ON v.org_id = p.org_id AND v.procedure_id = p.procedure_id AND v.number = p.current_number "
      "WHERE p.org_id = $1 AND p.procedure_id = $2",
      {org, procedure_id}, [](const Row& row) {
        return Current{static_cast<std::uint32_t>(row.integer(0)), row.text(1), row.text(2), row.instant(3),
                       row.instant(4)};
      });
  if (!current) return fail(current.error());
  seen.current = current->value_or(Current{});
  auto read = reader.sql().each(
      "SELECT number, scheduled, effective_at FROM procedure_versions WHERE org_id = $1 AND procedure_id = $2",
      {org, procedure_id}, [&](const Row& row) -> Result<void> {
        const auto number = static_cast<std::uint32_t>(row.integer(0));
        seen.newest = std::max(seen.newest, number);
        if (row.flag(1)) {
          seen.waiting = number;
          seen.waits_for = row.instant(2);
        }
        return {};
      });
  if (!read) return fail(read.error());
  return seen;
}

Result<void> check(const Seen& seen, const Version& v, std::uint32_t expected_current) {
  if (seen.current.number != expected_current) {
    return fail(
        ErrorKind::conflict, "procedure/conflict",
        fmt::format("Version {} was published meanwhile; you saw version {}.", seen.current.number, expected_current),
        "Look at what changed, then publish again.");
  }
  if (seen.waiting != 0) {
    return fail(ErrorKind::conflict, "procedure/scheduled",
                fmt::format("Version {} waits to take effect on {}.", seen.waiting, format_rfc3339(seen.waits_for)),
                "Withdraw it first, or wait until it is in force.");
  }
  const bool holds = seen.current.withdrawn_at == Instant{} &&
                     (seen.current.expires_at == Instant{} || seen.current.expires_at > v.published_at);
  if (seen.current.number != 0 && seen.current.hash == v.hash && holds && v.expires_at == seen.current.expires_at) {
    return fail(ErrorKind::conflict, "procedure/unchanged",
                fmt::format("Version {} says the same already.", seen.current.number));
  }
  if (!seen.current.kind.empty() && seen.current.kind != v.kind) {
    return fail(ErrorKind::conflict, "procedure/other-kind",
                fmt::format("\"{}\" is a {}; it cannot become a {}.", v.procedure_id, seen.current.kind, v.kind),
                "Publish it under an id of its own.");
  }
  return {};
}

Result<void> set_current(Writer& writer, std::string_view org, const Version& v, std::uint32_t number, Instant at) {
  return run(writer,
             "INSERT INTO procedures (org_id, procedure_id, kind, title, current_number, hash, changed_at, retired) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT (org_id, procedure_id) DO UPDATE SET "
             "kind = excluded.kind, title = excluded.title, current_number = excluded.current_number, "
             "hash = excluded.hash, changed_at = excluded.changed_at",
             {org, v.procedure_id, v.kind, v.title, number, v.hash, at});
}

/// Only what was published now: a draft that says something else is somebody's work.
Result<void> drop_published_draft(Writer& writer, std::string_view org, const Version& v, std::uint32_t number) {
  constexpr std::string_view without_draft =
      " AND NOT EXISTS (SELECT 1 FROM procedure_drafts d WHERE d.org_id = $1 AND d.procedure_id = $2)";
  auto done = run(writer, "DELETE FROM procedure_drafts WHERE org_id = $1 AND procedure_id = $2 AND source = $3",
                  {org, v.procedure_id, v.source});
  if (done) {
    done =
        run(writer,
            fmt::format("DELETE FROM procedure_draft_authors WHERE org_id = $1 AND procedure_id = $2{}", without_draft),
            {org, v.procedure_id});
  }
  if (done) {
    done =
        run(writer,
            fmt::format("UPDATE procedure_draft_comments SET version = $3 WHERE org_id = $1 AND procedure_id = $2 AND "
                        "version = 0{}",
                        without_draft),
            {org, v.procedure_id, number});
  }
  return done;
}

}  // namespace

Standing standing(const Version& version, std::uint32_t current, Instant now) noexcept {
  if (version.withdrawn_at != Instant{}) return Standing::withdrawn;
  if (version.scheduled) return Standing::scheduled;
  if (version.number < current) return Standing::superseded;
  if (version.expires_at != Instant{} && version.expires_at <= now) return Standing::expired;
  return Standing::in_force;
}

std::string_view standing_name(Standing standing) noexcept {
  constexpr std::array<std::string_view, 5> names{"scheduled", "in-force", "superseded", "expired", "withdrawn"};
  return names[static_cast<std::size_t>(standing)];
}

Result<std::uint32_t> publish(Writer& writer, std::string_view org, const Version& v, std::uint32_t expected_current) {
  if (auto turn = writer.take_turn(org); !turn) return fail(std::move(turn.error()));
  const Instant effective = std::max(v.effective_at, v.published_at);
  if (auto fine = may_follow(writer, org, v, expected_current); !fine) return fail(std::move(fine.error()));
  const auto seen = look(writer, org, v.procedure_id);
  if (!seen) return fail(seen.error());
  const bool waits = effective > v.published_at;
  const std::uint32_t number = seen->newest + 1;
  Result<void> done;
  if (!waits) {
    done = set_current(writer, org, v, number, v.published_at);
  } else if (seen->current.kind.empty()) {
    Version none = v;
    none.hash.clear();
    done = set_current(writer, org, none, 0, v.published_at);
  }
  if (done) {
    done =
        run(writer,
            "INSERT INTO procedure_versions (org_id, procedure_id, number, hash, kind, title, source, published_by, "
            "published_at, note, effective_at, expires_at, withdrawn_at, scheduled, changes) VALUES ($1, $2, $3, $4, "
            "$5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14)",
            {org, v.procedure_id, number, v.hash, v.kind, v.title, v.source, v.published_by, v.published_at, v.note,
             effective, v.expires_at, waits, v.changes});
  }
  if (done) done = drop_published_draft(writer, org, v, number);
  // What somebody else submitted rests on the version before.
  if (done) done = change_control::void_any(writer, org, v.procedure_id);
  if (!done) return fail(done.error());
  return number;
}

Result<void> may_follow(const Reader& reader, std::string_view org, const Version& v, std::uint32_t expected_current) {
  const Instant effective = std::max(v.effective_at, v.published_at);
  if (v.expires_at != Instant{} && v.expires_at <= effective) {
    return fail(ErrorKind::invalid, "procedure/bad-term",
                fmt::format("It would expire on {} and take effect on {}.", format_rfc3339(v.expires_at),
                            format_rfc3339(effective)),
                "Let it expire later than it takes effect.");
  }
  const auto seen = look(reader, org, v.procedure_id);
  if (!seen) return fail(seen.error());
  return check(*seen, v, expected_current);
}

Result<std::vector<Taken>> take_effect(Writer& writer, std::string_view org, Instant now) {
  if (auto turn = writer.take_turn(org); !turn) return fail(std::move(turn.error()));
  const auto due = all_rows<Version>(
      writer,
      "SELECT procedure_id, number, hash, kind, title, effective_at FROM procedure_versions WHERE org_id = $1 AND "
      "scheduled = 1 AND effective_at <= $2 ORDER BY effective_at, procedure_id",
      {org, now}, [](const Row& row) {
        Version v;
        v.procedure_id = row.text(0);
        v.number = static_cast<std::uint32_t>(row.integer(1));
        v.hash = row.text(2);
        v.kind = row.text(3);
        v.title = row.text(4);
        v.effective_at = row.instant(5);
        return v;
      });
  if (!due) return fail(due.error());
  std::vector<Taken> taken;
  for (const Version& v : *due) {
    auto done = set_current(writer, org, v, v.number, now);
    if (done) {
      done = run(writer,
                 "UPDATE procedure_versions SET scheduled = 0 WHERE org_id = $1 AND procedure_id = $2 AND number = $3",
                 {org, v.procedure_id, v.number});
    }
    if (!done) return fail(done.error());
    taken.push_back({v.procedure_id, v.number});
  }
  return taken;
}

Result<std::optional<Instant>> next_effect(const Reader& reader, std::string_view org) {
  return one_row<Instant>(reader,
                          "SELECT effective_at FROM procedure_versions WHERE org_id = $1 AND scheduled = 1 ORDER BY "
                          "effective_at LIMIT 1",
                          {org}, [](const Row& row) { return row.instant(0); });
}

Result<Version> withdraw(Writer& writer, std::string_view org, std::string_view procedure_id, std::uint32_t number,
                         Instant now) {
  if (auto turn = writer.take_turn(org); !turn) return fail(std::move(turn.error()));
  auto found = version(writer, org, procedure_id, number);
  if (!found) return found;
  const auto current = current_number(writer, org, procedure_id);
  if (!current) return fail(current.error());
  switch (standing(*found, *current, now)) {
    case Standing::superseded:
      return fail(ErrorKind::conflict, "procedure/superseded",
                  fmt::format("Version {} was superseded by version {}; no new case gets it anyway.", number, *current),
                  "Withdraw the version in force, or the one that is scheduled.");
    case Standing::withdrawn:
      return fail(ErrorKind::conflict, "procedure/withdrawn",
                  fmt::format("Version {} was withdrawn on {}.", number, format_rfc3339(found->withdrawn_at)));
    case Standing::scheduled:
    case Standing::in_force:
    case Standing::expired:
      break;
  }
  auto done = run(writer,
                  "UPDATE procedure_versions SET withdrawn_at = $4, scheduled = 0 WHERE org_id = $1 AND procedure_id = "
                  "$2 AND number = $3",
                  {org, procedure_id, number, now});
  if (!done) return fail(done.error());
  found->withdrawn_at = now;
  return found;
}

Result<CurrentTerms> current_terms(const Reader& reader, std::string_view org, std::string_view procedure_id) {
  auto terms = one_row<CurrentTerms>(
      reader,
      "SELECT p.current_number, v.withdrawn_at FROM procedures p LEFT JOIN procedure_versions v ON v.org_id = p.org_id "
      "AND v.procedure_id = p.procedure_id AND v.number = p.current_number WHERE p.org_id = $1 AND p.procedure_id = $2",
      {org, procedure_id}, [](const Row& row) {
        return CurrentTerms{static_cast<std::uint32_t>(row.integer(0)), row.instant(1)};
      });
  if (!terms) return fail(terms.error());
  return terms->value_or(CurrentTerms{});
}

}  // namespace evenhand::store::procedures
