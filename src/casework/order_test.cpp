// Guards that ask for an order, products, and words that are listened for in two languages: each case is an SOP as an
// author writes it.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.hpp"
#include "casework/simulate.hpp"
#include "casework/testing.hpp"
#include "procedure/compile.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;

procedure::ProcedurePtr compiled(const std::string& text) {
  const auto result = procedure::compile(text);
  for (const auto& one : result.diagnostics)
    EXPECT_NE(one.severity, Severity::error) << render(one, "test.sop.md", text);
  return result.procedure;
}

ProgramPtr program_of(const procedure::ProcedurePtr& main, const procedure::Selection& selection) {
  auto program = Program::link(main->id, {{main->id, main->hash}}, selection, [&](const std::string&) { return main; });
  EXPECT_TRUE(program.has_value()) << (program ? "" : program.error().message);
  return program ? *program : nullptr;
}

/// A case in free order whose action `refund` is guarded by `guard`.
class OrderTest : public ::testing::Test {
 protected:
  void begin(const std::string& guard) {
    const auto main = compiled(
        "---\nid: free\norder: free\noutcomes: [settled]\n---\n\n# Free\n\n## Facts\n\n| Fact | Type | From |\n| --- | "
        "--- | --- |\n| amount | number | customer |\n| sure | yes or no | customer |\n\n## Actions\n\n"
        "### look up\n\n### check policy\n\n### call back\n\n### refund\n\n- Allowed when " +
        guard + "\n");
    ASSERT_NE(main, nullptr);
    session_.emplace(program_of(main, {"", "email", "", "en"}), Surroundings{start, "our company", "case", "cli"});
    OpenCase open;
    open.subject = "test";
    ASSERT_TRUE(session_->submit(open, agent()));
  }
  static Actor agent() {
    Actor actor;
    actor.id = "person_agent";
    actor.name = "Agent";
    return actor;
  }
  void act(const std::string& action) {
    const auto done = session_->submit(PerformAction{"", action, {}, {}}, agent());
    EXPECT_TRUE(done) << action << ": " << (done ? "" : done.error().message);
  }
  void state_fact(const std::string& fact, feel::Value value) {
    const auto done = session_->submit(RecordFacts{"", {{fact, std::move(value)}}}, agent());
    EXPECT_TRUE(done) << fact << ": " << (done ? "" : done.error().message);
  }
  std::vector<Gate> gates() const {
    return why_not_allowed(session_->state(), session_->program(), "refund", session_->surroundings().now);
  }
  void TearDown() override {
    if (session_) { EXPECT_TRUE(rebuild(session_->history()) == session_->state()); }
  }
  std::optional<Session> session_;
};

const std::string in_order = "in this order:\n  - **look up** is done\n  - **check policy** is done\n";

TEST_F(OrderTest, HoldsWhenTheOrderWasKept) {
  begin(in_order);
  ASSERT_EQ(gates().size(), 2u) << "both are missing";
  act("look up");
  ASSERT_EQ(gates().size(), 1u);
  EXPECT_NE(gates()[0].message.find("**check policy** has not been done"), std::string::npos) << gates()[0].message;
  act("check policy");
  EXPECT_TRUE(gates().empty());
  act("refund");
}

TEST_F(OrderTest, NamesWhatCameTooEarlyAndWhatPutsItRight) {
  begin(in_order);
  act("check policy");
  act("look up");
  const auto found = gates();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, "guard");
  EXPECT_EQ(found[0].message,
            "**refund** is not allowed yet: \"**check policy** has been done\" came before \"**look up** has been "
            "done\", and it "
            "has to come after it.");
  EXPECT_EQ(found[0].remedy, "Do **check policy** again.");
  const auto refused = session_->submit(PerformAction{"", "refund", {}, {}}, agent());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "case/gate-unmet");
  act("check policy");
  EXPECT_TRUE(gates().empty());
}

TEST_F(OrderTest, AnOrderOnceKeptStaysKept) {
  begin(in_order);
  act("look up");
  act("check policy");
  act("look up");
  EXPECT_TRUE(gates().empty()) << "the first look-up came before the check";
  for (std::size_t i = 0; i < limits::action_times_max + 5; ++i) act("look up");
  EXPECT_EQ(session_->state().action_times.at("look up").size(), limits::action_times_max);
  EXPECT_TRUE(gates().empty()) << "the first time is never forgotten";
}

TEST_F(OrderTest, ThreeInOrder) {
  begin("in this order:\n  - **look up** is done\n  - **check policy** is done\n  - **call back** is done\n");
  act("call back");
  act("look up");
  act("check policy");
  ASSERT_EQ(gates().size(), 1u);
  EXPECT_EQ(gates()[0].remedy, "Do **call back** again.");
  act("call back");
  EXPECT_TRUE(gates().empty());
}

