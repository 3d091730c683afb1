#include "ledger/signed_text.hpp"

#include <gtest/gtest.h>

namespace evenhand::ledger {
namespace {

const SigningKey one(Secret(std::string(32, 'a')));
const SigningKey other(Secret(std::string(32, 'b')));

TEST(SignedText, OpensWhatWasSignedAndSaysBywhom) {
  const std::string text = "format: x\nid: y\n";
  const std::string signed_text = sign_text(text, one);
  EXPECT_TRUE(signed_text.starts_with("# evenhand-signature ed25519 " + one.public_key()));
  const auto opened = open_signed(signed_text);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->public_key, one.public_key());
  EXPECT_EQ(opened->text, text);
  EXPECT_EQ(open_signed(sign_text(signed_text, other))->public_key, other.public_key()) << "signed anew, not twice";
  EXPECT_EQ(open_signed(text)->public_key, "");
}

TEST(SignedText, EveryAlteredByteIsSeen) {
  const std::string signed_text = sign_text("format: x\n", one);
  for (std::size_t i = 0; i < signed_text.size(); ++i) {
    std::string altered = signed_text;
    altered[i] ^= 1;
    const auto opened = open_signed(altered);
    // A line that is no signature any more is a comment: then nobody signed it.
    EXPECT_TRUE(!opened || opened->public_key.empty()) << i;
  }
  EXPECT_EQ(open_signed("# evenhand-signature ed25519 x").error().code, "signature/bad");
  EXPECT_EQ(open_signed("# evenhand-signature rsa x y\ntext").error().code, "signature/bad");
}

TEST(SignedText, OnlyTrustedKeysCount) {
  const std::string text = "format: x\n";
  EXPECT_EQ(open_trusted(text, {one.public_key()}).error().code, "signature/none");
  EXPECT_EQ(open_trusted(sign_text(text, other), {one.public_key()}).error().code, "signature/unknown-key");
  EXPECT_TRUE(open_trusted(sign_text(text, one), {other.public_key(), one.public_key()}));
}

}  // namespace
}  // namespace evenhand::ledger
