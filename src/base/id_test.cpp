#include "base/id.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace evenhand {
namespace {

TEST(Id, IsAUuid7ThatSortsByCreation) {
  const Instant now{1'795'339'800'123'456};
  CaseId last = CaseId::make(now);
  EXPECT_EQ(last.bytes[6] >> 4, 7);
  EXPECT_EQ(last.bytes[8] >> 6, 2);
  std::uint64_t millis = 0;
  for (std::size_t i = 0; i < 6; ++i) millis = millis << 8 | last.bytes[i];
  EXPECT_EQ(millis, 1'795'339'800'123u);
  for (int i = 0; i < 10'000; ++i) {
    const CaseId next = CaseId::make(now);
    ASSERT_LT(last, next);
    ASSERT_LT(last.str(), next.str());
    last = next;
  }
  EXPECT_LT(last, CaseId::make(Instant{0})) << "later calls sort later even when the clock went back";
}

TEST(Id, PrintsAndParses) {
  const CaseId id = CaseId::make(Instant{1'795'339'800'000'000});
  EXPECT_EQ(id.str().size(), 5u + 26u);
  EXPECT_TRUE(id.str().starts_with("case_"));
  EXPECT_EQ(CaseId::parse(id.str()).value(), id);
  EXPECT_EQ(CaseId::parse("case_00000000000000000000000000").value(), CaseId{});
  EXPECT_TRUE(CaseId{}.is_nil());
  for (const std::string& bad :
       {std::string("case_"), std::string("person_") + id.str().substr(5), id.str() + "0",
        std::string("case_80000000000000000000000000"), std::string("case_0000000000000000000000000u"),
        std::string("case_0000000000000000000000000A")}) {
    const auto parsed = CaseId::parse(bad);
    ASSERT_FALSE(parsed.has_value()) << bad;
    EXPECT_EQ(parsed.error().code, "id/invalid");
  }
}

RC_GTEST_PROP(IdProperty, TextRoundTrips, ()) {
  IdBytes bytes{};
  for (auto& byte : bytes) byte = *rc::gen::arbitrary<std::uint8_t>();
  RC_ASSERT(parse_id("case", format_id("case", bytes)).value() == bytes);
}

}  // namespace
}  // namespace evenhand
