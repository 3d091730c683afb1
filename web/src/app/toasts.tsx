/** Short messages at the edge of the screen, announced to screen readers. Errors stay until they are dismissed. */
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shared/icons";

interface Toast {
  id: number;
  kind: "good" | "bad" | "plain";
  text: string;
}
const SHOWN_MS = 5_000;
let toasts: Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();
const changed = () => {
  for (const listener of listeners) listener();
};

export function toast(text: string, kind: Toast["kind"] = "plain"): void {
  const id = next++;
  toasts = [...toasts.slice(-3), { id, kind, text }];
  changed();
  if (kind !== "bad") setTimeout(() => dismiss(id), SHOWN_MS);
}
function dismiss(id: number): void {
  toasts = toasts.filter((entry) => entry.id !== id);
  changed();
}

export function Toasts() {
  const { t } = useTranslation();
  const list = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {list.map((entry) => (
        <div key={entry.id} className={`toast toast-${entry.kind}`}>
          <Icon name={entry.kind === "good" ? "check" : entry.kind === "bad" ? "warning" : "info"} />
          <span>{entry.text}</span>
          <button
            type="button"
            className="icon-button"
            aria-label={t("common.dismiss")}
            onClick={() => dismiss(entry.id)}
          >
            <Icon name="cross" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
