/** Dates, numbers and FEEL values as the reader's locale and zone show them. */
import type { FeelValue, GuideFact } from "../api/types";

export function locale(): string {
  return document.documentElement.lang || navigator.language || "en";
}

/** `es` is what the application speaks; `es-MX` is how this reader writes dates, when the browser says so. */
export function dateLocale(): string {
  const language = locale();
  return navigator.languages?.find((entry) => entry.toLowerCase().startsWith(language.toLowerCase())) ?? language;
}

export function dateTime(instant: string | null | undefined): string {
  if (!instant) return "";
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return new Intl.DateTimeFormat(dateLocale(), { dateStyle: "medium", timeStyle: "short" }).format(date);
}
/** To the second, for records. */
export function exactTime(instant: string | null | undefined): string {
  if (!instant) return "";
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return new Intl.DateTimeFormat(dateLocale(), { dateStyle: "medium", timeStyle: "medium" }).format(date);
}
/** `America/Chicago, UTC−5 / UTC−6`: the reader's zone, and how far from UTC it is at these instants. */
export function zoneOf(instants: string[], timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" });
  const offsets = instants.map((instant) => {
    const part = format.formatToParts(new Date(instant)).find((entry) => entry.type === "timeZoneName");
    return (part?.value ?? "").replace("GMT", "UTC").replace(/\+0$/, "").replace("-", "−");
  });
  return [timeZone, [...new Set(offsets)].join(" / ")].filter(Boolean).join(", ");
}
export function fullDateTime(instant: string | null | undefined): string {
  if (!instant) return "";
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return new Intl.DateTimeFormat(dateLocale(), { dateStyle: "full", timeStyle: "long" }).format(date);
}
/** Sentences of the server name instants in UTC; readers see them in their own zone. `5:41 a.m.` ends a sentence itself. */
export function localTimes(text: string, show = dateTime): string {
  return text.replace(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)(\.?)/g, (_, instant: string, stop: string) => {
    const shown = show(instant);
    return shown.endsWith(".") ? shown : shown + stop;
  });
}
export function shortTime(instant: string, now = new Date()): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const sameDay = date.toDateString() === now.toDateString();
  const options: Intl.DateTimeFormatOptions = sameDay
    ? { hour: "numeric", minute: "2-digit" }
    : { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(dateLocale(), options).format(date);
}
export function dateOnly(text: string | null | undefined): string {
  if (!text) return "";
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00` : text);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(dateLocale(), { dateStyle: "medium" }).format(date);
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
/** "in 3 hours", "2 days ago": from `now` to `instant`, in the largest unit that is at least one. */
export function relative(instant: string | null | undefined, now = Date.now()): string {
  if (!instant) return "";
  const seconds = (Date.parse(instant) - now) / 1000;
  if (Number.isNaN(seconds)) return "";
  const format = new Intl.RelativeTimeFormat(dateLocale(), { numeric: "auto", style: "short" });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, "minute");
}

export type Urgency = "overdue" | "soon" | "later" | "none";
const SOON_MS = 4 * 3_600_000;
export function urgency(due: string | null | undefined, now = Date.now()): Urgency {
  if (!due) return "none";
  const left = Date.parse(due) - now;
  if (Number.isNaN(left)) return "none";
  if (left < 0) return "overdue";
  return left <= SOON_MS ? "soon" : "later";
}

export function money(amount: string | number, currency: string): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) return `${amount} ${currency}`;
  try {
    return new Intl.NumberFormat(dateLocale(), { style: "currency", currency }).format(value);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** What readers call an option; the value that is stored stays the one the procedure lists. */
export function optionText(option: string, fact?: Pick<GuideFact, "options" | "option_labels">): string {
  return fact?.option_labels?.[fact.options?.indexOf(option) ?? -1] ?? option;
}

/** A FEEL value in words; `yes` and `no` are given in the reader's language. */
export function feelText(
  value: FeelValue | undefined,
  fact?: Pick<GuideFact, "kind" | "currency" | "options" | "option_labels">,
  words: { yes: string; no: string } = { yes: "yes", no: "no" },
): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number" || typeof value === "string") {
    if (fact?.kind === "money" && fact.currency) return money(value, fact.currency);
    if (fact?.kind === "date" && typeof value === "string") return dateOnly(value);
    if (fact?.kind === "yes_no" && (value === "yes" || value === "no")) return words[value];
    return optionText(String(value), fact);
  }
  if (Array.isArray(value)) return value.map((entry) => feelText(entry, fact, words)).join(", ");
  const entries = value as Record<string, FeelValue>;
  if (typeof entries["@date"] === "string") return dateOnly(entries["@date"]);
  if (typeof entries["@date-time"] === "string") return dateTime(entries["@date-time"]);
  if (typeof entries["@time"] === "string") return entries["@time"];
  if (typeof entries["@duration"] === "string") return entries["@duration"];
  if (typeof entries.amount === "string" && typeof entries.currency === "string")
    return money(entries.amount, entries.currency);
  return Object.entries(entries)
    .map(([name, entry]) => `${name}: ${feelText(entry, undefined, words)}`)
    .join(", ");
}

/** `1.4 MB`, in the reader's way of writing numbers. */
export function fileSize(bytes: number): string {
  const large = bytes >= 1_000_000;
  const value = bytes / (large ? 1_000_000 : 1_000);
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: large ? "megabyte" : "kilobyte",
    unitDisplay: "short",
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** A value as plain text for an input field: dates in ISO form, lists one a line. */
export function feelInput(value: FeelValue | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(feelInput).join("\n");
  if (typeof value === "object") {
    const entries = value as Record<string, FeelValue>;
    for (const key of ["@date", "@time", "@date-time", "@duration", "amount"]) {
      if (typeof entries[key] === "string") return entries[key];
    }
    return JSON.stringify(value);
  }
  return String(value);
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}
