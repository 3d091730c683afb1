/** Text that is typed and not sent yet, by key: kept in this tab until it is sent or its writer signs out. */
import { useSyncExternalStore } from "react";

/** What was typed, by field. */
export type Typed = Readonly<Record<string, string>>;

const PREFIX = "evenhand-draft/";
const nothing: Typed = {};
const known = new Map<string, Typed>();
const listeners = new Set<() => void>();

function stored(key: string): Typed {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key) ?? "null") ?? nothing;
  } catch {
    return nothing;
  }
}
export function readDraft(key: string): Typed {
  const typed = known.get(key) ?? stored(key);
  known.set(key, typed);
  return typed;
}
/** Fields without text are left out. */
export function writeDraft(key: string, typed: Typed): void {
  const kept = Object.fromEntries(Object.entries(typed).filter(([, text]) => text));
  const empty = Object.keys(kept).length === 0;
  known.set(key, empty ? nothing : kept);
  try {
    if (empty) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, JSON.stringify(kept));
  } catch {
    // The browser keeps no more: the page still does.
  }
  for (const listener of listeners) listener();
}
export function forgetDrafts(): void {
  known.clear();
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

export function useStoredDraft(key: string): Typed {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => readDraft(key),
  );
}
