#include "procedure/compile.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/limits.hpp"
#include "procedure/codes.hpp"
#include "procedure/testing.hpp"

namespace evenhand::procedure {
namespace {

std::string problems(const Compiled& c) {
  std::string out;
  for (const Diagnostic& d : c.diagnostics)
    out += d.code + " " + std::to_string(d.span.line) + ":" + std::to_string(d.span.column) + " " + d.message + "\n";
  return out;
}

/// Compiles the items of one step, in a file with a few facts and messages.
ProcedurePtr step_of(const std::string& items) {
  const Compiled c = compile(whole_example(items));
  EXPECT_NE(c.procedure, nullptr) << problems(c) << items;
  return c.procedure;
}
Node only_node(const std::string& items) {
  const ProcedurePtr p = step_of(items);
  if (p == nullptr || p->root.children.empty() || p->root.children[0].children.empty()) return {};
  return p->root.children[0].children[0];
}

TEST(Compile, AskTakesNames) {
  const Node n = only_node("- Ask for **order number**, **reason** and **score**. (optional) {#first-questions}\n");
  EXPECT_EQ(n.kind, NodeKind::ask);
  EXPECT_EQ(n.facts, (std::vector<std::string>{"order number", "reason", "score"}));
  EXPECT_TRUE(n.optional);
  EXPECT_EQ(n.id, "first-questions");
  EXPECT_EQ(n.text.text, "Ask for **order number**, **reason** and **score**");
}

TEST(Compile, ChoiceTakesBranchesOnTheLineAndInItemsAfterIt) {
  const Node n = only_node(
      "- If `score > 8`: send **thank you**.\n- Otherwise if `proof`:\n  - Close as **a**.\n- Otherwise: close as "
      "**b**.\n");
  EXPECT_EQ(n.kind, NodeKind::choice);
  ASSERT_EQ(n.children.size(), 3u);
  EXPECT_EQ(n.guards.size(), 2u);
  EXPECT_TRUE(n.has_otherwise);
  EXPECT_EQ(n.children[0].children.at(0).kind, NodeKind::send);
  EXPECT_EQ(n.children[2].children.at(0).name, "b");
  const Node one_line = only_node(
      "- If `proof`: get approval from **support manager**, up to 1 day. If refused: close as **declined**. Otherwise: "
      "close as **b**.\n");
  ASSERT_EQ(one_line.children.size(), 2u);
  EXPECT_EQ(one_line.children[0].children.at(0).branches.at(0).children.at(0).name, "declined");
}

TEST(Compile, ContinuationsFindWhatTheyContinue) {
  const ProcedurePtr p = step_of(
      "- Do **pay** with **amount** as **sum** and **reason**, giving **code** as **refund id**. If it fails: close as "
      "**failed**.\n"
      "- Wait for a reply, up to 5 business days.\n- If none: close as **no answer**.\n"
      "- Get approval from **support manager**, up to 2 hours. If refused: close as **no**. If none: hand over to "
      "**desk**.\n"
      "- Wait until `proof`, up to 2 days. If not: close as **unproven**.\n"
      "- [ ] Show the policy.\n- If it was not shown to the customer, record **refund** as `\"full\"`.\n"
      "- Check that `amount > 0`. Otherwise:\n  - Close as **nothing**.\n");
  ASSERT_NE(p, nullptr);
  const auto& n = p->root.children[0].children;
  ASSERT_EQ(n.size(), 6u);
  EXPECT_EQ(n[0].inputs[0].fact, "amount");
  EXPECT_EQ(n[0].inputs[0].parameter, "sum");
  EXPECT_EQ(n[0].outputs[0].fact, "refund id");
  EXPECT_EQ(n[0].outputs[0].parameter, "code");
  EXPECT_EQ(n[0].branches.at(0).children.at(0).name, "failed");
  EXPECT_EQ(n[1].limit->str(), "5 business days");
  EXPECT_EQ(n[1].branches.at(0).children.at(0).name, "no answer");
  EXPECT_EQ(n[2].branches.size(), 2u);
  EXPECT_EQ(n[2].branches[1].children.at(0).kind, NodeKind::hand_over);
  EXPECT_EQ(n[3].wait_kind, Node::WaitKind::condition);
  EXPECT_EQ(n[4].kind, NodeKind::task);
  EXPECT_EQ(n[4].branches.at(0).children.at(0).kind, NodeKind::record);
  EXPECT_EQ(n[5].branches.at(0).children.at(0).name, "nothing");
  EXPECT_NE(p->find_fact("refund id"), nullptr);
  EXPECT_TRUE(p->find_fact("refund id")->implicit);
}

TEST(Compile, TasksTakeMarks) {
  const Node n = only_node(
      "- [ ] Say that {order number} is recorded. (when `channel = \"phone\"`) (satisfies us-ma/recording, "
      "us-ma/notice) (evidence: photo) "
      "(by team lead) If not: close as **not said**.\n");
  EXPECT_EQ(n.kind, NodeKind::task);
  EXPECT_EQ(n.text.text, "Say that {order number} is recorded.");
  EXPECT_TRUE(n.when.has_value());
  EXPECT_EQ(n.satisfies, (std::vector<std::string>{"us-ma/recording", "us-ma/notice"}));
  EXPECT_EQ(n.evidence, "photo");
  EXPECT_EQ(n.by_role, "team lead");
  EXPECT_EQ(n.branches.size(), 1u);
}

TEST(Compile, LoopsAndOrders) {
  const ProcedurePtr p = step_of(
      "- Repeat until `proof`, at most 3 times:\n  - Ask for **proof**.\n- For each **item** in `items`: send **thank "
      "you** by email.\n"
      "- In any order:\n  - Ask for **score**.\n  - Ask for **reason**.\n- Wait 3 days.\n- Raise priority to "
      "**urgent**.\n"
      "- Tell **team lead** that the parcel is lost. It was insured.\n- Hand over to **fraud desk**.\n- If `score > "
      "3`: go to step **First step**.\n");
  ASSERT_NE(p, nullptr);
  const auto& n = p->root.children[0].children;
  ASSERT_EQ(n.size(), 8u);
  EXPECT_EQ(n[0].times_max, 3u);
  EXPECT_EQ(n[1].facts, std::vector<std::string>{"item"});
  EXPECT_EQ(n[1].children.at(0).channel, "email");
  EXPECT_EQ(n[2].children.size(), 2u);
  EXPECT_EQ(n[3].limit->elapsed_micros(), 3ll * 86'400'000'000);
  EXPECT_EQ(n[5].text.text, "Tell **team lead** that the parcel is lost. It was insured");
  EXPECT_EQ(n[7].children.at(0).children.at(0).name, "first-step");
}

TEST(Compile, DecisionCellsAreReadByTheTypeOfTheirFact) {
  const Node n = only_node(
      "- Decide **refund** by the table, first match wins.\n\n| reason | amount | proof | `channel` | refund |\n| --- "
      "| --- | --- | --- | --- |\n"
      "| damaged, late | [1..500) | yes | \"phone\" | full |\n| not(late) | > 5 | no | - | `if score > 3 then \"part\" "
      "else \"none\"` |\n| - | - | - | - | none |\n");
  ASSERT_NE(n.table, nullptr);
  EXPECT_EQ(n.table->policy, dmn::HitPolicy::first);
  ASSERT_EQ(n.table->inputs.size(), 4u);
  EXPECT_EQ(n.table->inputs[0].allowed.size(), 3u);
  EXPECT_TRUE(n.table->inputs[1].is_number);
  EXPECT_EQ(n.table->rules[0].tests[0].source(), "\"damaged\", \"late\"");
  EXPECT_EQ(n.table->rules[0].tests[2].source(), "true");
  EXPECT_EQ(n.table->rules[1].tests[0].source(), "not(\"late\")");
  EXPECT_EQ(n.table->rules[0].outputs[0].source(), "\"full\"");
}

TEST(Compile, RecordedFactsHaveTheTypeOfTheirValue) {
  const ProcedurePtr p = step_of(
      "- Record **days since** as `(today() - delivered on).days`.\n- Record **late** as `days since > 30`.\n- If "
      "`late`: close as **late**.\n");
  ASSERT_NE(p, nullptr);
  EXPECT_EQ(p->find_fact("days since")->type.kind, FactType::Kind::number);
  EXPECT_EQ(p->find_fact("late")->type.kind, FactType::Kind::yes_no);
}

TEST(Compile, GuardsOfActionsBecomeOneExpression) {
  const ProcedurePtr p = step_of(
      "## Actions\n\n### pay\n- Needs **amount**.\n- Gives **receipt**.\n- By connector **bank**.\n- Allowed when all "
      "of:\n  - **look up** is done\n  - any of:\n"
      "    - `amount <= 500`\n    - `approved`\n  - none of:\n    - `proof`\n  - the first that applies:\n    - if "
      "`channel = \"phone\"`: `score > 3`\n    - otherwise: `true`\n\n"
      "### look up\n- By connector **shop**.\n");
  ASSERT_NE(p, nullptr);
  const Action* a = p->find_action("pay");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->connector, "bank");
  ASSERT_TRUE(a->allowed_when.has_value());
  const auto allowed = [&](bool done, int amount, bool approved, bool proof, int score) {
    feel::MapEnvironment env({{"look up done", done},
                              {"amount", amount},
                              {"approved", approved},
                              {"proof", proof},
                              {"channel", "phone"},
                              {"score", score}},
                             Instant{});
    return a->allowed_when->expression.evaluate(env).is_true();
  };
  EXPECT_TRUE(allowed(true, 5, false, false, 4));
  EXPECT_FALSE(allowed(false, 5, false, false, 4));
  EXPECT_FALSE(allowed(true, 501, false, false, 4));
  EXPECT_TRUE(allowed(true, 501, true, false, 4));
  EXPECT_FALSE(allowed(true, 5, false, true, 4));
  EXPECT_FALSE(allowed(true, 5, false, false, 3));
  const auto names = names_in_scope(*p);
  EXPECT_TRUE(std::find(names.begin(), names.end(), "look up done") != names.end());
}

const char* const overlaid =
    "---\nid: example\nstates: [MA, OK]\nchannels: [email, phone]\n---\n\n# Example\n\n## Targets\n\n- First reply "
    "within 4 hours.\n\n## 1. Ask\n\n- [ ] Ask why.\n\n"
    "## 2. End\n\n- Send **note**.\n- Close as **done**.\n\n## Messages\n\n### note\n\n> Bye.\n\n## In "
    "Massachusetts\n\n- Before step 2: [ ] Show the policy. (satisfies us-ma/policy)\n"
    "- If it was not shown, close as **not shown**.\n- First reply within 2 hours.\n- Keep the case for 4 years after "
    "closing.\n\n## For email\n\n- Instead of message **note**:\n\n  > Bye by mail.\n"
    "- Instead of step 1:\n  - [ ] Read the mail.\n- If not resolved within 2 days: tell **team lead**.\n";

TEST(Overlays, ApplyWhereTheyMatchAndSayWhereFrom) {
  const Compiled c = compile(overlaid);
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  const auto base = resolve(c.procedure, {"OK", "phone", "", "en"});
  ASSERT_TRUE(base.has_value());
  EXPECT_EQ((*base)->root.children[1].children.size(), 2u);
  const auto both = resolve(c.procedure, {"MA", "email", "", "en"});
  ASSERT_TRUE(both.has_value());
  const Procedure& p = **both;
  EXPECT_EQ(p.root.children[1].children[0].origin, "In Massachusetts");
  EXPECT_EQ(p.root.children[1].children[0].branches.size(), 1u);
  EXPECT_EQ(p.root.children[0].children.at(0).text.text, "Read the mail.");
  EXPECT_EQ(p.root.children[0].origin, "For email");
  EXPECT_EQ(p.find_message("note")->body.text, "Bye by mail.");
  EXPECT_EQ(p.targets[0].within->str(), "2 hours");
  EXPECT_EQ(p.records.size(), 1u);
  EXPECT_EQ(p.escalation.size(), 1u);
  EXPECT_EQ(p.hash, c.procedure->hash);
}

TEST(Follow, ResultsComeOutAndCyclesAreRefused) {
  const std::string inner =
      "---\nid: inner\n---\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| mail | email | input |\n| "
      "known | yes or no | result |\n\n## 1. Ask\n\n- Ask for **known**.\n";
  const Compiled sub = compile(inner);
  ASSERT_NE(sub.procedure, nullptr) << problems(sub);
  const Resolver look_up = [&](std::string_view link) { return link == "inner.sop.md" ? sub.procedure : nullptr; };
  const auto outer = [&](const std::string& items) {
    return compile("---\nid: outer\n---\n\n## 1. First\n\n" + items, look_up);
  };
  const Compiled good = outer("- Follow [Inner](inner.sop.md).\n- If `known`: close as **known**.\n");
  ASSERT_NE(good.procedure, nullptr) << problems(good);
  EXPECT_EQ(good.procedure->follows, std::vector<std::string>{"inner"});
  EXPECT_EQ(good.procedure->find_fact("known")->type.kind, FactType::Kind::yes_no);
  const auto first_code = [&](const std::string& items) { return outer(items).diagnostics.front().code; };
  EXPECT_EQ(first_code("- Follow [Inner](inner.sop.md) giving **knwon**.\n"), "EH0604");
  EXPECT_EQ(first_code("- Follow [Inner](inner.sop.md) giving **mail**.\n"), "EH0604");
  EXPECT_EQ(first_code("- Ask for **x**.\n- Follow [Inner](inner.sop.md) with **x** as **mial**.\n"), "EH0501");
  auto cyclic = std::make_shared<Procedure>(*sub.procedure);
  cyclic->follows = {"outer"};
  const Compiled loop = compile("---\nid: outer\n---\n\n## 1. First\n\n- Follow [Inner](inner.sop.md).\n",
                                [&](std::string_view) { return ProcedurePtr(cyclic); });
  EXPECT_EQ(loop.procedure, nullptr);
  EXPECT_NE(problems(loop).find("EH0602 7:10"), std::string::npos) << problems(loop);
}

TEST(Follow, AnUnknownProcedureMayGiveAnyName) {
  const Compiled c =
      compile(whole_example("- Follow [Elsewhere](elsewhere.sop.md).\n- If `not(identity confirmed)`: close as "
                            "**unknown**.\n- Check that `reason = \"late\"`.\n"));
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  const auto unknown =
      std::find_if(c.diagnostics.begin(), c.diagnostics.end(), [](const Diagnostic& d) { return d.code == "EH0501"; });
  ASSERT_NE(unknown, c.diagnostics.end());
  EXPECT_EQ(unknown->severity, Severity::warning);
  EXPECT_EQ(c.procedure->root.children[0].children[1].guards[0].expression.reads(),
            std::vector<std::string>{"identity confirmed"});
}

TEST(FrontMatter, OfAnotherToolIsLeftAlone) {
  const Compiled c = compile("---\nlayout: page\ntags: {a: [b\n---\n\n# Tone\n\n- Ask nicely.\n");
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  EXPECT_TRUE(c.procedure->guidance_only);
  EXPECT_EQ(c.procedure->title, "Tone");
  EXPECT_EQ(c.procedure->root.children.size(), 2u);
}

TEST(Hash, IsOfWhatIsSaidAndNotOfHow) {
  const auto hash = [](const std::string& text) { return compile(text).procedure->hash; };
  const std::string plain = whole_example("- Ask for **score**.\n\nBe kind.\n");
  std::string loud = plain;
  loud.replace(loud.find("- Ask"), 5, "*   Ask");
  EXPECT_EQ(hash(plain), hash(loud));
  std::string crlf;
  for (const char ch : plain) crlf += ch == '\n' ? "\r\n" : std::string(1, ch);
  EXPECT_EQ(hash(plain), hash(crlf));
  EXPECT_EQ(hash(plain), hash("\xEF\xBB\xBF" + plain));
  std::string kinder = plain;
  kinder.replace(kinder.find("Be kind"), 7, "Be nice");
  EXPECT_NE(hash(plain), hash(kinder));
}

TEST(Page, SaysHowManyOfItsSentencesSoundLikeRules) {
  const auto note = [](std::string_view text) { return compile(text).diagnostics.at(0).message; };
  EXPECT_EQ(note("# T\n\nBe kind.\n").find("sound"), std::string::npos);
  EXPECT_NE(note("# T\n\nBe kind. Agents must smile.\n")
                .find("1 of its sentences sounds like a rule that nobody will "
                      "enforce; it is in line 3."),
            std::string::npos);
  EXPECT_NE(note("# T\n\nBe kind.\n\n- Smile. You must listen.\n- Answer within 24h.\n\n> You must pay.\n")
                .find("2 of its sentences sound like a rule that nobody will enforce; the first is in line 5."),
            std::string::npos);
}

TEST(Diff, NamesWhatChanged) {
  const auto of = [](const std::string& text) { return compile(whole_example(text)).procedure; };
  const ProcedurePtr before = of("- Ask for **score**.\n- [ ] Smile.\n- Send **thank you**.\n- Close as **done**.\n");
  const ProcedurePtr after =
      of("- [ ] Smile widely.\n- Send **thank you**.\n- Ask for **score**.\n- Raise priority to **high**.\n- Close as "
         "**done**.\n");
  ASSERT_TRUE(before && after);
  std::string all;
  for (const Change& c : diff(*before, *after)) all += std::to_string(static_cast<int>(c.kind)) + " " + c.where + "\n";
  EXPECT_EQ(all, "2 first-step/task-smile-widely\n0 first-step/raise-high\n3 first-step/ask-score\n");
  EXPECT_TRUE(diff(*before, *before).empty());
}

TEST(Explain, SaysHowEachLineWasUnderstood) {
  const Compiled c = compile(whole_example("- Ask for **order number** and **reason**.\n"));
  const auto line = std::find_if(c.understanding.begin(), c.understanding.end(),
                                 [](const Understanding& u) { return u.kind == "Ask for"; });
  ASSERT_NE(line, c.understanding.end());
  EXPECT_EQ(line->text, "captures order number and reason from the customer");
  EXPECT_EQ(line->line, 11u);
}

std::string understood(const Compiled& c, std::string_view kind) {
  std::string out;
  for (const Understanding& u : c.understanding)
    if (u.kind == kind) out += u.text + "\n";
  return out;
}

TEST(Marks, BehindTheLastFullStopOfABoxBelongToTheBox) {
  const auto inner = [](const Node& n) { return n.branches.at(0).children.at(0); };
  const Node box = only_node(
      "- [ ] Show the policy. If not: tell **team lead** that it was not shown. (satisfies us-ma/notice) (by agent)\n");
  EXPECT_EQ(box.satisfies, std::vector<std::string>{"us-ma/notice"});
  EXPECT_EQ(box.by_role, "agent");
  EXPECT_TRUE(inner(box).satisfies.empty());
  EXPECT_EQ(inner(box).text.text, "Tell **team lead** that it was not shown");
  const Node directive = only_node("- [ ] Show the policy. If not: ask for **reason** (optional).\n");
  EXPECT_FALSE(directive.optional);
  EXPECT_TRUE(inner(directive).optional);
  const Node both = only_node("- [ ] Show the policy. If not: ask for **reason** (optional). (evidence: photo)\n");
  EXPECT_EQ(both.evidence, "photo");
  EXPECT_FALSE(both.optional);
  EXPECT_TRUE(inner(both).optional);
  const Node nested = only_node("- [ ] Show the policy. If not: (by agent)\n  - Ask for **reason**. (optional)\n");
  EXPECT_EQ(nested.by_role, "agent");
  EXPECT_TRUE(inner(nested).optional);
  const Compiled either = compile(whole_example("- [ ] Show it. If not: ask for **reason** (optional)\n"));
  EXPECT_NE(problems(either).find("EH0228 11:43"), std::string::npos) << problems(either);
  const Compiled said = compile(whole_example(
      "- [ ] Show the policy. If not: ask for **reason**. (satisfies us-ma/notice) (when `channel = \"phone\"`)\n"));
  EXPECT_EQ(understood(said, "task"),
            "a person confirms: Show the policy. (only when channel = \"phone\"; satisfies us-ma/notice)\n");
  for (const char* text : {"- [ ] Show it. If not: ask for **reason** (optional).\n",
                           "- [ ] Show it. If not: ask for **reason**. (optional)\n"})
    EXPECT_EQ(compile(format(whole_example(text))).procedure->hash, compile(whole_example(text)).procedure->hash)
        << text;
}

std::string with_products(const std::string& products, const std::string& rest) {
  return "---\nid: example\nproducts: " + products + "\n---\n\n# Example\n\n## 1. Thank\n\n- [ ] Thank.\n" + rest;
}

TEST(Products, AreModelledAndChecked) {
  const Compiled c =
      compile(with_products("[gift card, Voucher]", "\n## For product Gift card\n\n- Before step 1: [ ] Look.\n"));
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  EXPECT_EQ(problems(c), "");
  EXPECT_EQ(c.procedure->products, (std::vector<std::string>{"gift card", "Voucher"}));
  EXPECT_EQ(c.procedure->overlays[0].products, std::vector<std::string>{"gift card"})
      << "as the front matter spells it";
  EXPECT_NE(understood(c, "front matter").find("for gift card and Voucher; a case for another product is refused"),
            std::string::npos)
      << understood(c, "front matter");
  const auto has = [](const std::string& text, const std::string& problem) {
    const std::string found = problems(compile(text));
    EXPECT_NE(found.find(problem), std::string::npos) << found;
  };
  has(with_products("[gift card]", "\n## For product gift crad\n\n- Before step 1: [ ] Look.\n"), "EH0544 12:1");
  has(with_products("[any]", "\n## For product voucher\n\n- Before step 1: [ ] Look.\n"), "EH0544 12:1");
  has(with_products("[any, voucher]", ""), "EH0107 3:12");
  has(with_products("[voucher, Voucher]", ""), "EH0107 3:21");
  has(with_products("[voucher]", "- If `product = \"vocher\"`: close as **a**.\n"), "EH0509");
  has(with_products(
          "[voucher]",
          "\n## Training\n\n### Scenario: a\n\n- Given product **card**.\n- Expect the case closes as **done**.\n"),
      "EH0544");
  EXPECT_TRUE(compile(with_products("[any]", "")).procedure->products.empty());
  EXPECT_TRUE(compile(with_products("any", "")).procedure->products.empty());
}

TEST(Guards, AnOrderIsKeptAsATree) {
  const Compiled c = compile(
      "---\nid: example\norder: free\n---\n\n## Actions\n\n### a\n\n### b\n\n### pay\n\n- Allowed when all of:\n  - in "
      "this "
      "order:\n    - **a** is done\n    - **b** is done\n  - `channel = \"email\"`\n\n### plain\n\n- Allowed when all "
      "of:\n  - "
      "**a** is done\n");
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  const Action& pay = *c.procedure->find_action("pay");
  EXPECT_EQ(pay.allowed_text, "(first a is done, then b is done) and channel = \"email\"");
  EXPECT_EQ(pay.allowed_when->expression.source(), "(((a done) and (b done)) and (channel = \"email\"))");
  ASSERT_NE(pay.allowed_tree, nullptr);
  EXPECT_EQ(pay.allowed_tree->kind, GuardPart::Kind::all);
  EXPECT_EQ(pay.allowed_tree->parts[0].kind, GuardPart::Kind::order);
  EXPECT_EQ(c.procedure->find_action("plain")->allowed_tree, nullptr) << "FEEL says all of it";
}

TEST(Hash, IsOfTheTextAlone) {
  const std::string text =
      "---\nid: example\n---\n\n# Example\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| fee | one of: "
      "low, high | "
      "decision |\n\n## 1. First\n\n- Follow [Known](known.sop.md), giving **level** as **grade**.\n- If `level = "
      "\"gold\"`: close as **gold**.\n"
      "- Decide **fee** by the table, first match wins.\n- Close as **done**.\n\n| level | fee |\n| --- | --- |\n| "
      "gold | low |\n| - | high |\n";
  const ProcedurePtr known = compile(
                                 "---\nid: known\n---\n\n## Facts\n\n| Fact | Type | From | Personal |\n| --- | --- | "
                                 "--- | --- |\n| level | one of: gold, "
                                 "silver | result | identity |\n\n## 1. Ask\n\n- Ask for **level**.\n")
                                 .procedure;
  ASSERT_NE(known, nullptr);
  const Compiled beside = compile(text, [&](std::string_view) { return known; });
  const Compiled alone = compile(text);
  ASSERT_NE(beside.procedure, nullptr) << problems(beside);
  ASSERT_NE(alone.procedure, nullptr) << problems(alone);
  EXPECT_EQ(beside.procedure->hash, alone.procedure->hash);
}

TEST(Limits, ARepeatGoesRoundAsOftenAsTheTableSays) {
  const auto of = [](std::size_t times) {
    return compile(whole_example("- Repeat until `proof`, at most " + std::to_string(times) +
                                 " times:\n  - Ask for **proof**.\n"));
  };
  const Compiled most = of(limits::repeat_limit_max);
  ASSERT_NE(most.procedure, nullptr) << problems(most);
  EXPECT_EQ(most.procedure->root.children[0].children[0].times_max, limits::repeat_limit_max);
  EXPECT_NE(problems(of(limits::repeat_limit_max + 1)).find("EH0206 11:33 A repeat goes round 10000 times at most."),
            std::string::npos)
      << problems(of(limits::repeat_limit_max + 1));
  EXPECT_NE(problems(of(99'999'999'999'999)).find("EH0206"), std::string::npos);
}

}  // namespace
}  // namespace evenhand::procedure
