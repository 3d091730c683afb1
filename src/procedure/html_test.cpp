#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <pugixml.hpp>

#include "procedure/compile.hpp"
#include "procedure/draw.hpp"
#include "procedure/prose.hpp"
#include "procedure/testing_trees.hpp"

namespace evenhand::procedure {
namespace {

constexpr std::string_view sop = R"(---
id: refund
title: Refund
owner: support lead
languages: [en, es]
states: [MA, MO]
---

# Refund

When money goes back <b>now</b>.

## Facts

| Fact | Type | From | Personal | En español |
| --- | --- | --- | --- | --- |
| amount | money in USD | customer | no | importe |
| email | email | customer | contact | correo |
| refund | one of: full, none | decision | no | reembolso |

## 1. Ask

<script>alert(1)</script>

Be kind. [Bad](javascript:alert(1)) and [good](other.sop.md).

> Hello, is it {amount}?

- [ ] Say that the call may be recorded. (when `channel = "phone"`)
- Ask for **amount** and **email**.

## 2. Decide

- Decide **refund** by the table, first match wins.

| amount | refund |
| --- | --- |
| > 5 | full |
| - | none |

- If `refund = "none"`: close as **declined**.
- Send **done**.

## Messages

### done

> We paid {amount} to {email}.

## Escalation

- If not resolved within 2 business days: tell **team lead**.
- If not resolved within 3 business days: tell **team lead**: about {amount} nobody <b>decided</b>.

## In Massachusetts

- Before step 2: [ ] Show the policy.

## En español

### Escalamiento

- Avise a **team lead** de que sobre {amount} nadie decidió.
)";

std::string page(const std::string& state, const std::string& language) {
  const Compiled compiled = compile(sop);
  for (const Diagnostic& one : compiled.diagnostics)
    EXPECT_NE(one.severity, Severity::error) << one.code << " " << one.message << " line " << one.span.line;
  if (!compiled.procedure) return {};
  Selection selection;
  selection.state = state;
  selection.language = language;
  return to_html(*compiled.procedure, selection);
}
bool has(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

TEST(Html, HasThePartsOfTheProcedureUnderHeadings) {
  const std::string html = page("MO", "en");
  for (const char* part :
       {"<h1>Refund</h1>", "<h2 id=\"sop-facts\">Facts</h2>", "<h2 id=\"step-ask\">1. Ask</h2>",
        "<th scope=\"row\">amount</th>", "<blockquote class=\"say\">", "<span class=\"placeholder\">amount</span>",
        "Ask for <strong>amount</strong> and <strong>email</strong>.", "The first row that matches decides.",
        "<td class=\"output\">full</td>", "If <code>refund = &quot;none&quot;</code>:",
        "<h3 id=\"message-done\">done</h3>", "Not resolved within 2 business days:"})
    EXPECT_TRUE(has(html, part)) << part << "\n" << html;
}

TEST(Html, LetsNoMarkupOrUnsafeLinkThrough) {
  const std::string html = page("MO", "en");
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_FALSE(has(html, "javascript:"));
  EXPECT_FALSE(has(html, "<b>"));
  EXPECT_TRUE(has(html, "<a href=\"other.sop.md\">good</a>"));
}

TEST(Html, SaysWhatComesFromWhere) {
  EXPECT_FALSE(has(page("MO", "en"), "Show the policy"));
  const std::string html = page("MA", "en");
  EXPECT_TRUE(has(html, "Show the policy"));
  EXPECT_TRUE(has(html, "<span class=\"origin\">In Massachusetts</span>"));
  EXPECT_TRUE(has(html, "With what differs for this case: In Massachusetts"));
}

TEST(Html, SpeaksTheLanguageOfTheCase) {
  const std::string html = page("MO", "es");
  EXPECT_TRUE(has(html, "lang=\"es\""));
  EXPECT_TRUE(has(html, "<h2 id=\"sop-facts\">Hechos</h2>"));
  EXPECT_TRUE(has(html, "Pedir <strong>importe</strong> y <strong>correo</strong>."));
}

TEST(Html, SaysWhatIsTold) {
  const std::string html = page("MO", "en");
  EXPECT_TRUE(has(html, "Tell <strong>team lead</strong>.")) << html;
  EXPECT_TRUE(
      has(html, "Tell <strong>team lead</strong>: about <span class=\"placeholder\">amount</span> nobody decided."))
      << html;
  EXPECT_TRUE(
      has(page("MO", "es"),
          "Avise a <strong>team lead</strong> de que sobre <span class=\"placeholder\">importe</span> nadie decidió."));
}

constexpr std::string_view translated = R"(---
id: refund
owner: support lead
channels: [phone]
languages: [en, es]
states: [MA]
---

# Refund

When money goes back.

## Facts

| Fact | Type | From | En español |
| --- | --- | --- | --- |
| reason | one of: late, other | customer | motivo: con retraso, otro |
| refund | one of: full, none | decision | reembolso: completo, ninguno |
| receipt | text | look it up | recibo |

## Targets

- First reply within 4 business hours.
- Satisfaction of at least 4.5 out of 5.

## 1. Decide

- Do **look it up**, giving **receipt**.
- Decide **refund** by the table, first match wins.

| reason | refund |
| ------ | ------ |
| late   | full   |
| -      | none   |

- Get approval from **team lead**.
- [ ] Look at it. (by support lead) (evidence: photo)
- Send **sorry** by phone.
- Close as **paid**.

## Messages

### sorry

> We are sorry.

#### En español

> Lo sentimos.

## Escalation

- If step **Decide** is not done within 1 day: raise priority to **high**.

## Records

- Keep the case and its messages for 4 years after closing.

## In Massachusetts

- Before step 1: [ ] Show the policy.

## En español

**Reembolso**

Cuando se devuelve dinero.

### 1. Decidir

- [ ] Mírelo.

### In Massachusetts: En Massachusetts

- [ ] Muestre la política.

### Names

| Name | En español |
| --- | --- |
| support lead | líder de soporte |
| team lead | responsable |
| look it up | buscarlo |
| sorry | disculpa |
| paid | pagado |
)";

TEST(Html, ShowsNamesOptionsAndSentencesInTheReadersLanguage) {
  const Compiled compiled = compile(translated);
  ASSERT_NE(compiled.procedure, nullptr);
  for (const Diagnostic& one : compiled.diagnostics) EXPECT_NE(one.code, "EH0550") << one.message;
  const std::string html = to_html(*compiled.procedure, {"MA", "phone", "", "es"});
  for (const char* part :
       {"<p class=\"summary\">Cuando se devuelve dinero.</p>", "<dd>líder de soporte</dd>", "<dd>teléfono</dd>",
        "<td>uno de: con retraso, otro</td>", "<td>buscarlo</td>", "<li>Primera respuesta en 4 horas hábiles.</li>",
        "<li>Satisfacción de al menos 4.5 sobre 5.</li>", "<td>con retraso</td><td class=\"output\">completo</td>",
        "Hacer <strong>buscarlo</strong>, que da <strong>recibo</strong>.",
        "Pedir la aprobación de <strong>responsable</strong>.", "por <strong>líder de soporte</strong>", "prueba: foto",
        "href=\"#message-sorry\">disculpa</a> por teléfono.", "<h3 id=\"message-sorry\">disculpa</h3>",
        "Cerrar como <strong>pagado</strong>.", "Decidir sin terminar en 1 día:",
        "Subir la prioridad a <strong>alta</strong>.", "<span class=\"origin\">En Massachusetts</span>",
        "<li>Conservar el caso y sus mensajes durante 4 años desde el cierre.</li>"})
    EXPECT_TRUE(has(html, part)) << part << "\n" << html;
  const std::string english = to_html(*compiled.procedure, {"MA", "phone", "", "en"});
  for (const char* part : {"<dd>support lead</dd>", "<td>one of: late, other</td>", "Close as <strong>paid</strong>.",
                           "<li>Satisfaction of at least 4.5 out of 5.</li>"})
    EXPECT_TRUE(has(english, part)) << part << "\n" << english;
}

TEST(Prose, KeepsWordsAndDropsWhatIsNotSafe) {
  EXPECT_EQ(plain_prose("Ask for **email**, `a < b` and [that](x.sop.md)."), "Ask for email, a < b and that.");
  EXPECT_EQ(plain_prose("one\ntwo\n\nthree"), "one two three");
  EXPECT_EQ(html_inline("a **b**"), "a <strong>b</strong>");
  EXPECT_EQ(html_inline("[x](data:text/html,1)"), "x");
  EXPECT_EQ(html_inline("[x](//evil.example/a.sop.md)"), "x");
  EXPECT_EQ(html_inline("[x](a.sop.md#step)"), "<a href=\"a.sop.md#step\">x</a>");
  EXPECT_EQ(html_inline("![pic](http://example.org/p.png)"), "pic");
  EXPECT_FALSE(has(html_prose("<img src=x onerror=alert(1)> text"), "<img"));
}

RC_GTEST_PROP(Html, IsWellFormedForAnyTree, ()) {
  const Procedure procedure = by_hand::TreeGenerator().generate(5);
  const std::string html = to_html(procedure, {});
  pugi::xml_document document;
  const auto parsed = document.load_buffer(html.data(), html.size());
  if (parsed.status != pugi::status_ok)
    RC_LOG() << parsed.description() << " at " << html.substr(static_cast<std::size_t>(parsed.offset), 120) << '\n';
  RC_ASSERT(parsed.status == pugi::status_ok);
}

}  // namespace
}  // namespace evenhand::procedure
