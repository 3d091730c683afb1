// What the text says in other languages: each kind of words, what is missing, and that names stay as written in the data.
#include <gtest/gtest.h>

#include "procedure/compile.hpp"

namespace evenhand::procedure {
namespace {

std::string problems(const Compiled& c) {
  std::string out;
  for (const Diagnostic& d : c.diagnostics)
    out += d.code + " " + std::to_string(d.span.line) + ":" + std::to_string(d.span.column) + " " + d.message + "\n";
  return out;
}

constexpr std::string_view translated = R"(---
id: example
languages: [en, es]
states: [MA]
---

# Example

## 1. Thank

Say thanks.

## Messages

### bye

> Good bye.

#### En español

> Adiós.

## Escalation

- If not resolved within 2 days: tell **team lead** that it is late.
- Any time the customer mentions a lawyer: raise priority to **high**.

## In Massachusetts

- Before step 1: [ ] Read the notice.
- Instead of message **bye**:

  > Good bye from Boston.

## En español

**Ejemplo**

### 1. Agradecer

Dé las gracias.
)";

TEST(Translation, OverlaysAndEscalationAreMissedWhenTheyHaveNone) {
  const std::string found = problems(compile(translated));
  EXPECT_NE(found.find("EH0550 28:1 \"In Massachusetts\" has no translation (es)."), std::string::npos) << found;
  EXPECT_NE(found.find("EH0550 25:34 The escalation rules have no translation (es)."), std::string::npos) << found;
}

TEST(Translation, OverlaysAndEscalationAreTranslated) {
  const Compiled c = compile(
      std::string(translated) +
      "\n### In Massachusetts: En Massachusetts\n\n- [ ] Lea el aviso.\n\n> Adiós desde Boston.\n\n### "
      "Escalamiento\n\n- El cliente menciona un **abogado**.\n- Avise a **team lead** de que se retrasa.\n\n### "
      "Names\n\n| Name | En español |\n| --- | --- |\n| bye | adiós |\n| team lead | responsable |\n");
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  EXPECT_EQ(problems(c).find("EH055"), std::string::npos) << problems(c);
  const Overlay& overlay = c.procedure->overlays[0];
  EXPECT_EQ(overlay.names_in.at("es"), "En Massachusetts");
  EXPECT_EQ(overlay.edits[0].nodes[0].text.in("es"), "Lea el aviso.");
  EXPECT_EQ(overlay.edits[1].message->body.in("es"), "Adiós desde Boston.");
  EXPECT_EQ(c.procedure->escalation[0].body.children[0].text.in("es"), "Avise a **team lead** de que se retrasa.");
  EXPECT_EQ(c.procedure->escalation[1].words_in.at("es"), std::vector<std::string>{"abogado"});
  const auto resolved = resolve(c.procedure, {"MA", "email", "", "es"});
  ASSERT_TRUE(resolved);
  EXPECT_EQ((*resolved)->find_message("bye")->body.in("es"), "Adiós desde Boston.");
  EXPECT_EQ((*resolved)->origin_in("In Massachusetts", "es"), "En Massachusetts");
  const Compiled half = compile(std::string(translated) + "\n### In Massachusetts\n\n- [ ] Lea el aviso.\n");
  EXPECT_NE(problems(half).find("EH0550 43:1 1 of the 2 texts of \"In Massachusetts\""), std::string::npos)
      << problems(half);
}

constexpr std::string_view options_text = R"(---
id: example
languages: [en, es]
---

# Example

## Facts

| Fact | Type | From | En español |
| --- | --- | --- | --- |
| reason | one of: late, wrong item | customer | motivo: con retraso, otro artículo |

## 1. Listen

- Ask for **reason**.
- If `reason = "late"`: close as **late**.
- Close as **other**.

## En español

**Ejemplo**

### 1. Escuchar

### Nombres

| Nombre | En español |
| --- | --- |
| late | con retraso |
| other | otro |
)";

TEST(Translation, OptionsHaveTheirWordsBehindTheLabel) {
  const Compiled c = compile(options_text);
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  EXPECT_EQ(problems(c).find("EH0550"), std::string::npos) << problems(c);
  const Fact& reason = c.procedure->facts[0];
  EXPECT_EQ(reason.label.in("es"), "motivo");
  EXPECT_EQ(reason.option_in("wrong item", "es"), "otro artículo");
  EXPECT_EQ(reason.option_in("wrong item", "en"), "wrong item");
  EXPECT_EQ(reason.option_in("never listed", "es"), "never listed");
  std::string other(options_text);
  other.replace(other.find("con retraso"), 11, "tarde");
  EXPECT_NE(compile(other).procedure->hash, c.procedure->hash) << "the words are part of the version";
}

