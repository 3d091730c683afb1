/// @file fixture.hpp
/// @brief For tests of the store: a folder that goes away, an organisation, and cases whose chains are sound.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "store/cases.hpp"
#include "store/orgs.hpp"
#include "store/store.hpp"
#include "store/testing/database.hpp"

namespace evenhand::store::testing {

inline const std::string org = "org_0000000000000000000000test";

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("evenhand-store-" + hex_name())) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path file() const { return path_ / "evenhand.db"; }

 private:
  static std::string hex_name() { return hex(sha256(random_bytes(16))).substr(0, 16); }
  std::filesystem::path path_;
};

/// A case being written: keeps the end of its chain.
struct Draft {
  cases::CaseRow row;
  explicit Draft(std::string id, std::string org_id = org) {
    row.org = std::move(org_id);
    row.id = std::move(id);
    row.procedure_id = "refund";
    row.version_hash = "hash-1";
    row.title = "Refund";
    row.status = "open";
    row.opened_at = row.changed_at = Instant{1'000'000};
  }
  /// The next `count` events; the row moves on with them.
  std::vector<ledger::StoredEvent> next(std::size_t count, const std::string& note = "x") {
    std::vector<ledger::StoredEvent> out;
    for (std::size_t i = 0; i < count; ++i) {
      ledger::StoredEvent event;
      event.org = row.org;
      event.case_id = row.id;
      event.seq = row.seq + 1;
      event.at = Instant{1'000'000 + static_cast<std::int64_t>(event.seq)};
      event.actor_id = "person_1";
      event.actor_name = "Kim";
      event.door = "api";
      event.type = "note-added";
      event.body = R"({"text":")" + note + R"("})";
      event.prev = row.head;
      event.hash = ledger::event_hash(event);
      row.seq = event.seq;
      row.head = event.hash;
      out.push_back(std::move(event));
    }
    return out;
  }
};

inline Result<void> add_org(Store& store, const std::string& id = org) {
  return store.write_and_wait(
      [&](Writer& w) { return orgs::add(w, {.id = id, .name = "Test", .created_at = Instant{1}}); });
}
/// Appends `count` events and waits.
inline Result<void> grow(Store& store, Draft& draft, std::size_t count = 1) {
  const std::uint64_t before = draft.row.seq;
  const auto events = draft.next(count);
  return store.write_and_wait([&](Writer& w) -> Result<void> {
    auto done = cases::append(w, before, events, draft.row);
    return done ? Result<void>() : Result<void>(fail(done.error()));
  });
}

/// Options for a store that nothing survives: in memory, or on the server that tests run on.
inline StoreOptions in_passing(const Folder& folder) {
  return {.path = ":memory:", .url = url_for(folder.path())};
}

/// A store with the organisation.
class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Store::open(in_passing(folder), clock);
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
    ASSERT_TRUE(add_org(*store));
  }
  Result<void> write(Store::Job job) { return store->write_and_wait(std::move(job)); }
  Folder folder;
  ManualClock clock{Instant{1'790'000'000'000'000}};
  std::unique_ptr<Store> store;
};

}  // namespace evenhand::store::testing
