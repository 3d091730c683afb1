// From a draft to a version: who approves, when it holds, and what a case that opens gets.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "desk/change_control.hpp"
#include "desk/testing/desk.hpp"
#include "store/people.hpp"

namespace evenhand::desk {
namespace {

using change_control::By;
using change_control::Confirmations;
using testing::DeskTest;
using testing::refund;
namespace kept = store::change_control;

class ChangeControlTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    add("person_author", {"author", "support manager"});
    add("person_lead", {"lead", "support manager"});
    add("person_law", {"compliance officer"});
  }
  void add(const std::string& id, std::vector<std::string> roles) {
    store::people::Person person;
    person.id = id;
    person.email = id + "@test.example";
    person.name = id;
    person.roles = std::move(roles);
    person.created_at = clock_.now();
    const auto done =
        desk_->store().write_and_wait([&](store::Writer& w) { return store::people::add(w, desk_->org(), person); });
    ASSERT_TRUE(done) << done.error().message;
  }
  static By by(const std::string& id) {
    By who{.person_id = id, .roles = {"support manager"}, .may_approve = true};
    if (id == "person_law") who.roles = {"compliance officer"};
    return who;
  }
  /// The small refund with approvers, and this in place of a sentence.
  static std::string text(const std::string& words) {
    std::string out(refund);
    out.replace(out.find("channels:"), 0, "approvers: [support manager, compliance officer]\n");
    out.replace(out.find("Read the order."), 15, words);
    return out;
  }
  std::uint64_t save(const std::string& source, const std::string& person = "person_author") {
    std::uint64_t revision = 0;
    const auto done = desk_->store().write_and_wait([&](store::Writer& w) -> Result<void> {
      const auto before = store::procedures::draft(w, desk_->org(), "small-refund");
      if (!before) return fail(before.error());
      auto saved = store::procedures::save_draft(w, desk_->org(),
                                                 {.procedure_id = "small-refund",
                                                  .source = source,
                                                  .title = "Small refund",
                                                  .updated_by = person,
                                                  .updated_at = clock_.now()},
                                                 *before ? (*before)->revision : 0);
      if (!saved) return fail(saved.error());
      revision = *saved;
      return {};
    });
    EXPECT_TRUE(done) << done.error().message;
    return revision;
  }
  Confirmations all_as_proposed(const std::string& source) {
    Confirmations out;
    const auto compiled = desk_->library().compile(source);
    for (const auto& change :
         procedure::diff(*(*desk_->library().current("small-refund"))->procedure, *compiled.procedure))
      out[change_control::difference_key(change)] = {change.weight, ""};
    return out;
  }
  tl::expected<kept::Submission, PublishFailure> submit(const std::string& source, Instant effective = {}) {
    const std::uint64_t revision = save(source);
    return change_control::submit(*desk_, {.procedure_id = "small-refund",
                                           .revision = revision,
                                           .note = "better",
                                           .effective_at = effective,
                                           .expires_at = {},
                                           .expected_current = {},
                                           .confirmed = all_as_proposed(source),
                                           .by = by("person_author")});
  }
  auto approve(const kept::Submission& s, const std::string& person) {
    return change_control::approve(*desk_, "small-refund", s.id, by(person), "fine");
  }
  std::string open_problem() {
    Opening opening;
    opening.procedure_id = "small-refund";
    opening.selection.channel = "email";
    opening.open.customer_name = "Kim";
    opening.actor = agent();
    const auto opened = desk_->open_and_wait(std::move(opening));
    return opened ? "" : why(opened).substr(0, why(opened).find(':'));
  }
  std::uint32_t current() { return (*desk_->library().current("small-refund"))->version.number; }
  std::vector<std::string> history() {
    std::vector<std::string> out;
    const auto events = desk_->store()
                            .read([&](store::Reader& r) { return kept::events(r, desk_->org(), "small-refund", 50); })
                            .value();
    for (const auto& one : events) out.insert(out.begin(), one.kind);
    return out;
  }
};

