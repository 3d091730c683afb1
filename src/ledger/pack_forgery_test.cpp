/// @file pack_forgery_test.cpp
/// @brief What somebody does to a pack who can put right every sum, count and digest in it, but has no signing key: nothing
/// is cut, added or changed without it being said. And what not even the signer gets past the record.
#include <gtest/gtest.h>

#include "ledger/testing/pack_sample.hpp"

namespace evenhand::ledger {
namespace {

using namespace testing;

/// @param change  of the lines of a sound pack
std::vector<std::string> altered(const std::function<void(std::vector<std::string>&)>& change) {
  auto lines = lines_of(pack_of(sample()));
  change(lines);
  return lines;
}
void set_in(std::vector<std::string>& lines, std::string_view kind, std::string name, json::Value value) {
  std::string& line = lines[line_of(lines, kind)];
  line = forged(line, [&](json::Value& member) { member.set(std::move(name), std::move(value)); });
}
void drop(std::vector<std::string>& lines, std::size_t at) {
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
}
/// As an outsider closes it: everything right but the signature, which stays or is of a key of their own.
void expect_found(const std::vector<std::string>& lines, std::string_view what) {
  EXPECT_TRUE(verify_text(closed_again(altered([](auto&) {}))).ok);
  const SigningKey forger(Secret(std::string(32, 'f')));
  const auto report = verify_text(closed_again(lines, forger));
  EXPECT_FALSE(report.ok) << what;
  EXPECT_NE(problems_of(report).find("the signature over the whole file"), std::string::npos) << what << "\n"
                                                                                              << problems_of(report);
}

TEST(PackForgeryTest, TheEndOfACaseCannotBeCut) {
  expect_found(altered([](auto& lines) {
                 // case_a has three events; the last goes, and the case line says two.
                 const std::size_t at = line_of(lines, "case");
                 drop(lines, at + 3);
                 const auto last = json::parse(lines[at + 2]).value();
                 lines[at] = forged(
                     lines[at], [&](json::Value& v) { v.set("events", 2).set("head", last.string_or("hash", "")); });
               }),
               "the last event");
}

TEST(PackForgeryTest, ACaseCannotBeLeftOut) {
  expect_found(altered([](auto& lines) {
                 const std::size_t at = line_of(lines, "case");
                 for (int i = 0; i < 4; ++i) drop(lines, at);
               }),
               "a whole case");
}

TEST(PackForgeryTest, WhatNoProofCoversIsSigned) {
  const auto with = [](std::string_view kind, std::string name, json::Value value) {
    return altered([&](auto& lines) { set_in(lines, kind, std::move(name), std::move(value)); });
  };
  expect_found(with("header", "made_at", "2030-01-01T00:00:00Z"), "when it was made");
  expect_found(with("header", "made_by", "person_9"), "who made it");
  expect_found(with("version", "title", "Refuse"), "a title");
  expect_found(with("version", "number", 9), "a number");
  expect_found(with("version", "published_at", "2030-01-01T00:00:00Z"), "a date");
  expect_found(altered([](auto& lines) { drop(lines, line_of(lines, "key")); }), "a key that is dropped");
}

TEST(PackForgeryTest, TheClosingLineIsOfTheKeyThatIsExpected) {
  const SigningKey forger(Secret(std::string(32, 'f')));
  const auto lines = altered([&](auto& all) { set_in(all, "header", "public_key", forger.public_key()); });
  const auto report = verify_text(closed_again(lines, forger), {.public_key = signing_key().public_key()});
  EXPECT_NE(problems_of(report).find("another key"), std::string::npos) << problems_of(report);
}

/// Even with the organisation's own key.
std::string problems_signed(const std::vector<std::string>& lines) {
  return problems_of(verify_text(closed_again(lines)));
}

TEST(PackForgeryTest, ATextIsTheOneThatACaseWasPinnedTo) {
  const auto with = [](std::string name, json::Value value) {
    return problems_signed(altered([&](auto& lines) { set_in(lines, "version", std::move(name), std::move(value)); }));
  };
  EXPECT_NE(with("procedure", "refusal").find("the text of refund"), std::string::npos);
  EXPECT_NE(with("procedure", "refusal").find("3  0: no case here is pinned to this text of refusal"),
            std::string::npos)
      << with("procedure", "refusal");
  const auto one_more = altered([](auto& lines) {
    const std::size_t at = line_of(lines, "version");
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at),
                 forged(lines[at], [](json::Value& v) { v.set("hash", "hash-2"); }));
  });
  EXPECT_NE(problems_signed(one_more).find("no case here is pinned"), std::string::npos);
}

TEST(PackForgeryTest, AKeyIsOfACustomerWhoseCaseIsHere) {
  const auto lines = altered([](auto& all) {
    const std::size_t at = line_of(all, "key");
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(at),
               forged(all[at], [](json::Value& v) { v.set("person", "customer_2"); }));
  });
  EXPECT_EQ(problems_signed(lines), "4  0: the key is of nobody whose case is here\n");
}

TEST(PackForgeryTest, ACaseWithoutEventsAndALawAreRefused) {
  const auto ghost = altered([](auto& lines) {
    const std::size_t at = line_of(lines, "case");
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), forged(lines[at], [](json::Value& v) {
                   v.set("case", "case_0").set("events", 0).set("head", hex(Hash{}));
                 }));
  });
  EXPECT_NE(problems_signed(ghost).find("case_0 0: the case has no event"), std::string::npos)
      << problems_signed(ghost);
  const auto law = altered([](auto& lines) {
    const std::size_t at = line_of(lines, "key");
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at),
                 forged(R"({"fact":{"id":"law-1"},"kind":"law"})", [](json::Value&) {}));
  });
  EXPECT_NE(problems_signed(law).find("no kind of line called 'law'"), std::string::npos) << problems_signed(law);
}

TEST(PackForgeryTest, AnEventWithAMemberMoreIsNotTheOneThatWasHashed) {
  const auto lines = altered([](auto& all) {
    std::string& line = all[line_of(all, "event")];
    line = forged(line, [](json::Value& v) {
      json::Value event = *v.find("event");
      json::Value actor = *event.find("actor");
      event.set("actor", actor.set("role", "auditor"));
      v.set("event", std::move(event));
    });
  });
  const auto report = verify_text(closed_again(lines));
  EXPECT_NE(problems_of(report).find("altered"), std::string::npos) << problems_of(report);
}

TEST(PackForgeryTest, AnotherFormatIsRefusedInOneSentence) {
  const auto report = verify_text(joined(altered([](auto& lines) { set_in(lines, "header", "version", 1); })));
  EXPECT_EQ(problems_of(report),
            "1  0: the pack is of format 1; this program reads 2, so nothing after this line was read\n");
}

}  // namespace
}  // namespace evenhand::ledger
