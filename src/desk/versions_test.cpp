// Cases and the versions of procedures that they are pinned to.
#include <gtest/gtest.h>

#include "desk/records.hpp"
#include "desk/testing/desk.hpp"

namespace evenhand::desk {
namespace {

namespace cw = casework;
using testing::DeskTest;
using testing::refund;

TEST_F(DeskTest, OpenCasesStayOnTheVersionTheyBeganWith) {
  const Outcome one = open_case();
  std::string changed(refund);
  changed.replace(changed.find("Read the order."), 15, "Read it twice.!");
  const auto published = desk_->library().publish({.procedure_id = "small-refund",
                                                   .source = changed,
                                                   .note = "second",
                                                   .person_id = "person_x",
                                                   .expected_current = 1},
                                                  clock_.now());
  ASSERT_TRUE(published) << published.error().error.message;
  EXPECT_EQ(*published, 2u);
  open();
  EXPECT_EQ(desk_->look(one.case_id)->row.version_hash, one.row.version_hash);
  EXPECT_NE(open_case().row.version_hash, one.row.version_hash);
  const auto stale = desk_->library().publish({.procedure_id = "small-refund",
                                               .source = std::string(refund),
                                               .note = "",
                                               .person_id = "person_x",
                                               .expected_current = 1},
                                              clock_.now());
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().error.code, "procedure/conflict");
}

/// A procedure that hands `identity confirmed` back, and one that reads it.
std::string neighbour(bool gives) {
  return std::string(
             "---\nid: check-them\nchannels: [email]\n---\n\n# Check them\n\n## Facts\n\n| Fact | Type | From |\n| --- "
             "| --- | --- |\n| ") +
         (gives ? "identity confirmed" : "all well") + " | yes or no | result |\n\n## 1. Ask\n\n- Ask for **" +
         (gives ? "identity confirmed" : "all well") + "**.\n";
}
constexpr std::string_view reads_neighbour =
    "---\nid: asks-them\nchannels: [email]\n---\n\n# Asks them\n\n## 1. Check\n\n- Follow [Check "
    "them](check-them.sop.md).\n- [ ] Go on.\n- If `identity confirmed`: close as **good**.\n- Close as **bad**.\n";

TEST_F(DeskTest, AnOpenCaseGoesOnBesideTheVersionsItIsPinnedTo) {
  const auto publish = [&](const std::string& id, const std::string& source, std::uint32_t current) {
    const auto done = desk_->library().publish(
        {.procedure_id = id, .source = source, .note = "", .person_id = "person_x", .expected_current = current},
        clock_.now());
    EXPECT_TRUE(done) << done.error().error.message
                      << (done.error().diagnostics.empty() ? "" : done.error().diagnostics[0].message);
  };
  const auto start_case = [&] {
    Opening opening;
    opening.procedure_id = "asks-them";
    opening.selection.channel = "email";
    opening.open.subject = "Who";
    opening.open.customer_name = "Kim";
    opening.actor = agent();
    return desk_->open_and_wait(std::move(opening));
  };
  publish("check-them", neighbour(true), 0);
  publish("asks-them", std::string(reads_neighbour), 0);
  const std::string hash = (*desk_->library().current("asks-them"))->version.hash;
  EXPECT_EQ(procedure::compile(reads_neighbour).procedure->hash, hash) << "one name with and without its neighbour";
  const auto one = start_case();
  ASSERT_TRUE(one) << why(one);

  publish("check-them", neighbour(false), 1);
  open();  // nothing is remembered: every text is compiled again
  ASSERT_TRUE(desk_->library().current("asks-them")) << "still there to read";
  auto seen = desk_->look(one->case_id);
  ASSERT_TRUE(seen) << seen.error().message;
  const auto asked = submit(one->case_id, cw::RecordFacts{path_of(*seen, procedure::NodeKind::ask),
                                                          {{"identity confirmed", feel::Value(true)}}});
  ASSERT_TRUE(asked) << why(asked);
  seen = desk_->look(one->case_id);
  ASSERT_TRUE(seen) << seen.error().message;
  const auto ticked = submit(one->case_id, cw::TickTask{.path = path_of(*seen, procedure::NodeKind::task)});
  ASSERT_TRUE(ticked) << why(ticked);
  EXPECT_EQ(ticked->row.outcome, "good");

  const auto refused = start_case();
  ASSERT_FALSE(refused);
  ASSERT_TRUE(std::holds_alternative<Error>(refused.error())) << why(refused);
  EXPECT_EQ(std::get<Error>(refused.error()).code, "procedure/misfit");
}

TEST_F(DeskTest, AVersionKeepsTheNameItWasPublishedWith) {
  const std::string name(64, 'a');  // as an earlier build may have named this very text
  store::procedures::Version version = (*desk_->library().current("small-refund"))->version;
  ASSERT_NE(version.hash, name);
  version.hash = name;
  const auto stored = desk_->store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    const auto number = store::procedures::publish(writer, desk_->org(), version, 1);
    return number ? Result<void>() : fail(number.error());
  });
  ASSERT_TRUE(stored) << stored.error().message;
  open();
  const Outcome one = open_case();
  EXPECT_EQ(one.state->opened.pins.at("small-refund"), name);
  open();
  const Outcome asked = ask_order(one, "AB-12");
  EXPECT_EQ(asked.state->opened.pins.at("small-refund"), name);
}

}  // namespace
}  // namespace evenhand::desk
