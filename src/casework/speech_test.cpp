// What people at a case are told, in the language they read: gates and conditions in the reader's, directives and options in
// the case's.
#include <gtest/gtest.h>

#include "casework/guide.hpp"
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

TEST(Gates, SayConditionsAsSentencesInTheLanguageOfWhoReads) {
  const auto main = compiled(R"(---
id: gates
languages: [en, es]
---

# Gates

## Facts

| Fact | Type | From | En español |
| --- | --- | --- | --- |
| worth | money in USD | agent | valor |

## 1. Look

- Ask for **worth**.
- Check that `worth <= 100`.
- [ ] Thank.

## En español

### 1. Mirar

- [ ] Agradezca.
)");
  ASSERT_NE(main, nullptr);
  const auto gate_of = [&](const std::string& of_case, const std::string& of_reader) {
    Session session(program_of(main, {"", "email", "", of_case}), Surroundings{start, "co", "case", "cli"});
    Actor agent;
    agent.id = "person_agent";
    OpenCase open;
    open.subject = "test";
    EXPECT_TRUE(session.submit(open, agent));
    EXPECT_TRUE(session.submit(RecordFacts{"", {{"worth", feel::Value(310)}}}, agent));
    const auto gates = why_open(session.state(), session.program(), start, of_reader);
    EXPECT_FALSE(gates.empty());
    return gates.empty() ? Gate{} : gates.front();
  };
  const Gate english = gate_of("en", "en");
  EXPECT_EQ(english.condition, "worth <= 100") << "as it is written, for who wants to see it";
  EXPECT_EQ(english.message, "This has to hold: **worth** is at most $100.00. Now: **worth** is $310.00.");
  EXPECT_EQ(english.remedy, "It needs another value of worth.");
  const Gate spanish = gate_of("es", "es");
  EXPECT_EQ(spanish.message, "Tiene que cumplirse: **valor** es como máximo $100.00. Ahora: **valor** es $310.00.");
  EXPECT_EQ(spanish.step_title, "Mirar");
  EXPECT_EQ(gate_of("es", "en").message, "This has to hold: **valor** is at most $100.00. Now: **valor** is $310.00.")
      << "names stand as the guide shows them, in the case's language";
  EXPECT_EQ(condition_in_words({}, *program_of(main, {"", "email", "", "en"}), "", "worth > 5", "es"),
            "**worth** es mayor que $5.00");
}

TEST(Guide, SaysDirectivesAndOptionsInTheLanguageOfTheCase) {
  const auto main = compiled(R"(---
id: guide
languages: [en, es]
---

# Guide

## Facts

| Fact | Type | From | En español |
| --- | --- | --- | --- |
| reason | one of: late, wrong item | customer | motivo: con retraso, otro artículo |

## 1. Look

- Ask for **reason**.
- If `reason = "late"`:
  - [ ] Say sorry for {reason}.

## En español

**Guía**

### 1. Mirar

- [ ] Discúlpese por {reason}.
)");
  ASSERT_NE(main, nullptr);
  Session session(program_of(main, {"", "email", "", "es"}), Surroundings{start, "co", "case", "cli"});
  Actor agent;
  agent.id = "person_agent";
  OpenCase open;
  open.subject = "test";
  const auto opened = session.submit(open, agent);
  ASSERT_TRUE(opened);
  EXPECT_EQ(std::get<CaseOpened>(opened->front()).title, "Guía");
  const auto items = [&] {
    return guide(session.state(), session.program(), agent, session.surroundings()).steps.at(0).items;
  };
  EXPECT_EQ(items().at(0).text, "Pedir **motivo**");
  EXPECT_EQ(items().at(0).facts.at(0).option_labels, (std::vector<std::string>{"con retraso", "otro artículo"}));
  EXPECT_EQ(items().at(1).text, "Si **motivo** es con retraso");
  ASSERT_TRUE(session.submit(RecordFacts{"", {{"reason", feel::Value(std::string("late"))}}}, agent));
  EXPECT_EQ(*session.state().facts.at("reason").value.as_string(), "late") << "values stay what the procedure lists";
  EXPECT_EQ(items().at(2).text, "Discúlpese por con retraso.");
  const std::string told =
      json::write(to_json(guide(session.state(), session.program(), agent, session.surroundings())));
  EXPECT_NE(told.find("\"display\":\"con retraso\""), std::string::npos) << told;
}

TEST(Guide, ShowsNamesInTheLanguageOfTheCaseAndKeepsThemInData) {
  const auto main = compiled(R"(---
id: names
languages: [en, es]
---

# Names

## 1. Pay

- Get approval from **team lead**.
- Do **pay out**.
- Close as **paid**.

## En español

**Nombres**

### 1. Pagar

### Names

| Name | En español |
| --- | --- |
| team lead | responsable |
| pay out | pagar el total |
| paid | pagado |
)");
  ASSERT_NE(main, nullptr);
  Session session(program_of(main, {"", "email", "", "es"}), Surroundings{start, "co", "case", "cli"});
  Actor agent;
  agent.id = "person_agent";
  agent.language = "es";
  OpenCase open;
  open.subject = "test";
  ASSERT_TRUE(session.submit(open, agent));
  const Guide shown = guide(session.state(), session.program(), agent, session.surroundings());
  const auto& items = shown.steps.at(0).items;
  EXPECT_EQ(items.at(0).text, "Pedir la aprobación de responsable");
  EXPECT_EQ(items.at(0).role, "team lead");
  EXPECT_EQ(items.at(0).role_label, "responsable");
  EXPECT_EQ(items.at(1).name, "pay out");
  EXPECT_EQ(items.at(1).label, "pagar el total");
  EXPECT_EQ(items.at(2).text, "Cerrar como pagado");
  EXPECT_EQ(shown.outcomes, std::vector<std::string>{"paid"});
  EXPECT_EQ(shown.outcome_labels, std::vector<std::string>{"pagado"});
  const auto gates = why_open(session.state(), session.program(), start, "es");
  ASSERT_FALSE(gates.empty());
  EXPECT_EQ(gates.front().message, "Falta la aprobación de responsable.");
}

}  // namespace
}  // namespace evenhand::casework
