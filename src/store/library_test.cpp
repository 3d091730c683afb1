// Procedures and their drafts; checkpoints, the stored Merkle tree, and a pack made from the database.
#include <gtest/gtest.h>

#include <sstream>

#include "ledger/pack.hpp"
#include "store/checkpoints.hpp"
#include "store/events.hpp"
#include "store/procedures.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

using testing::Draft;
using testing::grow;
using testing::org;

class LibraryTest : public testing::StoreTest {
 protected:
  Result<std::uint32_t> publish(const std::string& id, const std::string& source, std::uint32_t expected) {
    Result<std::uint32_t> number = 0u;
    const auto done = write([&](Writer& w) -> Result<void> {
      number = procedures::publish(w, org,
                                   {.procedure_id = id,
                                    .hash = "hash of " + source,
                                    .title = "Title of " + source,
                                    .source = source,
                                    .published_by = "person_1",
                                    .note = "n",
                                    .published_at = Instant{5}},
                                   expected);
      return number ? Result<void>() : Result<void>(fail(number.error()));
    });
    if (!done) return fail(done.error());
    return number;
  }
  Result<std::uint64_t> save(const std::string& id, const std::string& source, std::uint64_t expected) {
    Result<std::uint64_t> revision = std::uint64_t{0};
    const auto done = write([&](Writer& w) -> Result<void> {
      revision = procedures::save_draft(
          w, org,
          {.procedure_id = id, .source = source, .title = id, .updated_by = "person_1", .updated_at = Instant{6}},
          expected);
      return revision ? Result<void>() : Result<void>(fail(revision.error()));
    });
    if (!done) return fail(done.error());
    return revision;
  }
  std::vector<procedures::Listed> listed(bool retired = false) {
    return store->read([&](Reader& r) { return procedures::list(r, org, retired); }).value();
  }
};

TEST_F(LibraryTest, VersionsAreNumberedAndStay) {
  EXPECT_EQ(publish("refund", "one", 0).value(), 1u);
  EXPECT_EQ(publish("refund", "two", 0).error().code, "procedure/conflict");
  EXPECT_EQ(publish("refund", "one", 1).error().code, "procedure/unchanged");
  EXPECT_EQ(publish("refund", "two", 1).value(), 2u);
  EXPECT_EQ(publish("refund", "one", 2).value(), 3u) << "an old text may come back";
  const auto read = [&](auto fn) { return store->read([&](Reader& r) { return fn(r); }); };
  EXPECT_EQ(read([](Reader& r) { return procedures::current(r, org, "refund"); })->number, 3u);
  EXPECT_EQ(read([](Reader& r) { return procedures::version(r, org, "refund", 2); })->source, "two");
  EXPECT_EQ(read([](Reader& r) { return procedures::by_hash(r, org, "hash of two"); })->number, 2u);
  EXPECT_EQ(read([](Reader& r) { return procedures::by_hash(r, org, "hash of one"); })->source, "one");
  const auto all = read([](Reader& r) { return procedures::versions(r, org, "refund"); }).value();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all.front().number, 3u);
  EXPECT_TRUE(all.front().source.empty());
  for (const std::string& code : {read([](Reader& r) { return procedures::current(r, org, "x"); }).error().code,
                                  read([](Reader& r) { return procedures::version(r, org, "refund", 9); }).error().code,
                                  read([](Reader& r) { return procedures::by_hash(r, org, "x"); }).error().code}) {
    EXPECT_EQ(code, "procedure/not-found");
  }
}

TEST_F(LibraryTest, ADraftKnowsItsRevision) {
  EXPECT_EQ(save("refund", "a", 0).value(), 1u);
  EXPECT_EQ(save("refund", "b", 0).error().code, "procedure/stale-draft");
  EXPECT_EQ(save("refund", "b", 0).error().kind, ErrorKind::precondition);
  EXPECT_EQ(save("refund", "b", 1).value(), 2u);
  EXPECT_EQ(store->read([](Reader& r) { return procedures::draft(r, org, "refund"); }).value()->source, "b");
  ASSERT_EQ(listed().size(), 1u);
  EXPECT_EQ(listed()[0].current, 0u);
  EXPECT_TRUE(listed()[0].has_draft);
  EXPECT_EQ(publish("refund", "b", 0).value(), 1u);
  EXPECT_FALSE(store->read([](Reader& r) { return procedures::draft(r, org, "refund"); }).value().has_value());
  EXPECT_EQ(save("refund", "c", 0).value(), 1u);
  ASSERT_EQ(listed().size(), 1u);
  EXPECT_TRUE(listed()[0].has_draft);
  EXPECT_EQ(listed()[0].current, 1u);
  const auto drop = [&](std::uint64_t revision) {
    return write([&](Writer& w) { return procedures::delete_draft(w, org, "refund", revision); });
  };
  EXPECT_EQ(publish("refund", "d", 1).value(), 2u);
  EXPECT_TRUE(listed()[0].has_draft) << "what says something else is somebody's work";
  EXPECT_EQ(drop(2).error().code, "procedure/stale-draft");
  EXPECT_TRUE(drop(1));
  EXPECT_FALSE(listed()[0].has_draft);
}

