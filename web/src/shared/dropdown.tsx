/** A button that opens a small panel under it: for menus, notifications, and the law behind an item. */
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Icon, type IconName } from "./icons";

interface DropdownProps {
  /** What the button shows; `name` is said when that is a picture. */
  button: ReactNode;
  name?: string;
  className?: string;
  align?: "start" | "end";
  panelLabel?: string;
  wide?: boolean;
  children: (close: () => void) => ReactNode;
}
export function Dropdown({ button, name, className, align = "end", panelLabel, wide, children }: DropdownProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    panel.current?.querySelector<HTMLElement>("button, a")?.focus();
    const leave = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
    };
  }, [open]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are an extra to Tab, which works by itself
    <span
      className="dropdown"
      ref={box}
      onKeyDown={(event) => {
        if (!open) return;
        if (event.key === "Escape") {
          // Inside a dialog only the panel closes.
          event.preventDefault();
          event.stopPropagation();
          close();
        }
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        if (!step) return;
        const all = [...(panel.current?.querySelectorAll<HTMLElement>("button, a") ?? [])];
        if (all.length === 0) return;
        event.preventDefault();
        const at = all.indexOf(document.activeElement as HTMLElement);
        all[(at + step + all.length) % all.length]?.focus();
      }}
    >
      <button
        ref={trigger}
        type="button"
        className={className}
        aria-label={name}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div
          ref={panel}
          id={id}
          className={`dropdown-panel dropdown-${align} ${wide ? "dropdown-wide" : ""}`}
          role="group"
          aria-label={panelLabel ?? name}
        >
          {children(close)}
        </div>
      )}
    </span>
  );
}

interface MenuItemProps {
  icon: IconName;
  children: ReactNode;
  chosen?: boolean;
  lang?: string;
  onClick: () => void;
}
export function MenuItem({ icon, children, chosen, lang, onClick }: MenuItemProps) {
  return (
    <button type="button" className="menu-item" lang={lang} aria-pressed={chosen} onClick={onClick}>
      <Icon name={icon} size={16} />
      <span className="grow">{children}</span>
      {chosen && <Icon name="check" size={16} />}
    </button>
  );
}
