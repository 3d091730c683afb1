#include "procedure/law_check.hpp"

#include <gtest/gtest.h>

#include "procedure/law_amounts.hpp"

namespace evenhand::procedure {
namespace {

constexpr std::string_view pack_of_ma = R"(format: evenhand-law/1
id: us-ma
jurisdiction: US-MA
name: Massachusetts
edition: 2026-11-22
agencies: {ag: {name: Attorney General, page: 'https://mass.gov/'}}
facts:
  - id: ma-demand
    topic: consumer-protection
    title: A demand
    summary: It is answered within thirty days.
    parameters:
      respond_days: {value: 30, unit: days}
      keep_years: {value: 4, unit: years}
      wait_days: {value: 10, unit: business days}
      start: '08:00'
      end: '20:00'
      unknown_days: {value: null, unit: days}
    citation: G.L. c.93A
    effective: {from: 2020-01-01, to: null}
    agency: ag
    verify: {url: 'https://mass.gov/', seen: false}
    source: a page
    basis: text-seen
    confidence: high
    checked_on: 2026-11-22
    history: [{date: 2026-11-22, change: Recorded.}]
)";

/// The facts of these tests, and requirements.
std::shared_ptr<const law::Law> law_with(const std::string& requirements, std::string_view jurisdiction = "US-MA") {
  std::string text(pack_of_ma);
  const auto put = [&](std::string_view from, std::string_view to) { text.replace(text.find(from), from.size(), to); };
  const auto fact_like = [&](std::string_view id, std::string_view period, std::string_view confidence) {
    std::string one = text.substr(text.find("  - id: ma-demand"));
    one = one.substr(0, one.find("Recorded.}]\n") + 12);
    one.replace(one.find("ma-demand"), 9, id);
    one.replace(one.find("{from: 2020-01-01, to: null}"), 28, period);
    if (confidence == "low") {
      one.replace(one.find("basis: text-seen"), 16, "basis: background");
      one.replace(one.find("confidence: high"), 16, "confidence: low");
    }
    text += one;
  };
  fact_like("ma-ended", "{from: 2020-01-01, to: 2025-12-31}", "high");
  fact_like("ma-later", "{from: 2027-01-01, to: null}", "high");
  fact_like("ma-unsure", "{from: null, to: null}", "low");
  if (jurisdiction == "US") {
    put("id: us-ma", "id: us");
    put("jurisdiction: US-MA", "jurisdiction: US");
  }
  if (!requirements.empty()) text += "requirements:\n" + requirements;
  law::ParsedPack parsed = law::parse_pack(text);
  for (const Diagnostic& one : parsed.diagnostics) ADD_FAILURE() << render(one, "pack.yaml", text);
  return law::Law::of({std::make_shared<const law::Pack>(std::move(parsed.pack))}).value();
}
std::string requirement(const std::string& then, const std::string& more = "") {
  return "  - id: it\n    title: It is done\n    facts: [ma-demand]\n" + more + "    then: " + then + "\n";
}

std::string sop(const std::string& steps, const std::string& front = "", const std::string& sections = "") {
  return "---\nid: care\ntitle: Care\nstates: [MA, MO]\nchannels: [phone, email]\ntopics: [complaints]\n" + front +
         "---\n\n# Care\n\n" + sections + "## 1. Listen\n\n" + steps + "\n- Close as **done**.\n";
}
LawCheck check(const std::string& text, const law::Law& law, std::string_view day = "2026-11-22") {
  const Compiled compiled = compile(text);
  for (const Diagnostic& one : compiled.diagnostics)
    if (one.severity == Severity::error) ADD_FAILURE() << render(one, "care.sop.md", text);
  if (compiled.procedure == nullptr) return {};
  return check_law(compiled.procedure, {.law = law, .day = parse_calendar_date(day).value()});
}
/// `MA met listen/task-hear-them`, one a line.
std::string verdicts(const LawCheck& check) {
  std::string all;
  for (const LawFinding& one : check.findings)
    all += one.state + " " + std::string(name_of(one.verdict)) + (one.where.empty() ? "" : " " + one.where) + "\n";
  return all;
}
std::string codes(const LawCheck& check) {
  std::string all;
  for (const Diagnostic& one : check.diagnostics) all += one.code + "@" + std::to_string(one.span.line) + " ";
  return all;
}

TEST(LawCheck, SaysWhichFactsAreNotThereOrDoNotHold) {
  const auto law = law_with("");
  const auto of = [&](const std::string& fact) {
    return codes(check(sop("- [ ] Hear them. (satisfies " + fact + ")\n"), *law));
  };
  EXPECT_EQ(of("us-ma/ma-demand"), "");
  EXPECT_EQ(of("us-ma/ma-demnd"), "EH0800@13 ");
  EXPECT_EQ(of("us-tx/tx-demand"), "EH0800@13 ");
  EXPECT_EQ(of("us-ma/ma-ended"), "EH0801@13 ");
  EXPECT_EQ(of("us-ma/ma-later"), "EH0806@13 ");
  EXPECT_EQ(of("us-ma/ma-unsure"), "EH0802@13 ");
  const LawCheck misspelt = check(sop("- [ ] Hear them. (satisfies us-ma/ma-demnd)\n"), *law);
  EXPECT_EQ(misspelt.diagnostics.at(0).hint, "Did you mean us-ma/ma-demand?");
}

TEST(LawCheck, AStepThatAnswersMeetsItAndOneThatMayBeLeftOutDoesNot) {
  const auto law = law_with(requirement("{step: true}", "    when: {topics: [complaints]}\n"));
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them.\n"), *law)), "MA missing\n");
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them. (satisfies us-ma/ma-demand)\n"), *law)),
            "MA met listen/task-hear-them\n");
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them. (optional) (satisfies us-ma/ma-demand)\n"), *law)),
            "MA missing listen/task-hear-them\n");
  std::string other = sop("- [ ] Hear them.\n");
  other.replace(other.find("complaints"), 10, "returns");
  EXPECT_EQ(verdicts(check(other, *law)), "") << "it is not about that";
  const LawCheck missing = check(sop("- [ ] Hear them.\n"), *law);
  ASSERT_EQ(missing.diagnostics.size(), 1u);
  EXPECT_EQ(missing.diagnostics[0].code, "EH0803");
  EXPECT_EQ(missing.diagnostics[0].severity, Severity::warning);
  const auto lenient = law_with(requirement("{step: optional}"));
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them. (optional) (satisfies us-ma/ma-demand)\n"), *lenient)),
            "MA met listen/task-hear-them\n");
}

