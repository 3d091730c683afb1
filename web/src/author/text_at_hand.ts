/** Where the text in the editor began, and what of it is kept in this browser until it is saved. */
import type { Draft, Procedure } from "../api/types";
import { firstDraft } from "../library/first_draft";

export interface Saved {
  draft: Draft;
  etag: string | null;
}
/** Unsaved text, with the version and the draft it began from, so that a later save still notices who was faster. */
export interface Kept {
  text: string;
  version: number;
  etag: string | null;
}
export interface Beginning {
  text: string;
  /** The draft the text replaces; null where there is none. */
  base: Saved | null;
  /** The published version the text began from; 0 for none. */
  version: number;
  /** The text is one that was typed before and not saved. */
  restored: boolean;
}

export function beginning(id: string, saved: Saved | null, published: Procedure | null, kept: Kept | null): Beginning {
  const there = saved?.draft.source ?? published?.source;
  if (kept && kept.text !== there) {
    const base = saved && kept.etag ? { draft: saved.draft, etag: kept.etag } : null;
    return { text: kept.text, base, version: kept.version, restored: true };
  }
  const newest = published?.version ?? 0;
  // A draft from before the newest version cannot have begun from it.
  const older = !!saved && !!published?.published_at && saved.draft.edited_at < published.published_at;
  const text = there ?? firstDraft(id, id.replaceAll("-", " "));
  return { text, base: saved, version: older ? newest - 1 : newest, restored: false };
}

const keyOf = (person: string, id: string) => `evenhand-draft/${person}/procedure/${id}`;

export function readKept(person: string, id: string): Kept | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(keyOf(person, id)) ?? "null") as Kept | null;
    return found && typeof found.text === "string" ? found : null;
  } catch {
    return null;
  }
}
/** Null forgets it. A full or forbidden storage keeps nothing; the editor goes on. */
export function keep(person: string, id: string, kept: Kept | null): void {
  try {
    if (kept) sessionStorage.setItem(keyOf(person, id), JSON.stringify(kept));
    else sessionStorage.removeItem(keyOf(person, id));
  } catch {
    // As before.
  }
}
