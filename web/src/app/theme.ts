/** Light, dark or as the system has it: kept in this browser, set on the page as `data-scheme`. Colours: styles/colours.css. */
import { useSyncExternalStore } from "react";

export const schemes = ["system", "light", "dark"] as const;
export type Scheme = (typeof schemes)[number];
const STORED = "evenhand-color-scheme";
const listeners = new Set<() => void>();
const system = window.matchMedia("(prefers-color-scheme: dark)");

export function scheme(): Scheme {
  const stored = localStorage.getItem(STORED);
  return schemes.find((entry) => entry === stored) ?? "system";
}
function show(): void {
  const wanted = scheme();
  document.documentElement.dataset.scheme = wanted === "system" ? (system.matches ? "dark" : "light") : wanted;
  for (const listener of listeners) listener();
}
export function setScheme(wanted: Scheme): void {
  localStorage.setItem(STORED, wanted);
  show();
}
/** Shows what was chosen, now and whenever the system or another tab changes it. */
export function startScheme(): void {
  show();
  system.addEventListener("change", show);
  window.addEventListener("storage", (event) => event.key === STORED && show());
}
const listen = (changed: () => void) => {
  listeners.add(changed);
  return () => listeners.delete(changed);
};
/** What was chosen. */
export function useScheme(): Scheme {
  return useSyncExternalStore(listen, scheme);
}
/** What the page shows. */
export function useDark(): boolean {
  return useSyncExternalStore(listen, () => document.documentElement.dataset.scheme === "dark");
}
