// Text first: each case is an SOP as an author writes it, and its own scenarios say what must come out.
#include <gtest/gtest.h>

#include "casework/guide.hpp"
#include "casework/testing.hpp"
#include "procedure/compile.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;

procedure::ProcedurePtr compiled(std::string_view text, const procedure::Resolver& resolver = {}) {
  auto result = procedure::compile(text, resolver);
  for (const auto& one : result.diagnostics)
    EXPECT_NE(one.severity, Severity::error) << render(one, "test.sop.md", text);
  return result.procedure;
}

ProgramPtr program_of(const procedure::ProcedurePtr& main, const procedure::Selection& selection,
                      const std::vector<procedure::ProcedurePtr>& others = {}) {
  std::map<std::string, procedure::ProcedurePtr> by_hash{{main->hash, main}};
  Pins pins{{main->id, main->hash}};
  for (const auto& other : others) by_hash[other->hash] = other, pins[other->id] = other->hash;
  auto program = Program::link(main->id, pins, selection, [&](const std::string& hash) { return by_hash[hash]; });
  EXPECT_TRUE(program.has_value()) << (program ? "" : program.error().message);
  return program ? *program : nullptr;
}

/// The problems of every scenario, each with the scenario's name; empty when all come out as written.
std::vector<std::string> play(std::string_view text, const procedure::Resolver& resolver = {},
                              const std::vector<procedure::ProcedurePtr>& others = {}) {
  const auto main = compiled(text, resolver);
  if (!main) return {"does not compile"};
  std::vector<std::string> problems;
  EXPECT_FALSE(main->training.scenarios.empty());
  for (const auto& scenario : main->training.scenarios) {
    const procedure::Selection selection{scenario.state, scenario.channel.empty() ? "email" : scenario.channel,
                                         scenario.product, scenario.language.empty() ? "en" : scenario.language};
    const auto result = simulate(program_of(main, selection, others), scenario, start);
    for (const auto& problem : result.problems) problems.push_back(scenario.name + ": " + problem);
    EXPECT_TRUE(rebuild(result.history) == result.state) << scenario.name;
  }
  return problems;
}

using Problems = std::vector<std::string>;

constexpr std::string_view refund = R"(---
id: refund
title: Refund
channels: [phone, email]
states: [MA, WY]
---

# Refund

Money back.

## Facts

| Fact | Type | From |
| --- | --- | --- |
| order number | text like `AA-000000` | customer |
| reason | one of: damaged, late, changed mind | customer |
| delivered on | date | look up order |
| amount | money in USD | look up order |
| refund | one of: full, none | decision |
| refund id | text | refund payment |

## 1. Listen

> Hello, this is {agent} of {company}.

- [ ] Say that the call may be recorded. (when `channel = "phone"`)
- Ask for **order number** and **reason**.
- Do **look up order** with **order number**, giving **delivered on**, **amount**. If it fails: close as **no such order**.

## 2. Decide

- Record **days** as `(date("2026-11-20") - delivered on).days`.
- Decide **refund** by the table, first match wins.

| reason | days | refund |
| --- | --- | --- |
| damaged, late | - | full |
| changed mind | <= 30 | full |
| - | - | none |

## 3. Pay, or explain

- If `refund = "none"`:
  - Send **declined**.
  - Wait for a reply, up to 5 business days. If none: close as **declined**.
  - Get approval from **support manager**. If refused: close as **declined twice**.
- If `refund = "full" and amount > 500`: get approval from **support manager**.
- Do **refund payment** with **amount**, giving **refund id**.
- Close as **refunded**.

## Messages

### declined

> Hello {customer}, your order arrived on {delivered on}.

## Actions

| Action | Allowed when |
| --- | --- |
| refund payment | `look up order done and (refund = "full" and amount <= 500 or approved)` |

## In Massachusetts

- Before step 3: [ ] Confirm that the policy was shown. If not: record **refund** as `"full"`.

## Training

