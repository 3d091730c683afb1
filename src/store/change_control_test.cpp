// What stands between a draft and a version, and which version holds when.
#include <gtest/gtest.h>

#include "store/change_control.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

using procedures::Standing;
using testing::org;
namespace kept = change_control;

class ChangeControlTest : public testing::StoreTest {
 protected:
  static procedures::Version version(const std::string& source, Instant at, Instant effective = {},
                                     Instant expires = {}) {
    procedures::Version v;
    v.procedure_id = "refund";
    v.hash = "hash of " + source;
    v.title = "Refund";
    v.source = source;
    v.published_by = "person_1";
    v.published_at = at;
    v.effective_at = effective;
    v.expires_at = expires;
    return v;
  }
  Result<std::uint32_t> publish(const procedures::Version& v, std::uint32_t expected) {
    return write_one<std::uint32_t>([&](Writer& w) { return procedures::publish(w, org, v, expected); });
  }
  template <class T, class F>
  Result<T> write_one(F fn) {
    Result<T> answer = fail(ErrorKind::unavailable, "none", "");
    const auto done = write([&](Writer& w) -> Result<void> {
      answer = fn(w);
      return answer ? Result<void>() : Result<void>(fail(answer.error()));
    });
    if (!done) return fail(done.error());
    return answer;
  }
  std::uint32_t current() {
    return store->read([](Reader& r) { return procedures::current_number(r, org, "refund"); }).value();
  }
  Standing standing(std::uint32_t number, Instant now) {
    const auto v = store->read([&](Reader& r) { return procedures::version(r, org, "refund", number); }).value();
    return procedures::standing(v, current(), now);
  }
  std::size_t take_effect(Instant now) {
    return write_one<std::vector<procedures::Taken>>([&](Writer& w) { return procedures::take_effect(w, org, now); })
        .value()
        .size();
  }
  void save(const std::string& source, const std::string& by, std::uint64_t expected) {
    ASSERT_TRUE(write_one<std::uint64_t>([&](Writer& w) {
      return procedures::save_draft(
          w, org,
          {.procedure_id = "refund", .source = source, .title = "Refund", .updated_by = by, .updated_at = Instant{6}},
          expected);
    }));
  }
  Result<void> submit(const std::string& id, const std::string& source) {
    kept::Submission s;
    s.id = id;
    s.procedure_id = "refund";
    s.source = source;
    s.roles = {"support manager", "compliance officer"};
    s.authors = {"person_1"};
    s.submitted_by = "person_1";
    s.submitted_at = Instant{7};
    return write([&](Writer& w) { return kept::submit(w, org, s); });
  }
  std::optional<kept::Submission> newest() {
    return store->read([](Reader& r) { return kept::newest(r, org, "refund"); }).value();
  }
  std::vector<std::string> kinds() {
    std::vector<std::string> out;
    const auto events = store->read([](Reader& r) { return kept::events(r, org, "refund", 50); }).value();
    for (const auto& one : events) out.insert(out.begin(), one.kind);
    return out;
  }
};

TEST_F(ChangeControlTest, AScheduledVersionWaitsForItsTime) {
  ASSERT_EQ(publish(version("one", Instant{10}), 0).value(), 1u);
  ASSERT_EQ(publish(version("two", Instant{20}, Instant{100}), 1).value(), 2u);
  EXPECT_EQ(current(), 1u);
  EXPECT_EQ(standing(2, Instant{99}), Standing::scheduled);
  EXPECT_EQ(standing(1, Instant{99}), Standing::in_force);
  EXPECT_EQ(store->read([](Reader& r) { return procedures::next_effect(r, org); }).value(), Instant{100});
  const auto beside = publish(version("three", Instant{30}), 1);
  ASSERT_FALSE(beside);
  EXPECT_EQ(beside.error().code, "procedure/scheduled");
  EXPECT_EQ(take_effect(Instant{99}), 0u);
  EXPECT_EQ(take_effect(Instant{100}), 1u);
  EXPECT_EQ(take_effect(Instant{100}), 0u) << "once, whoever asks";
  EXPECT_EQ(current(), 2u);
  EXPECT_EQ(standing(1, Instant{101}), Standing::superseded);
  EXPECT_EQ(standing(2, Instant{101}), Standing::in_force);
  EXPECT_FALSE(store->read([](Reader& r) { return procedures::next_effect(r, org); }).value());
}

TEST_F(ChangeControlTest, AFirstVersionMayWaitToo) {
  ASSERT_EQ(publish(version("one", Instant{10}, Instant{100}), 0).value(), 1u);
  EXPECT_EQ(current(), 0u);
  EXPECT_EQ(store->read([](Reader& r) { return procedures::current(r, org, "refund"); }).error().code,
            "procedure/not-found");
  EXPECT_EQ(take_effect(Instant{100}), 1u);
  EXPECT_EQ(current(), 1u);
}

