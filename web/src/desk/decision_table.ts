/** The decision table of a `Decide` sentence, read from the text of the version in force, and the rows that matched. */
import type { CaseEvent } from "../api/types";

export interface DecisionTable {
  head: string[];
  rows: string[][];
}

function cells(line: string): string[] {
  const out: string[] = [];
  let cell = "";
  let inCode = false;
  const text = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "\\" && text[i + 1] === "|") {
      cell += "|";
      i++;
    } else if (char === "|" && !inCode) {
      out.push(cell.trim());
      cell = "";
    } else {
      if (char === "`") inCode = !inCode;
      cell += char;
    }
  }
  out.push(cell.trim());
  return out;
}

function tableFrom(lines: string[], from: number): DecisionTable | null {
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (/^#{1,6} /.test(line)) return null;
    if (!line.trim().startsWith("|") || !/^\s*\|?[\s:|-]+\|?\s*$/.test(lines[i + 1] ?? "")) continue;
    const rows: string[][] = [];
    for (let row = i + 2; row < lines.length && (lines[row] ?? "").trim().startsWith("|"); row++)
      rows.push(cells(lines[row] ?? ""));
    return { head: cells(line), rows };
  }
  return null;
}

/** Null when the text has no such sentence or no table after it: a followed procedure decides by its own text. */
export function decisionTable(source: string, facts: string[]): DecisionTable | null {
  const lines = source.split("\n");
  const at = lines.findIndex((line) => /\bdecide\b/i.test(line) && facts.every((fact) => line.includes(`**${fact}**`)));
  if (at < 0 || facts.length === 0) return null;
  const named = /by the table \[([^\]]+)\]/i.exec(lines[at] ?? "");
  if (named?.[1]) {
    const name = named[1].toLowerCase();
    const heading = lines.findIndex(
      (line) => /^#{1,6} /.test(line) && line.replace(/^#+ /, "").trim().toLowerCase() === name,
    );
    return heading < 0 ? null : tableFrom(lines, heading + 1);
  }
  return tableFrom(lines, at + 1);
}

/** Rows from 1, of the last time this item decided. */
export function matchedRules(events: CaseEvent[], path: string): number[] {
  const last = events.findLast((event) => event.type === "decision-made" && event.data.path === path);
  const rules = last?.data.rules;
  return Array.isArray(rules) ? rules.map(Number).filter((rule) => rule > 0) : [];
}