TEST_F(LibraryTest, AProcedureStaysOne) {
  const auto publish_as = [&](const std::string& kind, std::uint32_t expected) {
    return write([&](Writer& w) -> Result<void> {
      const auto number = procedures::publish(
          w, org, {.procedure_id = "page", .hash = kind, .title = "t", .source = kind, .kind = kind}, expected);
      return number ? Result<void>() : Result<void>(fail(number.error()));
    });
  };
  ASSERT_TRUE(publish_as("procedure", 0));
  EXPECT_EQ(publish_as("guidance", 1).error().code, "procedure/other-kind");
}

TEST_F(LibraryTest, RetiredOnesAreHiddenAndReadable) {
  ASSERT_TRUE(publish("refund", "one", 0));
  ASSERT_TRUE(publish("complaint", "uno", 0));
  ASSERT_TRUE(write([](Writer& w) { return procedures::set_retired(w, org, "refund", true); }));
  EXPECT_EQ(listed().size(), 1u);
  EXPECT_EQ(listed(true).size(), 2u);
  EXPECT_TRUE(store->read([](Reader& r) { return procedures::current(r, org, "refund"); }));
  EXPECT_EQ(write([](Writer& w) { return procedures::set_retired(w, org, "x", true); }).error().code,
            "procedure/not-found");
}

TEST_F(LibraryTest, CheckpointsGrowConsistently) {
  const ledger::SigningKey key(Secret(std::string(32, 's')));
  const auto advance = [&](std::size_t events_max) {
    std::optional<checkpoints::Signed> out;
    EXPECT_TRUE(write([&](Writer& w) -> Result<void> {
      out = checkpoints::advance(w, org, key, events_max).value();
      return {};
    }));
    return out;
  };
  EXPECT_FALSE(advance(100)) << "an empty journal has none";
  std::vector<Draft> drafts;
  for (int i = 0; i < 5; ++i) drafts.emplace_back("case_" + std::to_string(i));
  std::optional<checkpoints::Signed> before;
  for (int round = 0; round < 8; ++round) {
    for (auto& draft : drafts) ASSERT_TRUE(grow(*store, draft, 17));
    // In bites smaller than the round, and over the borders of tiles.
    for (int bite = 0; bite < 2; ++bite) ASSERT_TRUE(advance(60));
    const auto now = advance(1'000);
    ASSERT_TRUE(now);
    EXPECT_EQ(now->checkpoint.size, static_cast<std::uint64_t>(round + 1) * 85);
    EXPECT_TRUE(ledger::verify(now->checkpoint, now->signature, key.public_key()));
    EXPECT_EQ(advance(1'000)->checkpoint, now->checkpoint) << "nothing new, no new checkpoint";
    const auto checked = store->read([&](Reader& r) -> Result<bool> {
      const auto tree = checkpoints::tree(r, org, now->checkpoint.size);
      EXPECT_TRUE(tree);
      EXPECT_EQ(tree->root(), now->checkpoint.root);
      if (before) {
        EXPECT_TRUE(ledger::verify_consistency(before->checkpoint.size, before->checkpoint.root, now->checkpoint.size,
                                               now->checkpoint.root,
                                               tree->consistency(before->checkpoint.size).value()));
      }
      return true;
    });
    ASSERT_TRUE(checked);
    before = now;
  }
  EXPECT_EQ(store->read([](Reader& r) { return checkpoints::list(r, org, 100); })->front().checkpoint,
            before->checkpoint);
}

TEST_F(LibraryTest, APackFromTheDatabaseVerifies) {
  const ledger::SigningKey key(Secret(std::string(32, 's')));
  Draft one("case_1");
  Draft two("case_2");
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(grow(*store, one, 3));
    ASSERT_TRUE(grow(*store, two, 2));
  }
  ASSERT_TRUE(write([&](Writer& w) -> Result<void> {
    auto done = checkpoints::advance(w, org, key);
    return done ? Result<void>() : Result<void>(fail(done.error()));
  }));
  std::ostringstream out;
  const auto made = store->read([&](Reader& r) -> Result<void> {
    const auto newest = checkpoints::latest(r, org).value().value();
    const auto tree = checkpoints::tree(r, org, newest.checkpoint.size).value();
    ledger::PackWriter pack(out, newest.checkpoint, key, Instant{9}, "test");
    for (const std::string id : {"case_1", "case_2"}) {
      const auto row = cases::find(r, org, id).value();
      pack.begin_case(id, row.seq, row.head);
      const auto history = events::of_case(r, org, id);
      for (const auto& event : history.value()) {
        if (auto done = pack.event(event, tree.inclusion(event.position - 1).value()); !done) return done;
      }
    }
    return pack.finish();
  });
  ASSERT_TRUE(made);
  std::istringstream in(out.str());
  const auto report = ledger::verify_pack(in, {.public_key = key.public_key(), .read_text = {}});
  EXPECT_TRUE(report.ok) << (report.problems.empty() ? "" : report.problems.front().message);
  EXPECT_EQ(report.events, 300u);
  EXPECT_EQ(report.cases, 2u);
}

}  // namespace
}  // namespace evenhand::store
