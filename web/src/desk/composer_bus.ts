/** Lets the guide and the keyboard ask the conversation to take text of a kind. */
export type ComposerMode = "reply" | "note" | "in";
const listeners = new Set<(mode: ComposerMode) => void>();

export function askComposer(mode: ComposerMode): void {
  for (const listener of listeners) listener(mode);
}
export function listenComposer(listener: (mode: ComposerMode) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