TEST(LawCheck, AFederalRequirementHoldsInEveryStateAndAStatesOwnThereAlone) {
  const auto federal = law_with(requirement("{step: true}"), "US");
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them.\n"), *federal)), "MA missing\nMO missing\n");
  const LawCheck both = check(sop("- [ ] Hear them.\n"), *federal);
  EXPECT_EQ(both.diagnostics.at(0).message, "In MA, MO: It is done. (us/it)") << "one problem, told once";
  std::string nowhere = sop("- [ ] Hear them.\n");
  nowhere.replace(nowhere.find("states: [MA, MO]\n"), 17, "");
  EXPECT_EQ(verdicts(check(nowhere, *federal)), " missing\n");
}

TEST(LawCheck, TargetsAreHeldAgainstTheLawsLimitInItsUnits) {
  const auto law = law_with(requirement("{target_at_most: {resolved: respond_days}}"));
  const auto of = [&](const std::string& within) {
    return verdicts(check(sop("- [ ] Hear them.\n", "", "## Targets\n\n- Resolved within " + within + ".\n\n"), *law));
  };
  EXPECT_EQ(of("30 days"), "MA met target: resolved\n");
  EXPECT_EQ(of("31 days"), "MA contradicted target: resolved\n");
  EXPECT_EQ(of("10 business days"), "MA met target: resolved\n");
  EXPECT_EQ(of("21 business days"), "MA unknown target: resolved\n");
  EXPECT_EQ(of("30 business days"), "MA contradicted target: resolved\n");
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them.\n"), *law)), "MA missing\n");
  const LawCheck slow = check(sop("- [ ] Hear them.\n", "", "## Targets\n\n- Resolved within 60 days.\n\n"), *law);
  ASSERT_EQ(slow.diagnostics.size(), 1u);
  EXPECT_EQ(slow.diagnostics[0].code, "EH0804");
  EXPECT_EQ(slow.diagnostics[0].severity, Severity::error);
  EXPECT_EQ(slow.diagnostics[0].span.line, 13u);
  const auto unknown = law_with(requirement("{target_at_most: {resolved: unknown_days}}"));
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them.\n"), *unknown)), "MA unknown\n") << "the law names no number";
}

