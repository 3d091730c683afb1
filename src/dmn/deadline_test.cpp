#include "base/deadline.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "dmn/model.hpp"
#include "dmn/testing.hpp"

namespace evenhand::dmn {
namespace {

using testing::definitions;
using testing::literal_decision;

TEST(Deadline, OneForManyEvaluationsThatMayBeCalledOff) {
  const ReadModel read = read_model(definitions(literal_decision("d", "1 + 1")));
  ASSERT_TRUE(read.usable);
  std::atomic<bool> called_off{false};
  const Deadline deadline = Deadline::in(std::chrono::hours(1), &called_off);
  EXPECT_EQ(feel::to_display(read.model.evaluate("d", {}, Instant{}, nullptr, deadline)), "2");
  called_off = true;
  EXPECT_TRUE(deadline.has_passed());
  EXPECT_EQ(read.model.evaluate("d", {}, Instant{}, nullptr, deadline).null_reason(),
            "the decision takes longer than 10 seconds");
  EXPECT_TRUE(read.model.evaluate("d", {}, Instant{}, nullptr, Deadline::in(std::chrono::milliseconds(-1))).is_null());
}

}  // namespace
}  // namespace evenhand::dmn
