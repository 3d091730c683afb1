#include "ledger/pack.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "ledger/testing/pack_sample.hpp"

namespace evenhand::ledger {
namespace {

using namespace testing;

TEST(PackTest, AWholePackVerifies) {
  const auto report = verify_text(pack_of(sample()));
  EXPECT_TRUE(report.ok) << problems_of(report);
  EXPECT_EQ(report.cases, 2u);
  EXPECT_EQ(report.events, 5u);
  EXPECT_EQ(report.versions, 1u);
  EXPECT_EQ(report.sealed, 1u);
  EXPECT_EQ(report.readable, 1u);
  EXPECT_EQ(report.org, org);
  EXPECT_EQ(report.checkpoint.size, 5u);
  EXPECT_EQ(report.key_id, signing_key().key_id());
}

TEST(PackTest, WithoutKeysItVerifiesAndStaysSealed) {
  const auto report = verify_text(pack_of(sample(), false));
  EXPECT_TRUE(report.ok) << problems_of(report);
  EXPECT_EQ(report.sealed, 1u);
  EXPECT_EQ(report.readable, 0u);
}

TEST(PackTest, AnyChangedByteIsFoundInItsLine) {
  ASSERT_TRUE(verify_text(pack_of(small())).ok);
  const std::string text = pack_of(small());
  std::uint64_t line = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // Another digit or letter, the other case, no ASCII: in turn, to keep the test short.
    const unsigned flip = std::array{0x01u, 0x20u, 0x80u}[i % 3];
    std::string altered = text;
    altered[i] = static_cast<char>(static_cast<unsigned char>(altered[i]) ^ flip);
    const auto report = verify_text(altered);
    ASSERT_FALSE(report.ok) << "byte " << i;
    ASSERT_FALSE(report.problems.empty());
    ASSERT_EQ(report.problems.front().line, line) << "byte " << i << "\n" << problems_of(report);
    if (text[i] == '\n') ++line;
  }
}

TEST(PackTest, AFileIsHeldAgainstTheHashInTheRecord) {
  const auto sealed = [](const std::string& content) { return seal_file(content, file_id, scope_of_a()).value(); };
  const Journal journal = with_file();
  std::string seen;
  VerifyOptions how;
  how.on_file = [&](std::string_view case_id, std::string_view id, std::string_view type, const std::string& content) {
    seen = std::string(case_id) + " " + std::string(id) + " " + std::string(type) + " " + content;
  };
  const auto whole = verify_text(pack_of(journal, true, signing_key(), sealed(picture)), how);
  EXPECT_TRUE(whole.ok) << problems_of(whole);
  EXPECT_EQ(whole.files, 1u);
  EXPECT_EQ(whole.files_checked, 1u);
  EXPECT_EQ(seen, "case_a file_1 image/png " + picture);

  const auto without = verify_text(pack_of(journal, false));
  EXPECT_TRUE(without.ok) << "content may be missing: " << problems_of(without);
  EXPECT_EQ(without.files, 1u);
  EXPECT_EQ(without.files_checked, 0u);

  // Another picture, sealed in good order under the same key: the hash tells.
  const auto other = verify_text(pack_of(journal, true, signing_key(), sealed(picture + "!")));
  EXPECT_NE(problems_of(other).find("its hash is another"), std::string::npos) << problems_of(other);
  // A byte of the sealed content changed and the line's sum put right.
  std::string bent = sealed(picture);
  bent.back() = static_cast<char>(bent.back() ^ 1);
  EXPECT_NE(problems_of(verify_text(pack_of(journal, true, signing_key(), bent))).find("was altered"),
            std::string::npos);
  // Content without a key proves nothing; content of a file that no event names does not belong.
  EXPECT_NE(problems_of(verify_text(pack_of(journal, false, signing_key(), sealed(picture)))).find("the key"),
            std::string::npos);
  EXPECT_NE(problems_of(verify_text(pack_of(sample(), true, signing_key(), sealed(picture)))).find("no event"),
            std::string::npos);
}

TEST(PackTest, AnyChangedByteOfAFileIsFoundInItsLine) {
  const std::string text = pack_of(with_file(), true, signing_key(), seal_file(picture, file_id, scope_of_a()).value());
  const std::size_t begin = text.find("\"sealed\":\"", text.find("\"kind\":\"file\"")) + 10;
  const auto line =
      static_cast<std::uint64_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n')) + 1;
  for (std::size_t i = begin; i < text.find('"', begin); ++i) {
    std::string altered = text;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    const auto report = verify_text(altered);
    ASSERT_FALSE(report.ok) << "byte " << i;
    ASSERT_EQ(report.problems.front().line, line) << problems_of(report);
  }
}

TEST(PackTest, AnyCutOrAddedByteIsFound) {
  const std::string text = pack_of(small());
  for (std::size_t i = 0; i < text.size(); i += 7) {
    EXPECT_FALSE(verify_text(text.substr(0, i)).ok) << i;
    std::string altered = text;
    altered.insert(i, "x");
    EXPECT_FALSE(verify_text(altered).ok) << i;
    altered = text;
    altered.erase(i, 1);
    EXPECT_FALSE(verify_text(altered).ok) << i;
  }
  EXPECT_FALSE(verify_text(text + "\n").ok);
  EXPECT_FALSE(verify_text(text + "{}\n").ok);
  EXPECT_FALSE(verify_text(text + text).ok);
}

TEST(PackTest, AForgedEventIsNamed) {
  auto lines = lines_of(pack_of(sample()));
  const auto at = std::find_if(lines.begin(), lines.end(),
                               [](const std::string& line) { return line.find("refunded") != std::string::npos; });
  ASSERT_NE(at, lines.end());
  const auto number = static_cast<std::uint64_t>(at - lines.begin()) + 1;
  *at = forged(*at, [](json::Value& value) {
    json::Value event = *value.find("event");
    event.set("actor", json::parse(R"({"id":"person_2","name":"Mallory"})").value());
    value.set("event", event);
  });
  const auto report = verify_text(joined(lines));
  ASSERT_FALSE(report.ok);
  EXPECT_EQ(report.problems.front().line, number);
  EXPECT_EQ(report.problems.front().case_id, "case_a");
  EXPECT_EQ(report.problems.front().seq, 3u);
  EXPECT_NE(report.problems.front().message.find("altered"), std::string::npos);
}

TEST(PackTest, AForgedChainDoesNotReachTheSignedRoot) {
  // The forger makes a whole journal of their own, with sound hashes and proofs, but lacks the signing key.
  const SigningKey forger(Secret(std::string(32, 'f')));
  const std::string text = pack_of(sample(), true, forger);
  EXPECT_TRUE(verify_text(text).ok) << "on its own, a pack proves only that it is whole";
  const auto report = verify_text(text, {.public_key = signing_key().public_key(), .read_text = {}});
  EXPECT_FALSE(report.ok);
  EXPECT_NE(problems_of(report).find("another key"), std::string::npos);
  // With the true public key in the header, the signature fails.
  auto lines = lines_of(text);
  lines[0] = forged(lines[0], [](json::Value& v) { v.set("public_key", signing_key().public_key()); });
  EXPECT_NE(problems_of(verify_text(joined(lines))).find("signature"), std::string::npos);
}

TEST(PackTest, ADroppedEventOrCaseIsNoticed) {
  const auto lines = lines_of(pack_of(sample()));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto fewer = lines;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(verify_text(joined(fewer)).ok) << i;
    auto twice = lines;
    twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    EXPECT_FALSE(verify_text(joined(twice)).ok) << i;
  }
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    auto swapped = lines;
    std::swap(swapped[i], swapped[i + 1]);
    EXPECT_FALSE(verify_text(joined(swapped)).ok) << i;
  }
}

