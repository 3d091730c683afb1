/** What the report of an import is shown as: which entries, where they stand in the draft, and the draft under another id. */
import type { ImportEntry, Imported } from "../api/types";

export type Outcome = ImportEntry["outcome"];
export const outcomes: readonly Outcome[] = ["guessed", "understood", "prose", "left_out"];
/** As the server's `import_bytes_max`; it has the last word. */
export const IMPORT_BYTES_MAX = 10 * 1024 * 1024;
export const importAccepts = ".docx,.html,.htm,.md,.markdown,.txt,.bpmn,.xml";

/** Why this file is not worth sending, as a key of the words; null when it may be. */
export function importProblem(file: { size: number; name: string }): string | null {
  if (file.size > IMPORT_BYTES_MAX) return "import.too_big";
  return importAccepts.split(",").some((ending) => file.name.toLowerCase().endsWith(ending))
    ? null
    : "import.other_kind";
}

export function entriesOf(imported: Imported, outcome: Outcome | ""): ImportEntry[] {
  return imported.entries.filter((entry) => !outcome || entry.outcome === outcome);
}

/** The outcome of each line of the draft that an entry begins on; what acts wins over what is only shown. */
export function outcomeOfLines(imported: Imported): Map<number, Outcome> {
  const lines = new Map<number, Outcome>();
  for (const { draft_line, outcome } of imported.entries) {
    if (draft_line === null) continue;
    const before = lines.get(draft_line);
    if (before === undefined || outcomes.indexOf(outcome) < outcomes.indexOf(before)) lines.set(draft_line, outcome);
  }
  return lines;
}

/** The draft under this id; a page of guidance has none in its text. */
export function withId(draft: string, id: string): string {
  return draft.replace(/^(---\r?\n(?:.*\r?\n)*?)id: .*$/m, `$1id: ${id}`);
}