TEST_F(OrderTest, AFactCountsFromWhenItGotItsValueOrWasConfirmed) {
  begin("in this order:\n  - **look up** is done\n  - `amount < 500`\n");
  state_fact("amount", feel::Value(40));
  act("look up");
  ASSERT_EQ(gates().size(), 1u);
  EXPECT_EQ(gates()[0].message,
            "**refund** is not allowed yet: \"**amount** is less than 500\" came before \"**look up** has been done\", "
            "and it has to "
            "come after it.");
  EXPECT_EQ(gates()[0].remedy, "Record **amount** again.");
  EXPECT_EQ(gates()[0].facts, std::vector<std::string>{"amount"});
  state_fact("amount", feel::Value(40));
  EXPECT_TRUE(gates().empty()) << "the same amount, said again afterwards";
}

TEST_F(OrderTest, AFactThatComesFirstMayBeConfirmedLater) {
  begin("in this order:\n  - `amount < 500`\n  - **look up** is done\n");
  state_fact("amount", feel::Value(40));
  act("look up");
  state_fact("amount", feel::Value(40));
  EXPECT_TRUE(gates().empty());
  const auto changed = session_->submit(RecordFacts{"", {{"amount", feel::Value(60)}}}, agent());
  ASSERT_FALSE(changed) << "another amount than the one that was looked up";
  EXPECT_EQ(changed.error().code, "fact/settled");
}

TEST_F(OrderTest, OneWayOfSeveralIsEnough) {
  begin("any of:\n  - `sure`\n  - in this order:\n    - **look up** is done\n    - **check policy** is done\n");
  act("check policy");
  act("look up");
  EXPECT_FALSE(gates().empty());
  state_fact("sure", feel::Value(true));
  EXPECT_TRUE(gates().empty());
}

TEST_F(OrderTest, GroupsInsideAnOrder) {
  begin(
      "in this order:\n  - all of:\n    - **look up** is done\n    - `sure`\n  - any of:\n    - **check policy** is "
      "done\n"
      "    - **call back** is done\n");
  act("look up");
  act("check policy");
  state_fact("sure", feel::Value(true));
  EXPECT_EQ(gates().size(), 1u) << "all of it was there only after the check";
  act("call back");
  EXPECT_TRUE(gates().empty()) << "the other of the two came after it";
}

TEST_F(OrderTest, NoneOfAnOrder) {
  begin("none of:\n  - in this order:\n    - **look up** is done\n    - **check policy** is done\n");
  act("check policy");
  act("look up");
  EXPECT_TRUE(gates().empty()) << "it was the other order";
  act("check policy");
  ASSERT_EQ(gates().size(), 1u);
  EXPECT_NE(gates()[0].message.find("none of"), std::string::npos) << gates()[0].message;
}

TEST_F(OrderTest, TheFirstThatApplies) {
  begin(
      "the first that applies:\n  - if `channel = \"email\"`: in this order:\n    - **look up** is done\n    - **check "
      "policy** is done\n  - otherwise: `true`\n");
  act("check policy");
  act("look up");
  ASSERT_EQ(gates().size(), 1u);
  EXPECT_EQ(gates()[0].remedy, "Do **check policy** again.");
}

TEST_F(OrderTest, TheStateKeepsItAcrossJson) {
  begin(in_order);
  act("look up");
  act("check policy");
  const auto back = state_from_json(state_to_json(session_->state()));
  ASSERT_TRUE(back);
  EXPECT_TRUE(*back == session_->state());
  EXPECT_TRUE(why_not_allowed(*back, session_->program(), "refund", start).empty());
}

constexpr std::string_view products_text = R"(---
id: cards
channels: [email]
products: [gift card, Voucher]
---

# Cards

## Facts

| Fact | Type | From |
| --- | --- | --- |
| number of card | text | customer |

## 1. Look

- If `product = "Voucher"`: close as **voucher**.
- Ask for **number of card**.
- Tell **team lead** that {number of card} came up.
- Close as **card**.

## For product gift card

- Before step 1: [ ] Read the balance aloud.
)";

tl::expected<std::vector<Event>, Refusal> open_for(const std::string& product, ProgramPtr* out = nullptr) {
  const auto main = compiled(std::string(products_text));
  const auto program = program_of(main, {"", "email", product, "en"});
  if (out != nullptr) *out = program;
  Session session(program, Surroundings{start, "our company", "case", "cli"});
  OpenCase open;
  open.subject = "test";
  Actor agent;
  agent.id = "person_agent";
  return session.submit(open, agent);
}

