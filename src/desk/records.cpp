#include "desk/records.hpp"

#include <set>
#include <sstream>

#include "ledger/pack.hpp"
#include "store/attachments.hpp"
#include "store/checkpoints.hpp"
#include "store/customers.hpp"
#include "store/events.hpp"
#include "store/procedures.hpp"

namespace evenhand::desk {
namespace {

constexpr int checkpoint_rounds_max = 10'000;  ///< of 20,000 events each

/// Signs until the newest checkpoint covers all that was in the journal when this began.
Result<void> cover_everything(Desk& desk) {
  const auto last =
      desk.store().read([&](store::Reader& reader) { return store::events::last_position(reader, desk.org()); });
  if (!last) return fail(last.error());
  for (int round = 0; round < checkpoint_rounds_max; ++round) {
    if (const auto done = desk.checkpoint(); !done) return done;
    const auto latest =
        desk.store().read([&](store::Reader& reader) { return store::checkpoints::latest(reader, desk.org()); });
    if (!latest) return fail(latest.error());
    if (*latest && (*latest)->checkpoint.size >= *last) return {};
  }
  return fail(ErrorKind::unavailable, "ledger/no-checkpoint", "The journal grows faster than it can be signed.",
              "Try again when it is quieter.");
}

}  // namespace

Result<std::string> export_pack(Desk& desk, const std::vector<std::string>& case_ids, const ExportOptions& options) {
  std::vector<Outcome> cases;
  std::set<std::string> hashes;
  // By ascending id and each once, whatever was asked for.
  for (const std::string& id : std::set<std::string>(case_ids.begin(), case_ids.end())) {
    auto seen = desk.look(id);
    if (!seen) return fail(std::move(seen.error()));
    for (const auto& [procedure, hash] : seen->state->opened.pins) hashes.insert(hash);
    cases.push_back(std::move(*seen));
  }
  if (const auto covered = cover_everything(desk); !covered) return fail(covered.error());
  return desk.store().read([&](store::Reader& reader) -> Result<std::string> {
    const auto latest = store::checkpoints::latest(reader, desk.org());
    if (!latest) return fail(latest.error());
    if (!*latest) return fail(ErrorKind::not_found, "ledger/empty", "There is nothing to export yet.");
    const ledger::Checkpoint& checkpoint = (*latest)->checkpoint;
    const auto tree = store::checkpoints::tree(reader, desk.org(), checkpoint.size);
    if (!tree) return fail(tree.error());
    std::ostringstream out;
    ledger::PackWriter pack(out, checkpoint, desk.signing_key(), desk.clock().now(), options.made_by);
    for (const std::string& hash : hashes) {
      auto version = store::procedures::by_hash(reader, desk.org(), hash);
      if (!version) return fail(std::move(version.error()));
      pack.version({.procedure_id = version->procedure_id,
                    .hash = version->hash,
                    .number = version->number,
                    .title = version->title,
                    .source = version->source,
                    .published_at = version->published_at});
    }
    if (options.personal) {
      std::set<std::string> customers;
      for (const Outcome& one : cases) customers.insert(one.row.customer_id);
      for (const std::string& customer : customers) {
        const auto wrapped = store::customers::wrapped_key(reader, desk.org(), customer);
        if (!wrapped) return fail(wrapped.error());
        const auto key = desk.key_ring().unwrap(*wrapped, desk.org(), customer);
        if (!key) return fail(key.error());
        pack.person_key(customer, *key);
      }
    }
    for (const Outcome& one : cases) {
      auto events = store::events::of_case(reader, desk.org(), one.case_id);
      if (!events) return fail(std::move(events.error()));
      // A command may have come in since the checkpoint; the pack holds what the checkpoint covers.
      while (!events->empty() && events->back().position > checkpoint.size) events->pop_back();
      if (events->empty())
        return fail(ErrorKind::corrupt, "ledger/bad-event", "The events of " + one.case_id + " are not in the journal.",
                    "Run evenhand doctor.");
      pack.begin_case(one.case_id, events->size(), events->back().hash);
      for (const ledger::StoredEvent& event : *events) {
        const auto proof = tree->inclusion(event.position - 1);
        if (!proof) return fail(proof.error());
        if (const auto added = pack.event(event, *proof); !added) return fail(added.error());
      }
      // Content is sealed, so it goes along only where the keys do.
      if (!options.personal) continue;
      const auto files = store::attachments::of_case(reader, desk.org(), one.case_id);
      if (!files) return fail(files.error());
      const std::uint64_t last_seq = events->back().seq;
      for (const auto& file : *files) {
        if (file.first_seq == 0 || file.first_seq > last_seq) continue;
        const auto content = store::attachments::content(reader, desk.org(), file.id);
        if (!content) return fail(content.error());
        pack.file(file.id, *content);
      }
    }
    if (const auto finished = pack.finish(); !finished) return fail(finished.error());
    return std::move(out).str();
  });
}

}  // namespace evenhand::desk
