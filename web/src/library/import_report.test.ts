import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Imported } from "../api/types";
import { library as english } from "../i18n/en/library";
import { entriesOf, importProblem, outcomeOfLines, withId } from "./import_report";

const entry = (outcome: Imported["entries"][number]["outcome"], draft_line: number | null) => ({
  outcome,
  rule: "item-box",
  became: "box",
  why: "",
  words: "Open it",
  line: 1,
  draft_line,
  element: null,
});
const imported: Imported = {
  title: "T",
  runnable: true,
  counts: { understood: 1, guessed: 1, prose: 1, left_out: 1 },
  entries: [entry("prose", 4), entry("understood", 7), entry("guessed", 7), entry("left_out", null)],
  draft: "---\nid: old\ntitle: T\n---\n\n# T\n\nid: not this one\n",
};

describe("the report of an import", () => {
  it("shows all entries, or those of one outcome", () => {
    expect(entriesOf(imported, "")).toHaveLength(4);
    expect(entriesOf(imported, "guessed")).toEqual([imported.entries[2]]);
  });
  it("marks a line by what is most to be looked at", () => {
    expect([...outcomeOfLines(imported)]).toEqual([
      [4, "prose"],
      [7, "guessed"],
    ]);
  });
  it("changes the id of the draft and nothing else", () => {
    expect(withId(imported.draft, "new-one")).toBe("---\nid: new-one\ntitle: T\n---\n\n# T\n\nid: not this one\n");
    const page = "---\ntitle: T\n---\n\n# T\n";
    expect(withId(page, "x")).toBe(page);
  });
  it("says why a file is not worth sending", () => {
    expect(importProblem({ name: "a.DOCX", size: 10 })).toBeNull();
    expect(importProblem({ name: "a.pdf", size: 10 })).toBe("import.other_kind");
    expect(importProblem({ name: "a.md", size: 11 * 1024 * 1024 })).toBe("import.too_big");
  });
  it("has words for each rule that the server names", () => {
    const source = readFileSync(new URL("../../../src/intake/report.cpp", import.meta.url), "utf8");
    const rules = [...source.matchAll(/Rule\{"([\w-]+)"/g)].map((match) => match[1]);
    expect(rules.length).toBeGreaterThan(30);
    const worded = Object.keys(english.import)
      .filter((key) => key.startsWith("rule_"))
      .map((key) => key.slice("rule_".length));
    expect(worded.sort()).toEqual(rules.sort());
  });
});