TEST(Products, AnOverlayAppliesToItsProduct) {
  const auto tasks = [](const ProgramPtr& program) {
    return std::count_if(program->places().begin(), program->places().end(),
                         [](const Place* p) { return p->node->kind == procedure::NodeKind::task; });
  };
  ProgramPtr program;
  EXPECT_TRUE(open_for("Gift Card", &program));
  EXPECT_EQ(program->selection().product, "gift card") << "as the procedure spells it";
  EXPECT_EQ(tasks(program), 1);
  EXPECT_TRUE(open_for("", &program));
  EXPECT_EQ(tasks(program), 0);
}

TEST(Products, ConditionsReadIt) {
  const auto events = open_for("voucher");
  ASSERT_TRUE(events);
  const auto* closed = std::get_if<CaseClosed>(&events->back());
  ASSERT_NE(closed, nullptr);
  EXPECT_EQ(closed->outcome, "voucher");
}

TEST(Products, AnotherProductIsRefused) {
  const auto refused = open_for("toaster");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "case/product");
  EXPECT_EQ(refused.error().message, "\"Cards\" is not for the product \"toaster\". It is for gift card or Voucher.");
}

constexpr std::string_view local_text = R"(---
id: local
channels: [email, in person]
states: [MA, OK]
languages: [en, es]
---

# Local

## 1. Look

- If `state = "MA" and channel = "email"`: close as **told**.
- Close as **looked**.
)";

tl::expected<std::vector<Event>, Refusal> open_at(const procedure::Selection& selection) {
  Session session(program_of(compiled(std::string(local_text)), selection),
                  Surroundings{start, "our company", "case", "cli"});
  OpenCase open;
  open.subject = "test";
  Actor agent;
  agent.id = "person_agent";
  return session.submit(open, agent);
}

TEST(StatesAndChannels, OthersThanListedAreRefused) {
  const auto state = open_at({"TX", "email", "", "en"});
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, "case/state");
  EXPECT_EQ(state.error().message, "\"Local\" is not for the state TX. It is for MA or OK.");
  const auto channel = open_at({"MA", "phone", "", "en"});
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, "case/channel");
  EXPECT_EQ(channel.error().message, "\"Local\" is not for cases by phone. It is for email or in person.");
}

TEST(StatesAndChannels, ALanguageItIsNotWrittenInIsRefused) {
  const auto refused = open_at({"MA", "email", "", "xx"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "case/language");
  EXPECT_EQ(refused.error().message, "\"Local\" is not for cases in xx. It is for en or es.");
  EXPECT_TRUE(open_at({"MA", "email", "", "es"}));
}

TEST(StatesAndChannels, WhatIsNotGivenFits) {
  for (const procedure::Selection& selection :
       {procedure::Selection{"", "", "", "en"}, {"MA", "", "", "en"}, {"", "email", "", "en"}})
    EXPECT_TRUE(open_at(selection)) << selection.state << "/" << selection.channel;
}

TEST(StatesAndChannels, GoByTheNameOfTheFrontMatter) {
  const auto events = open_at({"ma", "Email", "", "en"});
  ASSERT_TRUE(events);
  EXPECT_EQ(std::get<CaseOpened>(events->front()).selection.state, "MA");
  EXPECT_EQ(std::get<CaseClosed>(events->back()).outcome, "told") << "conditions compare letter by letter";
}

TEST(Mentions, AreHeardInEveryLanguage) {
  const auto main = compiled(R"(---
id: hear
languages: [en, es]
---

# Hear

## 1. Listen

- [ ] Listen.

## Escalation

- Any time the customer mentions a lawyer: tell **team lead** that it is serious.

## En español

### 1. Escuchar

- [ ] Escuche.

### Escalation

- El cliente menciona un **abogado** o **la fiscalía**.
- Avise a **team lead** de que es grave.
)");
  ASSERT_NE(main, nullptr);
  EXPECT_EQ(main->escalation[0].words_in.at("es"), (std::vector<std::string>{"abogado", "fiscalía"}));
  for (const char* said : {"I will call a lawyer", "Voy a llamar a mi abogado", "Iré a la fiscalía."}) {
    for (const char* language : {"en", "es"}) {
      Session session(program_of(main, {"", "email", "", language}), Surroundings{start, "co", "case", "cli"});
      OpenCase open;
      open.subject = "test";
      Actor customer;
      customer.id = "customer";
      ASSERT_TRUE(session.submit(open, customer));
      ASSERT_TRUE(session.submit(ReceiveMessage{"", said, "customer", ""}, customer));
      std::string told;
      for (const auto& one : session.history())
        if (const auto* event = std::get_if<Told>(&one.event)) told = event->text;
      EXPECT_EQ(told, std::string(language) == "es" ? "es grave." : "it is serious.") << said;
    }
  }
}

}  // namespace
}  // namespace evenhand::casework
