/**
 * Keyboard shortcuts. A screen registers keys while it is shown; the newest registration of a key wins. Nothing happens
 * while a person types in a field or a dialog is open, and single keys can be switched off in the settings.
 */
import { useEffect, useRef } from "react";

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

const stack: { map: KeyMap }[] = [];
let pending = "";
let pendingTimer: ReturnType<typeof setTimeout> | undefined;
const CHORD_MS = 1_200;
const SETTING = "evenhand-single-keys";

export function singleKeysOn(): boolean {
  return localStorage.getItem(SETTING) !== "off";
}
export function setSingleKeys(on: boolean): void {
  localStorage.setItem(SETTING, on ? "on" : "off");
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest(".cm-editor")) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function find(key: string): ((event: KeyboardEvent) => void) | undefined {
  for (let i = stack.length - 1; i >= 0; i--) {
    const action = stack[i]?.map[key];
    if (action) return action;
  }
  return undefined;
}

/** `g d` is g, then d within a second or so; `mod+s` is Ctrl or Command. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const action = find(`mod+${event.key.toLowerCase()}`);
    if (action) {
      event.preventDefault();
      action(event);
    }
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (isTyping(event.target) || !singleKeysOn()) return;
  if (document.querySelector("dialog[open]")) return;
  const chord = pending ? `${pending} ${event.key}` : event.key;
  clearTimeout(pendingTimer);
  const waited = pending;
  pending = "";
  const action = find(chord) ?? (waited ? undefined : find(event.key));
  if (action) {
    event.preventDefault();
    action(event);
    return;
  }
  if (!waited && stack.some(({ map }) => Object.keys(map).some((key) => key.startsWith(`${event.key} `)))) {
    pending = event.key;
    pendingTimer = setTimeout(() => {
      pending = "";
    }, CHORD_MS);
  }
}

export function useKeys(map: KeyMap): void {
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    const entry = {
      get map() {
        return current.current;
      },
    };
    stack.push(entry);
    return () => {
      stack.splice(stack.indexOf(entry), 1);
    };
  }, []);
}
