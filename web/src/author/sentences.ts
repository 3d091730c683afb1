/** The sentences of the language, for the insert palette and for completion. `#{…}` is a place to fill in. */
export interface Sentence {
  /** Its key under `sentence` in i18n. */
  key: string;
  group: "do" | "flow" | "time" | "part";
  label: string;
  text: string;
}
export const sentences: Sentence[] = [
  { key: "ask", group: "do", label: "Ask for", text: "- Ask for **#{fact}**." },
  { key: "task", group: "do", label: "[ ]", text: "- [ ] #{What a person confirms}." },
  { key: "say", group: "do", label: ">", text: "> #{Words to say or send.}" },
  { key: "action", group: "do", label: "Do", text: "- Do **#{action}** with **#{fact}**, giving **#{result}**." },
  { key: "send", group: "do", label: "Send", text: "- Send **#{message}**." },
  { key: "record", group: "do", label: "Record", text: "- Record **#{fact}** as `#{expression}`." },
  { key: "tell", group: "do", label: "Tell", text: "- Tell **#{role}** that #{what}." },
  { key: "handover", group: "do", label: "Hand over to", text: "- Hand over to **#{team}**." },
  { key: "priority", group: "do", label: "Raise priority to", text: "- Raise priority to **#{urgent}**." },
  {
    key: "check",
    group: "flow",
    label: "Check that",
    text: "- Check that `#{condition}`. Otherwise: #{close as **done**}.",
  },
  {
    key: "if",
    group: "flow",
    label: "If",
    text: "- If `#{condition}`:\n  - #{Ask for **fact**.}\n- Otherwise:\n  - #{Close as **done**.}",
  },
  {
    key: "decide",
    group: "flow",
    label: "Decide",
    text: "- Decide **#{fact}** by the table, first match wins.\n\n| #{input} | #{fact} |\n| --- | --- |\n| - | #{value} |\n",
  },
  {
    key: "anyorder",
    group: "flow",
    label: "In any order",
    text: "- In any order:\n  - #{Ask for **fact**.}\n  - #{Ask for **fact**.}",
  },
  {
    key: "repeat",
    group: "flow",
    label: "Repeat until",
    text: "- Repeat until `#{condition}`, at most #{3} times:\n  - #{Ask for **fact**.}",
  },
  {
    key: "foreach",
    group: "flow",
    label: "For each",
    text: "- For each **#{item}** in `#{list}`:\n  - #{Ask for **fact**.}",
  },
  { key: "follow", group: "flow", label: "Follow", text: "- Follow [#{Title}](#{procedure-id}.sop.md)." },
  { key: "goto", group: "flow", label: "Go to step", text: "- Go to step **#{title}**." },
  { key: "close", group: "flow", label: "Close as", text: "- Close as **#{outcome}**." },
  {
    key: "waitreply",
    group: "time",
    label: "Wait for a reply",
    text: "- Wait for a reply, up to #{5} business days. If none: #{close as **no reply**}.",
  },
  { key: "wait", group: "time", label: "Wait", text: "- Wait #{3} days." },
  {
    key: "waituntil",
    group: "time",
    label: "Wait until",
    text: "- Wait until `#{condition}`, up to #{2} days. If not: #{close as **done**}.",
  },
  {
    key: "approve",
    group: "time",
    label: "Get approval from",
    text: "- Get approval from **#{role}**, up to #{1} day. If refused: #{close as **refused**}.",
  },
  { key: "step", group: "part", label: "## 1.", text: "## #{1}. #{Title}\n" },
  { key: "message", group: "part", label: "### message", text: "### #{message name}\n\n> #{Hello {customer}, …}\n" },
  {
    key: "facts",
    group: "part",
    label: "## Facts",
    text: "## Facts\n\n| Fact | Type | From | Personal |\n| --- | --- | --- | --- |\n| #{fact} | #{text} | #{customer} | #{no} |\n",
  },
  {
    key: "overlay",
    group: "part",
    label: "## In state",
    text: "## In #{Massachusetts}\n\n- Before step #{1}: [ ] #{What a person confirms}.\n",
  },
  {
    key: "scenario",
    group: "part",
    label: "### Scenario",
    text: '### Scenario: #{name}\n\n- Given **#{fact}** is `"#{value}"`.\n- Expect the case closes as **#{outcome}**.\n',
  },
];
export const groups = ["do", "flow", "time", "part"] as const;
