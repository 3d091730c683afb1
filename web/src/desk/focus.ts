/** Moving the keyboard to a pane or to an item of the guide. */

export function focusPane(pane: string): void {
  const box = document.querySelector<HTMLElement>(`[data-pane-name="${pane}"]`);
  const target = box?.querySelector<HTMLElement>('[data-focus-first="true"], [aria-current="true"]') ?? box;
  target?.focus();
}

const fields = "input:not([disabled]), textarea:not([disabled]), select:not([disabled]), button:not([disabled])";

/** To the first thing one can act on in an item; to the item itself when there is none. */
export function focusItem(path: string): boolean {
  const item = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
  if (!item) return false;
  const act = item.querySelector<HTMLElement>("[data-act]");
  const target = act?.matches(fields) ? act : (act?.querySelector<HTMLElement>(fields) ?? item);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.focus({ preventScroll: true });
  item.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  return true;
}