TEST_F(ChangeControlTest, AVersionExpiresAndIsWithdrawn) {
  EXPECT_EQ(publish(version("one", Instant{10}, {}, Instant{10}), 0).error().code, "procedure/bad-term");
  ASSERT_TRUE(publish(version("one", Instant{10}, {}, Instant{50}), 0));
  EXPECT_EQ(standing(1, Instant{49}), Standing::in_force);
  EXPECT_EQ(standing(1, Instant{50}), Standing::expired);
  ASSERT_EQ(publish(version("one", Instant{60}), 1).value(), 2u) << "the same words again, when they hold no more";
  const auto withdraw = [&](std::uint32_t number) {
    return write_one<procedures::Version>(
        [&](Writer& w) { return procedures::withdraw(w, org, "refund", number, Instant{70}); });
  };
  EXPECT_EQ(withdraw(1).error().code, "procedure/superseded");
  EXPECT_EQ(withdraw(9).error().code, "procedure/not-found");
  ASSERT_TRUE(withdraw(2));
  EXPECT_EQ(withdraw(2).error().code, "procedure/withdrawn");
  EXPECT_EQ(standing(2, Instant{71}), Standing::withdrawn);
  const auto terms = store->read([](Reader& r) { return procedures::current_terms(r, org, "refund"); }).value();
  EXPECT_EQ(terms.number, 2u);
  EXPECT_EQ(terms.withdrawn_at, Instant{70});
  // One that waits is withdrawn too, and its number is not given again.
  ASSERT_EQ(publish(version("three", Instant{80}, Instant{200}), 2).value(), 3u);
  ASSERT_TRUE(withdraw(3));
  EXPECT_EQ(take_effect(Instant{300}), 0u);
  EXPECT_EQ(publish(version("four", Instant{90}), 2).value(), 4u);
}

TEST_F(ChangeControlTest, AChangedDraftVoidsWhatWasSubmitted) {
  save("a", "person_1", 0);
  ASSERT_TRUE(submit("submission_1", "a"));
  EXPECT_EQ(submit("submission_2", "a").error().code, "change/submitted");
  save("a", "person_2", 1);
  EXPECT_EQ(newest()->status, "open") << "saved again as it was";
  EXPECT_EQ(store->read([](Reader& r) { return kept::authors(r, org, "refund"); }).value(),
            (std::vector<std::string>{"person_1", "person_2"}));
  save("b", "person_2", 2);
  EXPECT_EQ(newest()->status, "void");
  EXPECT_EQ(kinds(), std::vector<std::string>{"voided"});
  EXPECT_EQ(write([](Writer& w) -> Result<void> {
              auto s = kept::to_settle(w, org, "submission_1");
              return s ? Result<void>() : Result<void>(fail(s.error()));
            })
                .error()
                .code,
            "change/settled");
  ASSERT_TRUE(submit("submission_2", "b"));
  ASSERT_TRUE(publish(version("b", Instant{10}), 0));
  EXPECT_EQ(newest()->status, "void") << "published without it";
  EXPECT_TRUE(store->read([](Reader& r) { return kept::authors(r, org, "refund"); }).value().empty());
}

TEST_F(ChangeControlTest, ApprovalsAndEventsAreKept) {
  ASSERT_TRUE(submit("submission_1", "a"));
  ASSERT_TRUE(write([](Writer& w) -> Result<void> {
    auto s = kept::to_settle(w, org, "submission_1");
    if (!s) return fail(s.error());
    s->approvals.push_back({"person_2", {"support manager"}, Instant{9}});
    if (auto put = kept::put_status(w, org, *s); !put) return put;
    for (const char* kind : {"submitted", "approved"})
      if (auto added = kept::add_event(w, org, {.procedure_id = "refund", .at = Instant{9}, .kind = kind}); !added)
        return added;
    return {};
  }));
  const auto s = newest();
  ASSERT_EQ(s->approvals.size(), 1u);
  EXPECT_EQ(s->approvals[0].person_id, "person_2");
  EXPECT_EQ(s->approvals[0].roles, std::vector<std::string>{"support manager"});
  EXPECT_EQ(s->approvals[0].at, Instant{9});
  EXPECT_EQ(s->roles.size(), 2u);
  EXPECT_EQ(kinds(), (std::vector<std::string>{"submitted", "approved"}));
  EXPECT_EQ(store->read([](Reader& r) { return kept::open(r, org); }).value().size(), 1u);
}

TEST_F(ChangeControlTest, CommentsFollowTheDraftIntoItsVersion) {
  save("a", "person_1", 0);
  const auto say = [&](const std::string& id, const std::string& reply_to) {
    return write([&](Writer& w) {
      return kept::add_comment(w, org,
                               {.id = id,
                                .procedure_id = "refund",
                                .step_id = "look",
                                .reply_to = reply_to,
                                .words = "Why?",
                                .written_by = "person_2",
                                .written_at = Instant{5}});
    });
  };
  ASSERT_TRUE(say("comment_1", ""));
  ASSERT_TRUE(say("comment_2", "comment_1"));
  const auto resolve = [&](const std::string& id, const std::string& by) {
    return write([&](Writer& w) { return kept::resolve_comment(w, org, "refund", id, by, Instant{8}); });
  };
  EXPECT_TRUE(resolve("comment_1", "person_1"));
  EXPECT_EQ(resolve("comment_2", "person_1").error().code, "comment/not-found") << "a reply";
  const auto of = [&](std::uint32_t version) {
    return store->read([&](Reader& r) { return kept::comments(r, org, "refund", version); }).value();
  };
  ASSERT_EQ(of(0).size(), 2u);
  EXPECT_EQ(of(0)[0].resolved_by, "person_1");
  ASSERT_TRUE(publish(version("a", Instant{10}), 0));
  EXPECT_TRUE(of(0).empty());
  EXPECT_EQ(of(1).size(), 2u);
}

}  // namespace
}  // namespace evenhand::store
