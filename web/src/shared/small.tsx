/** Small pieces most screens use. */
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "../app/toasts";
import { fullDateTime, relative, urgency } from "./format";
import { Icon, type IconName } from "./icons";
import { Field } from "./text_input";

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={28} />
      <strong>{title}</strong>
      {children}
    </div>
  );
}

export function Tag({
  kind,
  icon,
  children,
}: {
  kind?: "good" | "warn" | "bad" | "accent";
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span className={`tag ${kind ? `tag-${kind}` : ""}`}>
      {icon && <Icon name={icon} size={13} />}
      {children}
    </span>
  );
}

export function StatusTag({ status, outcome }: { status: string; outcome?: string | null }) {
  const { t } = useTranslation();
  const kind = status === "open" ? "accent" : status === "paused" ? "warn" : undefined;
  return (
    <Tag kind={kind} icon={status === "paused" ? "pause" : status === "closed" ? "check" : undefined}>
      {status === "closed" && outcome
        ? t("status.closed_as", { outcome })
        : t(`status.${status}`, { defaultValue: status })}
    </Tag>
  );
}

export function PriorityTag({ priority }: { priority: string }) {
  const { t } = useTranslation();
  if (priority === "normal") return null;
  return (
    <Tag kind={priority === "urgent" ? "bad" : priority === "high" ? "warn" : undefined} icon="flag">
      {t(`priority.${priority}`, { defaultValue: priority })}
    </Tag>
  );
}

/** Ticks over by itself, so that "in 3 minutes" does not stay true for an hour. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export function Due({ at, withIcon = true }: { at: string | null | undefined; withIcon?: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  if (!at) return null;
  const kind = urgency(at, now);
  return (
    <time className={`due due-${kind}`} dateTime={at} title={fullDateTime(at)}>
      {withIcon && <Icon name={kind === "overdue" ? "warning" : "clock"} size={14} />}
      {kind === "overdue" ? t("due.overdue", { when: relative(at, now) }) : t("due.in", { when: relative(at, now) })}
    </time>
  );
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  async function copy() {
    try {
      await copyText(text);
      setDone(true);
      setTimeout(() => setDone(false), 2_000);
    } catch {
      toast(t("common.copy_failed"), "bad");
    }
  }
  return (
    <button
      type="button"
      className="copy-button"
      onClick={() => void copy()}
      aria-label={done ? t("common.copied") : label}
    >
      <Icon name={done ? "check" : "copy"} size={15} />
      <span aria-hidden="true">{done ? t("common.copied") : t("common.copy")}</span>
    </button>
  );
}
/** The clipboard API is there on HTTPS and localhost only; elsewhere a hidden field does. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const ok = document.execCommand("copy");
  field.remove();
  if (!ok) throw new Error("copy refused");
}

export interface SelectOption {
  value: string;
  text: string;
}
interface SelectProps {
  label: ReactNode;
  value: string;
  options: SelectOption[];
  /** The text of the empty choice; left out, there is none. */
  any?: string;
  hideLabel?: boolean;
  disabled?: boolean;
  error?: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
}
export function Select({ label, value, options, any, hideLabel, error, onChange, ...rest }: SelectProps) {
  const known = value === "" || options.some((option) => option.value === value);
  return (
    <Field label={label} hideLabel={hideLabel} error={error}>
      {(tied) => (
        <select
          className="select"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          {...tied}
          {...rest}
        >
          {any !== undefined && <option value="">{any}</option>}
          {!known && <option value={value}>{value}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TabListProps<T extends string> {
  label: string;
  tabs: { id: T; text: string; count?: number }[];
  value: T;
  onChange: (id: T) => void;
  panelId?: string;
}
/** Tabs as the ARIA pattern has them: one tab stop, arrow keys move. */
export function TabList<T extends string>({ label, tabs, value, onChange, panelId }: TabListProps<T>) {
  return (
    <div
      className="tabs"
      role="tablist"
      aria-label={label}
      onKeyDown={(event) => {
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (!step) return;
        const next = tabs[(tabs.findIndex((tab) => tab.id === value) + step + tabs.length) % tabs.length];
        if (!next) return;
        event.preventDefault();
        onChange(next.id);
        event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
      }}
    >
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          data-tab={tab.id}
          className="tab"
          aria-selected={tab.id === value}
          aria-controls={panelId}
          tabIndex={tab.id === value ? 0 : -1}
          onClick={() => onChange(tab.id)}
        >
          {tab.text}
          {tab.count !== undefined && <span className="tab-count">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    if (title) document.title = `${title} · Evenhand`;
  }, [title]);
}
