#include "procedure/codes.hpp"

namespace evenhand::procedure {

const std::vector<CodePage>& text_code_pages() {
  static const std::vector<CodePage> pages = {
      {"EH0101", "Not text in UTF-8",
       "Only UTF-8 text can be read; a byte that is none is often a file of another kind or an old encoding. Control "
       "characters and noncharacters can be shown by no page and no terminal.",
       "---\nid: example\n---\n\n## 1. Caf\\xE9\n\n- Close as **done**.\n",
       "---\nid: example\n---\n\n## 1. Café\n\n- Close as **done**.\n"},
      {"EH0102", "File too large", "A file over 2 MB is no procedure a person can follow.",
       "Be kind, and be brief.\n… 100000 in all\n", "Be kind, and be brief.\n"},
      {"EH0103", "Nested too deeply", "Past twelve levels nobody can tell what belongs to what.",
       "- 1\n  - 2\n    - 3\n      - 4\n        - 5\n          - 6\n            - 7\n              - 8\n               "
       " - 9\n                  - 10\n"
       "                    - 11\n                      - 12\n                        - 13\n",
       "- 1\n  - 2\n    - 3\n"},
      {"EH0104", "Table too large", "A decision table has at most 10,000 rows and 50 columns.",
       "- Decide **refund** by the table, first match wins.\n\n| days | refund |\n| --- | --- |\n| 1 | full |\n… 10001 "
       "in all\n",
       "- Decide **refund** by the table, first match wins.\n\n| days | refund |\n| --- | --- |\n| 1 | full |\n| - | "
       "none |\n"},
      {"EH0105", "Front matter that cannot be read",
       "The lines between the two `---` are YAML, `key: value` each; without them nothing says what the file is.",
       "---\nid: example\ntitle: \"Example\nowner: support lead\n---\n\n## 1. First step\n\n- Close as **done**.\n",
       "---\nid: example\ntitle: \"Example\"\nowner: support lead\n---\n\n## 1. First step\n\n- Close as **done**.\n"},
      {"EH0106", "Unknown or repeated key in the front matter",
       "A key nobody reads is a misspelling that would silently do nothing.",
       "---\nid: example\nchanels: [phone]\n---\n\n## 1. First step\n\n- Close as **done**.\n",
       "---\nid: example\nchannels: [phone]\n---\n\n## 1. First step\n\n- Close as **done**.\n"},
      {"EH0107", "Value in the front matter that cannot be read",
       "Each key takes one kind of value: a channel, a state's code, an interval, a date.",
       "---\nid: example\nreview: sometimes\n---\n\n## 1. First step\n\n- Close as **done**.\n",
       "---\nid: example\nreview: every 6 months\n---\n\n## 1. First step\n\n- Close as **done**.\n"},
      {"EH0108", "Procedure without steps",
       "A procedure needs a step, or with `order: free` an action, for anything to happen.",
       "---\nid: example\n---\n\n# Example\n\nNothing to do yet.\n",
       "---\nid: example\n---\n\n# Example\n\n## 1. First step\n\n- Close as **done**.\n"},
      {"EH0109", "Too many steps", "A procedure has at most 500 steps.",
       "## 1. First step\n\n- Ask for **score**.\n\n## 2. Step 2\n… 500 in all\n",
       "## 1. First step\n\n- Ask for **score**.\n\n## 2. Step 2\n… 499 in all\n"},
      {"EH0110", "Too many items or names", "A procedure has at most 20,000 items and 2,000 names.",
       "- Be kind.\n… 20001 in all\n", "- Be kind.\n- Be brief.\n"},
      {"EH0111", "Page of plain guidance",
       "Without an id in its front matter a page is shown and searched, but never run. That may be what is meant.",
       "# Tone of voice\n\nBe kind, and be brief.\n\n---\n",
       "---\nid: example\n---\n\n## 1. First step\n\n- Close as **done**.\n"},
      {"EH0120", "Heading that nearly is a section",
       "A misspelt section would be shown as guidance, and its rules would do nothing.",
       "## Target\n\n- First reply within 4 hours.\n", "## Targets\n\n- First reply within 4 hours.\n"},
      {"EH0121", "Section that is there twice",
       "Two sections of one name hide rules from readers who stop at the first.",
       "## Targets\n\n- First reply within 4 hours.\n\n## Targets\n\n- Resolved within 2 days.\n",
       "## Targets\n\n- First reply within 4 hours.\n- Resolved within 2 days.\n"},
      {"EH0122", "Step with the wrong number or no title",
       "Steps are numbered in order from 1, so that `step 4` means the same to everybody.",
       "## 1. Ask\n\n- Ask for **score**.\n\n## 3. Thank\n\n- Send **thank you**.\n",
       "## 1. Ask\n\n- Ask for **score**.\n\n## 2. Thank\n\n- Send **thank you**.\n"},
      {"EH0123", "Directive where nobody acts on it",
       "Directives are acted on where they begin an item in the lists of steps, guards in Actions, record rules in "
       "Records "
       "and so on. Anywhere else, behind other words too, they are words.",
       "## Purpose\n\n- Send **thank you**.\n", "## 1. Thank\n\n- Send **thank you**.\n"},
      {"EH0124", "Two steps with one id", "Records and `Go to` name steps by id; two of one name cannot be told apart.",
       "## 1. Ask\n\n- Ask for **score**.\n\n## 2. Ask\n\n- Ask for **reason**.\n",
       "## 1. Ask\n\n- Ask for **score**.\n\n## 2. Ask again\n\n- Ask for **reason**.\n"},
  };
  return pages;
}

}  // namespace evenhand::procedure
