#include "http/door.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <vector>

namespace evenhand::http {
namespace {

using namespace std::chrono_literals;
using Time = Door::Clock::time_point;

/// Requests that come at one pace and are answered, in order, at another; on a clock of their own.
struct Desk {
  Door door;
  std::deque<std::pair<Time, Door::Place>> inside;
  Time now = Time(1h);
  std::chrono::nanoseconds longest{0};
  int came_in = 0, turned_away = 0;

  void run(std::chrono::milliseconds time, std::chrono::microseconds every, std::chrono::microseconds takes,
           std::size_t at_a_time = 1) {
    const Time end = now + time;
    Time next_entry = now, next_exit = now + takes * static_cast<int>(at_a_time);
    while (now < end) {
      now = std::min(next_entry, next_exit);
      if (now == next_exit) {
        for (std::size_t i = 0; i < at_a_time && !inside.empty(); ++i) {
          longest = std::max(longest, std::chrono::nanoseconds(now - inside.front().first));
          inside.front().second.leave(now);
          inside.pop_front();
        }
        next_exit += takes * static_cast<int>(at_a_time);
        continue;
      }
      next_entry += every;
      if (auto place = door.enter(now)) {
        inside.emplace_back(now, std::move(*place));
        ++came_in;
      } else {
        ++turned_away;
      }
    }
  }
};

TEST(Door, TurnsNobodyAwayWhileThePaceIsKept) {
  Desk desk;
  desk.run(5s, 1ms, 900us);
  EXPECT_EQ(desk.turned_away, 0);
}

TEST(Door, HoldsTheWaitOfWhoComesInWhateverThePace) {
  // From ten a second to ten thousand, and ten times as many come.
  for (const auto takes : {100us, 1'000us, 10'000us, 100'000us}) {
    Desk desk;
    desk.run(20s, takes / 10, takes);
    EXPECT_GT(desk.turned_away, desk.came_in) << takes.count();
    const auto floor = takes * static_cast<int>(limits::requests_inside_free);
    EXPECT_LE(desk.longest, std::max<std::chrono::nanoseconds>(2s, floor + takes)) << takes.count();
    EXPECT_GT(desk.came_in, 20s / takes * 9 / 10) << "it stands idle though there is something to do";
  }
}

TEST(Door, AnswersInGroupsAreNoStandstill) {
  Desk desk;
  desk.run(5s, 1ms, 500us, 60);
  EXPECT_EQ(desk.turned_away, 0);
}

TEST(Door, ShutsWhileNothingMovesAndOpensAgainWhenItDoes) {
  Desk desk;
  desk.run(2s, 1ms, 500us);
  desk.run(3s, 10ms, 10s);
  EXPECT_GT(desk.turned_away, 100);
  EXPECT_LE(desk.door.inside(), 150u);
  EXPECT_GE(desk.door.retry_after(desk.now), 1s);
  desk.run(1s, 1ms, 500us);
  desk.turned_away = 0;
  desk.run(2s, 1ms, 500us);
  EXPECT_EQ(desk.turned_away, 0);
}

TEST(Door, FewComeInWhateverTheWait) {
  Door door;
  std::vector<Door::Place> places;
  for (std::size_t i = 0; i < limits::requests_inside_free; ++i) {
    auto place = door.enter(Time(1h) + std::chrono::minutes(i));
    ASSERT_TRUE(place);
    places.push_back(std::move(*place));
  }
  const Time late = Time(100h);
  EXPECT_FALSE(door.is_open(late));
  EXPECT_FALSE(door.enter(late));
  EXPECT_EQ(door.turned_away(), 1u);
  EXPECT_EQ(door.retry_after(late), 30s);
  places.pop_back();
  EXPECT_TRUE(door.is_open(late));
  EXPECT_EQ(door.inside(), limits::requests_inside_free - 1);
}

}  // namespace
}  // namespace evenhand::http
