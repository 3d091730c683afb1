#include "base/worker_pool.hpp"

#include <gtest/gtest.h>

#include <future>
#include <new>

namespace evenhand {
namespace {

TEST(WorkerPool, WorkThatThrowsEndsNothingButItself) {
  WorkerPool pool(1, 4);
  ASSERT_TRUE(pool.try_run([] { throw std::bad_alloc(); }));
  ASSERT_TRUE(pool.try_run([] { throw 1; }));
  std::promise<int> promise;
  ASSERT_TRUE(pool.try_run([&] { promise.set_value(7); }));
  EXPECT_EQ(promise.get_future().get(), 7);
}

}  // namespace
}  // namespace evenhand