TEST(LawCheck, RecordsAreKeptLongEnough) {
  const auto law = law_with(requirement("{keep_at_least: keep_years}"));
  const auto of = [&](const std::string& keep) {
    return verdicts(check(sop("- [ ] Hear them.\n") + "\n## Records\n\n- Keep the case and its messages for " + keep +
                              " after closing.\n",
                          *law));
  };
  EXPECT_EQ(of("4 years"), "MA met record: case\n");
  EXPECT_EQ(of("48 months"), "MA met record: case\n");
  EXPECT_EQ(of("47 months"), "MA contradicted record: case\n");
  EXPECT_EQ(of("1000 days"), "MA contradicted record: case\n");
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them.\n"), *law)), "MA missing\n");
}

TEST(LawCheck, WhatMayNotBeKeptIsNeverStored) {
  const auto law = law_with(requirement("{never_store: [security code, cvv]}"));
  const auto of = [&](const std::string& personal) {
    return verdicts(check(sop("- Ask for **card security code**.\n- Check that `card security code != null`.\n", "",
                              "## Facts\n\n| Fact | Type | From | Personal |\n| --- | --- | --- | --- |\n| card "
                              "security code | text | customer | " +
                                  personal + " |\n\n"),
                          *law));
  };
  EXPECT_EQ(of("secret"), "MA contradicted fact: card security code\n");
  EXPECT_EQ(of("secret, never stored"), "MA met fact: card security code\n");
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them.\n"), *law)), "") << "there is no such fact";
}

TEST(LawCheck, CallsKeepToTheHoursOfTheLaw) {
  const auto law = law_with(requirement("{hours: {actions: [call], from: start, to: end}}"));
  const auto of = [&](const std::string& guard) {
    return verdicts(check(sop("- Do **call the customer**.\n") +
                              "\n## Actions\n\n| Action | Allowed when |\n| --- | --- |\n" + "| call the customer | " +
                              guard + " |\n",
                          *law));
  };
  EXPECT_EQ(of("`time(now()) >= time(\"08:00:00\") and time(now()) < time(\"20:00:00\")`"),
            "MA met action: call the customer\n");
  EXPECT_EQ(of("`time(now()) >= time(\"08:00:00\") and time(now()) < time(\"21:00:00\")`"),
            "MA contradicted action: call the customer\n");
  EXPECT_EQ(of("`priority = \"high\"`"), "MA missing action: call the customer\n");
  EXPECT_EQ(verdicts(check(sop("- Do **call the customer**.\n"), *law)),
            "MA missing listen/action-call-the-customer\n");
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them.\n"), *law)), "");
}

TEST(LawCheck, ARequirementThatPresupposesAnotherAppliesWithIt) {
  const std::string two =
      requirement("{step: true}", "    when: {words: [refund]}\n") +
      "  - id: more\n    title: More\n    facts: [ma-demand]\n    needs: [it]\n    then: {step: true}\n";
  const auto law = law_with(two);
  EXPECT_EQ(verdicts(check(sop("- [ ] Hear them.\n"), *law)), "");
  EXPECT_EQ(verdicts(check(sop("- [ ] Promise a refund.\n"), *law)), "MA missing\nMA missing\n");
}