### Scenario: damaged
- Given **order number** is `"AB-123456"`, **reason** is `"damaged"`.
- Given **look up order** gives **amount** as `40`, **delivered on** as `date("2026-11-01")`.
- Given **refund payment** gives **refund id** as `"R1"`.
- Given channel **phone**.
- Expect **refund** is `"full"`.
- Expect step **Decide** is done.
- Expect **refund payment** is done.
- Expect the case closes as **refunded**.

### Scenario: dear
- Given **order number** is `"AB-123456"`, **reason** is `"late"`.
- Given **look up order** gives **amount** as `900`, **delivered on** as `date("2026-11-01")`.
- Given **refund payment** gives **refund id** as `"R1"`.
- Expect the case closes as **refunded**.

### Scenario: too late and silent
- Given **order number** is `"AB-123456"`, **reason** is `"changed mind"`.
- Given **look up order** gives **amount** as `40`, **delivered on** as `date("2026-01-01")`.
- Given no reply.
- Expect **refund payment** is not done.
- Expect the case closes as **declined**.

### Scenario: too late, argued, refused
- Given **order number** is `"AB-123456"`, **reason** is `"changed mind"`.
- Given **look up order** gives **amount** as `40`, **delivered on** as `date("2026-01-01")`.
- Given the reply `"please look again"`.
- Given **support manager** refuses.
- Expect the case closes as **declined twice**.

### Scenario: no such order
- Given **order number** is `"AB-123456"`, **reason** is `"late"`.
- Given **look up order** fails.
- Expect the case closes as **no such order**.

### Scenario: policy not shown in Massachusetts
- Given state **MA**.
- Given **order number** is `"AB-123456"`, **reason** is `"changed mind"`.
- Given **look up order** gives **amount** as `40`, **delivered on** as `date("2026-01-01")`.
- Given **refund payment** gives **refund id** as `"R1"`.
- Given the box `Confirm that the policy was shown` is answered no.
- Expect the case closes as **refunded**.
)";

TEST(Sop, RefundComesOutAsItsScenariosSay) {
  EXPECT_EQ(play(refund), Problems{});
}

std::string with_scenario(std::string_view scenario) {
  std::string text(refund.substr(0, refund.find("## Training")));
  return text + "## Training\n\n### Scenario: one\n" + std::string(scenario);
}

TEST(Sop, AScenarioThatDoesNotHoldSaysWhy) {
  EXPECT_EQ(
      play(with_scenario("- Given **order number** is `\"AB-123456\"`.\n- Expect the case closes as **refunded**.\n")),
      Problems{"one: **reason** is asked for in step \"Listen\", and the scenario does not give it."});
  const std::string given =
      "- Given **order number** is `\"AB-123456\"`, **reason** is `\"changed mind\"`.\n"
      "- Given **look up order** gives **amount** as `40`, **delivered on** as `date(\"2026-01-01\")`.\n";
  EXPECT_EQ(
      play(with_scenario(given + "- Expect the case closes as **declined**.\n")),
      Problems{
          "one: The case waits for a reply in step \"Pay, or explain\". Say `Given no reply.` or give the reply."});
  EXPECT_EQ(play(with_scenario(
                given +
                "- Given no reply.\n- Expect **refund** is `\"full\"`.\n- Expect the case closes as **refunded**.\n")),
            (Problems{"one: **refund** is `\"none\"`, not `\"full\"`.",
                      "one: The case closes as **declined**, not as **refunded**."}));
}