TEST_F(ChangeControlTest, IsApprovedByEachRoleAndByNobodyWhoWroteOnIt) {
  const auto s = submit(text("Read all of it."));
  ASSERT_TRUE(s) << s.error().error.message;
  EXPECT_EQ(s->roles, (std::vector<std::string>{"support manager", "compliance officer"}));
  const auto own = approve(*s, "person_author");
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().error.code, "change/own");
  EXPECT_NE(own.error().error.message.find("Small refund"), std::string::npos) << "names the place";
  const auto stranger = change_control::approve(*desk_, "small-refund", s->id,
                                                {.person_id = "person_x", .roles = {"agent"}, .may_approve = true}, "");
  EXPECT_EQ(stranger.error().error.code, "change/not-approver");
  const auto first = approve(*s, "person_lead");
  ASSERT_TRUE(first) << first.error().error.message;
  EXPECT_EQ(first->version, 0u);
  EXPECT_EQ(first->roles_left, std::vector<std::string>{"compliance officer"});
  EXPECT_EQ(approve(*s, "person_lead").error().error.code, "change/approved");
  EXPECT_EQ(current(), 1u);
  const auto last = approve(*s, "person_law");
  ASSERT_TRUE(last) << last.error().error.message;
  EXPECT_EQ(last->version, 2u);
  EXPECT_EQ(current(), 2u);
  EXPECT_EQ(approve(*s, "person_law").error().error.code, "change/settled");
  EXPECT_EQ(history(), (std::vector<std::string>{"published", "submitted", "approved", "approved", "published"}));
  const auto version = desk_->store().read(
      [&](store::Reader& r) { return store::procedures::version(r, desk_->org(), "small-refund", 2); });
  const auto differences = change_control::read(version->changes);
  ASSERT_EQ(differences.size(), 2u);
  for (const auto& one : differences) EXPECT_TRUE(one.confirmed) << one.change.where;
}

TEST_F(ChangeControlTest, ATextChangedAfterwardsHasToBeSubmittedAnew) {
  const auto s = submit(text("Read all of it."));
  ASSERT_TRUE(s);
  ASSERT_TRUE(approve(*s, "person_lead"));
  save(text("Read none of it."));
  const auto late = approve(*s, "person_law");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().error.code, "change/settled");
  EXPECT_EQ(current(), 1u);
  const auto stale = change_control::submit(*desk_, {.procedure_id = "small-refund",
                                                     .revision = 1,
                                                     .note = "",
                                                     .effective_at = {},
                                                     .expires_at = {},
                                                     .expected_current = {},
                                                     .confirmed = all_as_proposed(text("Read none of it.")),
                                                     .by = by("person_author")});
  EXPECT_EQ(stale.error().error.code, "procedure/stale-draft");
}

TEST_F(ChangeControlTest, TwoWhoApproveAtOnceBothCountAndItIsPublishedOnce) {
  const auto s = submit(text("Read all of it."));
  ASSERT_TRUE(s);
  std::uint32_t versions[2] = {0, 0};
  std::thread other([&] {
    if (const auto done = approve(*s, "person_law")) versions[0] = done->version;
  });
  if (const auto done = approve(*s, "person_lead")) versions[1] = done->version;
  other.join();
  EXPECT_EQ(versions[0] + versions[1], 2u) << "one of them was the last";
  EXPECT_EQ(current(), 2u);
  EXPECT_EQ(history(), (std::vector<std::string>{"published", "submitted", "approved", "approved", "published"}));
}

TEST_F(ChangeControlTest, IsSentBackAndRecalled) {
  const auto s = submit(text("Read all of it."));
  ASSERT_TRUE(s);
  EXPECT_EQ(submit(text("Read all of it.")).error().error.code, "change/submitted");
  EXPECT_EQ(change_control::send_back(*desk_, "small-refund", s->id, by("person_author"), "no").error().code,
            "change/own");
  ASSERT_TRUE(change_control::send_back(*desk_, "small-refund", s->id, by("person_law"), "too long"));
  EXPECT_EQ(approve(*s, "person_lead").error().error.code, "change/settled");
  const auto again = submit(text("Read all of it."));
  ASSERT_TRUE(again) << again.error().error.message;
  EXPECT_EQ(approve(*s, "person_lead").error().error.code, "change/not-found") << "an approval is of what was seen";
  ASSERT_TRUE(change_control::recall(*desk_, "small-refund", again->id, by("person_author")));
  EXPECT_EQ(current(), 1u);
}

TEST_F(ChangeControlTest, EachDifferenceIsConfirmedAndAnotherClassHasAReason) {
  const std::string source = text("Read all of it.");
  const std::uint64_t revision = save(source);
  change_control::SubmitRequest request{.procedure_id = "small-refund",
                                        .revision = revision,
                                        .note = "n",
                                        .effective_at = {},
                                        .expires_at = {},
                                        .expected_current = {},
                                        .confirmed = {},
                                        .by = by("person_author")};
  EXPECT_EQ(change_control::submit(*desk_, request).error().error.code, "change/unconfirmed");
  request.confirmed = all_as_proposed(source);
  auto& one = request.confirmed.at("changed answer/task-read-all-of-it");
  one.weight = one.weight == procedure::Weight::editorial ? procedure::Weight::material : procedure::Weight::editorial;
  EXPECT_EQ(change_control::submit(*desk_, request).error().error.code, "change/no-reason");
  one.reason = "It was meant so before.";
  request.confirmed["changed nowhere"] = {procedure::Weight::editorial, ""};
  EXPECT_EQ(change_control::submit(*desk_, request).error().error.code, "change/unknown");
  request.confirmed.erase("changed nowhere");
  const auto s = change_control::submit(*desk_, request);
  ASSERT_TRUE(s) << s.error().error.message;
  bool is_kept = false;
  for (const auto& difference : change_control::read(s->changes))
    is_kept = is_kept || difference.because == "It was meant so before.";
  EXPECT_TRUE(is_kept);
}

