// What the mock answers about the text of a procedure: a line-by-line reading that knows the verbs, and a plain picture.
const verbs =
  "Ask|Check that|If|Otherwise|In any order|Repeat until|For each|Decide|Record|Do|Send|Wait|Get approval|Tell|Hand over|Raise priority|Follow|Go to|Close as";
const understood = [
  [/^- \[[ x]\] (.*)/, "task", (m) => `a person confirms: ${m[1]}`],
  [/^- Ask for (.*)\./, "ask", (m) => `captures ${m[1].replaceAll("**", "")}`],
  [/^- Do \*\*([^*]+)\*\*/, "action", (m) => `runs the action ${m[1]}`],
  [/^- Send \*\*([^*]+)\*\*/, "send", (m) => `sends the message ${m[1]}`],
  [/^- Close as \*\*([^*]+)\*\*/, "close", (m) => `ends the case as ${m[1]}`],
  [/^- If `([^`]+)`/, "choice", (m) => `when ${m[1]}`],
  [/^- Decide \*\*([^*]+)\*\*/, "decide", (m) => `the table decides ${m[1]}`],
  [/^- Record \*\*([^*]+)\*\* as `([^`]+)`/, "record", (m) => `computes ${m[1]} as ${m[2]}`],
  [/^- Follow \[([^\]]+)\]/, "follow", (m) => `follows ${m[1]}`],
  [/^- Get approval from \*\*([^*]+)\*\*/, "approve", (m) => `waits for the approval of ${m[1]}`],
  [/^- Wait (.*)/, "wait", (m) => `waits ${m[1]}`],
  [/^## (\d+)\. (.*)/, "step", (m) => `step ${m[1]}: ${m[2]}`],
  [/^> (.*)/, "say", () => "words to say or send"],
];

export function check(source) {
  const diagnostics = [];
  const understanding = [];
  const steps = [];
  const facts = [];
  source.split("\n").forEach((raw, index) => {
    const line = raw.trim();
    const column = raw.indexOf(line) + 1;
    const known = understood.find(([pattern]) => pattern.test(line));
    if (known) {
      const match = known[0].exec(line);
      understanding.push({ line: index + 1, kind: known[1], text: known[2](match) });
      if (known[1] === "step") steps.push(match[2]);
    } else if (new RegExp(`^- (${verbs})\\b`).test(line) && !/^- (Otherwise|Tell|If|Hand|Repeat)/.test(line)) {
      diagnostics.push({
        severity: "error",
        code: "EH0203",
        message: "This begins with a directive verb but is not one of the sentences.",
        hint: "Write for example: Ask for **order number**.",
        line: index + 1,
        column,
        end_line: index + 1,
        end_column: column + line.length,
      });
    } else if (/\bmust\b/.test(line) && !line.startsWith("|")) {
      diagnostics.push({
        severity: "warning",
        code: "EH0301",
        message: "This sounds like a rule, but nobody will enforce it.",
        hint: "Make it a task box or a Check.",
        line: index + 1,
        column,
        end_line: index + 1,
        end_column: column + line.length,
      });
    }
    const row = /^\| ([a-z][^|]*?) \| ([^|]+) \|/.exec(line);
    if (row && !row[1].includes("---")) facts.push({ name: row[1], type: row[2].trim() });
  });
  const ok = !diagnostics.some((entry) => entry.severity === "error");
  const title = /^title: (.*)$/m.exec(source)?.[1] ?? "Procedure";
  return {
    ok,
    diagnostics,
    understanding,
    compiled: ok ? { facts, actions: [], messages: [] } : null,
    hash: ok ? "0".repeat(64) : null,
    picture: ok ? picture(title, steps) : null,
  };
}

const escapeHtml = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

export function picture(title, steps) {
  const boxes = steps.map((step, index) => {
    const y = 20 + index * 80;
    const arrow =
      index > 0
        ? `<path d="M160 ${y - 28}v26" stroke="currentColor" fill="none"/><path d="M155 ${y - 8}l5 8 5-8" fill="currentColor"/>`
        : "";
    return `${arrow}<rect x="20" y="${y}" width="280" height="50" rx="8" fill="none" stroke="currentColor"/><text x="160" y="${y + 30}" text-anchor="middle" font-size="14" fill="currentColor">${index + 1}. ${escapeHtml(step)}</text>`;
  });
  const height = 40 + steps.length * 80;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 ${height}" width="320" height="${height}" role="img" aria-label="${escapeHtml(title)}"><title>${escapeHtml(title)}</title><desc>${steps.length} steps</desc>${boxes.join("")}</svg>`;
}