TEST(Translation, OptionsThatDoNotMatchOneByOneAreReported) {
  std::string few(options_text);
  few.replace(few.find(", otro artículo"), std::string_view(", otro artículo").size(), "");
  EXPECT_NE(problems(compile(few)).find("These are 1 words for 2 options"), std::string::npos)
      << problems(compile(few));
  std::string none(options_text);
  none.replace(none.find(": con retraso, otro artículo"), std::string_view(": con retraso, otro artículo").size(), "");
  EXPECT_NE(problems(compile(none)).find("The options of these facts have no translation (es): reason."),
            std::string::npos)
      << problems(compile(none));
}

constexpr std::string_view worded_text = R"(---
id: example
owner: support lead
languages: [en, es]
---

# Example

What it is for.

## Targets

- First reply within 4 business hours.
- Nobody waits for nothing.

## 1. Pay

- Record **total** as `2 * 3`.
- Do **pay out** with **total**.
- Tell **team lead** that it is paid.
- [ ] Look at it. (by cashier)
- Close as **paid**.

## Training

1. What comes first?
   - [x] The check
   - [ ] The money
2. Who pays?
   - [x] You
   - [ ] Nobody

## En español

**Ejemplo**

Para qué sirve.

### 1. Pagar

- Avise al **responsable** de que está pagado.
- [ ] Mírelo.

### Objetivos

- Nadie espera en vano.

### Names

| Name | En español |
| --- | --- |
| support lead | líder de soporte |
| team lead | responsable |
| cashier | caja |
| pay out | pagar el total |
| paid | pagado |
| total | suma |

### Training

1. ¿Qué va primero?
   - La comprobación
   - [ ] El dinero
2. ¿Quién paga?
   - Usted
   - Nadie
)";

std::string without(std::string_view line) {
  std::string out(worded_text);
  const std::size_t at = out.find(line);
  EXPECT_NE(at, std::string::npos) << line;
  return out.erase(at, line.size());
}

TEST(Translation, NamesSummaryTargetsAndQuestionsHaveTheirWords) {
  const Compiled c = compile(worded_text);
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  EXPECT_EQ(problems(c).find("EH0"), std::string::npos) << problems(c);
  const Procedure& p = *c.procedure;
  EXPECT_EQ(p.summary_in.at("es"), "Para qué sirve.");
  EXPECT_EQ(p.targets[1].text.in("es"), "Nadie espera en vano.");
  EXPECT_EQ(p.name_in("pay out", "es"), "pagar el total");
  EXPECT_EQ(p.name_in("pay out", "en"), "pay out");
  EXPECT_EQ(p.find_fact("total")->label.in("es"), "suma") << "what is in no Facts table has its label here";
  EXPECT_EQ(p.root.children[0].children[2].text.in("es"), "Avise al **responsable** de que está pagado.");
  EXPECT_EQ(p.training.questions[0].text.in("es"), "¿Qué va primero?");
  EXPECT_EQ(p.training.questions[0].choices[1].text.in("es"), "El dinero");
  EXPECT_EQ(p.training.questions[1].choices[1].text.in("es"), "Nadie");
  EXPECT_EQ(p.actions.size() + p.outcomes.size(), 1u) << "names in data stay as they are written";
  EXPECT_EQ(p.outcomes[0], "paid");
  EXPECT_TRUE(p.prose.empty()) << "the summary is no guidance";
}

TEST(Translation, WhatIsMissingIsSaidOfEachKindOfWords) {
  const auto finds = [](std::string_view line, std::string_view problem) {
    const std::string found = problems(compile(without(line)));
    EXPECT_NE(found.find(problem), std::string::npos) << found;
  };
  finds("**Ejemplo**\n", "EH0550 7:1 The title has no translation (es).");
  finds("Para qué sirve.\n", "EH0550 9:1 The summary has no translation (es).");
  finds("- Nadie espera en vano.\n", "1 of the 1 texts of the targets have no translation here.");
  finds("| team lead | responsable |\n", "EH0550 20:3 These names have no translation (es): team lead.");
  finds("| cashier | caja |\n", "EH0550 21:7 These names have no translation (es): cashier.");
  finds("| support lead | líder de soporte |\n", "EH0550 1:1 These names have no translation (es): support lead.");
  finds("| total | suma |\n", "EH0550 18:10 These facts, which are in no Facts table, have no label (es): total.");
  finds("   - Nadie\n", "EH0550 64:4 1 of the 3 texts of question 2 have no translation here.");
  finds("2. ¿Quién paga?\n   - Usted\n   - Nadie\n", "1 of the 2 questions have no translation here.");
}

