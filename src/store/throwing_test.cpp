// What a caller throws, or how it is cut short, costs the store nothing.
#include <gtest/gtest.h>

#include <future>
#include <new>

#include "store/outbox.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

TEST(Throwing, AReadThatThrowsGivesItsConnectionBack) {
  const testing::Folder folder;
  const SystemClock clock;
  auto store = Store::open({.path = folder.file(), .url = testing::url_for(folder.path()), .readers = 1}, clock);
  ASSERT_TRUE(store) << store.error().message;
  for (int i = 0; i < 3; ++i) {
    EXPECT_THROW((void)(*store)->read([](Reader&) -> Result<int> { throw std::bad_alloc(); }), std::bad_alloc);
  }
  EXPECT_EQ((*store)->read([](Reader&) -> Result<int> { return 7; }), 7);
}

TEST(Throwing, ADoneThatThrowsKeepsNobodyElseFromBeingTold) {
  const testing::Folder folder;
  const SystemClock clock;
  auto store = Store::open({.path = folder.file(), .url = testing::url_for(folder.path())}, clock);
  ASSERT_TRUE(store) << store.error().message;
  const auto nothing = [](Writer&) -> Result<void> { return {}; };
  (*store)->write(nothing, [](const Result<void>&) { throw std::bad_alloc(); });
  EXPECT_TRUE((*store)->write_and_wait(nothing));
}

TEST(Throwing, WhoMayNotWaitForAReaderIsTold) {
  const testing::Folder folder;
  const SystemClock clock;
  auto store = Store::open({.path = folder.file(), .url = testing::url_for(folder.path()), .readers = 1}, clock);
  ASSERT_TRUE(store) << store.error().message;
  const auto seven = [](Reader&) -> Result<int> { return 7; };
  EXPECT_EQ((*store)->read_if_free(seven), 7);
  const auto inside = (*store)->read([&](Reader&) -> Result<int> { return (*store)->read_if_free(seven); });
  ASSERT_FALSE(inside);
  EXPECT_EQ(inside.error().code, "store/readers-busy");
}

TEST(SqliteThrowing, ALateCheckIsStoppedWheneverTheStoreCloses) {
  const testing::Folder folder;
  const SystemClock clock;
  for (int i = 0; i < 20; ++i) {
    auto store = Store::open({.path = folder.file(), .check_first_bytes_max = 0}, clock);
    ASSERT_TRUE(store) << store.error().message;
    (*store)->close();
    EXPECT_FALSE((*store)->figures().damaged);
  }
}

}  // namespace
}  // namespace evenhand::store