TEST(PackTest, AMissingTextInForceIsNamed) {
  auto lines = lines_of(pack_of(sample()));
  std::erase_if(lines, [](const std::string& line) { return line.find(R"("kind":"version")") != std::string::npos; });
  EXPECT_NE(problems_of(verify_text(joined(lines))).find("the text of refund"), std::string::npos);
}

TEST(PackTest, ATextThatIsNotItsHashIsNamed) {
  const std::string text = pack_of(sample());
  const auto problems_if = [&](const PackText& is) {
    VerifyOptions how;
    how.read_text = [is](const std::string&) { return std::optional(is); };
    return problems_of(verify_text(text, how));
  };
  EXPECT_EQ(problems_if({"refund", "Refund", "hash-1"}), "");
  EXPECT_NE(problems_if({"refund", "Refund", "other"}).find("content hash"), std::string::npos);
  EXPECT_NE(problems_if({"refund", "Refuse", "hash-1"}).find("is of refund, \"Refuse\""), std::string::npos);
  EXPECT_NE(problems_if({"refusal", "Refund", "hash-1"}).find("is of refusal"), std::string::npos);
}

TEST(PackTest, HostileInputIsAnsweredNotTrusted) {
  const std::string deep(200'000, '[');
  const std::string huge = "{\"kind\":\"" + std::string(1 << 20, 'x') + "\"}";
  const std::string many = [] {
    std::string out;
    for (int i = 0; i < 5'000; ++i) out += "{}\n";
    return out;
  }();
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("\0\0\0", 3), deep, deep + "\n", huge + "\n", many,
        std::string("{\"kind\":7}\n"), std::string("[]\n"), std::string("null\n"),
        std::string(R"({"kind":"end"})") + "\n", std::string(R"({"kind":"event"})") + "\n"}) {
    const auto report = verify_text(text);
    EXPECT_FALSE(report.ok);
    EXPECT_LE(report.problems.size(), pack_problems_max);
    EXPECT_GE(report.problem_count, 1u);
    for (const auto& problem : report.problems) EXPECT_LT(problem.message.size(), 300u);
  }
}

TEST(PackTest, AnEndlessLineStopsTheReader) {
  std::string text = lines_of(pack_of(sample()))[0] + "\n";
  text += std::string(pack_line_bytes_max + 10, ' ');
  EXPECT_NE(problems_of(verify_text(text)).find("longer than"), std::string::npos);
}

}  // namespace
}  // namespace evenhand::ledger