TEST_F(ChangeControlTest, NobodyElseCouldApprove) {
  std::string source = text("Read all of it.");
  source.replace(source.find("support manager,"), 16, "night watch,");
  const auto s = submit(source);
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().error.code, "change/nobody");
  EXPECT_NE(s.error().error.message.find("night watch"), std::string::npos);
}

TEST_F(ChangeControlTest, IsPublishedAtOnceOnlyWhereNobodyIsNamed) {
  const auto publish = [&](const std::string& id, const std::string& source, std::uint32_t current,
                           const std::string& reason, bool may_manage) {
    const auto done = change_control::publish(
        *desk_,
        {.procedure_id = id, .source = source, .note = "n", .person_id = "person_author", .expected_current = current},
        {}, reason, {.person_id = "person_author", .roles = {}, .may_approve = false, .may_manage = may_manage});
    return done ? "version " + std::to_string(*done) : done.error().error.code;
  };
  EXPECT_EQ(publish("small-refund", text("Read all."), 1, "", true), "change/needs-approval");
  EXPECT_EQ(publish("small-refund", text("Read all."), 1, "In a hurry.", true), "change/needs-approval");
  std::string plain(refund);
  plain.replace(plain.find("Read the order."), 15, "Read it.");
  EXPECT_EQ(publish("small-refund", plain, 1, "", false), "version 2");
  // A new one: by who manages people, with the reason, which stays.
  std::string fresh = text("Read.");
  fresh.replace(fresh.find("id: small-refund"), 16, "id: other-refund");
  EXPECT_EQ(publish("other-refund", fresh, 0, "The first ones.", false), "change/needs-approval");
  EXPECT_EQ(publish("other-refund", fresh, 0, "The first ones.", true), "version 1");
  const auto told =
      desk_->store().read([&](store::Reader& r) { return kept::events(r, desk_->org(), "other-refund", 9); });
  ASSERT_EQ(told->size(), 1u);
  EXPECT_NE(told->front().body.find("The first ones."), std::string::npos);
  // Taking the approvers out of the text does not take the approval away.
  std::string without = fresh;
  without.erase(without.find("approvers:"), without.find("channels:") - without.find("approvers:"));
  EXPECT_EQ(publish("other-refund", without, 1, "", true), "change/needs-approval");
}

TEST_F(ChangeControlTest, AScheduledVersionTakesEffectOnceAlsoAfterARestart) {
  const Instant due = clock_.now() + std::chrono::hours(24);
  const auto s = submit(text("Read all of it."), due);
  ASSERT_TRUE(s) << s.error().error.message;
  ASSERT_TRUE(approve(*s, "person_lead"));
  ASSERT_TRUE(approve(*s, "person_law"));
  EXPECT_EQ(current(), 1u);
  const std::string before = open_case().row.version_hash;
  EXPECT_EQ(*desk_->take_effect(), due);
  EXPECT_EQ(current(), 1u);
  open();
  clock_.advance(std::chrono::hours(24));
  ASSERT_TRUE(desk_->take_effect());
  EXPECT_EQ(current(), 2u);
  EXPECT_EQ(*desk_->take_effect(), store::cases::never);
  EXPECT_NE(open_case("lee@mail.example").row.version_hash, before);
  const auto told = history();
  EXPECT_EQ(std::count(told.begin(), told.end(), "in-force"), 1);
}

TEST_F(ChangeControlTest, AWithdrawnOrExpiredVersionTakesNoNewCases) {
  const Outcome one = open_case();
  ASSERT_TRUE(desk_->library().withdraw("small-refund", 1, "person_author", "wrong", clock_.now()));
  EXPECT_EQ(open_problem(), "procedure/withdrawn");
  EXPECT_TRUE(submit(text("Read all of it."))) << "it can be replaced";
  const auto asked = ask_order(one, "AB-12");
  EXPECT_EQ(asked.row.version_hash, one.row.version_hash) << "the open case goes on";
  open();
  EXPECT_EQ(open_problem(), "procedure/withdrawn");
  // The old text comes back as a new version.
  const auto back = desk_->library().publish({.procedure_id = "small-refund",
                                              .source = std::string(refund),
                                              .note = "As it was",
                                              .person_id = "person_author",
                                              .expected_current = 1,
                                              .effective_at = {},
                                              .expires_at = clock_.now() + std::chrono::hours(1)},
                                             clock_.now());
  ASSERT_TRUE(back) << back.error().error.message;
  EXPECT_EQ(*back, 2u);
  EXPECT_EQ(open_problem(), "");
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(open_problem(), "procedure/expired");
}

}  // namespace
}  // namespace evenhand::desk