TEST(Sop, WhatAScenarioSaysMustComeUp) {
  const std::string given =
      "- Given **order number** is `\"AB-123456\"`, **reason** is `\"late\"`.\n- Given **look up order** gives "
      "**amount** as "
      "`40`, **delivered on** as `date(\"2026-11-01\")`.\n- Given **refund payment** gives **refund id** as "
      "`\"R1\"`.\n";
  const std::string expect = "- Expect the case closes as **refunded**.\n";
  EXPECT_EQ(play(with_scenario(given + expect)), Problems{});
  EXPECT_EQ(play(with_scenario(given + "- Given **support manager** refuses.\n" + expect)),
            Problems{"one: **support manager** is not asked for an approval in this scenario."});
  EXPECT_EQ(play(with_scenario(given + "- Given the reply `\"no\"`.\n" + expect)),
            Problems{"one: No reply is waited for in this scenario."});
  EXPECT_EQ(
      play(with_scenario(given + "- Given the box `Say that the call may be recorded` is answered no.\n" + expect)),
      Problems{"one: The box \"Say that the call may be recorded\" is not asked in this scenario."});
  EXPECT_EQ(
      play(with_scenario("- Given **order number** is `\"AB-123456\"`, **reason** is `\"late\"`.\n- Given **look up "
                         "order** fails.\n- Given **refund payment** fails.\n- Expect the case closes as **no such "
                         "order**.\n")),
      Problems{"one: **refund payment** is not done in this scenario, so it cannot fail."});
}

constexpr std::string_view identity = R"(---
id: identity-check
title: Identity check
---

# Identity check

## Facts

| Fact | Type | From |
| --- | --- | --- |
| email | email | customer |
| code | text like `000` | customer |
| tries | number | counted |
| confirmed | yes or no | result |

## 1. Ask

- Repeat until `confirmed`, at most 3 times:
  - Ask for **code**.
  - Record **confirmed** as `code = "123"`.
)";

constexpr std::string_view account = R"(---
id: account
title: Account access
---

# Account access

## Facts

| Fact | Type | From |
| --- | --- | --- |
| email | email | customer |
| confirmed | yes or no | result |

## 1. Check

- Ask for **email**.
- Follow [Identity check](identity-check.sop.md).

## 2. Help

- If `confirmed`: close as **helped**.
- Otherwise:
  - In any order:
    - [ ] Tell them how to recover.
    - [ ] Write a note.
  - Close as **not verified**.

## Training

### Scenario: second code is right
- Given **email** is `"a@b.example"`, **code** is `"111"`, **code** is `"123"`.
- Expect the case closes as **helped**.

### Scenario: never right
- Given **email** is `"a@b.example"`, **code** is `"999"`.
- Expect the case closes as **not verified**.
)";

TEST(Sop, FollowRepeatAndAnyOrder) {
  const auto followed = compiled(identity);
  ASSERT_TRUE(followed);
  EXPECT_EQ(play(account, [&](std::string_view) { return followed; }, {followed}), Problems{});
}

constexpr std::string_view free_order = R"(---
id: trouble
title: Trouble with an account
order: free
outcomes: [solved, not solved]
---

# Trouble with an account

Do what helps, in any order the guards allow.

## Facts

| Fact | Type | From |
| --- | --- | --- |
| name | text | customer |
| valid | yes or no | verify identity |

## Actions

| Action | Needs | Gives | Allowed when |
| --- | --- | --- | --- |
| pull up account | name | | |
| verify identity | name | valid | `pull up account done` |
| make password | | | `verify identity done and valid` |

## Training

### Scenario: in order
- Given **name** is `"Eve"`.
- Given **verify identity** gives **valid** as `true`.
- Expect **pull up account** is done.
- Expect **make password** is done.
- Expect the case closes as **solved**.

### Scenario: not valid
- Given **name** is `"Eve"`.
- Given **verify identity** gives **valid** as `false`.
- Expect **pull up account** is done.
- Expect **make password** is refused.
- Expect the case closes as **not solved**.
)";

TEST(Sop, FreeOrder) {
  EXPECT_EQ(play(free_order), Problems{});
}

