/// @file turns_test.cpp
/// @brief Who writes: the caller when nobody else does, the writer thread otherwise; and that what was committed first is told
/// first either way.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "store/store.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

using testing::Folder;

const ManualClock test_clock{Instant{1'000'000}};

std::unique_ptr<Store> open_at(const Folder& folder) {
  auto opened = Store::open({.path = folder.file(), .url = testing::url_for(folder.path())}, test_clock);
  EXPECT_TRUE(opened) << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}

TEST(Turns, ALoneCallerWritesAndIsToldOnItsOwnThread) {
  const Folder folder;
  const auto store = open_at(folder);
  std::thread::id wrote, told;
  store->queue(
      [&](Writer&) -> Result<void> {
        wrote = std::this_thread::get_id();
        return {};
      },
      [&](const Result<void>& done) {
        EXPECT_TRUE(done);
        told = std::this_thread::get_id();
      });
  store->lend_hand();
  EXPECT_EQ(wrote, std::this_thread::get_id());
  EXPECT_EQ(told, std::this_thread::get_id());
}

TEST(Turns, WhileAnotherWritesTheWriterThreadTakesWhatWaits) {
  const Folder folder;
  const auto store = open_at(folder);
  std::latch begun(1), go_on(1), told(1);
  store->write(
      [&](Writer&) -> Result<void> {
        begun.count_down();
        go_on.wait();
        return {};
      },
      [](const Result<void>&) {});
  begun.wait();
  std::atomic<bool> here{true};
  store->queue(
      [&here, self = std::this_thread::get_id()](Writer&) -> Result<void> {
        here = std::this_thread::get_id() == self;
        return {};
      },
      [&](const Result<void>&) { told.count_down(); });
  store->lend_hand();  // comes back at once
  go_on.count_down();
  told.wait();
  EXPECT_FALSE(here);
}

TEST(Turns, WithoutThreadsNothingIsWrittenUntilAHandIsLentAndAllIsToldThere) {
  const Folder folder;
  auto opened =
      Store::open({.path = folder.file(), .url = testing::url_for(folder.path()), .threads = false}, test_clock);
  ASSERT_TRUE(opened) << opened.error().message;
  const auto store = std::move(*opened);
  int told = 0;
  const auto job = [](Writer&) -> Result<void> { return {}; };
  const auto done = [&, self = std::this_thread::get_id()](const Result<void>&) {
    EXPECT_EQ(std::this_thread::get_id(), self);
    ++told;
  };
  for (int i = 0; i < 3; ++i) store->write(job, done);
  EXPECT_EQ(told, 0);
  store->lend_hand();
  EXPECT_EQ(told, 3);
  EXPECT_EQ(store->figures().largest_group, 3u);
  store->write(job, done);
  store->close();
  EXPECT_EQ(told, 4);
}

TEST(Turns, WhatIsToldMayQueueMore) {
  const Folder folder;
  const auto store = open_at(folder);
  std::latch told(1);
  store->queue([](Writer&) -> Result<void> { return {}; },
               [&](const Result<void>&) {
                 store->queue([](Writer&) -> Result<void> { return {}; },
                              [&](const Result<void>&) { told.count_down(); });
                 store->lend_hand();
               });
  store->lend_hand();
  told.wait();
}

TEST(Turns, WhatIsToldMayQueueMoreThanCanWaitToBeTold) {
  const Folder folder;
  const auto store = open_at(folder);
  constexpr int more = 20;
  std::latch told(more);
  store->queue([](Writer&) -> Result<void> { return {}; },
               [&](const Result<void>&) {
                 for (int i = 0; i < more; ++i) {
                   store->queue([](Writer&) -> Result<void> { return {}; },
                                [&](const Result<void>& done) {
                                  EXPECT_TRUE(done);
                                  told.count_down();
                                });
                   store->lend_hand();
                 }
               });
  store->lend_hand();
  told.wait();
}

TEST(Turns, TheStoreMayGoAsSoonAsAllIsTold) {
  const Folder folder;
  for (int round = 0; round < 100; ++round) {
    auto opened = Store::open(testing::in_passing(folder), test_clock);
    ASSERT_TRUE(opened);
    std::latch told(1);
    std::thread lender([&told, store = opened->get()] {
      store->queue([](Writer&) -> Result<void> { return {}; }, [&](const Result<void>&) { told.count_down(); });
      store->lend_hand();
    });
    told.wait();
    opened->reset();
    lender.join();
  }
}

TEST(Turns, WhateverThreadWritesWhatIsCommittedFirstIsToldFirst) {
  const Folder folder;
  auto store = open_at(folder);
  constexpr std::size_t threads_count = 6, each = 400;
  std::size_t commits = 0;  // of jobs, in their order; one job runs at a time
  std::vector<std::size_t> numbers(threads_count * each);
  std::mutex mutex;
  std::vector<std::size_t> told;
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < threads_count; ++t) {
    threads.emplace_back([&, t] {
      std::minstd_rand random(static_cast<unsigned>(t));
      for (std::size_t i = 0; i < each; ++i) {
        std::size_t& number = numbers[t * each + i];
        auto job = [&commits, &number](Writer&) -> Result<void> {
          number = commits++;
          return {};
        };
        auto done = [&](const Result<void>& outcome) {
          EXPECT_TRUE(outcome);
          const std::lock_guard lock(mutex);
          told.push_back(number);
        };
        switch (random() % 3) {
          case 0:
            store->write(job, done);
            break;
          case 1:
            store->queue(job, done);
            store->lend_hand();
            break;
          default:
            store->queue(job, done);
            EXPECT_TRUE(store->write_and_wait([](Writer&) -> Result<void> { return {}; }));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  store->close();
  EXPECT_EQ(told.size(), threads_count * each);
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
}

TEST(Turns, ClosingWaitsForWhoeverWrites) {
  for (int round = 0; round < 20; ++round) {
    const Folder folder;
    const auto store = open_at(folder);
    std::atomic<int> told{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) {
          store->queue([](Writer&) -> Result<void> { return {}; }, [&](const Result<void>&) { ++told; });
          store->lend_hand();
        }
      });
    }
    store->close();
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(told, 150) << "each is told once: written, or refused";
  }
}

}  // namespace
}  // namespace evenhand::store