TEST(LawCheck, LinesToAddMakeItMet) {
  const std::string add =
      "    add:\n      at: start\n      lines: |\n        - [ ] Answer the demand. (satisfies PACK/ma-demand)\n";
  for (const char* place : {"US-MA", "US"}) {
    std::string lines = requirement("{step: true}") + add;
    const std::string pack = std::string(place) == "US" ? "us" : "us-ma";
    lines.replace(lines.find("PACK"), 4, pack);
    const auto law = law_with(lines, place);
    for (const std::string& text :
         {sop("- [ ] Hear them.\n"),
          sop("- [ ] Hear them.\n") + "\n## In Massachusetts\n\n- After step 1: [ ] Write it down.\n",
          sop("- [ ] Hear them.\n") + "\n## En español\n\n**Atención**\n\n### 1. Escuchar\n\n- [ ] Escúchelos.\n"}) {
      const Compiled compiled = compile(text);
      ASSERT_NE(compiled.procedure, nullptr);
      const auto edit = addition_for(text, *compiled.procedure, *law, pack + "/it");
      ASSERT_TRUE(edit) << edit.error().message;
      const std::string added = apply_edits(text, {*edit}).value();
      for (const LawFinding& one : check(added, *law).findings) EXPECT_EQ(one.verdict, Verdict::met) << added;
    }
  }
  const auto law = law_with(requirement("{step: true}"));
  const std::string text = sop("- [ ] Hear them.\n");
  EXPECT_EQ(addition_for(text, *compile(text).procedure, *law, "us-ma/it").error().code, "law/nothing-to-add");
  EXPECT_EQ(addition_for(text, *compile(text).procedure, *law, "nonsense").error().code, "law/nothing-to-add");
}

TEST(LawCheck, StepsByStatesSayWhatDiffers) {
  const auto law = law_with(requirement("{wait_at_most: wait_days}"));
  const std::string text =
      sop("- [ ] Hear them.\n- Wait for a reply, up to 20 business days. (satisfies us-ma/ma-demand)\n") +
      "\n## In Missouri\n\n- Before step 1: [ ] Look at the list.\n";
  const LawCheck of = check(text, *law);
  EXPECT_EQ(verdicts(of), "MA contradicted listen/wait\n");
  ASSERT_EQ(of.matrix.rows.size(), 1u);
  EXPECT_EQ(of.matrix.states, (std::vector<std::string>{"MA", "MO"}));
  EXPECT_EQ(of.matrix.rows[0].states, (std::vector{StepInState::blocked, StepInState::changed}));
}

TEST(LawAmounts, DaysAndBusinessDaysAreComparedByTheWeekendsBetween) {
  using Unit = Duration::Unit;
  const auto of = [](std::uint32_t n, Unit unit, bool business) { return Duration{n, unit, business}; };
  const LawTime thirty{30, LawTime::Unit::days}, seven_business{7, LawTime::Unit::business_days};
  EXPECT_EQ(compare(of(30, Unit::days, false), thirty), Compared::at_most);
  EXPECT_EQ(compare(of(721, Unit::hours, false), thirty), Compared::more);
  EXPECT_EQ(compare(of(4, Unit::weeks, false), thirty), Compared::at_most);
  EXPECT_EQ(compare(of(1, Unit::months, false), thirty), Compared::unclear);
  EXPECT_EQ(compare(of(7, Unit::days, true), seven_business), Compared::at_most);
  EXPECT_EQ(compare(of(8, Unit::days, true), seven_business), Compared::more);
  EXPECT_EQ(compare(of(7, Unit::days, false), seven_business), Compared::at_most);
  EXPECT_EQ(compare(of(12, Unit::days, false), seven_business), Compared::more);
  EXPECT_EQ(compare(of(10, Unit::days, false), seven_business), Compared::unclear);
  const LawTime three{3, LawTime::Unit::days};
  EXPECT_EQ(compare(of(8, Unit::hours, true), three), Compared::at_most);
  EXPECT_EQ(compare(of(9, Unit::hours, true), three), Compared::unclear) << "from Friday into Tuesday";
  EXPECT_FALSE(law_time(json::Value("soon"), "days"));
  EXPECT_FALSE(law_time(json::Value(3), "billing cycles"));
  EXPECT_FALSE(law_time(json::Value(-3), "days"));
}

}  // namespace
}  // namespace evenhand::procedure
