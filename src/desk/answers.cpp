// Answers that were given under an Idempotency-Key, to be given again.
#include <utility>

#include "desk/case_commit.hpp"
#include "store/cases.hpp"
#include "store/idempotency.hpp"

namespace evenhand::desk {

store::idempotency::Entry kept_entry(const IdempotencyKey& key, std::string response, std::string case_id,
                                     Instant now) {
  return {.key = key.key,
          .actor_id = key.actor_id,
          .request_hash = key.request_hash,
          .status = key.status,
          .case_id = std::move(case_id),
          .response = std::move(response),
          .expires_at = now + answers_kept_for};
}

Result<std::optional<KeptAnswer>> Desk::kept_answer(std::string_view actor_id, std::string_view key) {
  struct Read {
    store::idempotency::Entry entry;
    std::string customer_id;
  };
  auto read = store().read([&](store::Reader& reader) -> Result<std::optional<Read>> {
    auto entry = store::idempotency::find(reader, org(), actor_id, key, clock().now());
    if (!entry) return fail(std::move(entry.error()));
    if (!*entry) return std::optional<Read>{};
    Read found{.entry = std::move(**entry), .customer_id = {}};
    if (!found.entry.case_id.empty()) {
      auto row = store::cases::find(reader, org(), found.entry.case_id);
      if (!row) return fail(std::move(row.error()));
      found.customer_id = std::move(row->customer_id);
    }
    return std::optional(std::move(found));
  });
  if (!read) return fail(std::move(read.error()));
  if (!*read) return std::optional<KeptAnswer>{};
  store::idempotency::Entry& entry = (*read)->entry;
  KeptAnswer kept{.request_hash = std::move(entry.request_hash), .status = entry.status, .body = {}};
  if (entry.case_id.empty()) {
    kept.body = std::move(entry.response);
  } else {
    auto opened = ledger::open_text(entry.response, "answer", seal_scope(entry.case_id, (*read)->customer_id));
    if (!opened) return fail(std::move(opened.error()));
    kept.body = std::move(*opened);
  }
  return std::optional(std::move(kept));
}

Result<void> Desk::await_answer(const IdempotencyKey& key) {
  const Instant now = clock().now();
  store::idempotency::Entry entry = kept_entry(key, {}, {}, now);
  entry.status = 0;
  entry.expires_at = now + answers_awaited_for;
  return store().write_and_wait(
      [&](store::Writer& writer) { return store::idempotency::add(writer, org(), entry, now); });
}

Result<void> Desk::add_answer(const IdempotencyKey& key, std::string body) {
  const Instant now = clock().now();
  const store::idempotency::Entry entry = kept_entry(key, std::move(body), {}, now);
  return store().write_and_wait(
      [&](store::Writer& writer) { return store::idempotency::add(writer, org(), entry, now); });
}

Result<void> Desk::keep_answer(const IdempotencyKey& key, std::string body, const std::string& case_id) {
  if (!case_id.empty()) {
    const auto row = store().read([&](store::Reader& reader) { return store::cases::find(reader, org(), case_id); });
    if (!row) return fail(row.error());
    auto sealed = ledger::seal_text(body, "answer", seal_scope(case_id, row->customer_id));
    if (!sealed) return fail(std::move(sealed.error()));
    body = std::move(*sealed);
  }
  const store::idempotency::Entry entry = kept_entry(key, std::move(body), case_id, clock().now());
  return store().write_and_wait(
      [&](store::Writer& writer) { return store::idempotency::finish(writer, org(), entry); });
}

Result<void> Desk::release_answer(const IdempotencyKey& key) {
  return store().write_and_wait(
      [&](store::Writer& writer) { return store::idempotency::release(writer, org(), key.actor_id, key.key); });
}

}  // namespace evenhand::desk
