// Commands that were decided on what came to nothing, or that come twice: in what order, how often and as what they are told.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "desk/testing/nodes.hpp"
#include "ledger/record.hpp"
#include "store/customers.hpp"
#include "store/events.hpp"
#include "store/timers.hpp"

namespace evenhand::desk {
namespace {

namespace cw = casework;
using testing::NodesTest;

class OvertakenTest : public NodesTest {
 protected:
  using Answer = tl::expected<Outcome, Failure>;
  /// Keeps the desk's writer until `open` is called.
  struct Gate {
    explicit Gate(Desk& desk) {
      desk.store().write(
          [this](store::Writer&) -> Result<void> {
            holds.count_down();
            opened.get_future().wait();
            return {};
          },
          [this](const Result<void>&) { done.count_down(); });
      holds.wait();
    }
    ~Gate() { done.wait(); }
    void open() { opened.set_value(); }
    std::latch holds{1}, done{1};
    std::promise<void> opened;
  };
  static Submission note_of(const std::string& id, const std::string& text) {
    Submission submission;
    submission.case_id = id;
    submission.command = cw::AddNote{text};
    submission.actor = agent();
    return submission;
  }
  static IdempotencyKey key_with_refusal(const std::string& key) {
    return {.actor_id = agent().id, .key = key, .request_hash = "hash", .refused = [](const cw::Refusal& refusal) {
              return Rendered{.status = 409, .body = refusal.code};
            }};
  }
  std::string notes(Desk& desk, const std::string& id, const std::string& customer) {
    std::string all;
    const auto scope = desk.seal_scope(id, customer);
    const auto stored =
        desk.store().read([&](store::Reader& reader) { return store::events::of_case(reader, desk.org(), id); });
    EXPECT_TRUE(stored);
    for (const auto& event : *stored) {
      const auto opened = ledger::open_event(event, scope);
      EXPECT_TRUE(opened);
      if (const auto* note = std::get_if<cw::NoteAdded>(&opened->recorded.event)) all += note->text + " ";
    }
    return all;
  }
};

TEST_F(OvertakenTest, CommandsThatAreDecidedAgainKeepTheirPlacesBeforeThoseThatCameLater) {
  Desk& desk = *nodes_[0];
  const Outcome opened = open_case(desk);
  std::vector<std::promise<Answer>> answers(5);
  std::promise<void> later;
  {
    Gate gate(desk);
    Submission lost = note_of(opened.case_id, "lost");
    lost.also = [](store::Writer&) -> Result<void> {
      return fail(ErrorKind::unavailable, "store/full", "The disk is full.");
    };
    desk.submit(std::move(lost), [&](Answer answer) {
      // The others stand in the same commit and are not told yet: one more comes now.
      std::thread([&] {
        desk.submit(note_of(opened.case_id, "4"), [&](Answer last) { answers[4].set_value(std::move(last)); });
      }).join();
      answers[0].set_value(std::move(answer));
    });
    for (int i = 1; i <= 3; ++i) {
      desk.submit(note_of(opened.case_id, std::to_string(i)),
                  [&answers, i](Answer answer) { answers[static_cast<std::size_t>(i)].set_value(std::move(answer)); });
    }
    gate.open();
  }
  EXPECT_FALSE(answers[0].get_future().get());
  for (std::size_t i = 1; i < answers.size(); ++i) {
    const Answer answer = answers[i].get_future().get();
    EXPECT_TRUE(answer) << i << " " << code_of(answer);
  }
  EXPECT_EQ(notes(desk, opened.case_id, opened.row.customer_id), "1 2 3 4 ");
}

TEST_F(OvertakenTest, ACaseThatIsBeingDecidedAgainCanBeLookedAt) {
  Desk& desk = *nodes_[0];
  const Outcome opened = open_case(desk);
  std::promise<Answer> told;
  std::promise<std::uint64_t> seen;
  {
    Gate gate(desk);
    Submission lost = note_of(opened.case_id, "lost");
    lost.also = [](store::Writer&) -> Result<void> {
      return fail(ErrorKind::unavailable, "store/full", "The disk is full.");
    };
    desk.submit(std::move(lost), [&](const Answer&) {
      std::thread([&] { seen.set_value(desk.look(opened.case_id)->row.seq); }).join();
    });
    desk.submit(note_of(opened.case_id, "kept"), [&](Answer answer) { told.set_value(std::move(answer)); });
    gate.open();
  }
  EXPECT_EQ(seen.get_future().get(), opened.row.seq);
  const Answer answer = told.get_future().get();
  ASSERT_TRUE(answer) << code_of(answer);
  EXPECT_EQ(answer->row.seq, opened.row.seq + 1);
}

// The first sending of a request is carried out, and its task done, when the second is decided: that one is refused for
// what it did itself. A caller who lost the first answer would believe that it came to nothing.
TEST_F(OvertakenTest, ARequestThatWasCarriedOutIsNotRefusedWhenItIsSentAgain) {
  Desk& desk = *nodes_[0];
  const Outcome opened = open_case(desk);
  std::string path;
  for (const cw::Place* place : opened.program->places())
    if (place->node->kind == procedure::NodeKind::task) path = place->path;
  const auto request = [&](const std::string& key) {
    Submission submission;
    submission.case_id = opened.case_id;
    submission.command = cw::TickTask{.path = path, .yes = true};
    submission.actor = agent();
    submission.idempotency = IdempotencyKey{.actor_id = agent().id, .key = key, .request_hash = "hash"};
    return submission;
  };
  std::promise<Answer> first, second;
  {
    Gate gate(desk);
    desk.submit(request("key"), [&](Answer answer) { first.set_value(std::move(answer)); });
    desk.submit(request("key"), [&](Answer answer) { second.set_value(std::move(answer)); });
    gate.open();
  }
  const Answer done = first.get_future().get();
  EXPECT_TRUE(done) << code_of(done);
  EXPECT_EQ(code_of(second.get_future().get()).substr(0, 18), "idempotency/exists") << "while it was under way";
  for (const auto& node : nodes_)
    EXPECT_EQ(code_of(node->submit_and_wait(request("key"))).substr(0, 18), "idempotency/exists");
  const Answer other = desk.submit_and_wait(request("another key"));
  ASSERT_FALSE(other);
  EXPECT_TRUE(std::holds_alternative<cw::Refusal>(other.error())) << code_of(other);
}

// Whoever was told no must not find it done later: by a first sending that stood still on another node, or by one more repeat.
TEST_F(OvertakenTest, WhatWasRefusedUnderAKeyIsNotCarriedOutUnderItLater) {
  const Outcome opened = open_case(*nodes_[0]);
  std::string path;
  for (const cw::Place* place : opened.program->places())
    if (place->node->kind == procedure::NodeKind::task) path = place->path;
  const auto submit = [&](std::size_t node, cw::Command command, const std::string& key) {
    Submission submission;
    submission.case_id = opened.case_id;
    submission.command = std::move(command);
    submission.actor = agent();
    submission.actor.may_reopen = true;
    submission.idempotency = key_with_refusal(key);
    return nodes_[node]->submit_and_wait(std::move(submission));
  };
  ASSERT_TRUE(submit(0, cw::TickTask{.path = path, .yes = true}, "tick"));  // and the case is closed
  const Answer refused = submit(1, cw::TickTask{.path = path, .yes = true}, "tick once more");
  ASSERT_FALSE(refused);
  ASSERT_TRUE(std::holds_alternative<cw::Refusal>(refused.error())) << code_of(refused);
  ASSERT_TRUE(submit(2, cw::Reopen{.reason = "The customer wrote again."}, "reopen"));
  for (const auto& node : nodes_) {
    const auto kept = node->kept_answer(agent().id, "tick once more");
    ASSERT_TRUE(kept) << kept.error().message;
    ASSERT_TRUE(kept->has_value());
    EXPECT_EQ((*kept)->status, 409);
    EXPECT_EQ((*kept)->body, std::get<cw::Refusal>(refused.error()).code);
  }
  const Answer stale = submit(0, cw::AddNote{"possible now"}, "tick once more");
  EXPECT_EQ(code_of(stale).substr(0, 18), "idempotency/exists");
  EXPECT_EQ(notes(*nodes_[0], opened.case_id, opened.row.customer_id), "");
}

TEST_F(OvertakenTest, AnOpeningThatWasRefusedOpensNothingLater) {
  const auto open = [&](Desk& desk, const std::string& channel) {
    Opening opening;
    opening.procedure_id = "plain-care";
    opening.selection.channel = channel;
    opening.open.subject = "Help";
    opening.actor = agent();
    opening.idempotency = key_with_refusal("open");
    return desk.open_and_wait(std::move(opening));
  };
  const Answer refused = open(*nodes_[0], "phone");
  ASSERT_FALSE(refused);
  ASSERT_TRUE(std::holds_alternative<cw::Refusal>(refused.error())) << code_of(refused);
  const auto kept = nodes_[1]->kept_answer(agent().id, "open");
  ASSERT_TRUE(kept && *kept);
  EXPECT_EQ((*kept)->body, std::get<cw::Refusal>(refused.error()).code);
  EXPECT_EQ(code_of(open(*nodes_[1], "email")).substr(0, 18), "idempotency/exists");
}

// Nothing can be sealed for somebody who was erased: the refusal is told all the same.
TEST_F(OvertakenTest, ARefusalAboutAnErasedCustomerIsTold) {
  Desk& desk = *nodes_[0];
  const Outcome opened = open_case(desk);
  ASSERT_TRUE(desk.store().write_and_wait([&](store::Writer& writer) {
    return store::customers::erase(writer, desk.org(), opened.row.customer_id, clock_.now());
  }));
  Submission submission = note_of(opened.case_id, "");
  submission.idempotency = key_with_refusal("empty");
  const Answer refused = nodes_[1]->submit_and_wait(std::move(submission));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(std::holds_alternative<cw::Refusal>(refused.error())) << code_of(refused);
}

TEST_F(OvertakenTest, WhatDoesNotFitTheDatabaseIsToldAndNotTakenForAnotherNodesDoing) {
  Desk& desk = *nodes_[0];
  const Outcome opened = open_case(desk);
  std::atomic<int> runs = 0;
  Submission submission = note_of(opened.case_id, "wrong");
  submission.also = [&](store::Writer& writer) {
    ++runs;
    return store::timers::arm(writer, desk.org(), {.case_id = "case_that_is_not", .id = "t", .due = {}});
  };
  EXPECT_EQ(code_of(desk.submit_and_wait(std::move(submission))).substr(0, 16), "store/constraint");
  EXPECT_LE(runs, 2);
  EXPECT_TRUE(note(desk, opened.case_id, "right"));
}

}  // namespace
}  // namespace evenhand::desk
