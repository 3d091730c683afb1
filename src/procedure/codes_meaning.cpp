#include "procedure/codes.hpp"

namespace evenhand::procedure {

const std::vector<CodePage>& meaning_code_pages() {
  static const std::vector<CodePage> pages = {
      {"EH0501", "Unknown fact", "A misspelt name would always be empty, and its condition never hold.",
       "- Check that `amuont > 0`.\n", "- Check that `amount > 0`.\n"},
      {"EH0502", "Fact that nothing reads", "What nothing uses need not be collected.",
       "## Facts\n\n| Fact | Type |\n| --- | --- |\n| score | number |\n",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| score | number | result |\n"},
      {"EH0503", "Unknown step", "A jump to nowhere would stop the case.", "- Go to step **Decied**.\n",
       "- Close as **done**.\n"},
      {"EH0504", "Two facts of one name", "Expressions could not tell them apart.",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| score | number | result |\n| score | text | result "
       "|\n",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| score | number | result |\n| remark | text | result "
       "|\n"},
      {"EH0505", "Two messages, actions or scenarios of one name", "A sentence that names it could mean either.",
       "## Messages\n\n### thank you\n\n> Thanks.\n\n### thank you\n\n> Thank you.\n",
       "## Messages\n\n### thank you\n\n> Thanks.\n"},
      {"EH0506", "Unknown message", "The words of a message stand in the Messages section.", "- Send **thank yuo**.\n",
       "- Send **thank you**.\n"},
      {"EH0507", "Placeholder that cannot be filled in", "Customers would read the braces.",
       "> Your order {order nubmer} is on its way.\n", "> Your order {order number} is on its way.\n"},
      {"EH0508", "Unknown action",
       "The name is given as something that is done, but no step and no entry of Actions does it.",
       "## Training\n\n### Scenario: it fails\n\n- Given **pay back** fails.\n- Expect **pay back** is not done.\n",
       "- Do **pay back**.\n\n## Training\n\n### Scenario: it fails\n\n- Given **pay back** fails.\n- Expect **pay "
       "back** is not done.\n"},
      {"EH0509", "Option that does not exist", "The fact can never have this value, so the condition never holds.",
       "- Check that `reason = \"damagd\"`.\n", "- Check that `reason = \"damaged\"`.\n"},
      {"EH0510", "Comparison of different types",
       "A number never equals a text; the comparison is always empty. Nor is a text recorded for a date, or a number a "
       "list.",
       "- Check that `amount > \"500\"`.\n", "- Check that `amount > 500`.\n"},
      {"EH0511", "Repeat without a limit",
       "A case that never meets the condition goes round until somebody notices, and so does a jump back on whose way "
       "nobody "
       "does anything: where no limit is named a repeat waits "
       "after 25 "
       "rounds for somebody who decides.",
       "- Repeat until `score > 8`:\n  - Ask for **score**.\n",
       "- Repeat until `score > 8`, at most 3 times:\n  - Ask for **score**.\n"},
      {"EH0512", "Wait without a limit", "A customer who never answers would keep the case open for ever.",
       "- Wait for a reply.\n", "- Wait for a reply, up to 5 days. If none: close as **no answer**.\n"},
      {"EH0513", "Approval by the one who asks", "Four eyes are the point of an approval.",
       "- [ ] Decide. (by support manager)\n- Get approval from **support manager**.\n",
       "- [ ] Decide. (by agent)\n- Get approval from **support manager**.\n"},
      {"EH0514", "Jump into a step", "Only a whole step can be gone to; its parts depend on what comes before them.",
       "- [ ] Thank them. {#thanks}\n- If `score > 8`: go to step **thanks**.\n",
       "- [ ] Thank them. {#thanks}\n- If `score > 8`: close as **done**.\n"},
      {"EH0515", "Counter of nothing", "A counted fact counts the rounds of a repeat, and there is none.",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| tries | number | counted |\n\n## 1. Try\n\n- Check "
       "that `tries < 3`.\n",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| tries | number | counted |\n| ok | yes or no | "
       "agent |\n\n## 1. Try\n\n- Repeat until `ok or tries > 2`, at most 3 times:\n  - Ask for **ok**.\n"},
      {"EH0516", "Value written down that is never stored", "Filling it into words would store it with the message.",
       "> Your code is {one time code}.\n", "> Your order is {order number}.\n"},
      {"EH0517", "Secret in words", "A secret filled into a message can be read by everyone who sees the case.",
       "## Facts\n\n| Fact | Type | From | Personal |\n| --- | --- | --- | --- |\n| pin | text | customer | secret "
       "|\n\n## 1. First step\n\n> Your pin is {pin}.\n",
       "## Facts\n\n| Fact | Type | From | Personal |\n| --- | --- | --- | --- |\n| city | text | customer | no "
       "|\n\n## 1. First step\n\n> You live in {city}.\n"},
      {"EH0518", "Question for what comes from elsewhere", "The Facts table says that nobody is asked for it.",
       "- Ask for **refund**.\n", "- Ask for **reason**.\n"},
      {"EH0519", "Value kept that is never stored",
       "What is made of it, or handed over, would be kept under another name. A yes or no may be: whether a code fits.",
       "- Ask for **one time code**.\n- Record **shown code** as `one time code`.\n",
       "- Ask for **one time code**.\n- Record **code fits** as `one time code = \"123456\"`.\n"},
      {"EH0525", "Fact that is never decided or recorded",
       "It says that it comes from a decision or an expression, or is handed back as a result, and nothing sets it.",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| refund | text | decision |\n",
       "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| refund | text | agent |\n"},
      {"EH0530", "Unknown fact in a scenario", "The scenario would prove nothing.",
       "## Training\n\n### Scenario: late\n\n- Given **raeson** is `\"late\"`.\n- Expect the case closes as "
       "**done**.\n",
       "## Training\n\n### Scenario: late\n\n- Given **reason** is `\"late\"`.\n- Expect the case closes as "
       "**done**.\n"},
      {"EH0531", "Unknown outcome in a scenario",
       "No sentence closes the case like this, so the scenario can never pass.",
       "## Training\n\n### Scenario: all well\n\n- Expect the case closes as **dnoe**.\n",
       "## Training\n\n### Scenario: all well\n\n- Expect the case closes as **done**.\n"},
      {"EH0532", "Unknown role in a scenario", "Nobody asks this role for an approval, so it has nothing to refuse.",
       "- Get approval from **lead**. If refused: close as **declined**.\n\n## Training\n\n### Scenario: refused\n\n- "
       "Given "
       "**leed** refuses.\n- Expect the case closes as **declined**.\n",
       "- Get approval from **lead**. If refused: close as **declined**.\n\n## Training\n\n### Scenario: refused\n\n- "
       "Given "
       "**lead** refuses.\n- Expect the case closes as **declined**.\n"},
      {"EH0540", "Overlay that takes a legal duty away",
       "What satisfies a law fact holds everywhere; an overlay may only add to it. It may not decide who comes to it "
       "either.",
       "## 1. Show the policy\n\n- [ ] Show the policy. (satisfies us-ma/return-policy-disclosure)\n\n## For "
       "email\n\n- Without step 1.\n",
       "## 1. Show the policy\n\n- [ ] Show the policy. (satisfies us-ma/return-policy-disclosure)\n\n## For "
       "email\n\n- After step 1: [ ] Attach the policy.\n"},
      {"EH0541", "Overlay that loosens a rule", "An overlay may only make targets tighter and keep records longer.",
       "## Targets\n\n- First reply within 4 hours.\n\n## For email\n\n- First reply within 2 days.\n",
       "## Targets\n\n- First reply within 4 hours.\n\n## For chat\n\n- First reply within 5 minutes.\n"},
      {"EH0542", "Overlay that never applies", "The front matter does not list its state or channel.",
       "## For sms\n\n- Before step 1: [ ] Be brief.\n", "## For email\n\n- Before step 1: [ ] Be brief.\n"},
      {"EH0543", "Overlays that collide", "Both change the same thing, and both can hold for one case.",
       "## For email\n\n- Instead of step 1:\n  - Send **thank you**.\n\n## In Massachusetts\n\n- Without step 1.\n",
       "## For email\n\n- Instead of step 1:\n  - Send **thank you**.\n\n## In Massachusetts\n\n- Before step 1: [ ] "
       "Name the state.\n"},
      {"EH0544", "Product that the front matter does not list",
       "A case is opened for one of the products listed there, so what is written for any other name never applies.",
       "---\nid: example\nproducts: [gift card, voucher]\n---\n\n## 1. Thank\n\nSay thanks.\n\n## For product gift "
       "crad\n\n- Before step 1: [ ] Read the balance aloud.\n",
       "---\nid: example\nproducts: [gift card, voucher]\n---\n\n## 1. Thank\n\nSay thanks.\n\n## For product gift "
       "card\n\n- Before step 1: [ ] Read the balance aloud.\n"},
      {"EH0545", "Overlay that takes away a step that is gone to",
       "The jump would lead nowhere, and no case the overlay holds for could be opened.",
       "## 1. Ask\n\n- Ask for **proof**.\n- If `proof`: go to step **Wrap up**.\n\n## 2. Look\n\n- [ ] Look.\n\n## 3. "
       "Wrap "
       "up\n\n- [ ] Wrap up.\n\n## In Oklahoma\n\n- Without step 3.\n",
       "## 1. Ask\n\n- Ask for **proof**.\n- If `proof`: go to step **Wrap up**.\n\n## 2. Look\n\n- [ ] Look.\n\n## 3. "
       "Wrap "
       "up\n\n- [ ] Wrap up.\n\n## In Oklahoma\n\n- Instead of step 3: [ ] Wrap up in Oklahoma.\n"},
      {"EH0550", "Translation missing",
       "The front matter lists the language, and readers of it would see the base text.",
       "---\nid: example\nlanguages: [en, es]\n---\n\n## 1. Thank\n\nSay thanks.\n",
       "---\nid: example\nlanguages: [en, es]\n---\n\n## 1. Thank\n\nSay thanks.\n\n## En español\n\n### 1. "
       "Agradecer\n\nDé las gracias.\n"},
      {"EH0551", "Translation of something that is not there", "The step, fact or name was renamed or removed.",
       "---\nid: example\nlanguages: [en, es]\n---\n\n## 1. Thank\n\nSay thanks.\n\n## En español\n\n### 1. "
       "Agradecer\n\nDé las gracias.\n\n### 2. Despedirse\n",
       "---\nid: example\nlanguages: [en, es]\n---\n\n## 1. Thank\n\nSay thanks.\n\n## En español\n\n### 1. "
       "Agradecer\n\nDé las gracias.\n"},
      {"EH0560", "Guidance that sounds like a rule",
       "Nobody will enforce it. Make it a directive or a box, or say it as advice.", "You must thank the customer.\n",
       "- [ ] Thank the customer.\n"},
      {"EH0601", "Unknown procedure", "What it needs and gives cannot be checked here.",
       "- Follow [Identity check](identity-check.sop.md).\n", "- Do **identity check**.\n"},
      {"EH0602", "Procedures that follow each other", "They would never end.", "- Follow [Loop](loop.sop.md).\n",
       "- Follow [Known](known.sop.md).\n"},
      {"EH0603", "Unknown fact of the procedure that is followed", "It would be handed to nobody.",
       "- Ask for **email**.\n- Follow [Known](known.sop.md) with **email** as **mial**.\n",
       "- Ask for **email**.\n- Follow [Known](known.sop.md) with **email** as **mail**.\n"},
      {"EH0604", "Fact that the procedure that is followed does not hand back", "Only its `result` facts come out.",
       "- Follow [Known](known.sop.md), giving **mail**.\n", "- Follow [Known](known.sop.md), giving **confirmed**.\n"},
      {"EH0605", "Link to a file that holds another procedure",
       "A procedure is followed by the name of its file, so that the link means the same where the file is not at "
       "hand.",
       "- Follow [Known](unknown.sop.md).\n", "- Follow [Known](known.sop.md).\n"},
      {"EH0610", "Message that nothing sends", "It may be meant for agents to pick by hand; else a `Send` is missing.",
       "## Messages\n\n### good bye\n\n> Good bye.\n",
       "## Messages\n\n### good bye\n\n> Good bye.\n\n## 1. First step\n\n- Send **good bye**.\n"},
  };
  return pages;
}

}  // namespace evenhand::procedure
