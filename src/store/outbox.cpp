#include "store/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/cases.hpp"
#include "store/dialect.hpp"

namespace evenhand::store::outbox {

namespace {

constexpr std::string_view columns =
    "effect_key, kind, case_id, seq, body, status, attempts, created_at, next_at, lease_until, last_error, result";

Effect read_effect(const Row& row) {
  Effect effect;
  effect.key = row.text(0);
  effect.kind = row.text(1);
  effect.case_id = row.text(2);
  effect.seq = row.count(3);
  effect.body = row.text(4);
  effect.status = row.text(5);
  effect.attempts = static_cast<std::uint32_t>(row.integer(6));
  effect.created_at = row.instant(7);
  effect.next_at = row.instant(8);
  effect.lease_until = row.instant(9);
  effect.last_error = row.text(10);
  effect.result = row.text(11);
  return effect;
}

Result<std::vector<Effect>> select(const Reader& reader, const std::string& rest, std::span<const Param> params) {
  std::vector<Effect> out;
  auto read = reader.sql().each(fmt::format("SELECT {} FROM outbox WHERE {}", columns, rest), params,
                                [&](const Row& row) -> Result<void> {
                                  out.push_back(read_effect(row));
                                  return {};
                                });
  if (!read) return fail(read.error());
  return out;
}
Result<std::vector<Effect>> select(const Reader& reader, const std::string& rest, Params params) {
  return select(reader, rest, std::span(params.begin(), params.size()));
}

/// The condition that an effect is of one of these kinds, whose names become parameters. Empty when any will do.
std::string add_kinds(std::vector<Param>& params, std::span<const std::string> kinds) {
  if (kinds.empty()) return {};
  std::vector<std::string> wanted;
  for (const std::string& kind : kinds) {
    params.emplace_back(kind);
    wanted.push_back(fmt::format("${}", params.size()));
  }
  return fmt::format(" AND kind IN ({})", fmt::join(wanted, ", "));
}

tl::unexpected<Error> not_found() {
  return fail(ErrorKind::not_found, "outbox/not-found", "There is no such effect in the outbox.");
}

/// Ends a claim. The fence is checked in the statement that changes the row.
Result<void> settle(Writer& writer, std::string_view org, std::string_view key, std::string_view changes,
                    Params params) {
  auto changed = writer.sql().run(
      fmt::format("UPDATE outbox SET {} WHERE org_id = $1 AND effect_key = $2 AND attempts = $3 AND status = 'claimed'",
                  changes),
      params);
  if (!changed) return fail(changed.error());
  if (*changed == 1) return {};
  const auto there = find(writer, org, key);
  if (!there) return fail(there.error());
  if (!*there) return not_found();
  return fail(ErrorKind::conflict, "outbox/lost-claim", "The effect was taken over by another worker, or is settled.");
}

}  // namespace

// ready_at is when a row may be claimed: next_at while pending, the end of the lease while claimed, null once settled.
Result<bool> add(Writer& writer, std::string_view org, const Effect& effect) {
  return writer.sql()
      .run(
          "INSERT INTO outbox (org_id, effect_key, kind, case_id, seq, body, status, attempts, created_at, next_at, "
          "lease_until, ready_at, last_error, result) VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, $7, $8, 0, $8, '', "
          "'') "
          "ON CONFLICT (org_id, effect_key) DO NOTHING",
          {org, effect.key, effect.kind, effect.case_id, effect.seq, effect.body, writer.now(),
           effect.next_at.micros == 0 ? writer.now() : effect.next_at})
      .map([](std::int64_t rows) { return rows == 1; });
}

Result<std::vector<Effect>> claim(Writer& writer, std::string_view org, std::span<const std::string> kinds, Instant now,
                                  Instant lease_until, std::size_t limit) {
  std::vector<Param> params{org, now, limit};
  const std::string of_kinds = add_kinds(params, kinds);
  auto out = select(writer,
                    fmt::format("org_id = $1 AND ready_at <= $2{} ORDER BY ready_at, case_id, seq LIMIT $3{}", of_kinds,
                                for_claim(writer.sql().dialect())),
                    params);
  if (!out) return out;
  for (Effect& effect : *out) {
    auto claimed = writer.sql().run(
        "UPDATE outbox SET status = 'claimed', attempts = attempts + 1, lease_until = $3, ready_at = $3 "
        "WHERE org_id = $1 AND effect_key = $2",
        {org, effect.key, lease_until});
    if (!claimed) return fail(claimed.error());
    effect.status = "claimed";
    effect.lease_until = lease_until;
    ++effect.attempts;
  }
  return out;
}

Result<void> complete(Writer& writer, std::string_view org, std::string_view key, std::uint32_t fence,
                      std::string_view result) {
  return settle(writer, org, key, "status = 'done', ready_at = NULL, body = '', last_error = '', result = $4",
                {org, key, fence, result});
}

Result<void> retry(Writer& writer, std::string_view org, std::string_view key, std::uint32_t fence, Instant next_at,
                   std::string_view error) {
  return settle(writer, org, key, "status = 'pending', next_at = $4, ready_at = $4, last_error = $5",
                {org, key, fence, next_at, error});
}

Result<void> bury(Writer& writer, std::string_view org, std::string_view key, std::uint32_t fence,
                  std::string_view error) {
  return settle(writer, org, key, "status = 'dead', ready_at = NULL, body = '', last_error = $4",
                {org, key, fence, error});
}

Result<void> give_back(Writer& writer, std::string_view org, std::string_view key, std::uint32_t fence,
                       Instant ready_at) {
  return settle(writer, org, key, "status = 'pending', attempts = attempts - 1, next_at = $4, ready_at = $4",
                {org, key, fence, ready_at});
}

Result<std::int64_t> end_claims(Writer& writer, std::string_view org, Instant now, std::uint32_t attempts_max) {
  // The index of what is to be done holds the claimed ones at the end of their lease.
  return writer.sql().run(
      "UPDATE outbox SET status = 'pending', next_at = $2, ready_at = $2 WHERE org_id = $1 AND ready_at > $2 AND "
      "status = "
      "'claimed' AND attempts <= $3",
      {org, now, std::int64_t{attempts_max}});
}

Result<std::optional<Effect>> find(const Reader& reader, std::string_view org, std::string_view key) {
  return select(reader, "org_id = $1 AND effect_key = $2", {org, key}).map([](std::vector<Effect> found) {
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
  });
}

Result<std::vector<Effect>> of_case(const Reader& reader, std::string_view org, std::string_view case_id) {
  return select(reader, "org_id = $1 AND case_id = $2 ORDER BY seq, effect_key", {org, case_id});
}

Result<std::vector<Effect>> dead(const Reader& reader, std::string_view org, std::size_t limit) {
  return select(reader, "org_id = $1 AND status = 'dead' ORDER BY created_at DESC LIMIT $2", {org, limit});
}

Result<Instant> next_at(const Reader& reader, std::string_view org, std::span<const std::string> kinds) {
  std::vector<Param> params{org};
  const std::string of_kinds = add_kinds(params, kinds);
  Instant next = cases::never;
  const auto read = reader.sql().each(
      fmt::format("SELECT MIN(ready_at) FROM outbox WHERE org_id = $1 AND ready_at IS NOT NULL{}", of_kinds), params,
      [&](const Row& row) -> Result<void> {
        if (!row.is_null(0)) next = row.instant(0);
        return {};
      });
  if (!read) return fail(read.error());
  return next;
}

Microseconds back_off(std::uint32_t attempts) noexcept {
  constexpr std::int64_t hour_seconds = 3600;
  const std::int64_t seconds = attempts < 1 ? 0 : std::int64_t{2} << (2 * std::min(attempts - 1, 8u));
  return std::chrono::seconds(std::min(seconds, hour_seconds));
}

}  // namespace evenhand::store::outbox