TEST(Translation, NamesAreWordsOfTheVersionAndOfTheComparison) {
  const Compiled before = compile(worded_text);
  std::string text(worded_text);
  text.replace(text.find("pagar el total"), 14, "entregar la suma");
  const Compiled after = compile(text);
  ASSERT_TRUE(before.procedure && after.procedure);
  EXPECT_NE(before.procedure->hash, after.procedure->hash);
  const auto changes = diff(*before.procedure, *after.procedure);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].where, "name in es: pay out");
  EXPECT_EQ(changes[0].after, "entregar la suma");
  EXPECT_EQ(compile(format(worded_text)).procedure->hash, before.procedure->hash) << "fmt changes no words";
  EXPECT_EQ(format(format(worded_text)), format(worded_text));
}

TEST(Translation, ProceduresItFollowsBringTheirTitleAndTheirResults) {
  const std::string_view check =
      "---\nid: check\nlanguages: [en, es]\n---\n\n# Check\n\n## Facts\n\n| Fact | Type | From | En español |\n| --- | "
      "--- | --- | --- |\n| known | yes or no | result | conocido |\n\n## 1. Look\n\n- Record **known** as "
      "`true`.\n\n## "
      "En español\n\n**Comprobación**\n\n### 1. Mirar\n";
  const Compiled followed = compile(check);
  ASSERT_NE(followed.procedure, nullptr) << problems(followed);
  const Compiled c = compile(
      "---\nid: main\nlanguages: [en, es]\n---\n\n## 1. First\n\n- Follow [Check](check.sop.md).\n- Check that "
      "`known`.\n\n## En español\n\n### 1. Primero\n",
      [&](std::string_view) { return followed.procedure; });
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  EXPECT_EQ(problems(c).find("EH0550"), std::string::npos) << problems(c);
  EXPECT_EQ(c.procedure->followed_title_in("check", "es"), "Comprobación");
  EXPECT_EQ(c.procedure->name_in("check", "es"), "check");
  EXPECT_EQ(c.procedure->find_fact("known")->label.in("es"), "conocido");
}

TEST(Translation, AFollowedProcedureLendsItsTitleToNoOutcome) {
  const Compiled followed = compile(
      "---\nid: complaint\nlanguages: [en, es]\n---\n\n# Complaint\n\n## 1. Hear\n\n- [ ] Listen.\n\n## En español\n\n"
      "**Queja**\n\n### 1. Oír\n\n- [ ] Escuche.\n");
  ASSERT_NE(followed.procedure, nullptr) << problems(followed);
  const Compiled c = compile(
      "---\nid: main\nlanguages: [en, es]\n---\n\n## 1. First\n\n- Follow [Complaint](complaint.sop.md).\n- Close as "
      "**complaint**.\n\n## En español\n\n### 1. Primero\n",
      [&](std::string_view) { return followed.procedure; });
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  EXPECT_EQ(c.procedure->name_in("complaint", "es"), "complaint");
  EXPECT_NE(problems(c).find("These names have no translation (es): complaint."), std::string::npos) << problems(c);
}

TEST(Translation, NoTwoOptionsAndNoTwoRowsSayTheSame) {
  const Compiled c = compile(
      "---\nid: main\nlanguages: [en, es]\n---\n\n## Facts\n\n| Fact | Type | En español |\n| --- | --- | --- |\n| "
      "kind | one "
      "of: a, b | tipo: uno, uno |\n\n## 1. First\n\n- Ask for **kind**.\n- Close as **x**. (when `kind = "
      "\"a\"`)\n\n## En "
      "español\n\n### 1. Primero\n\n### Names\n\n| Name | En español |\n| --- | --- |\n| x | equis |\n| x | otra |\n");
  ASSERT_NE(c.procedure, nullptr) << problems(c);
  EXPECT_NE(problems(c).find("Two options are called \"uno\""), std::string::npos) << problems(c);
  EXPECT_NE(problems(c).find("\"x\" has a row already"), std::string::npos) << problems(c);
  EXPECT_EQ(c.procedure->name_in("x", "es"), "equis");
}

}  // namespace
}  // namespace evenhand::procedure