export function page(source) {
  const body = source.replace(/^---[\s\S]*?\n---\n/, "").split("\n");
  let html = "";
  let list = false;
  const inline = (text) =>
    escapeHtml(text)
      .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
      .replace(/`([^`]+)`/g, "<code>$1</code>")
      .replace(/\[([^\]]+)\]\(([^)]+)\.sop\.md\)/g, '<a href="/library/$2">$1</a>');
  let table = [];
  const flush = () => {
    if (list) html += "</ul>";
    list = false;
    if (table.length > 0)
      html += `<table><thead><tr>${table[0].map((cell) => `<th scope="col">${inline(cell)}</th>`).join("")}</tr></thead><tbody>${table
        .slice(2)
        .map((row) => `<tr>${row.map((cell) => `<td>${inline(cell)}</td>`).join("")}</tr>`)
        .join("")}</tbody></table>`;
    table = [];
  };
  for (const line of body) {
    const text = line.trim();
    if (text.startsWith("|")) {
      table.push(
        text
          .slice(1, -1)
          .split("|")
          .map((cell) => cell.trim()),
      );
      continue;
    }
    if (text.startsWith("- ")) {
      if (table.length > 0) flush();
      if (!list) html += "<ul>";
      list = true;
      html += `<li>${inline(text.slice(2).replace("[ ]", "☐"))}</li>`;
      continue;
    }
    flush();
    const heading = /^(#+) (.*)/.exec(text);
    if (heading) html += `<h${heading[1].length}>${inline(heading[2])}</h${heading[1].length}>`;
    else if (text.startsWith(">")) html += `<blockquote><p>${inline(text.slice(2))}</p></blockquote>`;
    else if (text) html += `<p>${inline(text)}</p>`;
  }
  flush();
  return html;
}

/** One change, where the texts differ, and both texts. */
export function diff(before, after) {
  const a = before.split("\n");
  const b = after.split("\n");
  const at = a.findIndex((line, index) => line !== b[index]);
  const same = at < 0 && a.length === b.length;
  const changes = same ? [] : [{ kind: "changed", where: `line ${at + 1}`, before: a[at] ?? "", after: b[at] ?? "" }];
  return { changes, before, after };
}

/** Help at the cursor: the code around it, the facts of the table, and a value only for a fact alone or `fact > number`. */
export function help({ source, line, column, facts = {} }) {
  const text = source.split("\n")[line - 1] ?? "";
  const before = [...text].slice(0, column - 1).join("");
  if ((before.match(/`/g) ?? []).length % 2 === 0) return { completions: [], expression: null };
  const from = before.lastIndexOf("`") + 1;
  const end = text.indexOf("`", from);
  const code = text.slice(from, end < 0 ? undefined : end);
  const table = source.slice(source.indexOf("## Facts")).split(/^## /m)[1] ?? "";
  const names = [...table.matchAll(/^\| ([^|]+?) +\| ([^|]+?) +\|/gm)]
    .filter(([, name]) => name !== "Fact" && !name.startsWith("-"))
    .map(([, label, detail]) => ({ label, kind: "fact", detail }));
  const missing = names.map((name) => name.label).filter((name) => code.includes(name) && !(name in facts));
  const [, compared, limit] = code.match(/^(.+) > (\d+)$/) ?? [];
  const value = compared in facts ? facts[compared] > Number(limit) : (facts[code.trim()] ?? null);
  return {
    completions: [...names, { label: "count", kind: "function", detail: "count(list)" }],
    expression: {
      text: code,
      is_test: false,
      line,
      column: from + 1,
      end_column: from + 1 + code.length,
      type: "boolean",
      value,
      display: value === null ? "" : value === true ? "yes" : value === false ? "no" : String(value),
      reason: "",
      missing,
      diagnostics: [],
    },
  };
}
