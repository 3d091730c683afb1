#include "base/bytes.hpp"
#include "base/constant_time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/secret.hpp"

namespace evenhand {
namespace {

TEST(Bytes, HashesKnownVectors) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::array<std::string_view, 3> parts = {"a", "", "bc"};
  EXPECT_EQ(sha256(parts), sha256("abc"));
}

TEST(Bytes, RefusesBadText) {
  EXPECT_FALSE(unhex("abc"));
  EXPECT_FALSE(unhex("zz"));
  EXPECT_FALSE(unbase64url("a"));
  EXPECT_FALSE(unbase64url("ab=="));
  EXPECT_FALSE(unbase64url("a+b/"));
  EXPECT_FALSE(unbase64url("AB"));  // left-over bits are not zero
  EXPECT_EQ(base64url("\xFB\xFF"), "-_8");
}

TEST(ConstantTime, ComparesAllOfBoth) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  for (const char* other : {"", "ab", "abd", "Abc", "abcd"})
    EXPECT_FALSE(equal_in_constant_time("abc", other)) << other;
}

TEST(Bytes, RandomBytesDiffer) {
  EXPECT_EQ(random_bytes(32).size(), 32u);
  EXPECT_NE(random_bytes(32), random_bytes(32));
}

RC_GTEST_PROP(BytesProperty, TextFormsRoundTrip, (const std::string& bytes)) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  RC_ASSERT(unhex(hex(std::span(first, bytes.size()))) == bytes);
  RC_ASSERT(unbase64url(base64url(bytes)) == bytes);
}

TEST(Secret, MovesAndCopies) {
  Secret a{"short"};
  Secret b = a;
  EXPECT_EQ(b.reveal(), "short");
  const Secret c = std::move(b);
  EXPECT_EQ(c.reveal(), "short");
  a = Secret{"a much longer secret than fits in the string itself"};
  EXPECT_EQ(a.reveal(), "a much longer secret than fits in the string itself");
  a = c;
  EXPECT_EQ(a.reveal(), "short");
  EXPECT_TRUE(Secret{}.empty());
}

}  // namespace
}  // namespace evenhand
