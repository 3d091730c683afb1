// None of the words of a file is lost: they reach the model, the page, the comparison and the version's name.
#include <gtest/gtest.h>

#include "procedure/codes.hpp"
#include "procedure/compile.hpp"
#include "procedure/draw.hpp"
#include "procedure/placeholders.hpp"

namespace evenhand::procedure {
namespace {

const std::string everywhere = R"(---
id: example
languages: [en, es]
---

# Example

Summary.

Opening words.

## Purpose

Purpose words.

### Deeper

Deeper words.

## Facts

Fact words.

| Fact | Type |
| --- | --- |
| amount | money in USD |

## Targets

Target words.

## 1. Begin

- Ask for **amount**.
- Send **note**.
- If `amount > 5`: close as **big**.

## Messages

Message words.

### note

Note words.

> Hello.

## Escalation

Escalation words.

## Actions

Action words.

### pay

Pay words.

- Needs **amount**.

## Records

Record words.

## Training

Pass mark 80%.

Trainer words.

## Coda

Coda words.

## En español

Spanish words.

### 1. Comenzar

> Hola.
)";

const char* const all_words[] = {"Opening words.",    "Purpose words.", "Deeper",         "Deeper words.",
                                 "Fact words.",       "Target words.",  "Message words.", "Note words.",
                                 "Escalation words.", "Action words.",  "Pay words.",     "Record words.",
                                 "Trainer words.",    "Coda words."};

TEST(Words, OutsideTheStepsAreShown) {
  const Compiled c = compile(everywhere);
  ASSERT_NE(c.procedure, nullptr);
  const std::string page = to_html(*c.procedure, {});
  for (const char* words : all_words) EXPECT_NE(page.find(words), std::string::npos) << words;
  EXPECT_LT(page.find("Purpose words."), page.find("Begin"));
  EXPECT_GT(page.find("Coda words."), page.find("Begin"));
  EXPECT_EQ(page.find("Spanish words."), std::string::npos);
  EXPECT_NE(to_html(*c.procedure, {"", "", "", "es"}).find("Spanish words."), std::string::npos);
  EXPECT_NE(json::write(to_json(*c.procedure, false)).find("Trainer words."), std::string::npos);
}

TEST(Words, NoneCanChangeUnderAName) {
  const ProcedurePtr before = compile(everywhere).procedure;
  ASSERT_NE(before, nullptr);
  std::size_t tried = 0;
  for (std::size_t at = everywhere.find("words"); at != std::string::npos; at = everywhere.find("words", at + 1)) {
    std::string text = everywhere;
    text[at] = 'W';
    const ProcedurePtr after = compile(text).procedure;
    ASSERT_NE(after, nullptr);
    EXPECT_NE(after->hash, before->hash) << text.substr(at - 10, 20);
    EXPECT_EQ(diff(*before, *after).size(), 1u) << text.substr(at - 10, 20);
    ++tried;
  }
  EXPECT_EQ(tried, 14u);
  const auto hash_with = [&](const std::string& was, const std::string& is) {
    std::string text = everywhere;
    const std::size_t at = text.find(was);
    EXPECT_NE(at, std::string::npos) << was;
    const ProcedurePtr changed = compile(text.replace(at, was.size(), is)).procedure;
    return changed ? changed->hash : std::string("does not compile");
  };
  for (const auto& [was, is] : std::vector<std::pair<std::string, std::string>>{{"80%", "90%"},
                                                                                {"> Hello.", "> Hello!"},
                                                                                {"Coda\n", "CODA\n"},
                                                                                {"id: example", "id: example # note"},
                                                                                {"### Deeper", "Deeper"},
                                                                                {"`amount > 5`", "`amount > 6`"}})
    EXPECT_NE(hash_with(was, is), before->hash) << is;
  for (const auto& [was, is] : std::vector<std::pair<std::string, std::string>>{{"- Ask for", "-   ask for"},
                                                                                {"**note**.", "**note**"},
                                                                                {"| --- | --- |", "|---|:-:|"},
                                                                                {"## Coda\n\n", "##   Coda ##\n"},
                                                                                {"Coda words.", "Coda\nwords."}})
    EXPECT_EQ(hash_with(was, is), before->hash) << is;
}

std::string said(const std::string& quote) {
  const Compiled c = compile(whole_example("- [ ] Say it.\n\n" + quote));
  if (c.procedure == nullptr) return c.diagnostics.empty() ? "nothing" : c.diagnostics[0].code;
  return c.procedure->root.children.at(0).children.at(1).text.text;
}

TEST(Words, OfAQuoteAreAllSaid) {
  EXPECT_EQ(said("> One\n> line.\n>\n> - a\n>\n>   more of a\n>   1. deep\n> - b\n"),
            "One line.\n\n- a\n\n  more of a\n  1. deep\n- b");
  EXPECT_EQ(said("> You wrote:\n>\n> > It broke.\n> >\n> > Twice.\n"), "You wrote:\n\n> It broke.\n>\n> Twice.");
  EXPECT_EQ(said("> | a | b |\n> | --- | --- |\n> | 1 | 2 |\n"), "| a   | b   |\n| --- | --- |\n| 1   | 2   |");
  EXPECT_EQ(said("> Type:\n>\n> ```\n> reset {amount}\n> ```\n"), "Type:\n\n```\nreset {amount}\n```");
  EXPECT_EQ(said("> - [ ] Bring a photo.\n"), "- [ ] Bring a photo.");
  for (const char* html :
       {"> <div>Hidden</div>\n", "> Hello <b>bold</b> words\n", "> a </b> z\n", "> `<b>` and <br/>\n",
        "> - an item <!-- hidden -->\n", "> | a |\n> | --- |\n> | <i>x</i> |\n"})
    EXPECT_EQ(said(html), "EH0252") << html;
  for (const std::string words : {"Write `<b>bold</b>`.", "See <https://example.org>.", "Is 3 < 4 and 5 > 4?",
                                  "Write to <mail@example.org>.", "A \\<b> is no tag."})
    EXPECT_EQ(said("> " + words + "\n"), words);
  EXPECT_EQ(said("> - one\n>   - {no such fact}\n"), "EH0507");
  EXPECT_EQ(said("> | a |\n> | --- |\n> | {no such fact} |\n"), "EH0507");
}

TEST(Words, InACodeBlockAreCheckedAtTheirPlace) {
  const Compiled c =
      compile(whole_example("> Type:\n>\n> ```\n> reset {one time code} {company}\n> {no such fact}\n> ```\n"));
  std::string found;
  for (const Diagnostic& d : c.diagnostics)
    if (d.code == "EH0507" || d.code == "EH0516")
      found += d.code + " " + std::to_string(d.span.line) + ":" + std::to_string(d.span.column) + "\n";
  EXPECT_EQ(found, "EH0516 14:9\nEH0507 15:3\n");
}

TEST(Words, OfAQuoteAreNotMended) {
  const std::string quote = "> - ask for **Ana**\n> - Close as **you like**\n";
  const std::string text = whole_example("- [ ] Say it.\n\n" + quote);
  EXPECT_NE(format(text).find(quote), std::string::npos) << format(text);
  const std::string other = whole_example("- [ ] Say it.\n\n> - Ask for **Ana**.\n> - Close as **you like**\n");
  EXPECT_NE(compile(text).procedure->hash, compile(other).procedure->hash);
}

TEST(Words, PlaceholdersHaveOneRule) {
  const auto names = [](std::string_view text) {
    std::string out;
    for (auto one = next_placeholder(text, 0); one; one = next_placeholder(text, one->end)) out += one->name + ";";
    return out;
  };
  EXPECT_EQ(names("{a} and {order\n number}, {b}"), "a;order number;b;");
  EXPECT_EQ(names("\\{a} \\\\{b} {#id} {} {  } {c"), "b;");
  EXPECT_EQ(names("{a {b}} {x\n\ny} {c}"), "b;c;");
  const Compiled c = compile(whole_example("- [ ] Say \\{amount} or {amount}.\n"));
  ASSERT_NE(c.procedure, nullptr);
  const std::string page = to_html(*c.procedure, {});
  EXPECT_NE(page.find("Say {amount} or <span class=\"placeholder\">"), std::string::npos) << page;
}

}  // namespace
}  // namespace evenhand::procedure