TEST(Guide, ShowsWhatToDoAndWhyNot) {
  const auto main = compiled(refund);
  ASSERT_TRUE(main);
  Case c(program_of(main, {"", "phone", "", "en"}), OpenCase{.customer_name = "Eve"});
  const Actor ann = person("ann");
  auto now = guide(c.state(), c.session.program(), ann, c.session.surroundings());
  ASSERT_EQ(now.steps.size(), 3U);
  EXPECT_EQ(now.steps[0].status, "now");
  EXPECT_EQ(now.steps[1].status, "idle");
  ASSERT_EQ(now.now.size(), 2U) << "the box and the question";
  ASSERT_FALSE(now.steps[0].items.empty());
  EXPECT_EQ(now.steps[0].items[0].text, "Hello, this is ann of Acme.");
  ASSERT_EQ(now.actions.size(), 1U);
  EXPECT_FALSE(now.actions[0].allowed);
  EXPECT_FALSE(now.actions[0].gates.empty());
  c.must(RecordFacts{now.now[1], {{"order number", "AB-123456"}, {"reason", "changed mind"}}});
  now = guide(c.state(), c.session.program(), ann, c.session.surroundings());
  EXPECT_TRUE(now.may_undo);
  c.tick(now.now[0]);
  now = guide(c.state(), c.session.program(), ann, c.session.surroundings());
  ASSERT_EQ(now.now.size(), 1U);
  c.must(PerformAction{now.now[0], "look up order", {}, {{"amount", 40}, {"delivered on", "2026-01-01"}}});
  now = guide(c.state(), c.session.program(), ann, c.session.surroundings());
  EXPECT_TRUE(now.now.empty()) << "the customer's turn";
  bool waits = false;
  for (const auto& item : now.steps[2].items)
    waits = waits || (item.kind == "wait" && item.status == "waiting" && item.due.micros > 0);
  EXPECT_TRUE(waits);
  const auto text = json::write(to_json(now));
  EXPECT_NE(text.find("\"display\":\"$40.00\""), std::string::npos) << text;
}

ProgramPtr with_rows(const std::string& policy, const std::string& first, const std::string& second) {
  const std::string text =
      "---\nid: rows\ntitle: Rows\n---\n\n# Rows\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n"
      "| amount | number | customer |\n| fee | number | decision |\n| note | text | decision |\n\n## 1. Only\n\n"
      "- Ask for **amount**.\n- Decide **fee** and **note** by the table" +
      policy + ".\n\n| amount | fee | note |\n| --- | --- | --- |\n" + first + "\n" + second +
      "\n\n- [ ] Say {fee} and {note}.\n- Close as **done**.\n";
  return program_of(compiled(text), {"", "email", "", "en"});
}

/// A table of two facts that cannot decide: the sentence of its gate.
std::string why_undecided(const std::string& policy, const std::string& first, const std::string& second) {
  Case c(with_rows(policy, first, second));
  const auto now = guide(c.state(), c.session.program(), person("ann"), c.session.surroundings()).now;
  c.must(RecordFacts{now.front(), {{"amount", feel::Value(7)}}});
  EXPECT_TRUE(c.all<DecisionMade>().empty());
  EXPECT_TRUE(c.value("fee").is_null());
  const auto gates = why_open(c.state(), c.session.program(), start);
  return gates.empty() ? "" : gates.front().message;
}

TEST(Sop, ATableThatCannotDecideSaysWhy) {
  EXPECT_EQ(why_undecided(", first match wins", "| > 10 | 1 | a |", "| > 20 | 2 | b |"),
            "No row of the table that decides **fee and note** fits.");
  // What rows say of more than constants is known only when they meet.
  EXPECT_EQ(why_undecided("", "| `? > amount - 1` | 1 | a |", "| `? > amount - 2` | 2 | b |"),
            "**fee and note** cannot be decided: rows 1, 2 match at once, and only one may.");
}

TEST(Sop, ATableOfSlowCellsIsRefusedAndChangesNothing) {
  const std::string slow = "`? = 0 + count(for i in 1..90000 return i)`";
  std::string rows;
  for (int i = 0; i < 100; ++i) rows += "| " + slow + " | 1 | a |\n";
  Case c(with_rows(", first match wins", rows.substr(0, rows.size() - 1), "| - | 2 | b |"));
  const auto now = guide(c.state(), c.session.program(), person("ann"), c.session.surroundings()).now;
  EXPECT_EQ(c.try_to(RecordFacts{now.front(), {{"amount", feel::Value(7)}}}), "case/too-much-at-once");
  EXPECT_TRUE(c.value("amount").is_null());
  EXPECT_TRUE(c.value("fee").is_null());
}

}  // namespace
}  // namespace evenhand::casework
