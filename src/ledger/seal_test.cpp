#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/bytes.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/seal.hpp"

namespace evenhand::ledger {
namespace {

PersonKey key_of(char c) {
  return PersonKey(Secret(std::string(32, c)));
}

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("evenhand-keys-" + base64url(random_bytes(9)))) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(SealTest, OpensOnlyWithItsKeyAndInItsPlace) {
  const std::string sealed = seal(key_of('a'), "Ada", "here");
  EXPECT_EQ(open(key_of('a'), sealed, "here").value(), "Ada");
  EXPECT_EQ(open(key_of('b'), sealed, "here").error().code, "ledger/bad-seal");
  EXPECT_EQ(open(key_of('a'), sealed, "there").error().code, "ledger/bad-seal");
  EXPECT_EQ(sealed.find("Ada"), std::string::npos);
}

TEST(SealTest, TheFormIsFixed) {
  EXPECT_EQ(seal(key_of('k'), "hello", "place"), "v1.igJKMJA767fZK8MuddBEELaDAweZrSGssvm_n-zoa2xzduy1LrLs0YzLsuF9");
}

RC_GTEST_PROP(SealTest, EveryTextComesBack, (const std::string& text, const std::string& place)) {
  RC_ASSERT(open(key_of('x'), seal(key_of('x'), text, place), place).value() == text);
}

TEST(SealTest, AnyChangedCharacterIsNoticed) {
  const std::string sealed = seal(key_of('a'), "a private value", "p");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open(key_of('a'), altered, "p")) << i;
    EXPECT_FALSE(open(key_of('a'), sealed.substr(0, i), "p")) << i;
  }
}

TEST(SealTest, ThePlaceAndTheTextDoNotRunTogether) {
  EXPECT_NE(seal(key_of('a'), "bc", "a").substr(0, 30), seal(key_of('a'), "c", "ab").substr(0, 30));
}

TEST(KeyRingTest, AWrappedKeyOpensForItsPersonAlone) {
  const KeyRing ring(Secret(std::string(32, 'm')));
  const std::string wrapped = ring.new_person_key("org_1", "customer_1");
  EXPECT_NE(wrapped, ring.new_person_key("org_1", "customer_1"));
  ASSERT_TRUE(ring.unwrap(wrapped, "org_1", "customer_1"));
  EXPECT_EQ(ring.unwrap(wrapped, "org_1", "customer_2").error().code, "ledger/bad-seal");
  EXPECT_EQ(ring.unwrap(wrapped, "org_2", "customer_1").error().code, "ledger/bad-seal");
  EXPECT_EQ(KeyRing(Secret(std::string(32, 'n'))).unwrap(wrapped, "org_1", "customer_1").error().code,
            "ledger/bad-seal");
}

TEST(KeyRingTest, AnErasedKeyOpensNothing) {
  const KeyRing ring(Secret(std::string(32, 'm')));
  EXPECT_EQ(ring.unwrap("", "org_1", "customer_1").error().code, "ledger/erased");
}

TEST(KeyRingTest, FingerprintsFindEqualsAndDifferByPurposeAndKey) {
  const KeyRing ring(Secret(std::string(32, 'm')));
  EXPECT_EQ(ring.fingerprint("email", "a@b.c"), ring.fingerprint("email", "a@b.c"));
  EXPECT_NE(ring.fingerprint("email", "a@b.c"), ring.fingerprint("phone", "a@b.c"));
  EXPECT_NE(ring.fingerprint("email", "a@b.c"), KeyRing(Secret(std::string(32, 'n'))).fingerprint("email", "a@b.c"));
  EXPECT_EQ(ring.fingerprint("email", "a@b.c").size(), 43u);
}

TEST(KeyFileTest, IsMadeOncePrivateAndReadAgain) {
  const Folder folder;
  const auto first = KeyRing::load(folder.path());
  ASSERT_TRUE(first) << first.error().message;
  struct stat status {};
  ASSERT_EQ(::stat((folder.path() / "master.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  const auto again = KeyRing::load(folder.path());
  ASSERT_TRUE(again);
  EXPECT_EQ(first->fingerprint("a", "b"), again->fingerprint("a", "b"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "a draft was left behind";
}

TEST(KeyFileTest, IsRefusedWhenOthersMayReadIt) {
  const Folder folder;
  ASSERT_TRUE(KeyRing::load(folder.path()));
  for (const unsigned mode : {0640u, 0604u, 0620u}) {
    ASSERT_EQ(::chmod((folder.path() / "master.key").c_str(), mode), 0);
    const auto refused = KeyRing::load(folder.path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "ledger/key-mode");
    EXPECT_NE(refused.error().hint.find("chmod 600"), std::string::npos);
  }
}

TEST(KeyFileTest, IsRefusedWhenItIsDamagedAndNeverOverwritten) {
  const Folder folder;
  for (const std::string content : {"", "junk", "evenhand-master-key-v1 ", "evenhand-master-key-v1 AAAA\n",
                                    "evenhand-signing-key-v1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"}) {
    const auto path = folder.path() / "master.key";
    std::ofstream(path, std::ios::trunc) << content;
    ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
    EXPECT_EQ(KeyRing::load(folder.path()).error().code, "ledger/key-invalid") << content;
    EXPECT_EQ(std::filesystem::file_size(path), content.size());
  }
}

TEST(KeyFileTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_EQ(KeyRing::load("/nonexistent/evenhand").error().code, "ledger/key-unreadable");
}

TEST(CheckpointTest, VerifiesOnlyAsSigned) {
  const SigningKey key(Secret(std::string(32, 's')));
  Checkpoint checkpoint{.org = "org_1", .size = 7, .root = sha256("root"), .at = Instant{1'000'000}, .key_id = {}};
  const std::string signature = key.sign(checkpoint);
  EXPECT_EQ(checkpoint.key_id, key.key_id());
  EXPECT_TRUE(verify(checkpoint, signature, key.public_key()));
  EXPECT_EQ(checkpoint_from_text(canonical_bytes(checkpoint)).value(), checkpoint);

  Checkpoint other = checkpoint;
  other.size = 8;
  EXPECT_FALSE(verify(other, signature, key.public_key()));
  EXPECT_FALSE(verify(checkpoint, signature, SigningKey(Secret(std::string(32, 't'))).public_key()));
  EXPECT_FALSE(verify(checkpoint, "", key.public_key()));
  EXPECT_FALSE(verify(checkpoint, signature, "not a key"));
}

TEST(CheckpointTest, OnlyCanonicalTextIsRead) {
  EXPECT_FALSE(checkpoint_from_text(""));
  EXPECT_FALSE(checkpoint_from_text("{}"));
  const SigningKey key(Secret(std::string(32, 's')));
  Checkpoint checkpoint{.org = "org_1", .size = 7, .root = {}, .at = Instant{5}, .key_id = key.key_id()};
  const std::string text = canonical_bytes(checkpoint);
  EXPECT_TRUE(checkpoint_from_text(text));
  EXPECT_FALSE(checkpoint_from_text(text + " "));
  EXPECT_FALSE(checkpoint_from_text(" " + text));
}

TEST(CheckpointTest, TheSigningKeyIsKeptInAPrivateFile) {
  const Folder folder;
  const auto first = SigningKey::load(folder.path());
  ASSERT_TRUE(first);
  EXPECT_EQ(SigningKey::load(folder.path())->public_key(), first->public_key());
}

}  // namespace
}  // namespace evenhand::ledger
