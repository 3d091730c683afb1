#include "procedure/flow_checks.hpp"

namespace evenhand::procedure {

const std::vector<CodePage>& flow_code_pages() {
  static const std::vector<CodePage> pages = {
      {"EH0700", "Item that is never reached",
       "The item before it always closes the case or goes to another step, so nobody will ever see this one.",
       "- Close as **done**.\n- Send **thank you**.\n", "- Send **thank you**.\n- Close as **done**.\n"},
      {"EH0701", "Step that is never reached",
       "The step before it always closes the case or goes elsewhere, and no `Go to` leads here.",
       "## 1. Decide\n\n- Close as **refused**.\n\n## 2. Pay\n\n- Do **pay**.\n",
       "## 1. Decide\n\n- If `not(approved)`: close as **refused**.\n\n## 2. Pay\n\n- Do **pay**.\n"},
      {"EH0702", "Condition that can never hold",
       "No value the facts can have, after what was decided on the way here, makes it true. Often an option is "
       "misspelt or two "
       "conditions exclude each other.",
       "- If `reason = \"damaged\" and reason = \"late\"`: do **refund payment**.\n",
       "- If `reason = \"damaged\" or reason = \"late\"`: do **refund payment**.\n"},
      {"EH0703", "Condition that always holds", "Whatever the facts are, it is true here, so it decides nothing.",
       "- Ask for **score**.\n- If `score >= 1 or score < 1`: send **thank you**.\n",
       "- Ask for **score**.\n- If `score >= 8`: send **thank you**.\n"},
      {"EH0704", "Option without a way",
       "The ways compare one fact with its options and leave some out; for those nothing is done, which is seldom "
       "meant.",
       "- If `refund = \"full\"`: do **refund all**.\n- Otherwise if `refund = \"part\"`: do **refund part**.\n",
       "- If `refund = \"full\"`: do **refund all**.\n- Otherwise if `refund = \"part\"`: do **refund part**.\n- "
       "Otherwise: send **refund declined**.\n"},
      {"EH0705", "Fact read before it is set",
       "On the way the message names, nothing has given the fact a value yet: the condition would be neither true nor "
       "false, and "
       "a message would have a hole.",
       "- If `channel = \"phone\"`: ask for **amount**.\n- Check that `amount > 0`.\n",
       "- Ask for **amount**.\n- Check that `amount > 0`.\n"},
      {"EH0706", "Fact that nothing sets",
       "It is read, but no item of this procedure asks for it, records it, decides it or is given it.",
       "- Check that `score > 3`.\n", "- Ask for **score**.\n- Check that `score > 3`.\n"},
      {"EH0707", "Step that can never finish",
       "The case would wait here for a condition that no value of its facts can make true.",
       "- Check that `score > 10`.\n", "- Check that `score > 5`. Otherwise: close as **too low**.\n"},
      {"EH0708", "Loop without a way out",
       "Every way from this step leads back to it, so no case that comes here can ever be closed.",
       "## 1. Try\n\n- Do **try it**.\n- Go to step **Try**.\n",
       "## 1. Try\n\n- Do **try it**, giving **worked**.\n- If `not(worked)`: go to step **Try**.\n"},
      {"EH0709", "Approval that nobody is asked for",
       "A condition reads `approved`, but no step gets an approval, so that part of it never holds.",
       "| Action | Allowed when |\n| --- | --- |\n| pay | `approved` |\n",
       "- Get approval from **support manager**.\n- Do **pay**.\n"},
      {"EH0710", "Action that can never be done", "No value the facts can have makes its condition true.",
       "| Action | Allowed when |\n| --- | --- |\n| pay | `amount > 500 and amount < 100` |\n",
       "| Action | Allowed when |\n| --- | --- |\n| pay | `amount > 100 and amount < 500` |\n"},
      {"EH0711", "Action whose condition the way does not establish",
       "The action is done in a step, and on at least one way to it its condition may not hold. The gate holds at "
       "every door, so "
       "the case would be held there with a refusal nobody planned.",
       "- Do **pay**.\n", "- If `amount > 500`: get approval from **support manager**.\n- Do **pay**.\n"},
      {"EH0712", "Fact that is asked for and never read",
       "Each question costs the customer time. What nothing reads need not be asked, or is to be kept on purpose.",
       "- Ask for **shoe size**.\n- Close as **done**.\n",
       "- Ask for **shoe size**.\n- Do **order shoes** with **shoe size**.\n"},
      {"EH0713", "Personal data that is collected and never used",
       "Privacy law asks that personal data be collected for a purpose only. Nothing in this procedure has one for it.",
       "- Ask for **date of birth**.\n- Close as **done**.\n",
       "- Ask for **date of birth**.\n- Do **check age** with **date of birth**.\n"},
      {"EH0714", "Action whose guard asks for another order",
       "Its guard holds only when other actions were done in an order that is not the order of the steps, so the case "
       "would be "
       "held there with a refusal nobody planned.",
       "## Actions\n\n### pay\n\n- Allowed when in this order:\n  - **look up** is done\n  - **check** is done\n\n## "
       "1. Pay\n\n- Do "
       "**check**.\n- Do **look up**.\n- Do **pay**.\n",
       "## Actions\n\n### pay\n\n- Allowed when in this order:\n  - **look up** is done\n  - **check** is done\n\n## "
       "1. Pay\n\n- Do **look "
       "up**.\n- Do **check**.\n- Do **pay**.\n"},
      {"EH0715", "Wait for the clock that no clock ends",
       "A condition is looked at again when something happens in the case. Time that passes is nothing that happens, "
       "so the "
       "case would wait on after the hour.",
       "- Wait until `today() > date(\"2027-01-31\")`, with no limit.\n", "- Wait 30 days.\n"},
      {"EH0716", "Placeholder that may have no value",
       "A case may be opened without a state and for no product, and nobody need have replied. A message with such a "
       "hole "
       "cannot be sent, and the case waits there.",
       "> You wrote to us from {state}.\n", "- Ask for **reason**.\n\n> You wrote to us because of this: {reason}.\n"},
  };
  return pages;
}

}  // namespace evenhand::procedure
