#include "store/attachments.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

using attachments::Attachment;
using testing::Draft;
using testing::grow;
using testing::org;

class AttachmentsTest : public testing::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    Draft one("case_1"), two("case_2");
    ASSERT_TRUE(grow(*store, one) && grow(*store, two));
  }
  std::string add(const std::string& id, std::uint64_t bytes = 5, std::int64_t at = 10,
                  const std::string& case_id = "case_1") {
    const auto done = write([&](Writer& w) {
      return attachments::add(w, org,
                              {.id = id,
                               .case_id = case_id,
                               .name = "v1.name",
                               .type = "image/png",
                               .bytes = bytes,
                               .sha256 = "aa",
                               .uploaded_by = "person_1",
                               .uploaded_at = Instant{at},
                               .first_seq = 0},
                              std::string("\0\xff!", 3));
    });
    return done ? "" : done.error().code;
  }
  std::string refer(const std::string& id, std::uint64_t seq) {
    const auto done = write([&](Writer& w) { return attachments::refer(w, org, "case_1", id, seq); });
    return done ? "" : done.error().code;
  }
  std::string remove(const std::string& id) {
    const auto done = write([&](Writer& w) { return attachments::remove(w, org, "case_1", id); });
    return done ? "" : done.error().code;
  }
  std::size_t count(const std::string& case_id = "case_1") {
    return store->read([&](Reader& r) { return attachments::of_case(r, org, case_id); }).value().size();
  }
};

TEST_F(AttachmentsTest, AFileComesBackByteForByteAndInItsCaseOnly) {
  ASSERT_EQ(add("file_1"), "");
  const auto found = store->read([](Reader& r) { return attachments::find(r, org, "case_1", "file_1"); }).value();
  EXPECT_EQ(found.type, "image/png");
  EXPECT_EQ(found.bytes, 5u);
  EXPECT_EQ(found.uploaded_at, Instant{10});
  EXPECT_EQ(store->read([](Reader& r) { return attachments::content(r, org, "file_1"); }).value(),
            std::string("\0\xff!", 3));
  EXPECT_EQ(store->read([](Reader& r) { return attachments::find(r, org, "case_2", "file_1"); }).error().code,
            "file/not-found");
  EXPECT_EQ(store->read([](Reader& r) { return attachments::find(r, "org_2", "case_1", "file_1"); }).error().code,
            "file/not-found");
  EXPECT_EQ(add("file_2", 5, 10, "case_9"), "case/not-found");
}

TEST_F(AttachmentsTest, WhatTheRecordRefersToStays) {
  ASSERT_EQ(add("file_1"), "");
  EXPECT_EQ(refer("file_1", 4), "");
  EXPECT_EQ(refer("file_1", 7), "");
  EXPECT_EQ(store->read([](Reader& r) { return attachments::find(r, org, "case_1", "file_1"); }).value().first_seq, 4u);
  EXPECT_EQ(remove("file_1"), "file/in-record");
  ASSERT_EQ(add("file_2"), "");
  EXPECT_EQ(remove("file_2"), "");
  EXPECT_EQ(remove("file_2"), "file/not-found");
  EXPECT_EQ(refer("file_2", 8), "file/not-found") << "removed since it was looked up";
  EXPECT_EQ(count(), 1u);
}

TEST_F(AttachmentsTest, OnlyOldFilesThatNothingRefersToAreSwept) {
  ASSERT_EQ(add("file_1", 5, 10), "");
  ASSERT_EQ(add("file_2", 5, 10), "");
  ASSERT_EQ(add("file_3", 5, 99), "");
  ASSERT_EQ(refer("file_1", 2), "");
  const auto any = [&](std::int64_t at) {
    return store->read([&](Reader& r) { return attachments::any_unused(r, org, Instant{at}); }).value();
  };
  EXPECT_FALSE(any(10)) << "not yet";
  EXPECT_TRUE(any(11));
  std::int64_t removed = 0;
  ASSERT_TRUE(write([&](Writer& w) -> Result<void> {
    removed = attachments::remove_unused(w, org, Instant{50}, 10).value();
    return {};
  }));
  EXPECT_EQ(removed, 1);
  EXPECT_EQ(count(), 2u);
  EXPECT_EQ(store->read([](Reader& r) { return attachments::content(r, org, "file_2"); }).error().code,
            "ledger/erased");
  EXPECT_FALSE(any(50));
}

TEST_F(AttachmentsTest, ACaseHoldsSoManyFilesAndBytes) {
  ASSERT_EQ(add("file_a", limits::case_file_bytes_max), "");
  EXPECT_EQ(add("file_b", 1), "file/too-many");
  EXPECT_EQ(add("file_c", 1, 10, "case_2"), "") << "another case has room of its own";
  for (std::size_t i = 1; i < limits::case_files_max; ++i)
    ASSERT_EQ(add("file_" + std::to_string(i), 1, 10, "case_2"), "");
  EXPECT_EQ(add("file_d", 1, 10, "case_2"), "file/too-many");
  EXPECT_EQ(count("case_2"), limits::case_files_max);
}

}  // namespace
}  // namespace evenhand::store
