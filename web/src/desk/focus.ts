/** Moving the keyboard to a pane or to an item of the guide. */

export function focusPane(pane: string): void {
  const box = document.querySelector<HTMLElement>(`[data-pane-name="${pane}"]`);
  const target = box?.querySelector<HTMLElement>('[data-focus-first="true"], [aria-current="true"]') ?? box;
  target?.focus();
}

/** Once what one acted on is gone from the page the keyboard goes to `there`; where it holds on to something it stays. */
export function catchFocus(there: () => void): void {
  setTimeout(() => {
    if (!document.activeElement || document.activeElement === document.body) there();
  });
}

const fields = "input:not([disabled]), textarea:not([disabled]), select:not([disabled]), button:not([disabled])";

/** A step opens itself when it holds this path, and then answers with its own. */
export type StepOpener = (path: string) => string | undefined;
const openers = new Set<StepOpener>();
export function listenOpen(opener: StepOpener): () => void {
  openers.add(opener);
  return () => openers.delete(opener);
}

/** To an item wherever it is: the step that holds it opens first. An item that is not shown leads to its step. */
export function focusItem(path: string): void {
  if (focusShown(path)) return;
  const steps = [...openers].map((open) => open(path)).filter((step) => step !== undefined);
  // What a step opened is on the page once React has drawn it.
  setTimeout(() => focusShown(path) || steps.some(focusShown));
}

/** To the first thing one can act on in an item; to the item itself when there is none. */
function focusShown(path: string): boolean {
  const item = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
  if (!item) return false;
  const act = item.querySelector<HTMLElement>("[data-act]");
  const target = act?.matches(fields) ? act : (act?.querySelector<HTMLElement>(fields) ?? item);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.focus({ preventScroll: true });
  item.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  return true;
}
