#include "base/instant.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace evenhand {
namespace {

TEST(Instant, PrintsAndParsesRfc3339) {
  EXPECT_EQ(format_rfc3339(Instant{0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_rfc3339(Instant{-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(parse_rfc3339("2026-11-22T09:30:00Z").value().micros, 1'795'339'800'000'000);
  EXPECT_EQ(parse_rfc3339("2026-11-22T04:30:00-05:00"), parse_rfc3339("2026-11-22t09:30:00z"));
  EXPECT_EQ(parse_rfc3339("2026-11-22T09:30:00.1234567Z").value().micros % 1'000'000, 123'456);
  EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), parse_rfc3339("2017-01-01T00:00:00Z"));
}

TEST(Instant, RefusesOtherText) {
  for (const char* text :
       {"", "2026-11-22", "2026-11-22T09:30:00", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-22T24:00:00Z",
        "2026-11-22T09:60:00Z", "2026-11-22T09:30:60Z", "2026-11-22 09:30:00Z", "2026-11-22T09:30:00.Z",
        "2026-11-22T09:30:00+5:00", "2026-11-22T09:30:00Z ", "26-11-22T09:30:00Z"}) {
    const auto parsed = parse_rfc3339(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().code, "time/invalid");
  }
}

RC_GTEST_PROP(InstantProperty, TextRoundTrips, ()) {
  const Instant instant{*rc::gen::inRange<std::int64_t>(-62'167'219'200'000'000, 253'402'300'799'999'999)};
  RC_ASSERT(parse_rfc3339(format_rfc3339(instant)).value() == instant);
}

TEST(Clock, ManualClockStandsStill) {
  ManualClock clock{Instant{5}};
  clock.advance(Microseconds{7});
  EXPECT_EQ(clock.now(), Instant{12});
  EXPECT_GT(SystemClock{}.now(), Instant{1'700'000'000'000'000});
}

}  // namespace
}  // namespace evenhand
