#include "desk/journal_check.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

#include "ledger/merkle.hpp"
#include "store/cases.hpp"
#include "store/checkpoints.hpp"
#include "store/events.hpp"

namespace evenhand::desk {
namespace {

constexpr std::size_t batch_events = 1'000;

class JournalCheck {
 public:
  JournalCheck(const store::Reader& reader, const std::string& org, const ledger::SigningKey* key)
      : reader_(reader), org_(org), key_(key) {}

  Result<JournalReport> run(const std::function<void(std::uint64_t)>& step) {
    auto newest = store::checkpoints::latest(reader_, org_);
    if (!newest) return fail(std::move(newest.error()));
    checkpoint_ = std::move(*newest);
    auto kept = store::checkpoints::kept(reader_, org_);
    if (!kept) return fail(std::move(kept.error()));
    kept_ = std::move(*kept);
    if (auto read = read_events(step); !read) return fail(std::move(read.error()));
    if (auto held = hold_against_rows(); !held) return fail(std::move(held.error()));
    hold_against_checkpoint();
    return std::move(report_);
  }

 private:
  void problem(std::string sentence) { report_.problems.push_back(std::move(sentence)); }

  Result<void> read_events(const std::function<void(std::uint64_t)>& step) {
    const auto last = store::events::last_position(reader_, org_);
    if (!last) return fail(last.error());
    for (std::uint64_t after = 0; after < *last;) {
      const auto some = store::events::after_position(reader_, org_, after, batch_events);
      if (!some) return fail(some.error());
      if (some->empty()) break;
      for (const ledger::StoredEvent& event : *some) {
        if (event.position != after + 1)
          problem(fmt::format("the journal: events {} to {} are missing", after + 1, event.position - 1));
        after = event.position;
        take(event);
      }
      if (step) step(*last);
    }
    return {};
  }

  void take(const ledger::StoredEvent& event) {
    ++report_.events;
    if (const auto wrong = chains_[event.case_id].next(event))
      problem(fmt::format("{}, event {}: {}", event.case_id, event.seq, *wrong));
    edge_.append(event.hash);
    if (!checkpoint_ || edge_.size() > checkpoint_->checkpoint.size) return;
    if (edge_.completed_tile()) hold_tile(edge_.size() / ledger::tile_leaves - 1, *edge_.completed_tile());
    if (edge_.size() < checkpoint_->checkpoint.size) return;
    root_ = edge_.root();
    if (kept_.edge != edge_.str()) problem("the stored edge of the tree is not that of the newest checkpoint");
  }

  void hold_tile(std::uint64_t tile, const ledger::Hash& root) {
    if (tile >= kept_.tiles.size() || kept_.tiles[tile] != root)
      problem(fmt::format("the stored root of events {} to {} is not theirs", tile * ledger::tile_leaves + 1,
                          (tile + 1) * ledger::tile_leaves));
  }

  /// The row knows how long the case is: a chain that ends too early is whole as far as it goes.
  Result<void> hold_against_rows() {
    const auto ends = store::cases::ends(reader_, org_);
    if (!ends) return fail(ends.error());
    report_.cases = ends->size();
    for (const store::cases::End& end : *ends) {
      const auto chain = chains_.find(end.case_id);
      const std::uint64_t count = chain == chains_.end() ? 0 : chain->second.count();
      if (count != end.seq) {
        problem(fmt::format("{}: the journal has events to {}, the case to {}", end.case_id, count, end.seq));
      } else if (count > 0 && chain->second.head() != end.head) {
        problem(fmt::format("{}: the last event has another hash than the case", end.case_id));
      }
    }
    return {};
  }

  void hold_against_checkpoint() {
    if (!checkpoint_) return;
    const auto& [checkpoint, signature] = *checkpoint_;
    report_.signed_events = checkpoint.size;
    const std::string name = fmt::format("the checkpoint of {}", format_rfc3339(checkpoint.at));
    if (checkpoint.org != org_) problem(name + " is of another organisation");
    if (key_ != nullptr && checkpoint.key_id == key_->key_id() &&
        !ledger::verify(checkpoint, signature, key_->public_key()))
      problem(name + " has a signature that does not verify");
    if (report_.events < checkpoint.size) {
      problem(fmt::format("{} signed {} events, the journal has {}", name, checkpoint.size, report_.events));
    } else if (checkpoint.size > 0 && root_ != checkpoint.root) {
      problem(
          fmt::format("{} signed another journal: its first {} events do not give the root", name, checkpoint.size));
    }
  }

  const store::Reader& reader_;
  const std::string& org_;
  const ledger::SigningKey* key_;
  JournalReport report_;
  std::optional<store::checkpoints::Signed> checkpoint_;
  std::map<std::string, ledger::ChainCheck, std::less<>> chains_;
  ledger::Frontier edge_;
  store::checkpoints::Kept kept_;
  std::optional<ledger::Hash> root_;  ///< where the checkpoint's size was reached
};

}  // namespace

Result<JournalReport> check_journal(Desk& desk, const std::function<void(std::uint64_t)>& step) {
  return desk.store().read(
      [&](store::Reader& reader) { return check_journal(reader, desk.org(), &desk.signing_key(), step); });
}

Result<JournalReport> check_journal(const store::Reader& reader, const std::string& org, const ledger::SigningKey* key,
                                    const std::function<void(std::uint64_t)>& step) {
  return JournalCheck(reader, org, key).run(step);
}

}  // namespace evenhand::desk
