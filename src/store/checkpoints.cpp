#include "store/checkpoints.hpp"

#include <fmt/format.h>

#include "store/dialect.hpp"
#include "store/events.hpp"
#include "store/rows.hpp"

namespace evenhand::store::checkpoints {

namespace {

constexpr std::size_t batch_events = 2'000;

struct Stored {
  std::string note, signature;
};
Stored read_stored(const Row& row) {
  return {row.text(0), row.text(1)};
}

Result<Signed> parse(Stored stored) {
  auto checkpoint = ledger::checkpoint_from_text(stored.note);
  if (!checkpoint) return fail(checkpoint.error());
  return Signed{std::move(*checkpoint), std::move(stored.signature)};
}

Result<ledger::Frontier> read_frontier(const Reader& reader, std::string_view org) {
  auto text = reader.sql().text("SELECT frontier FROM merkle_frontiers WHERE org_id = $1", {org});
  if (!text) return fail(text.error());
  return *text ? ledger::Frontier::parse(**text) : ledger::Frontier();
}

Result<void> save(Writer& writer, std::string_view org, const ledger::Frontier& frontier, const Signed& entry) {
  auto done = run(writer,
                  "INSERT INTO merkle_frontiers (org_id, frontier) VALUES ($1, $2) "
                  "ON CONFLICT (org_id) DO UPDATE SET frontier = excluded.frontier",
                  {org, frontier.str()});
  if (!done) return done;
  return run(writer, "INSERT INTO checkpoints (org_id, size, note, signature) VALUES ($1, $2, $3, $4)",
             {org, entry.checkpoint.size, ledger::canonical_bytes(entry.checkpoint), entry.signature});
}

}  // namespace

Result<std::optional<Signed>> advance(Writer& writer, std::string_view org, const ledger::SigningKey& key,
                                      std::size_t events_max) {
  // Of several nodes one signs; the next goes on from there.
  if (auto turn = writer.take_turn(org); !turn) return fail(std::move(turn.error()));
  auto frontier = read_frontier(writer, org);
  if (!frontier) return fail(frontier.error());
  const std::uint64_t before = frontier->size();
  const std::uint64_t wanted = before + events_max;
  while (frontier->size() < wanted) {
    const std::uint64_t begin = frontier->size();
    const auto hashes = events::hashes(writer, org, begin, std::min(wanted, begin + batch_events));
    if (!hashes) return fail(hashes.error());
    if (hashes->empty()) break;
    for (const ledger::Hash& hash : *hashes) {
      frontier->append(hash);
      if (!frontier->completed_tile()) continue;
      auto kept = run(writer, "INSERT INTO merkle_tiles (org_id, tile, hash) VALUES ($1, $2, $3)",
                      {org, frontier->size() / ledger::tile_leaves - 1, *frontier->completed_tile()});
      if (!kept) return fail(kept.error());
    }
  }
  if (frontier->size() == before) return latest(writer, org);
  Signed entry;
  entry.checkpoint.org = org;
  entry.checkpoint.size = frontier->size();
  entry.checkpoint.root = frontier->root();
  entry.checkpoint.at = writer.now();
  entry.signature = key.sign(entry.checkpoint);
  if (auto saved = save(writer, org, *frontier, entry); !saved) return fail(saved.error());
  return std::optional<Signed>(std::move(entry));
}

Result<std::optional<Signed>> latest(const Reader& reader, std::string_view org) {
  auto newest = list(reader, org, 1);
  if (!newest) return fail(newest.error());
  return newest->empty() ? std::nullopt : std::optional(std::move(newest->front()));
}

Result<std::vector<Signed>> list(const Reader& reader, std::string_view org, std::size_t limit) {
  auto rows =
      all_rows<Stored>(reader, "SELECT note, signature FROM checkpoints WHERE org_id = $1 ORDER BY size DESC LIMIT $2",
                       {org, limit}, read_stored);
  if (!rows) return fail(rows.error());
  std::vector<Signed> out;
  for (Stored& row : *rows) {
    auto entry = parse(std::move(row));
    if (!entry) return fail(entry.error());
    out.push_back(std::move(*entry));
  }
  return out;
}

Result<std::vector<std::string>> signers(const Reader& reader, std::string_view org) {
  return all_rows<std::string>(reader,
                               fmt::format("SELECT DISTINCT {} FROM checkpoints WHERE org_id = $1 ORDER BY 1",
                                           json_text(reader.sql().dialect(), "note", "key")),
                               {org}, [](const Row& row) { return row.text(0); });
}

Result<Kept> kept(const Reader& reader, std::string_view org) {
  Kept out;
  auto tiles = all_rows<ledger::Hash>(reader, "SELECT hash FROM merkle_tiles WHERE org_id = $1 ORDER BY tile", {org},
                                      [](const Row& row) { return row.hash(0); });
  if (!tiles) return fail(tiles.error());
  out.tiles = std::move(*tiles);
  auto edge = reader.sql().text("SELECT frontier FROM merkle_frontiers WHERE org_id = $1", {org});
  if (!edge) return fail(edge.error());
  out.edge = edge->value_or("");
  return out;
}

Result<ledger::Tree> tree(const Reader& reader, std::string_view org, std::uint64_t size) {
  auto tiles =
      all_rows<ledger::Hash>(reader, "SELECT hash FROM merkle_tiles WHERE org_id = $1 AND tile < $2 ORDER BY tile",
                             {org, size / ledger::tile_leaves}, [](const Row& row) { return row.hash(0); });
  if (!tiles) return fail(tiles.error());
  return ledger::Tree::make(size, std::move(*tiles),
                            [reader, org = std::string(org)](std::uint64_t begin, std::uint64_t end) {
                              return events::hashes(reader, org, begin, end);
                            });
}

}  // namespace evenhand::store::checkpoints
