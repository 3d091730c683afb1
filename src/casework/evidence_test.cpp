// Files as evidence and as facts: what the engine takes, what the record then says.
#include "base/limits.hpp"
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::FactType;
using procedure::Node;
using procedure::by_hand::Builder;
using Kind = FactType::Kind;

TEST(Evidence, OnlyAFileOfThisCaseAndOfTheRightKindTicksABox) {
  Builder b;
  Node photo = with_id(b.task("Keep a photo"), "photo");
  photo.evidence = "photo";
  Node signature = with_id(b.task("Have it signed"), "signature");
  signature.evidence = "signature";
  Node words = with_id(b.task("Sum up"), "words");
  words.evidence = "text";
  b.step("One", {photo, signature, words});
  Case c(link(b.procedure));
  c.session.surroundings().files = {{{"file_pdf", "application/pdf", 9, "aa"}, "form.pdf"},
                                    {{"file_jpg", "image/jpeg", 9, "bb"}, "dent.jpg"},
                                    {{"file_png", "image/png", 9, "cc"}, "signed.png"},
                                    {{"file_gif", "image/gif", 9, "dd"}, "moving.gif"}};
  const auto refused = [&](const TickTask& command, std::string_view why) {
    EXPECT_EQ(c.try_to(command), "case/evidence");
    EXPECT_NE(c.refusal.message.find(why), std::string::npos) << c.refusal.message;
    ASSERT_EQ(c.refusal.gates.size(), 1U);
    EXPECT_EQ(c.refusal.gates[0].path, command.path);
    EXPECT_FALSE(c.refusal.gates[0].remedy.empty());
  };
  refused({"photo", true, "on the shelf"}, "needs a photo");
  refused({"photo", true, "", {"file_other"}}, "no file `file_other`");
  refused({"photo", true, "", {"file_jpg", "file_pdf"}}, "no photo");
  refused({"photo", true, "", std::vector<std::string>(limits::evidence_files_max + 1, "file_jpg")}, "at most");
  refused({"signature", true, "", {"file_gif"}}, "no drawn signature");
  refused({"signature", true, "", {"file_png", "file_jpg"}}, "one signature");
  refused({"words", true, "", {"file_jpg"}}, "takes no files");
  c.must({TickTask{"photo", true, "", {"file_jpg", "file_png", "file_jpg"}}});
  const auto done = c.all<NodeFinished>();
  ASSERT_FALSE(done.empty());
  EXPECT_EQ(done.back().files.size(), 2U) << "named twice, kept once";
  EXPECT_EQ(done.back().files[0].sha256, "bb");
  EXPECT_EQ(done.back().file_names, (std::vector<std::string>{"dent.jpg", "signed.png"}));
  c.expect_rebuilt();
  EXPECT_EQ(c.state().files.at("file_jpg").name, "dent.jpg");
  c.must(Undo{});
  EXPECT_EQ(c.status("photo"), "active");
  c.must(TickTask{"photo", true, "", {"file_jpg"}});
  c.must(TickTask{"signature", true, "", {"file_png"}});
  c.must(TickTask{"words", true, "Signed for"});
  EXPECT_EQ(c.outcome(), "done");
  c.expect_rebuilt();
}

TEST(Evidence, FactsOfTypeFileNameFilesOfTheCase) {
  Builder b;
  b.fact("receipt", Kind::file);
  FactType one;
  one.kind = Kind::file;
  b.fact("pictures", Kind::list).type.element = std::make_shared<const FactType>(one);
  b.step("One", {with_id(b.ask({"receipt", "pictures"}), "ask"), b.say("Thank you for {receipt} and {pictures}.")});
  EXPECT_EQ(Case(link(b.procedure)).try_to(RecordFacts{"ask", {{"receipt", "receipt.pdf"}}}), "fact/file");
  Case c(link(b.procedure));
  c.session.surroundings().files = {{{"file_1", "application/pdf", 9, "aa"}, "receipt.pdf"},
                                    {{"file_2", "image/png", 9, "bb"}, "dent.png"}};
  EXPECT_EQ(c.try_to(RecordFacts{"ask", {{"receipt", "file_9"}}}), "fact/file");
  ASSERT_EQ(c.refusal.gates.size(), 1U) << "the gate is named";
  EXPECT_EQ(c.refusal.gates[0].path, "ask");
  EXPECT_EQ(c.try_to(RecordFacts{"ask", {{"pictures", feel::Value(feel::List{"file_2", "file_9"})}}}), "fact/file");
  c.must(RecordFacts{"ask", {{"receipt", "file_1"}, {"pictures", feel::Value(feel::List{"file_2", "file_1"})}}});
  const auto facts = c.all<FactRecorded>();
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts[0].files[0].sha256, "aa");
  EXPECT_EQ(facts[1].file_names, (std::vector<std::string>{"dent.png", "receipt.pdf"}));
  EXPECT_EQ(
      render("{receipt}; {pictures}", c.state(), c.session.program(), "", person("ann"), c.session.surroundings()).text,
      "receipt.pdf; dent.png, receipt.pdf");
  c.expect_rebuilt();
}

TEST(Evidence, WhatIsNeverStoredLeavesNoFileInTheRecord) {
  Builder b;
  b.fact("passport", Kind::file).never_stored = true;
  b.step("One", {with_id(b.ask({"passport"}), "ask")});
  Case c(link(b.procedure));
  c.session.surroundings().files = {{{"file_1", "image/png", 9, "aa"}, "passport.png"}};
  c.must(RecordFacts{"ask", {{"passport", "file_1"}}});
  EXPECT_TRUE(c.all<FactRecorded>().front().files.empty());
  EXPECT_TRUE(c.state().files.empty());
}

}  // namespace
}  // namespace evenhand::casework
