/** Completion in the editor: sentences at the start of an item, names between asterisks, names and functions in code. */
import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippetCompletion,
} from "@codemirror/autocomplete";
import type { Compiled, CompletionItem } from "../api/types";
import { sentences } from "./sentences";

export interface Names {
  facts: string[];
  actions: string[];
  messages: string[];
  /** What the server offers where the cursor stands; it knows types and signatures. */
  offered?: CompletionItem[];
}
export const noNames: Names = { facts: [], actions: [], messages: [] };

export function namesOf(compiled: Compiled | null | undefined): Names {
  const names = (list: unknown): string[] =>
    Array.isArray(list)
      ? list
          .map((entry) => (entry as { name?: unknown }).name)
          .filter((name): name is string => typeof name === "string")
      : [];
  return compiled
    ? { facts: names(compiled.facts), actions: names(compiled.actions), messages: names(compiled.messages) }
    : noNames;
}

/** Where the cursor stands on its line, as far as completion cares. */
export function placeOf(before: string): {
  kind: "name" | "code" | "cell" | "placeholder" | "item" | "none";
  from: number;
} {
  const inCode = (before.match(/`/g) ?? []).length % 2 === 1;
  if (inCode) {
    const word = /[\p{L}\p{N}_ ]*$/u.exec(before.slice(before.lastIndexOf("`") + 1))?.[0] ?? "";
    return { kind: "code", from: before.length - word.trimStart().length };
  }
  if ((before.match(/\*\*/g) ?? []).length % 2 === 1) return { kind: "name", from: before.lastIndexOf("**") + 2 };
  if (/^\s*\|/.test(before)) {
    const word = /[\p{L}\p{N}_ ]*$/u.exec(before)?.[0] ?? "";
    return { kind: "cell", from: before.length - word.trimStart().length };
  }
  const brace = before.lastIndexOf("{");
  if (/^\s*>/.test(before) && brace > before.lastIndexOf("}")) return { kind: "placeholder", from: brace + 1 };
  const item = /^(\s*)(?:- )?[A-Za-z[\]# ]*$/.exec(before);
  if (item && (/^\s*- /.test(before) || /^\s*#/.test(before) || /^\s*>$/.test(before)))
    return { kind: "item", from: item[1]?.length ?? 0 };
  return { kind: "none", from: before.length };
}

const functions = [
  "today()",
  "now()",
  "count()",
  "sum()",
  "contains()",
  "starts with()",
  "upper case()",
  "date()",
  "duration()",
  "not()",
];
const always = ["channel", "state", "language", "priority", "approved", "reply", "opened on", "opened at"];

const types = { fact: "variable", name: "constant", function: "function" } as const;
/** One entry a name: a function's other spellings stand behind its first. */
export function toOptions(offered: CompletionItem[]): Completion[] {
  const byLabel = new Map<string, Completion>();
  for (const { label, kind, detail } of offered) {
    const known = byLabel.get(label);
    if (known) known.info = `${known.info ?? known.detail}\n${detail}`;
    else byLabel.set(label, { label, type: types[kind], detail, ...(kind === "function" && { apply: `${label}(` }) });
  }
  return [...byLabel.values()];
}

export function complete(names: () => Names, wordsFor: (key: string) => string) {
  return (context: CompletionContext): CompletionResult | null => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const place = placeOf(before);
    const from = line.from + place.from;
    const known = names();
    const plain = (label: string, type: string, detail?: string): Completion => ({ label, type, detail });
    switch (place.kind) {
      case "name":
        return {
          from,
          options: [
            ...known.facts.map((name) => plain(name, "variable", wordsFor("fact"))),
            ...known.actions.map((name) => plain(name, "function", wordsFor("action"))),
            ...known.messages.map((name) => plain(name, "text", wordsFor("message"))),
          ],
          validFor: /^[\p{L}\p{N}_ ]*$/u,
        };
      case "cell":
        // Cells hold plain words more often than names: only when asked for.
        if (!context.explicit || !known.offered?.length) return null;
        return { from, options: toOptions(known.offered), validFor: /^[\p{L}\p{N}_ ]*$/u };
      case "code":
        if (known.offered?.length) return { from, options: toOptions(known.offered), validFor: /^[\p{L}\p{N}_ ]*$/u };
        return {
          from,
          options: [
            ...known.facts.map((name) => plain(name, "variable", wordsFor("fact"))),
            ...known.actions.map((name) => plain(`${name} done`, "variable", wordsFor("action"))),
            ...always.map((name) => plain(name, "constant")),
            ...functions.map((name) => plain(name, "function")),
          ],
          validFor: /^[\p{L}\p{N}_ ]*$/u,
        };
      case "placeholder":
        return {
          from,
          options: [...known.facts, "customer", "agent", "company"].map((name) => plain(name, "variable")),
          validFor: /^[\p{L}\p{N}_ ]*$/u,
        };
      case "item": {
        if (!context.explicit && before.trim().replace(/^- ?/, "").length < 1) return null;
        return {
          from,
          options: sentences.map((entry) =>
            snippetCompletion(entry.text, {
              label: entry.text.split("\n")[0]?.replace(/#\{([^}]*)\}/g, "$1") ?? entry.label,
              detail: wordsFor(entry.key),
              type: "keyword",
            }),
          ),
          validFor: /^[-A-Za-z[\]#> ]*$/,
        };
      }
      default:
        return null;
    }
  };
}
