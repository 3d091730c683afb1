#include "procedure/codes.hpp"

namespace evenhand::procedure {

const std::vector<CodePage>& section_code_pages() {
  static const std::vector<CodePage> pages = {
      {"EH0140", "Facts section without its table", "Facts stand in a table with at least the columns Fact and Type.",
       "## Facts\n\n- score: a number\n", "## Facts\n\n| Fact | Type |\n| --- | --- |\n| score | number |\n"},
      {"EH0141", "Unknown column of the Facts table",
       "A column nobody reads is a misspelling that would silently do nothing.",
       "## Facts\n\n| Fact | Type | Form |\n| --- | --- | --- |\n| score | number | customer |\n",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| score | number | customer |\n"},
      {"EH0142", "Unknown type of fact", "The type is what a form checks and what conditions compare with.",
       "## Facts\n\n| Fact | Type |\n| --- | --- |\n| score | numbre |\n",
       "## Facts\n\n| Fact | Type |\n| --- | --- |\n| score | number |\n"},
      {"EH0144", "Unknown class of personal data", "The class decides how the value is sealed, kept and erased.",
       "## Facts\n\n| Fact | Type | From | Personal |\n| --- | --- | --- | --- |\n| email | email | customer | "
       "contacts |\n",
       "## Facts\n\n| Fact | Type | From | Personal |\n| --- | --- | --- | --- |\n| email | email | customer | contact "
       "|\n"},
      {"EH0145", "Fact without a usable name",
       "Expressions use the name, so it cannot hold marks that mean something there.",
       "## Facts\n\n| Fact | Type |\n| --- | --- |\n| score (1-10) | number |\n",
       "## Facts\n\n| Fact | Type |\n| --- | --- |\n| score | number from 1 to 10 |\n"},
      {"EH0146", "Fact whose name is taken",
       "Approvals, actions and the case itself set names such as `approved`, `refund done` and `state`. A fact of the "
       "same "
       "name could be given by anybody, and open what they guard.",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| approved | yes or no | agent |\n",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| seen by lead | yes or no | agent |\n"},
      {"EH0150", "Target that cannot be read", "A target that looks measurable but is not would never be measured.",
       "## Targets\n\n- First reply soon.\n", "## Targets\n\n- First reply within 4 business hours.\n"},
      {"EH0250", "Message without a name or text",
       "The text of a message stands in a block quote, so that notes about it are never sent.",
       "## Messages\n\n### thank you\n\nThank you, {customer}.\n",
       "## Messages\n\n### thank you\n\n> Thank you, {customer}.\n"},
      {"EH0251", "Heading in a message that is neither channel nor language",
       "A text under a misspelt channel would never be sent.",
       "## Messages\n\n### thank you\n\n> Thank you, {customer}.\n\n#### By smss\n\n> Thanks!\n",
       "## Messages\n\n### thank you\n\n> Thank you, {customer}.\n\n#### By sms\n\n> Thanks!\n"},
      {"EH0252", "HTML in words to say or send",
       "Pages leave HTML out, and a chat or a phone has no place for it: the words would be lost or read as marks.",
       "- [ ] Say it.\n\n> <div>Thank you.</div>\n", "- [ ] Say it.\n\n> Thank you.\n"},
      {"EH0260", "Escalation rule that cannot be read",
       "Every item of the section is watched for the whole case; prose cannot be.",
       "## Escalation\n\n- When it takes too long: tell **team lead**.\n",
       "## Escalation\n\n- If not resolved within 2 days: tell **team lead**.\n"},
      {"EH0261", "Escalation that does what it may not",
       "Rules run beside the steps with nobody before them: they may not ask, wait, decide or act, and nothing in them "
       "is "
       "optional or left to a role.",
       "## Escalation\n\n- If not resolved within 2 days: ask for **score**.\n",
       "## Escalation\n\n- If not resolved within 2 days: tell **team lead**.\n"},
      {"EH0270", "Unknown column of the Actions table", "A guard under a misspelt heading would guard nothing.",
       "## Actions\n\n| Action | Allowed if |\n| --- | --- |\n| pay | `amount < 500` |\n",
       "## Actions\n\n| Action | Allowed when |\n| --- | --- |\n| pay | `amount < 500` |\n"},
      {"EH0271", "Line of an action that cannot be read",
       "Needs, Gives, By connector and Allowed when are all there is.",
       "## Actions\n\n### pay\n\n- Requires **amount**.\n", "## Actions\n\n### pay\n\n- Needs **amount**.\n"},
      {"EH0272", "Part of a guard that cannot be read", "A guard holds at every door, so each part must be testable.",
       "## Actions\n\n### pay\n\n- Allowed when all of:\n  - the amount is small\n",
       "## Actions\n\n### pay\n\n- Allowed when all of:\n  - `amount < 500`\n"},
      {"EH0275", "Record rule that cannot be read",
       "How long records are kept is law in places; it cannot be left to prose.",
       "## Records\n\n- Keep everything for 4 years.\n",
       "## Records\n\n- Keep the case and its messages for 4 years after closing.\n"},
      {"EH0280", "Line of Training that cannot be read", "The pass mark is a percentage, the validity a duration.",
       "## Training\n\n- Pass mark 8 of 10.\n", "## Training\n\n- Pass mark 80%.\n"},
      {"EH0281", "Question without answers to choose from",
       "A question needs two answers or more, at least one of them right.",
       "## Training\n\n1. What do you say first?\n   - [ ] Hello\n   - [ ] Goodbye\n",
       "## Training\n\n1. What do you say first?\n   - [x] Hello\n   - [ ] Goodbye\n"},
      {"EH0282", "Line of a scenario that cannot be read",
       "A scenario is played by the tests; a line they skip would prove nothing, nor would one that expects nothing.",
       "## Training\n\n### Scenario: all well\n\n- Expect that it works.\n",
       "## Training\n\n### Scenario: all well\n\n- Expect the case closes as **done**.\n"},
      {"EH0290", "Line of an overlay that cannot be read",
       "An overlay is a difference: before, after, instead of, without, or a tighter rule.",
       "## For email\n\n- At step 1: [ ] Read the headers.\n",
       "## For email\n\n- Before step 1: [ ] Read the headers.\n"},
      {"EH0291", "Heading that nearly selects something",
       "An overlay whose state or channel is misspelt would never apply.", "## For emial\n\n- Without step 1.\n",
       "## For email\n\n- Before step 1: [ ] Read the headers.\n"},
      {"EH0295", "Translation of nothing",
       "The words in the other language are matched by kind and order; these have no partner.",
       "---\nid: example\nlanguages: [en, es]\n---\n\n## 1. Thank\n\nSay thanks.\n\n## En español\n\n### 1. "
       "Agradecer\n\nDé las gracias.\n\nY sonría.\n",
       "---\nid: example\nlanguages: [en, es]\n---\n\n## 1. Thank\n\nSay thanks.\n\n## En español\n\n### 1. "
       "Agradecer\n\nDé las gracias.\n"},
  };
  return pages;
}

}  // namespace evenhand::procedure
